"""``reference_duplicate``: another note with this reference is already recorded."""

from __future__ import annotations

import pytest

from .conftest import Judge
from .people import note


@pytest.mark.parametrize("before", ["0456/MPBF", "0456 / MPBF", "٠٤٥٦/MPBF", "0456/mpbf"])
def test_due_for_the_same_reference_however_written(judge: Judge, before: str) -> None:
    (flag,) = judge(note(), references=("0398/MPBF", before), has_record=True)
    assert flag.about == "0456/MPBF"


def test_not_due_for_another(judge: Judge) -> None:
    assert judge(note(), references=("0398/MPBF", "1456/MPBF"), has_record=True) == []


def test_not_due_without_a_reference(judge: Judge) -> None:
    assert judge(note(reference=None), references=("", "0398/MPBF"), has_record=True) == []
