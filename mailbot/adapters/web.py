"""A request to a web address that goes there and nowhere else."""

from __future__ import annotations

import ssl
import urllib.request
from http.client import HTTPResponse
from pathlib import Path
from typing import Any, cast


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A secret goes where the settings say, nowhere else."""

    def redirect_request(self, *_: Any) -> None:
        """None: the redirection is an error."""


def reply_to(request: urllib.request.Request, ca_file: Path | None, seconds: float) -> HTTPResponse:
    """The reply, for the caller to read and close; ``seconds`` is the patience with each step.

    ``ca_file`` holds the authorities to trust instead of the system's. Raises what urllib does: HTTPError (a
    redirection too), OSError (certificates included), HTTPException, ValueError.
    """
    context = ssl.create_default_context(cafile=ca_file)
    opener = urllib.request.build_opener(urllib.request.HTTPSHandler(context=context), _NoRedirect)
    return cast("HTTPResponse", opener.open(request, timeout=seconds))
