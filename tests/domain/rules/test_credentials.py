"""``credentials``: the note speaks of credentials, which a person looks after."""

from __future__ import annotations

from dataclasses import replace

from mailbot.domain.submission import Source

from .conftest import Judge
from .people import note

SAID = Source("NV.pdf", 1, 14, "Les pouvoirs de la délégation suivront.")


def test_due_with_the_words(judge: Judge) -> None:
    (flag,) = judge(note(says_credentials=SAID))
    assert "Les pouvoirs de la délégation suivront." in flag.detail


def test_not_due_otherwise(judge: Judge) -> None:
    assert judge(note()) == []
    assert judge(replace(note(says_credentials=SAID), kind="automatic")) == []
