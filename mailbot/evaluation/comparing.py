"""When two spellings are one: case, accents, digits, spaces and punctuation tell nobody apart."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

# Letters that stay one after decomposition although people write them either way.
_PLAIN = str.maketrans(
    {
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "æ": "ae",
        "œ": "oe",
        "ı": "i",
        "ə": "e",
        "ى": "ي",
        "ة": "ه",
        "ـ": "",
    }
)
_LATIN_LOOKALIKES = str.maketrans("асеорхуі", "aceopxyi")
_HAN = "\u3400-\u9fff\uf900-\ufaff"
_TOKEN = re.compile(rf"[{_HAN}]|[^\W_{_HAN}]+")
_UNSEEN = re.compile("[\\s\u200b-\u200f\u202a-\u202e\u2066-\u2069]+")
_DASH = re.compile("[\u2010-\u2015\u2212]")
_ADDRESS = re.compile(r"[a-z0-9._%+-]{1,64}@(?:[a-z0-9-]{1,63}\.){1,20}[a-z]{2,63}")


def fold(text: object) -> str:
    """The text without case, accents, tatweel and other invisible signs; every digit European; None is empty."""
    plain = (
        _digit(c)
        for c in unicodedata.normalize("NFKD", str(text or ""))
        if not unicodedata.combining(c) and unicodedata.category(c) != "Cf"
    )
    return "".join(plain).casefold().translate(_PLAIN)


def _digit(sign: str) -> str:
    return str(unicodedata.decimal(sign)) if sign in "٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹" else sign


def tokens(text: object) -> list[str]:
    """The words of the folded text, in order; each Han character is one."""
    return _TOKEN.findall(fold(text))


def name_tokens(person: Mapping[str, Any]) -> list[str]:
    """The words of a person's name; ``name`` stands for both where nothing tells given from family name."""
    if person.get("name"):
        return tokens(person["name"])
    return tokens(person.get("given")) + tokens(person.get("family"))


def overlap(one: Sequence[str], other: Sequence[str]) -> float:
    """Twice the words in common over all words, 0 to 1; two empty texts are the same."""
    total = len(one) + len(other)
    common = (Counter(one) & Counter(other)).total()
    return 2 * common / total if total else 1.0


def reference(text: object) -> str:
    """A reference without blanks, width, and kinds of dash, digit and bracket."""
    wide = unicodedata.normalize("NFKC", str(text or "").replace("º", "°"))
    close = _UNSEEN.sub("", "".join(map(_digit, wide))).casefold()
    return _DASH.sub("-", close).replace("[", "〔").replace("]", "〕")


def address(text: object) -> str:
    """An e-mail address without blanks and case."""
    return "".join(str(text or "").split()).casefold()


def is_address(folded: str) -> bool:
    """Whether the folded address can be one as it stands."""
    return _ADDRESS.fullmatch(folded) is not None


def in_latin(folded: str) -> str:
    """An address with Cyrillic letters that look Latin made Latin."""
    return folded.translate(_LATIN_LOOKALIKES)


def digits(text: object) -> str:
    """Only the digits, of a telephone number."""
    return "".join(c for c in fold(text) if c.isdigit())


def file_name(text: object) -> str:
    """A file name whatever its Unicode form and case."""
    return unicodedata.normalize("NFC", str(text or "")).casefold()
