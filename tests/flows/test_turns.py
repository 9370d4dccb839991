"""Very much mail of one sender: others do not wait behind it, staff see one thing, and few letters go."""

from __future__ import annotations

import pytest

from mailbot import turns
from mailbot.adapters.maildir import deliver
from mailbot.desk import Desk
from mailbot.digest import digest
from mailbot.intake import take_in_all
from mailbot.review import Ruling, queue, reject_sender
from tests.e2e.mail import COMPLETE, message, note

from .conftest import Clock

FLOODER = "Flood <f{}@flood.example>"
A_TURN = 3
MANY = 10


@pytest.fixture(autouse=True)
def small_turns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "FEW", 6)
    monkeypatch.setattr(turns, "A_TURN", A_TURN)


def flood(desk: Desk, number: int) -> None:
    assert desk.config.mailbox.path is not None
    for n in range(number):
        deliver(desk.config.mailbox.path, note(*COMPLETE, sender=FLOODER.format(n % 7), subject=f"Note {n}"))


def test_a_note_that_came_last_is_read_after_a_turn_of_the_flood(desk: Desk) -> None:
    assert desk.config.mailbox.path is not None
    flood(desk, MANY)
    deliver(desk.config.mailbox.path, note(*COMPLETE))
    order: list[bool] = []

    def look() -> None:
        order.append(desk.store.current_revision("KEN") is not None)

    cycle = take_in_all(desk, after_each=look)
    assert (cycle.handled, cycle.left) == (MANY + 1, 0)
    assert order.index(True) == A_TURN


def test_mail_that_comes_meanwhile_has_its_turn_too(desk: Desk) -> None:
    assert desk.config.mailbox.path is not None
    path = desk.config.mailbox.path
    flood(desk, MANY)
    count = 0
    recorded_at: list[int] = []

    def look() -> None:
        nonlocal count
        count += 1
        if count == 2:
            deliver(path, note(*COMPLETE))
        if desk.store.current_revision("KEN") is not None:
            recorded_at.append(count)

    take_in_all(desk, after_each=look)
    assert count == MANY + 1
    assert recorded_at[0] == 2 * A_TURN + 1


def test_few_messages_are_read_as_they_lie_there_without_a_look_at_senders(desk: Desk) -> None:
    flood(desk, 3)
    assert take_in_all(desk).handled == 3


def test_a_flood_is_one_thing_to_staff_and_few_letters(desk: Desk, clock: Clock) -> None:
    assert desk.config.mailbox.path is not None
    for n in range(25):
        raw = note(*COMPLETE, sender=FLOODER.format(""), subject=f"Note {n}")
        deliver(desk.config.mailbox.path, raw)
    take_in_all(desk)
    (item,) = (item for item in queue(desk) if item.record)
    assert (item.more, item.record is not None and item.record.sender) == (24, "f@flood.example")
    assert len(queue(desk, every=True)) == 25
    letters = desk.store.letters_in("queued")
    assert [x.template for x in letters] == ["acknowledgement_under_review"]
    clock.now = clock.now.replace(hour=9)
    assert digest(desk, clock.now)
    (told,) = (x for x in desk.store.letters_in("queued") if x.template == "staff_digest")
    assert told.text.count("resolve") == 1
    assert "24 more messages of this sender wait" in told.text
    assert reject_sender(desk, Ruling("reject", item.id[:12], "a.keller")) == 25
    assert queue(desk) == ()
    assert {m.disposition for m in desk.store.all_messages()} == {"rejected"}
    assert len(desk.store.decisions()) == 25


def test_a_note_of_a_mission_is_not_rejected_with_the_rest(desk: Desk) -> None:
    assert desk.config.mailbox.path is not None
    change = "Our alternate speaker for the first part will be Ms. Lucy ACHIENG, First Secretary, l.a@mfa-ke.example."
    deliver(desk.config.mailbox.path, message(f"{change} All other members remain unchanged.", subject="A change"))
    deliver(desk.config.mailbox.path, message("Where do we park?", subject="A question"))
    take_in_all(desk)
    held = [m for m in desk.store.all_messages() if m.disposition == "held"]
    question = next(m for m in held if m.kind == "question")
    assert reject_sender(desk, Ruling("reject", question.id[:12], "a.keller")) == 1
    assert [m.kind for m in desk.store.all_messages() if m.disposition == "held"] == ["submission"]
