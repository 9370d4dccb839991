"""A store that the version before left (``layout-1.tar.gz``, written by it) is brought up, and loses nothing."""

from __future__ import annotations

import shutil
import sqlite3
import tarfile
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest

from mailbot import keeping
from mailbot.adapters import bringing_up
from mailbot.adapters.bringing_up import DATABASE, layout_of
from mailbot.adapters.daemon_lock import take_lock
from mailbot.adapters.maildir import create_maildir
from mailbot.adapters.sqlite_rows import VERSION
from mailbot.adapters.store import open_store
from mailbot.ports import OutsideError, Permanent, Temporary
from tests.e2e.mail import COMPLETE, note
from tests.flows.conftest import Clock

from .conftest import Records

KEPT = Path(__file__).with_name("layout-1.tar.gz")


@pytest.fixture
def old(tmp_path: Path) -> Records:
    with tarfile.open(KEPT) as tar:
        tar.extractall(tmp_path, filter="data")
    create_maildir(tmp_path / "mail")
    (tmp_path / "data").chmod(0o700)
    assert layout_of(tmp_path / "data" / DATABASE) == 1
    return Records(tmp_path, Clock(datetime.fromisoformat("2020-11-11T10:00:00+01:00")))


def registrations(old: Records) -> bytes:
    return (old.folder / "registrations.json").read_bytes()


def test_it_is_brought_up_and_says_the_same(old: Records) -> None:
    with closing(sqlite3.connect(old.store / DATABASE)) as plain:
        before = list(plain.execute("SELECT doc FROM messages ORDER BY id"))
    assert old.exports()["json"] == registrations(old)
    assert layout_of(old.store / DATABASE) == VERSION
    backup = old.store / "backups" / f"before-layout-{VERSION}.sqlite"
    assert layout_of(backup) == 1
    assert backup.stat().st_mode & 0o777 == 0o600
    with closing(sqlite3.connect(backup)) as plain:
        assert list(plain.execute("SELECT doc FROM messages ORDER BY id")) == before
    findings = keeping.doctor(old.config, server=False, repair=False, clock=old.clock)
    # Unpacking has not kept the rights of folders.
    assert {finding.about for finding, _ in findings if finding.weight == "fault"} <= {"rights"}
    with old.desk() as desk:
        (record,) = old.take_in(desk, note(*COMPLETE, subject="after it"))
        assert record.disposition == "recorded"


def test_its_journal_rebuilds_it_with_the_database_gone(old: Records) -> None:
    with old.desk() as desk:
        ledger = desk.store.ledger_counts()
        letters = {letter.key for letter in desk.store.all_letters() if letter.delegation}
    for path in old.store.glob(DATABASE + "*"):
        path.unlink()
    # Its decisions do not say what they were made on, and the reading has grown since: both are told.
    for problem in keeping.rebuild_in_place(old.config)[0].problems:
        assert problem.endswith(
            ("was made by an older version; look at what it does now", "is read otherwise than it had been")
        )
    assert old.exports()["json"] == registrations(old)
    with old.desk() as desk:
        assert desk.store.ledger_counts() == ledger
        # A later version may give fewer strangers a receipt; it invents no letter.
        assert {letter.key for letter in desk.store.all_letters() if letter.delegation} <= letters


def test_while_the_older_daemon_runs_it_is_left_alone(old: Records) -> None:
    with take_lock(old.store), pytest.raises(Permanent, match="another daemon"):
        open_store(old.store)
    assert layout_of(old.store / DATABASE) == 1
    open_store(old.store, daemon=True).close()
    assert layout_of(old.store / DATABASE) == VERSION


def test_what_is_interrupted_is_done_at_the_next_start(old: Records, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise sqlite3.OperationalError("disk I/O error")

    with monkeypatch.context() as patch:
        patch.setattr(bringing_up, "events_of", fails)
        with pytest.raises(Temporary):
            open_store(old.store)
    assert layout_of(old.store / DATABASE) == 1
    assert old.exports()["json"] == registrations(old)


def test_a_newer_one_is_refused_with_a_sentence(old: Records) -> None:
    with closing(sqlite3.connect(old.store / DATABASE)) as plain:
        plain.execute("PRAGMA user_version = 99")
    copy = old.folder / "copy"
    shutil.copytree(old.store, copy)
    with pytest.raises(OutsideError, match="newer mailbot"):
        open_store(old.store)
    assert sorted(p.name for p in old.store.rglob("*.eml")) == sorted(p.name for p in copy.rglob("*.eml"))
    assert not (old.store / "backups").exists()
