"""A forged change of speaker, on real servers: it changes no record, discloses none, and is answered by nothing."""

from __future__ import annotations

import email
import email.policy

import pytest

from mailbot.domain.identity import fold

from .conftest import Office
from .mail import COMPLETE, message, note

pytestmark = pytest.mark.dovecot

SERVER = "mx.secretariat.example"
CHANGE = (
    "Ref: KMG/DIS/44/20\n\nThe Permanent Mission of the Republic of Kenya presents its compliments to the Secretariat "
    "and, further to its note KMG/DIS/41/20, has the honour to inform it that for the first part of the Second Review "
    "Conference the e-mail address of Mr. Peter MWANGI, Counsellor, primary speaker, is now p.mwangi@{}. "
    "All other members of the delegation remain unchanged.\n\nThe Permanent Mission avails itself of this opportunity "
    "to renew to the Secretariat the assurances of its highest consideration.\n"
)


def change(sender: str, **headers: str) -> bytes:
    return message(CHANGE.format("mfa-kenya.example"), sender=sender, subject="Note Verbale KMG/DIS/44/20", **headers)


def vouched(raw: bytes, results: str) -> bytes:
    return f"Authentication-Results: {SERVER}; {results}\r\n".encode() + raw


def registered(office: Office) -> str:
    return office.run("export", "registrations", "--format", "json").stdout


GENUINE = "dmarc=pass header.from=kenya-gva.example"
FORGERIES = {
    "the right name, a look-alike domain, answers elsewhere": vouched(
        change("Kenya Mission <mission@kenya-gwa.example>", Reply_To="catch@evil.example"),
        "dmarc=pass header.from=kenya-gwa.example",
    ),
    "the right name before another domain": vouched(
        change("Kenya Mission <mission@kenya-gva.example.evil.example>"),
        "dmarc=pass header.from=kenya-gva.example.evil.example",
    ),
    "the right address as the name": vouched(
        change('"mission@kenya-gva.example" <m@evil.example>'), "dmarc=pass header.from=evil.example"
    ),
    "a dotless letter": vouched(
        change("Kenya Mission <m\u0131ssion@kenya-gva.example>"),
        "spf=pass smtp.mailfrom=evil.example; dmarc=none",
    ),
    "exactly the right address": vouched(
        change("Kenya Mission <mission@kenya-gva.example>"), "dmarc=fail header.from=kenya-gva.example"
    ),
    "exactly the right address, with a verdict of its own making below": vouched(
        vouched(change("Kenya Mission <mission@kenya-gva.example>"), GENUINE), "spf=fail; dkim=none; dmarc=fail"
    ),
    "the staff's address, forwarding": vouched(
        message(
            "---------- Forwarded message ---------\nFrom: Kenya Mission <mission@kenya-gva.example>\n"
            "Date: Mon, 9 Nov 2020 at 10:00\nSubject: Note Verbale\nTo: <ccm@secretariat.example>\n\n"
            + CHANGE.format("mfa-kenya.example"),
            sender="Desk <desk@secretariat.example>",
            subject="Fwd: Note Verbale",
        ),
        "dmarc=fail header.from=secretariat.example",
    ),
}


def test_a_forged_change_of_speaker_changes_nothing_and_discloses_nothing(office: Office) -> None:
    office.write_config(authserv_id=SERVER)
    office.submit(vouched(note(*COMPLETE), GENUINE))
    office.run("once")
    before, answered = registered(office), len(office.smtp.messages)
    assert "p.mwangi@mfa-ke.example" in before
    assert answered == 1
    for raw in FORGERIES.values():
        office.submit(raw)
    office.run("once")
    assert registered(office) == before
    assert office.json("status")["ledger"] == {"recorded": 1, "held": len(FORGERIES)}
    letters = [email.message_from_bytes(m.raw, policy=email.policy.default) for m in office.smtp.messages[answered:]]
    # What failed authentication is not answered; strangers hear that something came, and no more.
    assert {to for m in office.smtp.messages[answered:] for to in m.recipients} == {
        "mission@kenya-gwa.example",
        "mission@kenya-gva.example.evil.example",
        "m@evil.example",
    }
    for letter in letters:
        body = letter.get_body(("plain",))  # type: ignore[attr-defined]
        said = fold(f"{letter['Subject']} {body.get_content()}")
        for told in ("kenya", "otieno", "mwangi", "achieng", "mfa-ke", "speaker", "recorded", "registered"):
            assert told not in said.replace("kmg/dis", ""), (told, said)


def test_the_genuine_change_is_recorded_and_read_back_to_the_mission(office: Office) -> None:
    office.write_config(authserv_id=SERVER)
    office.submit(vouched(note(*COMPLETE), GENUINE))
    office.run("once")
    office.submit(vouched(change("Kenya Mission <mission@kenya-gva.example>"), GENUINE))
    office.run("once")
    assert "p.mwangi@mfa-kenya.example" in registered(office)
    assert [m.recipients for m in office.smtp.messages] == [("mission@kenya-gva.example",)] * 2


def test_the_capital_is_held_accepted_and_known_from_then_on(office: Office) -> None:
    office.write_config(authserv_id=SERVER)
    capital = "Protocol <protocol@mfa.go.ke>"
    office.submit(vouched(note(*COMPLETE, sender=capital), "dmarc=pass header.from=mfa.go.ke"))
    office.run("once")
    (item,) = office.json("flags")
    assert {f["code"] for f in item["flags"]} == {"sender_unknown"}
    assert "may be the capital" in item["flags"][0]["detail"]
    assert registered(office).strip() == "[]"
    office.run("resolve", item["message"][:12], "accept", "--remember")
    assert "OTIENO" in registered(office)
    office.submit(vouched(change(capital), "dmarc=pass header.from=mfa.go.ke"))
    office.run("once")
    assert "p.mwangi@mfa-kenya.example" in registered(office)
    # The mission reads along in whatever is told to an address it has not listed.
    assert set(office.smtp.messages[-1].recipients) == {"protocol@mfa.go.ke", "mission@kenya-gva.example"}
