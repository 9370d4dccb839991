"""What an address tells of a name: c.nyirongo, wang.li, jhnoh17."""

from __future__ import annotations

import re

from mailbot.reading.folding import fold

from .name_shapes import Order, Split, is_particle, join_words

_NO_LETTERS = re.compile(r"[^a-z]+")


def plain_letters(token: str) -> str:
    return _NO_LETTERS.sub("", fold(token))


def spells(email: str, name: str) -> bool:
    """Whether the local part of an address has a word of the name in it."""
    local = plain_letters(email.partition("@")[0])
    return any(len(word) >= 3 and word in local for word in map(plain_letters, name.split()))


def by_email(found: list[str], email: str) -> Split | None:
    """Order from an address that has the initials of the given names beside the family name (c.nyirongo)."""
    local = plain_letters(email.partition("@")[0])
    bare = [plain_letters(token) for token in found]
    if not local or not all(bare):
        return None
    if _is_name_and_initial(email, bare):
        return None
    fits: list[tuple[int, Order]] = []
    for i in range(1, len(found)):
        if _initials_fit(local, bare[:i], bare[i:]):
            fits.append((i, "given_first"))
        if _initials_fit(local, bare[i:], bare[:i]):
            fits.append((i, "family_first"))
    orders = {order for _, order in fits}
    if len(orders) != 1:
        return None
    i, order = fits[0] if len(fits) == 1 else min(fits) if "family_first" in orders else max(fits)
    if order == "given_first":
        while i > 1 and is_particle(found[i - 1]):
            i -= 1
        return Split(join_words(found[:i]), join_words(found[i:]), True, order)
    return Split(join_words(found[i:]), join_words(found[:i]), True, order)


def _is_name_and_initial(email: str, bare: list[str]) -> bool:
    """Whether an address is a whole first word and, behind a dot, the initial of the last ("zanele.d")."""
    parts = [plain_letters(part) for part in re.split(r"[._-]", email.partition("@")[0])]
    return len(parts) == 2 and len(parts[1]) == 1 and parts[0] == bare[0] and bare[-1].startswith(parts[1])


def _initials_fit(local: str, given: list[str], family: list[str]) -> bool:
    """Whether the local part is some initials of the given names with the family name (or its beginning)."""
    if len(family[0]) < 2:
        return False
    initials = "".join(token[0] for token in given)
    short = {initials[:k] for k in range(1, len(initials) + 1)}
    for k in range(1, len(family) + 1):
        name = "".join(family[:k])
        if any(local in (start + name, name + start) for start in short):
            return True
        # Two syllables of one given name give two initials (jhnoh for Noh Jae-hwi).
        if len(name) >= 3 and len(given) == 1 and local.endswith(name) and local[:1] == given[0][:1]:
            start = local[: len(local) - len(name)]
            return len(start) <= 2 and (len(start) < 2 or not given[0].startswith(start))
    return False


def email_boundary(found: list[str], email: str) -> int | None:
    """Where an address "given.family" cuts a name written given name first, or None."""
    parts = [plain_letters(part) for part in re.split(r"[._]", email.partition("@")[0]) if plain_letters(part)]
    bare = [plain_letters(token) for token in found]
    if len(parts) != 2 or not parts[0] or parts[0] not in (bare[0], "".join(bare[:2])):
        return None
    for i in range(1, len(found)):
        rest = bare[i:]
        if any(parts[1] == "".join(rest[:k]) for k in range(1, len(rest) + 1)):
            return i
    return None
