"""Names in Chinese characters: where they are in a line and which part is the family name."""

from __future__ import annotations

import re
from functools import cache

from mailbot.reading.lexicon import words

from .spans import Span
from .wording import entries, is_only

HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
_FOREIGN = re.compile(r"[\u3400-\u9fff]{1,8}(?:[·•・‧∙][\u3400-\u9fffA-Za-z]{1,8}){1,4}")
_GIVEN = re.compile(r"[\u3400-\u9fff]{1,2}")
# What a sentence goes on with after a name.
_VERB = re.compile(
    "担任|任|作为|为|由|率|将|接替|代替|替换|取代|替代|不再|出席|参加|参会|退出|及|和|与|兼|改为|改由|以.{0,4}身份|因|"
    "从.{0,12}名单|自.{0,12}名单|的(?:新|正确|最新|现|个人)?(?:电子|邮|电邮)|也将|亦将|现已|已|被|代表我|无法|不能|未能|不克"
)
_HONORIFIC = re.compile("先生|女士|小姐|阁下|同志")


@cache
def surnames() -> dict[str, str]:
    """One-character family names and their spelling in Latin letters."""
    listed = words("zh", "persons")["names"]["single"]
    return {m[1]: m[2] for m in re.finditer(r"([\u3400-\u9fff])([a-z]+)", listed)}


@cache
def latin_surnames() -> frozenset[str]:
    """One-character family names as they are spelt in Latin letters."""
    return frozenset(surnames().values())


@cache
def compounds() -> frozenset[str]:
    """Two-character family names."""
    return frozenset(words("zh", "persons")["names"]["compound"])


@cache
def post_pattern() -> re.Pattern[str]:
    """A post in Chinese, with its grade."""
    return re.compile("|".join(f"(?:{entry})" for entry in entries("posts.starts")["zh"]))


@cache
def _body_starts() -> re.Pattern[str]:
    return re.compile("|".join(words("zh", "persons")["organisations"]["starts"]))


def is_body(text: str) -> bool:
    """Whether a text begins with a body known by its name (外交部)."""
    return _body_starts().match(text) is not None


@cache
def organisation_and_post() -> re.Pattern[str]:
    """A body directly followed by a post (国防部上校)."""
    body = words("zh", "persons")["organisations"]["han"]
    return re.compile(
        f"((?:驻|常驻)?[\u3400-\u9fff（）()]{{1,24}}?{body}(?:[\u3400-\u9fff]{{1,12}}?{body}){{0,3}}?)({post_pattern().pattern})"
    )


def is_han(text: str) -> bool:
    """Whether the letters of the text are mostly Chinese characters."""
    if text.isascii() or HAN.search(text) is None:
        return False
    letters = [c for c in text if c.isalpha()]
    return sum(bool(HAN.match(c)) for c in letters) * 2 > len(letters)


def split(name: str) -> tuple[str | None, str | None]:
    """Given and family name of a name in Chinese characters; (None, None) where the list of surnames is silent."""
    if re.search("[·•・‧∙]", name):
        given, _, family = re.sub("[·•・‧∙]", "·", name).rpartition("·")
        return given, family
    bare = "".join(name.split())
    if bare[:2] in compounds() and 3 <= len(bare) <= 4:
        return bare[2:], bare[:2]
    if bare[:1] in surnames() and 2 <= len(bare) <= 4:
        return bare[1:], bare[:1]
    return None, None


_OF_LISTS = (
    "roles.adviser_bare",
    "roles.delegate_bare",
    "roles.head_bare",
    "roles.alternate_head_bare",
    "roles.ambiguous",
    "words.email_label",
)


def is_name(text: str) -> bool:
    """Whether a text of Chinese characters can be a person's name and nothing else."""
    bare = "".join(text.split())
    if _FOREIGN.fullmatch(bare):
        return True
    if not 2 <= len(bare) <= 4 or any(not HAN.match(c) for c in bare) or post_pattern().search(bare):
        return False
    if is_only(bare, *_OF_LISTS):
        return False  # 顾 and 成 are surnames, 顾问 and 成员 are none of their names
    return split(bare)[1] is not None and (len(bare) < 4 or bare[:2] in compounds())


_FORMERLY = re.compile("原(?:定|报|拟|任|计|派|先|来|列|名|有|为)")  # 原 is a surname too


def name_at_start(span: Span) -> tuple[Span, Span] | None:
    """A name at the beginning and what follows it: after a blank, an honorific, or directly a post."""
    text = span.text.lstrip()
    lead = len(span.text) - len(text)
    if is_body(text) or is_only(text.strip(), *_OF_LISTS) or _FORMERLY.match(text):
        return None
    foreign = _FOREIGN.match(text)
    if foreign:
        return span.cut(lead, lead + foreign.end()), span.cut(lead + foreign.end())
    spaced = re.match(r"([\u3400-\u9fff])[ \u3000]+([\u3400-\u9fff])(?=[\s（(，,、；;。]|$|先生|女士)", text)
    if spaced and spaced[1] in surnames():
        return span.cut(lead, lead + spaced.end()), span.cut(lead + spaced.end())
    widths = (2,) if text[:2] in compounds() else (1,) if text[:1] in surnames() else ()
    best: tuple[int, int] | None = None
    for width in widths:
        for given in (2, 1):
            whole = post_pattern().match(text)
            if whole and whole.end() > width + given:
                continue
            if given > 1 and (verb := _VERB.match(text, width + 1)) and verb.end() - verb.start() > 1:
                continue  # 高弋改由: 改由 goes on with the sentence, 改 is no part of the name
            if len(text) < width + given or not all(HAN.match(c) for c in text[: width + given]):
                continue
            score = _follows(text[width + given :])
            if score and (best is None or score > best[0]) and not post_pattern().match(text, width):
                best = (score, width + given)
    if best is None or is_only(text[: best[1]], "words.never"):
        return None  # 安 of "安全官员" is a surname
    return span.cut(lead, lead + best[1]), span.cut(lead + best[1])


def name_at_end(span: Span) -> tuple[Span, Span] | None:
    """A name at the end, directly after a post (常驻团三等秘书贺庭芳): what stands before it, and the name."""
    text = span.text.rstrip()
    for width in (4, 3, 2):
        if len(text) > width and is_name(text[-width:]):
            before = text[:-width].rstrip()
            posts = [m for m in post_pattern().finditer(before) if m.end() == len(before)]
            if posts:
                return span.cut(0, len(before)), span.cut(len(text) - width, len(text))
    return None


_SMALL_WORDS = frozenset("由为是派任和及与从向即")  # "由薛弋": by Xue Yi, though the first is a rare surname too


def name_before_spelling(span: Span) -> Span | None:
    """The name at the end of a text whose Latin spelling follows in brackets: …政策官吴振邦（GOH Chin Pang）."""
    text = span.text.rstrip()
    widths = (4, 3, 2) if text[-4:-2] in compounds() else (3, 2)
    for width in widths:
        if len(text) >= width and is_name(text[-width:]) and not (width > 2 and text[-width] in _SMALL_WORDS):
            return span.cut(len(text) - width, len(text))
    return None


def _follows(rest: str) -> int:
    """How well a name ends before ``rest``: 3 at a boundary or honorific, 2 at a post, 1 at a body and post."""
    if not rest or not HAN.match(rest[0]) or _HONORIFIC.match(rest):
        return 3
    if post_pattern().match(rest):
        return 2
    if _VERB.match(rest):
        return 2
    found = organisation_and_post().match(rest)
    return 1 if found else 0


def name_after_body(span: Span) -> tuple[Span, Span, Span] | None:
    """Body, name and what follows where an entry begins with a body (国防部龚映雪中校)."""
    text = span.text
    if not is_body(text):
        return None
    for ending in _body_ends().finditer(text[:24]):
        rest = span.cut(ending.end())
        found = None if is_only(rest.folded.text, "posts.starts") else name_at_start(rest)
        if found and (not found[1].text.strip() or _follows(found[1].text) >= 2):
            return span.cut(0, ending.end()), *found
    return None


@cache
def _body_ends() -> re.Pattern[str]:
    return re.compile(words("zh", "persons")["organisations"]["han"])


def strip_honorific(span: Span) -> Span:
    """Without 先生, 女士 … at the beginning."""
    found = _HONORIFIC.match(span.text.lstrip())
    lead = len(span.text) - len(span.text.lstrip())
    return span.cut(lead + found.end()) if found else span


def honorific(span: Span) -> Span | None:
    """The honorific at the beginning (先生, 女士), which Chinese writes after the name."""
    lead = len(span.text) - len(span.text.lstrip())
    found = _HONORIFIC.match(span.text, lead)
    return span.cut(lead, found.end()) if found else None


def split_post(span: Span) -> tuple[Span | None, Span]:
    """Body and post of 国防部上校; (None, the text) where there is no body."""
    found = organisation_and_post().fullmatch(span.text)
    if not found or post_pattern().fullmatch(span.text):
        return None, span
    return span.cut(*found.span(1)), span.cut(*found.span(2))
