"""What a reader of a format gives back: pages, and in plain sentences what it left out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from ..document import Page

NO_TEXT = "no text was found in it"


@dataclass(frozen=True, slots=True)
class Taken:
    """The pages taken from a file. ``unread`` says in one sentence each what of it was not read, and why."""

    pages: tuple[Page, ...]
    unread: tuple[str, ...] = ()


def not_read(noun: str, numbers: Iterable[int], why: str) -> str:
    """One sentence: "pages 9 to 14 were not read (limit 8)". ``numbers`` count from 1 and are not empty."""
    found = sorted(set(numbers))
    runs = [[n for _, n in run] for _, run in groupby(enumerate(found), lambda pair: pair[1] - pair[0])]
    spans = [str(run[0]) if len(run) == 1 else f"{run[0]} to {run[-1]}" for run in runs[:20]]
    start, verb = (f"{noun}s", "were") if len(found) > 1 else (noun, "was")
    return f"{start} {', '.join(spans)} {verb} not read ({why})"


def cut(limit: int, what: str = "characters") -> str:
    """The sentence for text that ends at a limit."""
    return f"the text after the first {limit:,} {what} was not read"
