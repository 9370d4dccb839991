"""Letters that failed or may not have arrived: a person sees them, sends them again, or gives them up."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from mailbot.adapters.smtp import SmtpTransport
from mailbot.config import SmtpSettings
from mailbot.corrections import Refused
from mailbot.desk import Desk
from mailbot.digest import digest
from mailbot.domain.flag import Flag
from mailbot.domain.letter import Letter, LetterState
from mailbot.in_doubt import letter_flag
from mailbot.outputs.posted import posted
from mailbot.review import Ruling, letters, queue, rule, rule_on_letter, unsettled
from mailbot.review.outbox import letter_id
from mailbot.sending import send_due
from tests.e2e.mail import COMPLETE, note
from tests.flows.conftest import Clock
from tests.servers.smtp import SmtpReceiver

from .deciding import take_in


def broken(desk: Desk, state: LetterState = "failed") -> Letter:
    """Kenya's acknowledgement, as delivery leaves it when it does not get through."""
    take_in(desk, note(*COMPLETE))
    (letter,) = desk.store.letters_in("queued")
    letter = replace(letter, state=state, attempts=7, failure="550 mailbox full", refused=letter.to)
    flag = letter_flag(letter, Flag("crashed", "hold", detail="A letter was not sent."), desk.clock())
    with desk.store.transaction():
        desk.store.put_letter(letter)
        desk.store.put_flag(flag)
    return letter


def digested(desk: Desk, clock: Clock) -> str:
    """The text of the next day's digest."""
    clock.now += timedelta(days=1)
    assert digest(desk, clock.now)
    return desk.store.letters_in("queued")[-1].text


@pytest.mark.parametrize("state", ["failed", "doubtful"])
def test_a_letter_that_did_not_arrive_is_sent_again(
    desk: Desk, smtp_receiver: SmtpReceiver, state: LetterState
) -> None:
    letter = broken(desk, state)
    assert [row["id"] for row in posted(letters(desk))] == [letter_id(letter)]
    rule_on_letter(desk, letter_id(letter)[:8], "resend", "a.keller")
    transport = SmtpTransport(SmtpSettings(smtp_receiver.host, smtp_receiver.port, "none", timeout_seconds=5))
    done = send_due(desk, transport, None)
    transport.close()
    assert done.sent == 1
    assert [m.recipients for m in smtp_receiver.messages] == [("mission@kenya-gva.example",)]
    assert all(item.record is not None for item in queue(desk))
    (decision,) = desk.store.decisions()
    assert (decision.action, decision.by, decision.detail["letter"]) == ("resend", "a.keller", letter.key)


def test_a_letter_that_is_given_up_is_not_sent(desk: Desk) -> None:
    letter = broken(desk)
    rule_on_letter(desk, letter.key, "cancel", "a.keller")
    assert letters(desk) == ()
    stored = desk.store.letter(letter.key)
    assert stored is not None
    assert stored.state == "cancelled"


def test_only_what_went_wrong_is_sent_again(desk: Desk) -> None:
    take_in(desk, note(*COMPLETE))
    (letter,) = desk.store.letters_in("queued")
    with pytest.raises(Refused, match="The letter is queued"):
        rule_on_letter(desk, letter_id(letter), "resend", "a.keller")
    rule_on_letter(desk, letter_id(letter), "cancel", "a.keller")
    with pytest.raises(Refused, match="The letter is cancelled"):
        rule_on_letter(desk, letter.key, "cancel", "a.keller")


@pytest.mark.parametrize("prefix", ["", "ab", "ffffffff"])
def test_a_letter_must_be_named(desk: Desk, prefix: str) -> None:
    broken(desk)
    with pytest.raises(Refused, match=r"at least 4|No letter"):
        rule_on_letter(desk, prefix, "cancel", "a.keller")


def test_the_digest_lists_a_failure_until_somebody_has_dealt_with_it(desk: Desk, clock: Clock) -> None:
    letter = broken(desk)
    assert unsettled(desk) == (letter,)
    assert "mailbox full" in digested(desk, clock)
    (item,) = [item for item in queue(desk) if item.record is None]
    rule(desk, Ruling("dismiss", item.id, "a.keller"))
    assert unsettled(desk) == ()
    assert "mailbox full" not in digested(desk, clock)
