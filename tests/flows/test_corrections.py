"""What a person may put right, and what would follow from it before they decide."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailbot.corrections import Refused, corrected
from mailbot.desk import Desk
from mailbot.domain.submission import Change, Person, Submission
from mailbot.review import Ruling, rule, view
from tests.e2e.mail import ALTERNATE, COMPLETE, HEAD, INCOMPLETE, PRIMARY, note

from .deciding import STRANGER, families, ruling, seen, take_in
from .test_taking_back import send_all

PARTS = ("RC1", "RC2")
READ = Submission(
    "submission",
    "en",
    delegation="KEN",
    parts=PARTS,
    persons=(Person("A", email="a@x.example"), Person("B", speaker="primary"), Person("C")),
)


def after(*changes: tuple[str, str], read: Submission = READ) -> Submission:
    return corrected(read, None, changes, PARTS)


def names(submission: Submission) -> list[str | None]:
    return [person.family for person in submission.persons]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ([("persons.3.place", "1")], ["C", "A", "B"]),
        ([("persons.1.place", "3")], ["B", "C", "A"]),
        ([("persons.1", "-"), ("persons.3.place", "1")], ["C", "B"]),
        ([("persons.3.place", "1"), ("persons.3.family", "Z")], ["Z", "A", "B"]),
        ([("persons.+", "Zoe|D"), ("persons.4.place", "2")], ["A", "D", "B", "C"]),
    ],
)
def test_persons_are_moved_and_keep_their_numbers(changes: list[tuple[str, str]], expected: list[str]) -> None:
    assert names(after(*changes)) == expected


def test_a_person_is_added_with_all_their_fields() -> None:
    added = after(
        ("persons.+", ""),
        ("persons.4.family", "D"),
        ("persons.4.email", "d@x.example"),
        ("persons.4.role", "head"),
        ("persons.4.speaker.rc2", "alternate"),
        ("persons.+", "Zoe|E"),
        ("persons.5.title", " Ms.\n\x00 "),
    ).persons[3:]
    assert [(p.family, p.given, p.email, p.role, p.title) for p in added] == [
        ("D", None, "d@x.example", "head", None),
        ("E", "Zoe", None, "delegate", "Ms."),
    ]
    assert added[0].speaker_in == {"RC2": "alternate"}


def test_a_speaker_in_one_part_and_in_all() -> None:
    (_, second, _) = after(("persons.2.speaker.RC1", "alternate"), ("persons.2.speaker.RC2", "")).persons
    assert (second.speaker, second.speaker_in) == ("primary", {"RC1": "alternate", "RC2": None})
    (_, second, _) = after(("persons.2.speaker.RC1", "alternate"), ("persons.2.speaker", "")).persons
    assert (second.speaker, second.speaker_in) == (None, {})


def test_role_and_mode_in_one_part_and_in_all() -> None:
    changes = [("persons.2.role.rc1", "head"), ("persons.2.mode.RC2", "virtual"), ("persons.2.mode.RC1", "")]
    (_, second, _) = after(*changes).persons
    assert (second.role, second.role_in) == ("delegate", {"RC1": "head"})
    assert (second.mode, second.mode_in) == (None, {"RC2": "virtual", "RC1": None})
    (_, second, _) = after(*changes, ("persons.2.role.RC1", "same"), ("persons.2.mode", "in_person")).persons
    assert (second.role_in, second.mode, second.mode_in) == ({}, "in_person", {})


def test_a_note_is_marked_as_the_revision_of_another() -> None:
    assert after(("revision.of", "N/1")).revision == Change("replace", "N/1")
    assert after(("revision", "delta"), ("revision.of", "N/1")).revision == Change("delta", "N/1")
    assert after(("revision.of", "N/1"), ("revision.of", "")).revision == Change("replace")
    assert after(("revision.of", "")).revision is None
    assert after(("reference", "")).reference is None
    assert after(("persons.1.email", "")).persons[0].email is None


@pytest.mark.parametrize(
    ("key", "value", "says"),
    [
        ("persons.3.place", "0", "places go from 1 to 3"),
        ("persons.3.place", "4", "places go from 1 to 3"),
        ("persons.3.place", "first", "places go from 1 to 3"),
        ("persons.²", "-", "no person number"),
        ("persons.9.email", "x@y.example", "no person number 9; there are 3"),
        ("persons.+", "", "number 4 has no name"),
        ("persons.1.family", " ", "cannot be without a name"),
        ("persons.1.speaker.RC9", "primary", "no part RC9; its parts are RC1, RC2"),
        ("persons.1.speaker.RC1", "third", "one of primary, alternate, nothing"),
        ("persons.1.role.RC1", "", "one of head, alternate_head, delegate, adviser"),
        ("persons.1.mode.RC1", "online", "one of in_person, virtual, nothing"),
        ("persons.1.role.RC1.x", "head", "no part RC1.X"),
        ("persons.1.family.RC1", "X", "cannot be set; fields are"),
        ("persons.1.mode", "online", "one of in_person, virtual, nothing"),
        ("language", "de", "one of en, fr"),
        ("kind", "question", "one of submission, withdrawal"),
        ("delegation", " ", "cannot be empty"),
        ("persons.1.family", "X" * 501, "longer than 500"),
        ("persons.1.place.x", "1", "cannot be set; fields are"),
    ],
)
def test_what_is_wrong_is_refused_with_the_remedy(key: str, value: str, says: str) -> None:
    with pytest.raises(Refused, match=says):
        after((key, value))


@pytest.mark.parametrize(("field", "value"), [("speaker", "primary"), ("role", "head"), ("mode", "virtual")])
def test_nobody_is_anything_in_a_part_the_note_is_not_for(field: str, value: str) -> None:
    with pytest.raises(Refused, match="add --set parts=RC1,RC2"):
        after(("parts", "RC1"), (f"persons.1.{field}.RC2", value))


@given(
    st.lists(
        st.tuples(st.text(max_size=30) | st.sampled_from(["persons.1.place", "persons.2", "persons.+"]), st.text())
    )
)
def test_anything_typed_is_done_or_refused(changes: list[tuple[str, str]]) -> None:
    with suppress(Refused):
        assert after(*changes).kind in {"submission", "withdrawal"}


def test_a_preview_says_what_is_then_done(desk: Desk) -> None:
    take_in(desk, note(*INCOMPLETE))
    send_all(desk)
    (record,) = take_in(desk, note(HEAD, ALTERNATE, sender=STRANGER))
    changes = (("persons.+", "Peter|MWANGI"), ("persons.3.speaker.RC1", "primary"), ("persons.3.place", "1"))
    asked = Ruling("correct", record.id, "", changes=changes)
    before = (list(desk.store.all_letters()), desk.store.decisions(), desk.store.revisions("KEN"))
    seen_now = view(desk, record.id, asked)
    assert (list(desk.store.all_letters()), desk.store.decisions(), desk.store.revisions("KEN")) == before
    preview = seen_now.preview
    assert preview is not None
    assert preview.submission is not None
    assert preview.revision is not None
    assert names(preview.submission) == ["MWANGI", "OTIENO", "ACHIENG"]
    assert [p.family for p in preview.diff.added] == ["ACHIENG"]
    assert [c.participant.family for c in preview.diff.changed] == ["MWANGI"]
    assert {f.code for f in preview.flags} >= {"sender_unknown", "speaker_email_missing"}
    assert preview.standing is not None
    rule(desk, ruling("correct", record, changes=changes))
    (letter,) = (x for x in desk.store.letters_in("queued") if x.cause.startswith("decision:"))
    assert [(x.to, x.subject, x.text) for x in seen_now.coming] == [(letter.to, letter.subject, letter.text)]
    revision = desk.store.current_revision("KEN")
    assert revision is not None
    assert [p.family for p in revision.composition("RC1")] == ["MWANGI", "OTIENO", "ACHIENG"]
    assert (revision.participants, revision.number) == (preview.revision.participants, preview.revision.number)


def test_a_preview_of_what_cannot_be_done_says_why(desk: Desk) -> None:
    take_in(desk, note(*INCOMPLETE))
    (record,) = take_in(desk, note(HEAD, PRIMARY, sender=STRANGER))

    def obstacle(action: str, **more: object) -> str:
        return view(desk, record.id, ruling(action, record, **more)).obstacle

    assert "no person number 9" in obstacle("correct", changes=(("persons.9.email", "x"),))
    assert "No note X/1 of KEN is recorded; its notes are KMG/DIS/41/20" in obstacle(
        "correct", changes=(("revision.of", "X/1"),)
    )
    assert obstacle("correct", changes=(("revision.of", "kmg/dis/41/20"),)) == ""
    assert "invitee list" in obstacle("assign", delegation="XXX")
    assert "needs its text" in obstacle("answer")
    assert obstacle("answer", text="Yes.") == ""


def test_a_preview_of_taking_back_names_the_letters(desk: Desk) -> None:
    take_in(desk, note(*INCOMPLETE))
    (record,) = take_in(desk, note(*COMPLETE))
    rejecting = view(desk, record.id, ruling("reject", record)).preview
    assert rejecting is not None
    assert [p.family for p in rejecting.diff.removed] == ["ACHIENG"]
    assert [letter.template for letter in rejecting.letters] == ["record_corrected"]
    assert len(rejecting.stopped) == 1
    away = view(desk, record.id, ruling("assign", record, delegation="BFA")).preview
    assert away is not None
    assert away.elsewhere is not None
    assert [p.family for p in away.elsewhere.participants] == ["OTIENO", "MWANGI"]
    rule(desk, ruling("assign", record, delegation="BFA", seen=seen(desk, record)))
    assert families(desk, "BFA") == ["OTIENO", "MWANGI", "ACHIENG"]
