"""Whose words a message passes on: what a program repeats, what is quoted or forwarded, what a comment takes back.

A server that vouches for a mission's address vouches for all the mission's mail: also for what its answering machine
repeats of a stranger's, and for the forgery that it sends on with a warning.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from mailbot.domain.correspondents import sender_that_counts
from mailbot.domain.identity import address_key
from mailbot.domain.message import Message
from mailbot.domain.provenance import Provenance

from .folding import fold
from .header_block import header_block_at, label_of, marker_of
from .hearsay_words import DISOWNED, ECHO, PLAIN_PHRASES, PLAIN_WORDS, RECEIPT, TICKET
from .provenance import faults_of_attached

_MOST_LINES = 2_000
_MOST_ORIGINALS = 20
_DEPTH = 8
_LONGEST_LINE = 300
_TOP = 600
_MOST_COMMENT = 2_000
# Names, posts and a telephone below "please register".
_FEW_NAMES = 12
_WORD = re.compile(r"[^\W\d_][\w'-]*")


def with_hearsay(provenance: Provenance, message: Message, staff: frozenset[str], authserv_id: str = "") -> Provenance:
    """The same with whose words ``message`` passes on. Pure; never raises.

    ``staff`` are address keys: what they forward counts as its original sender's.
    """
    counts = sender_that_counts(message, staff)
    chain = _forwarders(message, counts)
    reservations = [sentence for each in (*chain, counts) for sentence in _repeats(each)]
    denials = [sentence for each in (*chain, counts) for sentence in _echoes(each)]
    for each in chain:
        reservations += _comment(each)
        denials += _other_header(each)
    denials += [s for each in (*chain, counts) if each.originals for s in _takes_back(each)]
    denials += _staff_quoting(counts, staff)
    denials += [s for each in _all_originals(message) for s in faults_of_attached(each, authserv_id)]
    return replace(
        provenance,
        reservations=tuple(dict.fromkeys(reservations)),
        denials=tuple(dict.fromkeys(denials)),
        authors=tuple(dict.fromkeys(_authors(counts, staff))),
    )


def _forwarders(message: Message, counts: Message) -> tuple[Message, ...]:
    """Those of staff, outermost first, through whom the message that counts has come."""
    found: list[Message] = []
    current = message
    while current is not counts and current.originals:
        found.append(current)
        current = current.originals[0]
    return tuple(found)


def _repeats(message: Message) -> Iterator[str]:
    """Programs answer with what was written to them (RFC 3834 section 2); some without a mark."""
    why = message.automatic.why or ""
    if message.automatic.is_automatic and not (message.is_list_mail and why.startswith("Precedence")):
        yield f"A program sent it ({why}), and programs repeat what strangers write to them."
    elif TICKET.search(fold(message.subject[:500])) or any(p.search(fold(message.text[:_TOP])) for p in RECEIPT):
        yield "It reads like the answer of a program, and programs repeat what strangers write to them."


def _echoes(message: Message) -> Iterator[str]:
    """ "Your message was: …", with text below: those words are the addressee's."""
    lines = message.text.split("\n")[:_MOST_LINES]
    for k, line in enumerate(lines):
        if 0 < len(line.strip()) <= _LONGEST_LINE and _is_echo(fold(line)) and any(s.strip() for s in lines[k + 1 :]):
            yield f"Below “{line.strip()[:80]}” stands what somebody else wrote to the sender."
            return


def _is_echo(line: str) -> bool:
    return any(pattern.search(line) for pattern in ECHO)


def _comment(message: Message) -> Iterator[str]:
    """What staff say above a forward: more than "please register" may say anything about it."""
    if not is_plain(message.new_text):
        yield "Staff have written more above what they forward than that it be registered: read it."


def is_plain(comment: str) -> bool:
    """Whether a comment says no more than that something is sent on; names and posts below it do not count."""
    if len(comment) > _MOST_COMMENT or re.search("[?؟？]", comment):
        return False
    text = PLAIN_PHRASES.sub(" ", fold(comment)) if not comment.isascii() else fold(comment)
    unknown = [word for word in _WORD.findall(text) if word not in PLAIN_WORDS and len(word) > 1]
    names = {fold(word) for line in comment.split("\n") for word in _names_in(line)}
    return len(unknown) <= _FEW_NAMES and all(word in names for word in unknown)


def _names_in(line: str) -> Iterator[str]:
    """Words in capitals inside a sentence, and every such word of a line that is a signature."""
    words = _WORD.findall(line)
    is_signature = (
        len(words) <= 6 and not re.search("[.!:;]", line) and all(w[0].isupper() for w in words if len(w) > 3)
    )
    for k, word in enumerate(words):
        if word[0].isupper() and (k > 0 or is_signature):
            yield word


def _other_header(message: Message) -> Iterator[str]:
    """Lines of a header, or an address, above the block that was taken for the original's."""
    for line in message.new_text.split("\n")[:_MOST_LINES]:
        if "@" in line or marker_of(line) or re.match(r"\s{0,5}-{2,}\s?\S.{0,80}-{2,}\s*$", line) or label_of(line):
            yield f"Above what staff forward stands “{line.strip()[:80]}”: it may have come from somebody else."
            return


def _takes_back(message: Message) -> Iterator[str]:
    found = DISOWNED.search(fold(message.new_text[:20_000]))
    if found:
        yield f"What is sent on is taken back or doubted above it (“{found[0][:60].strip()}”)."


def _staff_quoting(counts: Message, staff: frozenset[str]) -> Iterator[str]:
    """Where staff's own words count, a quoted or forwarded message in them is somebody else's."""
    if counts.sender is None or address_key(counts.sender.address) not in staff:
        return
    lines = counts.text.split("\n")[:_MOST_LINES]
    if any(
        line.startswith(">") or marker_of(line) or header_block_at(lines, k) for k, line in enumerate(lines) if line
    ):
        yield "Staff answer or quote somebody, and it is not certain whose words are whose."


def _all_originals(message: Message, depth: int = 0) -> Iterator[Message]:
    for original in message.originals[:_MOST_ORIGINALS] if depth < _DEPTH else ():
        yield original
        yield from _all_originals(original, depth + 1)


def _authors(message: Message, staff: frozenset[str], depth: int = 0) -> Iterator[str]:
    """Who wrote what the message passes on, as far as that is read: not staff, nor those it was written to."""
    written_to = {a.address.casefold() for a in (*message.to, *message.cc)}
    for original in message.originals if depth < _DEPTH else ():
        sender = original.sender
        address = sender.address.casefold() if sender else ""
        if address and (address in staff or address in written_to):
            continue
        yield address or (sender.name if sender else "") or "somebody"
        yield from _authors(original, staff, depth + 1)
