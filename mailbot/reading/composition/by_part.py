"""The role and the way of attending of a person: what holds for every part, and where a part differs."""

from __future__ import annotations

from collections.abc import Sequence

from mailbot.domain.submission import Mode, Role

from .mentions import Mention

_SEVERAL = 2


def roles(mentions: Sequence[Mention], parts: Sequence[str]) -> tuple[Role, dict[str, Role]]:
    """The role, and for each of ``parts`` with another the role there.

    A list for one part gives its roles for that part; what a sentence calls somebody holds everywhere.
    """
    said = [m for m in mentions if m.role and m.role != "delegate"]
    given = [role for m in mentions for role in m.roles_in.values() if role != "delegate"]
    main: Role = next(iter([*(m.role for m in said if m.role), *given]), "delegate")
    narrow = any(m.listed and m.kind == "entry" and m.parts for m in said)
    if len(parts) < _SEVERAL or not (narrow or given):
        return main, {}
    found: dict[str, Role] = {}
    for part in parts:
        here = [m.roles_in[part] for m in mentions if part in m.roles_in]
        here += [m.role for m in said if m.role and (_holds(m, part) or not _only_parts(m))]
        found[part] = next((role for role in here if role != "delegate"), "delegate")
    return main, {part: role for part, role in found.items() if role != main}


def modes(mentions: Sequence[Mention], parts: Sequence[str]) -> tuple[Mode | None, dict[str, Mode | None]]:
    """The way of attending, and for each of ``parts`` with another the way there, None where nothing is said."""
    said = [m for m in mentions if m.mode]
    given = [mode for m in mentions for mode in m.modes_in.values()]
    main = next((m.mode for m in said), None) or next(iter(given), None)
    narrow = any(_only_parts(m) for m in said)
    if len(parts) < _SEVERAL or not (narrow or given):
        return main, {}
    found: dict[str, Mode | None] = {}
    for part in parts:
        here = [m.modes_in[part] for m in mentions if part in m.modes_in]
        here += [m.mode for m in said if m.mode and _holds(m, part)]
        found[part] = next(iter(here), None)
    return main, {part: mode for part, mode in found.items() if mode != main}


def _only_parts(mention: Mention) -> bool:
    """Whether a mention is an item of a list for some parts only."""
    return mention.listed and mention.kind == "entry" and bool(mention.parts)


def _holds(mention: Mention, part: str) -> bool:
    return mention.parts is None or part in mention.parts
