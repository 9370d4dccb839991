"""The letters that go to staff about what is decided by mail: what they say, as data."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from mailbot.desk import Desk
from mailbot.domain.letter import Intent, Letter, Thread
from mailbot.domain.record import FlagRecord, MessageRecord
from mailbot.domain.submission import Person, Submission
from mailbot.review import Item, View

from .command import REPLY_ABOVE
from .token import SHOWN

HELD = "staff_held"
HELD_MANY = "staff_held_many"
REPLY = "staff_reply"

_MOST_PERSONS = 60
_MOST_ITEMS = 50
_LONGEST_LETTER = 8_000


def cause_of(message: str) -> str:
    """Why an announcement goes out: the message of that id is held."""
    return f"held:{message}"


def announcement_key(message: str, address: str, token: str) -> str:
    """The key of the announcement with that token: by it the token is known again when it is no longer good."""
    return Intent(HELD, cause_of(message), (address,), "en", token).key


def announcement(desk: Desk, view: View, record: MessageRecord, address: str, token: str) -> Intent:
    """What one of the staff reads of something held, with the token to decide by."""
    return Intent(
        template=HELD,
        cause=cause_of(record.id),
        occurrence=token,
        to=(address,),
        language=desk.config.secretariat.default_language,
        reason="something waits for a decision",
        facts={
            "held": {
                **_about(desk, record),
                "reply_above": REPLY_ABOVE,
                "token": token,
                "flags": sentences(view.item.flags),
                "obstacle": view.obstacle,
                "to": tuple(dict.fromkeys(to for letter in view.coming for to in letter.to)),
                "more": view.item.more,
                **_read(record.submission),
            },
            "text": _written(view.coming),
        },
    )


def summary(desk: Desk, items: Sequence[Item], address: str, occurrence: str) -> Intent:
    """One letter about many that are held, in place of one for each."""
    shown = [(item.record, item.flags) for item in items[:_MOST_ITEMS] if item.record is not None]
    return Intent(
        template=HELD_MANY,
        cause="held:many",
        occurrence=occurrence,
        to=(address,),
        language=desk.config.secretariat.default_language,
        reason="much waits for a decision",
        facts={
            "many": {
                "items": [{**_about(desk, record), "flags": sentences(flags)[:1]} for record, flags in shown],
                "number": len(items),
                "link": page_link(desk, ""),
            }
        },
    )


def reply_letter(
    desk: Desk, cause: str, address: str, result: str, thread: Thread | None = None, **facts: object
) -> Intent:
    """What one of the staff is told of their reply; ``result`` names the sentence of the template."""
    record = facts.pop("record", None)
    about = _about(desk, record) if isinstance(record, MessageRecord) else {}
    return Intent(
        template=REPLY,
        cause=cause,
        to=(address,),
        language=desk.config.secretariat.default_language,
        reason=f"tells one of the staff what became of a reply: {result.replace('_', ' ')}",
        thread=thread,
        facts={"reply": {"result": result, **NOTHING_SAID, "link": page_link(desk, ""), **about, **facts}},
    )


NOTHING_SAID: dict[str, Any] = {
    "message": "",
    "subject": "",
    "sender": "",
    "received_at": None,
    "delegation": "",
    "said": "",
    "action": "",
    "assigned": "",
    "sentence": "",
    "by": "",
    "at": None,
    "to": (),
    "until": None,
}
"""Every fact the template may ask of a reply."""


def page_link(desk: Desk, message: str) -> str:
    """Where the review page shows it, or its queue; empty where there is no page."""
    web = desk.config.web
    if web is None:
        return ""
    home = web.public_url or f"{'https' if web.certificate else 'http'}://{web.host}:{web.port}"
    return f"{home}/message/{message}" if message else f"{home}/"


def sentences(flags: Sequence[FlagRecord]) -> list[str]:
    """Each flag in a sentence, what holds first."""
    ordered = sorted(flags, key=lambda f: f.flag.severity != "hold")
    return [f.flag.detail or f"{f.flag.code.replace('_', ' ')} {f.flag.about or ''}".strip() for f in ordered]


def _about(desk: Desk, record: MessageRecord) -> dict[str, Any]:
    invitee = desk.invitees.get(record.delegation)
    return {
        "message": record.id[:SHOWN],
        "subject": record.subject,
        "sender": record.sender or "",
        "received_at": record.received_at,
        "delegation": invitee.code if invitee else "",
        "name": invitee.name if invitee else "",
        "link": page_link(desk, record.id),
    }


def _read(submission: Submission | None) -> dict[str, Any]:
    """What was read; of a composition too long for a letter the beginning."""
    persons = submission.persons if submission else ()
    change = submission.revision if submission else None
    return {
        "kind": submission.kind if submission else "unreadable",
        "said_name": (submission.delegation_name if submission else None) or "",
        "parts": submission.parts if submission else (),
        "reference": (submission.reference if submission else None) or "",
        "change": change.kind if change else "",
        "persons": [_person(person) for person in persons[:_MOST_PERSONS]],
        "persons_left_out": max(0, len(persons) - _MOST_PERSONS),
        "leaving": [person.full_name for person in (change.remove if change else ())[:_MOST_PERSONS]],
    }


def _person(person: Person) -> str:
    said = (person.full_name, person.title, person.function, person.affiliation, person.role.replace("_", " "))
    speaks = f"{person.speaker} speaker" if person.speaker else None
    return ", ".join(text for text in (*said, speaks, person.email) if text)


def _written(letters: Sequence[Letter]) -> str:
    text = "\n\n\n".join(f"{letter.subject}\n\n{letter.text}" for letter in letters)
    return text if len(text) <= _LONGEST_LETTER else text[:_LONGEST_LETTER].rstrip() + " …"
