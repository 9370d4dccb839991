"""Replies no header gives away: what programs say for people who are away, told from people who say the like.

One ``automatic.toml`` a language in the lexicon (``other`` holds the languages beyond the six). Its keys:

- ``prefix``, ``anywhere``: marks that programs set on a subject; ``about``: subjects people choose for them
- ``receipt`` and ``said``: the subject and the words of read and delivery receipts
- ``sure``: only a program says it; ``absent``, ``gone``, ``received``: what it mostly says;
  ``sign``, ``urgent``, ``thanks``: what goes along with that
- ``box`` and ``dead``: this mailbox, and what says of it in the same sentence that nobody reads it; ``office`` and
  ``shut``: the house, and that it is closed
- ``topic``: what concerns a meeting and its delegations, which no program answers with

A note that is taken for a reply gets no answer, so any word of the topic, any question and any document along
outweighs the signs. Patterns are written folded (``folding.py``).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from itertools import islice

from mailbot.domain.message import Message
from mailbot.domain.submission import LANGUAGES

from .bounce_words import UNDELIVERED
from .folding import fold

_MAX_TEXT = 4_000
# Two languages, a signature and the ministry's disclaimer make a reply long.
_MAX_REPLY = 2_000
_BARE = 120
_NEXT_TO_NOTHING = 40
_FEW_WORDS = 3
# So many words of the topic, and even a subject that programs write stands on a note.
_MANY_TOPICS = 3
_ENOUGH = 3
_REPLY_OR_FORWARD = re.compile(
    r"\s{0,3}(?:(?P<reply>re|aw|sv|antw|odp|ynt|rif|rep|ref|res|vs|отв|ответ|на|回复|答复|回|رد|الرد)|"
    r"(?P<forward>fwd?|tr|rv|enc|wg|i|renv|reenv|пересл|пер|转发|轉發|转|موجه|محول|اعاده توجيه|doorst))"
    r"\s{0,2}(?:\[\d{1,3}\]|\(\d{1,3}\)|\^\d{1,3})?\s{0,2}:"
)
_REPORT_EDGE = re.compile(r"[a-z]{0,4}\s{0,3}(?:$|[:：(]|mail returned|\w+ returned)", re.IGNORECASE)
_OTHERS = re.compile(
    r"(?<![a-zа-я'])(?:mr|ms|mrs|m(?=\.)|mme|mlle|sr|sra|dr|h\.? ?e|г-н|г-жа|г-на|г-жи)\.? [a-zа-яà-ÿ]|"
    r"先生|女士|参赞|大使|السيد|سعاده|"
    r"(?<![a-z])(?:our|his|her|their|notre|nuestr[oa]|unser) (?:head|ambassador|delegate|minister|director|colleague)"
)
_SOMEBODY_ELSE = re.compile(
    r"(?:ambassad\w{1,4}|representa\w{1,6}|minister|counsell?or|secretary|colleague|delegate|director|embajador\w?|"
    r"consejer[oa]|conseill\w{2,4}|посол|советник|представитель|大使|参赞|秘书|司长|السفير|الممثل|المستشار)[^.!?]{0,40}"
    r"(?:\bis\b|\best\b|\bsera\b|\bwill be\b|"
    r"\besta(?:ra)?\b|\bse encuentra\b|находится|в отпуске|休假|出差|في (?:اجازه|مهمه))"
)
# "I am away next week, please write to my colleague Ms X, who will follow the file": a person arranges, no program.
_HANDS_OVER = re.compile(
    r"(?:next week|semaine prochaine|a partir de lundi|proxima semana|la semana que viene|следующей неделе|"
    r"下周|下星期|الاسبوع (?:المقبل|القادم))[^!?]{0,120}"
    r"(?:colleague|collegue|colega|коллег|同事|زميل|m\. [a-z]|mme [a-z]|ms\.? [a-z]|mr\.? [a-z]|sra?\. [a-z])|"
    r"c'est (?:m\.|mme|mlle) [a-z]"
)
_LINK = re.compile(r"https?://\S{1,500}|mailto:\S{1,300}")
# Where one is sent instead: another address or a telephone.
_ELSEWHERE = re.compile(r"[\w.+-]{1,64}@\w|\+?\d[\d ()-]{7,20}\d")
_SENTENCES = re.compile(r"[.!;](?=\s|$)|[。！；؛]|\n\s{0,20}\n")
_QUESTION = re.compile(r"[?]")
_EDGE = r"(?=\s{0,3}(?:$|[:\-|(),.!/;\[\]]|re\b|until\b|till\b|from\b|du\b|jusqu|del\b|hasta\b|до\b|с\b|حتي|\d))"
_ASIDE = frozenset({"application/vnd.ms-tnef", "application/pkcs7-signature", "application/pgp-signature"})


def words_of_program(message: Message) -> str | None:
    """What tells that a program wrote the message, by its subject and words alone, or None."""
    is_reply, is_forward, subject = _bare(fold(message.subject[:500]).strip())
    if is_forward or _has_document(message):
        return None
    text = _LINK.sub(" ", fold(message.new_text[:_MAX_TEXT]).strip())
    topics = _count("topic", text, _MANY_TOPICS)
    if topics >= _MANY_TOPICS:
        return None
    if not is_reply and (_matches("prefix", subject) or _pattern("anywhere").search(subject)):
        return "subject of an automatic reply"
    if not is_reply and _is_receipt(subject, text):
        return "receipt"
    if topics or len(message.new_text) > _MAX_REPLY:
        return None
    return _without_topics(message, subject, text, is_reply=is_reply)


def _without_topics(message: Message, subject: str, text: str, *, is_reply: bool) -> str | None:
    """The weaker signs: what people may write too, but not in a message about their delegation."""
    report = UNDELIVERED.match(message.subject)
    if report and not is_reply and _REPORT_EDGE.match(message.subject, report.end()):
        return "subject of a delivery report"
    chosen = _matches("prefix", subject) or _matches("about", subject)
    if chosen and not is_reply and len(text) <= _NEXT_TO_NOTHING:
        return "subject of an automatic reply"
    return "words of an automatic reply" if _weight(text) + 2 * bool(chosen) >= _ENOUGH else None


def has_topics(text: str, beyond: int) -> bool:
    """Whether the text has more words of notes and delegations than that, which what programs write mostly lacks."""
    return _count("topic", fold(text[:_MAX_TEXT]), beyond + 1) > beyond


def _bare(subject: str) -> tuple[bool, bool, str]:
    """Whether the folded subject says reply or forward, and what it says without that."""
    is_reply = is_forward = False
    for _ in range(5):
        found = _REPLY_OR_FORWARD.match(subject)
        if found is None:
            break
        is_reply, is_forward = is_reply or bool(found["reply"]), is_forward or bool(found["forward"])
        subject = subject[found.end() :].strip()
    return is_reply, is_forward, subject


def _has_document(message: Message) -> bool:
    """Whether a document or a message is along; what clients add to any mail does not count."""
    along = [a for a in message.attachments if not a.is_inline and a.media_type not in _ASIDE]
    return bool(message.originals) or any(not a.media_type.startswith(("text/", "message/")) for a in along)


def _is_receipt(subject: str, text: str) -> bool:
    if not re.match(rf"\W{{0,4}}(?:{_joined('receipt')})\s{{0,3}}[:-]", subject):
        return False
    return len(text.split()) <= _FEW_WORDS or (len(text) <= _MAX_REPLY and bool(_pattern("said").search(text)))


def _weight(text: str) -> int:
    """How much the words say that a program wrote them; three are enough, a question takes all but the sure away."""
    if _pattern("sure").search(text):
        return _ENOUGH
    if not text or _QUESTION.search(text):
        return 0
    signs = _count("sign", text, 2) + bool(_pattern("urgent").search(text))
    along = signs + bool(_pattern("thanks").search(text))
    if _SOMEBODY_ELSE.search(text) or _HANDS_OVER.search(text):
        return 0
    return max(_weights(text, along), default=0)


def _weights(text: str, along: int) -> Iterator[int]:
    """What the kinds of announcements weigh that the text makes, with so many signs ``along``."""
    if _together("box", "dead", text):
        yield 2 + along + bool(_ELSEWHERE.search(text))
    if _together("office", "shut", text):
        yield 2 + along
    for key in ("absent", "gone", "received"):
        if _pattern(key).search(text):
            yield 2 + along + (key != "received" and len(text) <= _BARE)
            return
    # "Absent from 10 to 20; in urgent cases …" names nobody: what names somebody else speaks of that person.
    if _pattern("weak").search(text) and not _OTHERS.search(text):
        yield 1 + along


def _together(subject: str, said: str, text: str) -> bool:
    """Whether one sentence, which names nobody, has both: "this mailbox" and "not monitored", whatever is between."""
    return any(
        _pattern(subject).search(sentence) and _pattern(said).search(sentence) and not _OTHERS.search(sentence)
        for sentence in _SENTENCES.split(text)
    )


def _matches(key: str, subject: str) -> bool:
    edge = rf"(?:{_EDGE}|(?<=[\u2e80-\uffff])(?=[\u2e80-\uffff])|(?= (?:re|from|de|von|da|от|من)\b))"
    return re.match(rf"\W{{0,8}}(?:{_joined(key)}){edge}", subject) is not None


def _count(key: str, text: str, most: int) -> int:
    """How many of the words the text has, counted up to ``most``."""
    return sum(1 for _ in islice((True for single in _singles(key) if single.search(text)), most))


@cache
def _pattern(key: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![a-zа-я0-9])(?:{_joined(key)})")


@cache
def _singles(key: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(rf"(?<![a-zа-я0-9])(?:{entry})") for entry in _entries(key))


@cache
def _joined(key: str) -> str:
    return "|".join(_entries(key))


@cache
def _entries(key: str) -> tuple[str, ...]:
    return tuple(fold(entry) for table in _tables() for entry in table[key])


@cache
def _tables() -> tuple[dict[str, list[str]], ...]:
    folder = files("mailbot.reading.lexicon")
    names = (*LANGUAGES, "other")
    return tuple(tomllib.loads((folder / name / "automatic.toml").read_text(encoding="utf-8")) for name in names)
