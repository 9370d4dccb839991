"""How far a reading may be trusted: what was left unread, and names and addresses from doubtful print.

Recognised print (OCR) is right as a rule where the recogniser is sure, the page is in Latin or Cyrillic letters,
and nothing else in the message speaks against it. Everything else is for a person to compare with the picture.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from mailbot.domain.submission import Doubt, Person, Source
from mailbot.reading.document import Document, Line, Reading

from .address_names import plain_letters

# Measured on 192 invented list entries in four languages, spoilt as scanners, copiers, faxes and cameras do: of names
# on lines at least so sure 82 of 83 were right (accents apart, which no confidence tells), of the others 89 of 109.
SURE = 0.85
# Chinese print of low resolution stays under this, a clean scan of it above.
SURE_CHINESE = 0.9
_FIELDS = ("family", "given", "email")
_ARABIC = re.compile("[\u0600-\u06ff]")
_CHINESE = re.compile("[\u3400-\u9fff]")
_CYRILLIC = re.compile("[\u0400-\u04ff]")
_LATIN = re.compile("[A-Za-z\u00c0-\u024f]")
_MOST = 6
_DOMAIN = re.compile(r"(?:[a-z0-9\-]{1,63}\.){1,6}[a-z]{2,20}")


def doubts_of(documents: Iterable[Document], readings: Iterable[Reading], persons: Sequence[Person]) -> Iterator[Doubt]:
    """At most one doubt for each file not read to its end, and one for all fields from doubtful print.

    ``documents`` are those persons are looked for in, ``readings`` those of every attachment.
    """
    documents = tuple(documents)
    every = (*documents, *(r for r in readings if isinstance(r, Document)))
    told: set[tuple[str, str]] = set()
    for document in every:
        unread = [sentence for sentence in document.unread if (document.name, sentence) not in told]
        told |= {(document.name, sentence) for sentence in unread}
        if unread:
            yield Doubt("low_confidence", None, None, f"{document.name}: {'; '.join(unread)}.")
    recognised = [document for document in documents if _sureness(document) < 1.0]
    texts = " ".join(d.text for d in every if d not in recognised)
    detail = _doubtful_print(recognised, persons, texts)
    if detail:
        yield Doubt("low_confidence", None, None, detail)


def _doubtful_print(recognised: Sequence[Document], persons: Sequence[Person], texts: str) -> str | None:
    """One sentence on what of recognised print is in doubt; None if nothing is."""
    if not recognised:
        return None
    for document in recognised:
        script = _hard_script(document)
        if script:
            return f"{document.name} is a picture of {script} print: compare names and addresses with it."
    names = {document.name for document in recognised}
    texts += "".join(f" {domain} " for domain in _repeated_domains(persons))
    found = [f"{p.full_name} ({', '.join(fields)})" for p in persons if (fields := _doubtful(p, names, texts))]
    if found:
        more = f" and {len(found) - _MOST} more" if len(found) > _MOST else ""
        return f"Read with difficulty, compare with the picture: {'; '.join(found[:_MOST])}{more}."
    worst = min((_stretch(document, persons) for document in recognised), default=1.0)
    if worst < 0.5:
        return "A line among those that name the delegation could hardly be read: compare with the picture."
    if not persons and min(_sureness(document) for document in recognised) < SURE:
        return "The picture could hardly be read: compare with it."
    return None


def _sureness(document: Document) -> float:
    """The mean confidence of the document's letters."""
    sums = letters = 0.0
    for _, block in document.blocks():
        if isinstance(block, Line):
            pieces = [(block.text, block.confidence)]
        else:
            pieces = [(cell.text, cell.confidence) for row in block.rows for cell in row]
        sums += sum(len(text) * confidence for text, confidence in pieces)
        letters += sum(len(text) for text, _ in pieces)
    return sums / letters if letters else 1.0


def _hard_script(document: Document) -> str | None:
    text = document.text
    letters = sum(1 for c in text if c.isalpha()) or 1
    if len(_ARABIC.findall(text)) > 0.2 * letters:
        return "Arabic"
    if len(_CHINESE.findall(text)) > 0.2 * letters and _sureness(document) < SURE_CHINESE:
        return "Chinese"
    return None


def _doubtful(person: Person, names: set[str], texts: str) -> list[str]:
    """The fields of a person that were read from a picture and that nothing confirms."""
    out = []
    for field in _FIELDS:
        value = {"family": person.family, "given": person.given, "email": person.email}[field]
        source = person.sources.get(field)
        if not value or source is None or source.document not in names or _stands_in(value, texts):
            continue
        if field == "email":
            unsure = (source.confidence < SURE and _agreement(person) != "same") or _is_misread(value, texts)
        else:  # no given name begins with a small l, but many with a capital I
            unsure = _is_unsure(value, source) or (field == "given" and value[0] == "l")
        if unsure:
            out.append(field)
    if not out and _agreement(person) == "near" and person.sources["email"].document in names:
        out.append("email")
    if _is_mixed(person.family, person.given) and person.sources["family"].document in names:
        out.append("name")
    return out


def _is_unsure(value: str, source: Source) -> bool:
    return source.confidence < SURE or any(c.isdigit() or c in "|!?@#%" for c in value)


def _repeated_domains(persons: Sequence[Person]) -> set[str]:
    """Domains that two or more of the persons' addresses have."""
    counts = Counter(p.email.rpartition("@")[2].casefold() for p in persons if p.email)
    return {domain for domain, count in counts.items() if count > 1}


def _is_misread(email: str, texts: str) -> bool:
    """Whether an address begins with a small l taken for a capital, or its domain is another's but for a letter."""
    local, _, domain = email.partition("@")
    if local[:1] in {"L", "I"} and local[1:].islower():
        return True
    others = set(_DOMAIN.findall(texts.casefold()))
    return domain.casefold() not in others and any(_one_apart(domain.casefold(), other) for other in others)


def _stands_in(value: str, texts: str) -> bool:
    """Whether what was recognised is written in the same message where nothing had to be recognised."""
    return len(value) > 2 and value.casefold() in texts.casefold()


def _agreement(person: Person) -> str:
    """How the address goes with the name: "same" has its family name, "near" almost, "" says nothing."""
    if not person.email or not person.family:
        return ""
    local, family = plain_letters(person.email.partition("@")[0]), plain_letters(person.family)
    if len(family) < 4 or not local:
        return ""
    if family in local:
        return "same"
    starts = range(max(1, len(local) - len(family) + 2))
    windows = (local[i : i + n] for i in starts for n in range(len(family) - 1, len(family) + 2))
    return "near" if any(abs(len(w) - len(family)) <= 1 and _one_apart(w, family) for w in windows) else ""


def _one_apart(one: str, other: str) -> bool:
    """Whether one letter more, less or other makes the two alike."""
    short, long = sorted((one, other), key=len)
    at = next((i for i, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    return short[at:] == long[at + 1 :] or short[at + 1 :] == long[at + 1 :]


def _is_mixed(*names: str | None) -> bool:
    """Latin and Cyrillic letters in one name: some of them are look-alikes."""
    text = " ".join(name for name in names if name)
    return bool(_CYRILLIC.search(text) and _LATIN.search(text))


def _stretch(document: Document, persons: Sequence[Person]) -> float:
    """The least confidence of the lines between the first and the last that name somebody, and their neighbours."""
    own = [s for p in persons for s in p.sources.values() if s.document == document.name and s.line is not None]
    if not own:
        return 1.0
    worst = 1.0
    for page in document.pages:
        here = [s.line for s in own if str(s.page) == page.name and s.line is not None]
        for block in page.blocks:
            if here and isinstance(block, Line) and min(here) - 1 <= block.number <= max(here) + 1:
                worst = min(worst, block.confidence if len(block.text) > 3 else 1.0)
    return worst
