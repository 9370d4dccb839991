"""What the page says, in the languages of its interface: one TOML file each, the same keys in all."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal, get_args

Interface = Literal["en", "fr"]
INTERFACES: tuple[Interface, ...] = get_args(Interface)


@dataclass(frozen=True, slots=True)
class Words:
    """The texts of one language. ``words("queue.title")`` gives one; ``n`` chooses between ``one`` and ``other``."""

    language: Interface
    texts: Mapping[str, str]

    def __call__(self, key: str, /, **facts: object) -> str:
        """The text with its facts put in. Raises KeyError for a text that does not exist."""
        n = facts.get("n")
        if key not in self.texts and isinstance(n, int):
            key = f"{key}.{'one' if _is_one(n, self.language) else 'other'}"
        return self.texts[key].format(**facts) if facts else self.texts[key]

    def of(self, kind: str, value: object) -> str:
        """What a value is called (``of("role", "head")``); the value itself where nothing is said."""
        return self.texts.get(f"{kind}.{value}", str(value))


def _is_one(n: int, language: Interface) -> bool:
    """CLDR: French says the singular of nought too."""
    return n == 1 or (n == 0 and language == "fr")


@cache
def words_in(language: Interface) -> Words:
    """The texts of a language."""
    data = files(__package__).joinpath(f"{language}.toml").read_bytes()
    return Words(language, dict(_flat(tomllib.loads(data.decode()))))


def _flat(table: dict[str, Any], path: str = "") -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for key, value in table.items():
        name = f"{path}.{key}" if path else key
        found += _flat(value, name) if isinstance(value, dict) else [(name, value)]
    return found


def chosen(cookie: str | None, accepted: str) -> Interface:
    """The language of a visit: what was chosen, else the first of ``Accept-Language`` (RFC 9110 section 12.5.4)."""
    for wanted in [cookie or "", *(part.split(";")[0] for part in accepted[:200].split(","))]:
        for language in INTERFACES:
            if wanted.strip().lower().split("-")[0] == language:
                return language
    return "en"
