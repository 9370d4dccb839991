"""Delivery status notifications (RFC 3464) and the dialects that came before them.

Three readers in turn: the fields of RFC 3464, wherever they stand; flufl.bounce for the dialects it knows;
phrases and reply codes. The last two only run on what a mail system sent: a submission is never a bounce.
"""

from __future__ import annotations

import email
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from flufl.bounce import all_failures

from mailbot.domain.message import Bounce, FailedRecipient, Message

from .bounce_words import DELAYED, FAILED, GAVE_UP, RETURNED, ROBOT, UNDELIVERED
from .fields import decode_field, split_header
from .mail_system import REPLY, STATUS, is_from_mail_system

Reports = Sequence[tuple[str, bytes]]

MAX_RECIPIENTS = 200
_MAX_NOTICE = 30_000
_MAX_RAW = 200_000
# Each of the library's patterns looks at each line.
_MAX_DIALECT = 60_000
_STATUS_TYPES = frozenset({"message/delivery-status", "message/global-delivery-status"})

_ADDRESS = re.compile(
    r"[^\s<>()\[\],;:\"'|=：；，。、（）《》【】“”«»]{1,100}@[A-Za-z0-9\u0080-\u2fff\u4e00-\uff00](?:[\w.-]{0,250}\w)?"
)
_TO_FIELD = re.compile(r"^[ \t>|]{0,8}to:([^\n]{3,500})", re.IGNORECASE | re.MULTILINE)
_FIELDS_IN_TEXT = re.compile(r"^(?:final|original)-recipient\s*:", re.IGNORECASE | re.MULTILINE)
_MESSAGE_ID = re.compile(
    rb"^[ \t>|]{0,8}(?:x-)?(?:original-)?message-id\s{0,5}[:\xef]\s{0,5}(<[^<>\s]{3,500}>)",
    re.IGNORECASE | re.MULTILINE,
)
_ASIDE = re.compile(
    r"postmaster|contact|help|support|abuse|mailto:|from:|^\s*>?\s*(?:to|cc|from|subject|return-path|message-id|"
    r"received)\s*:|envelope-from|mail from",
    re.IGNORECASE,
)


def read_bounce(message: Message, reports: Reports, raw: bytes) -> Bounce | None:
    """What a delivery status notification says of whom it could not reach, or None if this is none.

    ``reports`` are the message's report parts (media type, content); ``raw`` its bytes. A delay notice is
    ``permanent=False``; a success notice is no bounce.
    """
    original_id = _original_id(message, reports, raw)
    groups = [g for kind, content in reports if kind in _STATUS_TYPES for g in _groups(content)]
    if groups:
        standard = _from_groups(groups, original_id)
        if standard or any(_action(g) in {"deliver", "relayed", "expand"} for g in groups):
            return standard
    notice = _notice(message.text)
    if not is_from_mail_system(message, notice):
        return None
    if _FIELDS_IN_TEXT.search(message.text):
        found = _from_groups(list(_groups(message.text[:_MAX_RAW].encode("utf-8", "replace"))), original_id)
        if found:
            return found
    found = _from_dialect(message, notice, raw, original_id) or _from_phrases(message, notice, original_id)
    if found is None and (groups or _is_about_ours(message, notice, original_id)):
        returned = _returned_to(message, reports)
        return Bounce(not _is_delay(message, notice), returned, original_id)
    if found and found.permanent and DELAYED.search(message.subject) and not GAVE_UP.search(message.subject):
        return replace(found, permanent=False)
    return found


def _is_about_ours(message: Message, notice: str, original_id: str | None) -> bool:
    """Whether a notice that names no address still says that a message came back, not that a mailbox is full."""
    if UNDELIVERED.search(message.subject):
        return True
    return original_id is not None and bool(UNDELIVERED.search(notice) or RETURNED.search(message.text, 40, _MAX_RAW))


def _returned_to(message: Message, reports: Reports) -> tuple[FailedRecipient, ...]:
    """Whom the message that came back was for, where it went to one alone and the notice names nobody."""
    kinds = {"message/rfc822", "text/rfc822-headers", "message/global-headers"}
    blobs = [content[:_MAX_RAW].decode("utf-8", "replace") for kind, content in reports if kind in kinds]
    found = RETURNED.search(message.text, 40, _MAX_RAW)
    blobs += [message.text[found.start() :]] if found else []
    for blob in blobs:
        named = _TO_FIELD.findall(blob[:_MAX_NOTICE])
        addresses = {a for line in named for a in _ADDRESS.findall(line)}
        if addresses:
            return (_described(addresses.pop(), ""),) if len(addresses) == 1 else ()
    return ()


def _is_delay(message: Message, notice: str) -> bool:
    """Whether the system still tries. What it says decides; where it says nothing, the class of its codes."""
    said = f"{message.subject}\n{notice}"
    if DELAYED.search(message.subject):
        return True
    if DELAYED.search(said):
        return not GAVE_UP.search(said)
    codes = {code[0] for code in (*STATUS.findall(said), *REPLY.findall(said))}
    return codes == {"4"} and not FAILED.search(said)


def _groups(content: bytes) -> Iterator[dict[str, str]]:
    """The field groups of a delivery status (RFC 3464 section 2.1), names in lower case; bounded."""
    blocks = re.split(rb"\r?\n[ \t]*\r?\n", content.replace(b"\r\n", b"\n").strip()[:_MAX_RAW])
    for block in blocks[: MAX_RECIPIENTS + 50]:
        fields, _ = split_header(re.sub(rb"^[>|] ?", b"", block, flags=re.MULTILINE) + b"\n\n")
        group: dict[str, str] = {}
        for name, value in fields:
            group.setdefault(name.lower(), decode_field(value))
        if group:
            yield group


def _from_groups(groups: Sequence[dict[str, str]], original_id: str | None) -> Bounce | None:
    failed: list[FailedRecipient] = []
    delayed: list[FailedRecipient] = []
    for group in groups:
        address = _typed(group.get("original-recipient")) or _typed(group.get("final-recipient"))
        address = address or _typed(group.get("x-actual-recipient"))
        status = _first(STATUS, group.get("status", "")) or _first(STATUS, group.get("diagnostic-code", ""))
        action = _action(group)
        if not address:
            continue
        if not action:
            action = {"5": "failed", "4": "delayed"}.get((status or "")[:1], "")
        reason = group.get("diagnostic-code") or group.get("status", "").partition("(")[2].rstrip(")") or None
        recipient = FailedRecipient(address, status, _reason(reason))
        if action.startswith(("fail", "error")):
            failed.append(recipient)
        elif action.startswith("delay"):
            delayed.append(recipient)
    return _bounce(failed, delayed, original_id)


def _action(group: dict[str, str]) -> str:
    """The seven letters that tell the actions apart, whatever a system writes behind them."""
    return group.get("action", "").strip().casefold()[:7].removesuffix("e")


def _bounce(
    failed: Sequence[FailedRecipient], delayed: Sequence[FailedRecipient], original_id: str | None
) -> Bounce | None:
    chosen = failed or delayed
    if not chosen:
        return None
    once = {r.address.casefold(): r for r in reversed(chosen)}
    return Bounce(bool(failed), tuple(reversed(once.values()))[:MAX_RECIPIENTS], original_id)


def _typed(value: str | None) -> str | None:
    """The address of ``rfc822; a@b`` (RFC 3464 section 2.3.1), xtext undone (RFC 3461 section 4)."""
    if not value:
        return None
    text = value.partition(";")[2] or value
    text = re.sub(r"\+([0-9A-F]{2})", lambda m: chr(int(m.group(1), 16)), text) if "+40" in text else text
    found = _ADDRESS.search(text)
    if found is None and "@" in text:
        return text.strip(" <>")[:320]
    return found.group() if found else None


def _reason(text: str | None) -> str | None:
    if not text:
        return None
    return re.sub(r"^\s*(?:smtp|x-[\w-]{1,40})\s*;\s*", "", text, flags=re.IGNORECASE).strip()[:500] or None


def _first(pattern: re.Pattern[str], text: str) -> str | None:
    found = pattern.search(text)
    return found.group(1) if found else None


def _notice(text: str) -> str:
    """The part the mail system wrote, before the message it returns."""
    found = RETURNED.search(text, 40, _MAX_RAW)
    return text[: found.start() if found else None][:_MAX_NOTICE]


def _from_dialect(message: Message, notice: str, raw: bytes, original_id: str | None) -> Bounce | None:
    """The dialects flufl.bounce knows; status and reason are looked up in the notice."""
    if message.sender is None:
        # One of its detectors takes a sender for granted.
        return None
    try:
        temporary, permanent = all_failures(email.message_from_bytes(raw[:_MAX_DIALECT]))
    except (ValueError, TypeError, LookupError, AttributeError, AssertionError, RecursionError):
        return None
    own = _own_addresses(message)

    def named(found: Sequence[bytes]) -> list[FailedRecipient]:
        texts = sorted({a.decode("utf-8", "replace").strip("<>\"' ") for a in found})
        return [_described(a, notice) for a in texts if _ADDRESS.fullmatch(a) and a.casefold() not in own]

    return _bounce(named(tuple(permanent)), named(tuple(temporary)), original_id)


def _own_addresses(message: Message) -> set[str]:
    """Who sent the notice and to whom: never the address that failed."""
    people = (*message.to, *message.cc, *message.reply_to)
    return {a.address.casefold() for a in people} | ({message.sender.address.casefold()} if message.sender else set())


def _described(address: str, notice: str) -> FailedRecipient:
    """The recipient with the code and the words that stand next to its address in the notice."""
    at = notice.casefold().find(address.casefold())
    # The explanation comes after the address nearly everywhere.
    near = notice[at : at + 800] if at >= 0 else notice
    status = _first(STATUS, near) or _first(STATUS, notice)
    lines = [line.strip() for line in near.split("\n") if line.strip()]
    telling = [line for line in lines[:12] if STATUS.search(line) or REPLY.search(line) or FAILED.search(line)]
    return FailedRecipient(address, status, telling[0][:500] if telling else None)


def _from_phrases(message: Message, notice: str, original_id: str | None) -> Bounce | None:
    """Unknown dialects: addresses the notice names beside words of failure, the parties to it left out."""
    listed = _ADDRESS.findall(message.header("x-failed-recipients") or "")
    own = _own_addresses(message)
    candidates = listed or [a for a in _named_in(notice) if a.casefold() not in own]
    if not candidates:
        # Forwarding systems send the notice to the failed address's owner, or name it in the subject only.
        candidates = [a for a in _ADDRESS.findall(message.subject) if a.casefold() not in own]
    recipients = [_described(a.rstrip("."), notice) for a in dict.fromkeys(candidates)]
    if _is_delay(message, notice):
        return _bounce([], recipients, original_id)
    return _bounce(recipients, [], original_id)


def _named_in(notice: str) -> list[str]:
    """Addresses of the notice, those alone on a line or in brackets first; contact addresses left out."""
    alone: list[str] = []
    other: list[str] = []
    for line in notice.split("\n")[:400]:
        text = line.strip()[:1_000]
        found = _ADDRESS.findall(text)
        if not found or any(ROBOT.search(a.partition("@")[0].casefold()) for a in found):
            continue
        bare = _ADDRESS.sub("", text)
        if len(re.sub(r"\W|smtp|rfc822|mailto", "", bare, flags=re.IGNORECASE)) <= 3 or re.match(
            r"\W{0,4}<?" + _ADDRESS.pattern + r">?\s?:", text
        ):
            alone.extend(found[:1])
        elif not _ASIDE.search(bare):
            other.extend(found[:3])
    return (alone or other)[:MAX_RECIPIENTS]


def _original_id(message: Message, reports: Reports, raw: bytes) -> str | None:
    """The Message-ID of the message that came back: from its headers, from the text, from In-Reply-To."""
    for kind, content in reports:
        if kind in {"message/rfc822", "text/rfc822-headers", "message/global-headers"}:
            found = _MESSAGE_ID.search(content[:_MAX_RAW])
            if found:
                return found.group(1).decode("utf-8", "replace")
    start = split_header(raw)[1]
    own = (message.message_id or "").encode("utf-8", "replace")
    for blob in (raw[start : start + _MAX_RAW], message.text[:_MAX_RAW].encode("utf-8", "replace")):
        for found in _MESSAGE_ID.finditer(blob):
            if found.group(1) != own:
                return found.group(1).decode("utf-8", "replace")
    return next(iter((*message.in_reply_to, *reversed(message.references))), None)
