"""Layouts of a change to an earlier note: somebody joins, leaves, is exchanged, has a new address."""

from __future__ import annotations

from . import sentences
from .blocks import Paragraph, Written
from .notes import Note
from .people import Person


def _delta(note: Note, text: str) -> Written:
    note.revision = "delta"
    opening = Paragraph(note.fill("delta.opening"))
    said = [Paragraph(sentences.settled(note, text))]
    if note.rng.random() < 0.6:
        said.append(Paragraph(note.fill("delta.unchanged")))
    return Written(before=[opening], body=list(said))


def _named(note: Note, person: Person) -> str:
    return sentences.in_sentence(note, person, note.name(person))


def joins(note: Note) -> Written:
    """One person more."""
    new = note.people[0]
    new.role = "delegate"
    _post_of_a_member(note, new)
    return _delta(note, note.fill("delta.add", new=sentences.introduced(note, new, email=True)))


def leaves(note: Note) -> Written:
    """One person less."""
    note.removed = note.people[:1]
    note.people = []
    return _delta(note, note.fill("delta.remove", old=_named(note, note.removed[0])))


def exchanges(note: Note) -> Written:
    """One person for another."""
    new, old = note.people
    note.people, note.removed = [new], [old]
    new.role = "delegate"
    _post_of_a_member(note, new)
    new_text = sentences.introduced(note, new, email=True)
    return _delta(note, note.fill("delta.replace", new=new_text, old=_named(note, old)))


def moves(note: Note) -> Written:
    """A speaker's new address; the post is not said again."""
    who = note.people[0]
    who.role, who.speaker = "delegate", "alternate"
    who.post = who.body = None
    return _delta(note, note.fill("delta.address", who=_named(note, who), email=who.email))


def replies(note: Note) -> Written:
    """The missing alternate speaker, in one sentence, above the quoted acknowledgement."""
    who = note.people[0]
    who.role, who.speaker = "delegate", "alternate"
    _post_of_a_member(note, who)
    note.revision, note.of, note.reference = "delta", None, None
    text = note.fill("delta.reply", who=sentences.introduced(note, who, email=True))
    return Written(body=[Paragraph(sentences.settled(note, text))])


def _post_of_a_member(note: Note, person: Person) -> None:
    """Not the head: a post of the mission, without an excellency."""
    words = note.words
    person.post, person.body = words.gendered(words.one("post.mission"), woman=person.woman), None
    if person.title:
        person.title = words.gendered(words.kept("title.plain"), woman=person.woman)
