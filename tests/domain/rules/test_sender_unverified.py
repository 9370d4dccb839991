"""``sender_unverified``: nobody vouches that the message comes from the address it bears."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mailbot.domain.meeting import Invitees
from mailbot.domain.provenance import Provenance

from .conftest import Judge
from .people import note

FAILED = Provenance("fail", "DMARC failed for bf-geneve.example.")


def test_due_where_the_receiving_server_does_not_vouch(judge: Judge) -> None:
    (flag,) = judge(note(), provenance=FAILED)
    assert flag.severity == "hold"
    assert flag.detail.startswith("DMARC failed for bf-geneve.example.")


def test_due_for_staff_too_whose_word_others_are_believed_by(judge: Judge) -> None:
    staff = frozenset({"desk@un.example"})
    assert judge(note(by_address=()), sender="desk@un.example", staff=staff, provenance=FAILED)


@pytest.mark.parametrize("verdict", ["pass", "none"])
def test_not_due_where_it_does_or_is_not_asked(judge: Judge, verdict: str) -> None:
    assert judge(note(), provenance=Provenance(verdict)) == []  # type: ignore[arg-type]


def test_the_policy_verified_wants_a_verdict(judge: Judge, invitees: Invitees) -> None:
    strict = Invitees(tuple(replace(i, policy=("verified",)) for i in invitees.all))
    assert judge(note(), has_record=True, invitees=strict)
    assert judge(note(), has_record=True, invitees=strict, provenance=Provenance("pass")) == []


def test_not_due_for_a_question(judge: Judge) -> None:
    assert judge(replace(note(), kind="question"), provenance=FAILED) == []
