"""Where the fuzzer starts: the golden cases and submissions, the files in them, and small files made by hand."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

from mailbot.domain.message import Message
from mailbot.reading import mime
from mailbot.reading.documents import kind
from tests.reading.documents.files import odt, tnef, zipped_from

_TESTS = Path(__file__).parents[1]
_LARGEST = 60_000
_TYPES = {
    "pdf": kind.PDF,
    "docx": kind.DOCX,
    "odt": kind.ODT,
    "rtf": kind.RTF,
    "doc": kind.DOC,
    "xlsx": kind.XLSX,
    "xls": kind.XLS,
    "ods": kind.ODS,
    "csv": kind.CSV,
    "tnef": kind.TNEF,
    "msg": kind.MSG,
    "zip": kind.ZIP,
    "smime": kind.PKCS7_MIME,
    "picture": "image/tiff",
}
_INSIDE = {"docx-xml": ("docx", "word/document.xml"), "odt-xml": ("odt", "content.xml")}


def seeds(target: str) -> Iterator[bytes]:
    """Inputs a target can start from, small ones first."""
    found = sorted(set(_seeds(target)), key=len)
    return iter([seed for seed in found if len(seed) <= _LARGEST])


def _messages() -> Iterator[bytes]:
    for pattern in ("cases/*/*.eml", "submissions/second/*.eml"):
        for path in sorted(_TESTS.glob(pattern)):
            yield path.read_bytes()


def _seeds(target: str) -> Iterator[bytes]:
    if target == "message":
        yield from _messages()
        return
    decoded = [mime.decode(raw) for raw in _messages()]
    if target in {"composition", "plain"}:
        yield from (m.text.encode("utf-8", "replace") for m in decoded)
    elif target == "html":
        yield from (m.html.encode("utf-8", "replace") for m in decoded if m.html)
    elif target in _INSIDE:
        package, entry = _INSIDE[target]
        for media_type, content in _files(decoded):
            if media_type == _TYPES[package]:
                with zipfile.ZipFile(io.BytesIO(content)) as opened:
                    yield opened.read(entry)
    else:
        for media_type, content in _files(decoded):
            if target == "file" or media_type == _TYPES[target]:
                yield content


def _files(decoded: list[Message]) -> Iterator[tuple[str, bytes]]:
    for message in decoded:
        for attachment in message.attachments:
            yield attachment.media_type, attachment.content
    yield kind.ODT, odt("<text:p>1. Mr. John DOE</text:p><text:list><text:list-item/></text:list>")
    yield kind.TNEF, tnef({"a.txt": b"Mr. John DOE"}, "text", rb"{\rtf1 John}")
    yield kind.RTF, rb"{\rtf1\ansi{\fonttbl{\f0 Arial;}}\pard 1.\tab Mr. John \b DOE\b0\par\u233?\'e9\trowd\cell\row}"
    yield kind.CSV, b"No;Name;E-mail\n1;DOE, John;john@state.example\n"
    yield kind.ZIP, zipped_from({"a.txt": "Mr. John DOE", "b/c.csv": "a,b"})
