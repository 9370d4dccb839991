"""People who do not exist: drawn from a culture, written in a style, with what a registrar would record of them."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from random import Random
from typing import Any

from .tables import Words, cultures

_PARTICLE = re.compile(r"(?:(?:[a-zà-ÿ']+|'t|Abu|Bin|Ben|Ould|El|Al)\s|(?:Al|El)-|d')*")


@dataclass
class Person:
    """One member of a delegation; ``given`` and ``family`` Latin, ``native`` the same two in the own script."""

    given: str
    family: str
    native: tuple[str, str] | None
    patronymic: str | None
    woman: bool
    title: str | None = None
    post: str | None = None
    body: str | None = None
    email: str | None = None
    role: str = "delegate"
    speaker: str | None = None
    parts: list[str] | None = None
    unstated: set[str] = field(default_factory=set)

    @property
    def key(self) -> tuple[str, str]:
        """What tells this person from the others of a note."""
        return self.given, self.family


def draw_people(rng: Random, culture: str, count: int) -> list[Person]:
    """``count`` people of that culture; no given name, initial of it, or family name twice."""
    table = cultures()[culture]
    out: list[Person] = []
    families = rng.sample(table["family"], min(count, len(table["family"])))
    used: set[str] = set()
    for family in families:
        woman = rng.random() < 0.5
        names = [n for n in table["female" if woman else "male"] if _plain(n)[0] not in used]
        if not names:
            continue
        given = rng.choice(names)
        used.add(_plain(given)[0])
        out.append(_person(rng, table, given, family, woman=woman))
    return out


def _person(rng: Random, table: dict[str, Any], given: str, family: str, *, woman: bool) -> Person:
    latin, _, native = given.partition("|")
    family_latin, _, family_native = family.partition("|")
    patronymic = None
    if "patronymic" in table:
        patronymic = _form(rng.choice(table["patronymic"]).partition("|")[2], woman=woman)
    return Person(
        latin,
        _form(family_latin, woman=woman),
        (native, _form(family_native, woman=woman)) if native else None,
        patronymic,
        woman,
    )


def _form(text: str, *, woman: bool) -> str:
    his, _, hers = text.partition("/")
    return hers if woman and hers else his


_NO_MARK = str.maketrans({"Đ": "D", "đ": "d", "Ø": "O", "ø": "o", "Þ": "T", "þ": "t", "ð": "d", "ə": "e", "ß": "s"})


def _plain(text: str) -> str:
    text = text.translate(_NO_MARK)
    return "".join(c for c in unicodedata.normalize("NFKD", text) if c.isascii() and (c.isalpha() or c in " -")) or "x"


def capitals(text: str) -> str:
    """As a drafter types it: McALLISTER and MACBRIDE, the rest in capitals."""
    return re.sub(r"\bMc(\w+)", lambda m: "Mc" + m[1].upper(), text) if "Mc" in text else text.upper()


def particle_capitals(text: str) -> str:
    """The particles as they are, the rest in capitals: van der MEULEN, Al-HARFOUSHI."""
    lead = _PARTICLE.match(text)
    at = lead.end() if lead else 0
    return text[:at] + text[at:].upper()


def latin_name(person: Person, style: str) -> str:
    """The Latin name in one of the styles of cultures.toml."""
    given, family = person.given, person.family
    written = {
        "plain": f"{given} {family}",
        "caps": f"{given} {capitals(family)}",
        "particle": f"{given} {particle_capitals(family)}",
        "first": f"{capitals(family)} {given}",
        "comma": f"{capitals(family)}, {given}",
        "mono": family,
    }
    return written[style].strip() if given else capitals(family) if style != "mono" else family


def native_name(person: Person, language: str, style: str) -> str:
    """The name in its own script; ``style`` only where the script has more than one way."""
    assert person.native
    given, family = person.native
    if language == "zh":
        return family + given
    if language == "ar":
        return f"{given} {family}"
    with_father = f"{given} {person.patronymic}" if person.patronymic else given
    written = {
        "three": f"{family} {with_father}",
        "three_capitals": f"{family.upper()} {with_father}",
        "given_three": f"{with_father} {family}",
        "first": f"{family.upper()} {given}",
        "caps": f"{given} {family.upper()}",
    }
    return written[style]


def initials(person: Person, language: str, *, native: bool) -> str:
    """``R. Iturbe Saldaña``; in Russian with the patronymic's initial."""
    given, family = person.native if native and person.native else (person.given, person.family)
    marks = [f"{word[0]}." for word in re.split(r"[ -]+", given) if word]
    if native and language == "ru" and person.patronymic:
        return f"{marks[0]}{person.patronymic[0]}. {family}"
    return f"{marks[0]} {family}" if given else family


def address(rng: Random, person: Person, domain: str) -> str:
    """A personal address made from the name, in one of the ways ministries do."""
    given = re.sub(r"[^a-z]", "", _plain(person.given).split(" ")[0].lower()) or "x"
    family = re.sub(r"[^a-z]", "", _plain(person.family).lower()) or "x"
    local = rng.choice([f"{given[0]}.{family}", f"{given}.{family}", f"{given[0]}{family}", f"{family}{given[0]}"])
    return f"{local}@{domain}"


def give_title(words: Words, person: Person, *, honorifics: bool) -> None:
    """The honorific or rank before the name, by role and post; none where the note has no honorifics."""
    rng = words.rng
    if person.post in _posts(words, "military") and words.has("title.rank") and rng.random() < 0.7:
        person.title = words.gendered(words.one("title.rank"), woman=person.woman)
    elif not honorifics:
        person.title = None
    elif person.role == "head" and rng.random() < 0.7:
        titles = [t for t in words["title.head"] if not _repeats(words.gendered(t, woman=person.woman), person.post)]
        person.title = words.gendered(words.rng.choice(titles or words["title.plain"]), woman=person.woman)
    elif rng.random() < 0.12:
        person.title = words.gendered(words.one("title.other"), woman=person.woman)
    else:
        person.title = words.gendered(words.kept("title.plain"), woman=person.woman)


def _posts(words: Words, kind: str) -> set[str]:
    return {form for pair in words[f"post.{kind}"] for form in ([pair] if isinstance(pair, str) else pair)}


def _repeats(title: str, post: str | None) -> bool:
    """An ambassador's title before an ambassador's post is said once."""
    return bool(post) and title.rsplit(maxsplit=1)[-1].casefold() in str(post).casefold()


def give_post(words: Words, person: Person) -> None:
    """What they do, and for some of the capital or the forces the body they do it in."""
    rng = words.rng
    kind = "head" if person.role == "head" else rng.choice(["mission"] * 6 + ["capital", "capital", "military"])
    person.post = words.gendered(words.one(f"post.{kind}"), woman=person.woman)
    if kind in {"capital", "military"} and rng.random() < 0.6:
        person.body = words.one("post.bodies")
