"""The contract of ``ports.Transport``, over SMTP to a real receiver."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mailbot.adapters import smtp as smtp_adapter
from mailbot.adapters.smtp import SmtpTransport
from mailbot.config import Secret, SmtpSettings
from mailbot.ports import Away, Doubtful, Permanent, Refused, Temporary
from tests.servers.certificate import make_certificate
from tests.servers.ports import free_port
from tests.servers.smtp import SmtpReceiver

RAW = b"Subject: x\r\n\r\nbody\r\n"
SENDER = "ccm@un.example"

Open = Callable[..., SmtpTransport]


@pytest.fixture
def connect() -> Iterator[Open]:
    made: list[SmtpTransport] = []

    def open_transport(receiver: SmtpReceiver, password: str | None = None, **changes: Any) -> SmtpTransport:
        values = {"host": receiver.host, "port": receiver.port, "security": "none", "timeout_seconds": 5, **changes}
        made.append(SmtpTransport(SmtpSettings(**values), (lambda: password) if password else None))
        return made[-1]

    yield open_transport
    for transport in made:
        transport.close()


def test_messages_go_over_one_connection(smtp_receiver: SmtpReceiver, connect: Open) -> None:
    transport = connect(smtp_receiver)
    for n in range(3):
        assert transport.send(SENDER, [f"{n}@mfa.example", "b@mfa.example"], RAW) == {}
    received = smtp_receiver.wait_for(3)
    assert [m.recipients for m in received] == [(f"{n}@mfa.example", "b@mfa.example") for n in range(3)]
    assert {m.raw for m in received} == {RAW}
    assert smtp_receiver.connections == 1


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lines=st.lists(st.sampled_from([b"", b".", b"..", b".x", b"text", b"\xc3\xa9"]), max_size=6))
def test_any_body_arrives_to_the_byte(smtp_receiver: SmtpReceiver, lines: list[bytes]) -> None:
    values = SmtpSettings(host=smtp_receiver.host, port=smtp_receiver.port, security="none")
    transport = SmtpTransport(values)
    body = b"\r\n".join(lines) + b"\r\n"
    count = len(smtp_receiver.messages)
    transport.send("", ["a@mfa.example"], b"Subject: x\n\n" + body.replace(b"\r\n", b"\n"))
    assert smtp_receiver.wait_for(count + 1)[-1].raw == b"Subject: x\r\n\r\n" + body
    transport.close()


def test_a_recipient_refused_for_good_does_not_stop_the_others(smtp_receiver: SmtpReceiver, connect: Open) -> None:
    smtp_receiver.refuse("rcpt", "550 5.1.1 No such user", recipient="bad@mfa.example")
    smtp_receiver.refuse("rcpt", "451 4.7.1 Greylisted", recipient="grey@mfa.example")
    refused = connect(smtp_receiver).send(SENDER, ["bad@mfa.example", "grey@mfa.example", "good@mfa.example"], RAW)
    assert refused == {"bad@mfa.example": "550 5.1.1 No such user", "grey@mfa.example": "451 4.7.1 Greylisted"}
    assert smtp_receiver.messages[0].recipients == ("good@mfa.example",)


def test_nobody_accepted(smtp_receiver: SmtpReceiver, connect: Open) -> None:
    transport = connect(smtp_receiver)
    smtp_receiver.refuse("rcpt", "550 5.1.1 No such user", recipient="bad@mfa.example")
    smtp_receiver.refuse("rcpt", "451 4.7.1 Greylisted", recipient="grey@mfa.example")
    with pytest.raises(Refused) as refusal:
        transport.send(SENDER, ["bad@mfa.example"], RAW)
    assert refusal.value.recipients == {"bad@mfa.example": "550 5.1.1 No such user"}
    with pytest.raises(Temporary, match="Greylisted"):
        transport.send(SENDER, ["grey@mfa.example"], RAW)
    assert set(transport.send(SENDER, ["bad@mfa.example", "grey@mfa.example"], RAW)) == {
        "bad@mfa.example",
        "grey@mfa.example",
    }
    assert smtp_receiver.messages == []
    assert transport.send(SENDER, ["good@mfa.example"], RAW) == {}
    assert smtp_receiver.connections == 1


@pytest.mark.parametrize(
    "address",
    [
        "no at sign",
        "a@b\r\nDATA",
        "a b@mfa.example",
        "a@mfa.example>",
        "\ud800@x.example",
        "a@[127.0.0.1]",
        "a@127.0.0.1",
        "a@evil..example",
        "x@y@mfa.example",
        "a" * 65 + "@mfa.example",
        "a@" + "long-label." * 25 + "example",
    ],
)
def test_what_is_no_address_is_refused_here(smtp_receiver: SmtpReceiver, connect: Open, address: str) -> None:
    refused = connect(smtp_receiver).send(SENDER, [address, "good@mfa.example"], RAW)
    assert refused == {address: "553 5.1.3 not an address"}


def test_an_address_beyond_ascii_keeps_no_other_from_the_letter(smtp_receiver: SmtpReceiver, connect: Open) -> None:
    smtp_receiver.smtputf8 = False
    refused = connect(smtp_receiver).send(SENDER, ["missión@mfa.example", "good@mfa.example"], RAW)
    assert {to: reply[:9] for to, reply in refused.items()} == {"missión@mfa.example": "553 5.6.7"}
    assert smtp_receiver.messages[0].recipients == ("good@mfa.example",)
    smtp_receiver.smtputf8 = True
    assert connect(smtp_receiver).send(SENDER, ["missión@mfa.example"], RAW) == {}


@pytest.mark.parametrize(
    ("stage", "reply", "error"),
    [
        ("connect", "421 4.3.2 Busy", Away),
        ("connect", "554 5.7.1 No", Away),
        ("ehlo", "421 4.3.2 Busy", Away),
        ("mail", "451 4.3.0 Later", Temporary),
        ("mail", "530 5.7.0 Authentication required", Away),
        ("mail", "550 5.7.60 Not allowed to send as this user", Away),
        ("mail", "552 5.3.4 Too big", Permanent),
        ("mail", "550 5.1.0 No", Permanent),
        ("rcpt", "452 4.5.3 Too many recipients", Temporary),
        ("rcpt", "552 5.5.3 Too many recipients", Temporary),
        ("rcpt", "554 5.7.1 Relay access denied", Temporary),
        ("rcpt", "550 5.1.1 No such user", Permanent),
        ("data", "451 4.3.0 Later", Temporary),
        ("data", "554 5.0.0 No", Permanent),
        ("end", "451 4.3.0 Later", Temporary),
        ("end", "552 5.3.4 Too big", Permanent),
        ("end", "554 5.7.1 Spam", Permanent),
    ],
)
def test_each_refusal_is_the_error_it_should_be(
    smtp_receiver: SmtpReceiver, connect: Open, stage: Any, reply: str, error: type[Exception]
) -> None:
    transport = connect(smtp_receiver)
    smtp_receiver.refuse(stage, reply)
    with pytest.raises((Temporary, Permanent)) as raised:
        transport.send(SENDER, ["a@mfa.example"], RAW)
    assert isinstance(raised.value, error)
    assert isinstance(raised.value, Away) == (error is Away)
    assert reply[4:] in str(raised.value)
    smtp_receiver.accept()
    assert transport.send(SENDER, ["a@mfa.example"], RAW) == {}


def test_a_connection_cut_before_the_end_of_the_message_is_temporary(
    smtp_receiver: SmtpReceiver, connect: Open
) -> None:
    transport = connect(smtp_receiver)
    smtp_receiver.hang_up = "during_data"
    with pytest.raises(Temporary) as raised:
        transport.send(SENDER, ["a@mfa.example"], RAW)
    assert not isinstance(raised.value, Away)
    smtp_receiver.accept()
    assert transport.send(SENDER, ["a@mfa.example"], RAW) == {}


def test_no_answer_after_the_message_is_doubtful(smtp_receiver: SmtpReceiver, connect: Open) -> None:
    transport = connect(smtp_receiver)
    smtp_receiver.hang_up = "after_data"
    with pytest.raises(Doubtful):
        transport.send(SENDER, ["a@mfa.example"], RAW)
    assert len(smtp_receiver.messages) == 1
    smtp_receiver.accept()
    assert transport.send(SENDER, ["a@mfa.example"], RAW) == {}


def test_an_answer_that_takes_too_long_is_doubtful(smtp_receiver: SmtpReceiver, connect: Open) -> None:
    transport = connect(smtp_receiver, timeout_seconds=0.3)
    smtp_receiver.delay_seconds = 1.0
    with pytest.raises(Doubtful):
        transport.send(SENDER, ["a@mfa.example"], RAW)


def test_a_line_cut_in_the_middle_of_the_message_is_temporary(connect: Open) -> None:
    """A server that takes a little of a big message and goes: the end was never sent."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        line, _ = listener.accept()
        line.sendall(b"220 x\r\n")
        for reply in (b"250 x\r\n", b"250 ok\r\n", b"250 ok\r\n", b"354 go\r\n"):
            line.recv(1000)
            line.sendall(reply)
        line.recv(1000)
        line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        line.close()

    server = threading.Thread(target=serve)
    server.start()
    values = SmtpSettings("127.0.0.1", listener.getsockname()[1], "none", timeout_seconds=5)
    with pytest.raises(Temporary, match="while the message was sent"):
        SmtpTransport(values).send(SENDER, ["a@mfa.example"], b"Subject: x\r\n\r\n" + b"x" * 30_000_000)
    server.join()
    listener.close()


def test_a_server_that_is_not_there_is_away_and_comes_back(smtp_receiver: SmtpReceiver, connect: Open) -> None:
    transport = connect(smtp_receiver)
    transport.send(SENDER, ["a@mfa.example"], RAW)
    smtp_receiver.stop()
    with pytest.raises(Away, match="cannot be reached"):
        transport.send(SENDER, ["a@mfa.example"], RAW)
    smtp_receiver.start()
    assert transport.send(SENDER, ["a@mfa.example"], RAW) == {}


def test_a_connection_the_server_dropped_is_made_anew(
    smtp_receiver: SmtpReceiver, connect: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    transport = connect(smtp_receiver)
    transport.send(SENDER, ["a@mfa.example"], RAW)
    smtp_receiver.stop()
    smtp_receiver.start()
    assert transport.send(SENDER, ["a@mfa.example"], RAW) == {}
    monkeypatch.setattr(smtp_adapter, "IDLE_SECONDS", 0.0)
    smtp_receiver.stop()
    smtp_receiver.start()
    transport.check()
    smtp_receiver.refuse("mail", "421 4.4.2 Idle too long", times=1)
    assert transport.send(SENDER, ["a@mfa.example"], RAW) == {}
    assert len(smtp_receiver.messages) == 3


def test_a_message_over_the_limit_is_permanent_before_it_is_sent(smtp_receiver: SmtpReceiver, connect: Open) -> None:
    transport = connect(smtp_receiver)
    with pytest.raises(Permanent, match="RFC 1870"):
        transport.send(SENDER, ["a@mfa.example"], b"Subject: x\r\n\r\n" + b"x" * (101 * 1024 * 1024))
    assert transport.send(SENDER, ["a@mfa.example"], RAW) == {}


def test_addresses_beyond_ascii(smtp_receiver: SmtpReceiver, connect: Open) -> None:
    transport = connect(smtp_receiver)
    assert transport.send(SENDER, ["посол@mfa.example", "a@bücher.example"], RAW) == {}
    assert smtp_receiver.messages[0].recipients == ("посол@mfa.example", "a@xn--bcher-kva.example")


def test_login(connect: Open) -> None:
    receiver = SmtpReceiver(username="ccm", password="right")
    receiver.start()
    try:
        connect(receiver, "right", username="ccm").send(SENDER, ["a@mfa.example"], RAW)
        for password in ("wrong", "pässword"):
            with pytest.raises(Away) as raised:
                connect(receiver, password, username="ccm").send(SENDER, ["a@mfa.example"], RAW)
            assert "smtp.username" in str(raised.value)
            assert password not in str(raised.value)
        with pytest.raises(Away, match="530"):
            connect(receiver).send(SENDER, ["a@mfa.example"], RAW)
        values = SmtpSettings(receiver.host, receiver.port, "none", "ccm", Secret(env="MAILBOT_NOT_SET"))
        absent = SmtpTransport(values, values.password.reveal if values.password else None)
        with pytest.raises(Away, match="MAILBOT_NOT_SET"):
            absent.check()
    finally:
        receiver.stop()


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_tls_with_a_certificate_that_is_checked(tmp_path: Path, connect: Open, security: str) -> None:
    certificate = make_certificate(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate.cert, certificate.key)
    receiver = SmtpReceiver(tls=context, implicit_tls=security == "tls")
    receiver.start()
    try:
        trusting = connect(receiver, security=security, ca_file=certificate.cert)
        assert trusting.send(SENDER, ["a@mfa.example"], RAW) == {}
        with pytest.raises(Away, match=r"smtp\.ca_file"):
            connect(receiver, security=security).send(SENDER, ["a@mfa.example"], RAW)
    finally:
        receiver.stop()


def test_nothing_goes_in_clear_where_tls_was_asked_for(smtp_receiver: SmtpReceiver, connect: Open) -> None:
    for security in ("starttls", "tls"):
        with pytest.raises(Away, match=r"smtp\.security"):
            connect(smtp_receiver, security=security, timeout_seconds=1).send(SENDER, ["a@mfa.example"], RAW)
    assert smtp_receiver.messages == []
    with pytest.raises(Permanent, match="not loopback"):
        SmtpTransport(SmtpSettings("smtp.un.example", security="none")).check()


def test_closed_ports_are_away(connect: Open) -> None:
    with pytest.raises(Away):
        SmtpTransport(SmtpSettings("127.0.0.1", free_port(), "none", timeout_seconds=2)).check()


def test_what_is_not_told_to_be_complete_is_not_delivered(smtp_receiver: SmtpReceiver, connect: Open) -> None:
    transport = connect(smtp_receiver)

    def refuse() -> None:
        raise KeyError("the disk is full")

    with pytest.raises(KeyError):
        transport.send(SENDER, ["a@mfa.example"], RAW, refuse)
    told: list[int] = []
    assert transport.send(SENDER, ["b@mfa.example"], RAW, lambda: told.append(len(smtp_receiver.messages))) == {}
    assert told == [0]
    assert [m.recipients for m in smtp_receiver.messages] == [("b@mfa.example",)]
