"""One person on one line: which fields, in which order, with which signs between."""

from __future__ import annotations

from collections.abc import Callable

from .notes import Note
from .people import Person

SEPARATORS = (", ", ", ", " – ", " - ", "; ", " / ", " | ", "\t")


def entry(note: Note, person: Person) -> list[str]:
    """The lines of one entry; the first holds the name."""
    lines = [SHAPES[note.shape](note, person)]
    if note.emails == "next":
        lines.append(str(person.email))
    return lines


def words_for(note: Note, person: Person) -> list[str]:
    """Role and speaker words that stand in the entry."""
    out = []
    if person.role != "delegate" or note.label_everyone:
        out.append(note.word(person.role, person))
    if note.speakers in {"entry", "one"} and person.speaker:
        out.append(note.word(person.speaker, person))
    return out


def _email(note: Note, person: Person) -> list[str]:
    return [str(person.email)] if note.emails == "entry" else []


def fields(note: Note, person: Person) -> str:
    """Name, post, role, speaker, address: one sign between all."""
    sign = note.separator
    comma_ok = "," not in sign
    return sign.join(
        [note.name(person, comma_ok=comma_ok), note.post(person), *words_for(note, person), *_email(note, person)]
    )


def brackets(note: Note, person: Person) -> str:
    """Name, post (role, speaker) address."""
    text = note.name(person) + note.comma + note.post(person)
    left, right = ("（", "）") if note.language == "zh" else (" (", ")")
    said = words_for(note, person)
    if said:
        text += left + note.comma.join(said) + right
    return text + _trailing(note, person)


def _trailing(note: Note, person: Person) -> str:
    if note.emails != "entry":
        return ""
    return {"plain": f" {person.email}", "angle": f" <{person.email}>", "round": f" ({person.email})"}.get(
        note.email_sign, f"{note.comma}{person.email}"
    )


def role_first(note: Note, person: Person) -> str:
    """Role: name, post (speaker), address."""
    left, right = ("（", "）") if note.language == "zh" else (" (", ")")
    colon = "：" if note.language == "zh" else " : " if note.language == "fr" else ": "
    role = note.word(person.role, person)
    text = f"{role[0].upper()}{role[1:]}{colon}{note.name(person)}"
    text += note.post(person) if note.language == "zh" and not person.body else note.comma + note.post(person)
    if note.speakers in {"entry", "one"} and person.speaker:
        text += left + note.word(person.speaker, person) + right
    return text + _trailing(note, person)


def post_brackets(note: Note, person: Person) -> str:
    """Name (post) – role, speaker – address."""
    left, right = ("（", "）") if note.language == "zh" else (" (", ")")
    said = words_for(note, person)
    text = f"{note.name(person)}{left}{note.post(person).replace('(', '').replace(')', '')}{right}"
    if said:
        text += " – " + note.comma.join(said)
    return text + (f" – {person.email}" if note.emails == "entry" else "")


def close_post(note: Note, person: Person) -> str:
    """Chinese: name and post without a sign between; elsewhere role – name, post."""
    if note.language != "zh":
        return role_dash(note, person)
    text = note.name(person) + note.post(person) if not person.body else f"{note.post(person)}{note.name(person)}"
    said = [*words_for(note, person), *_email(note, person)]
    return f"{text}（{'，'.join(said)}）" if said else text


def role_dash(note: Note, person: Person) -> str:
    """Name, post – role – speaker – address."""
    return " – ".join(
        [note.name(person) + note.comma + note.post(person), *words_for(note, person), *_email(note, person)]
    )


def bare(note: Note, person: Person) -> str:
    """Name and post only: the heading says the role."""
    text = note.name(person) + note.comma + note.post(person)
    if note.speakers in {"entry", "one"} and person.speaker:
        left, right = ("（", "）") if note.language == "zh" else (" (", ")")
        text += f"{left}{note.word(person.speaker, person)}{right}"
    return text + _trailing(note, person)


SHAPES: dict[str, Callable[[Note, Person], str]] = {
    "fields": fields,
    "brackets": brackets,
    "role_first": role_first,
    "post_brackets": post_brackets,
    "role_dash": role_dash,
    "close_post": close_post,
    "bare": bare,
}
