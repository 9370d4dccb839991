"""Fixtures every test may use: real servers on loopback."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from mailbot.config import MailboxSettings
from mailbot.reading.documents.tesseract import missing, missing_languages
from tests.servers import dovecot as dovecot_server
from tests.servers.dovecot import Dovecot
from tests.servers.smtp import SmtpReceiver


def require_dovecot() -> None:
    """Skips the test where Dovecot is absent; fails it where ``MAILBOT_REQUIRE_DOVECOT=1`` says it must be there."""
    if dovecot_server.available():
        return
    if os.environ.get("MAILBOT_REQUIRE_DOVECOT") == "1":
        pytest.fail("Dovecot 2.3 is required here: apt-get install dovecot-imapd")
    pytest.skip("needs Dovecot 2.3 (Debian's dovecot-imapd)")


def imap_settings(server: Dovecot, user: str, **changes: object) -> MailboxSettings:
    """The settings of a user's mailbox on that server, plain on loopback unless ``changes`` say otherwise."""
    values: dict[str, object] = {
        "kind": "imap",
        "host": server.host,
        "port": server.port,
        "security": "none",
        "username": user,
        "timeout_seconds": 10,
    }
    return MailboxSettings(**{**values, **changes})  # type: ignore[arg-type]


def require_tesseract() -> None:
    """Skips the test where tesseract is absent; fails it if ``MAILBOT_REQUIRE_TESSERACT=1`` says it must be there."""
    lacking = [missing()] if missing() else list(missing_languages())
    if not lacking:
        return
    if os.environ.get("MAILBOT_REQUIRE_TESSERACT") == "1":
        pytest.fail(f"tesseract with six languages is required here: {lacking}")
    pytest.skip("needs tesseract with its languages (Debian's tesseract-ocr and tesseract-ocr-…)")


@pytest.fixture
def recogniser() -> None:
    """The recogniser of scans is there, with every language."""
    require_tesseract()


@pytest.fixture(scope="session")
def dovecot() -> Iterator[Dovecot]:
    """A Dovecot shared by all tests of this process: use a ``mail_user`` of your own, never stop it."""
    require_dovecot()
    server = Dovecot()
    try:
        server.start()
        yield server
    finally:
        server.remove()


@pytest.fixture
def own_dovecot() -> Iterator[Dovecot]:
    """A Dovecot of the test's own, to kill and start again."""
    require_dovecot()
    server = Dovecot()
    try:
        server.start()
        yield server
    finally:
        server.remove()


@pytest.fixture
def mail_user(dovecot: Dovecot) -> str:
    """A user with an empty mailbox on the shared Dovecot; the password is ``tests.servers.dovecot.PASSWORD``."""
    return dovecot.new_user()


@pytest.fixture
def smtp_receiver() -> Iterator[SmtpReceiver]:
    """A receiver that takes everything until told otherwise; plain, no AUTH."""
    receiver = SmtpReceiver()
    receiver.start()
    yield receiver
    receiver.stop()
