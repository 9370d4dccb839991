"""The main job on real servers: submission in, acknowledgement out, record kept, nothing twice."""

from __future__ import annotations

import email
import email.policy
import json
import shutil
import time
from email.message import EmailMessage

import pytest

from .conftest import Office
from .mail import ALTERNATE, COMPLETE, HEAD, INCOMPLETE, KENYA, message, note

pytestmark = pytest.mark.dovecot


def letters(office: Office) -> list[EmailMessage]:
    parsed = [email.message_from_bytes(r.raw, policy=email.policy.default) for r in office.smtp.messages]
    return [m for m in parsed if isinstance(m, EmailMessage)]


def text_of(letter: EmailMessage) -> str:
    body = letter.get_body(("plain",))
    assert body is not None
    return " ".join(body.get_content().split())


def test_daemon_acknowledges_what_arrives(office: Office) -> None:
    """Long before the safety poll: the server's announcement woke it (how fast: ``make bench``)."""
    process = office.start()
    office.until(lambda: bool(office.json("status")["last_cycle_at"]))
    raw = note(*INCOMPLETE)
    office.submit(raw)
    (received,) = office.smtp.wait_for(1, timeout_seconds=30)
    letter = email.message_from_bytes(received.raw, policy=email.policy.default)
    assert isinstance(letter, EmailMessage)
    sent = email.message_from_bytes(raw)
    assert letter["In-Reply-To"] == sent["Message-ID"]
    assert letter["Auto-Submitted"] == "auto-replied"
    assert letter["To"] == "mission@kenya-gva.example"
    text = text_of(letter)
    for said in ("OTIENO", "MWANGI", "p.mwangi@mfa-ke.example", "alternate speaker", "18 November 2020"):
        assert said in text
    office.until(lambda: office.count_in("Processed") == 1)
    assert office.count_in("INBOX") == 0
    assert office.stop(process) == 0


def test_once_records_answers_files_and_a_second_once_does_nothing(office: Office) -> None:
    office.submit(note(*COMPLETE))
    office.submit(message("Thank you, I am away.", subject="Automatic reply", Auto_Submitted="auto-replied"))
    office.submit(message("Could we name three speakers for the first part?", subject="A question"))
    office.run("once")
    first = [(m["To"], m["Subject"]) for m in letters(office)]
    assert len(first) == 2
    office.run("once")
    assert len(office.smtp.messages) == 2
    status = office.json("status")
    assert status["ledger"] == {"automatic": 1, "held": 1, "recorded": 1}
    assert (office.count_in("Processed"), office.count_in("For review"), office.count_in("Automatic")) == (1, 1, 1)
    exported = json.loads(office.run("export", "registrations", "--format", "json").stdout)
    assert [(row["family"], row["role"], row["speaker"]) for row in exported] == [
        ("OTIENO", "head", None),
        ("MWANGI", "delegate", "primary"),
        ("ACHIENG", "delegate", "alternate"),
    ]


def test_reply_with_the_missing_alternate_completes_and_a_revised_note_replaces(office: Office) -> None:
    office.submit(note(*INCOMPLETE))
    office.run("once")
    acknowledgement = letters(office)[0]
    reply = message(
        "Dear colleagues,\n\nour alternate speaker for the first part will be Ms. Lucy ACHIENG, First Secretary, "
        "l.achieng@mfa-ke.example. All other members remain unchanged.\n\nKind regards\n",
        subject=f"Re: {acknowledgement['Subject']}",
        In_Reply_To=str(acknowledgement["Message-ID"]),
    )
    office.submit(reply)
    office.run("once")
    stands = {d["code"]: d for d in office.json("status")["delegations"]}["KEN"]
    assert (stands["revision"], stands["parts"]["RC1"], stands["missing"]) == (2, "complete", [])
    revised = note(
        "1. H.E. Ms. Grace OTIENO, Ambassador, Head of Delegation\n",
        "2. Mr. Daniel KIPTOO, Minister Counsellor, primary speaker (d.kiptoo@mfa-ke.example)\n",
        ALTERNATE,
    )
    revised = revised.replace(
        b"presents its compliments to the Secretariat and",
        b"presents its compliments to the Secretariat and, in replacement of its note KMG/DIS/41/20,",
    ).replace(b"Ref: KMG/DIS/41/20", b"Ref: KMG/DIS/47/20")
    office.submit(revised)
    office.run("once")
    change = text_of(letters(office)[2])
    assert "KIPTOO" in change
    assert "MWANGI" in change
    exported = json.loads(office.run("export", "registrations", "--format", "json").stdout)
    assert [row["family"] for row in exported] == ["OTIENO", "KIPTOO", "ACHIENG"]
    assert {d["code"]: d for d in office.json("status")["delegations"]}["KEN"]["revision"] == 3


def test_letters_and_mail_make_one_thread_for_other_people_s_software(office: Office) -> None:
    first = note(*INCOMPLETE)
    office.submit(first)
    office.run("once")
    acknowledgement = letters(office)[0]
    reply = message(
        "Our alternate speaker for the first part will be Ms. Lucy ACHIENG, First Secretary, l.achieng@mfa-ke.example.",
        subject=f"Re: {acknowledgement['Subject']}",
        In_Reply_To=str(acknowledgement["Message-ID"]),
        References=f"{acknowledgement['References']} {acknowledgement['Message-ID']}",
    )
    office.submit(reply)
    office.run("once")
    with office.dovecot.session(office.user) as client:
        client.create_folder("Thread")
        for raw in (
            first,
            office.smtp.messages[0].raw,
            reply,
            office.smtp.messages[1].raw,
            note(HEAD, subject="Other"),
        ):
            client.append("Thread", raw)
        client.select_folder("Thread", readonly=True)
        threads = client.thread("REFERENCES")
    assert sorted(str(thread) for thread in threads) == ["(1, 2, 3, 4)", "(5,)"]


def test_smtp_away_everything_is_acknowledged_once_when_it_is_back(office: Office) -> None:
    office.smtp.stop()
    process = office.start()
    office.submit(note(*COMPLETE))
    office.submit(message("Could we name three speakers?", subject="A question"))
    office.until(lambda: office.json("status")["letters"].get("queued", 0) == 2)
    time.sleep(2)
    office.smtp.start()
    office.until(lambda: len(office.smtp.messages) == 2, seconds=100)
    time.sleep(1)
    assert len(office.smtp.messages) == 2
    assert office.stop(process) == 0
    assert office.json("status")["letters"] == {"sent": 2}


def test_dovecot_killed_the_daemon_recovers_by_itself(own_office: Office) -> None:
    office = own_office
    process = office.start()
    for number in range(30):
        office.submit(note(*COMPLETE, subject=f"Note {number}"))
    office.until(lambda: sum(office.json("status")["ledger"].values()) >= 3)
    office.dovecot.kill()
    time.sleep(1)
    office.dovecot.start()
    office.until(lambda: office.json("status")["ledger"].get("recorded", 0) == 30, seconds=60)
    office.until(lambda: office.count_in("INBOX") == 0)
    office.until(lambda: len(office.smtp.messages) == 30)
    assert office.count_in("Processed") == 30
    assert process.poll() is None
    assert office.stop(process) == 0


def test_staff_read_the_same_mailbox_and_nothing_is_skipped(office: Office) -> None:
    office.submit(note(*COMPLETE))
    with office.dovecot.session(office.user) as client:
        client.select_folder("INBOX")
        client.add_flags([1], [rb"\Seen"])
    office.run("once")
    assert len(office.smtp.messages) == 1
    with office.dovecot.session(office.user) as client:
        client.select_folder("Processed", readonly=True)
        assert rb"\Seen" in client.get_flags([1])[1]


def test_a_new_uidvalidity_repeats_nothing(office: Office) -> None:
    office.write_config(processed="", folder="Notes")
    raw = note(*COMPLETE)
    for _ in range(2):
        with office.dovecot.session(office.user) as client:
            if client.folder_exists("Notes"):
                client.delete_folder("Notes")
                time.sleep(1.1)
            client.create_folder("Notes")
            client.append("Notes", raw)
        office.run("once")
    assert len(office.smtp.messages) == 1
    assert office.json("status")["ledger"] == {"duplicate": 1, "recorded": 1}


def test_staff_decide_from_the_command_line_while_the_daemon_runs(office: Office) -> None:
    process = office.start()
    office.submit(note(*COMPLETE, sender="Somebody <s.one@elsewhere.example>"))
    office.until(lambda: len(office.smtp.messages) == 1)
    assert "OTIENO" not in text_of(letters(office)[0])
    (item,) = office.json("flags")
    assert [f["code"] for f in item["flags"] if f["severity"] == "hold"] == ["sender_unknown"]
    stale = office.run("resolve", item["message"][:10], "accept", "--seen", "0" * 16, expect=2)
    assert "has changed" in stale.stderr
    office.run("resolve", item["message"][:10], "correct", "--set", "persons.2.family=MWANGI-KARIUKI")
    office.until(lambda: len(office.smtp.messages) == 2)
    letter = letters(office)[1]
    assert letter["To"] == "mission@kenya-gva.example"
    assert "MWANGI-KARIUKI" in text_of(letter)
    assert office.json("flags") == []
    assert office.stop(process) == 0


def test_staff_see_what_they_decide_on_and_the_mail_leaves_the_review_folder(office: Office) -> None:
    office.submit(note(*COMPLETE, sender="Somebody <s.one@elsewhere.example>"))
    office.run("once")
    assert office.count_in("For review") == 1
    (item,) = office.json("flags")
    shown = office.json("show", item["message"][:8])
    assert shown["seen"] == item["seen"]
    assert [(p["number"], p["family"]) for p in shown["reading"]["participants"]] == [
        (1, "OTIENO"),
        (2, "MWANGI"),
        (3, "ACHIENG"),
    ]
    assert all("family" in p["sources"] for p in shown["reading"]["participants"])
    (coming,) = shown["if_accepted"]["letters"]
    assert coming["to"] == ["mission@kenya-gva.example"]
    table = office.run("show", item["message"][:8]).stdout
    assert item["seen"] in table
    assert item["seen"] in office.run("flags").stdout
    assert "at least 4 characters" in office.run("resolve", "", "accept", expect=2).stderr
    office.run("resolve", item["message"][:8], "accept", "--seen", item["seen"])
    again = office.run("resolve", item["message"][:8], "reject", "--seen", item["seen"], expect=2)
    assert "has changed" in again.stderr
    office.run("once")
    assert (office.count_in("For review"), office.count_in("Processed")) == (0, 1)
    assert office.json("status")["ledger"] == {"recorded": 1}


def test_a_letter_that_was_refused_is_sent_again_by_hand(office: Office) -> None:
    office.smtp.refuse("rcpt", "550 5.1.1 no such user", recipient="mission@kenya-gva.example", times=1)
    office.submit(note(*COMPLETE))
    office.run("once")
    assert office.smtp.messages == []
    (row,) = office.json("letters")
    assert (row["state"], row["to"]) == ("failed", ["mission@kenya-gva.example"])
    assert "5.1.1" in row["failure"]
    assert row["id"][:12] in office.run("letters").stdout
    office.run("letters", "resend", row["id"][:12])
    office.run("once")
    assert [m.recipients for m in office.smtp.messages] == [("mission@kenya-gva.example",)]
    assert office.json("letters") == []


def test_a_bounced_letter_flags_its_address(office: Office) -> None:
    office.submit(note(*COMPLETE))
    office.run("once")
    acknowledgement = letters(office)[0]
    bounce = f"""\
From: MAILER-DAEMON@mx.example
To: ccm@secretariat.example
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

The mail could not be delivered.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; mission@kenya-gva.example
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 user unknown

--b
Content-Type: text/rfc822-headers

Message-ID: {acknowledgement["Message-ID"]}
Subject: {acknowledgement["Subject"]}

--b--
"""
    office.submit(bounce.encode())
    office.run("once")
    assert len(office.smtp.messages) == 1
    flags = [f for item in office.json("flags") for f in item["flags"] if f["code"] == "bounce"]
    assert [f["about"] for f in flags] == ["mission@kenya-gva.example"]


def test_everything_in_the_way_of_kenya_and_back(office: Office) -> None:
    """The same mail twice, over two routes, is one; another content under its Message-ID waits for a person."""
    raw = note(*COMPLETE)
    office.submit(raw)
    office.submit(b"Received: from elsewhere.example by mx.example; Mon, 09 Nov 2020 10:00:05 +0100\r\n" + raw)
    office.submit(raw.replace(b"Lucy", b"Lucia"))
    office.run("once")
    assert office.json("status")["ledger"] == {"duplicate": 1, "held": 1, "recorded": 1}
    assert KENYA.rpartition("<")[2].rstrip(">") == letters(office)[0]["To"]


def test_a_record_that_begins_beside_mail_that_was_dealt_with_is_told_and_goes_on(office: Office) -> None:
    office.write_config()
    office.submit(note(*COMPLETE))
    office.run("once")
    assert office.count_in("Processed") == 1
    shutil.rmtree(office.folder / "data")
    office.submit(note(*INCOMPLETE, subject="second"))
    office.run("once")
    told = [each.recipients for each in office.smtp.messages if b"A new record is begun" in each.raw]
    assert told == [("desk@secretariat.example",)]
    assert [row["revision"] for row in office.json("status")["delegations"] if row["revision"]] == [1]
    assert office.count_in("Processed") == 2
