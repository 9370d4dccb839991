"""Logins by OAuth2: a real Dovecot that asks a token server, a real SMTP receiver, and tokens that go bad."""

from __future__ import annotations

import json
import stat
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import jwt
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from mailbot.adapters.imap import ImapMailbox
from mailbot.adapters.oauth2 import TokenSource, last_renewed, state_file
from mailbot.adapters.smtp import SmtpTransport
from mailbot.config import OAuth2Settings, Secret, SmtpSettings
from mailbot.ports import Away, Permanent, Temporary
from tests.conftest import imap_settings, require_dovecot
from tests.servers.dovecot import Dovecot
from tests.servers.smtp import SmtpReceiver
from tests.servers.tokens import TokenServer

RAW = b"Subject: NV\r\n\r\nExcellency,\r\n"
USER = "ccm"


class Clock:
    """Seconds since the epoch, moved by hand."""

    def __init__(self) -> None:
        self.seconds = 1_600_000_000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def server() -> Iterator[TokenServer]:
    server = TokenServer()
    server.start()
    yield server
    server.stop()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def source(server: TokenServer, tmp_path: Path, clock: Clock) -> Callable[..., TokenSource]:
    def make(**changes: object) -> TokenSource:
        settings = settings_for(server, tmp_path, **changes)
        return TokenSource(settings, state_file(tmp_path, settings), clock)

    return make


def settings_for(server: TokenServer, folder: Path, **changes: object) -> OAuth2Settings:
    """Client credentials, unless ``changes`` say otherwise."""
    (folder / "secret").write_text(server.secret + "\n")
    values: dict[str, object] = {
        "grant": "client_credentials",
        "token_url": server.url,
        "client_id": "app-1",
        "scope": "https://mail.example/.default",
        "client_secret": Secret(file=folder / "secret", name="client_secret"),
    }
    return OAuth2Settings(**{**values, **changes})  # type: ignore[arg-type]


def refreshing(folder: Path, first: str = "refresh-0") -> dict[str, object]:
    (folder / "refresh").write_text(first)
    return {"grant": "refresh_token", "refresh_token": Secret(file=folder / "refresh", name="refresh_token")}


def test_one_token_serves_until_shortly_before_it_expires(
    source: Callable[..., TokenSource], server: TokenServer, clock: Clock
) -> None:
    tokens = source()
    first = tokens.token()
    clock.seconds += 3600 - 301
    assert tokens.token() == first
    clock.seconds += 2
    assert tokens.token() != first
    assert [f["grant_type"] for f in server.asked] == ["client_credentials"] * 2
    assert server.asked[0] == {
        "grant_type": "client_credentials",
        "client_id": "app-1",
        "client_secret": server.secret,
        "scope": "https://mail.example/.default",
    }


def test_a_refused_token_is_renewed_once_for_all_who_held_it(
    source: Callable[..., TokenSource], server: TokenServer
) -> None:
    tokens = source()
    first = tokens.token()
    second = tokens.renew(first)
    assert second != first
    assert tokens.renew(first) == second
    assert len(server.asked) == 2


def test_a_token_that_still_holds_is_used_while_the_endpoint_is_away(
    source: Callable[..., TokenSource], server: TokenServer, clock: Clock
) -> None:
    tokens = source()
    first = tokens.token()
    server.stop()
    clock.seconds += 3600 - 100
    assert tokens.token() == first
    clock.seconds += 101
    with pytest.raises(Temporary, match="cannot be reached"):
        tokens.token()
    server.start()
    assert tokens.token() != first


@pytest.mark.parametrize(
    ("reply", "error", "said"),
    [
        ((503, "busy"), Temporary, "out of order"),
        ((429, {"error": "slow"}), Temporary, "busy"),
        ((200, "<html>"), Temporary, "not a token"),
        ((200, "[" * 100_000), Temporary, "not a token"),
        ((200, {"access_token": "a\r\nb"}), Temporary, "without a token"),
        ((400, {"error": "temporarily_unavailable"}), Temporary, "busy"),
        ((401, {"error": "invalid_client", "error_description": "AADSTS7000222: expired"}), Permanent, "has expired"),
        ((401, {"error": "invalid_client"}), Permanent, "refused"),
        ((400, {"error": "unauthorized_client"}), Permanent, "administrator"),
        ((400, "<html>"), Permanent, r"\(400\)"),
        ((302, "http://elsewhere.example/"), Permanent, r"\(302\)"),
    ],
)
def test_what_a_refusal_means_is_told_without_the_secret(
    source: Callable[..., TokenSource],
    server: TokenServer,
    reply: tuple[int, object],
    error: type[Exception],
    said: str,
) -> None:
    server.fail = [reply]
    with pytest.raises(error, match=said) as caught:
        source().token()
    assert server.secret not in str(caught.value)
    assert len(server.asked) == 1


def test_a_rotated_refresh_token_outlives_the_process(
    source: Callable[..., TokenSource], server: TokenServer, tmp_path: Path
) -> None:
    server.rotate = True
    source(**refreshing(tmp_path)).token()
    assert server.refresh_token == "refresh-1"
    source(**refreshing(tmp_path)).token()
    assert [f["refresh_token"] for f in server.asked] == ["refresh-0", "refresh-1"]
    kept = next((tmp_path / "oauth2").iterdir())
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert stat.S_IMODE(kept.parent.stat().st_mode) == 0o700
    assert "token-" not in kept.read_text()


def test_a_refresh_token_the_operator_puts_in_its_place_counts(
    source: Callable[..., TokenSource], server: TokenServer, tmp_path: Path
) -> None:
    server.rotate = True
    source(**refreshing(tmp_path)).token()
    server.refresh_token = "fresh"
    with pytest.raises(Permanent, match="no longer holds"):
        source(**refreshing(tmp_path)).token()
    assert source(**refreshing(tmp_path, "fresh")).token()


def test_when_the_last_token_came_is_known_to_other_processes(
    source: Callable[..., TokenSource], server: TokenServer, tmp_path: Path, clock: Clock
) -> None:
    settings = settings_for(server, tmp_path)
    assert last_renewed(tmp_path, settings) is None
    source().token()
    assert last_renewed(tmp_path, settings) == (clock.seconds, clock.seconds + 3600)
    state_file(tmp_path, settings).write_text("{")
    assert last_renewed(tmp_path, settings) is None


@pytest.mark.parametrize("lifetime", [1e308, 99_999_999_999_999, "inf", "1e300", 10**30])
def test_a_token_for_longer_than_any_calendar_is_asked_for_anew_each_day(
    source: Callable[..., TokenSource], server: TokenServer, tmp_path: Path, clock: Clock, lifetime: object
) -> None:
    """When it expires stands in the status; an hour no calendar has would leave that, and every alarm, unsaid."""
    server.fail = [(200, {"access_token": "t", "expires_in": lifetime})]
    assert source().token() == "t"
    known = last_renewed(tmp_path, settings_for(server, tmp_path))
    assert known == (clock.seconds, clock.seconds + 86_400)


def test_a_service_account_signs_who_it_is(
    source: Callable[..., TokenSource], server: TokenServer, tmp_path: Path, clock: Clock
) -> None:
    key = rsa.generate_private_key(65537, 2048)
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()
    path = tmp_path / "account.json"
    path.write_text(json.dumps({"client_email": "bot@p.example", "private_key": pem, "private_key_id": "k1"}))
    assert source(grant="service_account", client_secret=None, key_file=path, subject="ccm@un.example").token()
    assertion = server.asked[0]["assertion"]
    claims = jwt.decode(assertion, key.public_key(), ["RS256"], audience=server.url, options={"verify_exp": False})
    assert (claims["iss"], claims["sub"], claims["iat"]) == ("bot@p.example", "ccm@un.example", int(clock.seconds))
    path.write_text("{}")
    with pytest.raises(Permanent, match="no key to sign with"):
        source(grant="service_account", client_secret=None, key_file=path).token()


def self_signed() -> bytes:
    """An RSA key and its certificate, as one PEM."""
    key = rsa.generate_private_key(65537, 2048)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "mailbot")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2040, 1, 1, tzinfo=UTC))
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    secret = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return secret + made.public_bytes(pem)


def test_a_certificate_signs_who_the_client_is(
    source: Callable[..., TokenSource], server: TokenServer, tmp_path: Path
) -> None:
    pem = tmp_path / "both.pem"
    pem.write_bytes(self_signed())
    assert source(certificate=pem).token()
    assert "client_secret" not in server.asked[0]
    header = jwt.get_unverified_header(server.asked[0]["client_assertion"])
    assert header["alg"] == "PS256"
    assert header["x5t#S256"]


@pytest.fixture
def mail(server: TokenServer) -> Iterator[Dovecot]:
    """A Dovecot that takes tokens only the token server says are good."""
    require_dovecot()
    dovecot = Dovecot()
    dovecot.take_tokens(server.introspection)
    dovecot.start()
    yield dovecot
    dovecot.remove()


def test_a_mailbox_is_read_with_tokens_across_revocation_and_reconnection(
    mail: Dovecot, source: Callable[..., TokenSource], server: TokenServer
) -> None:
    settings = imap_settings(mail, USER, oauth2=settings_for(server, mail.folder))
    tokens = source()
    mailbox = ImapMailbox(settings, lambda: "", tokens)
    mail.deliver(USER, RAW)
    first = mailbox.listing()
    server.revoke()
    mailbox.close()
    assert mailbox.listing() == first
    assert len(server.asked) == 2
    server.revoke()
    server.fail = [(401, {"error": "invalid_client", "error_description": "AADSTS7000222"})]
    mailbox.close()
    with pytest.raises(Permanent, match="has expired"):
        mailbox.listing()
    assert mailbox.listing() == first
    assert not mailbox.wait(timedelta(seconds=0.1))
    mailbox.close()


def test_a_mailbox_that_takes_no_token_says_what_is_missing(
    mail: Dovecot, source: Callable[..., TokenSource], server: TokenServer
) -> None:
    server.username = "another"
    settings = imap_settings(mail, USER, oauth2=settings_for(server, mail.folder))
    mailbox = ImapMailbox(settings, lambda: "", source())
    with pytest.raises(Permanent, match="a fresh access token was refused too"):
        mailbox.listing()
    assert len(server.asked) == 2


def test_the_bearer_mechanism_is_used_where_it_is_all_there_is(
    mail: Dovecot, source: Callable[..., TokenSource], server: TokenServer
) -> None:
    mail.add("auth_mechanisms = oauthbearer\n")
    mail.kill()
    mail.start()
    mailbox = ImapMailbox(imap_settings(mail, USER, oauth2=settings_for(server, mail.folder)), lambda: "", source())
    assert mailbox.listing().uids == ()
    mailbox.close()


def test_letters_go_out_with_a_token_renewed_once_if_refused(
    source: Callable[..., TokenSource], server: TokenServer
) -> None:
    receiver = SmtpReceiver(username=USER, token_holds=server.holds)
    receiver.start()
    try:
        settings = SmtpSettings(receiver.host, receiver.port, "none", USER)
        tokens = source()
        transport = SmtpTransport(settings, None, tokens)
        assert transport.send("ccm@un.example", ["a@mfa.example"], RAW) == {}
        transport.close()
        server.revoke()
        assert transport.send("ccm@un.example", ["a@mfa.example"], RAW) == {}
        assert len(server.asked) == 2
        transport.close()
        server.revoke()
        server.fail = [(400, {"error": "invalid_grant"})]
        with pytest.raises(Away, match="no longer holds"):
            transport.send("ccm@un.example", ["a@mfa.example"], RAW)
        assert len(receiver.messages) == 2
    finally:
        receiver.stop()
