"""The short form of ``make torture``: less than a minute of it, in every run of the tests."""

from __future__ import annotations

import pytest

from tests.conftest import require_dovecot

from . import crashes
from .figures import Figures

pytestmark = [pytest.mark.dovecot, pytest.mark.timeout(400)]


@pytest.fixture(scope="module", autouse=True)
def _servers() -> None:
    require_dovecot()


def check(figures: Figures) -> None:
    assert figures.is_good, "\n".join((str(figures), *figures.problems))


def test_killed_again_and_again_nothing_is_lost_and_nothing_goes_twice() -> None:
    figures = crashes.run(seconds=20, seed=4, kills=40)
    check(figures)
    assert figures.kills >= 10
    assert figures.points >= 8
