"""Half a minute of the unplug test; `make unplug` is ten."""

from __future__ import annotations

import pytest

from tests.conftest import require_dovecot

from .unplug import unplug

pytestmark = [pytest.mark.dovecot, pytest.mark.timeout(500)]


def test_servers_that_come_and_go_cost_nothing() -> None:
    require_dovecot()
    figures = unplug(0.5, 30)
    assert figures.is_good, figures
    assert min(figures.cuts[server] for server in ("Dovecot", "SMTP")) > 0
