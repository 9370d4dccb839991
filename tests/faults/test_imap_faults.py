"""Every fault of an IMAP server: nothing lost, nothing twice, no loop without a pause, an alarm when it lasts."""

from __future__ import annotations

import pytest

from tests.conftest import require_dovecot
from tests.torture.figures import Figures

from .cases import CASES
from .trial import run_together

pytestmark = [pytest.mark.dovecot, pytest.mark.timeout(400)]


def test_every_fault_of_the_mailbox_is_borne() -> None:
    require_dovecot()
    cases = [case for case in CASES if case.line == "imap"]
    assert run_together(cases, at_once=6) == Figures(faults=len(cases))


def test_the_table_names_each_fault_once() -> None:
    names = [case.name for case in CASES]
    assert len(names) == len(set(names)) > 100
