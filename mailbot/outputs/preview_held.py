"""Invented facts for the letters by which staff decide."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

DECIDED_BY_MAIL = ("staff_held", "staff_held_many", "staff_reply")

_TOKEN = "mb-3f2a9c41d07b-abcdefghijklmnopqrstuvwxyz"  # noqa: S105 - invented
_UNKNOWN = "No invitee uses this address or its domain."


def held(at: datetime, parts: Sequence[str], *, is_bare: bool) -> dict[str, Any]:
    """Of an announcement; bare: of something of which nothing was read."""
    return {
        "held": {
            **_about(at, is_bare=is_bare),
            "reply_above": "##- Reply above this line · Répondez au-dessus de cette ligne -##",
            "token": _TOKEN,
            "flags": [_UNKNOWN],
            "obstacle": "It is not clear whose delegation this is; use `assign CODE`." if is_bare else "",
            "to": () if is_bare else ("mission@state.example",),
            "more": 0 if is_bare else 3,
            "kind": "unreadable" if is_bare else "submission",
            "said_name": "",
            "parts": () if is_bare else tuple(parts),
            "reference": "" if is_bare else "214/2020",
            "change": "" if is_bare else "replace",
            "persons": () if is_bare else ("Amina TAREKEGN-OSEI, Ambassador, head", "Lucía QUIÑONES, adviser"),
            "persons_left_out": 0 if is_bare else 12,
            "leaving": () if is_bare else ("Jos van der Meulen",),
        },
        "text": "" if is_bare else "Acknowledgement\n\nThe Secretariat has recorded the following delegation.",
    }


def held_many(at: datetime, *, is_bare: bool) -> dict[str, Any]:
    """Of a summary of announcements."""
    item = {**_about(at, is_bare=is_bare), "flags": [] if is_bare else [_UNKNOWN]}
    return {"many": {"items": [item], "number": 1 if is_bare else 34, "link": item["link"]}}


def replied(at: datetime, *, is_bare: bool) -> dict[str, Any]:
    """Of what one of the staff is told of a reply."""
    return {
        "reply": {
            **_about(at, is_bare=is_bare),
            "result": "not_understood" if is_bare else "taken",
            "said": "" if is_bare else "accept",
            "action": "" if is_bare else "assign",
            "assigned": "" if is_bare else "BFA",
            "sentence": "",
            "by": "" if is_bare else "desk@un.example",
            "at": None if is_bare else at,
            "to": () if is_bare else ("mission@state.example",),
            "until": None if is_bare else at + timedelta(minutes=1),
        }
    }


def _about(at: datetime, *, is_bare: bool) -> dict[str, Any]:
    return {
        "message": "3f2a9c41d07b",
        "subject": "" if is_bare else "Delegation to the Review Conference",
        "sender": "" if is_bare else "someone@post.example",
        "received_at": at,
        "delegation": "" if is_bare else "BFA",
        "name": "" if is_bare else "Burkina Faso",
        "link": "" if is_bare else "https://mailbot.un.example/message/3f2a9c41d07b",
    }
