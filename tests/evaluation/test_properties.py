"""What holds for every truth: itself is right in all; every spoilt key costs, and is silent unless a flag admits it."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from mailbot.evaluation import evaluate
from mailbot.evaluation.baseline import drops, kept
from mailbot.evaluation.figures import figures
from mailbot.evaluation.messages import score
from mailbot.evaluation.silence import ADMITS

WORDS = (
    "Amina Boukary Chikondi Dossou Eleazar Fatouma Graciela Hernán Ivana Jørgen Kwabena Łukasz Milagros Néstor Oddný "
    "Анзор Белла Варвара Геннадий أمينة بشير تماضر جميل 王 林 陈 赵"
).split()
CHANNELS = st.sampled_from(["plain", "html", "pdf_text"])


@st.composite
def truths(draw: st.DrawFn, least: int = 0) -> dict[str, Any]:
    """A submission whose persons share no word of their names."""
    words = draw(st.permutations(WORDS))
    count = draw(st.integers(least, 5))
    people = [
        {
            "title": draw(st.sampled_from([None, "Mr.", "S.E. Mme"])),
            "given": words[3 * n],
            "family": " ".join(words[3 * n + 1 : 3 * n + 3]),
            "function": draw(st.sampled_from([None, "Counsellor", "советник"])),
            "affiliation": None,
            "email": draw(st.sampled_from([None, f"p{n}@mission.example"])),
            "phone": None,
            "role": draw(st.sampled_from(["head", "alternate_head", "delegate", "adviser"])),
            "speaker": draw(st.sampled_from(["primary", "alternate", None])),
            "mode": draw(st.sampled_from(["in_person", "virtual", None])),
            "parts": draw(st.sampled_from([None, ["RC1"]])),
        }
        for n in range(count)
    ]
    return {
        "file": f"{draw(st.integers(0, 999)):03}.eml",
        "kind": "submission",
        "language": draw(st.sampled_from(["en", "fr", "es", "ru", "ar", "zh"])),
        "delegation": draw(st.sampled_from([None, "BFA", "CMC"])),
        "parts": draw(st.sampled_from([["RC1"], ["RC1", "RC2"]])),
        "reference": draw(st.sampled_from([None, "٢٠٢٠/١٢٤٠", "（2020）日内字第 218 号"])),
        "revision": draw(st.sampled_from([None, {"kind": "replace", "of": "17/2020", "remove": []}])),
        "participants": people,
        "flags": draw(
            st.lists(st.sampled_from(["late", "credentials", "sender_unknown", "head_missing"]), unique=True)
        ),
        "may_answer": draw(st.booleans()),
        "attachments": [],
    }


def _swap(person: dict[str, Any]) -> None:
    person["given"], person["family"] = person["family"], person["given"]


def _misspell(person: dict[str, Any]) -> None:
    person["given"] += "xq"


SPOILS: dict[str, tuple[Callable[[dict[str, Any]], None], str]] = {
    "split": (_swap, "split"),
    "name": (_misspell, "split"),
    "email": (lambda p: p.update(email=f"wrong.{p['email'] or 'one@x.example'}"), "email"),
    "role": (lambda p: p.update(role="head" if p["role"] == "delegate" else "delegate"), "role"),
    "speaker": (lambda p: p.update(speaker="alternate" if p["speaker"] != "alternate" else None), "speaker"),
}


@given(st.lists(truths(), min_size=1, max_size=4, unique_by=lambda truth: truth["file"]))
def test_truth_against_itself_is_right_in_all(many: list[dict[str, Any]]) -> None:
    for row in figures(evaluate(many, copy.deepcopy(many), {})).values():
        assert row["person"]["f1"] in {1, None}
        assert all(counts["ok"] == counts["all"] for counts in row["keys"].values())
        assert row["flags"]["precision"] in {1, None}
        assert row["flags"]["recall"] in {1, None}
        assert row["silent"]["wrong"] == row["silent"]["silent"] == 0
        assert all(c["all_right"] == c["submissions"] for c in row["calibration"].values())


@given(truths(least=1), st.data())
def test_a_person_dropped_costs_and_is_silent_unless_held(truth: dict[str, Any], data: st.DataObject) -> None:
    truth["flags"] = []
    spoilt = copy.deepcopy(truth)
    spoilt["participants"].pop(data.draw(st.integers(0, len(truth["participants"]) - 1)))
    before, after = figures([score(truth, truth)])["all"], figures([score(truth, spoilt)])["all"]
    assert after["person"]["recall"] < before["person"]["recall"]
    assert after["keys"]["split"]["ok"] == before["keys"]["split"]["ok"] - 1
    assert after["silent"]["files"] == {truth["file"]: ["missing"]}
    assert [drop.name for drop in drops(kept({"all": before}), kept({"all": after}))]
    spoilt["flags"] = [{"code": "low_confidence"}]
    assert figures([score(truth, spoilt)])["all"]["silent"]["silent"] == 0


@given(truths(least=1), st.sampled_from(sorted(SPOILS)), st.data())
def test_a_field_changed_costs_and_is_silent_unless_asked(
    truth: dict[str, Any], kind: str, data: st.DataObject
) -> None:
    truth["flags"] = []
    spoil, key = SPOILS[kind]
    spoilt = copy.deepcopy(truth)
    person = data.draw(st.sampled_from(spoilt["participants"]))
    spoil(person)
    result = score(truth, spoilt)
    assert [verdict.key for verdict in result.verdicts if not verdict.ok] == [key]
    assert [fault.kind for fault in result.silent] == [kind]
    name = f"{person['given']} {person['family']}"
    for code, admission in ADMITS.items():
        spoilt["flags"] = [{"code": code, "about": name}]
        silent = score(truth, spoilt).silent
        assert not silent or kind not in admission.kinds or not admission.named
        assert silent or kind in admission.kinds


@given(truths(), truths(), st.randoms(use_true_random=False))
def test_order_changes_nothing_and_silent_errors_are_errors(
    truth: dict[str, Any], other: dict[str, Any], random: Any
) -> None:
    other = {**other, "file": truth["file"]}
    result = score(truth, other)
    assert set(map(id, result.silent)) <= set(map(id, result.faults))
    assert result.found + len(result.missed) == len(truth["participants"])
    assert result.found + len(result.invented) == len(other["participants"])
    shuffled = {**truth, "participants": random.sample(truth["participants"], len(truth["participants"]))}
    assert score(truth, shuffled).all_right
