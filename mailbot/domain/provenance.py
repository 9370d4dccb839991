"""What the header tells about who sent a message, whatever its text says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Verdict = Literal["pass", "fail", "none"]


@dataclass(frozen=True, slots=True)
class Provenance:
    """Whether the receiving server vouches for the From address, and what in the header shows another sender.

    ``verdict`` is ``none`` where no server is trusted to give one. ``why`` says in one sentence how it was come by;
    ``oddities`` are sentences for staff. What follows is about words that may be somebody else's: ``denials`` are
    sentences that keep any of it from being recorded without a person, ``reservations`` a change of who speaks;
    ``authors`` are the addresses (or names, where no address is shown) of those whose mail it passes on.
    """

    verdict: Verdict = "none"
    why: str = ""
    oddities: tuple[str, ...] = ()
    reservations: tuple[str, ...] = ()
    denials: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()


UNKNOWN = Provenance()
"""Nobody has said anything, and nothing is odd."""
