"""The notes of a delegation that another may replace: what there is to choose from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from mailbot.desk import Desk
from mailbot.domain.identity import reference_key


@dataclass(frozen=True, slots=True)
class Note:
    """One note in the record, when it came (UTC); ``said`` is how the form names it: as a later note has written its
    reference, None without one."""

    reference: str | None
    received_at: datetime
    said: str | None


def notes_of(desk: Desk, code: str | None, message: str, read: str) -> tuple[Note, ...]:
    """The recorded notes of a delegation, the latest first, without ``message`` itself. ``read`` is what the form says
    is replaced."""
    found: dict[str, Note] = {}
    for revision in reversed(desk.store.revisions(code) if code else ()):
        if revision.message == message or revision.kind == "correction":
            continue
        reference = revision.reference
        key = reference_key(reference) if reference else f" {revision.message}"
        is_same = bool(reference and read and reference_key(read) == key)
        found.setdefault(key, Note(reference, revision.received_at, read if is_same else reference))
    return tuple(found.values())


def unknown_notes(notes: Sequence[Note], *said: str) -> tuple[str, ...]:
    """What is said to be replaced and is none of the notes, each once."""
    known = {note.said for note in notes}
    return tuple(one for one in dict.fromkeys(said) if one and one not in known)
