"""Messages understood in another process: the same submission to the letter, or none."""

from __future__ import annotations

import contextlib
import os
import signal
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailbot.adapters.sandbox import Bounds, Sandbox, wire
from mailbot.config import load
from mailbot.domain.identity import address_key
from mailbot.domain.meeting import Basis, Invitees
from mailbot.domain.message import Message
from mailbot.domain.submission import Person, Source, Submission
from mailbot.reading import documents, mime
from mailbot.reading.composition import understand
from mailbot.reading.document import Reading

CASES = Path(__file__).parent.parent / "cases"
Read = tuple[Message, tuple[Reading, ...]]


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(processes=2) as made:
        made.prepare()
        yield made


@pytest.fixture(scope="module")
def basis() -> Basis:
    config = load(CASES / "config.toml")
    return Basis(config.meeting, config.invitees, frozenset(map(address_key, config.secretariat.staff)))


@pytest.fixture(scope="module")
def cases() -> list[Read]:
    """The golden cases that need no recogniser, read."""
    found = []
    for path in sorted(CASES.glob("*/message.eml")):
        message = mime.decode(path.read_bytes())
        files = documents.attachments_of(message)
        if not any(file.media_type.startswith("image/") or len(file.content) > 100_000 for file in files):
            found.append((message, documents.read_all(message)))
    return found


def in_place(read: Read, basis: Basis) -> Submission:
    return understand(*read, basis.meeting, basis.invitees, basis.staff)


def process_of(sandbox: Sandbox) -> int:
    """The process that understands; 0 if there is none."""
    beside = sandbox._understander._process
    return beside._process.pid if beside else 0


def is_there(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def test_every_case_is_understood_as_in_place(sandbox: Sandbox, basis: Basis, cases: list[Read]) -> None:
    assert len(cases) > 90
    for read in cases:
        # What they look like too: 1 and 1.0 are equal, but not in the record.
        assert repr(sandbox.understand(*read, basis)) == repr(in_place(read, basis)), read[0].subject


def test_what_has_changed_counts_from_the_next_message_on(sandbox: Sandbox, basis: Basis, cases: list[Read]) -> None:
    nobody = replace(basis, invitees=Invitees(()))
    everybody = replace(basis, staff=frozenset(address_key(m.sender.address) for m, _ in cases if m.sender))
    differ = 0
    for read in cases[:12]:
        found = [sandbox.understand(*read, each) for each in (basis, nobody, everybody, basis)]
        assert found == [in_place(read, each) for each in (basis, nobody, everybody, basis)]
        differ += found[0] != found[1] or found[0] != found[2]
    assert differ


def test_without_its_process_nothing_is_understood_until_there_is_another(basis: Basis, cases: list[Read]) -> None:
    with Sandbox(processes=2) as sandbox:
        assert sandbox.understand(*cases[0], basis) is None
        for _ in range(2):
            sandbox.prepare()
            assert sandbox.understand(*cases[0], basis) == in_place(cases[0], basis)
            os.kill(process_of(sandbox), signal.SIGKILL)
            assert sandbox.understand(*cases[0], basis) is None
            assert sandbox.understand(*cases[0], basis) is None


def test_it_ends_with_the_others_when_idle_and_when_all_is_over(basis: Basis, cases: list[Read]) -> None:
    with Sandbox(processes=2, idle_seconds=1) as sandbox:
        sandbox.prepare()
        first = process_of(sandbox)
        assert first
        assert sandbox.understand(*cases[0], basis) is not None
        ends_at = time.monotonic() + 30
        while process_of(sandbox) or is_there(first):
            assert time.monotonic() < ends_at
            time.sleep(0.02)
        sandbox.prepare()
        second = process_of(sandbox)
        assert second not in {0, first}
    assert not is_there(second)
    sandbox.prepare()
    assert process_of(sandbox) == 0


def test_it_is_given_so_much_time_and_lives_on(basis: Basis, cases: list[Read]) -> None:
    message, readings = cases[0]
    lines = "".join(f"{number}. Mr. Peter MWANGI{number}, Counsellor\n" for number in range(2000))
    long = replace(message, text=message.text + lines, new_text=message.new_text + lines)
    with Sandbox(Bounds(text_seconds=0.25), processes=2) as sandbox:
        sandbox.prepare()
        process = process_of(sandbox)
        assert sandbox.understand(long, readings, basis) is None
        found = [sandbox.understand(message, readings, basis) for _ in range(10)]  # it loads its words meanwhile
        assert found[-1] == in_place(cases[0], basis)
        assert process_of(sandbox) == process


def test_what_cannot_be_told_exactly_is_not_told() -> None:
    for lone in ("\ud800", "a\udfff"):
        with pytest.raises(UnicodeEncodeError):
            wire.submission_to_bytes(Submission("submission", "en", text=lone))


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
sources = st.builds(Source, texts, st.none() | st.integers(0, 99) | texts, st.none() | st.integers(0, 99), texts)
persons = st.builds(Person, texts, texts, sources=st.dictionaries(texts, sources, max_size=3))


@given(st.builds(Submission, st.just("submission"), st.just("fr"), texts, persons=st.tuples(persons), text=texts))
def test_it_comes_over_as_it_was(submission: Submission) -> None:
    assert repr(wire.submission_from_bytes(wire.submission_to_bytes(submission))) == repr(submission)


@given(st.binary(max_size=300))
def test_no_bytes_break_the_receiver(content: bytes) -> None:
    with contextlib.suppress(wire.Broken):
        wire.submission_from_bytes(content)
