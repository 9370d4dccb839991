"""The tables beside this file: cultures, States, and the phrases of each language."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

HERE = Path(__file__).parent
LANGUAGES = ("en", "fr", "es", "ru", "ar", "zh")


@cache
def _table(name: str) -> dict[str, Any]:
    return tomllib.loads((HERE / f"{name}.toml").read_text(encoding="utf-8"))


def cultures() -> dict[str, Any]:
    """How people are named: lists of names and the styles they may stand in, by culture."""
    return _table("cultures")


def states() -> dict[str, Any]:
    """Who writes: name, sender phrases by language, and cultures, by code."""
    return _table("states")


class Words:
    """The phrases of one language, drawn by chance; ``his`` and ``hers`` of a pair by the person."""

    def __init__(self, language: str, rng: Random) -> None:
        self.language = language
        self.table = _table(f"languages/{language}")
        self.rng = rng
        self._kept: dict[str, Any] = {}

    def __getitem__(self, key: str) -> Any:
        section, _, name = key.partition(".")
        value = self.table.get(section)
        return value.get(name) if name and value is not None else value

    def has(self, key: str) -> bool:
        """Whether the language has that list, and something in it."""
        return bool(self[key])

    def one(self, key: str) -> Any:
        """Any one of the list at ``section.name``."""
        return self.rng.choice(self[key])

    def kept(self, key: str) -> Any:
        """Any one of the list, the same each time it is asked for in this note."""
        if key not in self._kept:
            self._kept[key] = self.one(key)
        return self._kept[key]

    @staticmethod
    def gendered(value: str | list[str], *, woman: bool) -> str:
        """The form of a pair; a single form serves both."""
        return value if isinstance(value, str) else value[int(woman)]
