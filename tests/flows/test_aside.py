"""A message put aside, and a question to the delegation drafted from what it leaves open."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from mailbot.corrections import Refused
from mailbot.desk import Desk
from mailbot.digest import digest
from mailbot.domain.flag import Flag
from mailbot.domain.record import FlagRecord
from mailbot.domain.submission import LANGUAGES
from mailbot.review import find, question_draft, queue, rule, undo
from tests.e2e.mail import COMPLETE, HEAD, INCOMPLETE, PRIMARY, message, note

from .conftest import Clock
from .deciding import STRANGER, ruling, seen, take_in


def waiting(desk: Desk) -> list[tuple[str, bool]]:
    return [(item.id, item.aside is not None) for item in queue(desk)]


def test_it_goes_last_and_still_waits(desk: Desk, clock: Clock) -> None:
    first, second = take_in(desk, note(*COMPLETE, sender=STRANGER), note(HEAD, PRIMARY, sender=STRANGER))
    before = seen(desk, first)
    rule(desk, ruling("set_aside", first, text="They will call back."))
    assert waiting(desk) == [(second.id, False), (first.id, True)]
    item = find(desk, first.id)
    assert item.aside is not None
    assert (item.aside.remark, item.aside.by, item.aside.at) == ("They will call back.", "a.keller", clock.now)
    assert item.record == first
    assert item.seen != before
    clock.now = datetime(2020, 10, 2, 9, 0, tzinfo=UTC)
    assert digest(desk, clock.now)
    assert "They will call back." in desk.store.letters_in("queued")[-1].text
    # It is no decision: the message is decided on as if for the first time.
    rule(desk, ruling("accept", first))
    assert waiting(desk)[0] == (second.id, False)


def test_it_is_taken_up_again(desk: Desk) -> None:
    (record,) = take_in(desk, note(*COMPLETE, sender=STRANGER))
    with pytest.raises(Refused, match="has not been put aside"):
        rule(desk, ruling("take_up", record))
    rule(desk, ruling("set_aside", record))
    rule(desk, ruling("take_up", record))
    assert waiting(desk) == [(record.id, False)]
    rule(desk, ruling("set_aside", record))
    assert waiting(desk) == [(record.id, True)]
    undo(desk, record.id, "b.meier")
    assert waiting(desk) == [(record.id, False)]


@pytest.mark.parametrize("what", ["flag", "note"])
def test_it_is_back_when_something_changes(desk: Desk, what: str) -> None:
    (record,) = take_in(desk, note(*COMPLETE, sender=STRANGER))
    rule(desk, ruling("set_aside", record))
    if what == "flag":
        with desk.store.transaction():
            desk.store.put_flag(FlagRecord("x", Flag("bounce", "hold"), desk.clock(), None, "KEN"))
    else:
        take_in(desk, note(*INCOMPLETE))
    assert (record.id, False) in waiting(desk)


def test_what_was_decided_once_and_waits_again_is_put_aside_without_ado(desk: Desk) -> None:
    (record,) = take_in(desk, note(*INCOMPLETE, sender=STRANGER))
    rule(desk, ruling("accept", record))
    assert waiting(desk) == [(record.id, False)]  # the alternate speaker is asked for
    rule(desk, ruling("set_aside", record))
    assert waiting(desk) == [(record.id, True)]
    with pytest.raises(Refused, match="has changed since"):
        rule(desk, ruling("take_up", record, seen="0" * 16))


def test_what_nobody_decides_on_is_not_put_aside(desk: Desk) -> None:
    (record,) = take_in(desk, note(*COMPLETE))
    with pytest.raises(Refused, match="nothing to put aside"):
        rule(desk, ruling("set_aside", record))


def test_the_question_names_what_is_unclear_and_is_sent_as_edited(desk: Desk) -> None:
    (record,) = take_in(desk, note(*INCOMPLETE))
    with desk.store.transaction():
        flag = Flag("attachment_unreadable", "hold", about="liste.doc", detail="x")
        desk.store.put_flag(FlagRecord(f"{record.id}|x", flag, desk.clock(), record.id, "KEN"))
        desk.store.put_message(replace(record, disposition="held"))
    draft = question_draft(desk, find(desk, record.id))
    assert "Attachment (liste.doc): it could not be opened." in draft.text
    assert "Alternate speaker: please indicate" in draft.text
    assert "Permanent Mission of Kenya" in draft.text
    assert "ccm@secretariat.example" not in draft.text
    rule(desk, ruling("answer", record, text=draft.text + "\n\nOne more thing."))
    letter = desk.store.letters_in("queued")[-1]
    assert letter.text.count("CCM Secretariat\nSecond Review Conference") == 1
    assert letter.text.count("presents its compliments") == 1
    assert "One more thing." in letter.text
    assert "ccm@secretariat.example" in letter.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_stranger_is_asked_who_they_are_in_their_language(desk: Desk, language: str) -> None:
    (record,) = take_in(desk, note(*COMPLETE, sender=STRANGER))
    assert record.submission is not None
    with desk.store.transaction():
        desk.store.put_message(replace(record, submission=replace(record.submission, language=language)))  # type: ignore[arg-type]
    draft = question_draft(desk, find(desk, record.id))
    assert draft.language == language
    asked = [line for line in draft.text.splitlines() if line.startswith("- ")]
    assert len(asked) == 1
    assert "Kenya" not in draft.text
    assert len(draft.text) > 100


def test_a_question_has_something_to_ask_even_of_a_question(desk: Desk) -> None:
    (record,) = take_in(desk, message("Could we name three speakers?"))
    assert "\n- " in question_draft(desk, find(desk, record.id)).text
    with pytest.raises(Refused, match="nobody to ask"):
        question_draft(desk, replace(find(desk, record.id), record=None))
