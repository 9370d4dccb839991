"""What the finder of persons is told about the note, and what it gives back."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from mailbot.domain.meeting import Meeting
from mailbot.domain.submission import Doubt, Language, Person


@dataclass(frozen=True, slots=True)
class Context:
    """What is known of the note before its persons are read: its language, the meeting, the parts it is for.

    ``keys`` remembers what tells each part (sections.py), which every row of a table asks for.
    """

    language: Language
    meeting: Meeting
    parts: tuple[str, ...] = ()
    keys: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class People:
    """Who the note names. ``persons`` in the order of the note; ``leaving`` those a change sentence takes out.

    ``says_unchanged``: the note says that everybody it does not name stays ("the others do not change").
    ``words``: the folded words of every name read, in whatever script, with those of who was left out again.
    """

    persons: tuple[Person, ...] = ()
    leaving: tuple[Person, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    says_unchanged: bool = False
    words: frozenset[str] = frozenset()
