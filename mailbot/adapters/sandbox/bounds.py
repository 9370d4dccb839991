"""How much reading a document, or understanding a message, may take."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

_MEBIBYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Bounds:
    """Processor time in seconds, for a document, each of its scanned pages, a message; memory and output in octets."""

    document_seconds: float = 6
    page_seconds: float = 8
    memory_octets: int = 400 * _MEBIBYTE
    output_octets: int = 16 * _MEBIBYTE
    text_seconds: float = 8

    def describe(self) -> str:
        """As JSON, for the command line of the process that enforces them."""
        return json.dumps(asdict(self))

    @classmethod
    def described(cls, text: str) -> Bounds:
        """The bounds that ``describe`` gave."""
        return cls(**json.loads(text))
