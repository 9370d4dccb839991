"""Who may speak for a delegation: doubtful senders change nothing, learn nothing and stop nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mailbot.aside import RECORDED_SINCE
from mailbot.corrections import Refused
from mailbot.desk import Desk, standing
from mailbot.domain.flag import Severity
from mailbot.review import log, queue, rule, undo
from tests.e2e.mail import COMPLETE, HEAD, KENYA, note

from .deciding import STRANGER, families, last_letter, ruling, take_in

SERVER = "mx.secretariat.example"
LENIENT: dict[str, Severity] = {"sender_unknown": "note", "sender_unverified": "note", "sender_mismatch": "note"}
OTHER_SPEAKER = (HEAD, "2. Ms. Eve MALLORY, Counsellor, primary speaker (e.mallory@mfa-ke.example)\n", COMPLETE[2])
FAILED = f"Authentication-Results: {SERVER}; dmarc=fail header.from=kenya-gva.example\n".encode()
PASSED = f"Authentication-Results: {SERVER}; dmarc=pass header.from=kenya-gva.example\n".encode()


@pytest.fixture
def strict(desk: Desk) -> Desk:
    """Verdicts of the receiving server are used."""
    return replace(desk, config=replace(desk.config, mailbox=replace(desk.config.mailbox, authserv_id=SERVER)))


def lenient(desk: Desk) -> Desk:
    return replace(desk, config=replace(desk.config, severities=LENIENT))


def test_whatever_the_severities_a_stranger_changes_no_speaker(desk: Desk) -> None:
    desk = lenient(desk)
    take_in(desk, note(*COMPLETE))
    (record,) = take_in(desk, note(*OTHER_SPEAKER, sender=STRANGER))
    assert (record.disposition, families(desk)) == ("held", ["OTIENO", "MWANGI", "ACHIENG"])


def test_nor_does_a_sender_nobody_vouches_for(strict: Desk) -> None:
    desk = lenient(strict)
    take_in(desk, PASSED + note(*COMPLETE))
    (record,) = take_in(desk, FAILED + note(*OTHER_SPEAKER))
    assert (record.disposition, families(desk)) == ("held", ["OTIENO", "MWANGI", "ACHIENG"])
    assert len(desk.store.letters_in("queued")) == 1


def test_with_lower_severities_a_first_note_is_recorded_and_read_back_to_the_mission_alone(strict: Desk) -> None:
    desk = lenient(strict)
    (record,) = take_in(desk, FAILED + note(*COMPLETE))
    assert (record.disposition, last_letter(desk).to) == ("recorded", ("mission@kenya-gva.example",))


def test_a_stranger_gets_the_same_receipt_whether_anything_is_recorded_or_not(desk: Desk) -> None:
    take_in(desk, note(HEAD, sender=STRANGER))
    before = last_letter(desk)
    take_in(desk, note(*COMPLETE), note(*OTHER_SPEAKER, sender="Other <o@elsewhere2.example>"))
    after = last_letter(desk)
    assert (after.to, after.text, after.subject) == (("o@elsewhere2.example",), before.text, before.subject)
    assert (before.delegation, "Kenya" in before.text) == (None, False)


def test_what_is_recorded_of_a_stranger_gets_no_more_than_a_receipt(desk: Desk) -> None:
    (record,) = take_in(lenient(desk), note(*COMPLETE, sender=STRANGER))
    assert record.disposition == "recorded"
    assert (last_letter(desk).template, last_letter(desk).delegation) == ("acknowledgement_under_review", None)


def test_a_message_that_fails_authentication_does_not_make_the_delegation_wait(strict: Desk) -> None:
    take_in(strict, FAILED + note(*COMPLETE))
    assert [p.state for p in standing(strict, "KEN").parts] == ["silent"]


def test_an_address_is_remembered_only_where_it_is_certain_who_wrote(strict: Desk) -> None:
    (record,) = take_in(strict, FAILED + note(*COMPLETE))
    with pytest.raises(Refused, match="not certain"):
        rule(strict, ruling("accept", record, remember=True))
    rule(strict, ruling("accept", record))
    assert families(strict) == ["OTIENO", "MWANGI", "ACHIENG"]


def test_a_remembered_address_is_known_and_never_reminded(desk: Desk) -> None:
    (record,) = take_in(desk, note(HEAD, sender=STRANGER))
    rule(desk, ruling("accept", record, remember=True))
    kenya = desk.invitees.get("KEN")
    assert kenya is not None
    assert (kenya.accepted, kenya.emails) == (("s.one@elsewhere.example",), ("mission@kenya-gva.example",))
    (again,) = take_in(desk, note(*COMPLETE, sender=STRANGER))
    assert again.disposition == "recorded"
    assert last_letter(desk).to == ("s.one@elsewhere.example", "mission@kenya-gva.example")


def test_a_rejected_sender_is_not_remembered(desk: Desk) -> None:
    (record,) = take_in(desk, note(HEAD, sender=STRANGER))
    with pytest.raises(Refused, match="Only"):
        rule(desk, ruling("reject", record, remember=True))


def test_an_accent_makes_another_domain(desk: Desk) -> None:
    (record,) = take_in(desk, note(*COMPLETE, sender=KENYA.replace("@kenya", "@k\u00e9nya")))
    assert record.disposition == "held"


@pytest.mark.parametrize("is_rejected", [False, True])
def test_a_copy_that_is_vouched_for_is_taken_in_though_a_doubtful_one_came_first(
    strict: Desk, is_rejected: bool
) -> None:
    raw = note(*COMPLETE)
    (doubtful,) = take_in(strict, FAILED + raw)
    assert doubtful.disposition == "held"
    if is_rejected:
        rule(strict, ruling("reject", doubtful))
    again = take_in(strict, FAILED + b"X-Route: another\n" + raw)
    assert [record.disposition for record in again] == ["duplicate"]
    (genuine,) = take_in(strict, PASSED + raw)
    assert genuine.disposition == "recorded"
    (late,) = take_in(strict, PASSED + b"X-Route: a third\n" + raw)
    assert (late.disposition, late.duplicate_of) == ("duplicate", genuine.id)
    first = strict.store.message(doubtful.id)
    assert first is not None
    if not is_rejected:
        assert (first.disposition, first.duplicate_of) == ("duplicate", genuine.id)
        assert any(entry.id == doubtful.id and entry.text == RECORDED_SINCE for entry in log(strict))
    assert strict.store.open_flags(message=doubtful.id) == ()
    assert queue(strict) == ()
    assert {e.folder_wanted for e in strict.store.ledger_of(doubtful.id)} == {"Processed"}
    revision = strict.store.current_revision("KEN")
    assert revision is not None
    assert revision.cause == f"message:{genuine.id}"
    assert {entry.disposition for entry in strict.store.ledger_of(genuine.id)} == {"recorded"}


def test_a_doubtful_copy_is_settled_with_the_vouched_one_when_staff_record_that_and_waits_again_when_they_undo(
    strict: Desk,
) -> None:
    raw = note(*COMPLETE, sender="Capital <desk@mfa-ke.example>")
    (doubtful,) = take_in(strict, FAILED + raw)
    (vouched,) = take_in(strict, PASSED.replace(b"kenya-gva.example", b"mfa-ke.example") + raw)
    assert {item.id for item in queue(strict)} == {doubtful.id, vouched.id}
    rule(strict, ruling("accept", vouched))
    assert queue(strict) == ()
    assert [flag.verdict for flag in strict.store.all_flags() if flag.message == doubtful.id][:1] == ["superseded"]
    with pytest.raises(Refused):
        rule(strict, ruling("accept", doubtful))
    undo(strict, vouched.id, "a.keller")
    assert {item.id for item in queue(strict)} == {doubtful.id, vouched.id}
