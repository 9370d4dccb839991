"""Staff decide from their mail program, on real servers: announced, replied, recorded, acknowledged."""

from __future__ import annotations

import email
import email.policy
from email.message import EmailMessage
from email.utils import make_msgid

import pytest

from tests.servers.smtp import Received

from .conftest import Office
from .mail import COMPLETE, note
from .test_forged_senders import GENUINE, SERVER, registered, vouched

pytestmark = pytest.mark.dovecot

DESK = "desk@secretariat.example"
PAGE = '\n[review]\nby_mail = true\n[web]\nlisten = "127.0.0.1:8025"\nundo_seconds = 0\n'
STAFF = "dmarc=pass header.from=secretariat.example"


def opened(received: Received) -> EmailMessage:
    mail = email.message_from_bytes(received.raw, policy=email.policy.default)
    assert isinstance(mail, EmailMessage)
    return mail


def text_of(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def to_staff(office: Office) -> list[EmailMessage]:
    return [opened(m) for m in office.smtp.messages if m.recipients == (DESK,)]


def reply_to(announcement: EmailMessage, word: str) -> bytes:
    mail = EmailMessage()
    mail["From"] = f"Anna Keller <{DESK}>"
    mail["To"] = "ccm@secretariat.example"
    mail["Subject"] = f"Re: {announcement['Subject']}"
    mail["Date"] = "Mon, 09 Nov 2020 11:00:00 +0100"
    mail["Message-ID"] = make_msgid(domain="secretariat.example")
    mail["In-Reply-To"] = mail["References"] = str(announcement["Message-ID"])
    quoted = "\n".join(f"> {line}" for line in text_of(announcement).splitlines())
    mail.set_content(f"{word}\n\nOn Mon, 9 Nov 2020 at 10:01, CCM <ccm@secretariat.example> wrote:\n{quoted}\n")
    return mail.as_bytes()


def decide_by_mail(office: Office) -> None:
    office.write_config(authserv_id=SERVER)
    office.config.write_text(office.config.read_text() + PAGE)


def test_announced_replied_recorded_acknowledged_once(office: Office) -> None:
    decide_by_mail(office)
    capital = "Protocol <protocol@mfa.go.ke>"
    office.submit(vouched(note(*COMPLETE, sender=capital), "dmarc=pass header.from=mfa.go.ke"))
    office.run("once")
    (announcement,) = to_staff(office)
    assert "OTIENO" in text_of(announcement)
    assert (office.folder / "data" / "by_mail.key").stat().st_mode & 0o777 == 0o600

    # From the right address by somebody else: nothing is decided, its owner is warned.
    office.submit(reply_to(announcement, "accept"))
    office.run("once", expect=None)
    assert registered(office).strip() == "[]"
    _, warning = to_staff(office)
    assert "If you did not write one, somebody else did" in text_of(warning)

    office.submit(vouched(reply_to(announcement, "accept"), STAFF))
    office.run("once", expect=None)
    assert "OTIENO" in registered(office)
    confirmed = to_staff(office)[2]
    assert "Accepted: “Note Verbale KMG/DIS/41/20”" in text_of(confirmed)
    assert confirmed["Auto-Submitted"] == "auto-generated"
    acknowledged = [m for m in office.smtp.messages if "mission@kenya-gva.example" in m.recipients]
    assert len(acknowledged) == 1
    assert "OTIENO" in text_of(opened(acknowledged[0]))

    # The same announcement once more: it has done its work.
    before = registered(office)
    office.submit(vouched(reply_to(announcement, "reject"), STAFF))
    office.run("once")
    assert registered(office) == before
    assert "had been decided already: accepted by desk@secretariat.example" in text_of(to_staff(office)[3])
    assert office.json("flags") == []
    assert office.json("status")["ledger"] == {"recorded": 1, "answered": 3}
    assert office.count_in("Processed") == 4


def test_what_was_announced_is_not_decided_when_it_has_changed(office: Office) -> None:
    decide_by_mail(office)
    office.submit(vouched(note(*COMPLETE, sender="P <p@mfa.go.ke>", subject="one"), "dmarc=pass header.from=mfa.go.ke"))
    office.run("once")
    (announcement,) = to_staff(office)
    office.submit(vouched(note(*COMPLETE, subject="two"), GENUINE))
    office.run("once")
    before = registered(office)
    office.submit(vouched(reply_to(announcement, "accept"), STAFF))
    office.run("once")
    assert registered(office) == before
    again, told = to_staff(office)[1:]
    assert "another note of KEN has been recorded" in text_of(told)
    assert again["Subject"] != announcement["Subject"]
    office.submit(vouched(reply_to(again, "reject"), STAFF))
    office.run("once")
    assert office.json("flags") == []
