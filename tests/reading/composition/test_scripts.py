"""Entries left out where a text has no letters of other scripts must be such as could not match there."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mailbot.domain.submission import LANGUAGES
from mailbot.reading.composition.anatomy import pattern
from mailbot.reading.composition.wording import needs_other_script
from mailbot.reading.folding import fold
from mailbot.reading.lexicon import words

WITHOUT = '12/34 - a b (c) : . , no 5; 1.1.2020 1-2 a.b\'c "d" 7, 8\n\nx\ty 3) 4. ? ! % & 10:30 x1 1x'


def _entries(table: object) -> Iterator[str]:
    if isinstance(table, dict):
        for inner in table.values():
            yield from _entries(inner)
    elif isinstance(table, list):
        yield from (entry for entry in table if isinstance(entry, str))


def test_an_entry_left_out_could_not_match() -> None:
    listed = {fold(entry) for language in LANGUAGES for entry in _entries(words(language, "note"))}
    left_out = [entry for entry in listed if needs_other_script(entry)]
    assert left_out
    assert not [entry for entry in left_out if re.search(entry, WITHOUT)]


def test_a_text_with_other_letters_is_read_with_all_entries() -> None:
    assert pattern("kind", "withdrawal").search(fold("the delegation will not participate"))
    assert pattern("part", "1").search(fold("第一部分"))
    assert pattern("part", "1").search(fold("First part / 第一部分"))
