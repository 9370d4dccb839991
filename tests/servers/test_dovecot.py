"""The Dovecot fixture: skipped on a laptop without it, never in the checks that must run."""

from __future__ import annotations

import time

import pytest

from tests import conftest
from tests.servers import dovecot as dovecot_server
from tests.servers.dovecot import Dovecot


def test_absence_skips_unless_it_is_required(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dovecot_server, "available", lambda: False)
    monkeypatch.delenv("MAILBOT_REQUIRE_DOVECOT", raising=False)
    with pytest.raises(pytest.skip.Exception):
        conftest.require_dovecot()
    monkeypatch.setenv("MAILBOT_REQUIRE_DOVECOT", "1")
    with pytest.raises(pytest.fail.Exception, match="dovecot-imapd"):
        conftest.require_dovecot()


@pytest.mark.dovecot
def test_mail_survives_a_kill_and_the_port_stays(own_dovecot: Dovecot) -> None:
    (uid,) = own_dovecot.deliver("ccm", b"Subject: x\r\n\r\n")
    port = own_dovecot.port
    start = time.monotonic()
    own_dovecot.kill()
    with pytest.raises(ConnectionRefusedError), own_dovecot.session("ccm"):
        pass
    own_dovecot.start()
    assert time.monotonic() - start < 2
    with own_dovecot.session("ccm") as client:
        client.select_folder("INBOX")
        assert client.search("ALL") == [uid]
    assert own_dovecot.port == port
