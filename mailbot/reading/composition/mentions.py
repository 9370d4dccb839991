"""A person as one place of a note speaks of them, before the places are put together."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from mailbot.domain.submission import Mode, Role, Source, Speaker

from .spans import Span


@dataclass(slots=True)
class Spelling:
    """One way a name is written: in Latin or another script; family and given name where columns part them."""

    name: Span
    title: Span | None = None
    family: Span | None = None
    given: Span | None = None

    @property
    def latin(self) -> bool:
        """Whether the name is in Latin script."""
        letters = [c for c in self.name.text if c.isalpha()]
        return bool(letters) and sum(c < "\u0370" or "\u1e00" <= c <= "\u1eff" for c in letters) * 2 > len(letters)


@dataclass(slots=True)
class Mention:
    """What one entry, row or sentence says of a person. It is filled while being read, hence not frozen.

    ``kind`` ``speaker``: the place only says who speaks, and may name somebody by surname, initials or
    address. ``listed``: it is an item of a list or table, not of a sentence. ``list_id`` tells one enumeration
    from another: a person twice in the same one is a duplicate.
    ``speaking``: the speaker status that holds in one part only, as do ``roles_in`` and ``modes_in``.
    ``speaks``: a tick that says only that they speak.
    ``column``: the table column of an ambiguous word, of the speaker status.
    ``number``: its number in a numbered list, ``label``: the letters of its label ("iii", "b"); ``marked``: it is an
    item with a list label, ``marker``, on a ``level`` of the list.
    ``labelled``: it stands behind "Head of delegation:" or the like.
    ``unclear``: the note does not say whether the person leaves or only gives up a place as speaker or head.
    """

    spellings: list[Spelling] = field(default_factory=list)
    functions: list[Span] = field(default_factory=list)
    affiliations: list[Span] = field(default_factory=list)
    email: Span | None = None
    more_emails: list[Span] = field(default_factory=list)
    phone: Span | None = None
    role: Role | None = None
    role_source: Source | None = None
    speaker: Speaker | None = None
    speaker_source: Source | None = None
    both_speakers: bool = False
    speaking: dict[str, tuple[Speaker, Source]] = field(default_factory=dict)
    speaks: Source | None = None
    mode: Mode | None = None
    mode_source: Source | None = None
    roles_in: dict[str, Role] = field(default_factory=dict)
    modes_in: dict[str, Mode] = field(default_factory=dict)
    parts: tuple[str, ...] | None = None
    parts_source: Source | None = None
    ambiguous: Source | None = None
    leaving: bool = False
    unclear: bool = False
    listed: bool = True
    kind: Literal["entry", "speaker"] = "entry"
    list_id: tuple[int, int] = (0, 0)
    source: Source | None = None
    number: int | None = None
    label: str = ""
    marked: bool = False
    marker: str | None = None
    level: int = 0
    labelled: bool = False
    column: int | None = None
    speaker_column: int | None = None

    @property
    def named(self) -> bool:
        """Whether a name was found."""
        return bool(self.spellings)

    def main(self) -> Spelling | None:
        """The spelling to record: Latin where there is one."""
        return next((s for s in self.spellings if s.latin), self.spellings[0] if self.spellings else None)

    def set_role(self, role: Role, source: Source) -> None:
        """Record a role; a stronger word (head) is not overwritten by a weaker one (member)."""
        if self.role in (None, "delegate"):
            self.role, self.role_source = role, source

    def set_speaker(self, speaker: Speaker, source: Source) -> None:
        """Record a speaker status; primary and alternate at once is remembered."""
        if self.speaker is not None and self.speaker != speaker:
            self.both_speakers = True
            self.speaker = "primary"
            return
        self.speaker, self.speaker_source = speaker, source

    def set_mode(self, mode: Mode, source: Source) -> None:
        """Record the way of attending."""
        if self.mode is None:
            self.mode, self.mode_source = mode, source

    def add_parts(self, parts: tuple[str, ...], source: Source) -> None:
        """Narrow to the parts named; several statements add up."""
        if parts:
            self.parts = tuple(dict.fromkeys((*(self.parts or ()), *parts)))
            self.parts_source = self.parts_source or source
