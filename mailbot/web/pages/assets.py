"""Style, script and icon: files of the package, by their names alone."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from starlette.responses import Response

from mailbot.web.site import Visit

from .turned import nowhere

MEDIA_TYPES = {"css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"}


@cache
def _content(name: str) -> bytes | None:
    """The file of that name; only names that are there can be asked for, so that no path leads out."""
    for file in files("mailbot.web").joinpath("static").iterdir():
        if file.name == name and file.name.rpartition(".")[2] in MEDIA_TYPES:
            return file.read_bytes()
    return None


def static(visit: Visit) -> Response:
    """One file; it may be kept by the browser, as its address changes with the version."""
    content = _content(visit.at["name"]) if len(visit.at["name"]) < 64 else None
    if content is None:
        return nowhere(visit)
    media_type = MEDIA_TYPES[visit.at["name"].rpartition(".")[2]]
    return Response(content, media_type=media_type, headers={"Cache-Control": "private, max-age=86400"})
