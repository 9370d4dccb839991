"""What each part of the torture counts, so that one table can be printed of all of them."""

from __future__ import annotations

from dataclasses import dataclass, fields

_BAD = ("lost", "duplicates", "corrupted", "hangs")


@dataclass(frozen=True, slots=True)
class Figures:
    """What was done to mailbot, and what came of it. Sums with ``+``.

    ``kills``: processes ended with SIGKILL; ``points``: distinct places they were ended at; ``faults``: distinct
    faults of servers; ``disk``: distinct faults of disk and clock; ``hostile``: distinct hostile messages.
    ``lost``: messages without their disposition, records or letters that a run never disturbed has and this one
    has not. ``duplicates``: letters the SMTP server took twice, outside the documented window. ``in_window``: kills
    between the server's acceptance and its being written down; ``doubtful``: letters left to a person.
    ``corrupted``: stores that the examination found fault with. ``hangs``: processes that did not come to an end.
    ``problems``: a sentence for each thing that is not as it must be, with what it takes to see it again.
    """

    kills: int = 0
    points: int = 0
    faults: int = 0
    disk: int = 0
    hostile: int = 0
    lost: int = 0
    duplicates: int = 0
    in_window: int = 0
    doubtful: int = 0
    corrupted: int = 0
    hangs: int = 0
    problems: tuple[str, ...] = ()

    def __add__(self, other: Figures) -> Figures:
        return Figures(*(getattr(self, field.name) + getattr(other, field.name) for field in fields(self)))

    @property
    def is_good(self) -> bool:
        """Nothing lost, nothing twice, nothing broken, nothing stuck."""
        return not self.problems and not any(getattr(self, name) for name in _BAD)
