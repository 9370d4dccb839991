"""A whole note around its people: letterhead, reference, opening, speakers, addresses, closing; and its truth."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Any

from . import sentences
from .blocks import Block, Items, Lines, Paragraph, Written
from .layouts import LAYOUTS
from .notes import Note, draw_note
from .people import Person
from .tables import LANGUAGES

CHANGES = frozenset({"one joins", "one leaves", "one for another", "new address", "reply with one line"})
_ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")


@dataclass(frozen=True)
class Submission:
    """A note ready for a format. ``labels`` say what it is made of, for the figures."""

    file: str
    note: Note
    blocks: list[Block]
    truth: dict[str, Any]
    labels: dict[str, str]
    format: str
    short: bool
    quoted: list[str]


def write(seed: int, index: int) -> Submission:
    """The ``index``-th submission of that seed: layouts and languages in turn, the rest by chance."""
    names = list(LAYOUTS)
    language = LANGUAGES[index % len(LANGUAGES)]
    layout = names[(index // len(LANGUAGES)) % len(names)]
    rng = Random(f"{seed}/{index}")  # noqa: S311 invented people, no secrets
    make, traits = LAYOUTS[layout]
    note = draw_note(rng, language, layout, traits)
    note.format = kind = _format(rng, note, traits.formats)
    written = make(note)
    short = layout not in CHANGES and kind in {"plain", "flowed", "html"} and rng.random() < 0.2
    if short:
        note.reference = None
    blocks = _around(note, written, short=short)
    quoted = _quoted(note) if layout == "reply with one line" else []
    file = f"{index:05d}.eml"
    labels = {
        "culture": note.culture,
        "layout": layout,
        "speakers": note.speakers,
        "emails": note.emails,
        "format": kind,
        "name": note.native_style if note.script == "native" else f"{note.script} {note.style}",
    }
    return Submission(file, note, blocks, truth(note, file), labels, kind, short, quoted)


def _format(rng: Random, note: Note, formats: tuple[str, ...]) -> str:
    """PDF only for what its built-in fonts can write."""
    names = "".join(person.given + person.family for person in note.people)
    if note.language in LANGUAGES[3:] or not _is_western(names):
        formats = tuple(name for name in formats if name != "pdf")
    return rng.choice(formats)


def _is_western(text: str) -> bool:
    try:
        text.encode("cp1252")
    except UnicodeEncodeError:
        return False
    return True


def _around(note: Note, written: Written, *, short: bool) -> list[Block]:
    rng = note.rng
    blocks: list[Block] = []
    if not short and note.layout != "reply with one line":
        blocks += _head(note)
    if note.layout not in CHANGES:
        is_prose = note.layout.startswith("prose")
        opening = "text.mail_opening" if short else "text.prose_opening" if is_prose else "text.opening"
        blocks += [Paragraph(text) for text in note.fill(opening).split("\n\n")]
    blocks += written.blocks
    tail = [_speakers(note), _emails(note)]
    blocks += [block for some in (tail if rng.random() < 0.5 else reversed(tail)) for block in some]
    if note.layout not in CHANGES and note.reference and rng.random() < 0.12:
        note.revision = "replace"
        blocks.append(Paragraph(note.fill("text.replaces")))
    if rng.random() < 0.1 and note.layout not in CHANGES:
        blocks.append(_contact(note))
    if note.layout == "reply with one line":
        return blocks
    return [*blocks, *([Lines([note.sender])] if short else _foot(note))]


def _head(note: Note) -> list[Block]:
    lines = [*note.fill("letterhead").split("\n")]
    out: list[Block] = [Lines(lines)] if note.rng.random() < 0.7 else []
    if note.reference:
        label = note.words.one("references").format(ref=_digits(note, note.reference))
        out.append(Lines([label]))
    return out


def _digits(note: Note, reference: str) -> str:
    return reference.translate(_ARABIC) if note.language == "ar" and note.rng.random() < 0.4 else reference


def _foot(note: Note) -> list[Block]:
    words = note.words
    out: list[Block] = [Paragraph(note.fill("text.closing"))]
    if note.rng.random() < 0.6:
        month = note.rng.choice([9, 10])
        names = words["months"]
        date = words["date"].format(day=note.rng.randint(1, 28), month=names[month - 1] if names else month, year=2020)
        out.append(Lines([date if words.language == "zh" else f"{words['city']}{note.comma}{date}"]))
    return out


def _contact(note: Note) -> Block:
    """Somebody who answers questions and takes no part; an invented name of no culture in the tables."""
    name = {"ru": "г-жа Вера Сомова", "ar": "السيدة أمل نصار", "zh": "Ms. Amelia Stone"}.get(
        note.language, "Amelia Stone"
    )
    return Paragraph(note.fill("text.contact", name=name, email=f"amelia.stone@{note.code.lower()}-gva.example"))


def _speakers(note: Note) -> list[Block]:
    """The speakers where the entries do not name them."""
    primary, alternate = note.speaking("primary"), note.speaking("alternate")
    if primary is None or note.speakers in {"entry", "column", "none"}:
        return []
    if note.speakers == "one":
        return [_only(note, primary)] if note.layout.startswith("prose") else []
    assert alternate
    if note.speakers in {"number", "address"}:
        return [_pointed(note, primary, alternate)]
    names = {"p": sentences.speaker(note, primary), "a": sentences.speaker(note, alternate)}
    if note.speakers == "lines":
        lines = [line.format(**names) for line in note.words.one("speakers.lines")]
        return [Lines(lines)]
    text = note.words.one("speakers.both").format(
        p=sentences.in_sentence(note, primary, names["p"]), a=sentences.in_sentence(note, alternate, names["a"])
    )
    return [Paragraph(sentences.settled(note, text))]


def _only(note: Note, primary: Person) -> Block:
    name = sentences.in_sentence(note, primary, sentences.speaker(note, primary))
    return Paragraph(sentences.settled(note, note.words.one("speakers.one").format(p=name)))


def _pointed(note: Note, primary: Person, alternate: Person) -> Block:
    if note.speakers == "number":
        numbers = {"p": note.people.index(primary) + 1, "a": note.people.index(alternate) + 1}
        return Paragraph(note.words.one("speakers.number").format(**numbers))
    text = note.words.one("speakers.address").format(p=primary.email, a=alternate.email)
    return Paragraph(text)


def _emails(note: Note) -> list[Block]:
    """The addresses where the entries do not hold them."""
    if note.emails == "respectively" and len(note.people) > 1:
        addresses = sentences.joined(note, [str(person.email) for person in note.people])
        return [Paragraph(note.words.one("emails.respectively").format(list=addresses))]
    if note.emails in {"list", "respectively"}:
        sign = note.rng.choice([" – ", ": "]) if note.language != "zh" else "："
        lines = [f"{note.name(person)}{sign}{person.email}" for person in note.people]
        heading = note.words.one("emails.heading")
        return [
            Lines([heading, *lines]) if note.rng.random() < 0.5 else Items([[heading], *([x] for x in lines)], "none")
        ]
    return []


def _quoted(note: Note) -> list[str]:
    """What the Secretariat wrote before, with other people in it: none of them is named again."""
    others = {"ru": "Захар Круглов, Мария Белых", "ar": "زياد نصر، منى سالم", "zh": "白启明、黄雅文"}
    first, second = note.words["delta.quoted"]
    month = note.words["months"]
    date = note.words["date"].format(day=2, month=month[10] if month else 11, year=2020)
    return [first.format(date=date), second.format(others=others.get(note.language, "John BROOKS, Amelia STONE"))]


def truth(note: Note, file: str) -> dict[str, Any]:
    """What a careful registrar records, by the conventions of the contract."""
    _unsaid_addresses(note)
    people = [_recorded(note, person) for person in note.people]
    out: dict[str, Any] = {
        "file": file,
        "kind": "submission",
        "language": note.language,
        "delegation": note.code,
        "parts": note.parts,
        "reference": note.reference,
        "revision": None,
        "participants": people,
        "flags": sorted(_flags(note)),
        "flags_tolerated": sorted(note.tolerated),
        "may_answer": True,
    }
    if note.revision:
        leave = [_names(note, person) for person in note.removed]
        out["revision"] = {"kind": note.revision, "of": note.of, "remove": leave}
    return out


def _unsaid_addresses(note: Note) -> None:
    """An address that stands nowhere is not known."""
    said = {"none": (), "speakers": ("primary", "alternate"), "address": ()}.get(note.emails)
    if note.emails == "speakers" and note.speakers not in {"both", "lines", "surname", "initials", "one"}:
        said = ()
    if note.emails == "speakers" and note.speakers == "one" and not note.layout.startswith("prose"):
        said = ()
    for person in note.people:
        if said is None or person.speaker in said:
            continue
        if note.speakers == "address" and person.speaker:
            continue
        person.email = None


def _names(note: Note, person: Person) -> dict[str, Any]:
    if note.script != "native" or not person.native:
        return {"given": person.given or None, "family": person.family}
    given, family = person.native
    has_father = note.language == "ru" and person.patronymic
    return {"given": f"{given} {person.patronymic}" if has_father else given, "family": family}


def _recorded(note: Note, person: Person) -> dict[str, Any]:
    return {
        "title": person.title,
        **_names(note, person),
        "function": person.post,
        "affiliation": person.body,
        "email": person.email,
        "phone": None,
        "role": person.role,
        "speaker": person.speaker,
        "mode": None,
        "parts": person.parts if person.parts != note.parts else None,
    }


def _flags(note: Note) -> set[str]:
    """Which flags the record implies (the meeting's rules)."""
    out: set[str] = set()
    if note.script == "native" and note.people:
        out.add("latin_name_needed")
    if note.reference is None and note.layout != "reply with one line":
        out.add("reference_missing")
    if any(person.speaker and not person.email for person in note.people):
        out.add("speaker_email_missing")
    if note.revision == "delta":
        return out
    if all(person.role != "head" for person in note.people):
        out.add("head_missing")
    for kind in ("primary", "alternate"):
        for part in note.parts:
            if not any(p.speaker == kind and part in (p.parts or note.parts) for p in note.people):
                out.add(f"{kind}_missing")
    return out
