"""Staff decisions: what follows, what is refused, what the delegation is told."""

from __future__ import annotations

import pytest

from mailbot.corrections import Refused
from mailbot.desk import Desk
from mailbot.review import Ruling, queue, rule
from tests.e2e.mail import ALTERNATE, COMPLETE, HEAD, INCOMPLETE, message, note

from .deciding import STRANGER, families, last_letter, ruling, seen, take_in
from .test_taking_back import send_all


def test_accepting_a_held_note_records_it_and_tells_the_mission_not_the_stranger(desk: Desk) -> None:
    (record,) = take_in(desk, note(*COMPLETE, sender=STRANGER))
    assert (record.disposition, families(desk)) == ("held", [])
    (item,) = queue(desk)
    rule(desk, ruling("accept", record, seen=item.seen))
    assert families(desk) == ["OTIENO", "MWANGI", "ACHIENG"]
    assert last_letter(desk).to == ("mission@kenya-gva.example",)
    assert [i for i in queue(desk) if any(f.flag.severity == "hold" for f in i.flags)] == []
    assert [d.action for d in desk.store.decisions()] == ["accept"]


def test_a_decision_on_what_has_changed_is_refused(desk: Desk) -> None:
    (record,) = take_in(desk, note(*COMPLETE, sender=STRANGER))
    seen = queue(desk)[0].seen
    take_in(desk, note(*INCOMPLETE))
    with pytest.raises(Refused, match="has changed"):
        rule(desk, ruling("accept", record, seen=seen))
    assert families(desk) == ["OTIENO", "MWANGI"]


def test_correcting_a_name_makes_a_revision_and_the_letter_says_so(desk: Desk) -> None:
    (record,) = take_in(desk, note(*COMPLETE))
    send_all(desk)
    rule(desk, ruling("correct", record, changes=(("persons.2.family", "MWANGI-KARIUKI"),)))
    revisions = desk.store.revisions("KEN")
    assert [(r.number, r.kind) for r in revisions] == [(1, "first"), (2, "correction")]
    assert families(desk) == ["OTIENO", "MWANGI-KARIUKI", "ACHIENG"]
    letter = last_letter(desk)
    assert letter.template == "acknowledgement_change"
    assert "MWANGI-KARIUKI" in letter.text


def test_a_correction_is_built_on_what_stood_before_the_message(desk: Desk) -> None:
    take_in(desk, note(*INCOMPLETE))
    reply = message(
        "Our alternate speaker will be Ms. Lucy ACHIENG, First Secretary, l.achieng@mfa-ke.example, for the first "
        "part. All other members remain unchanged.",
        subject="Re: delegation",
        In_Reply_To="<x@secretariat.example>",
    )
    (record,) = take_in(desk, reply)
    assert record.disposition == "recorded"
    rule(desk, ruling("correct", record, changes=(("persons.1.given", "Lucia"),)))
    revision = desk.store.current_revision("KEN")
    assert revision is not None
    assert [p.given for p in revision.participants] == ["Grace", "Peter", "Lucia"]


def test_correcting_an_older_note_is_refused_once_a_newer_one_is_recorded(desk: Desk) -> None:
    first, _second = take_in(desk, note(*COMPLETE), note(HEAD, ALTERNATE))
    with pytest.raises(Refused, match="later note"):
        rule(desk, ruling("correct", first, changes=(("persons.1.family", "OTIENO-K"),)))


def test_rejecting_records_nothing_and_closes_the_flags(desk: Desk) -> None:
    (record,) = take_in(desk, note(*COMPLETE, sender=STRANGER))
    rule(desk, ruling("reject", record, text="not theirs"))
    assert (families(desk), queue(desk)) == ([], ())
    rejected = desk.store.message(record.id)
    assert rejected is not None
    assert rejected.disposition == "rejected"


def test_answering_a_question(desk: Desk) -> None:
    (record,) = take_in(desk, message("Could we name three speakers for the first part?", subject="A question"))
    rule(desk, ruling("answer", record, text="Two connections, one of each, are foreseen."))
    letter = last_letter(desk)
    assert "Two connections, one of each, are foreseen." in letter.text
    assert letter.to == ("mission@kenya-gva.example",)
    assert letter.in_reply_to == record.message_id
    assert queue(desk) == ()


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (("persons.9.family", "X"), "no person number 9"),
        (("persons.1.shoe_size", "44"), "cannot be set"),
        (("persons.1.role", "king"), "cannot be set"),
        (("weather", "fine"), "cannot be set"),
    ],
)
def test_what_cannot_be_set_is_refused_with_a_sentence(desk: Desk, change: tuple[str, str], says: str) -> None:
    (record,) = take_in(desk, note(*COMPLETE))
    with pytest.raises(Refused, match=says):
        rule(desk, ruling("correct", record, changes=(change,)))
    assert [r.number for r in desk.store.revisions("KEN")] == [1]


def test_an_unknown_message_is_refused(desk: Desk) -> None:
    with pytest.raises(Refused, match="No message"):
        rule(desk, Ruling("accept", "ffff", "a.keller"))


def test_a_correction_may_add_strike_out_and_assign(desk: Desk) -> None:
    (record,) = take_in(desk, note(*COMPLETE))
    changes = (("persons.3", "-"), ("persons.+", "Ann|KIPTOO"), ("persons.4.speaker", "alternate"))
    rule(desk, ruling("correct", record, changes=changes))
    assert families(desk) == ["OTIENO", "MWANGI", "KIPTOO"]
    moved = ruling("assign", record, delegation="BFA", seen=seen(desk, record))
    with pytest.raises(Refused, match="not clear whose"):
        rule(desk, Ruling("assign", record.id, "a.keller", seen(desk, record), delegation="XXX"))
    rule(desk, moved)
    recorded = desk.store.current_revision("BFA")
    assert recorded is not None
    assert [p.family for p in recorded.participants] == ["OTIENO", "MWANGI", "KIPTOO"]


def test_assigning_a_recorded_note_to_another_delegation_takes_it_back_from_the_first(desk: Desk) -> None:
    (record,) = take_in(desk, note(*COMPLETE))
    rule(desk, ruling("assign", record, delegation="BFA"))
    assert families(desk) == []
    assert [r.kind for r in desk.store.revisions("KEN")] == ["first", "correction"]
    recorded = desk.store.current_revision("BFA")
    assert recorded is not None
    assert len(recorded.participants) == 3
