"""People and submissions the rule tests share. Invented."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from mailbot.domain.submission import Change, Person, Submission

HEAD = Person("TRAORÉ", "Awa", "S.E. Mme", "Ambassadrice", email="awa.traore@bf.example", role="head")
PRIMARY = Person("OUÉDRAOGO", "Issa", "M.", "Ministre conseiller", email="i.ouedraogo@bf.example", speaker="primary")
ALTERNATE = Person("SANOU", "Mariam", "Mme", "Conseillère", email="m.sanou@bf.example", speaker="alternate")
MEMBER = Person("KABORÉ", "Paul", "M.", "Attaché")

REPLACE = Change("replace", "0398/MPBF")
DELTA = Change("delta", "0398/MPBF")


def note(*persons: Person, **fields: Any) -> Submission:
    """A complete, undisputed note verbale of Burkina Faso for RC1, but for what ``fields`` say."""
    known: dict[str, Any] = {
        "delegation": "BFA",
        "stated": "BFA",
        "by_address": ("BFA",),
        "parts": ("RC1",),
        "reference": "0456/MPBF",
        "persons": persons or (HEAD, PRIMARY, ALTERNATE),
    }
    return replace(Submission("submission", "fr"), **(known | fields))
