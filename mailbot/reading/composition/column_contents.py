"""What a column holds by what stands in it: where headings are missing, unknown or leave it open."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from mailbot.reading.folding import fold

from . import entries, han, names, roles
from .addresses import take_emails
from .cell_marks import is_mark, is_no
from .headings import heading, plain
from .legends import Legend
from .people import Context
from .titles import is_title_only
from .wording import is_only, says

MOST = 60
_SEX = frozenset(
    "m f h v male female man woman homme femme masculin feminin hombre mujer masculino femenino "
    "м ж муж жен муж. жен. мужской женский 男 女 ذكر انثي أنثى".split()
)
_ANY_ROLE = ("roles.head", "roles.head_bare", "roles.alternate_head", "roles.alternate_head_bare", "roles.delegate",
             "roles.delegate_bare")  # fmt: skip


def values_of(texts: Sequence[str]) -> list[str]:
    """The values of a column that say something, the first few."""
    return [" ".join(v.split()) for v in texts if v.strip(" \n-–—./")][:MOST]


def holds_sexes(values: Sequence[str]) -> bool:
    """Whether the values say man or woman, which is no form of address."""
    return _all(values, lambda v: v.casefold() in _SEX)


def is_number(value: str) -> bool:
    """Whether a cell holds the number of its row, cut by the width of the column or not."""
    return re.fullmatch(r"\W*(?:\d{1,3}|[ivx]{1,5})\W*", "".join(value.split()).casefold()) is not None


def _all(values: Sequence[str], test: Callable[[str], object], share: float = 1.0) -> bool:
    return bool(values) and sum(bool(test(v)) for v in values) >= share * len(values)


def holds_titles(values: Sequence[str]) -> bool:
    """Whether the values are forms of address or ranks, and no posts beside."""
    return _all(values, lambda v: is_title_only(plain(v))) and not _all(values, lambda v: roles.read_post_only(fold(v)))


def holds_roles(values: Sequence[str], context: Context, *, posts_elsewhere: bool) -> bool:
    """Whether the values are roles in the delegation, speakers among them, and nothing else.

    "Adviser" and "expert" are posts as well: they count where another column holds the posts, or beside a head
    or member.
    """
    if not _all(values, lambda v: _role_only(v, context)):
        return False
    return posts_elsewhere or any(_tells_role(fold(v)) for v in values)


def _tells_role(value: str) -> bool:
    """Whether a value is a role and no post: "Head of delegation", though "Head of …" begins a post, is."""
    return is_only(value, "roles.head", "roles.alternate_head") or (
        is_only(value, *_ANY_ROLE) and not roles.is_post(value)
    )


def _role_only(value: str, context: Context) -> bool:
    said = roles.read(plain(value), context, "role")
    return said.anything and said.rest is None


def holds_speakers(values: Sequence[str], context: Context, legend: Legend) -> bool:
    """Whether the values say who speaks, in words or in marks that a legend explains."""

    def test(value: str) -> bool:
        if legend.of(value) or is_no(value):
            return True
        said = roles.read(plain(value), context, "speaker")
        return bool(said.speakers) and said.rest is None

    return _all(values, test) and not _all(values, is_no)


def _says_mode(value: str, context: Context) -> bool:
    said = roles.read(plain(value), context, "mode")
    return (said.mode is not None or bool(said.parts)) and said.rest is None


def unheaded(values: Sequence[str], context: Context, legend: Legend, *, posts_elsewhere: bool) -> str:
    """The kind of a column whose heading is missing or tells nothing; ``other`` for words of no one kind,
    ``ignored`` where nothing in it is a word."""
    tests: tuple[tuple[str, Callable[[], bool]], ...] = (
        ("speaker", lambda: holds_speakers(values, context, legend)),
        ("number", lambda: _all(values, is_number)),
        ("email", lambda: _all(values, lambda v: take_emails(plain(v))[0], 0.5)),
        ("phone", lambda: _all(values, lambda v: re.fullmatch(r"[+\d\s().\-/]{7,}", v))),
        ("ignored", lambda: _all(values, is_mark) or not any(c.isalpha() for v in values for c in v)),
        ("title", lambda: holds_titles(values)),
        ("role", lambda: holds_roles(values, context, posts_elsewhere=posts_elsewhere)),
        ("mode", lambda: _all(values, lambda v: _says_mode(v, context))),
        ("affiliation", lambda: len(values) > 1 and _all(values, _is_body)),
    )
    return next((kind for kind, test in tests if test()), "other") if values else "other"


def _is_body(value: str) -> bool:
    return roles.is_organisation(fold(value)) or roles.is_acronym(value)


def holds_names(values: Sequence[str], context: Context) -> bool:
    """Whether most values begin with a person's name."""
    return _all(values, lambda v: _is_name(v, context), 0.67)


def _is_name(value: str, context: Context) -> bool:
    if heading(value, context) or is_only(fold(value), "words.nobody") or roles.is_organisation(fold(value)):
        return False
    if han.is_han(value):
        return entries.untitled_name(plain(value), expect_name=False)
    if says(fold(value), "words.never"):
        return False
    return any(m.named for m in entries.read(plain(value), context, expect_name=True))


def is_family(values: Sequence[str]) -> bool:
    """Whether the values are family names in capitals, without a given name."""
    return len(values) > 1 and _all(values, lambda v: all(names.cased(t) != "mixed" for t in v.split()) and v.isupper())


def is_given(values: Sequence[str]) -> bool:
    """Whether the values are one or two names written small, which may stand beside a column of family names."""
    return len(values) > 1 and _all(
        values,
        lambda v: (
            1 <= len(v.split()) <= 3
            and all(names.cased(t) != "capital" for t in v.split())
            and not roles.is_post(fold(v))
            and v[:1].isupper()
        ),
    )
