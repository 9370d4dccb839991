"""Every fault of the letters' server: each letter leaves once, or a person is told; never in the clear."""

from __future__ import annotations

import pytest

from tests.conftest import require_dovecot

from .cases import CASES
from .trial import run_together

pytestmark = [pytest.mark.dovecot, pytest.mark.timeout(400)]


def test_every_fault_of_the_letters_server_is_borne() -> None:
    require_dovecot()
    cases = [case for case in CASES if case.line == "smtp"]
    figures = run_together(cases, at_once=6)
    assert figures.problems == ()
    assert figures.is_good
    assert (figures.faults, figures.doubtful) == (len(cases), sum(case.ends == "doubtful" for case in cases))
