"""More letters to one address than a day may have: the next message goes unanswered, and staff see it."""

from __future__ import annotations

from dataclasses import replace

from mailbot.desk import Desk
from tests.e2e.mail import COMPLETE, note

from .conftest import Clock
from .deciding import take_in


def test_a_message_that_gets_no_answer_is_flagged_and_staff_are_told_once(desk: Desk, clock: Clock) -> None:
    desk = replace(desk, config=replace(desk.config, letters=replace(desk.config.letters, per_correspondent_per_day=2)))
    records = take_in(desk, *(note(*COMPLETE, subject=f"Note {number}") for number in range(4)))
    assert [record.disposition for record in records] == ["recorded"] * 4
    letters = desk.store.letters_in("queued")
    assert [x.to for x in letters if x.delegation == "KEN"] == [("mission@kenya-gva.example",)] * 2
    flags = [f for f in desk.store.open_flags() if f.flag.code == "crashed"]
    assert [(f.message, f.flag.severity, f.flag.about) for f in flags] == [
        (record.id, "note", "mission@kenya-gva.example") for record in records[2:]
    ]
    (alert,) = [x for x in letters if x.template == "staff_alert"]
    assert alert.to == ("desk@secretariat.example",)
    assert "mission@kenya-gva.example" in alert.text
    assert "2 letters" in alert.text
