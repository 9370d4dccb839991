"""TinyDB's own semantics, over the stock memory storage and over SQLite; and what SQLite adds."""

from __future__ import annotations

import multiprocessing
import sqlite3
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from tinydb import TinyDB, where
from tinydb.operations import delete, increment
from tinydb.storages import MemoryStorage
from tinydb.table import Document

from mailbot.adapters.keys import AtLeast, AtMost, Index, OneOf, Tables
from mailbot.adapters.memory_tables import MemoryTables
from mailbot.adapters.sqlite_rows import SqliteStorage
from mailbot.adapters.sqlite_tables import SqliteTables
from mailbot.ports import Permanent, Temporary

SCHEMA = {
    "notes": (Index(("key",), unique=True), Index(("state", "at")), Index(("flag.code",))),
    "others": (Index(("n",)),),
}


@pytest.fixture(params=["stock", "sqlite"])
def db(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[TinyDB]:
    made = TinyDB(storage=MemoryStorage) if request.param == "stock" else SqliteTables(tmp_path / "db", {})
    with made:
        yield made


def test_documents_get_ascending_ids(db: TinyDB) -> None:
    table = db.table("t")
    assert table.insert({"n": 1}) == 1
    assert table.insert_multiple([{"n": 2}, {"n": 3}]) == [2, 3]
    assert table.insert(Document({"n": 9}, 9)) == 9
    assert table.insert({"n": 10}) == 10
    assert [d.doc_id for d in table.all()] == [1, 2, 3, 9, 10]
    assert len(table) == 5


def test_an_id_is_not_used_twice(db: TinyDB) -> None:
    table = db.table("t")
    table.insert({"n": 1})
    with pytest.raises(ValueError, match="already exists"):
        table.insert(Document({"n": 2}, 1))
    with pytest.raises(ValueError, match="already exists"):
        table.insert_multiple([{"n": 3}, Document({"n": 2}, 1)])
    assert table.all() == [{"n": 1}]


def test_get_search_count_contains(db: TinyDB) -> None:
    table = db.table("t")
    table.insert_multiple({"n": n, "odd": bool(n % 2)} for n in range(1, 6))
    assert table.get(where("n") == 3) == {"n": 3, "odd": True}
    assert table.get(doc_id=4) == {"n": 4, "odd": False}
    assert table.get(doc_id=44) is None
    assert [d.doc_id for d in table.get(doc_ids=[5, 1, 77])] == [1, 5]
    assert table.count(where("odd") == True) == 3  # noqa: E712
    assert [d["n"] for d in table.search(where("n") > 3)] == [4, 5]
    assert table.contains(where("n") == 5)
    assert not table.contains(doc_id=6)
    with pytest.raises(RuntimeError):
        table.get()


def test_update_upsert_remove(db: TinyDB) -> None:
    table = db.table("t")
    table.insert_multiple({"n": n} for n in range(1, 5))
    assert table.update({"seen": True}, where("n") < 3) == [1, 2]
    assert table.update(increment("n"), doc_ids=[4, 99]) == [4]
    assert table.update(delete("seen"), doc_ids=[1]) == [1]
    assert table.update_multiple([({"m": 0}, where("n") == 3)]) == [3]
    assert table.upsert({"n": 2, "again": 1}, where("n") == 2) == [2]
    assert table.upsert({"n": 8}, where("n") == 8) == [5]
    assert table.upsert(Document({"n": 20}, 20)) == [20]
    assert table.remove(where("n") == 5) == [4]
    assert table.remove(doc_ids=[1, 99]) == [1]
    assert {d.doc_id: dict(d) for d in table} == {
        2: {"n": 2, "seen": True, "again": 1},
        3: {"n": 3, "m": 0},
        5: {"n": 8},
        20: {"n": 20},
    }
    table.truncate()
    assert table.all() == []
    assert table.insert({"n": 0}) == 1


def test_tables_come_and_go(db: TinyDB) -> None:
    db.table("a").insert({"n": 1})
    db.table("b").insert({"n": 2})
    db.insert({"n": 3})
    assert db.tables() == {"a", "b", "_default"}
    db.drop_table("a")
    assert db.tables() == {"b", "_default"}
    assert db.table("a").all() == []
    assert db.all() == [{"n": 3}]
    db.drop_tables()
    assert db.tables() == set()


def test_a_failing_update_changes_nothing(db: TinyDB) -> None:
    table = db.table("t")
    table.insert_multiple([{"n": 1}, {"m": 1}])
    with pytest.raises(KeyError):
        table.update(lambda document: document.pop("x"), doc_ids=[2])
    assert table.all() == [{"n": 1}, {"m": 1}]


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**60), 2**60) | st.text(st.characters(codec=None), max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=6,
)
DOCUMENTS = st.dictionaries(st.sampled_from(["a", "b", "c"]), VALUES, max_size=3)
IDS = st.integers(1, 12)


class SameAsStock(RuleBasedStateMachine):
    """Whatever is done in whatever order, SQLite's tables hold what stock TinyDB holds."""

    @initialize()
    def open(self) -> None:
        self.stock = TinyDB(storage=MemoryStorage)
        self.ours = SqliteTables(Path(self.folder) / f"{id(self)}.db", {})

    folder: str

    def both(self, act: Callable[[Any], Any]) -> None:
        def outcome(db: TinyDB) -> Any:
            try:
                return act(db.table("t"))
            except (ValueError, KeyError) as error:
                return type(error)

        stock, ours = outcome(self.stock), outcome(self.ours)
        if isinstance(stock, list) and stock and isinstance(stock[0], Document):
            stock = sorted(((d.doc_id, dict(d)) for d in stock), key=lambda pair: pair[0])
            ours = [(d.doc_id, dict(d)) for d in ours]
        assert ours == stock

    @rule(document=DOCUMENTS)
    def insert(self, document: dict[str, Any]) -> None:
        self.both(lambda t: t.insert(document))

    @rule(document=DOCUMENTS, doc_id=IDS)
    def insert_with_id(self, document: dict[str, Any], doc_id: int) -> None:
        self.both(lambda t: t.insert(Document(document, doc_id)))

    @rule(documents=st.lists(DOCUMENTS, max_size=3))
    def insert_multiple(self, documents: list[dict[str, Any]]) -> None:
        self.both(lambda t: t.insert_multiple(documents))

    @rule(document=DOCUMENTS, doc_id=IDS)
    def upsert(self, document: dict[str, Any], doc_id: int) -> None:
        self.both(lambda t: t.upsert(Document(document, doc_id)))

    @rule(document=DOCUMENTS, value=VALUES)
    def update(self, document: dict[str, Any], value: Any) -> None:
        self.both(lambda t: sorted(t.update(document, where("a") == value)))

    @rule(doc_ids=st.lists(IDS, max_size=3, unique=True))
    def update_some(self, doc_ids: list[int]) -> None:
        self.both(lambda t: t.update(lambda d: d.update(changed=True), doc_ids=doc_ids))

    @rule(doc_ids=st.lists(IDS, max_size=3, unique=True))
    def remove(self, doc_ids: list[int]) -> None:
        self.both(lambda t: t.remove(doc_ids=doc_ids))

    @rule(value=VALUES)
    def search(self, value: Any) -> None:
        self.both(lambda t: t.search(where("b") == value))

    @rule(doc_id=IDS)
    def get(self, doc_id: int) -> None:
        self.both(lambda t: t.get(doc_id=doc_id))

    @rule()
    def truncate(self) -> None:
        self.both(lambda t: t.truncate())

    @invariant()
    def same(self) -> None:
        if hasattr(self, "ours"):
            self.both(lambda t: t.all())
            self.both(len)

    def teardown(self) -> None:
        if hasattr(self, "ours"):
            self.ours.close()


def test_any_sequence_of_operations_gives_what_stock_gives(tmp_path: Path) -> None:
    from hypothesis.stateful import run_state_machine_as_test

    SameAsStock.folder = str(tmp_path)
    run_state_machine_as_test(
        SameAsStock, settings=settings(max_examples=40, stateful_step_count=20, deadline=None, database=None)
    )


# look-ups by key: over memory and SQLite alike


@pytest.fixture(params=["memory", "sqlite"])
def tables(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Tables]:
    made: Tables = MemoryTables() if request.param == "memory" else SqliteTables(tmp_path / "db", SCHEMA)
    yield made
    made.close()


def note(key: str, state: str = "new", at: int = 0, code: str | None = None) -> dict[str, Any]:
    return {"key": key, "state": state, "at": at, "flag": {"code": code}}


def test_put_replaces_what_its_key_finds(tables: Tables) -> None:
    notes = tables.keyed("notes")
    first = notes.put(note("a"), {"key": "a"})
    assert notes.put(note("b"), {"key": "b"}) != first
    assert notes.put(note("a", "old"), {"key": "a"}) == first
    assert [d["state"] for d in notes.find({"key": "a"})] == ["old"]
    assert len(notes.find({})) == 2


def test_find_by_equality_range_and_set(tables: Tables) -> None:
    notes = tables.keyed("notes")
    for n, state in enumerate(["new", "old", "new", "new", "old"]):
        notes.put(note(str(n), state, n, "late" if n == 4 else None), {"key": str(n)})
    assert [d["key"] for d in notes.find({"state": "new"}, order=("at",), descending=True)] == ["3", "2", "0"]
    assert [d["key"] for d in notes.find({"state": "new", "at": AtMost(2)}, order=("at",), limit=1)] == ["0"]
    assert [d["key"] for d in notes.find({"at": AtLeast(3)}, order=("at",))] == ["3", "4"]
    assert sorted(notes.values(("at", "key"), {"at": OneOf([1, 4, 99])})) == [(1, "1"), (4, "4")]
    assert [d["key"] for d in notes.find({"flag.code": "late"})] == ["4"]
    assert len(notes.find({"flag.code": None})) == 4
    assert notes.counts("state", {}) == {"new": 3, "old": 2}
    assert notes.counts("state", {"at": AtLeast(3)}) == {"new": 1, "old": 1}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(keys=st.lists(st.text(st.characters(codec=None), max_size=6), max_size=6, unique=True))
def test_any_text_is_found_again_by_its_key(keys: list[str], tables: Tables) -> None:
    notes = tables.keyed("notes")
    for key in keys:
        notes.put(note(key), {"key": key})
    for key in keys:
        assert [d["key"] for d in notes.find({"key": key})] == [key]


def test_a_transaction_is_all_or_nothing(tables: Tables) -> None:
    notes, others = tables.keyed("notes"), tables.keyed("others")
    with tables.transaction():
        notes.put(note("kept"), {"key": "kept"})
    with pytest.raises(ZeroDivisionError), tables.transaction():  # noqa: PT012 - the block is the subject
        notes.put(note("kept", "changed"), {"key": "kept"})
        notes.put(note("lost"), {"key": "lost"})
        others.put({"n": 1}, {"n": 1})
        raise ZeroDivisionError
    assert [(d["key"], d["state"]) for d in notes.find({})] == [("kept", "new")]
    assert others.find({}) == []


def test_transactions_do_not_nest(tables: Tables) -> None:
    with tables.transaction(), pytest.raises(RuntimeError, match="already open"), tables.transaction():
        pass
    with tables.transaction(), tables.step():
        tables.keyed("notes").put(note("a"), {"key": "a"})
    assert len(tables.keyed("notes").find({})) == 1


def test_threads_write_one_after_the_other(tables: Tables) -> None:
    def work(name: str) -> None:
        for n in range(20):
            with tables.transaction():
                count = len(tables.keyed("notes").find({}))
                tables.keyed("notes").put(note(f"{name}{n}", at=count), {"key": f"{name}{n}"})

    threads = [threading.Thread(target=work, args=(name,)) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    # Each saw what all before it had written: nobody read while another was between reading and writing.
    assert sorted(d["at"] for d in tables.keyed("notes").find({})) == list(range(80))


# what SQLite adds


def test_a_reader_sees_the_last_committed_state(tmp_path: Path) -> None:
    tables = SqliteTables(tmp_path / "db", SCHEMA)
    seen: list[int] = []
    with tables.transaction():
        tables.keyed("notes").put(note("a"), {"key": "a"})
        reader = threading.Thread(target=lambda: seen.append(len(tables.keyed("notes").find({}))))
        reader.start()
        reader.join()
    assert seen == [0]
    assert len(tables.keyed("notes").find({})) == 1
    tables.close()


def _insert_fifty(path: Path) -> None:
    tables = SqliteTables(path, SCHEMA)
    for _ in range(50):
        tables.table("plain").insert({"x": 1})
    tables.close()


def test_two_processes_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / "db"
    SqliteTables(path, SCHEMA).close()
    context = multiprocessing.get_context("spawn")
    workers = [context.Process(target=_insert_fifty, args=(path,)) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    with SqliteTables(path, SCHEMA) as tables:
        assert [d.doc_id for d in tables.table("plain")] == list(range(1, 101))


def test_asking_by_a_field_without_an_index_is_refused(tmp_path: Path) -> None:
    with SqliteTables(tmp_path / "db", SCHEMA) as tables, pytest.raises(KeyError, match="no index on colour"):
        tables.keyed("notes").find({"colour": "red"})


def test_an_index_added_later_covers_what_is_there(tmp_path: Path) -> None:
    with SqliteTables(tmp_path / "db", SCHEMA) as tables:
        tables.keyed("notes").put(note("a") | {"colour": "red"}, {"key": "a"})
    grown = {**SCHEMA, "notes": (*SCHEMA["notes"], Index(("colour",)))}
    with SqliteTables(tmp_path / "db", grown) as tables:
        assert len(tables.keyed("notes").find({"colour": "red"})) == 1


def test_look_ups_use_their_index(tmp_path: Path) -> None:
    SqliteTables(tmp_path / "db", SCHEMA).close()
    plain = sqlite3.connect(tmp_path / "db")

    def plan(sql: str) -> list[str]:
        return [row[3] for row in plain.execute(f"EXPLAIN QUERY PLAN {sql}")]

    assert "COVERING INDEX" in plan('SELECT "key.state", count(*) FROM notes GROUP BY "key.state"')[0]
    due = 'SELECT doc FROM notes WHERE "key.state" = 1 AND "key.at" <= 3 ORDER BY "key.at", id'
    assert plan(due) == ["SEARCH notes USING INDEX notes:state,at (key.state=? AND key.at<?)"]
    plain.close()


def test_the_files_are_for_their_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "data" / "db"
    with SqliteTables(path, SCHEMA) as tables:
        tables.insert({"x": 1})
        assert path.parent.stat().st_mode & 0o777 == 0o700
        assert {p.stat().st_mode & 0o777 for p in path.parent.iterdir()} == {0o600}


def test_a_full_disk_is_temporary_and_loses_nothing(tmp_path: Path) -> None:
    tables = SqliteTables(tmp_path / "db", SCHEMA)
    limited = tables.storage
    assert isinstance(limited, SqliteStorage)
    tables.insert({"kept": True})
    # SQLite's own limit gives the very error that a full disk gives (SQLITE_FULL).
    limited.run("PRAGMA max_page_count = 1")
    with pytest.raises(Temporary, match="disk is full"), tables.transaction():
        tables.insert({"lost": "x" * 100_000})
    limited.run("PRAGMA max_page_count = 1000000")
    assert tables.all() == [{"kept": True}]
    tables.insert({"room": "again"})
    tables.close()


def test_a_lock_that_stays_is_temporary(tmp_path: Path) -> None:
    with SqliteTables(tmp_path / "db", SCHEMA, busy_seconds=0.05) as tables:
        other = sqlite3.connect(tmp_path / "db", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(Temporary, match="locked"):
            tables.insert({"n": 1})
        other.execute("ROLLBACK")
        other.close()
        assert tables.insert({"n": 1}) == 1


def test_a_damaged_file_is_permanent(tmp_path: Path) -> None:
    (tmp_path / "db").write_bytes(b"not a database, " * 500)
    with pytest.raises(Permanent, match="restore a backup"):
        SqliteTables(tmp_path / "db", SCHEMA)


def test_a_folder_that_cannot_be_made_is_permanent(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(Permanent, match="cannot be created"):
        SqliteTables(tmp_path / "file" / "db", SCHEMA)


def test_a_newer_layout_is_refused(tmp_path: Path) -> None:
    SqliteTables(tmp_path / "db", SCHEMA).close()
    plain = sqlite3.connect(tmp_path / "db")
    plain.execute("PRAGMA user_version = 99")
    plain.close()
    with pytest.raises(Permanent, match="newer mailbot"):
        SqliteTables(tmp_path / "db", SCHEMA)


def test_the_same_key_twice_is_permanent(tmp_path: Path) -> None:
    with SqliteTables(tmp_path / "db", SCHEMA) as tables:
        tables.table("notes").insert(note("a"))
        with pytest.raises(Permanent, match="same key"):
            tables.table("notes").insert(note("a"))
