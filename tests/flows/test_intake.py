"""What becomes of mail: whose it is, when it came, who is answered, and what never enters the record."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from mailbot.adapters.maildir import deliver
from mailbot.desk import Desk
from mailbot.domain.record import MessageRecord
from mailbot.intake import take_in_all
from tests.e2e.mail import CLOSING, COMPLETE, HEAD, OPENING, message, note
from tests.flows.conftest import Clock

STRANGER = "Somebody <s.one@elsewhere.example>"
STAFF = "Desk <desk@secretariat.example>"
INTRUDERS = (
    "1. Mr. Evil INTRUDER, Ambassador, Head of Delegation\n"
    "2. Ms. Eve MALLORY, Counsellor, primary speaker (eve@evil.example)\n"
)
FORWARDED = (
    "---------- Forwarded message ---------\nFrom: Kenya Mission <mission@kenya-gva.example>\n"
    "Date: Mon, 9 Nov 2020 at 10:00\nSubject: Note Verbale\nTo: <ccm@secretariat.example>\n\n"
)


def take_in(desk: Desk, raw: bytes, at: datetime | None = None) -> MessageRecord:
    """Delivers one message and takes it in; its record."""
    assert desk.config.mailbox.path is not None
    before = {m.id for m in desk.store.all_messages()}
    deliver(desk.config.mailbox.path, raw, at=at)
    take_in_all(desk)
    (record,) = (m for m in desk.store.all_messages() if m.id not in before)
    return record


def families(desk: Desk) -> list[str | None]:
    revision = desk.store.current_revision("KEN")
    return [p.family for p in revision.participants] if revision else []


def letters(desk: Desk) -> list[tuple[str, tuple[str, ...]]]:
    return [(letter.template, letter.to) for letter in desk.store.letters_in("queued")]


def codes(desk: Desk) -> set[str]:
    return {record.flag.code for record in desk.store.open_flags()}


# whose it is


def test_a_stranger_who_forwards_a_note_counts_as_the_stranger(desk: Desk) -> None:
    take_in(desk, note(*COMPLETE))
    raw = message(FORWARDED + OPENING + INTRUDERS + CLOSING, sender=STRANGER, subject="Fwd: Note Verbale")
    record = take_in(desk, raw)
    assert (record.disposition, record.sender) == ("held", "s.one@elsewhere.example")
    assert "sender_unknown" in codes(desk)
    assert families(desk) == ["OTIENO", "MWANGI", "ACHIENG"]
    assert letters(desk)[-1] == ("acknowledgement_under_review", ("s.one@elsewhere.example",))


def test_what_staff_forward_counts_as_its_first_sender(desk: Desk) -> None:
    raw = message(FORWARDED + OPENING + HEAD + CLOSING, sender=STAFF, subject="Fwd: Note Verbale")
    record = take_in(desk, raw)
    assert (record.disposition, record.sender) == ("recorded", "mission@kenya-gva.example")
    assert families(desk) == ["OTIENO"]
    assert [to for _, to in letters(desk)] == [("mission@kenya-gva.example",)]


def test_a_mission_forwarding_its_capitals_note_counts_itself(desk: Desk) -> None:
    forwarded = FORWARDED.replace("Kenya Mission <mission@kenya-gva.example>", "Nairobi <dg@mfa-nairobi.example>")
    record = take_in(desk, message(forwarded + OPENING + HEAD + CLOSING, subject="Fwd: Note Verbale"))
    assert (record.disposition, record.sender, families(desk)) == ("recorded", "mission@kenya-gva.example", ["OTIENO"])


# when it came


AFTER_THE_DEADLINE = datetime(2020, 11, 19, 8, 0, tzinfo=UTC)


def without_received(raw: bytes) -> bytes:
    _, _, rest = raw.partition(b"From:")
    return b"From:" + rest


def test_the_senders_own_date_does_not_make_a_late_note_timely(desk: Desk, clock: Clock) -> None:
    clock.now = AFTER_THE_DEADLINE
    record = take_in(desk, without_received(note(*COMPLETE)), at=AFTER_THE_DEADLINE)
    assert record.received_at == AFTER_THE_DEADLINE
    assert "late" in codes(desk)


def test_the_receiving_servers_word_does(desk: Desk, clock: Clock) -> None:
    clock.now = AFTER_THE_DEADLINE
    record = take_in(desk, note(*COMPLETE), at=AFTER_THE_DEADLINE)
    assert record.received_at == datetime(2020, 11, 9, 9, 0, 5, tzinfo=UTC)
    assert "late" not in codes(desk)


def test_in_a_rehearsal_mail_comes_no_later_than_the_clock_says(desk: Desk, clock: Clock) -> None:
    clock.now = datetime(2020, 11, 9, 9, 0, tzinfo=UTC)
    record = take_in(desk, without_received(note(*COMPLETE)))
    assert record.received_at == clock.now


# who is answered


@pytest.mark.parametrize("sender", [STRANGER, STAFF])
def test_unasked_mail_and_the_staffs_own_get_no_receipt(desk: Desk, sender: str) -> None:
    record = take_in(desk, message("Shall we meet for lunch on Friday?", sender=sender, subject="Lunch"))
    assert (record.disposition, record.kind) == ("held", "question")
    assert letters(desk) == []


@pytest.mark.parametrize("sender", ["Kenya Mission <mission@kenya-gva.example>", "Desk <d.officer@kenya-gva.example>"])
def test_an_invitees_question_gets_one(desk: Desk, sender: str) -> None:
    take_in(desk, message("Could we name three speakers for the first part?", sender=sender, subject="A question"))
    assert [template for template, _ in letters(desk)] == ["question_received"]


def test_a_recorded_speakers_question_gets_one(desk: Desk) -> None:
    take_in(desk, note(*COMPLETE))
    take_in(desk, message("When can I test my line?", sender="P <P.Mwangi@mfa-ke.example>", subject="A question"))
    assert letters(desk)[-1] == ("question_received", ("P.Mwangi@mfa-ke.example",))
