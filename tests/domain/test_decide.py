"""What follows from a submission: recorded or held, which letter, to whom."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from mailbot.domain.assess import assess, case_of
from mailbot.domain.correspondents import known_recipients
from mailbot.domain.decide import Outcome, Policy, Receipt, decide
from mailbot.domain.delegation import Revision
from mailbot.domain.flag import DEFAULT_SEVERITY
from mailbot.domain.letter import Thread
from mailbot.domain.meeting import Invitees, Meeting
from mailbot.domain.submission import Change, Person, Submission

IN_TIME = datetime(2020, 11, 10, 9, 0, tzinfo=UTC)
HEAD = Person("TRAORÉ", "Awa", "S.E. Mme", "Ambassadrice", role="head")
FIRST = Person("KABORÉ", "Issouf", "M.", email="i.kabore@bf.example", speaker="primary")
SECOND = Person("ZONGO", "Clarisse", "Mme", email="c.zongo@bf.example", speaker="alternate")
NOTE = Submission(
    "submission",
    "fr",
    "BFA",
    stated="BFA",
    by_address=("BFA",),
    parts=("RC1",),
    reference="456/MPBF",
    persons=(HEAD, FIRST, SECOND),
)
SENDER = "mission@bf-geneve.example"


def outcome(
    submission: Submission,
    meeting: Meeting,
    invitees: Invitees,
    *,
    received_at: datetime = IN_TIME,
    current: Revision | None = None,
    sender: str = SENDER,
    decision: str | None = None,
) -> Outcome:
    case = case_of(
        submission,
        meeting,
        invitees,
        sender=sender,
        received_at=received_at,
        current=current,
        references=(current.reference,) if current and current.reference else (),
        has_record=True,
    )
    known = known_recipients(sender, case.invitee)
    receipt = Receipt("abc", "NV 456", received_at, Thread("<1@x.example>"), (sender,), known)
    return decide(case, assess(case), receipt, Policy("en", dict(DEFAULT_SEVERITY)), decision=decision)


def test_a_complete_note_is_recorded_and_acknowledged_in_its_language(meeting: Meeting, invitees: Invitees) -> None:
    result = outcome(NOTE, meeting, invitees)
    assert (result.disposition, result.flags) == ("recorded", ())
    assert result.revision is not None
    assert (result.revision.number, result.revision.kind, result.revision.reference) == (1, "first", "456/MPBF")
    (letter,) = result.letters
    assert (letter.template, letter.language, letter.to) == ("acknowledgement_complete", "fr", (SENDER,))
    assert letter.calendar_parts == ("RC1",)
    assert letter.thread is not None
    assert letter.thread.message_id == "<1@x.example>"


def test_what_is_missing_is_asked_for(meeting: Meeting, invitees: Invitees) -> None:
    result = outcome(replace(NOTE, persons=(HEAD, FIRST)), meeting, invitees)
    (letter,) = result.letters
    assert letter.template == "acknowledgement_incomplete"
    assert [(m.code, m.part) for m in letter.facts["missing"]] == [("alternate_missing", "RC1")]
    assert letter.calendar_parts == ()


def test_a_reply_with_only_the_alternate_completes_it(meeting: Meeting, invitees: Invitees) -> None:
    first = outcome(replace(NOTE, persons=(HEAD, FIRST)), meeting, invitees).revision
    reply = replace(NOTE, persons=(SECOND,), reference=None, revision=Change("delta"))
    result = outcome(reply, meeting, invitees, current=first)
    assert result.revision is not None
    assert (result.revision.number, result.revision.reference) == (2, "456/MPBF")
    (letter,) = result.letters
    assert letter.template == "acknowledgement_change"
    assert [p.family for p in letter.facts["diff"].added] == ["ZONGO"]
    assert letter.facts["missing"] == ()
    assert letter.facts["standing"].part("RC1").state == "complete"


def test_a_change_to_nothing_recorded_waits_for_a_person(meeting: Meeting, invitees: Invitees) -> None:
    reply = replace(NOTE, persons=(SECOND,), revision=Change("delta", of="400/MPBF"))
    result = outcome(reply, meeting, invitees)
    assert (result.disposition, result.revision) == ("held", None)
    assert [letter.template for letter in result.letters] == ["acknowledgement_under_review"]


def test_a_held_note_is_not_read_back(meeting: Meeting, invitees: Invitees) -> None:
    stranger = replace(NOTE, by_address=())
    result = outcome(stranger, meeting, invitees, sender="someone@elsewhere.example")
    assert result.disposition == "held"
    (letter,) = result.letters
    assert set(letter.facts) == {"received"}


def test_a_person_s_acceptance_records_it(meeting: Meeting, invitees: Invitees) -> None:
    stranger = replace(NOTE, by_address=())
    result = outcome(stranger, meeting, invitees, sender="someone@elsewhere.example", decision="d1")
    assert result.disposition == "recorded"
    assert result.revision is not None
    assert result.revision.cause == "decision:d1"
    assert result.letters == ()


def test_late_is_recorded_and_said(meeting: Meeting, invitees: Invitees) -> None:
    late = datetime(2020, 11, 18, 23, 0, tzinfo=UTC)
    result = outcome(NOTE, meeting, invitees, received_at=late)
    assert result.revision is not None
    assert result.revision.late_parts == ("RC1",)
    assert [letter.template for letter in result.letters] == ["acknowledgement_late"]
    in_time = outcome(NOTE, meeting, invitees, received_at=datetime(2020, 11, 18, 22, 58, tzinfo=UTC))
    assert in_time.flags == ()


def test_the_same_note_again_makes_no_revision(meeting: Meeting, invitees: Invitees) -> None:
    first = outcome(NOTE, meeting, invitees).revision
    again = outcome(NOTE, meeting, invitees, current=first)
    assert (again.disposition, again.revision) == ("recorded", None)
    assert [flag.code for flag in again.flags] == ["reference_duplicate"]


def test_a_withdrawal_is_recorded_for_its_part(meeting: Meeting, invitees: Invitees) -> None:
    first = outcome(replace(NOTE, parts=("RC1", "RC2")), meeting, invitees).revision
    gone = Submission("withdrawal", "fr", "BFA", stated="BFA", by_address=("BFA",), parts=("RC1",))
    result = outcome(gone, meeting, invitees, current=first)
    assert result.revision is not None
    assert result.revision.withdrawn == ("RC1",)
    assert len(result.revision.composition("RC2")) == 3
    assert [letter.template for letter in result.letters] == ["acknowledgement_withdrawal"]


@pytest.mark.parametrize("kind", ["automatic", "bounce", "complaint"])
def test_programs_get_no_answer(kind: str, meeting: Meeting, invitees: Invitees) -> None:
    result = outcome(Submission(kind, "en"), meeting, invitees)  # type: ignore[arg-type]
    assert (result.letters, result.revision) == ((), None)


def test_a_question_waits_for_a_person(meeting: Meeting, invitees: Invitees) -> None:
    result = outcome(Submission("question", "es", "BFA", by_address=("BFA",)), meeting, invitees)
    assert result.disposition == "held"
    assert [letter.template for letter in result.letters] == ["question_received"]
    assert [flag.severity for flag in result.flags] == ["hold"]


def test_a_desk_officer_not_listed_never_hears_alone(invitees: Invitees) -> None:
    bfa = invitees.get("BFA")
    assert known_recipients("someone@bf-geneve.example", bfa) == (
        "someone@bf-geneve.example",
        "mission@bf-geneve.example",
        "a.traore@bf.example",
    )
    assert known_recipients(SENDER.upper(), bfa) == (SENDER.upper(),)
    assert known_recipients("someone@bf-geneve.example.evil.example", bfa) == ()


def test_a_note_of_few_without_a_word_of_the_others_does_not_wipe_out_a_delegation(
    meeting: Meeting, invitees: Invitees
) -> None:
    first = outcome(NOTE, meeting, invitees).revision
    lone = replace(NOTE, persons=(replace(SECOND, given="Ann"),), reference="460/MPBF")
    result = outcome(lone, meeting, invitees, current=first)
    assert (result.disposition, [f.code for f in result.flags if f.severity == "hold"]) == (
        "held",
        ["revision_unclear"],
    )
    whole = replace(NOTE, persons=(HEAD, FIRST), reference="461/MPBF")
    assert outcome(whole, meeting, invitees, current=first).disposition == "recorded"


def test_a_new_order_or_reference_alone_is_recorded(meeting: Meeting, invitees: Invitees) -> None:
    first = outcome(NOTE, meeting, invitees).revision
    reordered = outcome(
        replace(NOTE, persons=(HEAD, SECOND, FIRST), reference="457/MPBF"), meeting, invitees, current=first
    )
    assert reordered.revision is not None
    assert [p.family for p in reordered.revision.composition("RC1")] == ["TRAORÉ", "ZONGO", "KABORÉ"]
    assert reordered.revision.reference == "457/MPBF"


def test_one_address_for_the_speakers_of_two_parts_is_shared(meeting: Meeting, invitees: Invitees) -> None:
    first = outcome(NOTE, meeting, invitees).revision
    other = Person("OUEDRAOGO", "Ali", email="i.kabore@bf.example", speaker="primary", role="head")
    second = replace(NOTE, persons=(other, SECOND), parts=("RC2",), reference="458/MPBF")
    result = outcome(second, meeting, invitees, current=first)
    assert {"email_shared", "speaker_email_generic"} <= {f.code for f in result.flags}
