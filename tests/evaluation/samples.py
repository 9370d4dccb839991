"""Hand-made truths and predictions, and the few words tests need to spoil them."""

from __future__ import annotations

import copy
from typing import Any

from mailbot.evaluation.messages import score
from mailbot.evaluation.verdicts import Score

AMINA: dict[str, Any] = {
    "title": "H.E. Ms.",
    "given": "Amina",
    "family": "OUÉDRAOGO",
    "function": "Ambassador and Permanent Representative",
    "affiliation": None,
    "email": "a.ouedraogo@mission-bf.example",
    "phone": None,
    "role": "head",
    "speaker": "primary",
    "mode": None,
    "parts": None,
}
PAUL: dict[str, Any] = {
    "title": "Mr.",
    "given": "Paul Henri",
    "family": "KABORÉ",
    "function": "Counsellor",
    "affiliation": "Ministry of Defence",
    "email": "p.kabore@mission-bf.example",
    "phone": "+41 22 555 01 02",
    "role": "delegate",
    "speaker": "alternate",
    "mode": "virtual",
    "parts": None,
}
AWA: dict[str, Any] = {
    **PAUL,
    "given": "Awa",
    "family": "TRAORÉ",
    "function": "Attaché",
    "email": None,
    "phone": None,
    "speaker": None,
    "mode": None,
}
NOTE: dict[str, Any] = {
    "file": "001.eml",
    "kind": "submission",
    "language": "fr",
    "delegation": "BFA",
    "parts": ["RC1"],
    "reference": "2020-0456/MPBF/GVA",
    "revision": None,
    "participants": [AMINA, PAUL, AWA],
    "flags": [],
    "may_answer": True,
    "attachments": [{"name": "NV.pdf", "status": "read"}],
}


def note(**changes: Any) -> dict[str, Any]:
    """A note of three persons, all keys stated, with these keys otherwise."""
    return copy.deepcopy({**NOTE, **changes})


def with_person(number: int, **changes: Any) -> dict[str, Any]:
    """The note with keys of that person (0, 1, 2) otherwise."""
    out = note()
    out["participants"][number].update(changes)
    return out


def flag(code: str, severity: str | None = None, about: str | None = None) -> dict[str, Any]:
    """One flag as predicted; the severity its code has unless stated."""
    out = {"code": code, "about": about}
    return out if severity is None else {**out, "severity": severity}


def wrong_keys(judged: Score) -> list[str]:
    """The keys that are not right, once each."""
    return sorted({verdict.key for verdict in judged.verdicts if not verdict.ok})


def faults(judged: Score) -> list[str]:
    """The kinds of fault, sorted."""
    return sorted(fault.kind for fault in judged.faults)


def silent(judged: Score) -> list[str]:
    """The kinds of fault no flag admits, sorted."""
    return sorted(fault.kind for fault in judged.silent)


def judged(prediction: dict[str, Any] | None, truth: dict[str, Any] | None = None, **row: str) -> Score:
    """The prediction against the note, or against another truth."""
    return score(note() if truth is None else truth, prediction, row)
