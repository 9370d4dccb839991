"""Whatever a submission says of its sources, and whatever a file is, something is shown and nothing raises."""

from __future__ import annotations

import io
import math
import threading
import time
import zlib
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from mailbot.adapters.sandbox import Bounds, Sandbox, Unconfined
from mailbot.domain.message import Attachment
from mailbot.domain.submission import Change, Doubt, Person, Source, Submission
from mailbot.reading import mime
from mailbot.reading.document import Unreadable
from mailbot.reading.documents.drawing import Look, Seen, Sheet, Wanted
from mailbot.web.evidence import Picture, TextLine, TextTable, Viewer, evidence_of
from mailbot.web.evidence.cache import Recent
from mailbot.web.evidence.pages import page_views, wanted_pages
from mailbot.web.evidence.spans import letters_of, occurrences
from mailbot.web.evidence.text import segments_of

from . import papers

TEXT = "The Permanent Mission of Sweden\nMs. Karin EKSTRAND\nالسيدة كارين\n\nname\tother"
PDF, DOCX = papers.pdf(), papers.word()
MESSAGE = mime.decode(papers.mail(("note.pdf", PDF), ("note.docx", DOCX), text=TEXT, html=f"<p>{TEXT}</p>"))
VIEWER = Viewer(Unconfined())

sides = st.floats(-1e4, 1e4) | st.sampled_from([math.nan, math.inf, -math.inf, 0.0, 60.0, 100.0, 300.0])
sources = st.builds(
    Source,
    document=st.sampled_from(["body", "subject", "message", "note.pdf", "note.docx", "", "gone.pdf"]),
    page=st.none() | st.integers(-3, 80) | st.sampled_from(["1", "2", "x", "9" * 30, "²"]),
    line=st.none() | st.integers(-3, 40),
    text=st.sampled_from(["", " ", "Note", *TEXT.split("\n"), *papers.NOTE]) | st.text(max_size=30),
    box=st.none() | st.tuples(sides, sides, sides, sides),
    confidence=st.floats(0, 1),
)
words = st.none() | st.sampled_from(["EKSTRAND", "Karin", "e", "(", "كارين", ""]) | st.text(max_size=10)
persons = st.builds(
    Person,
    family=words,
    given=words,
    email=words,
    function=words,
    sources=st.dictionaries(st.sampled_from(["family", "given", "email", "function", "role", "mode", "odd"]), sources),
)
submissions = st.builds(
    Submission,
    kind=st.just("submission"),
    language=st.just("en"),
    delegation_name=words,
    reference=words,
    revision=st.none() | st.builds(Change, st.just("delta"), remove=st.lists(persons, max_size=2).map(tuple)),
    persons=st.lists(persons, max_size=3).map(tuple),
    doubts=st.lists(st.builds(Doubt, st.just("late"), words, source=st.none() | sources), max_size=2).map(tuple),
    says_credentials=st.none() | sources,
    sources=st.dictionaries(st.sampled_from(["delegation", "parts", "reference", "revision"]), sources),
)


@settings(max_examples=60, deadline=None)
@given(submissions)
def test_whatever_the_sources_say(submission: Submission) -> None:
    originals = VIEWER.originals(MESSAGE, submission)
    known = {one.key for one in evidence_of(submission)}
    assert {one.key for one in originals} == {"0", "1", "2"}
    for original in originals:
        assert set(original.marks) <= known
        for line in (block for block in original.blocks if isinstance(block, TextLine)):
            assert all(set(segment.marks) <= known and segment.text for segment in line.segments)
        for view in original.pages:
            for mark in view.marks:
                assert 0 <= mark.box[0] < mark.box[2] <= view.width
                assert 0 <= mark.box[1] < mark.box[3] <= view.height


@settings(max_examples=40, deadline=None)
@given(submissions)
def test_no_word_of_the_text_is_lost_by_marking(submission: Submission) -> None:
    def said(of: Submission) -> str:
        found = []
        for original in sorted(VIEWER.originals(MESSAGE, of), key=lambda one: one.key):
            for block in original.blocks:
                rows = block.rows if isinstance(block, TextTable) else ()
                lines = [line for row in rows for cell in row for line in cell.lines]
                lines += [block] if isinstance(block, TextLine) and block.region != "recognised" else []
                found += ["".join(segment.text for segment in line.segments) for line in lines]
        return "\n".join(found)

    assert said(submission) == said(Submission("submission", "en"))


@given(
    st.text(max_size=60),
    st.lists(st.tuples(st.integers(-9, 70), st.integers(-9, 70), st.text(max_size=3), st.floats(0, 1))),
)
def test_segments_are_the_text(text: str, stretches: list[tuple[int, int, str, float]]) -> None:
    segments = segments_of(text, stretches)
    assert "".join(segment.text for segment in segments) == text
    start = 0
    for segment in segments:
        over = {key for a, b, key, _ in stretches if a <= start and start + len(segment.text) <= b}
        assert set(segment.marks) == over
        start += len(segment.text)


@given(st.text(max_size=40), st.integers(0, 39), st.integers(1, 40))
def test_what_stands_in_a_text_is_found_in_it(text: str, start: int, length: int) -> None:
    wanted = text[start : start + length]
    for spans in occurrences(letters_of([text]), wanted):
        found = "".join(text[a:b] for _, a, b in spans)
        assert letters_of([wanted]).text in letters_of([found]).text


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.text("ab cé", max_size=6), sides, sides), max_size=8), submissions)
def test_whatever_words_a_page_has(found: list[tuple[str, float, float]], submission: Submission) -> None:
    seen = tuple(Seen(text, (x, y, x + 30, y + 10)) for text, x, y in found)
    sheets = [Sheet(1, 595, 842, 3, -3, seen), Sheet(2, math.nan, 1), Sheet(3, 0, 0)]
    views, _ = page_views(sheets, evidence_of(submission))
    assert [view.number for view in views] == [1]
    for one in wanted_pages(evidence_of(submission)):
        assert one.number >= 1
        assert all(math.isfinite(side) for box in one.boxes for side in box)


def test_long_lines_take_no_time() -> None:
    text = "a" * 200_000
    began = time.process_time()
    assert occurrences(letters_of([text]), "ab") == []
    assert len(occurrences(letters_of([text]), "a" * 20)) <= 50
    assert time.process_time() - began < 3


# hostile files: opened in the process beside us, whatever they do to it


@pytest.fixture(scope="module")
def confined() -> Iterator[Viewer]:
    bounds = Bounds(document_seconds=2, page_seconds=1, memory_octets=300 << 20, output_octets=8 << 20)
    with Sandbox(bounds, processes=1) as sandbox:
        yield Viewer(sandbox)


def page_with(content: bytes, box: str = "0 0 595 842") -> bytes:
    """A PDF file of one page with that content."""
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        f"<</Type/Page/Parent 2 0 R/MediaBox[{box}]/Contents 4 0 R>>".encode(),
        b"<</Length %d>>stream\n%s\nendstream" % (len(content), content),
    ]
    body = b"%PDF-1.7\n" + b"".join(b"%d 0 obj%s endobj\n" % (n, part) for n, part in enumerate(parts, 1))
    return body + b"trailer<</Root 1 0 R/Size 5>>\nstartxref\n0\n%%EOF"


def drawn(
    viewer: Viewer, content: bytes, media_type: str = "application/pdf", width_px: int = 1400
) -> Picture | Unreadable:
    return viewer.draw(Attachment("x", media_type, content), Wanted(1), width_px)


@pytest.mark.parametrize(
    "box", ["0 0 200000 200000", "0 0 1 1000000", "0 0 1000000 1", "0 0 0.001 0.001", "0 0 -5 -5", "a b"]
)
def test_a_page_of_any_size_gives_a_picture_of_bounded_size(confined: Viewer, box: str) -> None:
    found = drawn(confined, page_with(b"0 0 m 500 500 l S", box), width_px=100_000)
    if isinstance(found, Picture):
        assert found.width_px * found.height_px <= 13_000_000
        assert max(found.width_px, found.height_px) <= 6_001
        with Image.open(io.BytesIO(found.content)) as picture:
            assert picture.size == (found.width_px, found.height_px)


def test_a_page_that_takes_for_ever_is_given_up(confined: Viewer) -> None:
    shape = b" ".join(b"%d %d %d %d %d %d c" % tuple((i * k) % 595 for k in range(1, 7)) for i in range(5_000))
    began = time.monotonic()
    found = drawn(confined, page_with(b"/P gs 0 0 m " + (shape + b" f* 0 0 m ") * 100))
    assert time.monotonic() - began < 40
    assert isinstance(found, Picture) or found.reason in {"too large", "damaged"}


def test_a_picture_that_swells_is_not_opened(confined: Viewer) -> None:
    small = papers.encoded(Image.new("1", (30, 30)), "PNG")
    head = b"IHDR" + (30_000).to_bytes(4, "big") * 2 + small[24:29]
    swollen = small[:12] + head + zlib.crc32(head).to_bytes(4, "big") + small[33:]
    found = drawn(confined, swollen, "image/png")
    assert isinstance(found, Unreadable)
    assert found.reason == "too large"


@settings(max_examples=15, deadline=None)
@given(
    st.binary(max_size=200),
    st.integers(0, 5000),
    st.sampled_from([PDF, papers.encoded(papers.scan().reduce(4), "PNG")]),
)
def test_damaged_files_give_a_reason(noise: bytes, at: int, content: bytes) -> None:
    at %= len(content)
    damaged = content[:at] + noise + content[at + len(noise) :]
    for media_type in ("application/pdf", "image/png"):
        found = Unconfined().look(Attachment("x", media_type, damaged), Look((Wanted(1, ((0, 0, 9, 9),)),), 300))
        assert isinstance(found, Unreadable | tuple)


def test_the_next_page_is_drawn_after_a_fault(confined: Viewer) -> None:
    assert isinstance(drawn(confined, b"%PDF-1.7 nothing"), Unreadable)
    assert isinstance(drawn(confined, PDF), Picture)


# memory


def test_the_least_used_goes_first() -> None:
    recent: Recent[str] = Recent(100)
    for key in "abc":
        recent.put(key, key, 40)
        recent.get("a")
    assert [recent.get(key) for key in "abc"] == ["a", None, "c"]
    recent.put("huge", "huge", 101)
    recent.put("a", "again", 10)
    assert (recent.get("huge"), recent.get("a"), recent.octets) == (None, "again", 50)


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 60))))
def test_it_never_holds_more_than_it_may(puts: list[tuple[int, int]]) -> None:
    recent: Recent[int] = Recent(100)
    for key, octets in puts:
        recent.put(key, octets, octets)
        assert recent.octets <= 100
    held = [recent.get(key) for key in range(10)]
    assert recent.octets == sum(octets for octets in held if octets is not None)


def test_many_threads_may_use_it() -> None:
    recent: Recent[int] = Recent(1000)

    def use(seed: int) -> None:
        for n in range(3000):
            recent.put((seed * n) % 50, n, n % 90)
            recent.get(n % 50)

    threads = [threading.Thread(target=use, args=(seed,)) for seed in range(1, 5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    held = [recent.get(key) for key in range(50)]
    assert recent.octets == sum(n % 90 for n in held if n is not None) <= 1000
