"""What a decision must be bound to, and what is refused with a sentence: nothing is applied on top of news."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from mailbot.adapters.letters import LetterRenderer
from mailbot.corrections import Refused
from mailbot.desk import Desk
from mailbot.review import Ruling, queue, rule, view
from tests.e2e.mail import ALTERNATE, CLOSING, COMPLETE, HEAD, INCOMPLETE, OPENING, PRIMARY, message, note

from .deciding import STRANGER, families, last_letter, ruling, seen, take_in

SECOND = tuple(line.replace("OTIENO", "WANJIRU").replace("Grace", "Ruth") for line in (HEAD,))


@pytest.fixture
def two_parts(desk: Desk) -> Desk:
    """The same desk for a meeting that has a second part."""
    (first,) = desk.config.meeting.parts
    second = replace(
        first, id="RC2", title={"en": "second part"}, starts_on=date(2021, 2, 8), ends_on=date(2021, 2, 12)
    )
    meeting = replace(desk.config.meeting, parts=(first, second))
    letters = LetterRenderer(None, meeting, desk.config.secretariat, None)
    return replace(desk, config=replace(desk.config, meeting=meeting), letters=letters)


def for_second_part(*persons: str) -> bytes:
    text = (OPENING + "".join(persons) + CLOSING).replace("first part", "second part").replace("/41/", "/55/")
    return message(text, subject="Note Verbale KMG/DIS/55/20")


# A4: nobody is recorded out of nothing


@pytest.mark.parametrize("action", ["accept", "assign", "correct"])
def test_a_question_is_not_recorded_as_a_delegation_of_nobody(desk: Desk, action: str) -> None:
    take_in(desk, note(*COMPLETE))
    (question,) = take_in(desk, message("Could we name three speakers for the first part?", subject="A question"))
    changes = (("parts", "RC1"), ("delegation", "KEN"))
    with pytest.raises(Refused, match="names nobody"):
        rule(desk, ruling(action, question, seen=seen(desk, question), delegation="KEN", changes=changes))
    assert families(desk) == ["OTIENO", "MWANGI", "ACHIENG"]
    assert desk.store.decisions() == ()


def test_striking_out_everybody_is_no_correction(desk: Desk) -> None:
    (record,) = take_in(desk, note(*INCOMPLETE))
    with pytest.raises(Refused, match="names nobody"):
        rule(desk, ruling("correct", record, changes=(("persons.1", "-"), ("persons.2", "-"))))


def test_a_withdrawal_names_nobody_and_is_recorded(desk: Desk) -> None:
    take_in(desk, note(*COMPLETE))
    (question,) = take_in(desk, message("We shall not be there.", subject="A question"))
    changes = (("kind", "withdrawal"), ("parts", "RC1"), ("delegation", "KEN"))
    rule(desk, ruling("correct", question, changes=changes))
    revision = desk.store.current_revision("KEN")
    assert revision is not None
    assert (revision.participants, revision.withdrawn) == ((), ("RC1",))


# C2: bound to the disposition, the flags, what was decided before


def test_a_decision_is_not_applied_a_second_time(desk: Desk) -> None:
    (record,) = take_in(desk, note(*COMPLETE, sender=STRANGER))
    shown = seen(desk, record)
    rule(desk, ruling("accept", record, seen=shown))
    with pytest.raises(Refused, match="has changed"):
        rule(desk, ruling("reject", record, seen=shown))
    with pytest.raises(Refused, match=r"decided already \(accept by a.keller"):
        rule(desk, ruling("reject", record))
    assert families(desk) == ["OTIENO", "MWANGI", "ACHIENG"]
    rule(desk, ruling("reject", record, seen=seen(desk, record)))
    assert families(desk) == []


def test_a_rejected_note_is_recorded_only_by_who_has_seen_that(desk: Desk) -> None:
    (record,) = take_in(desk, note(*COMPLETE, sender=STRANGER))
    rule(desk, ruling("reject", record))
    with pytest.raises(Refused, match="decided already"):
        rule(desk, ruling("accept", record))
    rule(desk, ruling("accept", record, seen=seen(desk, record)))
    assert families(desk) == ["OTIENO", "MWANGI", "ACHIENG"]


def test_a_flag_that_came_up_meanwhile_counts(desk: Desk) -> None:
    (record,) = take_in(desk, note(*COMPLETE, sender=STRANGER))
    shown = seen(desk, record)
    flag = replace(queue(desk)[0].flags[0], key="another")
    with desk.store.transaction():
        desk.store.put_flag(flag)
    assert seen(desk, record) != shown


def test_an_old_note_is_not_put_over_a_newer_one(desk: Desk) -> None:
    (old,) = take_in(desk, note(*INCOMPLETE, sender=STRANGER))
    take_in(desk, note(HEAD, ALTERNATE))
    with pytest.raises(Refused, match="newer note of KEN"):
        rule(desk, ruling("accept", old))
    assert families(desk) == ["OTIENO", "ACHIENG"]
    rule(desk, ruling("accept", old, seen=seen(desk, old)))
    assert families(desk) == ["OTIENO", "MWANGI"]


def test_a_held_note_newer_than_the_record_needs_no_hash(desk: Desk) -> None:
    take_in(desk, note(HEAD, ALTERNATE))
    (newer,) = take_in(desk, note(*INCOMPLETE, sender=STRANGER))
    rule(desk, ruling("accept", newer))
    assert families(desk) == ["OTIENO", "MWANGI"]


# C3: notes about other parts do not stand in the way


def test_a_note_is_corrected_under_a_later_one_on_another_part(two_parts: Desk) -> None:
    first, _second = take_in(two_parts, note(*COMPLETE), for_second_part(*SECOND))
    rule(two_parts, ruling("correct", first, changes=(("persons.2.family", "MWANGI-KARIUKI"),)))
    revision = two_parts.store.current_revision("KEN")
    assert revision is not None
    assert [p.family for p in revision.composition("RC1")] == ["OTIENO", "MWANGI-KARIUKI", "ACHIENG"]
    assert [p.family for p in revision.composition("RC2")] == ["WANJIRU"]
    letter = last_letter(two_parts)
    assert "MWANGI-KARIUKI" in letter.text
    assert "WANJIRU" not in letter.text


def test_a_note_is_reassigned_under_a_later_one_on_another_part(two_parts: Desk) -> None:
    first, _second = take_in(two_parts, note(*COMPLETE), for_second_part(*SECOND))
    rule(two_parts, ruling("assign", first, delegation="BFA"))
    assert families(two_parts) == ["WANJIRU"]
    assert families(two_parts, "BFA") == ["OTIENO", "MWANGI", "ACHIENG"]


def test_the_later_note_can_be_corrected_too_and_then_the_first_again(two_parts: Desk) -> None:
    first, second = take_in(two_parts, note(*COMPLETE), for_second_part(*SECOND))
    rule(two_parts, ruling("correct", first, changes=(("persons.2.family", "MWANGI-KARIUKI"),)))
    rule(two_parts, ruling("correct", second, changes=(("persons.1.family", "WANJIRU-ODUYA"),)))
    again = ruling("correct", first, seen=seen(two_parts, first), changes=(("persons.3", "-"),))
    rule(two_parts, again)
    revision = two_parts.store.current_revision("KEN")
    assert revision is not None
    assert [p.family for p in revision.composition("RC1")] == ["OTIENO", "MWANGI-KARIUKI"]
    assert [p.family for p in revision.composition("RC2")] == ["WANJIRU-ODUYA"]


def test_a_later_note_on_the_same_part_still_has_the_last_word(two_parts: Desk) -> None:
    first, _second, third = take_in(two_parts, note(*COMPLETE), for_second_part(*SECOND), note(HEAD, PRIMARY))
    with pytest.raises(Refused, match=f"later note.*{third.id[:12]}"):
        rule(two_parts, ruling("correct", first, changes=(("persons.1.family", "OTIENO-K"),)))


# C4: only parts the meeting has


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (("parts", "RC9"), "no part RC9; its parts are RC1"),
        (("parts", "RC1,RC9"), "no part RC9"),
        (("parts", " , "), "No part is named"),
        (("persons.1.parts", "RC9"), "no part RC9"),
    ],
)
def test_a_part_the_meeting_does_not_have_is_refused(desk: Desk, change: tuple[str, str], says: str) -> None:
    (record,) = take_in(desk, note(*COMPLETE))
    with pytest.raises(Refused, match=says):
        rule(desk, ruling("correct", record, changes=(change,)))
    assert [r.number for r in desk.store.revisions("KEN")] == [1]


def test_a_person_stays_within_the_parts_of_the_note(two_parts: Desk) -> None:
    (record,) = take_in(two_parts, note(*COMPLETE))
    with pytest.raises(Refused, match="the note is for RC1 only"):
        rule(two_parts, ruling("correct", record, changes=(("persons.1.parts", "RC2"),)))
    wider = (("parts", "rc1, rc2"), ("persons.2.parts", "RC1"), ("persons.3.parts", "RC1"))
    rule(two_parts, ruling("correct", record, changes=wider))
    revision = two_parts.store.current_revision("KEN")
    assert revision is not None
    assert [p.family for p in revision.composition("RC2")] == ["OTIENO"]


def test_a_correction_that_changes_nothing_is_refused(desk: Desk) -> None:
    (record,) = take_in(desk, note(*COMPLETE))
    with pytest.raises(Refused, match="change nothing"):
        rule(desk, ruling("correct", record, changes=(("persons.1.family", "OTIENO"),)))


# C6: a delegation's note does not go away by being dismissed or answered


def test_a_held_note_cannot_be_dismissed(desk: Desk) -> None:
    (record,) = take_in(desk, note(*COMPLETE, sender=STRANGER))
    with pytest.raises(Refused, match="accept, correct, assign or reject"):
        rule(desk, ruling("dismiss", record))
    assert [item.id for item in queue(desk)] == [record.id]


def test_a_held_note_that_was_answered_still_waits(desk: Desk) -> None:
    (record,) = take_in(desk, note(*COMPLETE, sender=STRANGER))
    before = seen(desk, record)
    rule(desk, ruling("answer", record, text="Please write from the mission's own address."))
    (item,) = queue(desk)
    assert item.record is not None
    assert (item.id, item.record.disposition, item.seen != before) == (record.id, "held", True)
    rule(desk, ruling("accept", record))
    assert families(desk) == ["OTIENO", "MWANGI", "ACHIENG"]


def test_answering_a_recorded_note_leaves_it_recorded(desk: Desk) -> None:
    (record,) = take_in(desk, note(*INCOMPLETE))
    rule(desk, ruling("answer", record, text="Who is the alternate?"))
    (stored,) = desk.store.messages_of("KEN")
    assert stored.disposition == "recorded"
    assert queue(desk) != ()


def test_a_question_may_be_dismissed(desk: Desk) -> None:
    (record,) = take_in(desk, message("Could we name three speakers for the first part?", subject="A question"))
    rule(desk, ruling("dismiss", record))
    assert queue(desk) == ()


# C10: names that say too little


@pytest.mark.parametrize("prefix", ["", " ", "a", "abc"])
def test_less_than_four_characters_name_nothing(desk: Desk, prefix: str) -> None:
    take_in(desk, note(*COMPLETE, sender=STRANGER))
    with pytest.raises(Refused, match="at least 4 characters"):
        rule(desk, Ruling("accept", prefix, "a.keller"))


def test_a_prefix_of_a_message_and_of_a_letter_s_flag_names_neither(desk: Desk) -> None:
    (record,) = take_in(desk, note(*COMPLETE, sender=STRANGER))
    (item,) = queue(desk)
    with desk.store.transaction():
        desk.store.put_message(replace(record, id="feed" + "0" * 60))
        desk.store.put_message(replace(record, id="feed" + "1" * 60))
    with pytest.raises(Refused, match="2 messages or letters"):
        rule(desk, Ruling("accept", "feed", "a.keller"))
    loose = replace(item.flags[0], key="letter|1", message=None)
    with desk.store.transaction():
        desk.store.put_flag(loose)
    name = next(i.id for i in queue(desk) if i.record is None)
    with desk.store.transaction():
        desk.store.put_message(replace(record, id=name[:8] + "0" * 56))
    with pytest.raises(Refused, match="2 messages or letters"):
        rule(desk, Ruling("dismiss", name[:8], "a.keller"))
    assert desk.store.decisions() == ()


# C1: what a person sees is what will happen


def test_the_view_shows_the_letter_that_accepting_sends(desk: Desk) -> None:
    (record,) = take_in(desk, note(*COMPLETE, sender=STRANGER))
    shown = view(desk, record.id[:8])
    (coming,) = shown.coming
    assert desk.store.decisions() == ()
    assert [letter.template for letter in shown.letters] == ["acknowledgement_under_review"]
    rule(desk, ruling("accept", record, seen=shown.item.seen))
    assert (last_letter(desk).to, last_letter(desk).text) == (coming.to, coming.text)


def test_the_view_says_why_it_cannot_be_accepted(desk: Desk) -> None:
    (record,) = take_in(desk, message("Could we name three speakers?", subject="A question", sender=STRANGER))
    assert "not clear whose" in view(desk, record.id).obstacle
