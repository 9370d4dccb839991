"""What reading the configuration brings up: faults, and which keys there are."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from datetime import date, time
from pathlib import Path
from typing import TYPE_CHECKING

from .model import Fault

if TYPE_CHECKING:
    from .section import Section

SECRET = re.compile(r"(?i)(?:.*_)?(?:password|passwd|passphrase|pwd|secret|token|api_?key|client_secret)")
BRACKETS = re.compile(r"\[[^\]]*\]")
SHOWN_CHARACTERS = 60
_HAVE_A_SOURCE = {"password", "client_secret", "refresh_token"}


def shown(value: object) -> str:
    """The value as it stands in the file, short enough for one line; the inside of tables is left out."""
    match value:
        case str():
            text = json.dumps(value, ensure_ascii=False)
        case bool():
            text = "true" if value else "false"
        case dict():
            text = "{…}"
        case list():
            text = "[" + ", ".join(shown(v) for v in value[:5]) + (", …]" if len(value) > 5 else "]")
        case date() | time():
            text = value.isoformat()
        case _:
            text = str(value)
    return text if len(text) <= SHOWN_CHARACTERS else text[: SHOWN_CHARACTERS - 1] + "…"


def nearest(word: str, known: Iterable[str], likeness: float = 0.6) -> str | None:
    """The known word most like ``word``, if one is at least that like it (0 to 1, as difflib counts)."""
    from difflib import get_close_matches

    folded = {k.casefold(): k for k in known}
    found = get_close_matches(word.casefold(), folded, 1, likeness)
    return folded[found[0]] if found else None


class Findings:
    """What reading has brought up so far: the faults, and the keys each table was asked for."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.faults: list[Fault] = []
        self.sections: list[Section] = []

    def add(self, key: str, value: object, remedy: str) -> None:
        """Notes one fault; ``value`` None shows nothing."""
        self.faults.append(Fault(key, "" if value is None else shown(value), remedy))

    def known_keys(self) -> set[str]:
        """Every key the loader asks for, dotted, without the names of parts and milestones."""
        return {BRACKETS.sub("", s.path(key)) for s in self.sections for key in s.asked}

    def report_unknown(self) -> None:
        """Notes each key nobody asked for. Call it last: only then is it known where a stray key belongs."""
        known = self.known_keys()
        for section in self.sections:
            for key in section.table:
                if key not in section.asked and not SECRET.fullmatch(key):
                    self.add(section.path(key), None, f"is not a setting: {_stray(section, key, known)}")

    def report_secrets(self, table: object, where: str = "") -> None:
        """Notes each key that looks like a secret written down, at whatever depth; never its value."""
        if isinstance(table, list):
            for item in table:
                self.report_secrets(item, where)
        elif isinstance(table, dict):
            for key, value in table.items():
                path = f"{where}.{key}" if where else key
                if SECRET.fullmatch(key):
                    instead = f"{key}_env" if key in _HAVE_A_SOURCE else "password_env"
                    self.add(path, None, f"a secret does not belong in this file: remove it, use {instead}")
                else:
                    self.report_secrets(value, path)


def _stray(section: Section, key: str, known: set[str]) -> str:
    near = nearest(key, section.asked)
    if near:
        return f"did you mean {near}?"
    homes = sorted(k.rpartition(".")[0] for k in known if k.rpartition(".")[2] == key)
    if homes:
        return (
            f"it belongs in [{homes[0]}]" if homes[0] else "it belongs at the top of the file, before every [section]"
        )
    return "remove it"
