"""Whom staff ask: the sender, unless it is doubted that they speak for the delegation they name."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mailbot.corrections import Refused
from mailbot.desk import Desk
from mailbot.domain.meeting import Invitees
from mailbot.domain.record import MessageRecord
from mailbot.review import answer_recipients, rule, ruling_of, undo, view
from tests.e2e.mail import COMPLETE, INCOMPLETE, message, note

from .deciding import STRANGER, last_letter, ruling, seen, take_in

MISSION = ("mission@kenya-gva.example",)
QUESTION = "Could we name three speakers for the first part?"


def test_what_a_stranger_sent_for_a_delegation_is_asked_of_the_delegation(desk: Desk) -> None:
    (record,) = take_in(desk, note(*COMPLETE, sender=STRANGER, subject="Your prize", References="<theirs@x.example>"))
    assert answer_recipients(desk, record) == MISSION
    asked = ruling("answer", record, text="Did you send this note?")
    (coming,) = view(desk, record.id, asked).coming
    rule(desk, asked)
    letter = last_letter(desk)
    assert (letter.to, letter.in_reply_to, letter.references) == (MISSION, None, ())
    assert "prize" not in letter.subject
    assert (coming.to, coming.subject, coming.text) == (letter.to, letter.subject, letter.text)
    assert desk.store.decisions_on(record.id)[0].detail["to"] == list(MISSION)


def test_accepting_it_makes_the_stranger_no_better_known(desk: Desk) -> None:
    (record,) = take_in(desk, note(*INCOMPLETE, sender=STRANGER))
    rule(desk, ruling("accept", record))
    assert answer_recipients(desk, now(desk, record)) == MISSION
    undo(desk, record.id, "a.keller")
    rule(desk, ruling("accept", record, remember=True, seen=seen(desk, record)))
    assert answer_recipients(desk, now(desk, record)) == ("s.one@elsewhere.example",)


@pytest.mark.parametrize("sender", ["Kenya <mission@kenya-gva.example>", "Ann <a.nn@kenya-gva.example>"])
def test_what_the_delegation_sent_is_answered_in_its_thread(desk: Desk, sender: str) -> None:
    (record,) = take_in(desk, note(*INCOMPLETE, sender=sender, subject="Our note"))
    rule(desk, ruling("answer", record, text="Who is the alternate?"))
    letter = last_letter(desk)
    assert letter.to == (sender.partition("<")[2].rstrip(">"),)
    assert letter.in_reply_to is not None
    assert letter.subject == "Re: Our note"


def test_a_stranger_s_question_is_answered_to_the_stranger(desk: Desk) -> None:
    (record,) = take_in(desk, message(QUESTION, sender=STRANGER, subject="A question"))
    assert record.delegation is None
    rule(desk, ruling("answer", record, text="Yes."))
    assert last_letter(desk).to == ("s.one@elsewhere.example",)


def test_where_the_list_has_no_address_nobody_is_asked(desk: Desk) -> None:
    (record,) = take_in(desk, note(*COMPLETE, sender=STRANGER))
    without = Invitees(tuple(replace(one, emails=()) for one in desk.config.invitees.all))
    bare = replace(desk, config=replace(desk.config, invitees=without))
    with pytest.raises(Refused, match="Kenya sent this, and the invitee list has no address"):
        rule(bare, ruling("answer", record, text="Did you send this note?"))
    assert bare.store.decisions() == ()


def test_what_an_older_version_sent_to_the_stranger_is_written_to_them_by_a_rebuild(desk: Desk) -> None:
    (record,) = take_in(desk, note(*COMPLETE, sender=STRANGER))
    rule(desk, ruling("answer", record, text="Who are you?"))
    (decision,) = desk.store.decisions()
    undo(desk, record.id, "a.keller")
    old = replace(decision, id="old", detail={k: v for k, v in decision.detail.items() if k != "to"})
    rule(desk, ruling_of(old, seen(desk, record)))
    assert last_letter(desk).to == ("s.one@elsewhere.example",)
    undo(desk, record.id, "a.keller")
    rule(desk, ruling_of(replace(decision, id="new"), seen(desk, record)))
    assert last_letter(desk).to == MISSION


def now(desk: Desk, record: MessageRecord) -> MessageRecord:
    found = desk.store.message(record.id)
    assert found is not None
    return found
