"""A new note replaces the composition of the parts it speaks of; a delta changes what it names."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from mailbot.domain.compose import apply, withdraw
from mailbot.domain.delegation import Participant, Revision
from mailbot.domain.difference import between
from mailbot.domain.meeting import Meeting
from mailbot.domain.submission import Change, Person, Submission

HEAD = Person("OTIENO", "Grace", "H.E. Ms.", "Ambassador", role="head")
FIRST = Person("MWANGI", "Peter", "Mr.", "Counsellor", email="p.mwangi@kenya.example", speaker="primary")
SECOND = Person("ACHIENG", "Lucy", "Ms.", "First Secretary", email="l.achieng@kenya.example", speaker="alternate")


def submission(*persons: Person, parts: tuple[str, ...] = ("RC1",), change: Change | None = None) -> Submission:
    return Submission("submission", "en", "KEN", parts=parts, persons=persons, revision=change)


def revision(meeting: Meeting, *submissions: Submission) -> Revision:
    current: Revision | None = None
    for number, one in enumerate(submissions, 1):
        people = apply(current, one, meeting).participants
        current = Revision("KEN", number, "first", "message:x", datetime(2020, 11, 1, tzinfo=UTC), one.parts, people)
    assert current is not None
    return current


def names(participants: tuple[Participant, ...]) -> list[str | None]:
    return [p.family for p in participants]


def test_first_note_is_recorded_in_its_order_for_its_parts(meeting: Meeting) -> None:
    people = apply(None, submission(HEAD, FIRST, SECOND), meeting).participants
    assert names(people) == ["OTIENO", "MWANGI", "ACHIENG"]
    assert [(q.part, q.role, q.speaker) for p in people for q in p.participations] == [
        ("RC1", "head", None),
        ("RC1", "delegate", "primary"),
        ("RC1", "delegate", "alternate"),
    ]


def test_replacement_leaves_other_parts_alone(meeting: Meeting) -> None:
    both = submission(HEAD, FIRST, parts=("RC1", "RC2"))
    new = submission(HEAD, SECOND, parts=("RC2",), change=Change("replace"))
    after = revision(meeting, both, new)
    assert names(after.composition("RC1")) == ["OTIENO", "MWANGI"]
    assert names(after.composition("RC2")) == ["OTIENO", "ACHIENG"]


def test_delta_adds_the_missing_alternate_and_keeps_the_rest(meeting: Meeting) -> None:
    after = revision(meeting, submission(HEAD, FIRST), submission(SECOND, change=Change("delta")))
    assert names(after.participants) == ["OTIENO", "MWANGI", "ACHIENG"]
    seat = after.participants[2].in_part("RC1")
    assert seat is not None
    assert seat.speaker == "alternate"


def test_delta_takes_out_whom_it_names_even_by_surname_alone(meeting: Meeting) -> None:
    delta = submission(SECOND, change=Change("delta", remove=(Person("Mwangi", title="Mr."),)))
    composed = apply(revision(meeting, submission(HEAD, FIRST)), delta, meeting)
    assert names(composed.participants) == ["OTIENO", "ACHIENG"]
    assert not composed.troubles


def test_taking_out_a_stranger_is_a_trouble_not_a_guess(meeting: Meeting) -> None:
    delta = submission(change=Change("delta", remove=(Person("SMITH", "John"),)))
    composed = apply(revision(meeting, submission(HEAD, FIRST)), delta, meeting)
    assert names(composed.participants) == ["OTIENO", "MWANGI"]
    assert [t.code for t in composed.troubles] == ["revision_unclear"]


def test_two_people_of_one_surname_are_not_confused(meeting: Meeting) -> None:
    brother = Person("MWANGI", "Daniel")
    delta = submission(change=Change("delta", remove=(Person("MWANGI"),)))
    composed = apply(revision(meeting, submission(HEAD, FIRST, brother)), delta, meeting)
    assert names(composed.participants) == ["OTIENO", "MWANGI", "MWANGI"]
    assert composed.troubles


def test_new_speaker_takes_the_seat_and_the_old_one_stays_a_member(meeting: Meeting) -> None:
    other = Person("KIPTOO", "Ann", email="a.kiptoo@kenya.example", speaker="alternate")
    after = revision(meeting, submission(HEAD, FIRST, SECOND), submission(other, change=Change("delta")))
    assert {p.family: q.speaker for p in after.participants if (q := p.in_part("RC1"))} == {
        "OTIENO": None,
        "MWANGI": "primary",
        "ACHIENG": None,
        "KIPTOO": "alternate",
    }


def test_delta_about_a_known_person_keeps_what_it_does_not_say(meeting: Meeting) -> None:
    only_address = Person("OTIENO", "Grace", email="g.otieno@kenya.example")
    after = revision(meeting, submission(HEAD, FIRST), submission(only_address, change=Change("delta")))
    head = after.participants[0]
    assert (head.title, head.function, head.email) == ("H.E. Ms.", "Ambassador", "g.otieno@kenya.example")
    seat = head.in_part("RC1")
    assert seat is not None
    assert seat.role == "head"


def test_one_person_may_speak_differently_in_each_part(meeting: Meeting) -> None:
    person = replace(FIRST, speaker="primary", speaker_in={"RC2": "alternate"})
    people = apply(None, submission(person, parts=("RC1", "RC2")), meeting).participants
    assert [(q.part, q.speaker) for q in people[0].participations] == [("RC1", "primary"), ("RC2", "alternate")]


def test_withdrawal_empties_its_part_only(meeting: Meeting) -> None:
    both = revision(meeting, submission(HEAD, FIRST, parts=("RC1", "RC2")))
    left = withdraw(both, ("RC1",))
    assert [q.part for p in left for q in p.participations] == ["RC2", "RC2"]


def test_diff_names_who_joined_left_and_what_changed(meeting: Meeting) -> None:
    before = revision(meeting, submission(HEAD, FIRST))
    promoted = replace(FIRST, function="Minister", email="peter@kenya.example")
    after = revision(meeting, submission(promoted, SECOND))
    diff = between(before.participants, after.participants)
    assert names(diff.added) == ["ACHIENG"]
    assert names(diff.removed) == ["OTIENO"]
    assert [(c.field, c.before, c.after) for c in diff.changed[0].changes] == [
        ("function", "Counsellor", "Minister"),
        ("email", "p.mwangi@kenya.example", "peter@kenya.example"),
    ]


def test_no_diff_between_equals(meeting: Meeting) -> None:
    people = revision(meeting, submission(HEAD, FIRST)).participants
    assert not between(people, people)


ALI = Person("ALI", "Mohammed Ahmed", email="m.ali@ken.example", role="head")
LOPEZ = Person("GARCIA LOPEZ", "Maria", email="m.lopez@ken.example", speaker="primary")
HASSAN = Person("HASSAN", "Ahmed Mohammed", email="a.hassan@ken.example", role="head")
PEREZ = Person("GARCIA PEREZ", "Maria", email="m.perez@ken.example", speaker="primary")


def test_people_alike_in_two_names_of_three_are_different_people(meeting: Meeting) -> None:
    first = submission(ALI, LOPEZ, parts=("RC1",))
    second = submission(HASSAN, PEREZ, parts=("RC2",))
    after = revision(meeting, first, second)
    assert names(after.composition("RC1")) == ["ALI", "GARCIA LOPEZ"]
    assert names(after.composition("RC2")) == ["HASSAN", "GARCIA PEREZ"]
    diff = between(revision(meeting, first).participants, after.participants)
    assert (names(diff.added), diff.removed, diff.changed) == (["HASSAN", "GARCIA PEREZ"], (), ())


def test_a_note_for_one_part_changes_nothing_said_of_the_same_person_in_another(meeting: Meeting) -> None:
    other = replace(FIRST, function="Minister", email="mission@kenya.example")
    after = revision(meeting, submission(HEAD, FIRST), submission(other, HEAD, parts=("RC2",)))
    assert [(p.family, p.function, p.email) for p in after.composition("RC1")] == [
        ("OTIENO", "Ambassador", None),
        ("MWANGI", "Counsellor", "p.mwangi@kenya.example"),
    ]
    assert [(p.family, p.function) for p in after.composition("RC2")] == [
        ("MWANGI", "Minister"),
        ("OTIENO", "Ambassador"),
    ]


def test_each_part_keeps_its_own_order(meeting: Meeting) -> None:
    after = revision(meeting, submission(HEAD, FIRST, SECOND), submission(SECOND, FIRST, HEAD, parts=("RC2",)))
    assert names(after.composition("RC1")) == ["OTIENO", "MWANGI", "ACHIENG"]
    assert names(after.composition("RC2")) == ["ACHIENG", "MWANGI", "OTIENO"]
    assert len(after.participants) == 3
