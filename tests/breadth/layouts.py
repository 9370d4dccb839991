"""The layouts: how the people of a note stand in it. ``TRAITS`` says what each can carry, ``LAYOUTS`` writes it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from . import changes, grids, sentences
from .blocks import Items, Lines, Paragraph, Written
from .entries import SEPARATORS, entry
from .notes import Note
from .people import Person

ROLES = ("head", "alternate_head", "delegate", "adviser")
ORDINARY = ("entry", "entry", "both", "lines", "surname", "initials", "address", "one", "none")
ADDRESSES = ("entry", "entry", "entry", "next", "list", "respectively", "speakers", "none")
FLAT = ("entry", "entry", "list", "respectively", "speakers", "none")


@dataclass(frozen=True)
class Traits:
    """What a layout can carry."""

    speakers: tuple[str, ...] = ORDINARY
    emails: tuple[str, ...] = ADDRESSES
    sizes: tuple[int, ...] = (2, 3, 3, 4, 5)
    parts: tuple[str, ...] | None = None
    advisers: bool = False
    formats: tuple[str, ...] = ("plain", "plain", "flowed", "html", "docx", "pdf")


def _listed(note: Note, marker: str, people: list[Person] | None = None) -> Items:
    return Items([entry(note, person) for person in people or note.people], marker)


def _manner(note: Note, *shapes: str) -> None:
    rng = note.rng
    note.shape = rng.choice(shapes)
    if note.shape == "fields":
        note.separator = rng.choice([s for s in SEPARATORS if s != "\t" or note.format in {"plain", "docx"}])
        if note.language == "zh" and note.separator == ", ":
            note.separator = "，"
        if note.language == "ar":
            note.separator = note.separator.replace(",", "،").replace(";", "؛")
    note.label_everyone = note.shape == "role_first" or rng.random() < 0.2
    note.email_sign = rng.choice(["comma", "plain", "angle", "round"])


def _list_of(*markers: str) -> Callable[[Note], Written]:
    def write(note: Note) -> Written:
        shapes = ["fields", "fields", "brackets", "role_first", "post_brackets", "close_post"]
        _manner(note, *shapes)
        return Written(body=[_listed(note, note.rng.choice(markers))])

    return write


def role_headings(note: Note) -> Written:
    """A heading for each role, the people under it."""
    _manner(note, "bare")
    _by_role(note)
    note.label_everyone = False
    written = Written()
    marker = note.rng.choice(["none", "dash", "none"])
    for role in ROLES:
        people = [person for person in note.people if person.role == role]
        if not people:
            continue
        heading = note.words.kept(f"heading.{role}") + note.rng.choice(["", "：" if note.language == "zh" else ":"])
        written.body.append(Lines([heading], heading=True))
        written.body.append(_listed(note, marker, people))
    return written


def _by_role(note: Note) -> None:
    """The order of the note is that of its headings."""
    note.people.sort(key=lambda person: ROLES.index(person.role))


def heading_line(note: Note) -> Written:
    """Role: person; several of one role on the same line, with semicolons."""
    _manner(note, "bare")
    _by_role(note)
    colon = "：" if note.language == "zh" else " : " if note.language == "fr" else ": "
    lines = []
    for role in ROLES:
        people = [person for person in note.people if person.role == role]
        if people:
            between = "；" if note.language == "zh" else "؛ " if note.language == "ar" else "; "
            lines.append(note.words.kept(f"heading.{role}") + colon + between.join(entry(note, p)[0] for p in people))
    return Written(body=[Lines(lines)])


def stacked(note: Note) -> Written:
    """Name, post, role and address each on a line of its own."""
    return _stacked(note, role_first=False)


def stacked_role(note: Note) -> Written:
    """The role above the name."""
    return _stacked(note, role_first=True)


def _stacked(note: Note, *, role_first: bool) -> Written:
    note.label_everyone = role_first
    written = Written()
    for person in note.people:
        role = [note.word(person.role, person)] if person.role != "delegate" or role_first else []
        said = [note.word(person.speaker, person)] if person.speaker and note.speakers in {"entry", "one"} else []
        email = [str(person.email)] if note.emails in {"entry", "next"} else []
        name = [note.name(person)]
        lines = [*role, *name, note.post(person)] if role_first else [*name, note.post(person), *role]
        written.body.append(Lines([*lines, *said, *email]))
    return written


def prose(note: Note) -> Written:
    """One or two sentences: who heads, who comes along."""
    email = note.emails == "entry"
    for person in note.people:
        if person.role != "head":
            person.role = "delegate"
    _head_first(note)
    head, *others = note.people
    texts = [sentences.introduced(note, person, email=email) for person in others]
    values = {"head": sentences.introduced(note, head, email=email), "list": sentences.joined(note, texts)}
    phrase = note.fill("text.prose" if others else "text.prose_alone", **values)
    return Written(body=[Paragraph(sentences.settled(note, phrase))])


def prose_sentences(note: Note) -> Written:
    """A sentence for each person."""
    email = note.emails == "entry"
    for person in note.people:
        if person.role != "head":
            person.role = "delegate"
    _head_first(note)
    head, *others = note.people
    said = [note.fill("text.sentence_head", head=sentences.introduced(note, head, email=email))]
    said += [note.fill("text.sentence_member", member=sentences.introduced(note, p, email=email)) for p in others]
    text = ("" if note.language == "zh" else " ").join(sentences.settled(note, one) for one in said)
    return Written(body=[Paragraph(text)])


def _head_first(note: Note) -> None:
    if all(person.role != "head" for person in note.people):
        note.people[0].role = "head"
    note.people.sort(key=lambda person: person.role != "head")


def head_in_sentence(note: Note) -> Written:
    """A plain list, and a sentence that says who heads."""
    _manner(note, "fields", "bare", "brackets")
    note.label_everyone = False
    _head_first(note)
    head = note.people[0]
    for person in note.people:
        person.role = "delegate"
    listed = _listed(note, note.rng.choice(["dash", "number", "bullet"]))
    head.role = "head"
    name = sentences.in_sentence(note, head, note.name(head))
    said = Paragraph(sentences.settled(note, note.fill("text.headed", name=name)))
    return Written(body=[listed, said] if note.rng.random() < 0.6 else [said, listed])


def counted(note: Note) -> Written:
    """A numbered list after the number of people."""
    _manner(note, "fields", "brackets")
    return Written(body=[Paragraph(note.fill("text.count", n=len(note.people))), _listed(note, "number")])


def parts_same(note: Note) -> Written:
    """Two parts, the head and the speakers in both, the others in one."""
    _manner(note, "fields", "brackets", "role_first")
    speakers = [p for p in note.people if p.speaker or p.role == "head"]
    others = [p for p in note.people if p not in speakers]
    lists: dict[str, list[Person]] = {"RC1": list(speakers), "RC2": list(speakers)}
    for number, person in enumerate(others):
        part = "RC1" if number % 2 == 0 else "RC2"
        lists[part].append(person)
        person.parts = [part]
    return _parts(note, lists)


def parts_different(note: Note) -> Written:
    """Two parts, nobody in both."""
    _manner(note, "fields", "brackets", "role_first")
    half = (len(note.people) + 1) // 2
    lists = {"RC1": note.people[:half], "RC2": note.people[half:]}
    for part, people in lists.items():
        for number, person in enumerate(people):
            person.parts = [part]
            person.role = "head" if number == 0 else "delegate"
            person.speaker = ("primary", "alternate", None)[min(number, 2)]
    note.tolerated |= {"two_heads", "speakers_too_many"}
    return _parts(note, lists)


def _parts(note: Note, lists: dict[str, list[Person]]) -> Written:
    written = Written()
    marker = note.rng.choice(["dash", "number", "none"])
    for part, people in lists.items():
        written.body.append(Lines([note.words.kept(f"part_heading.{part}")], heading=True))
        written.body.append(_listed(note, marker, people))
    return written


LAYOUTS: dict[str, tuple[Callable[[Note], Written], Traits]] = {
    "dash list": (_list_of("dash", "long_dash"), Traits()),
    "bullet list": (_list_of("bullet"), Traits()),
    "numbered list": (_list_of("number", "bracket", "brackets"), Traits(speakers=(*ORDINARY, "number", "number"))),
    "lettered list": (_list_of("letter"), Traits()),
    "unmarked lines": (_list_of("none"), Traits()),
    "counted list": (counted, Traits(speakers=(*ORDINARY, "number"))),
    "role headings": (role_headings, Traits(advisers=True)),
    "role: person lines": (heading_line, Traits(advisers=True, emails=FLAT)),
    "stacked lines": (stacked, Traits()),
    "role above name": (stacked_role, Traits(advisers=True)),
    "head in a sentence": (head_in_sentence, Traits()),
    "prose": (prose, Traits(speakers=ORDINARY[2:], emails=FLAT, sizes=(1, 2, 3, 3, 4))),
    "prose, a sentence each": (prose_sentences, Traits(speakers=ORDINARY[2:], emails=FLAT)),
    "parts, some in both": (
        parts_same,
        Traits(speakers=("entry",), emails=("entry", "list"), parts=("RC1", "RC2"), sizes=(4, 5, 6)),
    ),
    "parts, nobody in both": (
        parts_different,
        Traits(speakers=("entry",), emails=("entry",), parts=("RC1", "RC2"), sizes=(4, 5, 6)),
    ),
    "table": (
        grids.table,
        Traits(
            speakers=("column", "column", "entry", "both", "lines", "address", "surname"),
            emails=("column", "column", "column", "list", "speakers"),
            advisers=True,
            formats=("html", "html", "docx", "docx", "xlsx", "pdf", "pipes", "tabs", "aligned", "semicolons"),
        ),
    ),
    "table without header": (
        grids.bare_table,
        Traits(
            speakers=("entry", "both", "lines"),
            emails=("column", "column", "list"),
            formats=("html", "docx", "pipes", "tabs", "aligned", "pdf"),
        ),
    ),
    "label: value": (grids.labels, Traits(speakers=("column", "column", "both", "lines"), emails=("column",))),
    "one joins": (changes.joins, Traits(speakers=("none",), emails=("entry",), sizes=(1,))),
    "one leaves": (changes.leaves, Traits(speakers=("none",), emails=("entry",), sizes=(1,))),
    "one for another": (changes.exchanges, Traits(speakers=("none",), emails=("entry",), sizes=(2,))),
    "new address": (changes.moves, Traits(speakers=("none",), emails=("entry",), sizes=(1,))),
    "reply with one line": (
        changes.replies,
        Traits(speakers=("none",), emails=("entry",), sizes=(1,), formats=("plain",)),
    ),
}
