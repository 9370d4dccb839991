"""The figures as tables for a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from .figures import Figures, share
from .verdicts import Fault, Score, full_name

PERSON_KEYS = (
    "split",
    "title",
    "function",
    "affiliation",
    "post",
    "email",
    "phone",
    "role",
    "speaker",
    "mode",
    "person parts",
)
MESSAGE_KEYS = (
    "kind",
    "language",
    "delegation",
    "parts",
    "reference",
    "revision",
    "revision.of",
    "revision.remove",
    "may_answer",
    "attachment",
)
_COLUMNS = ("split", "email", "role", "speaker", "title", "function", "delegation", "parts", "reference", "revision")
_STANDINGS = {"recorded": "neither", "ask": "ask", "hold": "hold"}


def report(figures: dict[str, Figures]) -> Iterator[str]:
    """Every table, line by line."""
    whole = figures.get("all")
    if whole is None:
        yield "Nothing to judge."
        return
    yield from _persons(whole)
    yield from _messages(whole)
    yield from _flags(whole)
    for group in ("channel", "language"):
        yield from _slices(group, figures)
    yield "Columns split to function are shares of the matched persons; silent is per submission."
    yield from _silent(whole)
    yield from _calibration(whole)
    yield from _confidence(whole)


def misses(scores: Iterable[Score]) -> Iterator[str]:
    """Everything that is not as in truth, one a line; a fault of a person that no flag admits is marked silent."""
    for score in scores:
        for what in _missed(score):
            yield f"{score.file} [{score.channel}/{score.language}] {what}"


def _missed(score: Score) -> Iterator[str]:
    if not score.predicted:
        yield "no prediction"
    for verdict in score.verdicts:
        if not verdict.ok and verdict.matched:
            whom = f"{verdict.whom}: " if verdict.whom else ""
            yield f"{verdict.key}: {whom}expected {verdict.want!r}, got {verdict.got!r}"
    for flag in score.flags:
        if flag.outcome != "tp":
            yield f"flag: {flag.code} {'missing' if flag.outcome == 'fn' else 'not due'}"
    for name in score.missed:
        yield f"person: not found: {name}"
    for name in score.invented:
        yield f"person: not in truth: {name}"
    for fault in score.silent:
        yield f"silent: {fault.kind}: {_whose(fault)}"


def _whose(fault: Fault) -> str:
    return full_name(fault.want or fault.got or {})


def _percent(value: float | None, width: int = 7) -> str:
    return ("-" if value is None else f"{100 * value:.1f}").rjust(width)


def _persons(row: Figures) -> Iterator[str]:
    p = row["person"]
    yield (
        f"persons   precision {_percent(p['precision'])}  recall {_percent(p['recall'])}  F1 {_percent(p['f1'])}   "
        f"({p['tp']} found, {p['fn']} missed, {p['fp']} invented)"
    )
    yield ""
    yield "per person        of matched   of all   where said"
    for key in PERSON_KEYS:
        if c := row["keys"].get(key):
            matched, every, said = (
                share(c["ok"], c["matched"]),
                share(c["ok"], c["all"]),
                share(c["said_ok"], c["said"]),
            )
            yield f"{key:16} {_percent(matched, 11)} {_percent(every, 8)} {_percent(said, 12)}  of {c['said']}"


def _messages(row: Figures) -> Iterator[str]:
    yield ""
    yield f"per message, of {row['messages']}"
    for key in MESSAGE_KEYS:
        if c := row["keys"].get(key):
            yield f"{key:16} {_percent(share(c['ok'], c['all']))}   {c['ok']}/{c['all']}"


def _flags(row: Figures) -> Iterator[str]:
    flags = row["flags"]
    yield ""
    yield f"flags                       precision {_percent(flags['precision'])}  recall {_percent(flags['recall'])}"
    for code, c in flags["codes"].items():
        precision, recall = share(c["tp"], c["tp"] + c["fp"]), share(c["tp"], c["tp"] + c["fn"])
        yield (
            f"  {code:25} precision {_percent(precision)}  recall {_percent(recall)}   "
            f"{c['tp']} right, {c['fn']} missing, {c['fp']} not due"
        )


def _slices(group: str, figures: dict[str, Figures]) -> Iterator[str]:
    heads = ("msgs", "P(er)", "R(er)", "F1", *(key[:7] for key in _COLUMNS), "flagP", "flagR", "silent")
    yield ""
    yield f"{group:14}" + "".join(head.rjust(8) for head in heads)
    for name, row in figures.items():
        kind, _, value = name.partition(":")
        if kind != group:
            continue
        person, flags = row["person"], row["flags"]
        shares = [person["precision"], person["recall"], person["f1"]]
        shares += [_key_share(row, key) for key in _COLUMNS]
        shares += [flags["precision"], flags["recall"], row["silent"]["rate"]]
        yield f"{value:14}{row['messages']:8}" + "".join(_percent(one, 8) for one in shares)


def _key_share(row: Figures, key: str) -> float | None:
    counts = row["keys"].get(key)
    return share(counts["ok"], counts["matched" if key in PERSON_KEYS else "all"]) if counts else None


def _silent(row: Figures) -> Iterator[str]:
    s = row["silent"]
    yield ""
    yield (
        f"silent errors {_percent(s['rate'])}   {s['silent']} of {s['submissions']} submissions; {s['wrong']} have a "
        "person wrong, missing or invented, or a wrong name, e-mail, role or speaker"
    )
    for file, kinds in s["files"].items():
        yield f"  {file}: {', '.join(kinds)}"


def _calibration(row: Figures) -> Iterator[str]:
    yield ""
    yield "hold/ask raised   submissions   persons right      every key right"
    for name, c in row["calibration"].items():
        n, persons, every = c["submissions"], c["persons_right"], c["all_right"]
        yield (
            f"{_STANDINGS[name]:16} {n:12} {persons:6} {_percent(share(persons, n), 8)}"
            f" {every:11} {_percent(share(every, n), 8)}"
        )


def _confidence(row: Figures) -> Iterator[str]:
    if not row["confidence"]:
        return
    yield ""
    yield "confidence     fields    right"
    for name, c in row["confidence"].items():
        yield f"{name:12} {c['fields']:8} {_percent(share(c['right'], c['fields']), 8)}"
