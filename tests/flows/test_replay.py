"""A message that could not be read is kept, and read again when a person says so."""

from __future__ import annotations

from typing import NoReturn

import pytest

from mailbot import intake
from mailbot.corrections import Refused
from mailbot.desk import Desk
from mailbot.domain.record import MessageRecord
from mailbot.reading import composition
from mailbot.review import queue, rule
from tests.e2e.mail import COMPLETE, note

from .deciding import families, ruling, take_in
from .test_filing_again import drag_to_inbox, lies


def fault(*_: object) -> NoReturn:
    raise ZeroDivisionError


@pytest.fixture
def crashed(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> MessageRecord:
    with monkeypatch.context() as broken:
        broken.setattr(composition, "understand", fault)
        take_in(desk, note(*COMPLETE))
        for _ in range(2):
            intake.take_in_all(desk)
    (record,) = desk.store.all_messages()
    assert record.disposition == "crashed"
    assert lies(desk) == (0, 1, 0)
    return record


def test_replayed_it_is_recorded_acknowledged_and_filed(desk: Desk, crashed: MessageRecord) -> None:
    outcome = rule(desk, ruling("replay", crashed))
    assert outcome is not None
    assert outcome.disposition == "recorded"
    assert families(desk) == ["OTIENO", "MWANGI", "ACHIENG"]
    assert [x.template for x in desk.store.letters_of("KEN")] == ["acknowledgement_complete"]
    assert "crashed" not in desk.store.flag_counts()
    assert [d.action for d in desk.store.decisions()] == ["replay"]
    intake.take_in_all(desk)
    assert lies(desk) == (0, 0, 1)
    assert desk.store.ledger_counts() == {"recorded": 1}


def test_dragged_back_to_the_inbox_it_is_read_again_and_its_flag_closed(desk: Desk, crashed: MessageRecord) -> None:
    drag_to_inbox(desk)
    intake.take_in_all(desk)
    assert families(desk) == ["OTIENO", "MWANGI", "ACHIENG"]
    assert "crashed" not in desk.store.flag_counts()
    assert lies(desk) == (0, 0, 1)


def test_while_it_still_cannot_be_read_it_keeps_waiting(
    desk: Desk, crashed: MessageRecord, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(composition, "understand", fault)
    with pytest.raises(Refused, match="still cannot be read"):
        rule(desk, ruling("replay", crashed))
    assert [item.id for item in queue(desk)] == [crashed.id]
    assert desk.store.decisions() == ()


@pytest.mark.parametrize("action", ["accept", "dismiss", "answer"])
def test_unread_it_cannot_be_decided_on(desk: Desk, crashed: MessageRecord, action: str) -> None:
    with pytest.raises(Refused, match="use `replay`"):
        rule(desk, ruling(action, crashed, text="…"))
    assert [item.id for item in queue(desk)] == [crashed.id]


def test_what_was_read_is_not_replayed(desk: Desk) -> None:
    (record,) = take_in(desk, note(*COMPLETE))
    with pytest.raises(Refused, match="this one was read"):
        rule(desk, ruling("replay", record))
