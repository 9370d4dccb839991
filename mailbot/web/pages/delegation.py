"""The delegations: all of them in a list, and each with its composition, its history and its mail."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from starlette.responses import Response

from mailbot.corrections import Refused
from mailbot.desk import dead_addresses, standing
from mailbot.domain.delegation import Revision, Standing
from mailbot.domain.identity import fold
from mailbot.domain.meeting import Invitee
from mailbot.domain.record import Decision, FlagRecord, MessageRecord
from mailbot.outputs.coverage import difference
from mailbot.web.site import Visit

STATES = ("held", "incomplete", "silent", "complete", "withdrawn")
CATEGORIES = ("state_party", "signatory", "observer_state", "un", "observer_1_2", "observer_1_3")


@dataclass(frozen=True, slots=True)
class Row:
    """One delegation in the list."""

    invitee: Invitee
    standing: Standing
    revisions: int


@dataclass(frozen=True, slots=True)
class Address:
    """An address of a delegation: what it is there for, and whether letters to it come back."""

    address: str
    what: str
    is_dead: bool


def _flagged(visit: Visit, flags: Sequence[FlagRecord]) -> list[tuple[MessageRecord | None, list[FlagRecord]]]:
    """What is open, by the message it is about; None for a letter's."""
    found: dict[str, list[FlagRecord]] = {}
    for flag in flags:
        found.setdefault(flag.message or "", []).append(flag)
    return [(visit.desk.store.message(name) if name else None, kept) for name, kept in found.items()]


def every(visit: Visit) -> Response:
    """The list, filtered by words, state and category."""
    rows = [row for row in _rows(visit) if _is_wanted(row, visit)]
    return visit.page(
        "delegations.html.j2",
        rows=rows,
        states=STATES,
        categories=CATEGORIES,
        words=visit.query.get("q", ""),
        state=visit.query.get("state", ""),
        category=visit.query.get("category", ""),
        part=visit.query.get("part", ""),
    )


def show(visit: Visit) -> Response:
    """One delegation. Raises Refused for a code that is not invited."""
    desk, code = visit.desk, visit.at["code"]
    invitee = desk.invitees.get(code)
    if invitee is None:
        raise Refused(visit.words("delegation.nobody", code=code[:40]))
    revisions = desk.store.revisions(code)
    older, newer = _chosen(visit, revisions)
    return visit.page(
        "delegation.html.j2",
        invitee=invitee,
        standing=standing(desk, code),
        current=revisions[-1] if revisions else None,
        revisions=tuple(reversed(revisions)),
        decided={one.number: found for one in revisions if (found := _decision(visit, one))},
        older=older,
        newer=newer,
        diff=difference(older, newer),
        messages=tuple(reversed(desk.store.messages_of(code))),
        letters=tuple(reversed(desk.store.letters_of(code))),
        flagged=_flagged(visit, desk.store.open_flags(delegation=code)),
        addresses=_addresses(visit, invitee),
    )


def _rows(visit: Visit) -> list[Row]:
    desk = visit.desk
    return [
        Row(invitee, standing(desk, invitee.code), revision.number if revision else 0)
        for invitee in desk.invitees.all
        for revision in [desk.store.current_revision(invitee.code)]
    ]


def _is_wanted(row: Row, visit: Visit) -> bool:
    query = visit.query
    if query.get("category") and row.invitee.category != query["category"]:
        return False
    parts = [p for p in row.standing.parts if query.get("part", "") in {"", p.part}]
    if query.get("state") and query["state"] not in {p.state for p in parts}:
        return False
    names = [person.full_name for part in row.standing.parts for person in part.participants]
    text = fold(" ".join((row.invitee.code, row.invitee.name, *names)))
    return all(word in text for word in fold(query.get("q", "")).split())


def _decision(visit: Visit, revision: Revision) -> Decision | None:
    """The decision of staff that made the revision; None for what came of a note by itself."""
    kind, _, name = revision.cause.partition(":")
    return visit.desk.store.decision(name) if kind == "decision" else None


def _chosen(visit: Visit, revisions: Sequence[Revision]) -> tuple[Revision | None, Revision | None]:
    """The two revisions that are compared: those asked for, else the last and the one before it."""
    by_number = {str(revision.number): revision for revision in revisions}
    newer = by_number.get(visit.query.get("to", ""), revisions[-1] if revisions else None)
    before = by_number.get(str(newer.number - 1)) if newer else None
    return by_number.get(visit.query.get("from", ""), before), newer


def _addresses(visit: Visit, invitee: Invitee) -> tuple[Address, ...]:
    dead = dead_addresses(visit.desk)
    revision = visit.desk.store.current_revision(invitee.code)
    found = [(address, "own") for address in invitee.emails]
    found += [(address, "accepted") for address in invitee.accepted]
    for person in revision.participants if revision else ():
        if person.email:
            found.append((person.email, person.full_name))
    return tuple(Address(address, what, fold(address) in dead) for address, what in dict(found).items())
