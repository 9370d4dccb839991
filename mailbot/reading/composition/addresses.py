"""E-mail addresses and telephone numbers in running text, as written, broken ones too."""

from __future__ import annotations

import re

from .broken_addresses import dotted_start, initial_start
from .spans import Span
from .wording import pattern

_LOCAL = r"[A-Za-zÀ-ɏЀ-ӿ0-9][A-Za-zÀ-ɏЀ-ӿ0-9._%+'’\-]{0,63}"
_LABEL = r"[A-Za-zÀ-ɏЀ-ӿ0-9\-_]{1,63}"
_AT = r"(?:\s?[@＠]\s?|\s?[\[({]\s?(?:at|AT|arroba|arobase|a)\s?[\])}]\s?)"
_DOT = r"(?:\.{1,2}|\s\.(?=\w)|\s?[\[({]\s?(?:dot|DOT|punto|point)\s?[\])}]\s?)"
# A comma or ". " can only stand for the first dot of the host: later it ends the address.
_EMAIL = re.compile(
    rf"(?:mailto:)?(?P<email>{_LOCAL}{_AT}{_LABEL}(?:(?:{_DOT}|,(?!{_LOCAL}[@＠])|\.\s(?=[a-z]{{2,10}}(?:\W|$))){_LABEL})?"
    rf"(?:{_DOT}{_LABEL}){{0,6}})"
)
_SIGN = re.compile(r"[@＠\[({]")
_PHONE = re.compile(r"(?P<phone>(?:\+|\b00)\s?\d[\d\s().\-/]{5,24}\d)")
_LABELLED_PHONE = re.compile(r"[\s.:：/)]{0,4}(?P<phone>\+?\(?\d[\d\s().\-/]{4,24}\d)")


def take_emails(span: Span) -> tuple[list[Span], Span]:
    """The addresses of a text, in order, and the text with them (and their labels) blanked to separators."""
    found: list[Span] = []
    rest = span
    if _SIGN.search(span.text) is None:
        return found, rest
    matches = list(_EMAIL.finditer(span.text))
    for match in matches:
        start, end = match.span("email")
        start = min(initial_start(span.text, start), dotted_start(span.text, start))
        old = len(matches) > 1 and says_old(span.folded.text[: span.folded.position(match.start())])
        if not old:
            found.append(span.cut(start, end).strip(" .,;:'’"))
        first = min(start, match.start())
        if span.text[first - 1 : first] in _OPENING and span.text[end : end + 1] in _CLOSING:
            first, end = first - 1, end + 1
        rest = rest.blanked(_label_start(span, first), end, "\n")
    return found, rest


# "Adviser <a@b.example>": round and square brackets are told apart with what else they may hold.
_OPENING, _CLOSING = {"<", "‹", "《", "〈", "＜"}, {">", "›", "》", "〉", "＞"}


def says_old(before: str) -> bool:
    """Whether the folded text before an address says that it is the wrong one ("… and not", "instead of")."""
    return _OLD.search(before[-40:]) is not None


_OLD = re.compile(
    r"(?:(?<!\w)(?:not|no|non|not to|instead of|rather than|in place of|replac(?:es|ing)|from|old|former|previous|"
    r"pas|plus|no longer|no es|no sera|au lieu de|et non|ancien(?:ne)?|remplace|"
    r"en lugar de|en vez de|anterior|sustituye a|reemplaza a|"
    r"не|не является|не будет|вместо|взамен|прежн\w+|стар\w+|ранее|вместо прежнего|"
    r"وليس|ليس|لا|بدلا من|بدل|السابق|القديم)|"
    r"而非|不是|并非|非|代替|取代|原|旧|原邮箱|旧邮箱|由|从)"
    r"(?:[ \"'(:]{0,3}(?:the |l'|la |el |a |address |adresse |direccion |адрес\w{0,2} |de |(?:邮箱|地址)[为是:]?)){0,2}"
    r"[ \"'(:<]{0,3}$"
)


def take_phones(span: Span) -> tuple[list[Span], Span]:
    """The telephone numbers of a text that begin with + or 00 or follow a label, and the text without them."""
    found: list[Span] = []
    rest = span
    for match in _PHONE.finditer(span.text):
        found.append(span.cut(*match.span("phone")).strip())
        rest = rest.blanked(_label_start(span, match.start(), "words.phone_label"), match.end(), "\n")
    if not found:
        for label in pattern("words.phone_label").finditer(span.folded.text):
            after = _LABELLED_PHONE.match(span.text, span.folded.origin(label.end()))
            if after and sum(c.isdigit() for c in after["phone"]) >= 6:
                found.append(span.cut(*after.span("phone")).strip())
                rest = rest.blanked(span.folded.origin(label.start()), after.end(), "\n")
                break
    return found, rest


def _label_start(span: Span, start: int, topic: str = "words.email_label") -> int:
    """Where the label before an address ("e-mail:") begins, or ``start``."""
    before = span.folded.text[: span.folded.position(start)].rstrip(" :：.-–<(\n")
    end = len(before)
    for match in pattern(topic).finditer(before, max(0, end - 40)):
        if match.end() == end:
            return span.folded.origin(match.start())
    return start
