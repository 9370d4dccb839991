"""How sure a prediction was of each field, where it says so, and whether it was right."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from itertools import pairwise

from .persons import Matching, same_email, same_name, same_speaker, same_split
from .verdicts import Belief, Reading

BOUNDS = (0.0, 0.5, 0.8, 0.9, 0.95, 1.0)
"""Edges of the bins: from each, up to but not with the next; 1 stands apart."""
_FIELDS = ("name", "email", "role", "speaker")


def beliefs(matching: Matching, due: Set[str]) -> Iterator[Belief]:
    """One for each field, or one a person where the prediction is sure of persons as a whole; none where it is silent.

    A field's confidence is ``confidence[field]``, else that of its source (``sources[field].confidence``, the
    recogniser's). A person invented is wrong in all.
    """
    everybody = [(want, got) for want, got in matching.pairs if got is not None]
    for want, got in (*everybody, *((None, got) for got in matching.invented)):
        rights = _rights(want, got, due)
        whole = got.get("confidence")
        if isinstance(whole, int | float):
            yield Belief(float(whole), all(rights.values()))
            continue
        for field, right in rights.items():
            sure = _of_field(got, field)
            if sure is not None:
                yield Belief(sure, right)


def _rights(want: Reading | None, got: Reading, due: Set[str]) -> dict[str, bool]:
    if want is None:
        return dict.fromkeys(_FIELDS, False)
    out = {"name": same_name(want, got)}
    if "family" in want and "name_order_uncertain" not in due:
        out["name"] = same_split(want, got)
    if "email" in want:
        out["email"] = same_email(want["email"], got.get("email"), due)
    if "role_ambiguous" not in due:
        if "role" in want:
            out["role"] = got.get("role") == want["role"]
        if "speaker" in want or "speaks" in want:
            out["speaker"] = same_speaker(want, got, due)
    return out


def _of_field(person: Reading, field: str) -> float | None:
    """Of a name, the less sure of its two halves."""
    names = ("name", "family", "given") if field == "name" else (field,)
    stated = person.get("confidence")
    if isinstance(stated, Mapping):
        sure = [stated[name] for name in names if isinstance(stated.get(name), int | float)]
        if sure:
            return float(min(sure))
    sources = person.get("sources") or {}
    read = [sources[name].get("confidence") for name in names if isinstance(sources.get(name), Mapping)]
    known = [float(value) for value in read if isinstance(value, int | float)]
    return min(known) if known else None


def label(sure: float) -> str:
    """The bin, as ``0.80-0.90``; ``1.00`` for certainty."""
    if sure >= 1:
        return "1.00"
    low, high = next(((a, b) for a, b in pairwise(BOUNDS) if a <= sure < b), BOUNDS[:2])
    return f"{low:.2f}-{high:.2f}"
