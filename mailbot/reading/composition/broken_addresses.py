"""Addresses that the width of a line, a cell or a typist's thumb broke in two.

An address is made whole only where something tells that both halves are one: the name beside it, a hyphen or dot at the
break, an ending that is one only when whole. Otherwise the blank is left in it, which makes it one that cannot be used.
"""

from __future__ import annotations

import re

from mailbot.domain.public_domains import PUBLIC_DOMAINS
from mailbot.reading.folding import fold

from .address_names import plain_letters
from .spans import Span, joined
from .wording import is_only

_MOST = 40
_ENDINGS = frozenset("com org net int gov edu mil info name example test".split())
_BEFORE = re.compile(
    r"(?:(?<=[,;:(<\s])|^)(?P<head>[a-z0-9][a-z0-9._-]{1,62})(?P<gap>[ \n])(?=[a-z0-9._-]{1,63}@[\w-])"
)
_INITIAL = re.compile(r"(?<=[,;:(<]\s)[a-z]{1,2}\.$")
_BEHIND = re.compile(
    r"(?P<host>@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){0,6}[.-])(?P<gap>[ \n])"
    r"(?=[a-z0-9-]{2,63}(?:\.[a-z]{2,20}){0,4}(?:[\s,;)>]|$))"
)
_TAIL = re.compile(
    r"(?P<host>@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,6})(?P<gap>\s{1,2})(?P<tail>[a-z]{1,8}(?:\.[a-z]{2,8}){0,2})$"
)
_WORDS = re.compile(r"[^\W\d_][^\W\d_'’]{2,40}")


def mended(span: Span) -> Span:
    """The text with the addresses made whole that a break parted. Itself where nothing was broken."""
    if "@" not in span.text:
        return span
    for _ in range(_MOST):
        gap = _first_gap(span)
        if gap is None:
            return span
        span = joined([span.cut(0, gap[0]), span.cut(gap[1])], "")
    return span


def mended_cell(span: Span) -> Span:
    """A cell of addresses, the last of it made whole: "…@mail.exam / ple", "…@gmail.co / m"."""
    span = mended(span)
    found = _TAIL.search(span.text.rstrip())
    if found is None or is_only(found["tail"], "words.yes", "words.no", "words.nobody"):
        return span
    whole = found["host"][1:] + found["tail"]
    if not _is_ending(whole):
        return span
    return joined([span.cut(0, found.start("gap")), span.cut(found.end("gap"))], "")


def is_cut(domain: str, others: frozenset[str]) -> bool:
    """Whether a domain (lower case) is the beginning of one of ``others`` or of a well-known provider's."""
    if "." not in domain or domain in others or domain in PUBLIC_DOMAINS:
        return False
    return any(other.startswith(domain) for other in (*others, *_PROVIDERS))


_PROVIDERS = frozenset(d for d in PUBLIC_DOMAINS if d.endswith((".com", ".net", ".org")))


def goes_on(above: str, below: str) -> bool:
    """Whether an address begins at the end of one line and goes on at the beginning of the next."""
    if "@" not in below[:64] and "@" not in above[-64:]:
        return False
    last, first = above.rstrip()[-64:].split()[-1:], below.split()[:1]
    if not last or not first or ("@" in last[0] and "@" in first[0]):
        return False
    text = f"{above.rstrip()} {first[0]}"
    at = len(above.rstrip())
    return any(gap == (at, at + 1) for gap in [_first_gap(Span(text, ()))])


def _first_gap(span: Span) -> tuple[int, int] | None:
    text = span.text
    for found in list(_BEFORE.finditer(text))[:_MOST]:
        if _is_half(found["head"], text, found.end()):
            return found.span("gap")
    behind = _BEHIND.search(text)
    if behind is not None:
        return behind.span("gap")
    tail = _TAIL.search(text.rstrip())
    if tail is not None and not _is_ending(tail["host"]) and _is_ending(tail["host"] + tail["tail"]):
        return tail.span("gap")
    if tail is not None and (tail["host"][1:] + tail["tail"]) in PUBLIC_DOMAINS:
        return tail.span("gap")
    return None


def _is_ending(domain: str) -> bool:
    last = domain.rpartition(".")[2]
    return last in _ENDINGS or len(last) == 2


def _is_half(head: str, text: str, at: int) -> bool:
    """Whether the word before an address is the first half of its local part: both together spell a name beside it."""
    local = re.match(r"[a-z0-9._-]{1,63}", text[at:])
    pieces = [plain_letters(piece) for piece in re.split(r"[._-]", head)]
    known = {plain_letters(word) for word in _WORDS.findall(text) if word[0].isupper()}
    known.discard("")
    if head[-1] in "._-" or "." in head:
        return any(len(piece) >= 3 and piece in known for piece in pieces)
    rest = plain_letters(local[0]) if local else ""
    whole = plain_letters(head) + rest
    cut = len(plain_letters(head))
    return any(len(name) > 4 and 0 <= (start := whole.find(name)) < cut < start + len(name) for name in known)


def initial_start(text: str, start: int) -> int:
    """Where an address begins that stands at ``start`` with an initial and a blank before it ("n. dlamini@…")."""
    before = text[:start]
    found = _INITIAL.search(before[:-1]) if before.endswith(" ") else None
    return start if found is None else found.start()


def dotted_start(text: str, start: int) -> int:
    """Where an address begins whose local part seems broken at a blank before ``start`` ("athaliah.molo kom@…")."""
    before = text[max(0, start - 80) : start]
    found = re.search(r"(?:(?<=[,;:(<\s])|^)[a-z]{3,40}(?:[._][a-z]{3,40})+ $", before)
    if found is None or fold(found[0]).startswith("www."):
        return start
    return start - len(found[0])
