"""Addresses staff have accepted for a delegation, beside those of the invitee list."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace

from .domain.identity import address_key
from .domain.meeting import Invitees
from .domain.record import Decision

ACCEPTED_ADDRESSES = "accepted_addresses"
"""The setting they are kept in: JSON, code → addresses. It follows from the decisions alone (``accepted_by``)."""


def accepted_by(decisions: Iterable[Decision], setting: str = "") -> str:
    """The setting after those decisions, oldest first; ``setting`` is what it was before them.

    Those that were undone count for nothing.
    """
    known: dict[str, list[str]] = json.loads(setting) if setting else {}
    decisions = tuple(decisions)
    undone = {decision.detail.get("undoes") for decision in decisions}
    for decision in decisions:
        if decision.id in undone:
            continue
        address = address_key(decision.detail.get("remember"))
        if decision.delegation and address and address not in known.setdefault(decision.delegation, []):
            known[decision.delegation].append(address)
    return json.dumps({code: known[code] for code in sorted(known) if known[code]}, ensure_ascii=False)


def with_accepted(invitees: Invitees, setting: str) -> Invitees:
    """The invitees with the addresses of the setting; those of somebody no longer invited are passed over."""
    if not setting or setting == "{}":
        return invitees
    # By identity: to hash two hundred invitees each time costs more than all else a look-up does.
    kept = _MADE.get((id(invitees), setting))
    if kept is None or kept[0] is not invitees:
        if len(_MADE) > 8:
            _MADE.clear()
        kept = _MADE[id(invitees), setting] = invitees, _with(invitees, json.loads(setting))
    return kept[1]


_MADE: dict[tuple[int, str], tuple[Invitees, Invitees]] = {}


def _with(invitees: Invitees, known: dict[str, list[str]]) -> Invitees:
    if not known:
        return invitees
    return Invitees(tuple(replace(i, accepted=tuple(known[i.code])) if i.code in known else i for i in invitees.all))
