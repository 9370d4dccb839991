"""What lies in the store is for its owner alone, whatever the umask, and links planted there lead nowhere."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from mailbot import keeping
from mailbot.adapters.archive import FileArchive
from mailbot.adapters.daemon_lock import take_lock
from mailbot.adapters.whole_files import write_whole
from mailbot.ports import OutsideError, Permanent
from tests.e2e.mail import COMPLETE, note
from tests.servers.smtp import SmtpReceiver

from .conftest import STRANGER, Records


def run(records: Records, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "mailbot", "-c", str(records.folder / "config.toml"), *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=100, check=False, umask=0)


def test_every_file_of_every_command_is_its_owners_alone_under_any_umask(
    records: Records, smtp_receiver: SmtpReceiver
) -> None:
    records.configure('host = "127.0.0.1"', f'host = "127.0.0.1"\nport = {smtp_receiver.port}')
    records.deliver(note(*COMPLETE), note(*COMPLETE, sender=STRANGER, subject="second"))
    to = records.folder / "by-hand.tar.gz"
    back, anew = records.folder / "back", records.folder / "anew"
    lines = ("once", f"backup {to}", "rebuild --in-place", "doctor --repair --offline", f"restore {to} --into {back}")
    for line in (*lines, f"rebuild --into {anew}", "purge --early"):
        done = run(records, *line.split())
        assert "Traceback" not in done.stderr, (line, done.stderr)
        for place in (records.store, to, back, anew):
            for path in [place, *place.rglob("*")] if place.exists() else []:
                assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), (line, path)
    assert back.exists()
    assert anew.exists()


def test_a_folder_everybody_may_write_to_is_refused(records: Records) -> None:
    records.store.mkdir(exist_ok=True)
    records.store.chmod(0o777)
    done = run(records, "once")
    assert done.returncode != 0
    assert "may be written to by everybody on this machine: chmod 700" in done.stderr
    assert list(records.store.iterdir()) == []


@pytest.fixture
def elsewhere(tmp_path: Path) -> Path:
    path = tmp_path / "elsewhere"
    path.write_text("not ours")
    return path


def test_links_in_the_place_of_our_files_are_not_followed(records: Records, elsewhere: Path) -> None:
    records.store.mkdir(exist_ok=True)
    (records.store / "lock").symlink_to(elsewhere)
    with pytest.raises(Permanent):
        take_lock(records.store)
    (records.store / "journal.jsonl").symlink_to(elsewhere)
    with pytest.raises(OutsideError), records.desk() as desk:
        records.take_in(desk, note(*COMPLETE))
    (records.folder / f".x.{os.getpid()}.part").symlink_to(elsewhere)
    with pytest.raises(OSError, match="symbolic"):
        write_whole(records.folder / "x", b"ours")
    assert elsewhere.read_text() == "not ours"


def test_a_backup_is_written_under_a_name_nobody_can_foresee(records: Records, elsewhere: Path) -> None:
    with records.desk() as desk:
        records.take_in(desk, note(*COMPLETE))
    shared = records.folder / "shared"
    shared.mkdir()
    (shared / f".b.tar.gz.{os.getpid()}.part").symlink_to(elsewhere)
    (shared / "b.tar.gz").symlink_to(elsewhere)
    assert keeping.make_backup(records.config, shared / "b.tar.gz", records.clock.now) == (1, ())
    assert elsewhere.read_text() == "not ours"
    assert not (shared / "b.tar.gz").is_symlink()


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "/etc/passwd", "ab/../../x", "a" * 63, "A" * 64, "\0" * 64, "", "a" * 63 + "\n"]
)
def test_no_name_of_a_message_is_a_path(tmp_path: Path, name: str) -> None:
    with pytest.raises(Permanent, match="is not the name of a message"):
        FileArchive(tmp_path).read(name)


@pytest.mark.parametrize("command", ["show", "resolve"])
def test_no_command_takes_a_path_for_a_message(records: Records, command: str) -> None:
    with records.desk() as desk:
        records.take_in(desk, note(*COMPLETE))
    for name in ("../../config", "/etc/passwd", "..", "*", "%"):
        done = run(records, command, name, *(["reject"] if command == "resolve" else []))
        assert done.returncode == 2
        assert "Traceback" not in done.stderr
