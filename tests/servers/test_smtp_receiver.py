"""The SMTP receiver does what tests of delivery rely on."""

from __future__ import annotations

import smtplib

import pytest

from tests.servers.smtp import SmtpReceiver, Stage

RAW = b"Subject: x\r\n\r\n.a line that begins with a dot\r\n"


def send(receiver: SmtpReceiver, *recipients: str) -> dict[str, tuple[int, bytes]]:
    with smtplib.SMTP(receiver.host, receiver.port, timeout=5) as client:
        return client.sendmail("a@x.example", recipients or ("b@x.example",), RAW)


def test_keeps_envelope_and_bytes(smtp_receiver: SmtpReceiver) -> None:
    send(smtp_receiver, "b@x.example", "c@x.example")
    (received,) = smtp_receiver.wait_for(1)
    assert (received.sender, received.recipients, received.raw) == (
        "a@x.example",
        ("b@x.example", "c@x.example"),
        RAW,
    )


@pytest.mark.parametrize("stage", ["connect", "ehlo", "mail", "rcpt", "data", "end"])
def test_refuses_at_each_stage_as_often_as_told(smtp_receiver: SmtpReceiver, stage: Stage) -> None:
    smtp_receiver.refuse(stage, "451 4.3.0 Later", times=2 if stage == "ehlo" else 1)  # EHLO is tried again as HELO
    with pytest.raises(smtplib.SMTPException):
        send(smtp_receiver)
    assert smtp_receiver.messages == []
    send(smtp_receiver)
    assert len(smtp_receiver.wait_for(1)) == 1


def test_refuses_one_recipient_only(smtp_receiver: SmtpReceiver) -> None:
    smtp_receiver.refuse("rcpt", "550 5.1.1 No such person", recipient="C@x.example")
    assert send(smtp_receiver, "b@x.example", "c@x.example") == {"c@x.example": (550, b"5.1.1 No such person")}
    assert smtp_receiver.wait_for(1)[0].recipients == ("b@x.example",)


def test_hangs_up_before_and_after_taking_the_message(smtp_receiver: SmtpReceiver) -> None:
    smtp_receiver.hang_up = "during_data"
    with pytest.raises(smtplib.SMTPServerDisconnected):
        send(smtp_receiver)
    assert smtp_receiver.messages == []
    smtp_receiver.hang_up = "after_data"
    with pytest.raises(smtplib.SMTPServerDisconnected):
        send(smtp_receiver)
    assert len(smtp_receiver.wait_for(1)) == 1


def test_stops_and_starts_on_the_same_port(smtp_receiver: SmtpReceiver) -> None:
    send(smtp_receiver)
    smtp_receiver.stop()
    with pytest.raises(ConnectionRefusedError):
        send(smtp_receiver)
    smtp_receiver.start()
    send(smtp_receiver)
    assert len(smtp_receiver.wait_for(2)) == 2


def test_demands_the_password() -> None:
    receiver = SmtpReceiver(username="ccm", password="right")
    receiver.start()
    try:
        with pytest.raises(smtplib.SMTPSenderRefused):
            send(receiver)
        with smtplib.SMTP(receiver.host, receiver.port, timeout=5) as client:
            with pytest.raises(smtplib.SMTPAuthenticationError):
                client.login("ccm", "wrong")
            client.login("ccm", "right")
            client.sendmail("", ["b@x.example"], RAW)
        assert receiver.wait_for(1)[0].sender == ""
    finally:
        receiver.stop()
