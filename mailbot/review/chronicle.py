"""The log: who decided what, when, on which content; what became of each message; why each letter went out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from mailbot.desk import Desk
from mailbot.domain.delegation import Diff, Revision
from mailbot.domain.difference import between
from mailbot.domain.letter import Letter
from mailbot.domain.record import Decision, MessageRecord
from mailbot.sought import is_found, romanised, words_of

LONGEST_LOOK = 5000
"""So many entries are looked through for words, at most, before a page is given as it is."""


@dataclass(frozen=True, slots=True)
class Logged:
    """One entry. ``at`` (UTC) is when it was decided, dealt with or written.

    ``what`` is the action of a decision, the disposition of a message, the name of a letter. ``by`` is who decided,
    "mailbot" for what no person did; ``text`` the remark, answer or reason. ``hash`` is of what was decided on.
    ``revision`` is the number of the revision that followed, ``change`` what it changed in the composition. ``id`` is
    the decision's, the message's, or the letter's short one; ``cause`` and ``state`` are a letter's, ``state`` of a
    decision is "undone" if it has been.
    """

    at: datetime
    kind: Literal["decision", "message", "letter"]
    what: str
    by: str
    id: str
    delegation: str | None = None
    message: str | None = None
    letter: str | None = None
    hash: str = ""
    text: str = ""
    subject: str = ""
    to: tuple[str, ...] = ()
    cause: str = ""
    state: str = ""
    sent_at: datetime | None = None
    changes: tuple[tuple[str, str], ...] = ()
    revision: int | None = None
    change: Diff | None = None


def log(
    desk: Desk, *, delegation: str | None = None, words: str = "", limit: int = 50, before: datetime | None = None
) -> tuple[Logged, ...]:
    """About ``limit`` entries, the latest first: those before that moment, on that delegation, with all those words.

    What happened at one instant is given together, so that the ``at`` of the last entry is where to go on from.
    """
    asked = words_of(words)
    revisions = _Revisions(desk)
    found: list[Logged] = []
    seen = 0
    while len(found) < limit and seen < LONGEST_LOOK:
        page = _page(desk, delegation, max(limit, 200) if asked else limit, before)
        if not page:
            break
        seen += len(page)
        before = page[-1][0]
        entries = (_entry(desk, at, record, revisions) for at, record in page)
        found += [entry for entry in entries if all(is_found(_text(entry), word) for word in asked)]
    end = found[limit - 1].at if len(found) >= limit else None
    return tuple(entry for entry in found if end is None or entry.at >= end)


_Record = Decision | MessageRecord | Letter


def _page(desk: Desk, code: str | None, limit: int, before: datetime | None) -> list[tuple[datetime, _Record]]:
    """So many records of each kind, merged; only as far back as every kind has been read."""
    store = desk.store
    decisions = [(d.at, d) for d in store.decisions_before(before, limit, code)]
    letters = [(x.created_at, x) for x in store.letters_before(before, limit, code)]
    if code is None:
        messages = [(m.handled_at, m) for m in store.messages_before(before, limit)]
    else:
        of_code = store.messages_of(code)
        messages = [(m.handled_at, m) for m in of_code if before is None or m.handled_at < before]
        messages.sort(key=lambda pair: pair[0], reverse=True)
    merged: list[tuple[datetime, _Record]] = [*messages, *decisions, *letters]
    merged.sort(key=lambda pair: pair[0], reverse=True)
    if len(merged) <= limit:
        return merged
    end = merged[limit - 1][0]
    return [pair for pair in merged if pair[0] >= end]


class _Revisions:
    """The revisions of each delegation, read once, by their cause."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._known: dict[str, tuple[Revision, ...]] = {}

    def caused_by(self, code: str | None, cause: str) -> tuple[int | None, Diff | None]:
        """The number of the revision that cause made of the delegation's record, and what it changed."""
        if code is None:
            return None, None
        if code not in self._known:
            self._known[code] = self._desk.store.revisions(code)
        before: Revision | None = None
        for revision in self._known[code]:
            if revision.cause == cause:
                return revision.number, between(before.participants if before else (), revision.participants)
            before = revision
        return None, None


def _entry(desk: Desk, at: datetime, record: _Record, revisions: _Revisions) -> Logged:
    if isinstance(record, Decision):
        return _decided(desk, record, revisions)
    if isinstance(record, Letter):
        return Logged(
            at,
            "letter",
            record.template,
            "mailbot",
            record.short_id,
            record.delegation,
            record.cause.removeprefix("message:") if record.cause.startswith("message:") else None,
            record.key,
            text=record.reason,
            subject=record.subject,
            to=record.to,
            cause=record.cause,
            state=record.state,
            sent_at=record.sent_at,
        )
    number, change = revisions.caused_by(record.delegation, f"message:{record.id}")
    return Logged(
        at,
        "message",
        record.disposition,
        "mailbot",
        record.id,
        record.delegation,
        record.id,
        text=record.why,
        subject=record.subject,
        revision=number,
        change=change,
    )


def _decided(desk: Desk, decision: Decision, revisions: _Revisions) -> Logged:
    detail = decision.detail
    message = desk.store.message(decision.message) if decision.message else None
    code = (message.delegation if message else None) or decision.delegation
    number, change = revisions.caused_by(code, f"decision:{decision.id}")
    undone = decision.action != "undo" and any(
        d.detail.get("undoes") == decision.id for d in (desk.store.decisions_on(message.id) if message else ())
    )
    return Logged(
        decision.at,
        "decision",
        decision.action,
        decision.by,
        decision.id,
        code,
        decision.message,
        detail.get("letter"),
        decision.on_hash,
        detail.get("text") or (f"undoes {detail.get('action')}" if decision.action == "undo" else ""),
        message.subject if message else "",
        state="undone" if undone else "",
        changes=tuple((key, value) for key, value in detail.get("changes", ())),
        revision=number,
        change=change,
    )


def _text(entry: Logged) -> str:
    return romanised(" ".join(_said(entry)))


def _said(entry: Logged) -> Iterator[str]:
    yield from (entry.what, entry.by, entry.id, entry.delegation or "", entry.text, entry.subject, entry.hash)
    yield from entry.to
    for key, value in entry.changes:
        yield f"{key}={value}"
    for person in (*entry.change.added, *entry.change.removed) if entry.change else ():
        yield person.full_name
