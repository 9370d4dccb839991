"""Programs that answer us: whatever they leave out or change, it ends after one exchange."""

from __future__ import annotations

import email
import email.policy
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from mailbot.adapters.archive import FileArchive
from mailbot.adapters.letters import LetterRenderer
from mailbot.adapters.maildir import MaildirMailbox, create_maildir, deliver
from mailbot.adapters.store import memory_store
from mailbot.config import load
from mailbot.desk import Desk
from mailbot.domain.letter import Letter
from mailbot.intake import take_in_all
from mailbot.outputs.mime_letter import to_bytes
from tests.e2e.mail import COMPLETE, HEAD, message, note

from .conftest import CONFIG, INVITEES, Clock

KENYA = "mission@kenya-gva.example"
Responder = Callable[[Letter, int], bytes]


def sent_by(desk: Desk, letter: Letter) -> bytes:
    """The letter as it reaches somebody."""
    secretariat, mark = desk.config.secretariat, f"{desk.config.meeting.id}/{desk.config.secretariat.address}"
    return to_bytes(letter, secretariat.name, secretariat.address, desk.clock(), mark)


def thanks(letter: Letter, number: int) -> bytes:
    """A person, as far as anybody can see: no mark of a program, no quotation, other words each time."""
    words = f"Thank you for message {number}. Where do we find it?"
    return message(words, sender=KENYA, subject=f"Re: {letter.subject}")


def threaded(letter: Letter, number: int) -> bytes:
    words = f"We have received your letter ({number}). Could you tell us more?"
    return message(words, sender=KENYA, subject=f"Re: {letter.subject}", In_Reply_To=letter.message_id)


def the_same_note(letter: Letter, number: int) -> bytes:
    """A gateway that sends the note again with every answer it gets."""
    return note(*COMPLETE, subject=f"Re: {letter.subject}", In_Reply_To=letter.message_id)


def a_note_that_is_held(letter: Letter, number: int) -> bytes:
    words = f"Our alternate speaker for the first part will be Ms. Lucy ACHIENG, Secretary {number}, l@mfa-ke.example."
    return message(words, sender=KENYA, subject=f"Re: {letter.subject}", In_Reply_To=letter.message_id)


def exchange(desk: Desk, first: bytes, responder: Responder, rounds: int = 8) -> list[str]:
    """What we write when every letter of ours is answered, round after round."""
    assert desk.config.mailbox.path is not None
    deliver(desk.config.mailbox.path, first)
    told: list[Letter] = []
    for number in range(rounds):
        take_in_all(desk)
        new = [x for x in desk.store.letters_in("queued") if x.key not in {y.key for y in told}]
        new = [x for x in new if x.to in {(KENYA,), ("s@elsewhere.example",)}]
        if not new:
            break
        told += new
        for letter in new:
            deliver(desk.config.mailbox.path, responder(letter, number))
    return [x.template for x in told]


QUESTION = message("Where do we park?", subject="A question")


@pytest.mark.parametrize("responder", [thanks, threaded, the_same_note], ids=lambda r: r.__name__)
@pytest.mark.parametrize("first", [note(*COMPLETE), QUESTION], ids=["note", "question"])
def test_an_exchange_with_a_program_ends(desk: Desk, first: bytes, responder: Responder) -> None:
    letters = exchange(desk, first, responder)
    assert len(letters) <= 2
    assert len(set(letters)) == len(letters)


def test_a_program_whose_notes_are_held_gets_one_receipt(desk: Desk) -> None:
    assert exchange(desk, a_note_that_is_held(_letter("Subject"), 0), a_note_that_is_held) == [
        "acknowledgement_under_review"
    ]


def test_a_stranger_that_answers_gets_one_receipt(desk: Desk) -> None:
    def again(letter: Letter, number: int) -> bytes:
        return note(HEAD, sender="s@elsewhere.example", subject=f"Another {number}")

    assert exchange(desk, again(_letter("x"), 0), again) == ["acknowledgement_under_review"]


def test_two_mailbots_stop_after_one_exchange(desk: Desk, tmp_path: Path, clock: Clock) -> None:
    """Each takes the other's letters for what they are, though each is a delegation in the other's list."""
    with other_desk(tmp_path / "other", clock) as other:
        assert desk.config.mailbox.path is not None
        assert other.config.mailbox.path is not None
        deliver(desk.config.mailbox.path, note(*COMPLETE))
        for _ in range(4):
            take_in_all(desk)
            take_in_all(other)
            for letter in desk.store.letters_in("queued"):
                deliver(other.config.mailbox.path, sent_by(desk, letter))
            for letter in other.store.letters_in("queued"):
                deliver(desk.config.mailbox.path, sent_by(other, letter))
        assert len(desk.store.letters_in("queued")) == 1
        assert other.store.letters_in("queued") == ()


@contextmanager
def other_desk(folder: Path, clock: Clock) -> Iterator[Desk]:
    folder.mkdir()
    list_of_it = INVITEES.replace("mission@burkina-gva.example", "ccm@secretariat.example")
    (folder / "invitees.csv").write_text(list_of_it, encoding="utf-8")
    own = CONFIG.replace('"ccm@secretariat.example"', f'"{KENYA}"').replace('id = "2RC"', 'id = "MSP"')
    (folder / "config.toml").write_text(own, encoding="utf-8")
    (folder / "invitees.csv").write_text(list_of_it.replace(KENYA, "x@kenya.example"), encoding="utf-8")
    create_maildir(folder / "mail")
    config = load(folder / "config.toml")
    mailbox = MaildirMailbox(folder / "mail")
    letters = LetterRenderer(None, config.meeting, config.secretariat, None)
    yield Desk(config, memory_store(), FileArchive(folder / "messages"), mailbox, letters, clock)
    mailbox.close()


def test_answers_an_hour_have_an_end_and_staff_hear_of_it_once(desk: Desk) -> None:
    desk = replace(desk, config=replace(desk.config, letters=replace(desk.config.letters, answers_per_hour=2)))
    assert desk.config.mailbox.path is not None
    for number in range(5):
        deliver(desk.config.mailbox.path, note(*COMPLETE, subject=f"Note {number}"))
    take_in_all(desk)
    assert {m.disposition for m in desk.store.all_messages()} == {"recorded"}
    letters = desk.store.letters_in("queued")
    assert sum(x.cause.startswith("message:") for x in letters) == 2
    (alert,) = (x for x in letters if x.template == "staff_alert")
    assert "answers_per_hour" in alert.text
    flags = [f for f in desk.store.open_flags() if f.flag.code == "crashed"]
    assert len(flags) == 3


def test_strangers_do_not_use_up_what_delegations_may_be_answered(desk: Desk) -> None:
    limits = replace(desk.config.letters, receipts_per_hour=2)
    desk = replace(desk, config=replace(desk.config, letters=limits))
    assert desk.config.mailbox.path is not None
    for number in range(5):
        deliver(desk.config.mailbox.path, note(HEAD, sender=f"s{number}@elsewhere{number}.example"))
    deliver(desk.config.mailbox.path, note(*COMPLETE))
    take_in_all(desk)
    answers = [x.to[0] for x in desk.store.letters_in("queued") if x.cause.startswith("message:")]
    assert answers == ["s0@elsewhere0.example", "s1@elsewhere1.example", KENYA]


def test_a_stranger_whose_letters_return_elsewhere_is_not_answered(desk: Desk) -> None:
    assert desk.config.mailbox.path is not None
    raw = b"Return-Path: <bulk@sender.example>\n" + note(HEAD, sender="victim@elsewhere.example")
    deliver(desk.config.mailbox.path, raw)
    take_in_all(desk)
    assert desk.store.letters_in("queued") == ()


def test_our_letters_say_that_a_program_wrote_them_and_ask_for_no_answer_but_failures(desk: Desk) -> None:
    assert desk.config.mailbox.path is not None
    deliver(desk.config.mailbox.path, note(*COMPLETE))
    take_in_all(desk)
    (letter,) = desk.store.letters_in("queued")
    sent = email.message_from_bytes(sent_by(desk, letter), policy=email.policy.default)
    assert sent["Auto-Submitted"] == "auto-replied"
    # "All" and "NDR" would keep Exchange from telling that a letter has not arrived.
    suppressed = {word.strip() for word in sent["X-Auto-Response-Suppress"].split(",")}
    assert suppressed == {"DR", "RN", "NRN", "OOF", "AutoReply"}
    assert sent["X-Mailbot-Loop"] == "2RC/ccm@secretariat.example"
    assert sent["Precedence"] is None


def _letter(subject: str) -> Letter:
    at = Clock().now
    return Letter("k", "t", "en", (KENYA,), subject, "", None, "<none@elsewhere.example>", at, at)
