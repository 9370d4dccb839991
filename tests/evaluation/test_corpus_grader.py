"""On the sample corpus the figures are those of the grader that lies beside it, for any predictions."""

from __future__ import annotations

import copy
import json
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from mailbot.domain.flag import CODES
from mailbot.evaluation import evaluate
from mailbot.evaluation.figures import figures
from mailbot.evaluation.files import read_index, read_lines

from .sets import corpus_folder

CORPUS = corpus_folder()

pytestmark = pytest.mark.skipif(CORPUS is None, reason="the sample corpus is not at hand")


@pytest.mark.parametrize("seed", [None, 1, 2, 3])
def test_the_figures_are_the_graders(seed: int | None, tmp_path: Path) -> None:
    """Truth as predicted (no seed), and truth spoilt by chance in every key."""
    assert CORPUS
    truth = read_lines(CORPUS / "truth.jsonl")
    chance = random.Random(seed)  # noqa: S311
    predictions = [copy.deepcopy(dict(one)) for one in truth]
    if seed is not None:
        predictions = [spoilt(one, chance) for one in predictions if chance.random() > 0.05]
    read = tmp_path / "read.jsonl"
    read.write_text("\n".join(json.dumps(one, ensure_ascii=False) for one in predictions), encoding="utf-8")
    theirs = graded(CORPUS, read)
    ours = figures(evaluate(truth, read_lines(read), read_index(CORPUS / "index.csv")))
    assert comparable(ours) == comparable(theirs)
    if seed is not None:
        whole = ours["all"]
        assert all(counts["ok"] < counts["all"] for counts in whole["keys"].values()), "spoilt too little to tell"
        assert 0 < whole["person"]["f1"] < 1


def graded(corpus: Path, read: Path) -> dict[str, Any]:
    """What the corpus' own grader says of the predictions."""
    command = [sys.executable, str(corpus / "grade.py"), str(corpus / "truth.jsonl"), str(read), "--json"]
    out = subprocess.run(command, capture_output=True, check=True, timeout=60)
    found: dict[str, Any] = json.loads(out.stdout)
    return found


def comparable(rows: dict[str, Any]) -> dict[str, Any]:
    """The figures both give, in one form."""
    return {
        name: {
            "messages": row["messages"],
            "person": {key: row["person"][key] for key in ("precision", "recall", "f1")},
            "keys": {key: [int(c[n]) for n in ("ok", "all", "matched")] for key, c in row["keys"].items()},
            "flags": [row["flags"]["precision"], row["flags"]["recall"]],
            "codes": {code: [c.get(n, 0) for n in ("tp", "fn", "fp")] for code, c in row["flags"]["codes"].items()},
        }
        for name, row in rows.items()
    }


def spoilt(reading: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    """The reading with some keys wrong and some only spelt otherwise."""
    others: dict[str, list[Any]] = {
        "kind": ["question", "submission", "withdrawal"],
        "language": ["en", "zh"],
        "delegation": [None, "bfa", "CHE"],
        "parts": [[], ["RC1"], ["RC1", "RC2"]],
        "reference": [None, "17/2020", " ".join(str(reading["reference"]))],
        "revision": [
            None,
            {"kind": "replace", "of": None, "remove": []},
            {"kind": "delta", "of": "１７－2020", "remove": reading["participants"][:1]},
        ],
        "may_answer": [True, False],
        "attachments": [[{**a, "name": a["name"].upper()} for a in reading["attachments"]], []],
    }
    for key, values in others.items():
        if chance.random() < 0.3:
            reading[key] = chance.choice(values)
    reading["flags"] = [code for code in reading["flags"] if chance.random() < 0.7]
    reading["flags"] += chance.sample(sorted(CODES), chance.choice([0, 0, 1, 3]))
    people = [spoilt_person(dict(person), chance) for person in reading["participants"] if chance.random() > 0.1]
    people += [dict(person) for person in people if chance.random() < 0.05]
    if chance.random() < 0.3:
        chance.shuffle(people)
    return {**reading, "participants": people}


def spoilt_person(person: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    """The person with some fields wrong and some only spelt otherwise."""
    names = (person["given"], person["family"])
    for changes in (
        {"given": names[1], "family": names[0]},
        {"given": None, "family": " ".join(name for name in names if name)},
        {"given": str(names[0]).upper(), "family": str(names[1]).lower()},
        {"family": str(names[1]).partition(" ")[0]},
        {"family": "Nobody"},
        {"title": "Mr"},
        {"function": person["affiliation"], "affiliation": person["function"]},
        {"function": f"the {person['function']}"},
        {"function": f"{person['function']} {person['affiliation'] or ''}", "affiliation": None},
        {"email": None},
        {"email": str(person["email"]).upper()},
        {"email": "info@mission.example"},
        {"phone": "+41 22 555 01 02"},
        {"role": "head"},
        {"role": "adviser"},
        {"speaker": "primary"},
        {"speaker": None},
        {"mode": "virtual"},
        {"mode": None},
        {"parts": ["RC1"]},
        {"parts": None},
    ):
        if chance.random() < 0.06:
            person.update(changes)
    return person
