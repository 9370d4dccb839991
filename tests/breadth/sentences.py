"""People in sentences: with the article their title takes, joined by "and", with post and address."""

from __future__ import annotations

import re

from .notes import Note
from .people import Person

_CONTRACTIONS = {
    "es": ((r"\b([Aa]) el (?=[A-ZÁÉÍ])", r"\1l "), (r"\b([Dd])e el (?=[A-ZÁÉÍ])", r"\1el ")),
    "fr": ((r"(?<!\w)à le (?=[A-ZÉ])", "au "), (r"\b([Dd])e le (?=[A-ZÉ])", r"\1u ")),
}


def in_sentence(note: Note, person: Person, name: str) -> str:
    """The name with its article, where the language has one before that title."""
    article = note.words["article"]
    title = next((t for t in (article or {}).get("before", ()) if name.startswith(f"{t} ")), None)
    if title is None:
        return name
    return f"{article['hers' if person.woman else 'his']} {name}"


def settled(note: Note, sentence: str) -> str:
    """The sentence with its contractions, its first letter large if that is an article's."""
    for pattern, instead in _CONTRACTIONS.get(note.language, ()):
        sentence = re.sub(pattern, instead, sentence)
    sentence = sentence.replace(",,", ",").replace("，，", "，").replace("،،", "،")
    return sentence[0].upper() + sentence[1:] if re.match(r"(?:el|la|le) ", sentence) else sentence


def introduced(note: Note, person: Person, *, email: bool) -> str:
    """Name and post, and the address in brackets or after a comma."""
    name = in_sentence(note, person, note.name(person))
    if note.language == "zh" and note.rng.random() < 0.7:
        text = name + note.post(person) if not person.body else f"{note.post(person)}{name}"
    else:
        text = name + note.comma + note.post(person)
    if not email:
        return text
    left, right = ("（", "）") if note.language == "zh" else (" (", ")")
    return f"{text}{left}{person.email}{right}"


def joined(note: Note, texts: list[str]) -> str:
    """A list in a sentence: semicolons or commas, "and" before the last."""
    if note.language == "zh":
        return "、".join(texts) if all("，" not in text for text in texts) else "；".join(texts)
    if note.language == "ar":
        return "، و".join(texts)
    last = str(note.words["and"])
    if len(texts) < 3:
        return last.join(texts)
    between = note.rng.choice(["; ", ", "])
    closing = ";" + last if between == "; " and note.rng.random() < 0.7 else last
    return between.join(texts[:-1]) + closing + texts[-1]


def speaker(note: Note, person: Person) -> str:
    """The speaker as a sentence calls them, with the address if it stands there."""
    name = note.short(person)
    if note.emails != "speakers":
        return name
    left, right = ("（", "）") if note.language == "zh" else (" (", ")")
    return f"{name}{left}{person.email}{right}"
