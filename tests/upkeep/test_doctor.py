"""Each thing that can be wrong is found, told with its remedy, and mended where that is safe."""

from __future__ import annotations

import contextlib
import sqlite3
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from mailbot import keeping
from mailbot.adapters.archive import FileArchive
from mailbot.adapters.bringing_up import DATABASE
from mailbot.adapters.daemon_lock import take_lock
from mailbot.adapters.journal import NAME as JOURNAL
from mailbot.adapters.maildir import deliver
from mailbot.cli import main
from mailbot.desk import Desk
from mailbot.domain.record import LedgerEntry
from mailbot.ports import Permanent
from tests.e2e.mail import COMPLETE, INCOMPLETE, message, note

from .conftest import STRANGER, Records, live_through


@pytest.fixture
def lived(records: Records) -> Records:
    with records.desk() as desk:
        records.take_in(desk, note(*COMPLETE))
        (held,) = records.take_in(desk, note(*INCOMPLETE, sender=STRANGER, subject="second"))
        records.rule(desk, "correct", held, changes=(("persons.2.family", "KARIUKI"),))
        records.take_in(desk, message("Could we name three speakers?", subject="A question"))
    return records


def found(records: Records, *, repair: bool = False) -> list[tuple[str, str, str]]:
    findings = keeping.doctor(records.config, server=True, repair=repair, clock=records.clock)
    return [(f.weight, f.about, made) for f, made in findings]


def raw_files(records: Records) -> list[Path]:
    return sorted((records.store / "messages").rglob("*.eml"))


def entries(desk: Desk) -> list[LedgerEntry]:
    return list(desk.store.all_ledger())


def lose_raw(records: Records) -> None:
    raw_files(records)[0].unlink()


def damage_raw(records: Records) -> None:
    raw_files(records)[0].write_bytes(b"something else")


def lose_record(records: Records) -> None:
    with sqlite3.connect(records.store / DATABASE) as plain:
        plain.execute("DELETE FROM messages WHERE id = 1")


def lose_revision(records: Records) -> None:
    with sqlite3.connect(records.store / DATABASE) as plain:
        plain.execute("DELETE FROM revisions WHERE id = 1")


def change_revision(records: Records) -> None:
    with sqlite3.connect(records.store / DATABASE) as plain:
        plain.execute("UPDATE revisions SET doc = replace(doc, 'OTIENO', 'OTIEN0') WHERE id = 1")


def repeat_message_id(records: Records) -> None:
    with records.desk() as desk:
        first, second, *_ = desk.store.all_letters()
        desk.store.put_letter(replace(second, message_id=first.message_id))


def lose_journal(records: Records) -> None:
    (records.store / JOURNAL).unlink()


def tear_journal(records: Records) -> None:
    path = records.store / JOURNAL
    lines = path.read_bytes().split(b"\n")
    path.write_bytes(b"\n".join([lines[0], b"x" + lines[1][1:], *lines[2:]]))


def lose_terms(records: Records) -> None:
    for path in (records.store / "terms").iterdir():
        path.unlink()


def open_rights(records: Records) -> None:
    (records.store / DATABASE).chmod(0o644)


def forget_raw(records: Records) -> None:
    FileArchive(records.store / "messages").keep(note(*COMPLETE, subject="kept, then killed"))


def drag_back(records: Records) -> None:
    """What the ledger says was moved lies in the inbox: the move was lost on the server."""
    with records.desk() as desk:
        entry = entries(desk)[0]
        deliver(records.folder / "mail", note(*COMPLETE, subject="fourth"))
        listing = desk.mailbox.listing()
        desk.store.put_ledger(replace(entry, uid_validity=listing.uid_validity, uid=listing.uids[-1], filed=True))


def leave_half(records: Records) -> None:
    """A rebuild that was killed; no process has a number that high."""
    (records.store / "rebuilding-99999999").mkdir(mode=0o700)


def leave_copy(records: Records) -> None:
    """A backup that was killed."""
    (records.store / "backup-99999999-a1b2c3_4").mkdir(mode=0o700)


WRONG: list[tuple[Callable[[Records], None], str, bool]] = [
    (lose_raw, "archive", False),
    (damage_raw, "archive", False),
    (lose_record, "ledger", False),
    (lose_revision, "revisions", False),
    (change_revision, "revisions", False),
    (repeat_message_id, "letters", False),
    (lose_journal, "journal", True),
    (tear_journal, "journal", True),
    (lose_terms, "journal", False),
    (open_rights, "rights", True),
    (forget_raw, "archive", True),
    (drag_back, "mailbox", True),
    (leave_half, "rebuild", True),
    (leave_copy, "backup", True),
]


def test_what_is_sound_is_sound(records: Records) -> None:
    live_through(records, 12)
    assert [finding for finding in found(records) if finding[0] == "fault"] == []


@pytest.mark.parametrize(("harm", "about", "is_mended"), WRONG, ids=lambda v: getattr(v, "__name__", ""))
def test_what_is_wrong_is_found_and_mended_where_that_is_safe(
    lived: Records, harm: Callable[[Records], None], about: str, is_mended: bool
) -> None:
    assert found(lived) == []
    harm(lived)
    faults = [finding for finding in found(lived) if finding[0] == "fault"]
    assert {about} <= {name for _, name, _ in faults}
    mended = [made for weight, name, made in found(lived, repair=True) if weight == "fault" and name == about]
    assert set(mended) == ({"repaired"} if is_mended else {""})
    left = [finding for finding in found(lived) if finding[0] == "fault"]
    assert bool(left) != is_mended


def test_a_message_found_in_the_archive_alone_is_taken_in_and_answered(lived: Records) -> None:
    forget_raw(lived)
    with lived.desk() as desk:
        before = len(list(desk.store.all_messages()))
    found(lived, repair=True)
    with lived.desk() as desk:
        assert len(list(desk.store.all_messages())) == before + 1
        *_, new = desk.store.all_messages()
        assert f"message:{new.id}" in {letter.cause for letter in desk.store.letters_of("KEN")}


def test_a_journal_written_anew_rebuilds_the_same(lived: Records) -> None:
    before = lived.exports()
    lose_journal(lived)
    found(lived, repair=True)
    for path in lived.store.glob(DATABASE + "*"):
        path.unlink()
    assert keeping.rebuild_in_place(lived.config)[0].problems == ()
    assert lived.exports() == before


def test_a_damaged_database_is_told_and_rebuilt(lived: Records) -> None:
    before = lived.exports()
    path = lived.store / DATABASE
    data = bytearray(path.read_bytes())
    data[4096 * 2 : 4096 * 12] = b"\xff" * 4096 * 10
    path.write_bytes(data)
    assert {about for _, about, _ in found(lived)} == {"database"}
    keeping.rebuild_in_place(lived.config)
    assert lived.exports() == before
    assert [finding for finding in found(lived) if finding[0] == "fault"] == []


@pytest.mark.parametrize("row", ["{", "5"])
@pytest.mark.parametrize("table", ["messages", "revisions", "letters", "flags", "ledger", "decisions", "settings"])
def test_a_damaged_row_is_told_everywhere_and_rebuilt(lived: Records, table: str, row: str) -> None:
    """The file is sound, what stands in it is not: a disk, or somebody's hand."""
    before = lived.exports()
    with contextlib.closing(sqlite3.connect(lived.store / DATABASE)) as plain, plain:
        plain.execute(f"UPDATE {table} SET doc = ?", (row,))  # noqa: S608
    for line in ("status", "flags", "log", "plan", "letters", "export registrations --format json", "rebuild", "once"):
        said = CliRunner().invoke(main, ["-c", str(lived.folder / "config.toml"), *line.split()])
        assert said.exception is None or isinstance(said.exception, SystemExit), (line, said.exception)
    assert ("fault", "database", "") in found(lived)
    keeping.rebuild_in_place(lived.config)
    assert lived.exports() == before
    assert [finding for finding in found(lived) if finding[0] == "fault"] == []


def test_beside_a_daemon_it_looks_and_repairs_nothing(lived: Records) -> None:
    with take_lock(lived.store):
        assert found(lived) == []
        with pytest.raises(Permanent, match="another daemon"):
            found(lived, repair=True)


def test_what_is_taken_away_while_it_looks_is_no_fault(lived: Records) -> None:
    """A daemon beside it writes and renames all the time."""
    over = threading.Event()

    def come_and_go() -> None:
        while not over.is_set():
            (lived.store / "passing" / "by").mkdir(parents=True)
            (lived.store / "passing" / "by").rmdir()
            (lived.store / "passing").rmdir()

    other = threading.Thread(target=come_and_go)
    other.start()
    try:
        for _ in range(25):
            assert {name for weight, name, _ in found(lived) if weight == "fault"} <= {"rights"}
    finally:
        over.set()
        other.join()
