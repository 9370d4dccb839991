"""Persons of truth against persons predicted: who is who, and what of each is right."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass

from .comparing import address, digits, in_latin, is_address, name_tokens, overlap, tokens
from .verdicts import Reading, Verdict, full_name

SAME_PERSON = 0.66
"""Words of a name in common from which two names are one person's: two of three."""
SAME_POST = 0.8
"""The same for a post or body, where an article or a comma more is no mistake."""
NOBODY: Reading = {}


@dataclass(frozen=True, slots=True)
class Matching:
    """Persons paired one to one; None where truth's was not found. ``invented`` is in no truth."""

    pairs: tuple[tuple[Reading, Reading | None], ...]
    invented: tuple[Reading, ...]


def match(want: Sequence[Reading], got: Sequence[Reading], *, twice: bool = False) -> Matching:
    """The closest names first, then those nearest in the list.

    ``twice``: the note lists somebody two times, so a second row of somebody found is not invented.
    """
    likely = [
        (near, abs(i - j), i, j)
        for i, one in enumerate(want)
        for j, other in enumerate(got)
        if (near := overlap(name_tokens(one), name_tokens(other))) >= SAME_PERSON
    ]
    to: dict[int, int] = {}
    used: set[int] = set()
    for _, _, i, j in sorted(likely, key=lambda pair: (-pair[0], pair[1], -pair[2], -pair[3])):
        if i not in to and j not in used:
            to[i] = j
            used.add(j)
    if twice:
        used |= {j for _, _, _, j in likely}
    return Matching(
        tuple((one, got[to[i]] if i in to else None) for i, one in enumerate(want)),
        tuple(other for j, other in enumerate(got) if j not in used),
    )


def verdicts(want: Reading, got: Reading | None, due: Set[str], parts: Sequence[str]) -> Iterator[Verdict]:
    """Every key truth states of a person.

    ``due`` are the flag codes of the message: what nobody can tell is not judged. ``parts`` are the message's, which a
    person's ``parts`` of null stands for. A person not found has every key wrong.
    """
    found = got if got is not None else NOBODY
    for key, ok, wanted, given, said in _keys(want, found, due, set(parts)):
        yield Verdict(key, got is not None and ok, wanted, given, got is not None, said, full_name(want))


_Key = tuple[str, bool, object, object, bool]


def _keys(want: Reading, got: Reading, due: Set[str], parts: set[str]) -> Iterator[_Key]:
    if "name_order_uncertain" not in due and "family" in want:
        yield "split", same_split(want, got), _halves(want), _halves(got), True
    if "title" in want:
        yield (
            "title",
            tokens(want["title"]) == tokens(got.get("title")),
            want["title"],
            got.get("title"),
            _said(want, "title"),
        )
    yield from _posts(want, got)
    if "email" in want:
        ok = same_email(want["email"], got.get("email"), due)
        yield "email", ok, want["email"], got.get("email"), _said(want, "email")
    if "phone" in want:
        ok = digits(want["phone"]) == digits(got.get("phone"))
        yield "phone", ok, want["phone"], got.get("phone"), _said(want, "phone")
    if "role_ambiguous" not in due:
        if "role" in want:
            yield "role", got.get("role") == want["role"], want["role"], got.get("role"), want["role"] != "delegate"
        if "speaker" in want or "speaks" in want:
            wanted, given = want.get("speaks", want.get("speaker")), got.get("speaker")
            yield "speaker", same_speaker(want, got, due), wanted, given, bool(wanted)
    if "mode" in want:
        yield "mode", got.get("mode") == want["mode"], want["mode"], got.get("mode"), _said(want, "mode")
    if "parts" in want:
        ok = set(got.get("parts") or parts) == set(want["parts"] or parts)
        yield "person parts", ok, want["parts"], got.get("parts"), _said(want, "parts")


def _posts(want: Reading, got: Reading) -> Iterator[_Key]:
    for key in ("function", "affiliation"):
        if key in want:
            yield key, _near(want[key], got.get(key)), want[key], got.get(key), _said(want, key)
    if "function" in want and "affiliation" in want:
        wanted, given = _post(want), _post(got)
        yield "post", _near(wanted, given), wanted, given, bool(wanted)


def same_name(want: Reading, got: Reading) -> bool:
    """The same words, whichever of them is the family name."""
    return sorted(name_tokens(want)) == sorted(name_tokens(got))


def same_split(want: Reading, got: Reading) -> bool:
    """Given and family name both as in truth."""
    return all(tokens(want.get(key)) == tokens(got.get(key)) for key in ("given", "family"))


def same_email(want: object, got: object, due: Set[str]) -> bool:
    """The same address; one that cannot be one may be left as written, mended to Latin letters, or left out."""
    wanted, given = address(want), address(got)
    if wanted == given:
        return True
    return "email_invalid" in due and not is_address(wanted) and given in {"", in_latin(wanted)}


def same_speaker(want: Reading, got: Reading, due: Set[str]) -> bool:
    """The same kind of speaker, in each part where truth says it by part (``speaks``)."""
    if "speaks" in want:
        by_part = got.get("speaker_in") or {}
        return all(by_part.get(part, got.get("speaker")) == kind for part, kind in want["speaks"].items())
    if "same_speaker_twice" in due and want["speaker"] and got.get("speaker"):
        return True
    return bool(got.get("speaker") == want["speaker"])


def _near(one: object, other: object) -> bool:
    return overlap(tokens(one), tokens(other)) >= SAME_POST


def _post(person: Reading) -> str:
    return " ".join(str(person[key]) for key in ("function", "affiliation") if person.get(key))


def _halves(person: Reading) -> str:
    return f"{person.get('given')}|{person.get('family')}"


def _said(want: Reading, key: str) -> bool:
    return bool(want[key])
