"""Where names stand in running sentences."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from mailbot.reading.folding import fold
from mailbot.reading.lexicon.names_of_states import folded_names

from . import entries, han, names, roles
from .mentions import Spelling
from .name_shapes import PARTICLES
from .segments import cut_apart, script_of
from .sentences import handover
from .spans import Span
from .tied_names import is_tie
from .titles import split_title, title_starts, window
from .wording import is_only, pattern, says, starts

# A name of Polynesia may begin with a glottal stop ("Sina 'Ofahengaue").
_WORD = re.compile(
    r"['’][tT](?=\s)|(?![\u3400-\u9fff])(?:['’‘ʻ](?=[A-Z][a-z]))?[^\W\d_](?:(?![\u3400-\u9fff])[\w'’ʼ`´\-‐‑]|\.(?=\w))*\.?"
)


_POSSESSIVE = re.compile(r"\w['’]s$")
_GAP = re.compile(r"[ \t\u00a0]+")


_ARABIC_STOP = re.compile(r"[،,؛;:(（.\n]|\s[-–—]\s")


@dataclass(slots=True)
class Found:
    """A name in a sentence: where it begins (title included) and ends, in offsets as written.

    ``post``: what stands before the title, a comma between ("the Second Secretary, Ms. X").
    ``latin``: the name in Latin letters right behind it ("السيد كمال فارس Kamal FARES").
    """

    start: int
    end: int
    spelling: Spelling
    post: Span | None = None
    latin: Spelling | None = None


def names_in(span: Span) -> list[Found]:
    """The names in a text, in order."""
    made = span.once("names", _names_in)
    return [replace(f, spelling=replace(f.spelling)) for f in made]  # what a name says may be added to


def _names_in(span: Span) -> list[Found]:
    out: list[Found] = []
    if han.HAN.search(span.text):
        out += _han_names(span)
    aliases: list[Found] = []
    for start in title_starts(span):
        if any(f.start <= start < f.end for f in (*out, *aliases)):
            continue  # "(Ms. Salma HAJ IDRIS)" is one name, though a pilgrim's title stands in it
        titled = _titled(span, start)
        if titled:
            (aliases if _alias(span, out, titled) else out).append(titled)
    for found in _under_plural(span, out):
        if not any(o.start <= found.start < o.end for o in out):
            out.append(found)
    for found in _untitled(span):
        if not any(o.start <= found.end and found.start <= o.end for o in (*out, *aliases)) and not _alias(
            span, out, found
        ):
            out.append(found)
    return _without_aliases(span, sorted(out, key=lambda f: f.start))


def _under_plural(span: Span, out: list[Found]) -> list[Found]:
    """ "Mmes Anouk Thill (…) et Sophie d'Huart": who stands behind the "and" of a title in the plural has it too."""
    added = []
    ordered = sorted(out, key=lambda f: f.start)
    for number, first in enumerate(ordered):
        title = first.spelling.title
        if title is None or not _PLURAL.fullmatch(title.folded.text):
            continue
        stop = ordered[number + 1].start if number + 1 < len(ordered) else len(span.text)
        for tie in _TIE.finditer(span.text, first.end, stop):
            if span.text.count("(", first.end, tie.start()) != span.text.count(")", first.end, tie.start()):
                continue
            end = _name_end(span.text, tie.end())
            name = span.cut(tie.end(), end).strip()
            if len(names.tokens(name.text)) >= _GIVEN_AND_FAMILY and _is_no_post(name):
                added.append(Found(tie.end(), end, Spelling(name, title)))
    return added


def _is_no_post(name: Span) -> bool:
    text = name.folded.text
    return names.is_name(name.text, titled=True) and not roles.is_post(text) and not roles.is_organisation(text)


_PLURAL = re.compile(r"mm\.?|mmes|messrs\.?|sres\.?|sras\.?|senores|senoras|гг\.?|г-да|господа|السيدان|السادة")
_TIE = re.compile(r"(?:,|(?<!\w)(?:and|et|y|e|и))\s+(?=[^\W\d_a-zß-ÿ])")


def _without_aliases(span: Span, listed: list[Found]) -> list[Found]:
    """Without the names in brackets that spell the one right before them in another script."""
    out: list[Found] = []
    for found in listed:
        if not (out and _alias(span, out[-1:], found)):
            out.append(found)
    return out


def _alias(span: Span, out: list[Found], found: Found) -> bool:
    """Whether the name stands in brackets right after a name in another script: the same person."""
    before = span.text[: found.start].rstrip()
    if not before.endswith(("(", "（", "/")):
        return False
    place = len(before) - 1
    return any(
        0 <= place - f.end <= 40 and script_of(f.spelling.name.text) != script_of(found.spelling.name.text) for f in out
    )


def _titled(span: Span, start: int) -> Found | None:
    ahead = window(span, start)
    title, rest = split_title(ahead)
    if title is None:
        return None
    offset = start + len(ahead.text) - len(rest.text)
    lead = len(rest.text) - len(rest.text.lstrip(" \t\u00a0"))
    end = _name_end(rest.text, lead)
    name = rest.cut(lead, end).strip()
    if not name.text or not names.is_name(name.text, titled=True) or _is_no_person(title, name):
        return None
    alone = len(names.tokens(name.text)) < 2 and span.folded.text.count(name.folded.text) < 2
    if roles.is_post(title.folded.text) and alone:
        return None
    written_on = not span.text[offset + lead - 1].isspace()  # "GEN/CCM/812"
    if name.text.isupper() and roles.is_acronym(name.text) and (written_on or roles.is_post(title.folded.text)):
        return None  # "Director MFA"; but "Mme DIALLO"
    if _is_end_of_post(span, start, title):
        return Found(offset + lead, offset + end, Spelling(name))
    post, title = _post_and_title(title)
    latin = _latin_behind(rest, end) if names.ARABIC.search(name.text) else None
    end += len(latin.text) if latin else 0
    return Found(start, offset + end, Spelling(name, title), post, Spelling(latin.strip()) if latin else None)


def _latin_behind(rest: Span, end: int) -> Span | None:
    """The name in Latin letters that follows an Arabic one without brackets, with the blank before it."""
    found = _LATIN_BEHIND.match(rest.text, end)
    return rest.cut(*found.span()) if found and names.is_name(found[0], titled=True) else None


def _is_no_person(title: Span, name: Span) -> bool:
    """Whether words behind a title are a body, or say what a post is about ("Consejera de Asuntos Políticos")."""
    about = roles.is_post(title.folded.text) and entries.says_of_what(name.text)
    return about or roles.is_organisation(name.folded.text)


def _post_and_title(title: Span) -> tuple[Span | None, Span]:
    """A post, and the title after a comma, which the titles in a row are: "Second Secretary, Ms."."""
    cut = max(title.text.rfind(","), title.text.rfind("،"))
    post = title.cut(0, max(cut, 0)).strip()
    if not roles.read_post_only(post.folded.text) and not is_only(post.folded.text, "titles"):
        return None, title
    return post, title.cut(cut + 1).strip(" \t\n,،")


def _is_end_of_post(span: Span, start: int, title: Span) -> bool:
    """Whether a rank is the last word of a post: "Director General Juan Pérez" is no general."""
    if title.folded.text not in {"general", "major"}:
        return False
    before = span.folded.text[max(0, span.folded.position(start) - 40) : span.folded.position(start)].rstrip(" -")
    return any(m.end() == len(before) for m in pattern("posts.starts").finditer(before))


def _name_end(text: str, start: int) -> int:
    """Where a name that begins at ``start`` ends in running text."""
    if re.match(r"[\u0600-\u06ff]", text[start:]):
        return _arabic_end(text, start)
    if han.HAN.match(text, start):
        found = han.name_at_start(Span(text[start : start + 12], ()))
        return start + len(found[0].text) if found else start
    end, place, count = start, start, 0
    while count < 8:
        word = _WORD.match(text, place)
        if word is None or not _belongs(word.group(), text, word.end()):
            break
        end = word.end() if not _ends_sentence(word.group()) else word.end() - 1
        if _POSSESSIVE.search(word.group()):
            return word.end() - 2  # "Mr. BAE's function"
        count += 1
        gap = _GAP.match(text, word.end())
        if gap is None or end < word.end():
            break
        place = gap.end()
    while end > start:
        last = text[start:end].rsplit(maxsplit=1)[-1]
        if last.casefold() not in PARTICLES or last[0].isupper() or last.casefold() in names.PATRONYMIC_WORD:
            break
        end = start + len(text[start:end].rstrip()[: -len(last)].rstrip())
    return end


def _ends_sentence(word: str) -> bool:
    """Whether the full stop after a word ends the sentence: it does after a whole word, not after an initial."""
    return word.endswith(".") and len(word) > 3 and "." not in word[:-1]


# "Begoña Ortega y Gasca, Primera Secretaria": one word behind the "y", and no post or title of a second person.
_TIED = re.compile(r"\s[^\W\d_a-zß-ÿ][\w'’\-]+(?=\s?[,(.;:)]|\s[a-zß-ÿ]|\s?$)")
_GIVEN_AND_FAMILY = 2


_ELIDED = re.compile(r"[dl]['’][^\W\d_a-zß-ÿ]")


def _belongs(word: str, text: str, after: int) -> bool:
    if word.lstrip("'’‘ʻ")[:1].isupper() or _ELIDED.match(word):
        return not (says(word.casefold(), "words.never") and len(word) > 2)
    bare = word.casefold().rstrip("'’")
    if bare in names.PATRONYMIC_WORD or (is_tie(word) and text[after : after + 2].strip()[:1].isupper()):
        return True
    if bare in {"y", "e", "i"}:
        return _TIED.match(text, after) is not None and len(names.tokens(text[:after])) > _GIVEN_AND_FAMILY
    if bare in {"a", "o", "as"}:
        return False
    if re.match(r"in ['’]t\s", f"{bare}{text[after : after + 4]}"):
        return True
    following = _WORD.match(text, after + 1)
    return (
        bare in PARTICLES
        and following is not None
        and (following.group()[0].isupper() or following.group().casefold() in PARTICLES)
    )


_LATIN_WORD = re.compile(r"[A-Za-zÀ-ɏ]")
_LATIN_BEHIND = re.compile(r"(?:\s(?:[A-ZÀ-Þ][\w'’.\-]{0,30}|al|el|bin|ben|de)(?![^\W\u0600-\u06ff])){2,6}")


def _arabic_end(text: str, start: int) -> int:
    stop = _ARABIC_STOP.search(text, start)
    limit = stop.start() if stop else len(text)
    ahead = Span(text[start : min(limit, start + 120)], ())
    verb = pattern(
        "words.replaces", "words.replaced_by", "roles.head_after", "words.leave", "words.join", "words.verbs"
    )
    stops = [m.start() for m in verb.finditer(ahead.folded.text) if m.start() > 1]
    limit = min(limit, start + ahead.folded.origin(stops[0])) if stops else limit
    end, count = start, 0
    for word in re.finditer(r"\S+", text[start:limit]):
        folded = Span(word.group(), ()).folded.text
        if count and _LATIN_WORD.match(word.group()):
            break
        if count and (folded.startswith("و") and len(folded) > 3 and (pattern("titles").match(folded) or count >= 3)):
            break
        if count >= 2 and (
            pattern("posts.starts", "speakers.about", "roles.delegate_bare").match(folded)
            or pattern("words.and", "words.replaces", "roles.head_after", "words.leave").match(folded)
        ):
            break
        if count and pattern("titles").match(folded) and not folded.startswith("ا."):
            break
        count += 1  # noqa: SIM113 - only words that belong count
        end = start + word.end()
        if count == 6:
            break
    return end


def _untitled(span: Span) -> list[Found]:
    """Names without a title that capitals or a patronymic give away."""
    out: list[Found] = []
    place = 0
    for match in _WORD.finditer(span.text):
        if match.start() < place or not match.group()[0].isupper():
            continue
        before = span.text[match.start() - 1 : match.start()]
        if before and before not in ' \t\n(（«",;:.-–—/，：、；。' and not han.HAN.match(before):
            continue
        if is_only(fold(match.group()), "words.replaces", "words.leave", "words.join"):
            continue
        end = _name_end(span.text, match.start())
        text = span.text[match.start() : end].strip()
        found = names.tokens(text)
        place = match.end()
        if not 2 <= len(found) <= 6:
            continue
        announced = _is_announced(span.folded.text[: span.folded.position(match.start())], first=not out)
        if (
            not entries.untitled_name(span.cut(match.start(), end), expect_name=announced)
            and not _INITIALLED.fullmatch(text)
            and not _listed(span, match.start(), end)
        ):
            continue
        place = max(end, place)
        kinds = [names.cased(t) for t in found]
        if (
            "capital" in kinds
            and not any(fold(t) in han.latin_surnames() for t in found)
            and any(roles.is_acronym(t) and len(t) < 4 for t in found)
            and kinds.count("capital") == 1
        ):
            continue
        if fold(found[-1]) in _SUBJECTS and _goes_on_with_body(span.text[: match.start()]):
            continue
        out.append(Found(match.start(), end, Spelling(span.cut(match.start(), end).strip())))
    return out


def _is_announced(before: str, *, first: bool) -> bool:
    """Whether what stands before says that a name follows: "our alternate speaker will be", "the head, "."""
    clause = re.split(r"[.;:!?](?:\s|$)", before[-_CLAUSE:])[-1]
    return handover(clause, first=first) is not None


_CLAUSE = 120
_BODY_TIED = re.compile(r"[^,;:()\n]{4,80}\s(?:and|&)\s$")
# What bodies are for, behind which stands no family name: "Foreign and CARICOM Affairs".
_SUBJECTS = frozenset("affairs relations cooperation trade commerce development integration security defence".split())


def _goes_on_with_body(before: str) -> bool:
    """Whether what follows an "and" is still the name of the body before it."""
    tied = _BODY_TIED.search(before[-120:])
    return tied is not None and says(fold(tied[0]), "organisations.starts")


_INITIALLED = re.compile(r"(?:[А-ЯЁ]\.){2} ?[А-ЯЁ][\w\-]+")  # "эксперт Минобороны О.Л. Сидоров"
_AFTER_VERB = re.compile(r"(?<!\w)[a-zß-ÿа-яё]{3,} (?:a )?$")
_OPENS = re.compile(
    r"(?:^|[,;:(]|[a-zа-я0-9)\n][.!?]|(?<!\w)(?:and|et|y|e|и|of|by|with|de|par|avec|por|con|are|is|sont|est|son|es))\s*$"
)


def _listed(span: Span, start: int, end: int) -> bool:
    """Whether a name in mixed letters stands as one of an enumeration: "…, Jonas Eriksson, Counsellor, …"."""
    name = span.cut(start, end)
    words = [word for word in names.tokens(name.text) if word.casefold() not in PARTICLES]
    if not 2 <= len(words) <= 5 or not entries.untitled_name(name, expect_name=True):
        return False
    written = span.text[max(0, start - 12) : start]
    before = fold(written)
    opens = start == 0 or _OPENS.search(before) is not None
    if opens and starts(fold(span.text[end : end + 80]).lstrip(), "words.leave"):
        return fold(name.text.strip()) not in folded_names()  # "Jane Doe will no longer take part"
    after = re.match(r"\s*(?:,|[(\[]|[-–—]\s)\s*(.{3,60})", span.text[end : end + 80])
    if after is None or not (opens or _AFTER_VERB.search(written)):
        return False
    return roles.is_post(fold(after[1])) or (opens and _opens_with_status(fold(after[1])))


def _opens_with_status(text: str) -> bool:
    return starts(text, "roles.head", "roles.alternate_head", "speakers.primary", "speakers.alternate")


_HAN_LEAD = re.compile(
    "因(?![故病公此而])|由于|鉴于|为|由|是|派|及|(?<!共)和|与|任命|指定|指派|替换|接替|代替|取代|发言人|团长|团员|成员|改为|换[成为]|人员|：|:|将|把|即|撤回|增加|新增|"
    "增补|增派|还有|另有|包括|还包括|有|参加者|删除|取消|改由|现由|通知"
)


def _han_names(span: Span) -> list[Found]:
    """Names in Chinese sentences: before or after a post, or before an honorific or a bracket."""
    out: list[Found] = []
    pieces = cut_apart(span)
    for segment, following in zip(pieces, [*pieces[1:], None], strict=True):
        if not han.is_han(_ADDRESS.sub("", segment.span.text)) or segment.depth > 1:
            continue
        text = segment.span.text
        spelled = following and following.depth > segment.depth and _is_latin_name(following.span)
        whole = han.name_before_spelling(segment.span) if spelled else None
        if whole and not (out and out[-1].end > segment.start):
            start = segment.start + len(text.rstrip()) - len(whole.text)
            out.append(Found(start, start + len(whole.text), Spelling(whole)))
            continue
        posts = (m.start() for m in han.post_pattern().finditer(text))
        for offset in sorted({0, *(m.end() for m in _HAN_LEAD.finditer(text)), *_former_places(text), *posts}):
            if text.startswith("由", offset) or (out and segment.start + offset < out[-1].end):
                continue  # 由 is "by", hardly ever a family name
            if not offset and text[0] in _AND and segment.before in {")", "）"}:
                continue
            strong = (
                offset > 0
                or segment.before in {"、", "\n", "。"}
                or (following is not None and _is_han_post(following.span))
            )
            found = _han_name(segment.span.cut(offset), strong=strong)
            if found:
                start = segment.start + offset + text[offset:].find(found.text)
                stop = start + len(found.text)
                title = han.honorific(span.cut(stop, stop + _HONORIFIC))
                out.append(Found(start, stop + len(title.text if title else ""), Spelling(found, title)))
    return out


_ADDRESS = re.compile(r"[\w.+%-]{1,64}@[\w.-]{3,200}", re.ASCII)
_HONORIFIC = 2  # letters: 先生, 女士
_FORMER = re.compile("[原的]")


def _former_places(text: str) -> list[int]:
    """Where a post or a name begins behind "the former", "the … of": 原定的二等秘书罗颂, 原参赞陆丰."""
    found = [m.end() for m in _FORMER.finditer(text)]
    return [at for at in found if han.post_pattern().match(text, at) or _HONOURED.match(text, at)]


_HONOURED = re.compile(r"[\u3400-\u9fff]{2,4}(?:先生|女士)")


_HAN_AFTER_NAME = (
    "不再", "退出", "率团", "改由", "因故", "因病", "因公", "无法", "不能", "未能", "接替", "不克",
    "从", "自", "的电", "的邮", "的新", "的正确", "的最新", "的个人", "也将", "亦将", "将不", "已", "被", "由",
)  # fmt: skip

_HAN_TAKES_PART = "参加", "参会", "出席", "与会", "因"


def _is_han_post(span: Span) -> bool:
    text = span.text.strip()
    return bool(han.post_pattern().fullmatch(text) or han.organisation_and_post().fullmatch(text))


def _is_latin_name(span: Span) -> bool:
    title, name = split_title(span)
    return script_of(name.text) == "latin" and names.is_name(name.text, titled=title is not None)


_TAKES = re.compile("(?:将|兼)?(?:担任|任|作为|为|是)(?:我团|本团|代表团)?")


def _takes_seat(rest: str) -> bool:
    """Whether words behind a name make it a speaker or the head: 任候补发言人."""
    found = _TAKES.match(rest)
    return found is not None and starts(
        fold(rest[found.end() :]), "speakers.primary", "speakers.alternate", "roles.head", "roles.alternate_head"
    )


_AND = frozenset("和与及")  # behind a post they tie two people, though the first is a rare surname too


def _han_name(span: Span, *, strong: bool) -> Span | None:
    at_start = han.name_at_start(span)
    post = han.post_pattern().match(span.text)
    behind = span.cut(post.end()) if post and (at_start is None or post.end() > 2) else None
    behind_post = han.name_at_start(behind) if behind and behind.text[:1] not in _AND else None
    at_start = behind_post or at_start
    if at_start:
        rest = at_start[1].text.strip()
        post = han.post_pattern().match(rest)
        honorific = han.honorific(at_start[1])
        if (
            honorific
            or post
            or (not rest and strong)
            or (rest and rest[0] in "任担作为率将接替代不由" and len(at_start[0].text) >= 2 and strong)
            or rest.startswith(_HAN_AFTER_NAME)
            or _takes_seat(rest)
            or (behind_post and rest.startswith(_HAN_TAKES_PART))
        ) and not says(at_start[0].folded.text, "words.never"):
            return at_start[0].strip()
    at_end = han.name_at_end(span)
    return at_end[1] if at_end else None
