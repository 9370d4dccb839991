"""The rules: one flag code per file, chained here. The chain reads as the policy.

``bounce`` and ``crashed`` are raised by the flows, where the event happens; ``not_in_indico`` and
``email_mismatch`` need something outside mail.
"""

from __future__ import annotations

from mailbot.domain.case import CaseRule, CompositionRule

from . import (
    alternate_missing,
    attachment_unreadable,
    credentials,
    delegation_unclear,
    duplicate_participant,
    email_invalid,
    email_shared,
    head_missing,
    late,
    latin_name_needed,
    low_confidence,
    name_order_uncertain,
    nothing_understood,
    part_unclear,
    pending_approval,
    primary_missing,
    reference_duplicate,
    reference_missing,
    revision_unclear,
    role_ambiguous,
    same_speaker_twice,
    sender_mismatch,
    sender_unknown,
    sender_unverified,
    speaker_email_generic,
    speaker_email_missing,
    speakers_too_many,
    two_heads,
)

CASE_RULES: tuple[CaseRule, ...] = (
    delegation_unclear.check,
    sender_unknown.check,
    sender_mismatch.check,
    sender_unverified.check,
    part_unclear.check,
    nothing_understood.check,
    attachment_unreadable.check,
    low_confidence.check,
    revision_unclear.check,
    reference_missing.check,
    reference_duplicate.check,
    late.check,
    pending_approval.check,
    credentials.check,
    role_ambiguous.check,
    same_speaker_twice.check,
    duplicate_participant.check,
)

COMPOSITION_RULES: tuple[CompositionRule, ...] = (
    head_missing.check,
    two_heads.check,
    primary_missing.check,
    alternate_missing.check,
    speakers_too_many.check,
    speaker_email_missing.check,
    speaker_email_generic.check,
    email_invalid.check,
    email_shared.check,
    name_order_uncertain.check,
    latin_name_needed.check,
)

# What these find holds for a composition until the next one of the same part.
COMPOSITION_CODES: frozenset[str] = frozenset(rule.__module__.rpartition(".")[2] for rule in COMPOSITION_RULES) | {
    "role_ambiguous",
    "same_speaker_twice",
    "duplicate_participant",
}
