"""The outbox over a real SMTP receiver: each letter once, none lost, none sent twice."""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any

import pytest

from mailbot.adapters.maildir import MaildirMailbox
from mailbot.adapters.smtp import SmtpTransport
from mailbot.adapters.store import memory_store, open_store
from mailbot.config import Config, MailboxSettings, Secretariat, SmtpSettings
from mailbot.delivery import Delivered, deliver_due
from mailbot.domain.letter import Letter
from mailbot.domain.meeting import Invitees, Meeting
from mailbot.domain.message import Bounce, FailedRecipient
from mailbot.domain.record import FlagRecord, MessageRecord
from mailbot.in_doubt import recover_sending
from mailbot.pace import Pace
from mailbot.ports import Mailbox, Store
from mailbot.returned import link_bounce
from tests.servers.smtp import SmtpReceiver

NOW = datetime(2020, 11, 10, 9, 0, tzinfo=UTC)


class Outbox:
    """A store, a receiver and a clock that stands still until told."""

    def __init__(self, store: Store, receiver: SmtpReceiver, folder: Path) -> None:
        self.store, self.receiver, self.now = store, receiver, NOW
        smtp = SmtpSettings(
            receiver.host, receiver.port, "none", timeout_seconds=5, per_minute=600, retry_minutes=(1, 5)
        )
        self.transport = SmtpTransport(smtp)
        self.copies: Mailbox | None = None
        self.config = Config(
            path=folder / "config.toml",
            invitees=Invitees(),
            meeting=Meeting("2RC", {}, "Europe/Zurich", ()),
            secretariat=Secretariat("CCM Secretariat", "ccm@un.example", ("desk@un.example",), "en"),
            mailbox=MailboxSettings("maildir", path=folder),
            smtp=smtp,
            store=folder,
        )
        self.unwanted: dict[str, str] = {}

    def add(self, key: str, minutes: int = 0, **changes: Any) -> None:
        at = NOW + timedelta(minutes=minutes)
        values: dict[str, Any] = {
            "template": "acknowledgement",
            "language": "en",
            "to": (f"{key}@mfa.example",),
            "subject": f"Re: {key}",
            "text": "…",
            "html": None,
            "message_id": f"<{key}.mailbot@un.example>",
            "created_at": at,
            "not_before": at,
            "delegation": "BFA",
            "cause": "message:m1",
            **changes,
        }
        with self.store.transaction():
            assert self.store.add_letter(Letter(key, **values))

    def deliver(self, **options: Any) -> Delivered:
        def still_wanted(letter: Letter) -> str | None:
            return self.unwanted.get(letter.key)

        values = {"clock": lambda: self.now, "still_wanted": still_wanted, **options}
        return deliver_due(self.store, self.transport, self.copies, self.config, **values)

    def letter(self, key: str) -> Letter:
        letter = self.store.letter(key)
        assert letter is not None
        return letter

    @property
    def arrived(self) -> list[str]:
        return [to for message in self.receiver.messages for to in message.recipients]


@pytest.fixture(params=["memory", "sqlite"])
def outbox(request: pytest.FixtureRequest, tmp_path: Path, smtp_receiver: SmtpReceiver) -> Iterator[Outbox]:
    store = memory_store() if request.param == "memory" else open_store(tmp_path / "data")
    made = Outbox(store, smtp_receiver, tmp_path)
    yield made
    made.transport.close()
    store.close()


def test_what_is_due_goes_oldest_first_and_once(outbox: Outbox) -> None:
    outbox.add("second", 1)
    outbox.add("first", 0)
    outbox.add("later", 60)
    outbox.now = NOW + timedelta(minutes=2)
    assert outbox.deliver() == Delivered(sent=2)
    assert outbox.deliver() == Delivered()
    assert outbox.arrived == ["first@mfa.example", "second@mfa.example"]
    assert outbox.letter("first") == replace(
        outbox.letter("first"), state="sent", sent_at=outbox.now, attempts=1, accepted=("first@mfa.example",)
    )
    message = message_from_bytes(outbox.receiver.messages[0].raw, policy=default)
    assert message["Message-ID"] == "<first.mailbot@un.example>"
    assert message["X-Mailbot-Loop"] == "2RC/ccm@un.example"
    assert outbox.receiver.messages[0].sender == "ccm@un.example"


def test_a_letter_no_longer_wanted_is_cancelled(outbox: Outbox) -> None:
    outbox.add("reminder")
    outbox.unwanted["reminder"] = "nothing is missing any more"
    assert outbox.deliver() == Delivered(cancelled=1)
    assert outbox.arrived == []
    assert (outbox.letter("reminder").state, outbox.letter("reminder").failure) == (
        "cancelled",
        "nothing is missing any more",
    )


def test_a_letter_that_is_to_wait_is_put_off_and_costs_no_attempt(outbox: Outbox) -> None:
    outbox.add("reminder")
    later = NOW + timedelta(hours=8)
    assert outbox.deliver(still_wanted=lambda _: later) == Delivered(requeued=1)
    assert (outbox.letter("reminder").not_before, outbox.letter("reminder").attempts) == (later, 0)
    assert outbox.deliver() == Delivered()
    outbox.now = later
    assert outbox.deliver() == Delivered(sent=1)


def test_many_more_than_a_batch_go_in_one_run(outbox: Outbox) -> None:
    for n in range(45):
        outbox.add(f"k{n:02}", n % 3)
    outbox.now = NOW + timedelta(minutes=9)
    assert outbox.deliver() == Delivered(sent=45)
    assert sorted(outbox.arrived) == [f"k{n:02}@mfa.example" for n in range(45)]
    assert outbox.receiver.connections == 1


def test_a_server_that_is_away_costs_no_letter_an_attempt(outbox: Outbox) -> None:
    outbox.add("a")
    outbox.add("b")
    outbox.receiver.stop()
    for _ in range(9):
        result = outbox.deliver()
        assert result.away is not None
        assert "cannot be reached" in result.away
    assert (outbox.letter("a").state, outbox.letter("a").attempts) == ("queued", 0)
    outbox.receiver.start()
    assert outbox.deliver() == Delivered(sent=2)
    assert outbox.arrived == ["a@mfa.example", "b@mfa.example"]


def test_a_temporary_refusal_backs_off_and_does_not_block_the_others(outbox: Outbox) -> None:
    outbox.receiver.refuse("rcpt", "451 4.7.1 Greylisted", recipient="grey@mfa.example", times=2)
    outbox.add("grey")
    outbox.add("good", 0)
    assert outbox.deliver() == Delivered(sent=1, requeued=1)
    assert outbox.letter("grey").not_before == NOW + timedelta(minutes=1)
    assert outbox.deliver() == Delivered()
    outbox.now += timedelta(minutes=1)
    assert outbox.deliver() == Delivered(requeued=1)
    assert outbox.letter("grey").not_before == outbox.now + timedelta(minutes=5)
    outbox.now += timedelta(minutes=5)
    assert outbox.deliver() == Delivered(sent=1)
    assert outbox.letter("grey").failure is None
    assert outbox.arrived == ["good@mfa.example", "grey@mfa.example"]


def test_a_letter_is_given_up_after_the_last_attempt_and_flagged(outbox: Outbox) -> None:
    outbox.receiver.refuse("end", "451 4.3.0 Later")
    outbox.add("a")
    for _ in range(3):
        outbox.deliver()
        outbox.now += timedelta(hours=1)
    assert (outbox.letter("a").state, outbox.letter("a").attempts) == ("failed", 3)
    (flag,) = outbox.store.open_flags(delegation="BFA")
    assert (flag.flag.code, flag.flag.about, flag.message) == ("crashed", None, None)
    assert "given up after 3 attempts" in flag.flag.detail


def test_a_recipient_refused_for_good_is_flagged(outbox: Outbox) -> None:
    outbox.receiver.refuse("rcpt", "550 5.1.1 No such user", recipient="gone@mfa.example")
    outbox.add("gone")
    outbox.add("good")
    assert outbox.deliver() == Delivered(sent=1, failed=1)
    assert outbox.letter("gone").state == "failed"
    (flag,) = outbox.store.open_flags()
    assert (flag.flag.code, flag.flag.about, flag.delegation) == ("bounce", "gone@mfa.example", "BFA")
    assert "550 5.1.1 No such user" in flag.flag.detail


def test_each_recipient_of_one_letter_settles_by_itself(outbox: Outbox) -> None:
    outbox.receiver.refuse("rcpt", "550 5.1.1 No such user", recipient="gone@mfa.example")
    outbox.receiver.refuse("rcpt", "451 4.7.1 Greylisted", recipient="grey@mfa.example", times=1)
    outbox.add("x", to=("good@mfa.example", "gone@mfa.example", "grey@mfa.example"))
    assert outbox.deliver() == Delivered(requeued=1)
    letter = outbox.letter("x")
    assert (letter.state, letter.accepted, letter.refused) == ("queued", ("good@mfa.example",), ("gone@mfa.example",))
    outbox.now += timedelta(minutes=1)
    assert outbox.deliver() == Delivered(sent=1)
    assert outbox.arrived == ["good@mfa.example", "grey@mfa.example"]
    assert outbox.letter("x").accepted == ("good@mfa.example", "grey@mfa.example")
    assert [flag.flag.about for flag in outbox.store.open_flags()] == ["gone@mfa.example"]


def test_an_answer_that_never_comes_is_doubtful_and_never_sent_again(outbox: Outbox) -> None:
    outbox.receiver.hang_up = "after_data"
    outbox.add("a")
    outbox.add("b", 1)
    assert outbox.deliver() == Delivered(doubtful=1)
    outbox.receiver.accept()
    outbox.now += timedelta(days=1)
    assert outbox.deliver() == Delivered(sent=1)
    assert outbox.arrived == ["a@mfa.example", "b@mfa.example"]
    assert outbox.letter("a").state == "doubtful"
    (flag,) = outbox.store.open_flags()
    assert flag.flag.code == "crashed"
    assert "a@mfa.example" in flag.flag.detail


def test_a_message_refused_for_what_it_is_fails_without_blaming_the_address(outbox: Outbox) -> None:
    outbox.receiver.refuse("end", "552 5.3.4 Too big", times=1)
    outbox.add("a")
    outbox.add("b")
    assert outbox.deliver() == Delivered(sent=1, failed=1)
    assert [flag.flag.about for flag in outbox.store.open_flags()] == [None]


def test_a_letter_that_cannot_be_prepared_does_not_stop_the_rest(outbox: Outbox) -> None:
    outbox.add("bad", to=("no address",))
    outbox.add("good")

    def still_wanted(letter: Letter) -> str | None:
        if letter.key == "worse":
            raise KeyError("XYZ")
        return None

    outbox.add("worse", delegation="XYZ")
    assert outbox.deliver(still_wanted=still_wanted) == Delivered(sent=1, failed=2)
    assert {outbox.letter("bad").state, outbox.letter("worse").state} == {"failed"}
    assert outbox.store.flag_counts() == {"crashed": 1, "bounce": 1}
    assert outbox.deliver() == Delivered()


def test_it_stops_between_two_letters(outbox: Outbox) -> None:
    outbox.add("a")
    outbox.add("b")
    assert outbox.deliver(stop=lambda: bool(outbox.arrived)) == Delivered(sent=1)
    assert outbox.letter("b").state == "queued"


def test_no_more_letters_a_minute_than_configured(outbox: Outbox) -> None:
    seconds = [0.0]
    pauses: list[float] = []

    def pause(wait: float) -> None:
        pauses.append(wait)
        seconds[0] += wait

    pace = Pace(3, lambda: seconds[0], pause)
    for n in range(7):
        outbox.add(str(n))
    assert outbox.deliver(pace=pace) == Delivered(sent=7)
    assert 119 < seconds[0] < 121
    assert max(pauses) <= 1.0
    outbox.add("more")
    assert outbox.deliver(pace=pace, stop=lambda: seconds[0] > 150).sent == 1


def with_copies(outbox: Outbox, folder: Path) -> None:
    settings = replace(outbox.config.mailbox, sent="Sent", path=folder)
    outbox.config = replace(outbox.config, mailbox=settings)
    for name in ("cur", "new", "tmp"):
        (folder / name).mkdir(parents=True)
    outbox.copies = MaildirMailbox(folder, "INBOX", settings.max_message_bytes)


def test_a_copy_of_what_was_sent_is_kept(outbox: Outbox, tmp_path: Path) -> None:
    with_copies(outbox, tmp_path / "mail")
    outbox.add("a")
    assert outbox.deliver() == Delivered(sent=1)
    assert outbox.copies is not None
    assert outbox.copies.has_message_id("Sent", "<a.mailbot@un.example>")


def test_a_copy_that_cannot_be_kept_is_no_failure_of_the_letter(outbox: Outbox, tmp_path: Path) -> None:
    with_copies(outbox, tmp_path / "mail")
    outbox.add("a")
    outbox.add("b")
    (tmp_path / "mail").rename(tmp_path / "away")
    assert outbox.deliver() == Delivered(sent=2)
    assert outbox.arrived == ["a@mfa.example", "b@mfa.example"]


def test_a_letter_cut_short_is_looked_for_and_never_sent_again(outbox: Outbox, tmp_path: Path) -> None:
    with_copies(outbox, tmp_path / "mail")
    outbox.add("found")
    assert outbox.deliver() == Delivered(sent=1)
    outbox.add("lost")
    with outbox.store.transaction():
        for key in ("found", "lost"):
            outbox.store.put_letter(replace(outbox.letter(key), state="sending", attempts=1, sent_at=None))
    assert recover_sending(outbox.store, outbox.copies, outbox.config, NOW) == 2
    assert (outbox.letter("found").state, outbox.letter("lost").state) == ("sent", "doubtful")
    assert recover_sending(outbox.store, outbox.copies, outbox.config, NOW) == 0
    assert outbox.store.flag_counts() == {"crashed": 1}
    assert outbox.deliver() == Delivered()
    assert outbox.arrived == ["found@mfa.example"]


def test_without_a_sent_folder_a_letter_cut_short_is_doubtful(outbox: Outbox) -> None:
    outbox.add("a", state="sending")
    assert outbox.deliver() == Delivered()
    assert outbox.letter("a").state == "doubtful"
    assert outbox.arrived == []


def test_what_stops_before_the_end_of_the_message_is_sent_again(outbox: Outbox) -> None:
    """Nothing is in doubt until the server is told that it has all of it."""
    outbox.add("a")

    def power_cut(_: Letter) -> None:
        raise KeyboardInterrupt

    put, outbox.store.put_letter = outbox.store.put_letter, power_cut  # type: ignore[method-assign,assignment]
    with pytest.raises(KeyboardInterrupt):
        outbox.deliver()
    outbox.store.put_letter = put  # type: ignore[method-assign]
    assert (outbox.letter("a").state, outbox.arrived) == ("queued", [])
    assert outbox.deliver() == Delivered(sent=1)
    assert outbox.arrived == ["a@mfa.example"]


def test_a_letter_cancelled_while_the_server_listens_does_not_go(outbox: Outbox) -> None:
    outbox.add("a")
    outbox.add("b", 1)
    outbox.now = NOW + timedelta(minutes=1)
    send = outbox.transport.send

    def send_slowly(sender: str, recipients: Sequence[str], raw: bytes, handing_over: Callable[[], None]) -> Any:
        def cancelled_first() -> None:
            with outbox.store.transaction():
                outbox.store.put_letter(replace(outbox.letter("a"), state="cancelled", failure="cancelled by a.keller"))
            handing_over()

        return send(sender, recipients, raw, cancelled_first if recipients == ["a@mfa.example"] else handing_over)

    outbox.transport.send = send_slowly  # type: ignore[method-assign]
    assert outbox.deliver() == Delivered(sent=1, cancelled=1)
    assert outbox.arrived == ["b@mfa.example"]
    assert outbox.letter("a").failure == "cancelled by a.keller"


def test_a_refusal_does_not_bring_a_cancelled_letter_back(outbox: Outbox) -> None:
    outbox.add("a")
    outbox.receiver.refuse("rcpt", "451 4.2.1 Later", times=1)
    send = outbox.transport.send

    def cancelled_meanwhile(*arguments: Any) -> Any:
        with outbox.store.transaction():
            outbox.store.put_letter(replace(outbox.letter("a"), state="cancelled", failure="cancelled by a.keller"))
        return send(*arguments)

    outbox.transport.send = cancelled_meanwhile  # type: ignore[method-assign]
    assert outbox.deliver() == Delivered(cancelled=1)
    assert outbox.letter("a").state == "cancelled"


def _deliver_in_child(folder: Path, port: int) -> None:
    child = Outbox(open_store(folder / "data"), SmtpReceiver(port=port), folder)
    child.deliver()


def test_a_kill_between_the_message_and_its_answer_never_sends_it_twice(
    tmp_path: Path, smtp_receiver: SmtpReceiver
) -> None:
    outbox = Outbox(open_store(tmp_path / "data"), smtp_receiver, tmp_path)
    outbox.add("a")
    outbox.add("b", 1)
    outbox.now = NOW + timedelta(minutes=1)
    smtp_receiver.delay_seconds = 2.0
    child = multiprocessing.get_context("spawn").Process(target=_deliver_in_child, args=(tmp_path, smtp_receiver.port))
    child.start()
    while outbox.letter("a").state != "sending" or not smtp_receiver.connections:
        time.sleep(0.01)
        assert child.is_alive()
    time.sleep(0.2)
    child.kill()
    child.join()
    smtp_receiver.accept()
    assert outbox.deliver() == Delivered(sent=1)
    assert outbox.arrived.count("b@mfa.example") == 1
    assert outbox.arrived.count("a@mfa.example") <= 1
    assert outbox.letter("a").state == "doubtful"
    assert outbox.store.flag_counts() == {"crashed": 1}
    outbox.transport.close()
    outbox.store.close()


BOUNCE = MessageRecord("b1", "c", None, "mailer-daemon@x.example", "Undelivered", NOW, NOW, "bounce", "bounce")


def link(outbox: Outbox, bounce: Bounce) -> tuple[FlagRecord, ...]:
    return link_bounce(outbox.store, bounce, BOUNCE, NOW)


def test_a_bounce_finds_its_letter(outbox: Outbox) -> None:
    outbox.add("a", to=("Gone@mfa.example", "good@mfa.example"))
    outbox.deliver()
    gone = FailedRecipient("gone@mfa.example", "5.1.1", "no such\n user")
    flags = link_bounce(outbox.store, Bounce(True, (gone,), "<a.mailbot@un.example>"), BOUNCE, NOW)
    (flag,) = flags
    assert (flag.flag.code, flag.flag.about, flag.delegation, flag.message) == (
        "bounce",
        "gone@mfa.example",
        "BFA",
        "b1",
    )
    assert flag.flag.severity == "hold"
    assert "no such user" in flag.flag.detail
    letter = outbox.letter("a")
    assert (letter.state, letter.accepted, letter.refused) == ("sent", ("good@mfa.example",), ("Gone@mfa.example",))
    assert link(outbox, Bounce(True, (gone,), "<a.mailbot@un.example>")) == flags


def test_a_delay_notice_notes_nothing(outbox: Outbox) -> None:
    outbox.add("a")
    outbox.deliver()
    before = outbox.letter("a")
    late = Bounce(False, (FailedRecipient("a@mfa.example", "4.4.1", "later"),), before.message_id)
    assert link(outbox, late) == ()
    assert outbox.letter("a") == before


def test_a_bounce_that_does_not_say_for_whom(outbox: Outbox) -> None:
    outbox.add("a")
    outbox.deliver()
    (flag,) = link(outbox, Bounce(True, (), "<a.mailbot@un.example>"))
    assert (flag.flag.about, flag.delegation) == ("a@mfa.example", "BFA")
    (flag,) = link(outbox, Bounce(True, (), "<not-ours@x.example>"))
    assert (flag.flag.about, flag.delegation) == (None, None)


def test_what_a_clock_that_ran_ahead_put_off_goes_when_it_is_right_again(outbox: Outbox) -> None:
    """A letter written in 2031, and one that was tried then; one that waits as it should goes on waiting."""
    years = timedelta(days=3650)
    outbox.add("written", created_at=NOW + years, not_before=NOW + years)
    outbox.add("tried", not_before=NOW + years, attempts=1)
    outbox.add("kept", not_before=NOW + timedelta(days=3))
    outbox.deliver()
    assert sorted(each.recipients for each in outbox.receiver.messages) == [
        ("tried@mfa.example",),
        ("written@mfa.example",),
    ]
    assert outbox.letter("kept").state == "queued"
