"""Documents read in a process of their own: the same readings, and whatever a file does, a reason instead."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailbot.adapters.sandbox import Bounds, Sandbox, wire
from mailbot.domain.message import Attachment
from mailbot.reading import documents, mime
from mailbot.reading.document import Cell, Document, Ignored, Line, Page, Reading, Table, Unreadable
from mailbot.reading.documents.drawing import Look, Wanted, look_at

MAIL = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(processes=2) as made:
        yield made


def attachments_of_cases() -> list[Attachment]:
    """Every attachment of the golden cases that needs no recogniser."""
    found = []
    for file in sorted([*MAIL.glob("cases/*/*.eml"), *MAIL.glob("submissions/second/*.eml")]):
        found += [a for a in mime.decode(file.read_bytes()).attachments if not a.media_type.startswith("image/")]
    return found


def test_it_reads_what_is_read_without_it(sandbox: Sandbox) -> None:
    attachments = [a for a in attachments_of_cases() if a.media_type != "application/pdf"][:60]
    assert len({a.media_type for a in attachments}) > 6
    alone = [documents.read_each([attachment])[0] for attachment in attachments]
    assert sandbox.read(attachments) == alone


def test_it_takes_apart_and_looks_at_what_is_done_without_it(sandbox: Sandbox) -> None:
    attachments = [a for a in attachments_of_cases() if documents.is_container(a)][:10]
    assert attachments
    assert [sandbox.unpack(a) for a in attachments] == [documents.leaves(a) for a in attachments]
    pages = [a for a in attachments_of_cases() if a.media_type == "application/pdf"][:4]
    look = Look((Wanted(1, ((50, 50, 300, 100),)),), 400)
    for wanted in (look, replace(look, measures=True)):
        assert [sandbox.look(a, wanted) for a in pages] == [look_at(a, wanted) for a in pages]


def test_what_is_in_a_container_is_as_many_as_its_readings() -> None:
    attachments = [a for a in attachments_of_cases() if documents.is_container(a)]
    for attachment, readings in zip(attachments, documents.read_each(attachments), strict=True):
        assert [leaf.name for leaf in documents.leaves(attachment)] == [reading.name for reading in readings]


@given(st.binary(max_size=300))
def test_no_bytes_break_the_receiver_of_pages(content: bytes) -> None:
    for taken in (wire.sheets_from_bytes, wire.leaves_from_bytes):
        with contextlib.suppress(wire.Broken):
            taken(content)


# what a hostile file may make its reader do; the reader of "text/x-probe" is the file itself, as Python


@pytest.fixture(scope="module")
def hostile() -> Iterator[Sandbox]:
    bounds = Bounds(document_seconds=1, page_seconds=1, memory_octets=200 << 20, output_octets=1 << 20)
    with Sandbox(bounds, module="tests.sandbox.probe") as made:
        yield made


def probed(sandbox: Sandbox, code: str) -> Reading:
    """What the sandbox makes of a file whose reader runs that code; ``done`` is the text it would give."""
    ((reading, *_),) = sandbox.read([Attachment("probe", "text/x-probe", code.encode())])
    return reading


def said(reading: Reading) -> str:
    assert isinstance(reading, Document), reading
    return reading.text


def fault(reading: Reading) -> str:
    assert isinstance(reading, Unreadable), reading
    return reading.detail


def has_ended(pid: int) -> bool:
    """Whether there is no such process, or only what init has not yet cleared away."""
    try:
        os.kill(pid, 0)
        return "Z" in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[:1]
    except (ProcessLookupError, FileNotFoundError):
        return True


def test_a_probe_runs(hostile: Sandbox) -> None:
    assert said(probed(hostile, "done = 'here'")) == "here"


def test_no_end_of_computing(hostile: Sandbox) -> None:
    began = time.monotonic()
    assert fault(probed(hostile, "while True: pass")) == "reading it took more than 1 seconds"
    assert time.monotonic() - began < 8


def test_time_cannot_be_won_back(hostile: Sandbox) -> None:
    code = "import resource; resource.setrlimit(resource.RLIMIT_CPU, (500, 500)); done = 'won'"
    assert "failed" in fault(probed(hostile, code))


def test_no_end_of_waiting(hostile: Sandbox) -> None:
    assert "took more than" in fault(probed(hostile, "import time; time.sleep(600)"))


def test_no_end_of_memory(hostile: Sandbox) -> None:
    detail = fault(probed(hostile, "x = [b'x' * 10_000_000 for _ in range(1000)]"))
    assert detail == "reading it needs more memory than 200 MB"


def test_no_end_of_text(hostile: Sandbox) -> None:
    assert "MB of text" in fault(probed(hostile, "done = 'x' * 3_000_000"))


def test_a_crash(hostile: Sandbox) -> None:
    reading = probed(hostile, "import ctypes; ctypes.string_at(0)")
    assert isinstance(reading, Unreadable)
    assert (reading.reason, reading.detail) == ("damaged", "its reader failed")


def test_an_exit(hostile: Sandbox) -> None:
    assert "failed" in fault(probed(hostile, "import os; os._exit(0)"))


def test_the_next_file_is_read_after_every_fault(hostile: Sandbox) -> None:
    fault(probed(hostile, "import os; os._exit(0)"))
    assert said(probed(hostile, "done = 'next'")) == "next"


def test_the_process_beside_us_may_die(hostile: Sandbox) -> None:
    fault(probed(hostile, "import os, signal; os.kill(os.getppid(), signal.SIGKILL)"))
    assert said(probed(hostile, "done = 'next'")) == "next"


def test_no_file_is_written(hostile: Sandbox, tmp_path: Path) -> None:
    target = tmp_path / "x"
    fault(probed(hostile, f"open({str(target)!r}, 'w').write('x'); done = 'written'"))
    assert not target.exists() or not target.read_text()


@pytest.mark.skipif(not os.path.exists("/proc/self/ns"), reason="Linux only")  # noqa: PTH110
def test_no_private_file_is_read(hostile: Sandbox, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("password")
    reading = probed(hostile, f"done = open({str(secret)!r}).read()")
    if isinstance(reading, Document):
        pytest.skip("the kernel has no landlock")
    assert "failed" in fault(reading)


def test_passwords_are_not_handed_on(hostile: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAILBOT_IMAP_PASSWORD", "hunter2")
    hostile.close()
    assert "hunter2" not in said(probed(hostile, "import os; done = repr(dict(os.environ))"))


def test_no_file_sees_another(hostile: Sandbox) -> None:
    said(probed(hostile, "import builtins; builtins.seen = 'first'; done = 'x'"))
    assert said(probed(hostile, "import builtins; done = getattr(builtins, 'seen', 'nothing')")) == "nothing"


def test_an_answer_cannot_be_forged_for_another(hostile: Sandbox) -> None:
    fault(probed(hostile, "import os; [os.write(n, b'R' * 100) for n in range(3, 20) if n]; os._exit(0)"))
    assert said(probed(hostile, "done = 'own'")) == "own"


def test_what_it_started_ends_with_it(hostile: Sandbox) -> None:
    code = "import subprocess; done = str(subprocess.Popen(['sleep', '600']).pid)"
    pid = int(said(probed(hostile, code)))
    time.sleep(0.2)
    assert has_ended(pid)


# the time of one message


def test_what_one_file_wastes_its_others_do_not_get(hostile: Sandbox) -> None:
    files = [Attachment(str(n), "text/x-probe", b"while True: pass") for n in range(40)]
    began = time.monotonic()
    found = hostile.read(files)
    assert time.monotonic() - began < 15
    assert all("too long" in fault(r) or "more than" in fault(r) for (r,) in found)


# processes


def processes_of(sandbox: Sandbox) -> list[int]:
    return [child._process.pid for child in sandbox._idle.queue]


def test_a_process_is_kept_for_the_next(hostile: Sandbox) -> None:
    probed(hostile, "done = 'x'")
    before = processes_of(hostile)
    probed(hostile, "done = 'x'")
    assert processes_of(hostile) == before != []


def test_an_idle_process_is_let_go() -> None:
    with Sandbox(idle_seconds=0.1) as sandbox:
        sandbox.read([Attachment("a.txt", "text/plain", b"Mr. John DOE")])
        (pid,) = processes_of(sandbox)
        time.sleep(0.6)
        assert processes_of(sandbox) == []
        assert has_ended(pid)


def test_several_files_are_read_at_once() -> None:
    with Sandbox(processes=2) as sandbox:
        sandbox.read([Attachment(f"{n}.txt", "text/plain", b"Mr. John DOE") for n in range(4)])
        assert len(processes_of(sandbox)) == 2


def test_what_is_not_opened_needs_no_process() -> None:
    with Sandbox() as sandbox:
        (found,) = sandbox.read([Attachment("smime.p7s", "application/pgp-signature", b"x")])
        assert isinstance(found[0], Ignored)
        assert processes_of(sandbox) == []


# readings as bytes

texts = st.text(alphabet=st.characters(codec="utf-8"), max_size=20)
boxes = st.none() | st.tuples(*[st.floats(allow_nan=False)] * 4)
lines = st.builds(Line, texts, st.integers(0, 9), marker=st.none() | texts, box=boxes, confidence=st.floats(0, 1))


@st.composite
def tables(draw: st.DrawFn) -> Table:
    width, height = draw(st.integers(1, 3)), draw(st.integers(1, 3))
    cells = [[draw(st.builds(Cell, texts, st.just(r), st.just(c))) for c in range(width)] for r in range(height)]
    if width > 1 and draw(st.booleans()):
        cells[0][1] = cells[0][0]
    return Table(tuple(tuple(row) for row in cells), draw(st.integers(0, 9)), draw(boxes), draw(st.booleans()))


pages = st.builds(Page, texts, st.lists(lines | tables(), max_size=4).map(tuple), st.none() | st.floats(0, 900))
readings = st.lists(
    st.builds(Document, texts, texts, st.lists(pages, max_size=2).map(tuple), st.lists(texts, max_size=2).map(tuple))
    | st.builds(Unreadable, texts, texts, texts, texts)
    | st.builds(Ignored, texts, texts, texts),
    max_size=3,
)


@given(readings, st.booleans())
@settings(deadline=None)
def test_readings_come_back_as_they_were(readings: list[Reading], is_cut: bool) -> None:
    found, cut = wire.readings_from_bytes(wire.readings_to_bytes(readings, is_cut=is_cut))
    assert (list(found), cut) == (readings, is_cut)
    for before, after in zip(readings, found, strict=True):
        if isinstance(before, Document) and isinstance(after, Document):
            for (_, one), (_, other) in zip(before.blocks(), after.blocks(), strict=True):
                if isinstance(one, Table) and isinstance(other, Table) and len(one.rows[0]) > 1:
                    assert (one.rows[0][0] is one.rows[0][1]) == (other.rows[0][0] is other.rows[0][1])


def test_lone_surrogates_become_question_marks() -> None:
    (found,), _ = wire.readings_from_bytes(wire.readings_to_bytes([Ignored("a\ud800", "b", "c")], is_cut=False))
    assert found == Ignored("a?", "b", "c")


@given(st.binary(max_size=60))
def test_no_bytes_break_the_receiver(content: bytes) -> None:
    for decode in (wire.readings_from_bytes, wire.answer_of):
        with contextlib.suppress(wire.Broken):
            decode(content)
