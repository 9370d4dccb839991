"""Where mail lies once a person has decided: what is settled leaves the review folder, what waits stays in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from mailbot import intake
from mailbot.adapters.maildir import deliver, folder_path
from mailbot.desk import Desk
from mailbot.domain.record import MessageRecord
from mailbot.review import rule, undo
from tests.e2e.mail import COMPLETE, message, note

from .deciding import STRANGER, ruling, take_in

HELD = note(*COMPLETE, sender=STRANGER)


def folder(desk: Desk, name: str) -> list[bytes]:
    assert desk.config.mailbox.path is not None
    path = folder_path(desk.config.mailbox.path, name)
    places = [path / "new", path / "cur"] if path.exists() else []
    return [file.read_bytes() for place in places for file in sorted(place.iterdir())]


def lies(desk: Desk) -> tuple[int, int, int]:
    return len(folder(desk, "INBOX")), len(folder(desk, "For review")), len(folder(desk, "Processed"))


def drag_to_inbox(desk: Desk) -> None:
    """Staff drag everything in the review folder back to the inbox."""
    assert desk.config.mailbox.path is not None
    path: Path = folder_path(desk.config.mailbox.path, "For review")
    for file in [*(path / "new").iterdir(), *(path / "cur").iterdir()]:
        raw = file.read_bytes()
        file.unlink()
        deliver(desk.config.mailbox.path, raw)


@pytest.fixture
def held(desk: Desk) -> MessageRecord:
    (record,) = take_in(desk, HELD)
    assert lies(desk) == (0, 1, 0)
    return record


@pytest.mark.parametrize("action", ["accept", "reject"])
def test_what_is_decided_leaves_the_review_folder(desk: Desk, held: MessageRecord, action: str) -> None:
    rule(desk, ruling(action, held))
    assert lies(desk) == (0, 1, 0)  # the command line does not touch the mailbox
    intake.take_in_all(desk)
    assert lies(desk) == (0, 0, 1)
    assert folder(desk, "Processed") == [HELD]
    assert desk.store.ledger_counts() == {{"accept": "recorded", "reject": "rejected"}[action]: 1}


@pytest.mark.parametrize("moved_on", [True, False])
def test_what_is_undone_lies_there_again(desk: Desk, held: MessageRecord, moved_on: bool) -> None:
    rule(desk, ruling("accept", held))
    if moved_on:
        intake.take_in_all(desk)
        assert lies(desk) == (0, 0, 1)
    undo(desk, held.id, "a.keller")
    intake.take_in_all(desk)
    assert lies(desk) == (0, 1, 0)
    rule(desk, ruling("reject", held))
    intake.take_in_all(desk)
    assert lies(desk) == (0, 0, 1)


def test_an_answered_question_leaves_it_and_an_answered_note_stays(desk: Desk, held: MessageRecord) -> None:
    (question,) = take_in(desk, message("Could we name three speakers for the first part?", subject="A question"))
    rule(desk, ruling("answer", held, text="From whom is this?"))
    rule(desk, ruling("answer", question, text="No."))
    intake.take_in_all(desk)
    assert lies(desk) == (0, 1, 1)
    assert folder(desk, "For review") == [HELD]


def test_dragged_back_while_undecided_it_waits_again(desk: Desk, held: MessageRecord) -> None:
    drag_to_inbox(desk)
    intake.take_in_all(desk)
    assert lies(desk) == (0, 1, 0)
    assert desk.store.ledger_counts() == {"held": 1, "duplicate": 1}
    rule(desk, ruling("accept", held))
    intake.take_in_all(desk)
    assert lies(desk) == (0, 0, 1)


def test_dragged_back_when_decided_it_is_processed(desk: Desk, held: MessageRecord) -> None:
    rule(desk, ruling("accept", held))
    drag_to_inbox(desk)
    intake.take_in_all(desk)
    assert lies(desk) == (0, 0, 1)


def test_decided_before_it_was_filed_it_never_lies_for_review(desk: Desk) -> None:
    assert desk.config.mailbox.path is not None
    deliver(desk.config.mailbox.path, HELD)
    listing = desk.mailbox.listing()
    (arrival,) = desk.mailbox.fetch(listing, listing.uids)
    intake.take_in(desk, arrival)
    (record,) = desk.store.all_messages()
    rule(desk, ruling("accept", record))
    intake.take_in_all(desk)
    assert lies(desk) == (0, 0, 1)


def test_both_copies_leave_the_review_folder(desk: Desk, held: MessageRecord) -> None:
    take_in(desk, b"Received: from elsewhere.example by mx.example; Mon, 09 Nov 2020 10:00:07 +0100\r\n" + HELD)
    assert lies(desk) == (0, 2, 0)
    rule(desk, ruling("accept", held))
    intake.take_in_all(desk)
    assert lies(desk) == (0, 0, 2)


def test_what_staff_moved_away_themselves_is_no_trouble(desk: Desk, held: MessageRecord) -> None:
    assert desk.config.mailbox.path is not None
    path = folder_path(desk.config.mailbox.path, "For review")
    for file in (path / "new").iterdir():
        file.unlink()
    rule(desk, ruling("accept", held))
    assert intake.take_in_all(desk).filed == 0
    assert desk.store.misfiled(desk.mailbox.account) == ()
