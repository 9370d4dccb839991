"""What a piece of text says besides a name: role, speaker, way of attending, parts; and the post that is left."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Literal

from mailbot.domain.submission import Mode, Role, Speaker

from . import han
from .name_shapes import GRADE
from .people import Context
from .sections import Told, parts_named, told_of
from .spans import Span
from .wording import is_only, pattern, says, starts

Column = Literal["role", "speaker", "mode", "post"]

ROLES: tuple[tuple[str, Role], ...] = (
    ("roles.alternate_head", "alternate_head"),
    ("roles.head", "head"),
    ("roles.adviser", "adviser"),
    ("roles.delegate", "delegate"),
)
BARE_ROLES: tuple[tuple[str, Role], ...] = (
    ("roles.alternate_head_bare", "alternate_head"),
    ("roles.head_bare", "head"),
    ("roles.adviser_bare", "adviser"),
    ("roles.delegate_bare", "delegate"),
)
SPEAKERS: tuple[tuple[str, Speaker], ...] = (("speakers.primary", "primary"), ("speakers.alternate", "alternate"))
BARE_SPEAKERS: tuple[tuple[str, Speaker], ...] = (
    ("speakers.primary_bare", "primary"),
    ("speakers.alternate_bare", "alternate"),
)
MODES: tuple[tuple[str, Mode], ...] = (("modes.in_person", "in_person"), ("modes.virtual", "virtual"))
_TRIM = " \t\n.,:;·•*|–—-/()[]\"'،、。"
_ROMANCE = re.compile(r"(?<!\w)(?:de|du|des|d'|la|le|les|del|el|para|da|do|y|et)(?!\w)")
_FORMER = re.compile(r"(?:\b(?:former|ex|ancien(?:ne)?|antigu[oa]|previous|past|бывш\w{2,3})[\s-]|前|原)$")
_JUST_BEFORE = 12


@dataclass(slots=True)
class Said:
    """What one segment says. ``rest`` is the text that is none of it: a post, a body, a name."""

    role: Role | None = None
    speakers: list[Speaker] = field(default_factory=list)
    mode: Mode | None = None
    parts: tuple[str, ...] = ()
    by_part: dict[str, Speaker] = field(default_factory=dict)
    ambiguous: bool = False
    nobody: bool = False
    same: bool = False
    rest: Span | None = None

    @property
    def anything(self) -> bool:
        """Whether the segment says anything that is not its rest."""
        return bool(self.role or self.speakers or self.mode or self.parts or self.ambiguous or self.nobody or self.same)


def read(segment: Span, context: Context, column: Column | None = None) -> Said:
    """What ``segment`` says; ``column``: the heading it stands under, which lets single words count."""
    text = segment.folded.text
    heard = _heard_before if len(text) <= _SHORT else _heard
    made, leftover, has_phrases = heard(text, told_of(context), column)
    said = Said(
        made.role, [*made.speakers], made.mode, made.parts, {**made.by_part}, made.ambiguous, made.nobody, made.same
    )
    if leftover is None:
        return said
    said.rest = _rest(segment, leftover)
    if has_phrases and said.rest is not None and _only_numbers(said.rest.text):
        said.rest = None
    return said


def _heard(text: str, told: Told, column: Column | None) -> tuple[Said, str | None, bool]:
    """What a folded text says, what is left of it to find the rest in (None: nothing), and whether phrases say it."""
    said = Said()
    bare = text.strip(_TRIM)
    if not bare or is_only(bare, "words.nobody"):
        said.nobody = bool(bare)
        return said, None, False
    if is_only(bare, "words.same"):
        said.same = True
        return said, None, False
    if _whole(bare, said, column):
        return said, None, False
    blanks = _phrases(text, said, told)
    remainder = _without(text, blanks)
    modes = _modes(remainder)
    if modes and not _trim_connectors(_without(remainder, [(a, b) for a, b, _ in modes])).strip(_TRIM):
        said.mode = modes[0][2]
        return said, None, False
    leftover = _trim_connectors(remainder)
    if blanks and _bare_leftover(leftover.strip(_TRIM), said):
        return said, None, False
    return said, leftover, bool(blanks)


_SHORT = 160
_heard_before = lru_cache(maxsize=1024)(_heard)  # a line is asked as a label, a heading, an entry, one after the other


def _only_numbers(text: str) -> bool:
    return not any(c.isalpha() for c in text)


def _bare_leftover(text: str, said: Said) -> bool:
    """Whether what is left is itself a bare word that adds nothing ("member", "suppléant" after a speaker)."""
    if not text:
        return False
    if said.speakers and is_only(text, "speakers.alternate_bare") and "alternate" not in said.speakers:
        said.speakers.append("alternate")
        return True
    if said.speakers and said.role is None and is_only(text, "roles.head_bare"):
        said.role = "head"  # "head and main speaker"
        return True
    if is_only(text, "roles.delegate_bare", "words.only"):
        return True
    return is_only(text, "words.nobody")


def _whole(bare: str, said: Said, column: Column | None) -> bool:
    """A segment that is one bare word, in the light of its column."""
    if column == "speaker":
        for topic, speaker in BARE_SPEAKERS:
            if is_only(bare, topic):
                said.speakers.append(speaker)
                return True
    if column == "role" and not is_only(bare, "roles.ambiguous", "roles.ambiguous_column"):
        for topic, role in BARE_ROLES:
            if is_only(bare, topic):
                said.role = role
                return True
    for topic, role in BARE_ROLES[:2]:
        if is_only(bare, topic) and (" " in bare or han.is_han(bare)):
            said.role = role
            return True
    for topic, mode in MODES:
        if is_only(bare, topic):
            said.mode = mode
            return True
    if is_only(bare, "roles.ambiguous") or (column == "role" and is_only(bare, "roles.ambiguous_column")):
        said.ambiguous = True
        return True
    return False


def _phrases(text: str, said: Said, told: Told) -> list[tuple[int, int]]:
    """The phrases in the folded text that name a speaker, a role or a part, recorded in ``said``; their places."""
    blanks: list[tuple[int, int]] = []
    for match in pattern("speakers.both").finditer(text):
        said.speakers += ["primary", "alternate"]
        blanks.append(match.span())
    for topic, speaker in SPEAKERS:
        for match in pattern(topic).finditer(_without(text, blanks)):
            said.speakers.append(speaker)
            blanks.append(match.span())
    for topic, role in ROLES:
        for match in pattern(topic).finditer(_without(text, blanks)):
            if is_former(text, match.start()):
                continue
            said.role = said.role or role
            blanks.append(match.span())
    found = parts_named(text, told)
    said.by_part = speaking(text, found)
    if found:
        ids = [part for _, _, parts in found for part in parts]
        left = _without(text, [*blanks, *((a, b) for a, b, _ in found)])
        if not _trim_connectors(pattern("words.only").sub(" ", left)).strip(_TRIM) or len(blanks) > 0:
            said.parts = tuple(part for part, _ in told if part in ids)
            blanks += [(a, b) for a, b, _ in found]
            blanks += [m.span() for m in pattern("words.only").finditer(text)]
    return blanks


def is_former(text: str, start: int) -> bool:
    """Whether "former" stands right before a place of a folded text."""
    return _FORMER.search(text, max(0, start - _JUST_BEFORE), start) is not None


def speaking(text: str, parts: Sequence[tuple[int, int, tuple[str, ...]]]) -> dict[str, Speaker]:
    """The status in each part where a text gives several, each followed by its part; empty where it does not."""
    places = sorted((m.start(), m.end(), speaker) for topic, speaker in SPEAKERS for m in pattern(topic).finditer(text))
    if len(places) < 2 or len({ids for _, _, ids in parts}) < 2:
        return {}
    out: dict[str, Speaker] = {}
    for number, (_, end, speaker) in enumerate(places):
        stop = places[number + 1][0] if number + 1 < len(places) else len(text)
        mine = [ids for start, _, ids in parts if end <= start < stop]
        if not mine:
            return {}
        out.update({part: speaker for ids in mine for part in ids if part not in out})
    return out


def _modes(text: str) -> list[tuple[int, int, Mode]]:
    found: list[tuple[int, int, Mode]] = []
    for topic, mode in MODES:
        found += [(m.start(), m.end(), mode) for m in pattern(topic).finditer(text)]
    return sorted(found)


def _without(text: str, blanks: list[tuple[int, int]]) -> str:
    """The text with stretches blanked out, as long as before."""
    for start, end in blanks:
        text = text[:start] + "\x00" * (end - start) + text[end:]
    return text


def _trim_connectors(text: str) -> str:
    """The text with small words beside blanks and at its ends blanked: "and \x00" → nothing left."""
    if "\x00" not in text:
        return text
    pieces = re.split("(\x00+)", text)
    out = []
    for piece in pieces:
        out.append(piece if piece.startswith("\x00") else _connectors_off(piece))
    return "".join(out).replace("\x00", " ")


def _connectors_off(piece: str) -> str:
    for _ in range(4):
        start = len(piece) - len(piece.lstrip(_TRIM))
        end = len(piece.rstrip(_TRIM))
        head = pattern("words.and").match(piece, start, end) if start < end else None
        if head and head.end() > head.start():
            piece = " " * head.end() + piece[head.end() :]
            continue
        tail = next((m for m in pattern("words.and").finditer(piece, start, end) if m.end() == end), None)
        if tail is None or tail.end() == tail.start():
            break
        piece = piece[: tail.start()] + " " * (len(piece) - tail.start())
    return piece


_RUN = re.compile(r"\S(?:.{0,3}\S)*", re.DOTALL)


def _rest(segment: Span, leftover: str) -> Span | None:
    """The longest unbroken piece of what is left, as written."""
    runs = [(m.start(), m.end()) for m in _RUN.finditer(leftover)]
    runs = [(a, b) for a, b in runs if any(c.isalnum() for c in leftover[a:b])]
    if not runs:
        return None
    start, end = max(runs, key=lambda run: run[1] - run[0])
    piece = segment.cut_folded(start, end)
    if piece.text.count("(") == piece.text.count(")") and piece.text.endswith(")"):
        return piece.strip(" \t\n,:;·•*|–—-/،、。")
    if piece.text.count("(") != piece.text.count(")"):
        piece = piece.strip(" \t\n,:;·•*|–—-/،、。()")
    return piece.strip(" \t\n,:;·•*|–—-/،、。" if abbreviated(piece.text) else " \t\n.,:;·•*|–—-/،、。")


def abbreviated(text: str) -> bool:
    """Whether a text ends in an abbreviation, whose full stop belongs to it ("a.i.", "Min. Def.")."""
    text = text.strip()
    return text.endswith(".") and _ABBREVIATED.search(text) is not None


_ABBREVIATED = re.compile(r"(?:^|\W)(?:\w\.\s?){1,4}$|\ba\.i\.$|\b(?:Def|Dept|Min|Div)\.$")


# ---- posts and bodies -----------------------------------------------------------------------------------------


def is_organisation(text: str) -> bool:
    """Whether a segment (folded) names a body, not a post: by its first word, or in English by its head noun."""
    return _is_organisation_before(text) if len(text) <= _SHORT else _is_organisation(text)


def _is_organisation(text: str) -> bool:
    text = text.strip(_TRIM)
    if starts(text, "organisations.starts") and not _english_post(text):
        return True
    if not re.search(r"[a-z]", text):
        return bool(re.fullmatch(r"[\u3400-\u9fff]{2,24}", text)) and _han_body(text)
    before = re.split(r"\s(?:of|for|on|against|in|at|to)\s", text, maxsplit=1)[0].split()
    if not before or _english_post(text) or _ROMANCE.search(text):
        return False
    return bool(before[-1].strip(_TRIM) in english_heads())


_is_organisation_before = lru_cache(maxsize=1024)(_is_organisation)


def _english_post(text: str) -> bool:
    """Whether a text begins with words of a post and its noun ("national coordinator", "office manager")."""
    found = pattern("posts.starts").match(text)
    if not found:
        return False
    if _WHO.match(text):
        return True
    phrase = re.split(r"\s(?:of|for|on|against|in|at|to)\s", text, maxsplit=1)[0].split()
    return not (phrase and phrase[-1] in english_heads())


# "Director Legal Services": the first noun is a person, whatever stands last; not "Director General's Office".
_WHO = re.compile(
    r"(?:(?:deputy|assistant|acting|associate|senior|principal|managing|regional) ){0,2}"
    r"(?:director|manager|commander|officer|coordinator|analyst|specialist|adviser|advisor) "
    r"(?!general)(?![^,;]{0,60}'s? )"
)


def _han_body(text: str) -> bool:
    if han.post_pattern().search(text) and han.post_pattern().search(text).end() == len(text):  # type: ignore[union-attr]
        return False
    return bool(re.fullmatch(rf".{{1,24}}{_han_ending()}", text))


def _han_ending() -> str:
    from mailbot.reading.lexicon import words

    return str(words("zh", "persons")["organisations"]["han"])


@cache
def english_heads() -> frozenset[str]:
    """English nouns that name a body when they stand last."""
    from mailbot.reading.lexicon import words

    return frozenset(words("en", "persons")["organisations"]["heads"])


def is_acronym(text: str) -> bool:
    """Whether a segment is a body's initials (МЧС, DFAE)."""
    return bool(re.fullmatch(r"[A-ZÀ-ÞА-ЯЁ]{2,6}|[A-ZÀ-ÞА-ЯЁ]{2,4}[-/ ][A-ZÀ-ÞА-ЯЁ]{2,4}", text.strip(" .")))


_MOST_WORDS = 6


_STOPS = re.compile(r"[,(/]")


def is_post(text: str) -> bool:
    """Whether a segment (folded) begins like a post."""
    text = text.strip(_TRIM)
    if starts(text, "posts.starts") or (han.is_han(text) and says(text, "posts.starts")):
        return True
    words = GRADE.sub("", _STOPS.split(text, maxsplit=1)[0].strip()).split()
    return 2 <= len(words) <= _MOST_WORDS and is_only(words[-1], "posts.ends")


def read_post_only(folded: str) -> bool:
    """Whether a folded text is nothing but a post, title words included ("minister counsellor")."""
    text = folded.strip(_TRIM)
    found = pattern("posts.starts").match(text)
    return found is not None and (found.end() == len(text) or is_only(text, "titles"))
