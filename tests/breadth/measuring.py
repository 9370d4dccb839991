"""Submissions read as ``mailbot parse --json`` reads them, and judged with the figures of ``mailbot evaluate``."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from mailbot.config import Config, load
from mailbot.domain.meeting import Invitee, Invitees
from mailbot.evaluation import evaluate
from mailbot.evaluation.baseline import kept
from mailbot.evaluation.figures import figures
from mailbot.evaluation.verdicts import Score
from mailbot.outputs.understanding import understood_safely

from .mails import message
from .tables import states
from .writing import Submission, write

BASELINE = Path(__file__).with_name("baseline.json")
NAME, SEED, COUNT, TOLERANCE = "breadth", 1, 276, 0.015
"""What is kept: figures of each layout twice in each language; a share may fall by one and a half points."""
CONFIG = Path(__file__).parents[1] / "cases" / "config.toml"


def config() -> Config:
    """The meeting of the golden cases, with the States of states.toml invited."""
    invited = (
        Invitee(
            code,
            str(state["name"]),
            state.get("category", "state_party"),
            next(iter(state["sender"])),
            (f"mission@{code.lower()}-gva.example", f"registry@mfa-{code.lower()}.example"),
        )
        for code, state in states().items()
    )
    return replace(load(CONFIG), invitees=Invitees(tuple(invited)))


def measure(seed: int, count: int) -> tuple[list[Submission], list[Score]]:
    """``count`` submissions of that seed, each written, read and judged."""
    known = config()
    written = [write(seed, index) for index in range(count)]
    read = [understood_safely(one.file, message(seed, one), known) for one in written]
    index = {one.file: {"channel": one.format, "language": one.note.language} for one in written}
    return written, evaluate([one.truth for one in written], read, index)


def kept_figures(scores: Sequence[Score]) -> dict[str, float]:
    """The figures over all, and the persons by language: in a smaller slice one case more or less is a fall."""
    found = kept(figures(scores))
    return {name: value for name, value in found.items() if name.startswith("all/") or _is_of_language(name)}


def _is_of_language(name: str) -> bool:
    return name.startswith("language:") and name.endswith("person.f1")


def by_label(written: Sequence[Submission], scores: Sequence[Score]) -> Iterator[str]:
    """Person F1, right in everything about persons, all right, and silent errors: by each label and its values."""
    for label in written[0].labels:
        groups: dict[str, list[Score]] = defaultdict(list)
        for one, score in zip(written, scores, strict=True):
            groups[one.labels[label]].append(score)
        yield f"\n{label:<28}{'n':>6}{'F1':>8}{'persons':>9}{'flags':>8}{'all':>8}{'silent':>8}"
        rows = sorted(groups.items(), key=lambda group: _rate(group[1], _is_right))
        yield from (_row(name, group) for name, group in rows)


def _row(name: str, scores: Sequence[Score]) -> str:
    whole: dict[str, Any] = figures(scores)["all"]
    f1 = whole["person"]["f1"]
    shares = (_rate(scores, lambda s: s.persons_right), _rate(scores, _flags_right), _rate(scores, _is_right))
    text = "".join(f"{100 * share:>{width}.1f}" for share, width in zip(shares, (9, 8, 8), strict=True))
    silent = _rate(scores, lambda s: bool(s.silent) or not s.predicted)
    return f"  {name:<26}{len(scores):>6}{100 * (f1 if f1 is not None else 1):>8.1f}{text}{100 * silent:>8.1f}"


def _rate(scores: Sequence[Score], holds: Any) -> float:
    return sum(bool(holds(score)) for score in scores) / len(scores)


def _flags_right(score: Score) -> bool:
    return all(flag.outcome == "tp" for flag in score.flags)


def _is_right(score: Score) -> bool:
    return score.all_right and _flags_right(score)
