"""Files that hold files: ZIP, winmail.dat, .msg, an attached message, opaque S/MIME; all within one budget."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from ...domain.message import Attachment, Message
from ..document import Block, Document, Line, Page
from ..html import html_blocks, html_unread
from ..mime import decode
from ..plain import plain_blocks
from ..signed import signed_content
from . import kind
from .archive import Encrypted, NoText, Package, TooLarge
from .blocks import renumber
from .mapi import Container, unpack_msg, unpack_tnef
from .rtf import read_rtf
from .text import read_html
from .unread import Taken, cut

KINDS = frozenset({kind.ZIP, kind.TNEF, kind.MSG, kind.MESSAGE, kind.PKCS7_MIME})
_MAX_CHARACTERS = 1_000_000
_NEVER_READ = ("__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini")


@dataclass(slots=True)
class Budget:
    """How much more may come out of containers while one message is read."""

    files: int = 200
    octets: int = 120_000_000
    depth: int = 5

    def take(self, octets: int) -> None:
        """Counts one file of that size. Raises TooLarge when the budget is spent."""
        self.files -= 1
        self.octets -= octets
        if self.files < 0 or self.octets < 0:
            raise TooLarge


def unpack(attachment: Attachment, media_type: str, budget: Budget) -> Iterator[Attachment | Document]:
    """What a container holds: its own text as a Document, its files as attachments that know where they were.

    Raises Damaged, Encrypted, NoText or TooLarge.
    """
    if media_type == kind.ZIP:
        yield from _zipped(attachment, budget)
    elif media_type in {kind.TNEF, kind.MSG}:
        found = (unpack_tnef if media_type == kind.TNEF else unpack_msg)(attachment.content)
        yield from _from_outlook(found, attachment, media_type, budget)
    elif media_type == kind.MESSAGE:
        yield from _from_message(decode(attachment.content), attachment, budget)
    else:
        inner = signed_content(attachment.content)
        if inner is None:
            raise Encrypted
        yield from _from_message(decode(inner), attachment, budget)


def _zipped(attachment: Attachment, budget: Budget) -> Iterator[Attachment]:
    package = Package(attachment.content)
    names = [n for n in package.names if not n.endswith("/") and not any(part in n for part in _NEVER_READ)]
    if not names:
        raise NoText
    for name in names:
        content = package.read(name) or b""
        budget.take(len(content))
        yield _inside(attachment, _file_name(name), content)


def _file_name(name: str) -> str:
    """The name without folders; names that are not marked as UTF-8 are in the packer's own code page (APPNOTE D)."""
    last = name.replace("\\", "/").rpartition("/")[2]
    if last.isascii():
        return last
    from ..charset import decode_text

    try:
        return decode_text(last.encode("cp437"))[0]
    except UnicodeEncodeError:
        return last


def _inside(container: Attachment, name: str, content: bytes, content_id: str | None = None) -> Attachment:
    path = (*container.path, container.name)
    return Attachment(name, kind.media_type_of(content, name), content, content_id is not None, content_id, path)


def _from_outlook(
    found: Container, attachment: Attachment, media_type: str, budget: Budget
) -> Iterator[Attachment | Document]:
    own = _own_text(found)
    if own.pages:
        yield Document(attachment.name, media_type, own.pages, own.unread)
    for part in found.parts:
        budget.take(len(part.content))
        if part.message is not None:
            inner = replace(attachment, name=part.name, path=(*attachment.path, attachment.name))
            yield from _from_outlook(part.message, inner, kind.MSG, budget)
        else:
            yield _inside(attachment, part.name, part.content, part.content_id)
    if not own.pages and not found.parts:
        raise NoText


def _own_text(found: Container) -> Taken:
    """The message's text from its best form: HTML, else RTF, else plain; subject and sender before it."""
    taken = Taken(())
    for content, reader in ((found.html, read_html), (found.rtf, read_rtf)):
        if content and not taken.pages:
            try:
                taken = reader(content)
            except Exception:  # noqa: BLE001 - a damaged form leaves the next one
                taken = Taken(())
    if not taken.pages and found.plain:
        blocks = plain_blocks(found.plain[:_MAX_CHARACTERS].replace("\r\n", "\n").replace("\r", "\n"))
        unread = (cut(_MAX_CHARACTERS),) if len(found.plain) > _MAX_CHARACTERS else ()
        taken = Taken((Page("1", blocks),) if blocks else (), unread)
    return replace(taken, pages=_headed(taken.pages, found.sender, found.subject)) if taken.pages else taken


def _headed(pages: tuple[Page, ...], sender: str, subject: str) -> tuple[Page, ...]:
    heads = [Line(" ".join(text.split()), 1, region="header") for text in (sender, subject) if text.strip()]
    return (replace(pages[0], blocks=renumber([*heads, *pages[0].blocks])), *pages[1:])


def _from_message(message: Message, attachment: Attachment, budget: Budget) -> Iterator[Attachment | Document]:
    blocks: tuple[Block, ...] = html_blocks(message.html) if message.html else ()
    blocks = blocks or plain_blocks(message.text)
    if blocks:
        sender = f"{message.sender.name} <{message.sender.address}>" if message.sender else ""
        pages = _headed((Page("1", blocks),), sender, message.subject)
        unread = html_unread(message.html) if message.html else ()
        yield Document(attachment.name, kind.MESSAGE, pages, unread)
    path = (*attachment.path, attachment.name)
    for inner in message.attachments:
        budget.take(inner.size)
        yield replace(inner, path=(*path, *inner.path))
    for original in message.originals:
        budget.take(0)
        yield from _from_message(original, attachment, budget)
    if not blocks and not message.attachments and not message.originals:
        raise NoText
