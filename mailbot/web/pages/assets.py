"""Style, script and icon: files of the package, by their names alone."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from starlette.responses import Response

from mailbot.web.site import Visit

from .turned import nowhere

MEDIA_TYPES = {"css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"}


@cache
def _contents() -> Mapping[str, bytes]:
    """The files by their names; only names that are there can be asked for, so that no path leads out."""
    folder = files("mailbot.web").joinpath("static")
    return {f.name: f.read_bytes() for f in folder.iterdir() if f.name.rpartition(".")[2] in MEDIA_TYPES}


def static(visit: Visit) -> Response:
    """One file; it may be kept by the browser, as its address changes with the version."""
    content = _contents().get(visit.at["name"])
    if content is None:
        return nowhere(visit)
    media_type = MEDIA_TYPES[visit.at["name"].rpartition(".")[2]]
    return Response(content, media_type=media_type, headers={"Cache-Control": "private, max-age=86400"})
