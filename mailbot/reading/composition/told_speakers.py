"""Who of the people of a sentence is which speaker, where a word does that says it only beside the others."""

from __future__ import annotations

from . import roles
from .addresses import take_emails
from .mentions import Mention
from .segments import cut_apart
from .sentences import sentence_ends
from .spans import Span
from .wording import is_only, pattern, says

_NEXT = 2  # segments right behind a name


def settle(span: Span, behind: list[tuple[Mention, Span]]) -> None:
    """Give "primary" and "alternate" to those they are said of. ``behind``: what stands behind each name."""
    if says(span.folded.text, "speakers.about"):
        _bracketed_speakers(behind)
    _other_speaker(behind)


def _other_speaker(behind: list[tuple[Mention, Span]]) -> None:
    """ "Ms. X will be the primary speaker and Mr. Y the alternate": the word means the other seat."""
    speakers = [mention.speaker for mention, _ in behind if mention.speaker]
    if speakers != ["primary"]:
        return
    for mention, after in behind:
        if mention.speaker or mention.role or mention.leaving or mention.ambiguous or not _ends_in_alternate(after):
            continue  # "his alternate" may be the one who stands in for him in all he does
        mention.set_speaker("alternate", after.source)
        mention.functions = [f for f in mention.functions if not says(f.folded.text, "speakers.alternate_bare")]
        return


def _bracketed_speakers(behind: list[tuple[Mention, Span]]) -> None:
    """ "The speakers will be Ms. X (primary) and Mr. Y (alternate)": right behind the name it is said which of them."""
    for mention, after in behind:
        if mention.speaker or mention.leaving:
            continue
        for segment in cut_apart(take_emails(after)[1])[:_NEXT]:
            text = segment.span.folded.text
            said = [speaker for topic, speaker in roles.BARE_SPEAKERS if segment.depth and is_only(text, topic)]
            if said:
                mention.set_speaker(said[0], segment.span.source)
                mention.ambiguous = None
                break


def _ends_in_alternate(after: Span) -> bool:
    """Whether "as alternate", "en qualité de suppléant" is all that is said in a clause."""
    ends = sentence_ends(after)
    _, sentence = take_emails(after.cut(0, ends[0][0]) if ends else after)
    for segment in cut_apart(sentence):
        text = segment.span.folded.text.rstrip(" .")
        for found in pattern("speakers.alternate_bare").finditer(text):
            lead = text[: found.start()].strip()
            if found.end() == len(text) and len(lead.split()) <= _FEW_WORDS and not roles.is_post(lead):
                return True
    return False


_FEW_WORDS = 3
