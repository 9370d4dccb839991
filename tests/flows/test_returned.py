"""Letters that came back: a dead address stays dead until somebody names it again or another one."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from mailbot.desk import Desk, dead_addresses, standing
from mailbot.reminders import sweep
from mailbot.review import Ruling, rule
from tests.e2e.mail import COMPLETE, HEAD, PRIMARY, note

from .conftest import Clock
from .deciding import ruling, take_in

DEAD = "l.achieng@mfa-ke.example"


def bounce(address: str, original: str = "<none-of-ours@x.example>") -> bytes:
    return f"""\
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

Final-Recipient: rfc822; {address}
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 user unknown

--b
Content-Type: text/rfc822-headers

Message-ID: {original}

--b--
""".encode()


def written_to(desk: Desk, address: str) -> str:
    """The Message-ID of a letter that went there."""
    name = f"<to.{address}>"
    letter = desk.store.letters_in("queued")[0]
    desk.store.add_letter(replace(letter, key=name, message_id=name, to=(address,), state="sent", delegation="KEN"))
    return name


def state(desk: Desk) -> str:
    part = standing(desk, "KEN").part("RC1")
    assert part is not None
    return part.state


def with_dead_alternate(desk: Desk, clock: Clock) -> None:
    take_in(desk, note(*COMPLETE))
    assert state(desk) == "complete"
    clock.now += timedelta(hours=1)
    (record,) = take_in(desk, bounce(DEAD, written_to(desk, DEAD)))
    assert record.disposition == "bounce"
    clock.now += timedelta(hours=1)
    assert state(desk) == "incomplete"
    rule(desk, ruling("dismiss", record))


def test_a_bounce_that_names_no_letter_of_ours_to_an_address_changes_nothing_but_is_shown(desk: Desk) -> None:
    take_in(desk, note(*COMPLETE))
    ours = written_to(desk, "p.mwangi@mfa-ke.example")
    mission = "mission@burkina-gva.example"
    taken = take_in(desk, bounce(DEAD), bounce(mission), bounce(mission, ours))
    assert {record.disposition for record in taken} == {"bounce"}
    found = [f for f in desk.store.open_flags() if f.flag.code == "bounce"]
    assert [(f.flag.about, f.flag.severity) for f in found] == [(None, "hold")] * 3
    assert dead_addresses(desk) == frozenset()
    assert state(desk) == "complete"
    letter = desk.store.letter_by_message_id(ours)
    assert letter is not None
    assert letter.refused == ()


def test_a_dismissed_bounce_leaves_the_address_dead(desk: Desk, clock: Clock) -> None:
    sweep(desk, clock.now)
    with_dead_alternate(desk, clock)
    assert [f for f in desk.store.open_flags() if f.flag.code == "bounce"] == []
    assert state(desk) == "incomplete"
    clock.now = datetime(2020, 11, 18, 8, 0, tzinfo=UTC)
    sweep(desk, clock.now)
    personal = [x.to for x in desk.store.letters_in("queued") if x.template == "speaker_indico"]
    assert personal == [("p.mwangi@mfa-ke.example",)]


def test_a_note_that_names_the_address_again_confirms_it(desk: Desk, clock: Clock) -> None:
    with_dead_alternate(desk, clock)
    take_in(desk, note(*COMPLETE, subject="Once more"))
    assert state(desk) == "complete"
    assert dead_addresses(desk) == frozenset()


def test_a_note_that_does_not_name_it_confirms_nothing(desk: Desk, clock: Clock) -> None:
    with_dead_alternate(desk, clock)
    take_in(desk, note(HEAD, PRIMARY, subject="Without her"))
    assert dead_addresses(desk) == {DEAD}


def test_a_new_address_completes_the_delegation(desk: Desk, clock: Clock) -> None:
    with_dead_alternate(desk, clock)
    (first,) = [m for m in desk.store.messages_of("KEN") if m.kind == "submission"]
    rule(desk, Ruling("correct", first.id, "a.keller", changes=(("persons.3.email", "lucy@mfa-ke.example"),)))
    assert state(desk) == "complete"


def test_staff_can_reject_a_bounce(desk: Desk) -> None:
    take_in(desk, note(*COMPLETE))
    (record,) = take_in(desk, bounce(DEAD, written_to(desk, DEAD)))
    assert state(desk) == "incomplete"
    rule(desk, ruling("reject", record))
    assert state(desk) == "complete"
