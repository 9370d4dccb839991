"""What one message costs the store, at 1,000 and at 100,000 records, and beside plain sqlite3; the start with them."""

from __future__ import annotations

import argparse
import json
import os
import sqlite3
import statistics
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from mailbot.adapters.store import TinyStore, open_store
from mailbot.domain.delegation import Participant, Participation, Revision
from mailbot.domain.flag import Flag
from mailbot.domain.letter import Letter, LetterAttachment
from mailbot.domain.record import Event, FlagRecord, LedgerEntry, MessageRecord

from .office import bench, seconds_until_ready
from .rows import Row

NOW = datetime(2020, 11, 10, 9, 0, tzinfo=UTC)
PEOPLE = tuple(
    Participant(f"Family{n}", "Given", email=f"p{n}@mfa.example", participations=(Participation("RC1"),))
    for n in range(5)
)
PRACTICES = LetterAttachment("practices.pdf", "application/pdf", os.urandom(200_000))


def record_message(store: TinyStore, n: int) -> None:
    """Everything one submission writes: message, revision, two flags, letter, ledger."""
    at, code = NOW + timedelta(seconds=n), f"D{n % 200:03}"
    message = MessageRecord(
        f"m{n}", f"c{n}", f"<{n}@x.example>", "a@x.example", "s", at, at, "recorded", "submission", code
    )
    store.put_message(message)
    store.add_revision(Revision(code, n, "replace", f"message:m{n}", at, ("RC1",), PEOPLE))
    for flag in ("late", "alternate_missing"):
        store.put_flag(FlagRecord(f"{n}|{flag}", Flag(flag, "note"), at, f"m{n}", code, verdict="accepted"))
    letter = Letter(
        f"message:m{n}|ack",
        "ack",
        "fr",
        (f"a{n % 500}@x.example",),
        "s",
        "t" * 1500,
        None,
        f"<l{n}@un.example>",
        at,
        at,
    )
    store.add_letter(replace(letter, state="sent", delegation=code, attachments=(PRACTICES,)))
    store.put_ledger(LedgerEntry("desk", "INBOX", 1, n + 1, "recorded", f"m{n}", at, "Processed", True))


def fill(store: TinyStore, start: int, stop: int) -> None:
    """Records messages in large transactions."""
    for first in range(start, stop, 2000):
        with store.transaction():
            for n in range(first, min(first + 2000, stop)):
                record_message(store, n)


def median_us(act: Callable[[int], object], rounds: int) -> float:
    """The median cost of a call, in microseconds."""
    times = []
    for n in range(rounds):
        began = time.perf_counter()
        act(n)
        times.append(time.perf_counter() - began)
    return statistics.median(times) * 1e6


def measure(store: TinyStore, size: int) -> dict[str, float]:
    """Medians in microseconds for what the flows do most."""

    def commit(n: int) -> None:
        with store.transaction():
            record_message(store, size + n)

    def one(n: int) -> None:
        with store.transaction():
            store.put_setting("x", "y" * 2000 + str(n))

    uids = range(max(1, size - 9_999), size + 1)
    return {
        "commit of a whole message": median_us(commit, 200),
        "commit of one 2 KB document": median_us(one, 200),
        "message by id": median_us(lambda n: store.message(f"m{n}"), 200),
        "letters_to": median_us(lambda n: store.letters_to(f"a{n}@x.example", NOW + timedelta(seconds=size - 50)), 200),
        "current_revision": median_us(lambda n: store.current_revision(f"D{n % 200:03}"), 200),
        "due_letters": median_us(lambda _: store.due_letters(NOW, 20), 200),
        f"unseen of {len(uids)}": median_us(lambda _: store.unseen("desk", "INBOX", 1, uids), 5),
        "letter_counts": median_us(lambda _: store.letter_counts(), 5),
        "ledger_counts": median_us(lambda _: store.ledger_counts(), 5),
    }


class Plain:
    """sqlite3 alone, as durable as ours; and a file that is appended to and synchronised, as the journal is."""

    def __init__(self, folder: Path) -> None:
        self._database = sqlite3.connect(folder / "plain.sqlite", isolation_level=None)
        for statement in ("PRAGMA journal_mode = WAL", "PRAGMA synchronous = FULL"):
            self._database.execute(statement)
        self._database.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, doc TEXT)")
        self._file = os.open(folder / "plain.jsonl", os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    def commit(self, n: int) -> None:
        """One document of 2 KB."""
        self._database.execute("BEGIN IMMEDIATE")
        text = json.dumps({"name": "x", "value": "y" * 2000 + str(n)})
        self._database.execute("INSERT OR REPLACE INTO t VALUES (1, ?)", (text,))
        self._database.execute("COMMIT")

    def commit_and_append(self, n: int) -> None:
        """The same, with a line of 400 bytes in a file synchronised before."""
        os.write(self._file, b"j" * 400)
        os.fdatasync(self._file)
        self.commit(n)

    def close(self) -> None:
        self._database.close()
        os.close(self._file)


def commit_costs(store: TinyStore, folder: Path, rounds: int) -> dict[str, float]:
    """Medians of interleaved rounds, in microseconds."""
    plain = Plain(folder)

    def ours(n: int) -> None:
        with store.transaction():
            store.put_setting("x", "y" * 2000 + str(n))

    def noted(n: int) -> None:
        with store.transaction():
            store.put_setting("x", "y" * 2000 + str(n))
            store.note(Event("flag", NOW, detail={"text": "j" * 330}))

    acts = {"ours": ours, "plain": plain.commit, "noted": noted, "appended": plain.commit_and_append}
    taken: dict[str, list[float]] = {name: [] for name in acts}
    for n in range(rounds):
        for name, act in acts.items():
            taken[name].append(median_us(lambda _, act=act, n=n: act(n), 1))
    plain.close()
    return {name: statistics.median(times) for name, times in taken.items()}


def rows(options: argparse.Namespace) -> list[Row]:
    """Growth, commit and start."""
    large = options.records
    with bench() as office:
        empty, process = seconds_until_ready(office)
        process.kill()
        process.wait()
        store = open_store(office.store)
        fill(store, 0, 1000)
        small = measure(store, 1000)
        fill(store, 1200, large)
        grown = measure(store, large)
        cost = commit_costs(store, office.folder, 300)
        store.close()
        started, process = seconds_until_ready(office)
        process.kill()
        process.wait()
    whole = "commit of a whole message"
    found = [
        Row(f"one message, store of {large:,} records", grown[whole] / 1000, "ms", "of 1,000", small[whole] / 1000, 1.2,
            by_ratio=True),
        Row("durable commit of 2 KB", cost["ours"], "µs", "sqlite3 alone", cost["plain"], 1.5, by_ratio=True),
        Row("the same with its line in the journal", cost["noted"], "µs", "sqlite3 and a file fsynced",
            cost["appended"], 1.5, by_ratio=True),
        Row(f"daemon ready, {large:,} records", started, "s", "with an empty record", empty, 1.0),
    ]  # fmt: skip
    if options.details:
        found += [Row(f"  {name}", grown[name], "µs", "of 1,000", small.get(name)) for name in grown]
    return found
