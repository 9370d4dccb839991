"""A small flood; `python -m tests.faults.flood 10000 20` is a large one."""

from __future__ import annotations

import pytest

from tests.conftest import require_dovecot

from .flood import flood

pytestmark = [pytest.mark.dovecot, pytest.mark.timeout(400)]


def test_a_delegation_does_not_wait_behind_a_flood_and_few_letters_go() -> None:
    require_dovecot()
    flooded = flood(300, 2, to_the_end=True)
    assert flooded.handled == 302
    assert len(flooded.waited) == 2
    assert flooded.to_flooder <= 1
    assert flooded.to_staff <= 3
