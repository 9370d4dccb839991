"""The short form of ``make torture``: less than a minute of it, in every run of the tests."""

from __future__ import annotations

import pytest

from tests.conftest import require_dovecot

from . import crashes, disk, hostile
from .figures import Figures

pytestmark = [pytest.mark.dovecot, pytest.mark.timeout(400)]


@pytest.fixture(scope="module", autouse=True)
def _servers() -> None:
    require_dovecot()


def check(figures: Figures) -> None:
    assert figures.is_good, "\n".join((str(figures), *figures.problems))


def test_killed_again_and_again_nothing_is_lost_and_nothing_goes_twice() -> None:
    figures = crashes.run(seconds=20, seed=4, kills=25)
    check(figures)
    assert figures.kills >= 10
    assert figures.points >= 8


@pytest.mark.parametrize(
    "fault",
    [fault for fault in disk.FAULTS if fault.name in {"disk full, 0 octets left", "disk read-only", "database empty",
     "write-ahead log torn by 5000"}],
    ids=lambda fault: fault.name,
)  # fmt: skip
def test_what_happens_to_the_disk_passes(fault: disk.Fault) -> None:
    figures = disk.run(seconds=60, seed=4, only=[fault])
    check(figures)
    if not figures.disk:
        pytest.skip("mounting is not allowed here")


def test_good_notes_among_hostile_ones_are_recorded_and_answered() -> None:
    figures = hostile.run(seconds=0, seed=4)
    check(figures)
    assert figures.hostile >= 30
