"""Flags: what a person must look at, ask for, or know."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

Severity = Literal["hold", "ask", "note"]

DEFAULT_SEVERITY: Mapping[str, Severity] = MappingProxyType(
    {
        "head_missing": "ask",
        "two_heads": "ask",
        "primary_missing": "ask",
        "alternate_missing": "ask",
        "same_speaker_twice": "ask",
        "speakers_too_many": "ask",
        "speaker_email_missing": "ask",
        "speaker_email_generic": "ask",
        "email_shared": "ask",
        "email_invalid": "ask",
        "duplicate_participant": "note",
        "name_order_uncertain": "ask",
        "latin_name_needed": "ask",
        "role_ambiguous": "ask",
        "delegation_unclear": "hold",
        "sender_unknown": "hold",
        "sender_unverified": "hold",
        "sender_mismatch": "hold",
        "part_unclear": "hold",
        "reference_missing": "note",
        "reference_duplicate": "note",
        "revision_unclear": "hold",
        "late": "note",
        "pending_approval": "note",
        "credentials": "note",
        "attachment_unreadable": "hold",
        "nothing_understood": "hold",
        "low_confidence": "hold",
        "bounce": "hold",
        "not_in_indico": "ask",
        "email_mismatch": "ask",
        "crashed": "hold",
    }
)

CODES: frozenset[str] = frozenset(DEFAULT_SEVERITY)

WHO_CODES = frozenset({"sender_unknown", "sender_unverified", "sender_mismatch"})
"""It is not certain whose message it is."""


@dataclass(frozen=True, slots=True)
class Flag:
    """One finding. ``about`` is the person or address meant; ``detail`` is one sentence for staff."""

    code: str
    severity: Severity
    part: str | None = None
    about: str | None = None
    detail: str = ""
