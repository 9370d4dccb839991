"""One note before it is written: who writes, of whom, in what manner. Everything follows from the seed."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random
from typing import Any

from .people import Person, address, draw_people, give_post, give_title, initials, latin_name, native_name
from .tables import LANGUAGES, Words, cultures, states

NATIVE_STYLES = {"father": ("three", "three_capitals", "given_three", "three"), "plain": ("first", "caps")}


@dataclass
class Note:
    """What is to be written: ``style`` and ``script`` are of names, ``speakers`` and ``emails`` are places."""

    rng: Random
    language: str
    words: Words
    code: str
    culture: str
    parts: list[str]
    people: list[Person]
    layout: str
    style: str
    native_style: str
    script: str
    reference: str | None = None
    of: str | None = None
    speakers: str = "entry"
    emails: str = "entry"
    removed: list[Person] = field(default_factory=list)
    revision: str | None = None
    titles_in_brackets: bool = False
    shape: str = "fields"
    separator: str = ", "
    email_sign: str = "comma"
    label_everyone: bool = False
    columns: list[str] = field(default_factory=list)
    native_cells: bool = False
    empty: str = ""
    format: str = "plain"
    tolerated: set[str] = field(default_factory=set)

    @property
    def sender(self) -> str:
        """Mission of …, in the language of the note."""
        return str(states()[self.code]["sender"][self.language])

    @property
    def mailbox(self) -> str:
        """The mission's address."""
        return f"mission@{self.code.lower()}-gva.example"

    @property
    def comma(self) -> str:
        """The comma of the language, with its blank."""
        return str(self.words["comma"])

    def fill(self, key: str, **values: object) -> str:
        """A phrase with what the note knows filled in."""
        text = str(self.words.one(key))
        filled = text.format(sender=self.sender, SENDER=self.sender.upper(), of=self.of, part=self.part(), **values)
        return filled.replace(" в второй", " во второй")

    def part(self) -> str:
        """The part or parts, as they follow the preposition of the phrases."""
        return str(self.words.kept("part.both" if len(self.parts) == 2 else f"part.{self.parts[0]}"))

    def written(self, person: Person, *, comma_ok: bool = False) -> str:
        """The name as the note writes it, without title."""
        style = self.style if self.style != "comma" or comma_ok else "first"
        latin = latin_name(person, style)
        if self.script == "latin" or not person.native:
            return latin
        native = native_name(person, self.language, self.native_style)
        left, right = ("（", "）") if self.language == "zh" else (" (", ")")
        if self.script == "native":
            return native
        if self.script == "latin_native":
            return f"{latin}{left}{native}{right}"
        inside = f"{person.title} {latin}" if self.titles_in_brackets and person.title else latin
        return f"{native}{left}{inside}{right}"

    def name(self, person: Person, *, comma_ok: bool = False) -> str:
        """The name with its title."""
        name = self.written(person, comma_ok=comma_ok)
        return f"{person.title} {name}" if person.title and not self.titles_in_brackets else name

    def post(self, person: Person) -> str:
        """The post with the body, where there is one."""
        if person.post and person.body:
            return str(self.words["body"]).format(post=person.post, body=person.body)
        return person.post or ""

    def word(self, key: str, person: Person) -> str:
        """A role or speaker word, in the person's gender, the same through the note."""
        return self.words.gendered(self.words.kept(f"role.{key}"), woman=person.woman)

    def short(self, person: Person) -> str:
        """How a later sentence calls the person: in full, by surname, or by initials."""
        native = self.script.startswith("native") and person.native is not None
        if native and (self.language == "zh" or (self.language == "ar" and self.speakers == "initials")):
            return self.name(person)
        if self.speakers == "initials":
            return initials(person, self.language, native=native)
        if self.speakers == "surname":
            plain = self.words.gendered(self.words.kept("title.plain"), woman=person.woman)
            family = person.native[1] if native and person.native else person.family
            return f"{plain} {family.upper() if self.style in {'caps', 'first'} else family}"
        return self.name(person)

    def speaking(self, kind: str) -> Person | None:
        """The primary or alternate speaker."""
        return next((person for person in self.people if person.speaker == kind), None)


def draw_note(rng: Random, language: str, layout: str, traits: Any) -> Note:
    """A note for that layout; ``traits`` say what the layout can carry (see layouts.TRAITS)."""
    words = Words(language, rng)
    code = rng.choice([code for code, state in states().items() if language in state["sender"]])
    culture = rng.choice(states()[code]["cultures"])
    table = cultures()[culture]
    people = draw_people(rng, culture, rng.choice(traits.sizes))
    has_father = language == "ru" and "patronymic" in table and rng.random() < 0.75
    note = Note(
        rng=rng,
        language=language,
        words=words,
        code=code,
        culture=culture,
        parts=list(traits.parts or rng.choice([("RC1",), ("RC1",), ("RC2",), ("RC1", "RC2")])),
        people=people,
        layout=layout,
        style=rng.choice(table["styles"]),
        native_style=rng.choice(NATIVE_STYLES["father" if has_father else "plain"]),
        script=_script(rng, language, table),
        speakers=rng.choice(traits.speakers),
        emails=rng.choice(traits.emails),
    )
    if (
        note.speakers == "address"
        and note.emails in {"none", "speakers"}
        and (note.script == "native" or rng.random() < 0.5)
    ):
        note.emails = traits.emails[0]
    if not has_father:
        for person in people:
            person.patronymic = None
    _number(note)
    _roles(note, adviser=traits.advisers)
    _speakers(note)
    _describe(note)
    return note


def _script(rng: Random, language: str, table: dict[str, Any]) -> str:
    if language not in LANGUAGES[3:]:
        return "latin"
    return rng.choice(["native", "native", "native", "native_latin", "native_latin", "latin_native", "latin"])


def _number(note: Note) -> None:
    """Its reference and that of the note before."""
    rng = note.rng
    form = note.words.one("forms")
    first = rng.randint(100, 880)
    note.reference = form.format(n=first + rng.randint(3, 90)) if rng.random() < 0.9 else None
    note.of = form.format(n=first)


def _roles(note: Note, *, adviser: bool) -> None:
    rng, people = note.rng, note.people
    if rng.random() < 0.95:
        people[0].role = "head"
    if len(people) > 2 and rng.random() < 0.3:
        people[1].role = "alternate_head"
    if adviser and len(people) > 3 and rng.random() < 0.5:
        people[-1].role = "adviser"
    if rng.random() < 0.15:
        rng.shuffle(people)


def _speakers(note: Note) -> None:
    if note.speakers == "none" or len(note.people) < 2:
        if len(note.people) == 1 and note.speakers == "entry":
            note.people[0].speaker = "primary"
        elif note.speakers != "entry":
            note.speakers = "none"
        return
    first, second = note.rng.sample(note.people, 2)
    first.speaker = "primary"
    if note.speakers != "one":
        second.speaker = "alternate"


def _describe(note: Note) -> None:
    """Post, title and address of everybody."""
    rng = note.rng
    honorifics = note.language == "ar" or rng.random() < 0.85
    if note.language == "ru" and note.script == "native" and note.people[0].patronymic:
        honorifics = rng.random() < 0.2
    if note.language == "zh":
        honorifics = note.script != "native" and rng.random() < 0.5
        note.titles_in_brackets = note.script == "native_latin"
        if note.script == "latin_native":
            note.script = "native_latin"
            note.titles_in_brackets = True
    domain = rng.choice([f"{note.code.lower()}-gva.example", f"mfa-{note.code.lower()}.example"])
    for person in note.people:
        give_post(note.words, person)
        give_title(note.words, person, honorifics=honorifics)
        person.email = address(rng, person, domain)
        if note.style == "mono":
            person.given = ""
