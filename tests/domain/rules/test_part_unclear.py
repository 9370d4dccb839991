"""``part_unclear``: the message does not say for which part it is."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mailbot.domain.submission import Kind

from .conftest import Judge
from .people import note


@pytest.mark.parametrize("kind", ["submission", "withdrawal"])
def test_due_without_a_part(judge: Judge, kind: Kind) -> None:
    (flag,) = judge(replace(note(parts=()), kind=kind))
    assert flag.severity == "hold"


def test_not_due_with_one(judge: Judge) -> None:
    assert judge(note()) == []


@pytest.mark.parametrize("kind", ["question", "automatic", "bounce", "complaint", "unreadable", "empty"])
def test_not_due_for_other_mail(judge: Judge, kind: Kind) -> None:
    assert judge(replace(note(parts=(), persons=()), kind=kind)) == []
