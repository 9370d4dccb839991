"""What names are made of."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Order = Literal["given_first", "family_first"]
# The grade behind a post ("Foreign Service Officer II", "Analyst, Grade 3"), in a folded text.
GRADE = re.compile(
    r"\s(?:(?:grade|level|class|category|niveau|classe|grado|nivel|clase|categoria|категории)\s)?(?:[ivx]{1,4}|\d{1,2})$"
)


PARTICLES = frozenset(
    "de del della dello di da das do dos du des d' la las los le van von vom zu zur der den ter "
    "ten te 't het op af av y i e el al "
    "ap wa zum dal dalla dei degli und auf uit tot st. ste. sto. sta. "
    "bin bint binte binti ben ibn ould mint wuld walad abu abou abi abd ul ur as ad an ash az at aal".split()
) | {"in 't"}


OPENING = frozenset(
    "st. ste. sto. sta. ould mint wuld walad van vanden vander vande von vom zu ap ter ten o mac ó".split()
)


@dataclass(frozen=True, slots=True)
class Split:
    """Given and family name as written. ``certain``: the order is settled; ``order`` which way it was written."""

    given: str | None
    family: str | None
    certain: bool
    order: Order | None = None


def is_particle(token: str) -> bool:
    bare = token.rstrip("'’").casefold()
    return bare in PARTICLES or bare in OPENING


def join_words(found: list[str]) -> str | None:
    return " ".join(found) or None
