"""Messages are understood before their turn, and come to the very record they would have come to without."""

from __future__ import annotations

import contextlib
import os
import signal
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from mailbot import intake
from mailbot.adapters.archive import FileArchive
from mailbot.adapters.maildir import MaildirMailbox, create_maildir, deliver
from mailbot.adapters.sandbox import Sandbox
from mailbot.adapters.store import memory_store
from mailbot.ahead import Ahead
from mailbot.desk import Desk
from mailbot.domain.meeting import Basis, Invitees
from mailbot.domain.message import Message
from mailbot.domain.submission import Submission
from mailbot.intake import take_in_all
from mailbot.ports import Arrival, MessageKey
from mailbot.reading import documents, mime
from mailbot.reading.composition import understand
from mailbot.reading.document import Ignored, Reading
from mailbot.waiting import with_ahead
from tests.e2e.mail import COMPLETE, INCOMPLETE, note

CASES = Path(__file__).parent.parent / "cases"


class Watched(Sandbox):
    """Remembers what it understood; ``fatal`` is the turn at which its process is killed."""

    def __init__(self, fatal: int = 0) -> None:
        super().__init__(processes=2)
        self.found: list[Submission | None] = []
        self.fatal = fatal

    def understand(self, message: Message, readings: Sequence[Reading], basis: Basis) -> Submission | None:
        if len(self.found) + 1 == self.fatal:
            beside = self._understander._process
            assert beside is not None
            os.kill(beside._process.pid, signal.SIGKILL)
        self.found.append(super().understand(message, readings, basis))
        return self.found[-1]


def mail() -> list[bytes]:
    """Notes of one delegation that follow each other, between golden cases that need no recogniser."""
    cases = [path.read_bytes() for path in sorted(CASES.glob("*/message.eml"))]
    plain = [raw for raw in cases if not documents.attachments_of(mime.decode(raw))][:8]
    filed = [raw for raw in cases if any(map(documents.has_text, mime.decode(raw).attachments))][:4]
    notes = [note(*people, reference=f"KMG/DIS/{n}/20") for n, people in enumerate((COMPLETE, INCOMPLETE) * 2, 1)]
    return [raw for three in zip(plain[::2], plain[1::2], filed, notes, strict=True) for raw in three]


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """So few messages are many."""
    monkeypatch.setattr(intake, "MANY", 2)


def put(desk: Desk, *raws: bytes) -> None:
    assert desk.config.mailbox.path is not None
    for raw in raws:
        deliver(desk.config.mailbox.path, raw)


def record_of(desk: Desk) -> list[bytes]:
    """Every message of the record, as bytes."""
    return [msgspec.json.encode(record, order="sorted") for record in desk.store.all_messages()]


def taken_in(desk: Desk, readers: Sandbox) -> list[bytes]:
    with with_ahead(replace(desk, readers=readers, read=readers.read)) as ahead:
        cycle = take_in_all(ahead)
        assert (cycle.left, cycle.waiting) == (0, 0)
        return record_of(ahead)


@pytest.mark.usefixtures("few")
@pytest.mark.parametrize("fatal", [0, 2])
def test_the_record_is_the_same_with_and_without(desk: Desk, tmp_path: Path, fatal: int) -> None:
    raws = mail()
    put(desk, *raws)
    with Watched(fatal) as readers:
        readers.prepare()
        found = taken_in(desk, readers)
    assert len(found) == len(raws)
    known = [submission for submission in readers.found if submission is not None]
    assert len(known) == 1 if fatal else len(known) > 1

    other = tmp_path / "other"
    create_maildir(other)
    for raw in raws:
        deliver(other, raw)
    alone = replace(desk, store=memory_store(), archive=FileArchive(tmp_path / "alone"), mailbox=MaildirMailbox(other))
    take_in_all(alone)
    assert record_of(alone) == found


@pytest.mark.usefixtures("few")
def test_what_changes_before_its_turn_makes_it_understood_at_its_turn(desk: Desk) -> None:
    raws = mail()
    arrivals = [Arrival(MessageKey("a", "b", 1, n), raw, desk.clock()) for n, raw in enumerate(raws, 1)]
    basis = desk.basis
    changes = (
        replace(basis, staff=frozenset({"somebody@else.example"})),
        replace(basis, invitees=Invitees(basis.invitees.all[1:])),
        replace(basis, meeting=replace(basis.meeting, parts=())),
    )
    with Sandbox(processes=2) as readers, contextlib.closing(Ahead(readers, desk.archive)) as ahead:
        readers.prepare()
        for _, begun in list(ahead.coming(arrivals, 8, basis)):
            assert begun is not None
            message, readings = begun.message, documents.read_all(begun.message, begun.read)
            while begun.early._found is None:
                time.sleep(0.01)
            found = begun.early._found.result(60)
            assert found == understand(message, readings, basis.meeting, basis.invitees, basis.staff)
            for change in changes:
                assert begun.early.of(message, readings, change) is None
            assert begun.early.of(replace(message, subject="Another"), readings, basis) is None
            assert begun.early.of(message, (*readings, Ignored("more", "text/plain", "logo")), basis) is None
            assert begun.early.of(message, readings, desk.basis) is found


@pytest.mark.parametrize("processes", [1, 2])
def test_few_messages_or_one_processor_start_no_process(desk: Desk, processes: int) -> None:
    put(desk, *mail()[:3])
    with Sandbox(processes=processes) as readers:
        if processes == 1:
            with contextlib.closing(Ahead(readers, desk.archive)) as ahead:
                list(ahead.coming([Arrival(MessageKey("a", "b", 1, 1), mail()[0], desk.clock())], 8, desk.basis))
                ahead._beforehand._pool.shutdown()
        else:
            assert len(taken_in(desk, readers)) == 3
        assert readers._understander._process is None
