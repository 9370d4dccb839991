"""Whose the addresses are that stand apart from the names: in a sentence or list of their own.

"Their addresses are a.b@x and c.d@x respectively", "a.b@x (Mr. B)", "Mr. B: a.b@x". The words beside an address
count first, then its own letters: an address that spells one person's name and nobody else's is that person's.
"""

from __future__ import annotations

import re

from mailbot.domain.submission import Doubt
from mailbot.reading.folding import fold

from .attributions import RESPECTIVELY
from .identity import Group, address_fit, name_tokens
from .mentions import Mention
from .spans import Span
from .state import Reading

_SPELLS = 4
_MOST = 300


def give_addresses(reading: Reading, groups: list[Group]) -> None:
    """Give the addresses nobody has to those they belong to, and take back one that spells another's name."""
    _take_back(reading, groups)
    given = {fold(m.email.text) for g in groups for m in g.mentions if m.email}
    open_ = [e for e in reading.addresses[:_MOST] if fold(e.text) not in given]
    free = [g for g in groups[:_MOST] if not any(m.email for m in g.mentions)]
    if not open_ or not free:
        return
    for line in dict.fromkeys(e.source.text for e in open_):
        mine = [e for e in open_ if e.source.text == line]
        for email, owner in _by_words(line, mine, free):
            _give(email, owner, given, free)
    for email in open_:
        fits = [g for g in free if address_fit(email.text, g) >= _SPELLS]
        rivals = [e for e in open_ if fold(e.text) not in given and fits and address_fit(e.text, fits[0]) >= _SPELLS]
        if len(fits) == 1 and len({fold(e.text) for e in rivals}) == 1 and fold(email.text) not in given:
            _give(email, fits[0], given, free)


def _give(email: Span, owner: Group, given: set[str], free: list[Group]) -> None:
    owner.mentions.append(Mention(kind="speaker", listed=False, source=email.source, email=email))
    given.add(fold(email.text))
    free.remove(owner)


def _by_words(line: str, emails: list[Span], free: list[Group]) -> list[tuple[Span, Group]]:
    """Addresses of a line with the people it names: each in brackets behind, or before a colon, or all in order."""
    folded = fold(line)
    places = [(folded.find(fold(e.text)), e) for e in emails]
    out: list[tuple[Span, Group]] = []
    for at, email in places if not RESPECTIVELY.search(folded) else ():
        behind = re.match(r"[\s<>]*[(（]([^()（）@]{2,60})[)）]", folded[at + len(fold(email.text)) :])
        before = re.search(r"(?:^|[,;،；.])\s*([^,;،；@]{2,60})[:：=]\s*<?$", folded[:at])
        owner = next((g for m in (behind, before) if m and (g := _meant(m[1], free, out)) is not None), None)
        if at >= 0 and owner is not None:
            out.append((email, owner))
    if out:
        return out
    named = sorted((place, i) for i, g in enumerate(free) if (place := _place_of(folded, g, places)) >= 0)
    if len(named) == len(emails) > 1 and _fits_order(emails, [free[i] for _, i in named]):
        return list(zip(emails, (free[i] for _, i in named), strict=True))
    return []


def _meant(words: str, free: list[Group], taken: list[tuple[Span, Group]]) -> Group | None:
    """The one person a few words name."""
    said = set(re.findall(r"[^\W\d_]{2,}", words))
    fits = [g for g in free if g not in [owner for _, owner in taken] and any(said & _family(s) for s in _words(g))]
    return fits[0] if len(fits) == 1 else None


def _words(group: Group) -> list[tuple[str, ...]]:
    return [name_tokens(spelling) for spelling in group.spellings()]


def _family(tokens: tuple[str, ...]) -> set[str]:
    return {token for token in tokens if len(token) > 2}


def _place_of(line: str, group: Group, places: list[tuple[int, Span]]) -> int:
    """Where a line names the person in words before the first address, or -1."""
    first = min((at for at, _ in places), default=0)
    found = [
        m.start()
        for tokens in _words(group)
        for t in _family(tokens)
        for m in re.finditer(rf"(?<!\w){re.escape(t)}(?!\w)", line[:first])
    ]
    return min(found, default=-1)


def _fits_order(emails: list[Span], owners: list[Group]) -> bool:
    """Whether no address spells the name of another of them rather than its own."""
    for email, owner in zip(emails, owners, strict=True):
        own = address_fit(email.text, owner)
        if any(g is not owner and address_fit(email.text, g) >= _SPELLS and own < _SPELLS for g in owners):
            return False
    return True


def _take_back(reading: Reading, groups: list[Group]) -> None:
    """An address from a sentence that spells another's name is that one's; from the person's own item, a doubt."""
    for group in groups[:_MOST]:
        for mention in group.mentions:
            if mention.email is None or address_fit(mention.email.text, group):
                continue
            others = [g for g in groups[:_MOST] if g is not group and address_fit(mention.email.text, g) >= _SPELLS]
            if len(others) != 1 or any(m.email for m in others[0].mentions):
                continue
            if not mention.listed or mention.kind == "speaker":
                others[0].mentions.append(
                    Mention(kind="speaker", listed=False, source=mention.email.source, email=mention.email)
                )
                mention.email = None
            else:
                name = group.spellings()[0].name.text
                detail = f"{mention.email.text} stands beside {name}, but spells another name of the list."
                reading.doubts.append(Doubt("low_confidence", name, None, detail, mention.email.source))
