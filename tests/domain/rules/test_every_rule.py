"""What holds for all rules together."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

import mailbot.domain.rules as chain
from mailbot.domain.assess import assess, case_of
from mailbot.domain.flag import CODES
from mailbot.domain.meeting import Invitees, Meeting
from mailbot.domain.submission import Kind

from .people import note

HERE = Path(__file__).parent
RULES = {path.stem for path in Path(chain.__file__).parent.glob("*.py")} - {"__init__"}
RAISED_ELSEWHERE = {"bounce", "crashed", "not_in_indico", "email_mismatch"}


def test_every_code_has_a_rule_in_the_chain() -> None:
    chained = {rule.__module__.rpartition(".")[2] for rule in (*chain.CASE_RULES, *chain.COMPOSITION_RULES)}
    assert chained == RULES == CODES - RAISED_ELSEWHERE


@pytest.mark.parametrize("code", sorted(RULES))
def test_every_rule_has_its_test(code: str) -> None:
    assert (HERE / f"test_{code}.py").is_file()


def test_a_sound_note_has_no_flag(meeting: Meeting, invitees: Invitees) -> None:
    at = datetime(2020, 11, 10, tzinfo=UTC)
    case = case_of(note(), meeting, invitees, sender="mission@bf-geneve.example", received_at=at)
    assert assess(case) == ()


@pytest.mark.parametrize("kind", ["question", "automatic", "bounce", "complaint"])
def test_mail_that_is_no_submission_has_no_flag(meeting: Meeting, invitees: Invitees, kind: Kind) -> None:
    at = datetime(2020, 12, 10, tzinfo=UTC)
    other = note(delegation=None, parts=(), reference=None, by_address=(), kind=kind)
    assert assess(case_of(other, meeting, invitees, sender="x@y.example", received_at=at)) == ()


def test_severities_are_the_configurations(meeting: Meeting, invitees: Invitees) -> None:
    case = case_of(note(reference=None), meeting, invitees, sender=None, received_at=None)
    assert [(f.code, f.severity) for f in assess(case)] == [("reference_missing", "note")]
    (held,) = assess(case, {"reference_missing": "hold"})
    assert held.severity == "hold"
