"""A backup that is restored is older than the mailbox and the letters: nothing is lost by it, nothing sent twice."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from mailbot import keeping
from mailbot.adapters.backups import restore_backup
from mailbot.daemon import once
from mailbot.domain.letter import Letter
from mailbot.review import rule_on_letter
from tests.e2e.mail import COMPLETE, HEAD, note
from tests.servers.smtp import SmtpReceiver

from .conftest import STRANGER, Records

LATER = "2. Ms. Ann KAMAU, Counsellor, primary speaker (a.kamau@mfa-ke.example)\n"


def second_note() -> bytes:
    return note(HEAD, LATER, subject="Note 2").replace(b"KMG/DIS/41/20", b"KMG/DIS/42/20")


@pytest.fixture
def office(records: Records, smtp_receiver: SmtpReceiver) -> Records:
    records.configure('host = "127.0.0.1"', f'host = "127.0.0.1"\nport = {smtp_receiver.port}')
    path = records.folder / "config.toml"
    quiet = '[letters]\nquiet_from = ""\nquiet_until = ""\ndigest_time = ""\n[meeting]\n'
    path.write_text(path.read_text(encoding="utf-8").replace("[meeting]\n", quiet, 1), encoding="utf-8")
    return records


def restore(records: Records, backup: Path) -> None:
    restore_backup(backup, records.folder / "back")
    shutil.rmtree(records.store)
    (records.folder / "back" / "store").rename(records.store)


def backed_up(records: Records) -> Path:
    to = records.folder / "b.tar.gz"
    keeping.make_backup(records.config, to, records.clock.now)
    return to


def letters(records: Records) -> dict[str, Letter]:
    with records.desk() as desk:
        return {letter.message_id: letter for letter in desk.store.all_letters()}


def faults(records: Records) -> list[str]:
    found = keeping.doctor(records.config, server=True, repair=False, clock=records.clock)
    return [finding.what for finding, _ in found if finding.weight == "fault"]


def test_what_was_filed_after_the_backup_is_taken_in_again(office: Records) -> None:
    office.deliver(note(*COMPLETE))
    once(office.config, office.clock)
    backup = backed_up(office)
    office.deliver(second_note(), note(*COMPLETE, sender=STRANGER, subject="held"))
    once(office.config, office.clock)
    before = office.exports()
    restore(office, backup)
    assert faults(office) == []  # the next cycle does it by itself
    assert office.exports() != before
    once(office.config, office.clock)
    assert office.exports() == before
    with office.desk() as desk:
        assert sorted(r.disposition for r in desk.store.all_messages()) == ["held", "recorded", "recorded"]
    assert faults(office) == []
    assert keeping.rehearse(office.config)[1]


def test_mail_beyond_the_record_is_told_and_mended_where_no_restore_left_a_mark(office: Records) -> None:
    office.deliver(note(*COMPLETE))
    once(office.config, office.clock)
    shutil.copytree(office.store, office.folder / "copied by hand")
    office.deliver(second_note())
    once(office.config, office.clock)
    before = office.exports()
    shutil.rmtree(office.store)
    (office.folder / "copied by hand").rename(office.store)
    (told,) = faults(office)
    assert "not in the record" in told
    once(office.config, office.clock)
    assert office.exports() != before
    keeping.doctor(office.config, server=True, repair=True, clock=office.clock)
    once(office.config, office.clock)
    assert office.exports() == before
    assert faults(office) == []


def test_a_record_that_begins_beside_mail_that_was_dealt_with_is_told_once(
    office: Records, smtp_receiver: SmtpReceiver
) -> None:
    """A disk that is not mounted: the folder is empty, and delegations that have answered would be reminded."""

    def told() -> list[tuple[str, ...]]:
        return [each.recipients for each in smtp_receiver.messages if b"A new record is begun" in each.raw]

    office.deliver(note(*COMPLETE))
    once(office.config, office.clock)
    once(office.config, office.clock)
    assert told() == []
    shutil.rmtree(office.store)
    for _ in range(3):
        once(office.config, office.clock)
        office.deliver(second_note())
    assert told() == [("desk@secretariat.example",)]


@pytest.mark.parametrize("copies", ["Sent", ""])
def test_a_letter_that_left_after_the_backup_is_not_sent_again(
    office: Records, smtp_receiver: SmtpReceiver, copies: str
) -> None:
    path = office.folder / "config.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("[smtp]", f'sent = "{copies}"\n[smtp]'), encoding="utf-8")
    with office.desk() as desk:
        office.take_in(desk, note(*COMPLETE))
    backup = backed_up(office)
    once(office.config, office.clock)
    (sent,) = smtp_receiver.messages
    restore(office, backup)
    once(office.config, office.clock)
    once(office.config, office.clock)
    assert smtp_receiver.messages == [sent]
    (letter,) = letters(office).values()
    assert letter.state == ("sent" if copies else "doubtful")
    with office.desk() as desk:
        assert [f.flag.code for f in desk.store.open_flags()] == ([] if copies else ["crashed"])


def test_a_store_that_was_never_restored_sends_what_waits(office: Records, smtp_receiver: SmtpReceiver) -> None:
    with office.desk() as desk:
        office.take_in(desk, note(*COMPLETE))
    once(office.config, office.clock)
    assert len(smtp_receiver.messages) == 1


@pytest.mark.parametrize("copies", ["Sent", ""])
def test_a_note_that_is_brought_back_is_not_acknowledged_twice(
    office: Records, smtp_receiver: SmtpReceiver, copies: str
) -> None:
    keep_copies_in(office, copies)
    office.deliver(note(*COMPLETE))
    once(office.config, office.clock)
    backup = backed_up(office)
    office.deliver(second_note(), note(*COMPLETE, sender=STRANGER, subject="held"))
    once(office.config, office.clock)
    sent = [(message.recipients, message.raw) for message in smtp_receiver.messages]
    assert len(sent) == 3
    restore(office, backup)
    for _ in range(2):
        once(office.config, office.clock)
    assert [(message.recipients, message.raw) for message in smtp_receiver.messages] == sent
    states = sorted(letter.state for letter in letters(office).values())
    assert states == (["sent"] * 3 if copies else ["doubtful", "doubtful", "sent"])
    with office.desk() as desk:
        flags = [f.flag.detail for f in desk.store.open_flags() if f.flag.code == "crashed"]
    assert len(flags) == (0 if copies else 2)
    assert all("was taken in again" in detail for detail in flags)
    assert keeping.rehearse(office.config)[1]
    doubted = [letter for letter in letters(office).values() if letter.state == "doubtful"]
    with office.desk() as desk:
        for letter in doubted:
            rule_on_letter(desk, letter.short_id, "resend", "a.keller")
        (held,) = [record for record in desk.store.all_messages() if record.disposition == "held"]
        assert office.rule(desk, "answer", held, text="Are you sure?")
    once(office.config, office.clock)
    assert len(smtp_receiver.messages) == 3 + len(doubted) + 1


def test_what_is_new_after_a_restore_is_answered_as_ever(office: Records, smtp_receiver: SmtpReceiver) -> None:
    keep_copies_in(office, "Sent")
    office.deliver(note(*COMPLETE))
    once(office.config, office.clock)
    restore(office, backed_up(office))
    once(office.config, office.clock)
    office.deliver(second_note())
    once(office.config, office.clock)
    assert len(smtp_receiver.messages) == 2


def test_a_reminder_that_left_after_the_backup_is_not_sent_again(office: Records, smtp_receiver: SmtpReceiver) -> None:
    keep_copies_in(office, "Sent")
    office.clock.now = datetime(2020, 11, 11, 6, 0, tzinfo=UTC)
    once(office.config, office.clock)
    backup = backed_up(office)
    office.clock.now = datetime(2020, 11, 11, 12, 0, tzinfo=UTC)
    once(office.config, office.clock)
    sent = [message.recipients for message in smtp_receiver.messages]
    assert sent
    restore(office, backup)
    once(office.config, office.clock)
    assert [message.recipients for message in smtp_receiver.messages] == sent


def keep_copies_in(office: Records, folder: str) -> None:
    path = office.folder / "config.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("[smtp]", f'sent = "{folder}"\n[smtp]'), encoding="utf-8")
