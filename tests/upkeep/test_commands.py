"""The commands that keep the record, as a person or a script uses them: exits, sentences, files."""

from __future__ import annotations

import contextlib
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from mailbot.adapters.bringing_up import DATABASE
from mailbot.adapters.daemon_lock import take_lock
from mailbot.adapters.store import open_bare
from mailbot.cli import main
from mailbot.ports import Permanent
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


@pytest.mark.parametrize("options", [("--in-place",), ("--into", "new"), ()])
def test_rebuild_says_when_there_is_nothing_to_compare_with(taken: Records, options: tuple[str, ...]) -> None:
    for path in taken.store.glob(DATABASE + "*"):
        path.unlink()
    options = tuple(str(taken.folder / "new") if option == "new" else option for option in options)
    said = run(taken, "rebuild", *options).stdout
    assert "1 messages" in said
    assert "no readable database to compare" in said
    assert "same" not in said


@pytest.mark.parametrize("options", [("--in-place",), ()])
def test_rebuild_makes_no_store_where_there_is_none(records: Records, options: tuple[str, ...]) -> None:
    assert "no store here to rebuild" in run(records, "rebuild", *options, code=2).stderr
    assert not records.store.exists()


def test_the_page_makes_no_store_where_there_is_none(records: Records) -> None:
    records.configure("[smtp]", '[web]\nlisten = "127.0.0.1:1"\n[smtp]')
    said = run(records, "serve", code=1).stderr
    assert "no store here" in said
    assert "mailbot once" in said
    assert not records.store.exists()


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


def lose_database(records: Records) -> None:
    for path in records.store.glob("mailbot.sqlite*"):
        path.unlink()


@pytest.mark.parametrize("is_emptied", [False, True])
def test_a_lost_database_is_told_and_rebuilt_by_what_is_told(taken: Records, is_emptied: bool) -> None:
    before = taken.exports()
    lose_database(taken)
    if is_emptied:  # as a command that only reads used to leave it
        (taken.store / "mailbot.sqlite").touch(mode=0o600)
    for command in ("status", "flags", "letters"):
        assert "mailbot rebuild --in-place" in run(taken, command, code=2).stderr
    told = run(taken, "doctor", code=1).stdout
    assert "the database is lost" in told
    assert "mailbot rebuild --in-place" in told
    assert "mailbot rebuild --in-place" in run(taken, "doctor", "--repair", code=1).stdout
    assert (taken.store / "mailbot.sqlite").exists() == is_emptied
    assert "1 messages" in run(taken, "rebuild", "--in-place").stdout
    assert taken.exports() == before
    run(taken, "doctor")


def test_a_database_that_was_begun_anew_beside_its_journal_is_told(taken: Records) -> None:
    with taken.desk() as desk:
        taken.take_in(desk, note(*COMPLETE, subject="another"))
    before = taken.exports()
    lose_database(taken)
    with contextlib.closing(open_bare(taken.store)) as store:
        store.put_setting("something", "1")
    assert "mailbot rebuild --in-place" in run(taken, "doctor", "--repair", code=1).stdout
    run(taken, "rebuild", "--in-place")
    assert taken.exports() == before


def test_what_only_reads_makes_no_database(records: Records) -> None:
    for command in (("status",), ("flags",), ("letters",), ("export", "registrations", "--format", "json")):
        run(records, *command)
    assert not records.store.exists()


DECIDING = (
    "resolve 3f2a3f2a accept", "undo 3f2a3f2a", "letters resend 3f2a3f2a", "letters cancel 3f2a3f2a", "plan hold KEN|x",
    "plan release KEN|x", "purge --early", "purge --early --dry-run",
)  # fmt: skip


@pytest.mark.parametrize("line", DECIDING)
def test_where_there_is_no_store_nothing_is_decided_and_none_is_made(records: Records, line: str) -> None:
    assert "there is no store here: correct [store] path" in run(records, *line.split(), code=2).stderr
    assert not records.store.exists()


def test_a_letter_held_back_before_the_first_run_is_not_said_to_be(records: Records) -> None:
    (key, *_) = [row["key"] for row in json.loads(run(records, "plan", "--now", "2020-10-01", "--json").stdout)]
    assert "there is no store here" in run(records, "plan", "hold", key, code=2).stderr


@pytest.mark.parametrize("line", ["status", "flags --json", "export registrations --format json"])
def test_whoever_looks_where_there_is_no_store_is_told_so(records: Records, line: str) -> None:
    seen = run(records, *line.split())
    assert "there is no store here: correct [store] path" in seen.stderr
    assert "no store" not in seen.stdout


def test_a_database_taken_away_under_a_daemon_is_noticed_at_the_next_write(taken: Records) -> None:
    with taken.desk() as desk:
        lose_database(taken)
        with pytest.raises(Permanent, match="rebuild --in-place"):
            desk.store.put_setting("any", "1")
