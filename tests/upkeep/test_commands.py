"""The commands that keep the record, as a person or a script uses them: exits, sentences, files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from mailbot.adapters.daemon_lock import take_lock
from mailbot.cli import main
from tests.e2e.mail import COMPLETE, note

from .conftest import Records


@pytest.fixture
def taken(records: Records) -> Records:
    with records.desk() as desk:
        records.take_in(desk, note(*COMPLETE))
    return records


def run(records: Records, *arguments: str, code: int = 0) -> Result:
    result = CliRunner().invoke(main, ["-c", str(records.folder / "config.toml"), *arguments])
    assert not result.exception or isinstance(result.exception, SystemExit), result.exception
    assert result.exit_code == code, result.output
    return result


def test_backup_check_restore_doctor(taken: Records) -> None:
    file, into = str(taken.folder / "b.tar.gz"), taken.folder / "back"
    run(taken, "backup", file)
    assert "is there already" in run(taken, "backup", file, code=2).stderr
    assert "Sound: 1 messages" in run(taken, "restore", file, "--check").stdout
    run(taken, "restore", file, "--into", str(into))
    assert (into / "configuration" / "config.toml").read_bytes() == (taken.folder / "config.toml").read_bytes()
    assert "not empty" in run(taken, "restore", file, "--into", str(into), code=2).stderr
    assert "--into FOLDER" in run(taken, "restore", file, code=2).stderr
    nowhere = run(taken, "backup", str(taken.folder / "none" / "b.tar.gz"), code=1).stderr
    assert "name a place that exists" in nowhere


def test_rebuild_rehearses_unless_told_where(taken: Records) -> None:
    names = sorted(path.name for path in taken.store.iterdir())
    assert "the same" in run(taken, "rebuild").stdout
    assert sorted(path.name for path in taken.store.iterdir()) == names
    run(taken, "rebuild", "--into", str(taken.folder / "new"))
    run(taken, "rebuild", "--in-place")
    assert "give one" in run(taken, "rebuild", "--in-place", "--into", "x", code=2).stderr


def test_doctor_tells_in_words_and_in_json(taken: Records) -> None:
    (raw,) = (taken.store / "messages").rglob("*.eml")
    raw.unlink()
    assert "Restore the file" in run(taken, "doctor", "--offline", code=1).stdout
    (row,) = [r for r in json.loads(run(taken, "doctor", "--json", code=1).stdout) if r["weight"] == "fault"]
    assert (row["about"], row["repair"]) == ("archive", "")


def test_a_store_there_is_not(records: Records) -> None:
    assert "no store here" in run(records, "doctor", code=2).stderr


def test_purge_waits_for_its_day(taken: Records) -> None:
    assert "no day is set" in run(taken, "purge", code=2).stderr
    taken.configure("[smtp]", "[store]\npurge_days_after_meeting = 30\n[smtp]")
    early = run(taken, "purge", "--now", "2020-12-01", code=2).stderr
    assert "not before 28 December 2020" in early
    assert "Would delete: 1 messages" in run(taken, "purge", "--dry-run").stdout
    by_hand = str(taken.folder / "b.tar.gz")
    run(taken, "backup", by_hand)
    with take_lock(taken.store):
        assert "another daemon" in run(taken, "purge", "--early", code=2).stderr
    done = run(taken, "purge", "--now", "2020-12-28T12:00+01:00")
    assert "Deleted: 1 messages" in done.stdout
    assert by_hand in done.stderr
    certificate = Path(done.stdout.rpartition("Certificate: ")[2].strip())
    assert by_hand in json.loads(certificate.read_text())["not_touched"]
