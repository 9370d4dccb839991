"""A note decided on again while its letter waits to go: one letter goes, and tells all that has changed."""

from __future__ import annotations

import pytest

from mailbot.corrections import Refused
from mailbot.desk import Desk
from mailbot.domain.letter import Letter
from mailbot.review import rule, undo, view
from tests.e2e.mail import ALTERNATE, COMPLETE, HEAD, INCOMPLETE, PRIMARY, note

from .deciding import STRANGER, ruling, seen, take_in
from .test_decisions_bound import for_second_part, two_parts
from .test_taking_back import send_all

__all__ = ["two_parts"]

FIRST = (("persons.2.family", "KARIUKI"),)
SECOND = (("persons.3.family", "ACHIENG-ODUYA"),)
THIRD = (("persons.1.title", "Dr."),)


def waiting(desk: Desk) -> list[Letter]:
    return [letter for letter in desk.store.letters_in("queued") if letter.delegation == "KEN"]


def test_the_second_of_two_corrections_writes_the_only_letter(desk: Desk) -> None:
    (record,) = take_in(desk, note(*COMPLETE))
    send_all(desk)
    for changes in (FIRST, SECOND, THIRD):
        rule(desk, ruling("correct", record, changes=changes, seen=seen(desk, record), undo_seconds=30))
        assert len(waiting(desk)) == 1
    (letter,) = waiting(desk)
    assert letter.template == "acknowledgement_change"
    assert all(name in letter.text for name in ("KARIUKI", "ACHIENG-ODUYA"))
    # What they were told first, and never heard to be otherwise, is named as what it was before.
    assert "MWANGI" in letter.text


def test_a_read_back_that_has_not_left_is_replaced_by_a_whole_one(desk: Desk) -> None:
    (record,) = take_in(desk, note(*COMPLETE))
    (first,) = waiting(desk)
    rule(desk, ruling("correct", record, changes=FIRST))
    (letter,) = waiting(desk)
    assert (letter.template, first.template) == ("acknowledgement_complete", "acknowledgement_complete")
    assert "KARIUKI" in letter.text
    assert "MWANGI" not in letter.text


def test_undone_the_earlier_letter_goes_after_all(desk: Desk) -> None:
    (record,) = take_in(desk, note(*COMPLETE))
    send_all(desk)
    rule(desk, ruling("correct", record, changes=FIRST, undo_seconds=30))
    before = waiting(desk)
    asked = ruling("correct", record, changes=SECOND, seen=seen(desk, record), undo_seconds=30)
    assert [x.key for x in (view(desk, record.id, asked).preview or pytest.fail("no preview")).stopped] == [
        x.key for x in before
    ]
    rule(desk, asked)
    undo(desk, record.id, "a.keller")
    assert waiting(desk) == before
    undo(desk, record.id, "a.keller")
    assert waiting(desk) == []


def test_without_a_letter_of_its_own_it_stops_none(desk: Desk) -> None:
    (record,) = take_in(desk, note(*COMPLETE))
    before = waiting(desk)
    rule(desk, ruling("correct", record, changes=FIRST, quiet=True))
    assert waiting(desk) == before


def test_one_that_has_left_stays_and_the_next_tells_the_difference(desk: Desk) -> None:
    (record,) = take_in(desk, note(*COMPLETE))
    send_all(desk)
    rule(desk, ruling("correct", record, changes=FIRST))
    send_all(desk)
    rule(desk, ruling("correct", record, changes=SECOND, seen=seen(desk, record)))
    (letter,) = waiting(desk)
    assert "ACHIENG-ODUYA" in letter.text
    assert "MWANGI" not in letter.text
    assert len(desk.store.letters_in("sent")) == 2


def test_a_note_that_came_between_keeps_them_apart(two_parts: Desk) -> None:
    (record,) = take_in(two_parts, note(*COMPLETE))
    (first,) = waiting(two_parts)
    take_in(two_parts, for_second_part(HEAD.replace("OTIENO", "WANJIRU").replace("Grace", "Ruth")))
    rule(two_parts, ruling("correct", record, changes=FIRST))
    assert first in waiting(two_parts)
    assert len(waiting(two_parts)) == 3


def test_the_bare_receipt_to_whoever_wrote_is_another_matter(desk: Desk) -> None:
    (record,) = take_in(desk, note(*INCOMPLETE, sender=STRANGER))
    receipts = desk.store.letters_in("queued")
    rule(desk, ruling("accept", record))
    assert [x.template for x in receipts] == ["acknowledgement_under_review"]
    assert set(receipts) <= set(desk.store.letters_in("queued"))


def test_what_changes_nothing_is_refused_though_nothing_was_told_yet(desk: Desk) -> None:
    (record,) = take_in(desk, note(HEAD, PRIMARY, ALTERNATE))
    before = waiting(desk)
    with pytest.raises(Refused, match="would change nothing"):
        rule(desk, ruling("correct", record, changes=(("persons.1.family", "OTIENO"),)))
    assert waiting(desk) == before
