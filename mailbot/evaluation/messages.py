"""One message judged: its own keys, its flags, its persons."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Set

from . import confidence, persons, silence
from .comparing import file_name, fold, name_tokens, reference
from .persons import Matching
from .verdicts import Fault, FlagVerdict, Reading, Score, Verdict, full_name

NOT_GRADED = frozenset(
    {
        "reference_duplicate",
        "sender_unverified",
        "not_in_indico",
        "email_mismatch",
        "low_confidence",
        "bounce",
        "crashed",
    }
)
"""Flags that need memory or taste: neither due nor wrong."""


def score(truth: Reading, prediction: Reading | None, row: Mapping[str, str] | None = None) -> Score:
    """One message judged by the keys truth holds, and by no others.

    ``prediction`` None: there is none, and everything is wrong. ``row`` is the message's line of an index:
    ``channel``, ``language``, ``optional_flags`` (codes, separated by blanks).
    """
    got, row = prediction or {}, row or {}
    due = codes(truth.get("flags"))
    tolerated = set((row.get("optional_flags") or "").split()) | set(truth.get("flags_tolerated") or ())
    matching = _matched(truth, got, due)
    parts = truth.get("parts") or got.get("parts") or ()
    verdicts = [*_message(truth, got, due)]
    for want, person in matching.pairs:
        verdicts += persons.verdicts(want, person, due, parts)
    flags = _as_flags(got.get("flags"))
    wrong = (*silence.faults(matching, due), *_removals(truth, got))
    return Score(
        file=str(truth["file"]),
        channel=row.get("channel") or "?",
        language=row.get("language") or truth.get("language") or "?",
        is_submission=_is_submission(truth, got),
        standing=silence.standing(flags),
        found=sum(person is not None for _, person in matching.pairs),
        missed=tuple(full_name(want) for want, person in matching.pairs if person is None),
        invented=tuple(full_name(person) for person in matching.invented),
        verdicts=tuple(verdicts),
        flags=tuple(_flags(truth, due, codes(got.get("flags")), tolerated)),
        faults=wrong,
        silent=tuple(fault for fault in wrong if not silence.is_admitted(fault, flags)),
        beliefs=tuple(confidence.beliefs(matching, due)),
        predicted=prediction is not None,
    )


def codes(flags: object) -> set[str]:
    """The codes of flags, given as codes or as objects."""
    return {str(flag.get("code")) for flag in _as_flags(flags)}


def _as_flags(flags: object) -> list[Reading]:
    listed = flags if isinstance(flags, list) else []
    return [flag if isinstance(flag, dict) else {"code": flag} for flag in listed]


def _is_submission(truth: Reading, got: Reading) -> bool:
    """Whether it is one, or was taken for one: a question with an invented delegate is an error too."""
    return "submission" in {truth.get("kind", got.get("kind")), got.get("kind")}


def _matched(truth: Reading, got: Reading, due: Set[str]) -> Matching:
    if "participants" not in truth:
        return Matching((), ())
    predicted = got.get("participants") or []
    return persons.match(truth["participants"] or [], predicted, twice="duplicate_participant" in due)


def _message(truth: Reading, got: Reading, due: Set[str]) -> Iterator[Verdict]:
    is_there = bool(got)
    for key in ("kind", "language", "may_answer"):
        if key in truth:
            yield Verdict(key, is_there and got.get(key) == truth[key], truth[key], got.get(key))
    if "delegation" in truth:
        wanted, given = truth["delegation"], got.get("delegation")
        yield Verdict("delegation", is_there and fold(wanted) == fold(given), wanted, given)
    if "parts" in truth and truth.get("kind", "submission") in {"submission", "withdrawal"}:
        given = got.get("parts")
        yield Verdict("parts", is_there and set(given or ()) == set(truth["parts"] or ()), truth["parts"], given)
    if "reference" in truth:
        wanted, given = truth["reference"], got.get("reference")
        yield Verdict("reference", is_there and reference(wanted) == reference(given), wanted, given)
    if "revision" in truth:
        yield from _revision(truth["revision"], got, due)
    yield from _attachments(truth, got)


def _revision(change: Reading | None, got: Reading, due: Set[str]) -> Iterator[Verdict]:
    """A change that is null means: no kind, no earlier reference, nobody leaves."""
    given: Reading = got.get("revision") or {}
    want: Reading = {"kind": None, "of": None, "remove": []} if change is None else change
    if "kind" in want and "revision_unclear" not in due:
        yield Verdict("revision", bool(got) and want["kind"] == given.get("kind"), want["kind"], given.get("kind"))
    if "of" in want:
        ok = bool(got) and reference(want["of"]) == reference(given.get("of"))
        yield Verdict("revision.of", ok, want["of"], given.get("of"))
    leave, taken = want.get("remove") or (), given.get("remove") or ()
    if "remove" in want and (leave or taken):
        wanted, found = (sorted(sorted(name_tokens(p)) for p in people) for people in (leave, taken))
        yield Verdict("revision.remove", wanted == found, [full_name(p) for p in leave], [full_name(p) for p in taken])


def _removals(truth: Reading, got: Reading) -> Iterator[Fault]:
    if "revision" not in truth:
        return
    change = {"remove": []} if truth["revision"] is None else truth["revision"]
    if "remove" in change:
        given = got.get("revision") or {}
        yield from silence.removal_faults(change["remove"] or (), given.get("remove") or ())


def _attachments(truth: Reading, got: Reading) -> Iterator[Verdict]:
    """Each attachment of truth is there with its status; what is beyond truth is not counted."""
    statuses: dict[str, list[object]] = defaultdict(list)
    for attachment in got.get("attachments") or ():
        statuses[file_name(attachment.get("name"))].append(attachment.get("status"))
    for attachment in truth.get("attachments") or ():
        given = statuses[file_name(attachment["name"])]
        wanted = f"{attachment['name']} {attachment['status']}"
        yield Verdict("attachment", attachment["status"] in given, wanted, given)


def _flags(truth: Reading, due: Set[str], raised: Set[str], tolerated: Set[str]) -> Iterator[FlagVerdict]:
    if "flags" not in truth:
        return
    for code in sorted((due | raised) - NOT_GRADED):
        if code in due:
            yield FlagVerdict(code, "tp" if code in raised else "fn")
        elif code not in tolerated:
            yield FlagVerdict(code, "fp")
