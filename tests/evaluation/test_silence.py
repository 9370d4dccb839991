"""What a flag admits and what it does not; what becomes of submissions by standing and confidence."""

from __future__ import annotations

from typing import Any

import pytest

from mailbot.domain.flag import CODES, DEFAULT_SEVERITY
from mailbot.evaluation.confidence import label
from mailbot.evaluation.figures import figures
from mailbot.evaluation.silence import ADMITS, EVERYTHING

from .samples import AMINA, AWA, PAUL, faults, flag, judged, note, silent, with_person

HEAD, COUNSELLOR, ATTACHE = "Amina OUÉDRAOGO", "Paul Henri KABORÉ", "Awa TRAORÉ"
DOUBTS = ("low_confidence", "attachment_unreadable", "nothing_understood", "delegation_unclear", "revision_unclear")


def test_every_row_of_the_table_is_a_flag_that_can_be_raised_and_says_why() -> None:
    assert set(ADMITS) <= CODES
    for code, admission in ADMITS.items():
        assert DEFAULT_SEVERITY[code] in {"hold", "ask"}, code
        assert admission.kinds, code
        assert admission.kinds <= EVERYTHING, code
        assert admission.why, code


@pytest.mark.parametrize("code", [*DOUBTS, "crashed"])
def test_a_reading_in_doubt_admits_everything(code: str) -> None:
    spoilt = note(participants=[{**AMINA, "email": None, "role": "delegate"}, PAUL, {**AWA, "family": "ZONGO"}])
    spoilt["revision"] = {"kind": "delta", "of": None, "remove": [PAUL]}
    assert silent(judged(spoilt)) == ["email", "invented", "leaves", "missing", "role"]
    assert silent(judged({**spoilt, "flags": [flag(code)]})) == []
    assert len(silent(judged({**spoilt, "flags": [flag(code, "note")]}))) == 5, "a note need not be read"


@pytest.mark.parametrize("code", sorted(CODES - set(ADMITS)))
def test_a_hold_for_another_reason_admits_nothing(code: str) -> None:
    result = judged(note(participants=[AMINA, {**PAUL, "family": "KABORET"}, AWA], flags=[flag(code, "hold")]))
    assert result.standing == "hold"
    assert silent(result) == ["name"]


@pytest.mark.parametrize(
    ("code", "number", "changes", "kind"),
    [
        ("name_order_uncertain", 1, {"given": "KABORÉ", "family": "Paul Henri"}, "split"),
        ("latin_name_needed", 1, {"given": "KABORÉ", "family": "Paul Henri"}, "split"),
        ("latin_name_needed", 1, {"family": "KABORET"}, "name"),
        ("email_invalid", 1, {"email": "p.kabore@mission-bf"}, "email"),
        ("email_shared", 1, {"email": AMINA["email"]}, "email"),
        ("email_mismatch", 1, {"email": "other@mission-bf.example"}, "email"),
        ("speaker_email_missing", 1, {"email": None}, "email"),
        ("speaker_email_generic", 1, {"email": "info@mission-bf.example"}, "email"),
        ("role_ambiguous", 1, {"role": "alternate_head"}, "role"),
        ("role_ambiguous", 1, {"speaker": None}, "speaker"),
        ("two_heads", 1, {"role": "head"}, "role"),
        ("same_speaker_twice", 1, {"speaker": "primary"}, "speaker"),
        ("speakers_too_many", 1, {"speaker": "primary"}, "speaker"),
    ],
)
def test_a_question_admits_its_field_of_its_person(code: str, number: int, changes: dict[str, Any], kind: str) -> None:
    spoilt = with_person(number, **changes)
    name = f"{spoilt['participants'][number]['given']} {spoilt['participants'][number]['family']}"

    def left(*flags: dict[str, Any]) -> list[str]:
        return silent(judged({**spoilt, "flags": [*flags]}))

    assert left() == [kind]
    assert left(flag(code, about=name)) == []
    assert left(flag(code, about=f"{HEAD}, {name}")) == []
    assert left(flag(code)) == [], "about nobody in particular: everybody is asked about"
    assert left(flag(code, about=HEAD)) == [kind], "asked about somebody else"
    assert left(flag(code, "note", name)) == [kind]
    assert left(flag(next(c for c in ADMITS if kind not in ADMITS[c].kinds), about=name)) == [kind]


def test_a_question_about_one_field_says_nothing_of_another() -> None:
    spoilt = with_person(1, given="KABORÉ", family="Paul Henri", email=None)
    result = judged({**spoilt, "flags": [flag("name_order_uncertain", about="KABORÉ Paul Henri")]})
    assert faults(result) == ["email", "split"]
    assert silent(result) == ["email"]
    misspelt = judged({**with_person(1, family="KABORET"), "flags": [flag("name_order_uncertain")]})
    assert silent(misspelt) == ["name"], "which name is the family's was asked, not how it is spelt"


def test_a_name_may_stand_for_its_address() -> None:
    spoilt = with_person(1, email="info@mission-bf.example")
    assert silent(judged({**spoilt, "flags": [flag("speaker_email_generic", about="info@mission-bf.example")]})) == []


@pytest.mark.parametrize(
    ("code", "lost", "others"),
    [
        ("head_missing", HEAD, {COUNSELLOR, ATTACHE}),
        ("primary_missing", HEAD, {COUNSELLOR, ATTACHE}),
        ("alternate_missing", COUNSELLOR, {HEAD, ATTACHE}),
    ],
)
def test_a_seat_that_stays_empty_admits_who_should_have_had_it(code: str, lost: str, others: set[str]) -> None:
    def without(name: str) -> dict[str, Any]:
        kept = [p for p in (AMINA, PAUL, AWA) if f"{p['given']} {p['family']}" != name]
        return note(participants=kept, flags=[flag(code)])

    assert silent(judged(without(lost))) == []
    for other in others:
        assert silent(judged(without(other))) == ["missing"], other


def test_a_seat_read_as_empty_admits_the_role_and_the_speaker() -> None:
    unmarked = with_person(0, role="delegate", speaker=None)
    assert silent(judged(unmarked)) == ["role", "speaker"]
    assert silent(judged({**unmarked, "flags": [flag("head_missing")]})) == ["speaker"]
    assert silent(judged({**unmarked, "flags": [flag("head_missing"), flag("primary_missing")]})) == []
    wrong_head = {**with_person(2, role="head"), "flags": [flag("head_missing")]}
    assert silent(judged(wrong_head)) == ["role"], "the attaché is no head, whoever else is missing"


def test_who_leaves_and_who_stays() -> None:
    truth = note(participants=[], revision={"kind": "delta", "of": None, "remove": [PAUL]})
    assert faults(judged(truth, truth)) == []
    nobody = note(participants=[], revision={"kind": "delta", "of": None, "remove": []})
    assert silent(judged(nobody, truth)) == ["stays"]
    other = note(participants=[], revision={"kind": "delta", "of": None, "remove": [AWA]})
    assert silent(judged(other, truth)) == ["leaves", "stays"]
    assert silent(judged({**other, "flags": [flag("revision_unclear")]}, truth)) == []


def test_the_rate_is_of_submissions_and_of_what_was_taken_for_one() -> None:
    question = note(file="q.eml", kind="question", participants=[])
    taken = judged(note(file="q.eml", participants=[AWA]), question)
    scores = [
        judged(note(), note(), channel="plain"),
        judged(with_person(0, email=None), note(), channel="html"),
        judged({**with_person(0, email=None), "flags": [flag("low_confidence")]}, note(), channel="plain"),
        judged(question, question, channel="plain"),
    ]
    rows = figures(scores)
    assert rows["all"]["silent"] == {
        "submissions": 3,
        "wrong": 2,
        "silent": 1,
        "rate": pytest.approx(1 / 3),
        "files": {"001.eml": ["email"]},
    }
    assert rows["channel:html"]["silent"]["rate"] == 1
    assert rows["channel:plain"]["silent"]["rate"] == 0
    assert figures([taken])["all"]["silent"]["files"] == {"q.eml": ["invented"]}
    assert figures([scores[3]])["all"]["silent"]["rate"] is None


def test_calibration_is_by_what_becomes_of_the_submission() -> None:
    scores = [
        judged(note()),
        judged(with_person(0, title="Ms.")),
        judged(with_person(0, email=None)),
        judged(None),
        judged(note(flags=[flag("email_shared"), flag("late")])),
        judged({**with_person(0, email=None), "flags": [flag("email_shared"), flag("sender_unknown")]}),
    ]
    assert figures(scores)["all"]["calibration"] == {
        "recorded": {"submissions": 3, "persons_right": 2, "all_right": 1},
        "ask": {"submissions": 1, "persons_right": 1, "all_right": 1},
        "hold": {"submissions": 1, "persons_right": 0, "all_right": 0},
    }


def test_confidence_by_field_by_person_and_by_source() -> None:
    fields = {**AMINA, "email": None, "confidence": {"family": 0.97, "given": 0.6, "email": 0.85}}
    whole = {**PAUL, "confidence": 1, "sources": {"role": {"confidence": 0.1}}}
    read = {**AWA, "sources": {"family": {"confidence": 0.2}, "role": {"confidence": 0.92}}}
    invented = {**AWA, "given": "Salif", "family": "ZONGO", "confidence": 0.4}
    rows = figures([judged(note(participants=[fields, whole, read, invented]))])
    assert rows["all"]["confidence"] == {
        "0.00-0.50": {"fields": 2, "right": 1},
        "0.50-0.80": {"fields": 1, "right": 1},
        "0.80-0.90": {"fields": 1, "right": 0},
        "0.90-0.95": {"fields": 1, "right": 1},
        "1.00": {"fields": 1, "right": 1},
    }
    assert figures([judged(note())])["all"]["confidence"] == {}
    assert [label(x) for x in (0, 0.5, 0.8999, 0.9, 0.95, 0.9999, 1)] == [
        *("0.00-0.50", "0.50-0.80", "0.80-0.90", "0.90-0.95", "0.95-1.00", "0.95-1.00", "1.00")
    ]
