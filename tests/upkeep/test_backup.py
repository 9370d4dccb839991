"""A backup holds everything but passwords and tokens, is whole or refused, and comes back as it was."""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
import tarfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mailbot import keeping
from mailbot.adapters.backups import check_backup, restore_backup
from mailbot.adapters.bringing_up import DATABASE
from mailbot.adapters.daemon_lock import take_lock
from mailbot.daemon import once
from mailbot.ports import Permanent
from tests.e2e.mail import COMPLETE, INCOMPLETE, note
from tests.servers.smtp import SmtpReceiver

from .conftest import STRANGER, Records

NOW = datetime(2020, 11, 10, tzinfo=UTC)


@pytest.fixture
def backup(records: Records) -> Path:
    with records.desk() as desk:
        records.take_in(desk, note(*COMPLETE))
    secrets = records.store / "oauth2"
    secrets.mkdir()
    (secrets / "token.json").write_text("a refresh token")
    to = records.folder / "b.tar.gz"
    with take_lock(records.store), records.desk() as desk, desk.store.transaction():
        desk.store.put_setting("half", "never committed")
        assert keeping.make_backup(records.config, to, NOW) == (1, ())
    return to


def test_taken_in_the_middle_of_a_transaction_it_comes_back_as_it_was(records: Records, backup: Path) -> None:
    before = records.exports()
    assert backup.stat().st_mode & 0o777 == 0o600
    with tarfile.open(backup) as tar:
        names = tar.getnames()
    assert not [name for name in names if "oauth2" in name or "lock" in name]
    assert {"configuration/config.toml", "configuration/invitees.csv", f"store/{DATABASE}"} <= set(names)
    assert restore_backup(backup, records.folder / "back") == (1, ())
    shutil.rmtree(records.store)
    (records.folder / "back" / "store").rename(records.store)
    assert records.exports() == before
    with records.desk() as desk:
        assert desk.store.setting("half") is None
        records.take_in(desk, note(*INCOMPLETE, subject="second"))
    assert keeping.doctor(records.config, server=True, repair=False, clock=records.clock) == []
    rights = {path.stat().st_mode & 0o777 for path in records.store.rglob("*")}
    assert rights == {0o600, 0o700}


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_damage_anywhere_is_noticed(records: Records, backup: Path, data: st.DataObject) -> None:
    raw = backup.read_bytes()
    place = data.draw(st.integers(10, len(raw) - 1))
    damaged = raw[:place] if data.draw(st.booleans()) else raw[:place] + bytes([raw[place] ^ 0x41]) + raw[place + 1 :]
    file = records.folder / "damaged.tar.gz"
    file.write_bytes(damaged)
    into = records.folder / "into"
    try:
        restore_backup(file, into)
    except Permanent:
        assert not into.exists()
    else:
        # Padding after the end of the archive and bits of the header that mean nothing.
        restored = (into / "store" / DATABASE).read_bytes()
        shutil.rmtree(into)
        restore_backup(backup, into)
        assert (into / "store" / DATABASE).read_bytes() == restored
        shutil.rmtree(into)


def test_it_goes_into_a_new_folder_only_and_never_outside_it(records: Records, backup: Path) -> None:
    with pytest.raises(Permanent, match="not empty"):
        restore_backup(backup, records.folder)
    evil = records.folder / "evil.tar.gz"
    with tarfile.open(evil, "w:gz") as tar:
        tar.add(records.folder / "config.toml", arcname="../outside.toml")
    with pytest.raises(Permanent, match="does not belong"):
        restore_backup(evil, records.folder / "into")
    with pytest.raises(Permanent, match="no backup"):
        check_backup(records.folder / "config.toml")


def test_daily_and_only_so_many_are_kept(records: Records) -> None:
    records.configure("[smtp]", '[store]\nbackups = "elsewhere"\nbackups_kept = 3\n[smtp]')
    with records.desk() as desk:
        records.take_in(desk, note(*COMPLETE))
        for _ in range(5):
            made = keeping.backup_if_due(desk)
            assert made is not None
            assert check_backup(made) == (1, ())
            assert keeping.backup_if_due(desk) is None
            records.clock.now += timedelta(days=1)
    names = sorted(path.name for path in (records.folder / "elsewhere").iterdir())
    assert names == [f"mailbot-2020-11-{day}.tar.gz" for day in (11, 12, 13)]


def test_what_killed_ones_left_goes_with_the_next_or_the_next_start(records: Records) -> None:
    with records.desk() as desk:
        records.take_in(desk, note(*COMPLETE))
        half = records.store / "backup-4194301-x1y2z3_4"
        half.mkdir()
        (half / "mailbot.sqlite").write_text("half of a copy")
        theirs = records.store / "backup-of-last-year"
        theirs.mkdir()
        assert keeping.backup_if_due(desk) is not None
    assert (half.exists(), theirs.exists()) == (False, True)
    half.mkdir()
    once(records.config, records.clock)
    assert (half.exists(), theirs.exists()) == (False, True)


def test_cron_makes_it_too_but_no_rehearsal_does(records: Records, smtp_receiver: SmtpReceiver) -> None:
    """With its letters not leaving as well: a mail server that is away is no reason to keep no backup."""
    records.configure('host = "127.0.0.1"', f'host = "127.0.0.1"\nport = {smtp_receiver.port}')
    folder = records.store / "backups"
    smtp_receiver.stop()
    records.deliver(note(*COMPLETE))
    assert not once(records.config, records.clock, rehearsal=True)
    assert not folder.exists()
    for day in (10, 11):
        assert not once(records.config, records.clock)
        assert not once(records.config, records.clock)
        assert len(list(folder.iterdir())) == day - 9
        records.clock.now += timedelta(days=1)
    assert check_backup(max(folder.iterdir())) == (1, ())


def test_a_backup_that_fails_is_left_for_the_next_cycle(records: Records, smtp_receiver: SmtpReceiver) -> None:
    records.configure('host = "127.0.0.1"', f'host = "127.0.0.1"\nport = {smtp_receiver.port}')
    quiet = '[letters]\nquiet_from = ""\nquiet_until = ""\ndigest_time = ""\n[meeting]\n'
    path = records.folder / "config.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("[meeting]\n", quiet, 1), encoding="utf-8")
    records.store.mkdir(mode=0o700)
    (records.store / "backups").write_text("in the way")
    assert not once(records.config, records.clock)
    (records.store / "backups").unlink()
    assert once(records.config, records.clock)


def test_what_has_rotten_in_the_archive_is_told_by_the_backup_and_its_check(records: Records) -> None:
    with records.desk() as desk:
        (first,) = records.take_in(desk, note(*COMPLETE))
        (second,) = records.take_in(desk, note(*INCOMPLETE, subject="second"))
    kept = {path.stem: path for path in (records.store / "messages").rglob("*.eml")}
    kept[first.id].write_bytes(kept[first.id].read_bytes()[:-5] + b"xxxxx")
    kept[second.id].unlink()
    to = records.folder / "b.tar.gz"
    contents = keeping.make_backup(records.config, to, NOW)
    assert contents.messages == 1
    assert [text.split(" is ")[0] for text in contents.damage] == [f"message {r.id[:12]}" for r in (first, second)]
    assert check_backup(to) == contents
    assert restore_backup(to, records.folder / "back") == contents


@pytest.mark.parametrize("table", ["settings", "flags", "messages"])
def test_damaged_rows_are_told_by_the_backup_and_its_check(records: Records, table: str) -> None:
    with records.desk() as desk:
        records.take_in(desk, note(*COMPLETE, sender=STRANGER))
    with contextlib.closing(sqlite3.connect(records.store / DATABASE)) as plain, plain:
        plain.execute(f"UPDATE {table} SET doc = '{{'")  # noqa: S608
    to = records.folder / "b.tar.gz"
    (damage,) = keeping.make_backup(records.config, to, records.clock.now).damage
    assert f"rows of {table} are damaged" in damage
    assert check_backup(to).damage == (damage,)


def test_the_last_sound_backup_is_never_rotated_away(records: Records) -> None:
    records.configure("[smtp]", '[store]\nbackups = "elsewhere"\nbackups_kept = 2\n[smtp]')
    folder = records.folder / "elsewhere"
    with records.desk() as desk:
        (record,) = records.take_in(desk, note(*COMPLETE))
        sound = keeping.backup_if_due(desk)
        assert sound is not None
        (path,) = (records.store / "messages").rglob("*.eml")
        raw = path.read_bytes()
        path.write_bytes(raw[:-5] + b"xxxxx")
        for _ in range(4):
            records.clock.now += timedelta(days=1)
            for _ in range(2):  # and until it is mended, whenever it is looked at
                with pytest.raises(Permanent, match=f"message {record.id[:12]} is damaged"):
                    keeping.backup_if_due(desk)
        assert sound.exists()
        assert len(list(folder.iterdir())) == 3
        path.write_bytes(raw)
        records.clock.now += timedelta(days=1)
        newest = keeping.backup_if_due(desk)
        assert newest is not None
        assert not sound.exists()
        assert len(list(folder.iterdir())) == 2
        assert check_backup(newest) == (1, ())
