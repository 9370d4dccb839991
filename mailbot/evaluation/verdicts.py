"""What the judging of one message finds: values the figures are added up from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

Reading = Mapping[str, Any]
"""One object of ``mailbot parse --json``, or of a truth file: the same keys, of which truth may hold only some."""

FaultKind = Literal["missing", "invented", "stays", "leaves", "name", "split", "email", "role", "speaker"]
Standing = Literal["hold", "ask", "recorded"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """One key of a message or person. ``matched``: the person was found; ``said``: truth states a value of it."""

    key: str
    ok: bool
    want: object
    got: object
    matched: bool = True
    said: bool = False
    whom: str = ""


@dataclass(frozen=True, slots=True)
class FlagVerdict:
    """One flag code: raised and due, due only, or raised only."""

    code: str
    outcome: Literal["tp", "fn", "fp"]


@dataclass(frozen=True, slots=True)
class Fault:
    """What would make the record wrong about one person.

    ``want`` and ``got`` are the person in truth and in the prediction; None where there is none. ``stays`` is one who
    leaves and was not taken out, ``leaves`` one who was taken out and stays.
    """

    kind: FaultKind
    want: Reading | None
    got: Reading | None


@dataclass(frozen=True, slots=True)
class Belief:
    """How sure a prediction was of one field, 0 to 1, and whether it was right."""

    confidence: float
    right: bool


@dataclass(frozen=True, slots=True)
class Score:
    """One message judged. ``faults`` are those of persons; ``silent`` the ones no flag of the prediction admits."""

    file: str
    channel: str
    language: str
    is_submission: bool
    standing: Standing
    found: int
    missed: tuple[str, ...]
    invented: tuple[str, ...]
    verdicts: tuple[Verdict, ...]
    flags: tuple[FlagVerdict, ...]
    faults: tuple[Fault, ...]
    silent: tuple[Fault, ...]
    beliefs: tuple[Belief, ...]
    predicted: bool = True

    @property
    def persons_right(self) -> bool:
        """Whether every person would be recorded as truth has them: who, name, e-mail, role, speaker."""
        return self.predicted and not self.faults

    @property
    def all_right(self) -> bool:
        """Whether, beyond the persons, every graded key is right, posts and references included."""
        return self.persons_right and all(verdict.ok for verdict in self.verdicts)


def full_name(person: Reading) -> str:
    """The name as one text."""
    return str(person.get("name") or " ".join(str(person[k]) for k in ("given", "family") if person.get(k)))
