"""Scores added up: overall, by channel, by language. Shares are 0 to 1, None where nothing was to be judged."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from .confidence import label
from .verdicts import Score

Figures = dict[str, Any]
"""Plain values, ready for JSON: what ``mailbot evaluate --json`` prints for one slice."""


def figures(scores: Sequence[Score]) -> dict[str, Figures]:
    """``all``, ``channel:…`` and ``language:…``, each with the same figures."""
    slices: dict[str, list[Score]] = defaultdict(list)
    for score in scores:
        for name in ("all", f"channel:{score.channel}", f"language:{score.language}"):
            slices[name].append(score)
    return {name: _slice(slices[name]) for name in sorted(slices, key=lambda name: (name != "all", name))}


def _slice(scores: Sequence[Score]) -> Figures:
    people = Counter(
        tp=sum(score.found for score in scores),
        fn=sum(len(score.missed) for score in scores),
        fp=sum(len(score.invented) for score in scores),
    )
    return {
        "messages": len(scores),
        "person": {**_shares(people), **people},
        "keys": _keys(scores),
        "flags": _flags(scores),
        "silent": _silent(scores),
        "calibration": _calibration(scores),
        "confidence": _confidence(scores),
    }


def _shares(counts: Counter[str]) -> dict[str, float | None]:
    tp, fp, fn = counts["tp"], counts["fp"], counts["fn"]
    return {
        "precision": share(tp, tp + fp),
        "recall": share(tp, tp + fn),
        "f1": share(2 * tp, 2 * tp + fp + fn),
    }


def share(part: int, whole: int) -> float | None:
    """The part of the whole; None of nothing."""
    return part / whole if whole else None


def _keys(scores: Iterable[Score]) -> dict[str, dict[str, int]]:
    out: dict[str, Counter[str]] = defaultdict(Counter)
    for score in scores:
        for verdict in score.verdicts:
            out[verdict.key].update(
                ok=int(verdict.ok),
                all=1,
                matched=int(verdict.matched),
                said=int(verdict.said),
                said_ok=int(verdict.ok and verdict.said),
            )
    return {key: dict(out[key]) for key in sorted(out)}


def _flags(scores: Iterable[Score]) -> Figures:
    by_code: dict[str, Counter[str]] = defaultdict(Counter)
    for score in scores:
        for flag in score.flags:
            by_code[flag.code][flag.outcome] += 1
    total = sum(by_code.values(), Counter[str]())
    whole = _shares(total)
    return {
        "precision": whole["precision"],
        "recall": whole["recall"],
        "codes": {code: {k: by_code[code][k] for k in ("tp", "fn", "fp")} for code in sorted(by_code)},
    }


def _silent(scores: Iterable[Score]) -> Figures:
    """Submissions with a fault no flag admits. Without a prediction a submission is lost in silence."""
    submissions = [score for score in scores if score.is_submission]
    files = {
        score.file: sorted({fault.kind for fault in score.silent}) if score.predicted else ["lost"]
        for score in submissions
        if score.silent or not score.predicted
    }
    wrong = sum(not score.persons_right for score in submissions)
    return {
        "submissions": len(submissions),
        "wrong": wrong,
        "silent": len(files),
        "rate": share(len(files), len(submissions)),
        "files": files,
    }


def _calibration(scores: Iterable[Score]) -> Figures:
    out: dict[str, Counter[str]] = {name: Counter() for name in ("recorded", "ask", "hold")}
    for score in scores:
        if score.is_submission and score.predicted:
            out[score.standing].update(
                submissions=1, persons_right=int(score.persons_right), all_right=int(score.all_right)
            )
    return {name: {k: row[k] for k in ("submissions", "persons_right", "all_right")} for name, row in out.items()}


def _confidence(scores: Iterable[Score]) -> Figures:
    bins: dict[str, Counter[str]] = defaultdict(Counter)
    for score in scores:
        for belief in score.beliefs:
            bins[label(belief.confidence)].update(fields=1, right=int(belief.right))
    return {name: {"fields": bins[name]["fields"], "right": bins[name]["right"]} for name in sorted(bins)}
