"""Submissions put together by chance are read as well as ever: ``baseline.json`` keeps the figures of one seed.

A figure that falls by more than the tolerance fails here; ``python -m tests.breadth --keep`` keeps new ones. A fresh
seed (``make breadth ARGS="--seed 7"``) shows whether a gain is general.
"""

from __future__ import annotations

import json

import pytest

from mailbot.evaluation.baseline import drops
from mailbot.evaluation.files import read_kept
from mailbot.evaluation.report import misses

from .layouts import LAYOUTS
from .mails import message
from .measuring import BASELINE, COUNT, NAME, SEED, TOLERANCE, kept_figures, measure
from .tables import LANGUAGES, cultures, states
from .writing import write


@pytest.mark.timeout(180)
def test_submissions_made_by_chance_are_read_as_well_as_ever() -> None:
    _, scores = measure(SEED, COUNT)
    worse = drops(read_kept(BASELINE, NAME), kept_figures(scores), TOLERANCE)
    assert not worse, "\n".join(["below the kept figures:", *map(str, worse), "", *misses(scores)])


def test_a_seed_gives_the_same_submissions_each_time() -> None:
    first, again = ([write(3, index) for index in range(40)] for _ in range(2))
    assert [json.dumps(one.truth) for one in first] == [json.dumps(one.truth) for one in again]
    texts = [one for one in first if one.format in {"plain", "html"}]
    assert [message(3, one) for one in texts] == [message(3, one) for one in texts]


def test_every_layout_is_written_in_every_language() -> None:
    whole = {(one.labels["layout"], one.note.language) for one in (write(1, i) for i in range(6 * len(LAYOUTS)))}
    assert whole == {(layout, language) for layout in LAYOUTS for language in LANGUAGES}


def test_every_name_of_the_truth_stands_in_the_submission() -> None:
    for index in range(6 * len(LAYOUTS)):
        one = write(5, index)
        text = "\n".join(str(block) for block in one.blocks).casefold().replace("\\n", "\n")
        for person in one.truth["participants"]:
            assert str(person["family"]).casefold() in text.replace("\\'", "'"), (one.labels, person)
            assert person["email"] is None or person["email"] in text, (one.labels, person)


def test_the_tables_fit_together() -> None:
    named = {culture for state in states().values() for culture in state["cultures"]}
    assert named == set(cultures()), "a culture no State has, or a State's culture that is not described"
    assert {language for state in states().values() for language in state["sender"]} == set(LANGUAGES)
