"""What kind of message it is (contract section 2)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from mailbot.domain.message import Message
from mailbot.domain.submission import Kind, Person
from mailbot.reading.document import Reading, Unreadable
from mailbot.reading.folding import fold
from mailbot.reading.lexicon.names_of_states import folded_names

from .anatomy import Strand, is_quiet, pattern, sentence_around
from .han import is_han
from .people import People
from .roles import is_organisation
from .wording import pattern as titles

HONORIFIC = re.compile(
    r"\b(?:mr|mrs|ms|miss|m(?=\.)|mme|mlle|sr|sra|srta|dr|dra|h\.e|s\.e|monsieur|madame|senora?|г-н|г-жа|г-на|г-жи|гг)\b\.?\s"
    r"|السيد|السيده|الانسه|الدكتور|سعاده|先生|女士|博士"
)
_HAN_POST = re.compile(
    r"(?:参赞|秘书|大使|公使|处长|司长|专员|随员|武官|[上中少大]校|主任|顾问|二秘|一秘|三秘)[^,.团]{0,6}$"
)
_LINK = re.compile(r"\s?(?:in the|at the|to the|in|at|a la|al|a l'|a|de|на|в)?\s?")
_WORD = re.compile(r"[^\W\d_]+")
_FEW_COMPOSITION_WORDS = 2
_FEW_PERSONS = 2


def withdrawal_in(strands: Sequence[Strand], leaving: Sequence[Person] = ()) -> tuple[Strand, int, int] | None:
    """Where the delegation itself says it will not take part; one that only a person will not attend is none.

    ``leaving``: who a change takes out, as far as that is known: a sentence that names one of them is about them.
    """
    gone = {word for person in leaving for word in _WORD.findall(fold(person.full_name)) if len(word) > 1}
    in_han = {f"{person.family}{person.given or ''}" for person in leaving if is_han(person.family or "")}
    for strand in strands:
        for match in pattern("kind", "withdrawal").finditer(strand.text):
            if is_quiet(strand, match.start()):
                continue
            left, right = sentence_around(strand.text, match.start(), match.end())
            sentence = strand.text[left:right]
            if gone & set(_WORD.findall(sentence)) or any(name in sentence for name in in_han):
                continue
            start = max(left, match.start() - 120)
            clause = strand.text[start : match.start()]
            written = strand.folded.written(start, match.start())
            is_about_person = _is_about_person(clause, written)
            if _is_limited(strand.text, match.start(), match.end()):
                continue
            if not is_about_person and not _is_conditional(clause) and not _others_stay(strand):
                return strand, match.start(), match.end()
    return None


def _is_about_person(clause: str, written: str) -> bool:
    """Whether the subject is a person: titled, or in Chinese named with a post ("王参赞因故无法出席")."""
    if HONORIFIC.search(clause) or _HAN_POST.search(clause):
        return True
    if any(m.end() >= len(clause.rstrip()) for m in pattern("kind", "person").finditer(clause)):
        return True
    named = _NAMED.search(written)
    if named and not is_organisation(fold(named[1])) and fold(named[1]) not in folded_names():
        return True
    # "Mayor Ruiz" has a rank, "fuerza mayor" has none.
    capitals = {fold(word) for word in _WORD.findall(written) if not word[0].islower()}
    return any(set(_WORD.findall(m[0])) & capitals for m in titles("titles").finditer(clause))


# "Jane Doe will no longer take part": a name without title begins the sentence.
_NAMED = re.compile(r"(?:^|[.;:!?\n])\s*((?:[^\W\d_a-zß-ÿа-яё][\w'’-]+\s+){1,3}[^\W\d_a-zß-ÿа-яё][\w'’-]+)\s*$")


def _is_limited(text: str, start: int, end: int) -> bool:
    """Whether only the manner or one event is declined ("not in person", "not the reception")."""
    limited = pattern("kind", "limited")
    after = {end, end + len(text[end : end + 2]) - len(text[end : end + 2].lstrip())}
    after |= {link.end() for link in [_LINK.match(text, end)] if link}
    return limited.search(text, start, end) is not None or any(limited.match(text, at) for at in after)


def _others_stay(strand: Strand) -> bool:
    """Whether the note says that the rest of the delegation does not change: then it comes."""
    return any(not is_quiet(strand, m.start()) for m in pattern("revision", "unchanged").finditer(strand.text))


def postpones(strands: Sequence[Strand]) -> bool:
    """Whether the writer says that the composition is still to come."""
    for strand in strands:
        if any(not is_quiet(strand, m.start()) for m in pattern("kind", "postponed").finditer(strand.text)):
            return True
    return False


def _is_conditional(clause: str) -> bool:
    return re.search(r"\b(?:if|should|si|если|in case)\b|如果|اذا|ان لم", clause[-80:]) is not None


def greets(strands: Sequence[Strand]) -> bool:
    """Whether one of the texts opens like a note verbale."""
    for strand in strands:
        for match in pattern("anatomy", "greeting").finditer(strand.text):
            if not re.match(r"[\u0600-\u06ff]", match[0]):
                return True
            if pattern("anatomy", "greeting_object").search(strand.text, match.end(), match.end() + 300):
                return True
    return False


def composition_words(strand: Strand) -> int:
    """How many words of compositions a text holds ("head of delegation", "speaker", …), quiet regions apart."""
    found = pattern("anatomy", "compositions").finditer(strand.text)
    return sum(1 for match in found if not is_quiet(strand, match.start()))


def kind_of(  # noqa: PLR0911 - one line a kind, in order
    message: Message,
    strands: Sequence[Strand],
    readings: Sequence[Reading],
    people: People,
    *,
    withdraws: bool,
    note_greets: bool,
) -> Kind:
    """The kind. A bounce or complaint is one whatever it quotes; a list or automaton may carry a submission."""
    if message.bounce is not None:
        return "bounce"
    if message.is_complaint:
        return "complaint"
    if withdraws and not _stays(people):
        return "withdrawal"
    machine = message.automatic.is_automatic or message.is_list_mail
    # A registry's system marks what it sends as automatic, with or without the formulas of a note.
    composes = note_greets or (_leads(people) and _announces_composition(strands))
    written_by_program = message.automatic.is_automatic and not composes and not _has_document(readings)
    talks = not note_greets and not readings and asks(strands, people.persons)
    only_asks = talks and (not _has_function(people) or _are_asked_about(people, strands))
    awaited = only_asks or (not _is_nominated(people) and not readings and postpones(strands))
    if (people.persons or people.leaving) and not written_by_program and not awaited:
        return "submission"
    unreadable = any(isinstance(reading, Unreadable) for reading in readings)
    if unreadable and not note_greets:
        return "unreadable"
    if note_greets and not awaited and _announces_composition(strands):
        return "submission"
    if machine:
        return "automatic"
    if not any(strand.text.strip() for strand in strands):
        return "unreadable" if unreadable else "empty"
    return "submission" if not awaited and _seems_to_name(strands) else "question"


def _stays(people: People) -> bool:
    """Whether people are named to take part after all: somebody with a function in the delegation."""
    return any(person.speaker or person.role != "delegate" for person in people.persons)


def _leads(people: People) -> bool:
    """Whether somebody is named as head or speaker, as nobody is whom an automatic reply sends one on to."""
    return any(person.role in {"head", "alternate_head"} or person.speaker for person in people.persons)


def _is_nominated(people: People) -> bool:
    """Whether somebody is named to take part, not merely below the message as its writer."""
    named = any(person.role != "delegate" or person.speaker or person.email for person in people.persons)
    return named or len(people.persons) > 1 or bool(people.leaving)


def _has_function(people: People) -> bool:
    """Whether somebody is named with a role, a part as speaker or an address, somebody leaves, or several are named."""
    named = any(p.role != "delegate" or p.speaker or p.email for p in people.persons)
    return named or bool(people.leaving) or len(people.persons) > _FEW_PERSONS


def asks(strands: Sequence[Strand], persons: Sequence[Person] = ()) -> bool:
    """Whether a text asks something and does not ask to register, add or replace anybody.

    "May we register more than two persons?" names none of ``persons``: it asks how, not for somebody.
    """
    text = [s for s in strands if s.text.strip()]
    question = any(re.search("[?؟]", s.text) or pattern("kind", "question").search(s.text) for s in text)
    return question and not any(_nominates(s, persons) for s in text)


def _nominates(strand: Strand, persons: Sequence[Person]) -> bool:
    named = [fold(person.family or person.full_name) for person in persons[:_MOST]]
    for match in pattern("kind", "nominates").finditer(strand.text):
        left, right = sentence_around(strand.text, match.start(), match.end())
        left = max(left, strand.text.rfind("\n", 0, match.start()) + 1)
        sentence = strand.text[left : right + 1]
        if not sentence.rstrip().endswith(("?", "؟")) or any(name in sentence for name in named):
            return True
    return False


def _are_asked_about(people: People, strands: Sequence[Strand]) -> bool:
    """Whether whoever is named stands in a sentence that asks: "Could you clarify whether Ms. X may connect …?"."""
    if people.leaving:
        return False
    for person in people.persons[:_MOST]:
        name = fold(person.family or person.full_name)
        found = [(s, m.start()) for s in strands for m in re.finditer(re.escape(name), s.text)]
        if not any(not is_quiet(s, at) and _is_in_question(s, at) for s, at in found):
            return False
    return True


_MOST = 20


def _is_in_question(strand: Strand, at: int) -> bool:
    left, right = sentence_around(strand.text, at, at + 1)
    left = max(left, strand.text.rfind("\n", 0, at) + 1)  # the lines of a list are no part of the question under it
    line_end = strand.text.find("\n", at)
    right = min(right, line_end) if line_end >= 0 else right
    ends_so = strand.text[right : right + 1] in {"?", "؟"}
    return ends_so or pattern("kind", "question").search(strand.text, left, right) is not None


def _has_document(readings: Sequence[Reading]) -> bool:
    return any(not isinstance(reading, Unreadable) and hasattr(reading, "pages") for reading in readings)


def _seems_to_name(strands: Sequence[Strand]) -> bool:
    """Whether a text that asks nothing speaks of a delegation and gives addresses: better held than taken for talk."""
    asks = pattern("kind", "question")
    return any(
        composition_words(s) >= _FEW_COMPOSITION_WORDS
        and "@" in s.text
        and "?" not in s.text
        and not asks.search(s.text)
        for s in strands
    )


def _announces_composition(strands: Sequence[Strand]) -> bool:
    return any(composition_words(strand) >= _FEW_COMPOSITION_WORDS for strand in strands)
