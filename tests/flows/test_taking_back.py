"""A note recorded by mistake is taken back, and who was told of it hears so."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mailbot.corrections import Refused
from mailbot.desk import Desk
from mailbot.domain.letter import Letter
from mailbot.review import queue, rule
from tests.e2e.mail import ALTERNATE, COMPLETE, HEAD, INCOMPLETE, PRIMARY, note

from .deciding import families, ruling, seen, take_in

MISSION = "mission@kenya-gva.example"


def send_all(desk: Desk) -> None:
    """Every letter that waits has gone out."""
    with desk.store.transaction():
        for letter in desk.store.letters_in("queued"):
            desk.store.put_letter(replace(letter, state="sent", sent_at=desk.clock(), accepted=letter.to))


def waiting(desk: Desk, template: str = "record_corrected") -> list[Letter]:
    return [letter for letter in desk.store.letters_in("queued") if letter.template == template]


def test_rejecting_a_recorded_note_restores_what_stood_before_and_says_so(desk: Desk) -> None:
    _first, second = take_in(desk, note(*INCOMPLETE), note(HEAD, ALTERNATE))
    assert families(desk) == ["OTIENO", "ACHIENG"]
    send_all(desk)
    rule(desk, ruling("reject", second))
    assert families(desk) == ["OTIENO", "MWANGI"]
    assert [r.kind for r in desk.store.revisions("KEN")][-1] == "correction"
    stored = desk.store.message(second.id)
    assert stored is not None
    assert stored.disposition == "rejected"
    (letter,) = waiting(desk)
    assert letter.to == (MISSION,)
    assert "ACHIENG" in letter.text
    assert "MWANGI" in letter.text
    assert not any(item.id == second.id for item in queue(desk))


def test_rejecting_the_only_note_leaves_the_delegation_silent(desk: Desk) -> None:
    (record,) = take_in(desk, note(*COMPLETE))
    rule(desk, ruling("reject", record, text="a test of ours"))
    assert families(desk) == []
    (letter,) = waiting(desk)
    assert "No participant is recorded" in letter.text
    stopped = desk.store.letters_in("cancelled")
    assert [x.template for x in stopped] == ["acknowledgement_complete"]


def test_quietly_nobody_is_told(desk: Desk) -> None:
    (record,) = take_in(desk, note(*COMPLETE))
    send_all(desk)
    rule(desk, ruling("reject", record, quiet=True))
    assert (families(desk), desk.store.letters_in("queued")) == ([], ())
    (decision,) = desk.store.decisions()
    assert decision.detail["quiet"] is True


def test_a_note_that_a_later_one_replaced_is_not_taken_back(desk: Desk) -> None:
    first, _second = take_in(desk, note(*COMPLETE), note(HEAD, PRIMARY))
    with pytest.raises(Refused, match="later note"):
        rule(desk, ruling("reject", first))
    assert families(desk) == ["OTIENO", "MWANGI"]


def test_assigning_away_tells_the_delegation_that_got_the_read_back(desk: Desk) -> None:
    (record,) = take_in(desk, note(*COMPLETE))
    send_all(desk)
    rule(desk, ruling("assign", record, delegation="bfa"))
    assert (families(desk), families(desk, "BFA")) == ([], ["OTIENO", "MWANGI", "ACHIENG"])
    (letter,) = waiting(desk)
    assert (letter.delegation, letter.to) == ("KEN", (MISSION,))
    for name in ("OTIENO", "MWANGI", "ACHIENG"):
        assert name in letter.text


def test_a_read_back_to_the_wrong_delegation_is_stopped_while_it_waits(desk: Desk) -> None:
    (record,) = take_in(desk, note(*COMPLETE))
    (wrong,) = desk.store.letters_of("KEN")
    rule(desk, ruling("assign", record, delegation="BFA"))
    stopped = desk.store.letter(wrong.key)
    assert stopped is not None
    assert stopped.state == "cancelled"
    assert waiting(desk) == []  # what never left need not be taken back


def test_assigned_back_it_is_whole_again(desk: Desk) -> None:
    (record,) = take_in(desk, note(*COMPLETE))
    rule(desk, ruling("assign", record, delegation="BFA"))
    rule(desk, ruling("assign", record, delegation="KEN", seen=seen(desk, record)))
    assert (families(desk), families(desk, "BFA")) == (["OTIENO", "MWANGI", "ACHIENG"], [])


@pytest.mark.parametrize("language", ["en", "fr", "es", "ru", "ar", "zh"])
def test_the_letter_speaks_six_languages(desk: Desk, language: str) -> None:
    (record,) = take_in(desk, note(*COMPLETE))
    send_all(desk)
    assert record.submission is not None
    with desk.store.transaction():
        desk.store.put_message(replace(record, submission=replace(record.submission, language=language)))  # type: ignore[arg-type]
    rule(desk, ruling("reject", record))
    (letter,) = waiting(desk)
    assert letter.language == language
    assert "OTIENO" in letter.text
