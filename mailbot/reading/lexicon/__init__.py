"""The words of the trade, one folder a language: ``note.toml`` (the note itself) and ``persons.toml`` (who is who).

Adding a language is adding a folder here and its code to ``domain.submission.LANGUAGES``.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from mailbot.domain.submission import Language

_FOLDER = files(__name__)


@cache
def words(language: Language, topic: str) -> dict[str, Any]:
    """The table ``<language>/<topic>.toml``, read once."""
    return tomllib.loads((_FOLDER / language / f"{topic}.toml").read_text(encoding="utf-8"))
