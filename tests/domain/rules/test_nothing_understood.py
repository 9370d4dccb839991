"""``nothing_understood``: a person wrote, and nothing in it could be recorded."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mailbot.domain.submission import Change, Kind

from .conftest import Judge
from .people import DELTA, PRIMARY, note


def test_due_for_an_empty_message(judge: Judge) -> None:
    (flag,) = judge(replace(note(), kind="empty", persons=()))
    assert flag.severity == "hold"


def test_due_for_a_submission_of_nobody(judge: Judge) -> None:
    assert judge(replace(note(), persons=()))
    assert judge(replace(note(revision=DELTA), persons=()))


def test_due_for_an_unreadable_message_no_attachment_of_which_is_at_fault(judge: Judge) -> None:
    assert judge(replace(note(), kind="unreadable", persons=()))


def test_not_due_when_somebody_only_leaves(judge: Judge) -> None:
    assert judge(replace(note(revision=Change("delta", remove=(PRIMARY,))), persons=())) == []


@pytest.mark.parametrize("kind", ["automatic", "bounce", "complaint", "withdrawal"])
def test_not_due_for_other_mail(judge: Judge, kind: Kind) -> None:
    assert judge(replace(note(), kind=kind, persons=())) == []


def test_not_due_for_a_sound_note(judge: Judge) -> None:
    assert judge(note()) == []
