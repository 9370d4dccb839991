"""What one message costs the store, at 1,000 and at 100,000 records, and beside plain sqlite3.

Run: python benchmarks/bench_store.py [--large 100000]. Prints medians and ratios; trust the ratios.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from mailbot.adapters.store import TinyStore, open_store
from mailbot.domain.delegation import Participant, Participation, Revision
from mailbot.domain.flag import Flag
from mailbot.domain.letter import Letter, LetterAttachment
from mailbot.domain.record import FlagRecord, LedgerEntry, MessageRecord

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


def plain_sqlite(folder: Path) -> float:
    """One durable commit of a 2 KB document without anything of ours, in microseconds."""
    plain = sqlite3.connect(folder / "plain.sqlite", isolation_level=None)
    plain.execute("PRAGMA journal_mode = WAL")
    plain.execute("PRAGMA synchronous = FULL")
    plain.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, doc TEXT)")

    def commit(n: int) -> None:
        plain.execute("BEGIN IMMEDIATE")
        plain.execute("INSERT OR REPLACE INTO t VALUES (1, ?)", (json.dumps({"value": "y" * 2000 + str(n)}),))
        plain.execute("COMMIT")

    cost = median_us(commit, 200)
    plain.close()
    return cost


def main() -> None:
    """Fills a store in a temporary folder, measures at both sizes, prints the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--large", type=int, default=100_000)
    large = parser.parse_args().large
    with tempfile.TemporaryDirectory(dir=".") as name:
        folder = Path(name)
        store = open_store(folder / "data")
        fill(store, 0, 1000)
        small = measure(store, 1000)
        fill(store, 1200, large)
        plain = plain_sqlite(folder)
        grown = measure(store, large)
        store.close()
        began = time.perf_counter()
        store = open_store(folder / "data")
        opened = time.perf_counter() - began
        store.close()
        size = (folder / "data" / "mailbot.sqlite").stat().st_size
    print(f"{'µs':32}{1000:>10,}{large:>12,}{'ratio':>8}")
    for what, cost in grown.items():
        before = small.get(what)
        ratio = f"{cost / before:8.2f}" if before else f"{'':>8}"
        print(f"{what:32}{before or 0:>10.0f}{cost:>12.0f}{ratio}")
    print(f"plain sqlite3 commit {plain:.0f} µs; ours is {grown['commit of one 2 KB document'] / plain:.2f} times that")
    print(f"open {opened * 1000:.1f} ms, file {size / 1e6:.0f} MB, peak memory ", end="")
    print(f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()
