"""The sandbox's own process with one reader more: of "text/x-probe", which runs the file it is given as Python."""

from __future__ import annotations

from mailbot.adapters.sandbox import child
from mailbot.domain.message import Attachment
from mailbot.reading import documents
from mailbot.reading.document import Document, Line, Page, Reading


def run(attachments: list[Attachment]) -> list[tuple[Reading, ...]]:
    """What the file left in ``done``, as a document of one line."""
    names: dict[str, str] = {}
    exec(attachments[0].content, names)  # noqa: S102 - the probe's very purpose
    return [(Document("probe", "text/x-probe", (Page("1", (Line(names["done"], 1),)),)),)]


def main(described: str) -> None:
    """As the sandbox's own process."""
    documents.read_each = run  # type: ignore[assignment]
    child.main(described)
