"""The journal: every committed event is in it, in order; what was never committed gives way."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailbot.adapters.journal import Journal, Mark
from mailbot.adapters.store import open_store
from mailbot.domain.record import Decision, Event
from mailbot.ports import Permanent

AT = datetime(2020, 11, 9, 9, 0, tzinfo=UTC)


def event(text: str) -> Event:
    return Event("message", AT, detail={"text": text})


def texts(journal: Journal) -> list[str]:
    return [each.detail["text"] for each in journal.read().events]


def test_events_come_back_in_order(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    assert journal.read().lines == ()
    mark = journal.append([event("a"), event("b\udce9\u2028\n")], Mark())
    mark = journal.append([event("c")], mark)
    assert texts(journal) == ["a", "b\udce9\u2028\n", "c"]
    assert mark == Mark(3, journal.path.stat().st_size)
    assert journal.path.stat().st_mode & 0o777 == 0o600


def test_what_was_never_committed_gives_way(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    mark = journal.append([event("a")], Mark())
    journal.append([event("lost 1"), event("lost 2")], mark)
    mark = journal.append([event("b")], mark)
    assert texts(journal) == ["a", "b"]
    journal.append([event("c")], mark)
    assert (texts(journal), journal.read().lost) == (["a", "b", "c"], 0)


def test_a_file_that_knows_of_more_than_the_database_is_left_alone(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    old = mark = journal.append([event("a")], Mark())
    for text in "bc":
        mark = journal.append([event(text)], mark)
    with pytest.raises(Permanent, match="older copy"):
        journal.append([event("d")], old)
    assert texts(journal) == ["a", "b", "c"]


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 400), st.binary(max_size=4))
def test_damage_anywhere_is_counted_and_the_rest_is_read(place: int, noise: bytes) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        journal = Journal(Path(folder))
        mark = Mark()
        for text in "abcdef":
            mark = journal.append([event(text)], mark)
        data = bytearray(journal.path.read_bytes())
        data[place : place + len(noise)] = noise
        journal.path.write_bytes(data)
        read = journal.read()
        found = [each.detail["text"] for each in read.events]
        assert found == sorted(set(found))
        last = read.lines[-1].number if read.lines else 0
        assert len(found) + read.lost == last
        assert len(found) >= 6 - 2 - noise.count(b"\n")


def test_killed_at_any_moment_every_committed_decision_is_in_the_journal(tmp_path: Path) -> None:
    code = """
import sys, pathlib
from datetime import UTC, datetime
from mailbot.adapters.store import open_store
from mailbot.domain.record import Decision
store = open_store(pathlib.Path(sys.argv[1]))
n = len(store.decisions())
while True:
    n += 1
    store.add_decision(Decision(f"{n:06}", datetime(2020, 1, 1, tzinfo=UTC), "k", "dismiss", None, None, ""))
    print(n, flush=True)
"""
    for lines in (1, 3, 8):
        writer = subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], stdout=subprocess.PIPE, text=True)
        assert writer.stdout is not None
        for _ in range(lines):
            assert writer.stdout.readline()
        os.kill(writer.pid, signal.SIGKILL)
        writer.wait()
        writer.stdout.close()
    store = open_store(tmp_path)
    kept = [decision.id for decision in store.decisions()]
    store.add_decision(Decision("last", AT, "k", "dismiss", None, None, ""))
    store.close()
    noted = [each.detail["id"] for each in Journal(tmp_path).read().events]
    assert noted == [*kept, "last"]


def test_an_end_that_the_disk_has_lost_is_told(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    journal = Journal(tmp_path)
    event = Event("decision", datetime(2020, 11, 9, 9, tzinfo=UTC))
    mark = journal.append([event, event], Mark())
    os.truncate(journal.path, mark.end - 3)
    after = journal.append([event], mark)
    assert [(line.number, journal.read().lost) for line in journal.read().lines] == [(1, 1), (3, 1)]
    assert "has lost its end, 3 octets" in caplog.text
    assert "mailbot doctor --repair" in caplog.text
    caplog.clear()
    journal.append([event], after)
    assert not caplog.text


def test_a_transaction_that_is_undone_leaves_no_event(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    with pytest.raises(ZeroDivisionError), store.transaction():  # noqa: PT012
        store.note(event("never"))
        raise ZeroDivisionError
    store.note(event("a"))
    store.close()
    assert texts(Journal(tmp_path)) == ["a"]


def test_a_journal_that_cannot_be_written_undoes_the_transaction(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    (tmp_path / "journal.jsonl").mkdir()
    decision = Decision("one", AT, "k", "dismiss", None, None, "")
    with pytest.raises(Permanent, match=r"journal\.jsonl"):
        store.add_decision(decision)
    assert store.decisions() == ()
    (tmp_path / "journal.jsonl").rmdir()
    store.add_decision(decision)
    assert store.decisions() == (decision,)
    store.close()
