"""Names that no capitals, comma or patronymic marks: where the family name begins, as far as anything tells."""

from __future__ import annotations

import re
from functools import cache

from mailbot.reading.folding import fold
from mailbot.reading.lexicon import words

from .address_names import by_email, email_boundary
from .name_shapes import OPENING, PARTICLES, Split, join_words

# Particles that may open a family name in lower case; what follows belongs to it to the end.
_LOWER = frozenset(
    "de del della dello di da das do dos du des la le van von vom zu zur der den ter ten af av "
    "el al bin bint binte ben ibn".split()
) | {"in 't"}
_WITH_HUSBANDS = 4
_TWO_FAMILIES = 2
_TYING = frozenset({"y", "e", "i"})
_DESCENT = frozenset("bin binte binti bint ibn ould mint wuld walad".split())
_COMPOUND_GIVEN = frozenset(
    "fatima carmen lourdes jesus dios angeles pilar rosario mar socorro rocio "
    "milagros consuelo mercedes luz sol guadalupe conceicao".split()
)


def by_shape(found: list[str], language: str, email: str | None) -> Split:
    told = by_email(found, email) if email and not _is_of_families(found, email, language) else None
    if told:
        return told
    descent = next((i for i, token in enumerate(found) if 0 < i < len(found) - 1 and token in _DESCENT), None)
    if descent is not None:
        return Split(join_words(found[:descent]), join_words(found[descent:]), True)
    korean = _hyphenated(found)
    if korean:
        return korean
    at = family_start(found, language)
    boundary = email_boundary(found, email) if email else None
    return Split(join_words(found[: boundary or at]), join_words(found[boundary or at :]), False, None)


def _is_of_families(found: list[str], email: str, language: str) -> bool:
    """Whether an address is a given name with the initials of two Spanish family names ("lisandra.ma")."""
    given, _, initials = fold(email.partition("@")[0]).partition(".")
    if len(found) <= _TWO_FAMILIES or given != fold(found[0]) or len(initials) != _TWO_FAMILIES:
        return False
    known = language == "es" or given in given_names()
    return known and initials == "".join(fold(token)[0] for token in found[-_TWO_FAMILIES:])


def family_start(found: list[str], language: str) -> int:
    """Where the family name begins in a name written given name first."""
    units = _units(found)
    if len(units) == 1:
        return 0 if len(found) == 1 else 1
    for unit in units[1:] if language != "es" else ():
        head = found[unit[0]].casefold()
        if head in OPENING or (head in _LOWER and found[unit[-1]].casefold() not in _COMPOUND_GIVEN):
            return unit[0]
    count = len(units)
    known = given_names()
    if language != "es" or count == 2:
        # "José María Iturbe Saldaña": two given names, two family names, in whatever language; the initial in
        # "Ramon Luis T. Evaristo" is a given name, though.
        two_given = count == 4 and all(fold(found[unit[0]]) in known and len(unit) == 1 for unit in units[:2])
        two_given = two_given and len(found[units[2][0]].rstrip(".")) > 1
        return units[2 if two_given else -1][0]
    if count >= _WITH_HUSBANDS and found[units[-1][0]] == "de" and fold(found[units[1][0]]) not in known:
        # "Carla Rodríguez Mancia de Cerezo": two family names and the husband's.
        return units[1][0]
    if count == 3:
        second = fold(found[units[1][0]]).rstrip(".")
        initial = len(second) == 1
        compound = len(units[1]) > 1 and fold(found[units[1][-1]]) in _COMPOUND_GIVEN
        return units[2][0] if second in known or initial or compound else units[1][0]
    return units[count - 2][0]


def _units(found: list[str]) -> list[list[int]]:
    """Indices of words that belong together: particles with what follows, "abdul" with what follows."""
    units: list[list[int]] = []
    binding = False
    for i, token in enumerate(found):
        bare = token.rstrip("'’").casefold()
        if (binding and units) or (bare in _TYING and len(units) > 1 and i + 1 < len(found)):
            units[-1].append(i)
        else:
            units.append([i])
        binding = (bare in PARTICLES or bare in {"abdul", "abdel", "abd", "ó", "mac"}) and i + 1 < len(found)
        if i == 0 and bare not in {"abdul", "abdel", "abd", "abu", "abou"}:
            binding = False
    return units


@cache
def given_names() -> frozenset[str]:
    """Given names of Spanish and Portuguese, folded."""
    return frozenset(words("es", "persons")["names"]["given"].split())


def _hyphenated(found: list[str]) -> Split | None:
    """Two words, one of them hyphenated with a small second half (Tae-seong): that one is the given name."""
    if len(found) != 2:
        return None
    small = [bool(re.fullmatch(r"[A-Z][a-z]{1,5}-[a-z]{2,5}", token)) for token in found]
    plain = [bool(re.fullmatch(r"[A-Z][a-z]{1,5}", token)) for token in found]
    if small[0] and plain[1]:
        return Split(found[0], found[1], False, "given_first")
    if small[1] and plain[0]:
        return Split(found[1], found[0], False, "family_first")
    return None
