"""A decision undone: what was there is there again, and the same can be decided anew."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from mailbot.corrections import Refused
from mailbot.desk import Desk, standing
from mailbot.domain.flag import Flag
from mailbot.domain.letter import Letter
from mailbot.domain.record import FlagRecord, MessageRecord
from mailbot.domain.submission import Person
from mailbot.review import Ruling, find, queue, rule, rule_on_letter, undo, undoable
from tests.e2e.mail import ALTERNATE, COMPLETE, HEAD, INCOMPLETE, PRIMARY, message, note

from .conftest import Clock
from .deciding import STRANGER, families, ruling, seen, take_in
from .test_taking_back import send_all

CORRECTIONS = (("persons.2.family", "KARIUKI"), ("persons.+", "Zoe|ZIMBA"))


def everything(desk: Desk, record: MessageRecord) -> tuple[object, ...]:
    """All that a decision may change, times and the record's numbers apart."""
    flags = sorted((f.key, f.flag.severity, f.verdict or "", f.decided_by or "") for f in desk.store.all_flags())
    queued = sorted(letter.key for letter in desk.store.letters_in("queued"))
    ledger = [(e.disposition, e.folder_wanted) for e in desk.store.ledger_of(record.id)]
    stands = [standing(desk, code).parts for code in ("KEN", "BFA")]
    people = [(families(desk, code), withdrawn(desk, code)) for code in ("KEN", "BFA")]
    return desk.store.message(record.id), open_of(flags), queued, ledger, stands, people, desk.invitees


def open_of(flags: list[tuple[str, str, str, str]]) -> list[tuple[str, str, str, str]]:
    return [flag for flag in flags if not flag[2]]


def withdrawn(desk: Desk, code: str) -> tuple[str, ...]:
    revision = desk.store.current_revision(code)
    return revision.withdrawn if revision else ()


def queued(desk: Desk) -> set[str]:
    return {letter.key for letter in desk.store.letters_in("queued")}


@pytest.mark.parametrize(
    ("action", "more"),
    [
        ("accept", {}),
        ("accept", {"remember": True}),
        ("correct", {"changes": CORRECTIONS}),
        ("assign", {"delegation": "BFA"}),
        ("reject", {"text": "a test"}),
        ("answer", {"text": "Which part is it for?"}),
    ],
)
def test_a_held_note_is_held_again_and_decided_anew(desk: Desk, action: str, more: dict[str, object]) -> None:
    take_in(desk, note(*INCOMPLETE))
    send_all(desk)
    (record,) = take_in(desk, note(HEAD, ALTERNATE, sender=STRANGER))
    before, revisions, had = everything(desk, record), len(desk.store.revisions("KEN")), queued(desk)
    rule(desk, ruling(action, record, **more))
    after, wrote = everything(desk, record), queued(desk) - had
    assert after != before
    undone = undo(desk, record.id, "b.meier")
    assert undone.action == action
    assert everything(desk, record) == before
    assert record.id in {item.id for item in queue(desk)}
    # What was recorded meanwhile is followed, never changed.
    if action in {"accept", "correct"}:
        assert len(desk.store.revisions("KEN")) == revisions + 2
    with pytest.raises(Refused, match="nothing to undo"):
        undo(desk, record.id, "b.meier")
    rule(desk, ruling(action, record, **more))
    again = queued(desk) - had
    assert (len(again), again & wrote) == (len(wrote), set())


@pytest.mark.parametrize("action", ["correct", "assign", "reject"])
def test_a_recorded_note_is_recorded_again(desk: Desk, action: str) -> None:
    (record,) = take_in(desk, note(*COMPLETE))
    before = everything(desk, record)
    more: dict[str, object] = {"changes": CORRECTIONS} if action == "correct" else {}
    rule(desk, ruling(action, record, **({"delegation": "BFA"} if action == "assign" else more)))
    assert everything(desk, record) != before
    undo(desk, record.id[:12], "b.meier")
    assert everything(desk, record) == before


def test_a_question_waits_again(desk: Desk) -> None:
    (record,) = take_in(desk, message("Could we name three speakers?"))
    before = everything(desk, record)
    rule(desk, ruling("answer", record, text="Yes."))
    undo(desk, record.id, "b.meier")
    assert everything(desk, record) == before
    rule(desk, ruling("dismiss", record))
    undo(desk, record.id, "b.meier")
    assert everything(desk, record) == before


def test_decisions_are_undone_one_by_one_from_the_last(desk: Desk) -> None:
    (record,) = take_in(desk, note(*COMPLETE, sender=STRANGER))
    before = everything(desk, record)
    rule(desk, ruling("accept", record))
    accepted = everything(desk, record)
    first = desk.store.decisions()[0]
    rule(desk, ruling("correct", record, changes=CORRECTIONS, seen=seen(desk, record)))
    with pytest.raises(Refused, match="undo that first"):
        undo(desk, first.id, "b.meier")
    undo(desk, record.id, "b.meier")
    assert everything(desk, record) == accepted
    undo(desk, first.id, "b.meier")
    assert everything(desk, record) == before


def test_its_letters_wait_until_it_can_be_undone_no_more(desk: Desk, clock: Clock) -> None:
    (record,) = take_in(desk, note(*COMPLETE, sender=STRANGER))
    send_all(desk)
    rule(desk, ruling("accept", record, undo_seconds=30))
    (letter,) = desk.store.letters_in("queued")
    assert letter.not_before == clock.now + timedelta(seconds=30)
    assert desk.store.due_letters(clock.now + timedelta(seconds=29), 9) == ()
    stored = desk.store.message(record.id)
    assert stored is not None
    undoable_now = undoable(desk, stored)
    assert undoable_now is not None
    assert undoable_now.action == "accept"
    send_all(desk)
    assert undoable(desk, stored) is None
    with pytest.raises(Refused, match=r"left on 01 October 2020 at 08:00 UTC"):
        undo(desk, record.id, "b.meier")
    assert families(desk) == ["OTIENO", "MWANGI", "ACHIENG"]
    with pytest.raises(Refused, match="at most 3600"):
        rule(desk, ruling("reject", record, undo_seconds=9999, seen=seen(desk, record)))


@pytest.mark.parametrize("state", ["sending", "doubtful", "failed"])
def test_a_letter_that_may_have_left_counts_and_one_that_did_not_is_dropped(desk: Desk, state: str) -> None:
    (record,) = take_in(desk, note(*COMPLETE, sender=STRANGER))
    send_all(desk)
    rule(desk, ruling("accept", record))
    (letter,) = desk.store.letters_in("queued")
    with desk.store.transaction():
        desk.store.put_letter(replace(letter, state=state))  # type: ignore[arg-type]
    if state == "failed":
        undo(desk, record.id, "b.meier")
        assert desk.store.letters_in("failed") == ()
    else:
        with pytest.raises(Refused, match="cannot be undone any more"):
            undo(desk, record.id, "b.meier")


def test_what_a_later_note_says_of_the_part_stands(desk: Desk) -> None:
    (record,) = take_in(desk, note(*COMPLETE, sender=STRANGER))
    rule(desk, ruling("accept", record, quiet=True))
    take_in(desk, note(HEAD, PRIMARY))
    with pytest.raises(Refused, match="later note of KEN"):
        undo(desk, record.id, "b.meier")
    assert families(desk) == ["OTIENO", "MWANGI"]


def test_decided_anew_it_comes_after_what_came_meanwhile(desk: Desk) -> None:
    (record,) = take_in(desk, note(*COMPLETE, sender=STRANGER))
    rule(desk, ruling("accept", record, quiet=True))
    undo(desk, record.id, "b.meier")
    take_in(desk, note(HEAD, PRIMARY))
    rule(desk, ruling("accept", record, seen=seen(desk, record), quiet=True))
    rule(desk, ruling("correct", record, seen=seen(desk, record), changes=(("persons.1.title", "Dr."),)))
    assert families(desk) == ["OTIENO", "MWANGI", "ACHIENG"]


def test_an_address_accepted_by_mistake_is_forgotten(desk: Desk) -> None:
    first, second = take_in(desk, note(*COMPLETE, sender=STRANGER), note(HEAD, PRIMARY, sender=STRANGER))
    rule(desk, ruling("accept", first, remember=True, quiet=True))
    kenya = desk.invitees.get("KEN")
    assert kenya is not None
    assert kenya.accepted == ("s.one@elsewhere.example",)
    undo(desk, first.id, "b.meier")
    kenya = desk.invitees.get("KEN")
    assert kenya is not None
    assert kenya.accepted == ()
    assert second.disposition == "held"


def test_a_letter_given_up_or_sent_again_by_mistake(desk: Desk) -> None:
    take_in(desk, note(*COMPLETE))
    (letter,) = desk.store.letters_in("queued")
    failed = replace(letter, state="failed", failure="550 no", attempts=3)
    with desk.store.transaction():
        desk.store.put_letter(failed)
    for action in ("cancel", "resend"):
        rule_on_letter(desk, letter.short_id, action, "a.keller", undo_seconds=30)
        undo(desk, letter.short_id[:8], "b.meier")
        assert stored(desk, letter) == failed
    with pytest.raises(Refused, match="nothing to undo"):
        undo(desk, letter.short_id, "b.meier")
    rule_on_letter(desk, letter.short_id, "resend", "a.keller")
    send_all(desk)
    with pytest.raises(Refused, match="left on"):
        undo(desk, letter.short_id, "b.meier")


def stored(desk: Desk, letter: Letter) -> Letter | None:
    return desk.store.letter(letter.key)


def test_a_flag_on_no_message_is_open_again(desk: Desk) -> None:
    take_in(desk, note(*COMPLETE))
    (letter,) = desk.store.letters_in("queued")
    flag = FlagRecord(
        f"{letter.message_id}|1|crashed|",
        Flag("crashed", "hold", detail="A letter was not sent."),
        desk.clock(),
        None,
        "KEN",
    )
    with desk.store.transaction():
        desk.store.put_flag(flag)
    (item,) = queue(desk)
    rule(desk, Ruling("dismiss", item.id, "a.keller"))
    assert queue(desk) == ()
    undo(desk, item.id, "b.meier")
    assert queue(desk) == (item,)


def test_persons_added_by_a_correction_go_with_it(desk: Desk) -> None:
    (record,) = take_in(desk, note(*COMPLETE, sender=STRANGER))
    rule(desk, ruling("correct", record, changes=CORRECTIONS))
    undo(desk, record.id, "b.meier")
    found = find(desk, record.id).record
    assert found is not None
    assert found.submission is not None
    assert record.submission is not None
    assert found.submission.persons == record.submission.persons
    assert all(isinstance(person, Person) for person in found.submission.persons)
