"""What kind of message it is (contract section 2)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from mailbot.domain.message import Message
from mailbot.domain.submission import Kind
from mailbot.reading.document import Reading, Unreadable

from .anatomy import Strand, is_quiet, pattern, sentence_around
from .people import People

_HONORIFIC = re.compile(
    r"(?:\b(?:mr|mrs|ms|miss|mme|mlle|sr|sra|srta|dr|h\.e|s\.e|monsieur|madame|г-н|г-жа|г-на|г-жи)\b\.?\s)|السيد|السيده|先生|女士"
)
_FEW_COMPOSITION_WORDS = 2


def withdrawal_in(strands: Sequence[Strand]) -> tuple[Strand, int, int] | None:
    """Where the delegation itself says it will not take part; one that only a person will not attend is none."""
    for strand in strands:
        for match in pattern("kind", "withdrawal").finditer(strand.text):
            if is_quiet(strand, match.start()):
                continue
            left, _ = sentence_around(strand.text, match.start(), match.end())
            clause = strand.text[max(left, match.start() - 120) : match.start()]
            if not _HONORIFIC.search(clause) and not _is_conditional(clause):
                return strand, match.start(), match.end()
    return None


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
    written_by_program = message.automatic.is_automatic and not note_greets and not _has_document(readings)
    if (people.persons or people.leaving) and not written_by_program:
        return "submission"
    unreadable = any(isinstance(reading, Unreadable) for reading in readings)
    if unreadable and not note_greets:
        return "unreadable"
    if note_greets and _announces_composition(strands):
        return "submission"
    if machine:
        return "automatic"
    if not any(strand.text.strip() for strand in strands):
        return "unreadable" if unreadable else "empty"
    return "question"


def _stays(people: People) -> bool:
    """Whether people are named to take part after all: somebody with a function in the delegation."""
    return any(person.speaker or person.role != "delegate" for person in people.persons)


def _has_document(readings: Sequence[Reading]) -> bool:
    return any(not isinstance(reading, Unreadable) and hasattr(reading, "pages") for reading in readings)


def _announces_composition(strands: Sequence[Strand]) -> bool:
    return any(composition_words(strand) >= _FEW_COMPOSITION_WORDS for strand in strands)
