"""What the header tells about who sent a message, whatever its text says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Verdict = Literal["pass", "fail", "none"]


@dataclass(frozen=True, slots=True)
class Provenance:
    """Whether the receiving server vouches for the From address, and what in the header shows another sender.

    ``verdict`` is ``none`` where no server is trusted to give one. ``why`` says in one sentence how it was come by;
    ``oddities`` are sentences for staff.
    """

    verdict: Verdict = "none"
    why: str = ""
    oddities: tuple[str, ...] = ()


UNKNOWN = Provenance()
"""Nobody has said anything, and nothing is odd."""
