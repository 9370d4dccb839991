"""Originals beside what was read of them: the one object the review page asks."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from mailbot.domain.message import Attachment, Message
from mailbot.domain.submission import AttachmentReading, Submission
from mailbot.reading import documents
from mailbot.reading.document import Document, Line, Page, Reading, Unreadable
from mailbot.reading.documents.drawing import Look, Sheet, Wanted, is_drawable

from .cache import Recent
from .fields import Evidence, evidence_of
from .mail import MAIL_DOCUMENTS, files_in, items_of_mail
from .pages import page_views, wanted_pages
from .text import Head, items_of, marked_text, segments_of
from .view import MAIL_KEY, Original, Picture, Segment, TextBlock

WIDTH_PX = 1400
"""How wide a page is drawn unless asked otherwise: a recognised page is in memory at this width after ``originals``."""

_WIDTHS_PX = (300, 2400)
_STEP_PX = 100
_MEMORY_OCTETS = 64 << 20


class Sight(Protocol):
    """Opens hostile files somewhere safe (mailbot/adapters/sandbox, ``open_sight``). Never raises for their sake."""

    def look(self, attachment: Attachment, look: Look) -> tuple[Sheet, ...] | Unreadable:
        """Pages measured or drawn."""
        ...

    def unpack(self, attachment: Attachment) -> tuple[Attachment | Reading, ...]:
        """What a container holds, an item for each reading it gives."""
        ...

    def read_again(self, attachment: Attachment) -> tuple[Reading, ...]:
        """Its readings; no picture is recognised again."""
        ...


@dataclass(frozen=True, slots=True)
class _File:
    """A file, or the text of a container: what it is in the message, and what the submission says became of it."""

    key: str
    item: Attachment | Reading
    read: AttachmentReading

    @property
    def name(self) -> str:
        return self.item.name


class Viewer:
    """Shows the originals of messages. Any thread may use it; what it drew and read last it keeps in memory."""

    def __init__(self, sight: Sight, most_octets: int = _MEMORY_OCTETS) -> None:
        """``most_octets`` is how much it keeps, half of it pictures."""
        self._sight = sight
        self._pictures: Recent[Picture] = Recent(most_octets // 2)
        self._sheets: Recent[tuple[Sheet, ...] | Unreadable] = Recent(most_octets // 8)
        self._readings: Recent[tuple[Reading, ...]] = Recent(most_octets // 8)
        self._leaves: Recent[tuple[Attachment | Reading, ...]] = Recent(most_octets // 4)

    def originals(self, message: Message, submission: Submission) -> tuple[Original, ...]:
        """The mail text and each file, with the words each field came from marked; most evidence first.

        A container gives an original for each file in it. Never raises, whatever the sources say.
        """
        evidence = evidence_of(submission)
        mail = [one for one in evidence if one.source.document in MAIL_DOCUMENTS]
        shown, absent = _mail(message, mail)
        others = [one for one in evidence if one.source.document not in MAIL_DOCUMENTS]
        left = {one.key: one for one in (*absent, *others)}
        found = [shown]
        files = self._files(message, submission)
        for at, file in enumerate(files):
            mine = [one for one in left.values() if one.source.document == file.name]
            is_last = all(other.name != file.name for other in files[at + 1 :])
            original = self._original(file, mine, with_rest=is_last)
            found.append(original)
            for key in original.marks:
                left.pop(key, None)
        return tuple(sorted(found, key=lambda one: -len(one.marks)))

    def page_image(
        self, message: Message, submission: Submission, key: str, page: int, width_px: int = WIDTH_PX
    ) -> Picture | Unreadable:
        """A page of an original of kind "pages", as ``originals`` measured it; ``page`` from 1.

        ``width_px`` is kept within 300 and 2400, in steps of 100. Unreadable where there is no such page.
        """
        file = next((one for one in self._files(message, submission) if one.key == key), None)
        if file is None or not isinstance(file.item, Attachment):
            return Unreadable("", "", "no such page")
        mine = [one for one in evidence_of(submission) if one.source.document == file.name]
        wanted = next((one for one in wanted_pages(mine) if one.number == page), Wanted(page))
        return self.draw(file.item, wanted, width_px)

    def draw(self, attachment: Attachment, wanted: Wanted, width_px: int = WIDTH_PX) -> Picture | Unreadable:
        """One page of a file; its boxes tell that and how it was recognised, if it was."""
        width = min(max(round(width_px / _STEP_PX) * _STEP_PX, _WIDTHS_PX[0]), _WIDTHS_PX[1])
        content = _hash(attachment)
        held = self._pictures.get((content, wanted, width))
        if held is not None:
            return held
        seen = self._sight.look(attachment, Look((wanted,), width))
        if isinstance(seen, Unreadable):
            return seen
        self._keep(content, (wanted,), seen, width)
        sheet = next((one for one in seen if one.number == wanted.number and one.picture), None)
        return _picture(sheet) if sheet else Unreadable(attachment.name, attachment.media_type, "no such page")

    def file(self, message: Message, submission: Submission, key: str) -> Attachment | None:
        """The file of an original, to be downloaded; None for the mail text and for a key there is not."""
        item = next((one.item for one in self._files(message, submission) if one.key == key), None)
        return item if isinstance(item, Attachment) else None

    def _files(self, message: Message, submission: Submission) -> list[_File]:
        items = [item for attachment in files_in(message) for item in self._items(attachment)]
        told = submission.attachments
        if len(told) != len(items):
            told = tuple(_told_of(item, submission.attachments) for item in items)
        return [_File(str(n), item, read) for n, (item, read) in enumerate(zip(items, told, strict=True), 1)]

    def _items(self, attachment: Attachment) -> tuple[Attachment | Reading, ...]:
        if not documents.is_container(attachment):
            return (attachment,)
        content = _hash(attachment)
        found = self._leaves.get((content, attachment.path))
        if found is None:
            found = self._sight.unpack(attachment)
            octets = sum(item.size if isinstance(item, Attachment) else 1000 for item in found)
            self._leaves.put((content, attachment.path), found, octets)
        return found

    def _original(self, file: _File, evidence: Sequence[Evidence], *, with_rest: bool) -> Original:
        """One file as it can be shown; ``with_rest``, no other of its name can have what is found nowhere in it."""
        named = [one for one in evidence if one.source.line is None and one.source.text == file.name]
        title = _title(file.name, named)
        rest = [one for one in evidence if one not in named]
        size = file.item.size if isinstance(file.item, Attachment) else file.read.size
        read = file.read
        base = Original(
            file.key, file.name, title, read.media_type, size, read.status, "file", read.reason, read.detail,
            marks=tuple(one.key for one in named),
        )  # fmt: skip
        shown = self._shown(file, base, rest)
        loose = [one for one in rest if one.key not in shown.marks]
        return _with_loose(shown, loose) if with_rest else shown

    def _shown(self, file: _File, base: Original, evidence: Sequence[Evidence]) -> Original:
        item = file.item
        if isinstance(item, Document):
            return _as_text(base, item, evidence)
        if not isinstance(item, Attachment) or _is_hidden(file.read, item):
            return base
        if documents.has_text(item):
            document = next((one for one in self._read(item) if isinstance(one, Document)), None)
            return _as_text(base, document, evidence) if document else base
        return self._as_pages(base, item, evidence) if is_drawable(documents.kind_of(item)) else base

    def _as_pages(self, base: Original, item: Attachment, evidence: Sequence[Evidence]) -> Original:
        sheets = self._measured(item, wanted_pages(evidence))
        if isinstance(sheets, Unreadable):
            return base if base.reason else replace(base, reason=sheets.reason, detail=sheets.detail)
        pages, marked = page_views(sheets, evidence)
        keys = tuple(one.key for one in evidence if one.key in marked)
        return replace(base, kind="pages", pages=pages, marks=(*base.marks, *keys)) if pages else base

    def _measured(self, item: Attachment, wanted: tuple[Wanted, ...]) -> tuple[Sheet, ...] | Unreadable:
        content = _hash(item)
        held = self._sheets.get((content, wanted))
        if held is not None:
            return held
        seen = self._sight.look(item, Look(wanted, WIDTH_PX, measures=True))
        if isinstance(seen, Unreadable):
            self._sheets.put((content, wanted), seen, 1000)
            return seen
        self._keep(content, wanted, seen, WIDTH_PX)
        bare = tuple(replace(sheet, picture=b"") for sheet in seen)
        self._sheets.put((content, wanted), bare, sum(300 + 200 * len(sheet.words) for sheet in bare))
        return bare

    def _keep(self, content: str, wanted: Iterable[Wanted], seen: Iterable[Sheet], width: int) -> None:
        by_number = {one.number: one for one in wanted}
        for sheet in seen:
            if sheet.picture and sheet.number in by_number:
                key = (content, by_number[sheet.number], width)
                self._pictures.put(key, _picture(sheet), len(sheet.picture) + 500)

    def _read(self, item: Attachment) -> tuple[Reading, ...]:
        content = (_hash(item), item.media_type)
        found = self._readings.get(content)
        if found is None:
            found = self._sight.read_again(item)
            self._readings.put(content, found, sum(_weight(one) for one in found))
        return found


def _mail(message: Message, evidence: Sequence[Evidence]) -> tuple[Original, tuple[Evidence, ...]]:
    blocks, absent = marked_text(items_of_mail(message), evidence)
    marks = tuple(one.key for one in evidence if one.key not in absent)
    size = len(message.text.encode("utf-8", "replace"))
    shown = Original(
        MAIL_KEY,
        "",
        (),
        "text/html" if message.html else "text/plain",
        size,
        "read",
        "text",
        blocks=blocks,
        marks=marks,
    )
    return shown, tuple(one for one in evidence if one.key in absent)


def _as_text(base: Original, document: Document, evidence: Sequence[Evidence]) -> Original:
    blocks, absent = marked_text(tuple(items_of(document)), evidence)
    marks = tuple(one.key for one in evidence if one.key not in absent)
    return replace(base, kind="text", blocks=blocks, marks=(*base.marks, *marks), unread=document.unread)


def _with_loose(shown: Original, evidence: Sequence[Evidence]) -> Original:
    """The original, and under it the lines that were read in it but have no place on what is shown."""
    if not evidence or shown.kind == "file":
        return shown
    lines = dict.fromkeys(one.source.text for one in evidence if one.source.text.strip())
    page = Page("", tuple(Line(text, n, region="recognised") for n, text in enumerate(lines, 1)))
    bare = [replace(one, source=replace(one.source, page="", line=None)) for one in evidence]
    blocks, absent = marked_text((page,), bare)
    marks = tuple(one.key for one in evidence if one.key not in absent)
    together: tuple[TextBlock, ...] = (*shown.blocks, *blocks)
    return replace(shown, blocks=together, marks=(*shown.marks, *marks))


def _title(name: str, named: Sequence[Evidence]) -> tuple[Segment, ...]:
    head, _ = marked_text((Head(name, "title"),), named)
    return getattr(head[0], "segments", ()) if head else segments_of(name, ())


def _is_hidden(read: AttachmentReading, item: Attachment) -> bool:
    """Whether there is nothing to see: a logo in the text, a signature, a file that is locked."""
    if read.reason == "encrypted":
        return True
    return read.status == "ignored" and (item.is_inline or item.content_id is not None)


def _told_of(item: Attachment | Reading, told: Sequence[AttachmentReading]) -> AttachmentReading:
    """What the submission says of a file of that name; that nothing is said, if it does not."""
    size = item.size if isinstance(item, Attachment) else 0
    silent = AttachmentReading(item.name, item.media_type, size, "ignored", "not read")
    return next((one for one in told if one.name == item.name), silent)


def _picture(sheet: Sheet) -> Picture:
    return Picture(sheet.picture, sheet.width_px, sheet.height_px)


def _hash(attachment: Attachment) -> str:
    return hashlib.sha256(attachment.content).hexdigest()


def _weight(reading: Reading) -> int:
    return 4 * len(reading.text) + 5000 if isinstance(reading, Document) else 500
