"""A written name: whether a text is one, and which part is the family name.

The order is never taken from a nationality: columns, capitals, a comma, a patronymic, particles, a list of
Chinese surnames and the person's address tell it (domain notes section 3); what tells nothing is uncertain.
"""

from __future__ import annotations

import re
from functools import lru_cache

from mailbot.reading.folding import fold

from . import han
from .name_shapes import GRADE, PARTICLES, Split, is_particle, join_words
from .tied_names import family_tie, is_tie
from .unmarked_names import by_shape
from .wording import pattern, says

_TOKEN = re.compile(r"['’]t(?=\s)|[^\W\d_](?:[\w'’ʼ`´.‐‑\-]|·(?=\w))*\.?|[^\W\d_]\.")
_IN_T = re.compile(r"(?<=\s)in ['’]t(?=\s)", re.IGNORECASE)
_CAPITAL_PREFIX = re.compile(
    r"^(?:[Mm][a]?c|[OoDdNnLlMmTt]['’ʼ]|[Aa]l-|[Ee]l-|[AaEe][dlnrstz]-|[Dd]e|[Ff]itz|[Vv]an|[Ll]e)(?=[A-ZÀ-Þ]{2,})"
)
_INITIALS = re.compile(
    r"(?:[^\W\d_][a-zа-я]?\.-?){1,4}(?:[^\W\d_]\.?)?|[A-ZÀ-ÞА-Я]|(?!(?:NG|ST|MC)$)[B-DF-HJ-NP-TV-XZ]{2}|[A-Z]J"
)
_PATRONYMIC = re.compile(r"(?:(?:ович|евич|ьич)(?:а|у|ем)?|(?:овн|евн|ичн)(?:а|у|ы|е|ой))$")
_SHORTEST = 4  # Ильич
_PATRONYMIC_SHORT = re.compile(r"(?:мич|кич|тич|ьич)$")
PATRONYMIC_WORD = frozenset(
    "оглы кызы оглу угли улы кизи огли ұлы қызы уулу ўғли қизи ogly oglu oğlu kyzy qizi qızı kızı ogli uly uulu".split()
)
_WORD = 4  # letters from which capitals are a word, not initials
ARABIC = re.compile(r"[\u0600-\u06ff]")
_ARABIC_BOUND = frozenset("عبد ابو ابي ابا ام بن ابن بنت بنو ال اولاد ولد منت بو سيدي".split())
_ARABIC_LEFT = frozenset("بن ابن بنت ولد منت".split())
_ARABIC_TAIL = frozenset("الدين الله الرحمن الاسلام".split())
_GENERATION = frozenset({"jr", "sr", "ii", "iii", "iv", "jr.", "sr."})
_POSTS_AND_NAMES = frozenset("dean major judge captain general author pilot colonel deacon marshal consul".split())


def tokens(name: str) -> list[str]:
    """The words of a name."""
    return _TOKEN.findall(name)


def is_name(text: str, *, titled: bool) -> bool:
    """Whether a text (title taken off) can be a person's name; ``titled`` asks less of it."""
    return _is_name_before(text, titled) if len(text) <= 2 * _LONGEST else _is_name(text, titled)


def _is_name(text: str, titled: bool) -> bool:  # noqa: PLR0911 - a row of guards
    text = _IN_T.sub("van", text.strip(" .,;:\n"))
    if not text or len(text) > _LONGEST or any(c.isdigit() for c in text) or "@" in text:
        return False
    if han.is_han(text):
        return han.is_name(text) or (titled and 1 <= len(text) <= 10 and not han.post_pattern().search(text))
    if _UNFIT.search(text) or "/" in text:
        return False
    found = tokens(text)
    if not 1 <= len(found) <= 8 or (len(found) == 1 and not titled):
        return False
    folded = fold(text)
    if says(folded, "words.never") or says(folded, "roles.head", "roles.alternate_head"):
        return False
    sent = pattern("words.on_behalf").match(folded)
    if pattern("organisations.starts").match(folded[sent.end() :].lstrip() if sent else folded):
        return False  # "Por el Ministerio de Defensa" says who sends those below
    if ARABIC.search(text):
        return pattern("posts.starts").match(folded) is None and len(found) <= 7
    if len(found) > 1 and says(GRADE.sub("", folded).rpartition(" ")[2], "posts.ends"):
        return False
    post = pattern("posts.starts").match(folded)
    if post and not (titled and len(found) > 1 and post.group() in _POSTS_AND_NAMES):
        return False
    return all(_shaped(token) for token in found) and any(t[0].isupper() and len(t) > 1 for t in found)


_LONGEST = 80
_UNFIT = re.compile(r"[^\w\s'’ʼ`´.,\-‐‑·()\"“”/]")
_is_name_before = lru_cache(maxsize=1024)(_is_name)  # one reader after the other asks the same


def _shaped(token: str) -> bool:
    return (
        token[0].isupper()
        or not token[0].islower()
        or token.casefold().rstrip("'’") in PARTICLES | PATRONYMIC_WORD
        or is_tie(token)
        or token[1:2] in {"'", "’"}
    )


def is_in_full(text: str) -> bool:
    """Whether a text is a family name, a given name and a patronymic, in either order, and nothing else."""
    found = tokens(text)
    return len(found) == _IN_FULL and any(map(is_patronymic, found[1:])) and is_name(text, titled=False)


_IN_FULL = 3


# ---- splitting ------------------------------------------------------------------------------------------------


def split(name: str, *, language: str = "", email: str | None = None) -> Split:
    """Given and family name of ``name`` (title taken off) by what the name itself and the address tell."""
    name = " ".join(name.split()).strip(" ,;:")
    if han.is_han(name):
        given, family = han.split(name)
        return Split(given, family or name, True, "family_first" if family else None)
    if "," in name or "،" in name:
        family, _, given = re.sub("،", ",", name).partition(",")
        return Split(given.strip() or None, family.strip(), True, "family_first")
    found = [token.replace("_", " ") for token in _IN_T.sub(_tied, name).split()]
    if len(found) < 2:
        return Split(None, name, True)
    if ARABIC.search(name):
        return _split_arabic(found)
    tie = None if _by_capitals(found) else family_tie(found)
    for way in (_by_capitals, _by_patronymic, _by_initials, _by_particle) if tie is None else ():
        told = way(found)
        if told:
            return told
    return _by_tie(found, tie, language, email) if tie else by_shape(found, language, email)


def _tied(found: re.Match[str]) -> str:
    return found.group().replace(" ", "_")


def cased(token: str) -> str:
    """``capital``, ``mixed`` or ``none`` (initials and particles tell nothing)."""
    letters = [c for c in _CAPITAL_PREFIX.sub("", token) if c.isalpha()]
    if is_tie(token) or (len(token) < _WORD and _INITIALS.fullmatch(token)):
        return "none"  # "JP Botha" has initials, "LI Song" a family name
    if token.rstrip("'’").casefold() in PARTICLES and not token.isupper():
        return "none"
    if len(letters) < 2 or re.fullmatch(r"(?:[^\W\d_]\.)+(?:[^\W\d_])?\.?(?:-[^\W\d_]\.)*", token):
        return "none"
    if any(not (c.isupper() or c.islower()) for c in letters):
        return "none"
    return "capital" if all(c.isupper() for c in letters) else "mixed"


def _by_capitals(found: list[str]) -> Split | None:
    kinds = [cased(token) for token in found]
    if "capital" not in kinds or "mixed" not in kinds:
        return None
    first, last = kinds.index("capital"), len(kinds) - 1 - kinds[::-1].index("capital")
    if "mixed" in kinds[first:last]:
        last = first + kinds[first:].index("mixed") - 1
    while first > 0 and kinds[first - 1] == "none" and is_particle(found[first - 1]):
        first -= 1
    while last + 1 < len(found) and found[last + 1].casefold() in _GENERATION:
        last += 1
    if first == 0 and last + 1 < len(found):
        return Split(join_words(found[last + 1 :]), join_words(found[: last + 1]), True, "family_first")
    given = found[:first] + found[last + 1 :]
    return Split(join_words(given), join_words(found[first : last + 1]), True, "given_first")


def is_patronymic(token: str) -> bool:
    """Whether a Cyrillic word has the form of a patronymic."""
    word = token.casefold()
    return bool(_PATRONYMIC.search(word) or _PATRONYMIC_SHORT.search(word)) and len(word) > _SHORTEST


def _by_patronymic(found: list[str]) -> Split | None:
    if found[-1].casefold() in PATRONYMIC_WORD:
        return Split(join_words(found[1:]), found[0], True, "family_first") if len(found) >= 4 else None
    for i, token in enumerate(found[:-1]):
        if token.casefold() in PATRONYMIC_WORD and i >= 2:
            return Split(join_words(found[: i + 1]), join_words(found[i + 1 :]), True, "given_first")
    if len(found) < 3:
        return None
    # Family names may look like patronymics (Хацкевич), given names never do.
    if is_patronymic(found[1]):
        return Split(join_words(found[:2]), join_words(found[2:]), True, "given_first")
    if is_patronymic(found[-1]):
        return Split(join_words(found[-2:]), join_words(found[:-2]), True, "family_first")
    return None


def _by_initials(found: list[str]) -> Split | None:
    """Initials stand for given names: "Велибейли Ф.Г.", "J. P. Mkandawire"; not "Juan C. Pérez"."""
    initials = [bool(_INITIALS.fullmatch(token)) for token in found]
    words = [i for i, initial in enumerate(initials) if not initial and not is_particle(found[i])]
    if not words or not any(initials):
        return None
    leads = [initials[i] or is_particle(found[i]) for i in range(words[0])]
    if (
        words[0] > 0
        and initials[0]
        and all(leads)
        and any(is_particle(found[i]) and not initials[i] for i in range(words[0]))
        and len(words) == 1
    ):
        cut = next(i for i, token in enumerate(found) if not initials[i] and is_particle(token))
        return Split(join_words(found[:cut]), join_words(found[cut:]), True, "given_first")
    if all(initials[: words[0]]) and words[0] > 0 and not any(initials[words[0] :]) and len(words) == 1:
        return Split(join_words(found[: words[0]]), join_words(found[words[0] :]), True, "given_first")
    if not any(initials[: words[-1] + 1]) and words[-1] + 1 < len(found) and len(words) == 1:
        cut = words[-1] + 1
        return Split(join_words(found[cut:]), join_words(found[:cut]), True, "family_first")
    return None


def _by_tie(found: list[str], tie: int, language: str, email: str | None) -> Split:
    """ "María Ospina Vda. de Restrepo": the name before, split by what it tells, and the family name behind with it."""
    before = split(" ".join(found[:tie]), language=language, email=email)
    family = join_words([*(before.family or "").split(), *found[tie:]])
    return Split(before.given, family, before.certain, before.order)


def _by_particle(found: list[str]) -> Split | None:
    """A name that begins with a small particle begins with the family name: "van Rensburg", "de la Hoz, …"."""
    first = next((i for i, token in enumerate(found) if not (token.islower() and is_particle(token))), 0)
    if not first or first + 1 < len(found):
        return None
    return Split(None, join_words(found), True)


# ---- Arabic script --------------------------------------------------------------------------------------------


def _split_arabic(found: list[str]) -> Split:
    units = _arabic_units(found)
    if len(units) == 1:
        return Split(None, join_words(units[0]), True)
    given = [token for unit in units[:-1] for token in unit]
    return Split(join_words(given), join_words(units[-1]), True, "given_first")


def _arabic_units(found: list[str]) -> list[list[str]]:
    """Words of an Arabic name that belong together: عبد الكريم, أبو غيدا, آل ثاني, and بن سيف with what precedes."""
    units: list[list[str]] = []
    binding = False
    for token in found:
        bare = fold(token)
        if units and (binding or bare in _ARABIC_TAIL):
            units[-1].append(token)
        elif bare in _ARABIC_LEFT and units:
            units.append([token])
        else:
            units.append([token])
        binding = bare in _ARABIC_BOUND or (bare == "ال" and token != "ال")  # noqa: S105 - a word of a name
    return units
