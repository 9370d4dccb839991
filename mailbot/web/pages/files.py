"""What belongs to a message and is no page: pictures of its pages, its files, its HTML, its raw bytes."""

from __future__ import annotations

import re
from urllib.parse import quote

from starlette.responses import Response

from mailbot.domain.message import Message
from mailbot.domain.submission import Submission
from mailbot.ports import Permanent
from mailbot.reading import mime
from mailbot.reading.document import Unreadable
from mailbot.web.access.headers import FILE_POLICY, MAIL_POLICY
from mailbot.web.evidence import mail_html
from mailbot.web.site import Visit

from .turned import nowhere

KEPT = {"Cache-Control": "private, max-age=3600, immutable"}
"""A picture's address names the message by the hash of its bytes: it never changes."""

NOTHING_READ = Submission("unreadable", "en")
_UNSAFE = re.compile(r"[\x00-\x1f\x7f-\x9f\"\\/:*?<>|\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]+")

_PAGE = re.compile(r"[1-9][0-9]{0,4}")


def page_picture(visit: Visit) -> Response:
    """A page of the original as a picture."""
    found = _message(visit)
    page = visit.at["page"]
    if found is None or not _PAGE.fullmatch(page):
        return nowhere(visit)
    drawn = visit.site.viewer.page_image(*found, visit.at["key"], int(page))
    if isinstance(drawn, Unreadable):
        return nowhere(visit)
    return Response(drawn.content, media_type=drawn.media_type, headers=KEPT)


def file(visit: Visit) -> Response:
    """A file as it came, to be saved: never shown by the browser, whatever it says it is."""
    found = _message(visit)
    item = visit.site.viewer.file(*found, visit.at["key"]) if found else None
    return nowhere(visit) if item is None else _handed_out(item.content, item.name or "attachment")


def raw(visit: Visit) -> Response:
    """The message as it was received."""
    record = visit.desk.store.message(visit.at["id"])
    return _handed_out(visit.desk.archive.read(record.id), f"{record.id[:12]}.eml") if record else nowhere(visit)


def html(visit: Visit) -> Response:
    """The mail's HTML, made harmless, under a policy that lets nothing run and nothing be fetched."""
    found = _message(visit)
    fragment = mail_html(found[0], visit.words("message.picture")) if found else None
    if fragment is None:
        return nowhere(visit)
    page = f'<!doctype html><meta charset="utf-8"><title>mailbot</title><body dir="auto">{fragment}'
    return Response(page, media_type="text/html", headers={"Content-Security-Policy": MAIL_POLICY})


def _message(visit: Visit) -> tuple[Message, Submission] | None:
    record = visit.desk.store.message(visit.at["id"])
    if record is None:
        return None
    try:
        return mime.decode(visit.desk.archive.read(record.id)), record.submission or NOTHING_READ
    except Permanent:
        return None


def _handed_out(content: bytes, name: str) -> Response:
    """RFC 6266: a plain name for old browsers, the real one beside it; neither can end the header or name a path."""
    safe = _UNSAFE.sub("_", name).strip(". ")[:150] or "attachment"
    plain = safe.encode("ascii", "replace").decode().replace("?", "_")
    disposition = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(safe.encode('utf-8', 'replace'))}"
    headers = {"Content-Disposition": disposition, "Content-Security-Policy": FILE_POLICY}
    return Response(content, media_type="application/octet-stream", headers=headers)
