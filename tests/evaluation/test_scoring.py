"""What counts as right, key by key; and that what is wrong counts as wrong."""

from __future__ import annotations

from typing import Any

import pytest

from mailbot.evaluation import evaluate
from mailbot.evaluation.comparing import tokens
from mailbot.evaluation.figures import figures

from .samples import AMINA, AWA, PAUL, faults, flag, judged, note, silent, with_person, wrong_keys

ALL_KEYS = {
    *("kind", "language", "may_answer", "delegation", "parts", "reference", "revision", "revision.of", "attachment"),
    *("split", "title", "function", "affiliation", "post", "email", "phone", "role", "speaker", "mode", "person parts"),
}


def test_the_same_is_right_in_every_key() -> None:
    result = judged(note())
    assert {verdict.key for verdict in result.verdicts} == ALL_KEYS
    assert wrong_keys(result) == []
    assert (result.found, result.missed, result.invented) == (3, (), ())
    assert result.persons_right
    assert result.all_right


@pytest.mark.parametrize(
    "changes",
    [
        {"family": "Ouedraogo", "given": "AMINA"},
        {"title": "HE Ms".replace("HE", "H. E.")},
        {"email": "A.Ouedraogo@Mission-BF.example "},
        {"function": "Ambassador, Permanent Representative"},
        {"phone": ""},
        {"parts": ["RC1"]},
    ],
    ids=str,
)
def test_spellings_that_cost_nothing(changes: dict[str, Any]) -> None:
    result = judged(with_person(0, **changes))
    assert wrong_keys(result) == []
    assert faults(result) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Jørgen Łukasz", "JORGEN LUKASZ"),
        ("O\u2019Brien", "O Brien"),
        ("Шей\u00adхов\u200e", "ШЕЙХОВ"),
        ("فاطـــمة", "فاطمه"),
        ("王小明", "王 小明"),
        ("٣ ۴", "3 4"),
        ("Núñez", "Nu\u0301n\u0303ez"),
    ],
)
def test_one_name_spelt_in_two_ways(one: str, other: str) -> None:
    assert tokens(one) == tokens(other)
    assert tokens(one) != tokens(other[:-1])


@pytest.mark.parametrize(
    ("number", "changes", "keys", "kinds"),
    [
        (0, {"given": "OUÉDRAOGO", "family": "Amina"}, ["split"], ["split"]),
        (1, {"given": "Paul", "family": "Henri KABORÉ"}, ["split"], ["split"]),
        (1, {"given": "Paul Henry"}, ["split"], ["name"]),
        (0, {"email": "a.ouedraogo@mission-bj.example"}, ["email"], ["email"]),
        (0, {"email": None}, ["email"], ["email"]),
        (2, {"email": "awa@mission-bf.example"}, ["email"], ["email"]),
        (0, {"role": "delegate"}, ["role"], ["role"]),
        (1, {"speaker": None}, ["speaker"], ["speaker"]),
        (2, {"speaker": "primary"}, ["speaker"], ["speaker"]),
        (0, {"title": "Ms."}, ["title"], []),
        (0, {"function": "Ambassador"}, ["function", "post"], []),
        (1, {"affiliation": None, "function": "Counsellor, Ministry of Defence"}, ["affiliation", "function"], []),
        (1, {"phone": "+41 22 555 01 03"}, ["phone"], []),
        (1, {"mode": "in_person"}, ["mode"], []),
        (1, {"parts": ["RC2"]}, ["person parts"], []),
    ],
    ids=str,
)
def test_a_key_that_is_wrong(number: int, changes: dict[str, Any], keys: list[str], kinds: list[str]) -> None:
    result = judged(with_person(number, **changes))
    assert wrong_keys(result) == keys
    assert faults(result) == kinds == silent(result)
    assert result.persons_right is (not kinds)
    assert not result.all_right


@pytest.mark.parametrize(
    ("changes", "keys"),
    [
        ({"kind": "question"}, ["kind"]),
        ({"language": "en"}, ["language"]),
        ({"may_answer": False}, ["may_answer"]),
        ({"delegation": "BEN"}, ["delegation"]),
        ({"delegation": None}, ["delegation"]),
        ({"parts": ["RC1", "RC2"]}, ["parts"]),
        ({"reference": "2020-0457/MPBF/GVA"}, ["reference"]),
        ({"revision": {"kind": "replace", "of": None, "remove": []}}, ["revision"]),
        ({"revision": {"kind": "delta", "of": "17", "remove": [AWA]}}, ["revision", "revision.of", "revision.remove"]),
        ({"attachments": [{"name": "NV.pdf", "status": "unreadable"}]}, ["attachment"]),
        ({"attachments": []}, ["attachment"]),
        ({"reference": "２０２０ — 0456 / mpbf/gva"}, []),
        ({"attachments": [{"name": "nv.PDF", "status": "read"}, {"name": "x.eml", "status": "read"}]}, []),
    ],
    ids=str,
)
def test_keys_of_a_message(changes: dict[str, Any], keys: list[str]) -> None:
    assert wrong_keys(judged(note(**changes))) == keys


def test_persons_are_lost_and_invented() -> None:
    other = {**AWA, "given": "Salif", "family": "ZONGO"}
    result = judged(note(participants=[AMINA, other, PAUL]))
    assert (result.found, result.missed, result.invented) == (2, ("Awa TRAORÉ",), ("Salif ZONGO",))
    assert silent(result) == ["invented", "missing"]
    whole = figures([result])["all"]
    assert whole["person"]["precision"] == whole["person"]["recall"] == pytest.approx(2 / 3)
    assert whole["keys"]["email"] == {"ok": 2, "all": 3, "matched": 2, "said": 2, "said_ok": 2}


def test_each_person_is_matched_once_and_the_closest_wins() -> None:
    brother = {**PAUL, "given": "Paul Aimé"}
    result = judged(note(participants=[brother, PAUL]), note(participants=[PAUL, brother]))
    assert result.found == 2
    assert wrong_keys(result) == []
    assert judged(note(participants=[PAUL, PAUL]), note(participants=[PAUL])).invented == ("Paul Henri KABORÉ",)


def test_of_two_as_close_the_nearer_in_the_list_wins() -> None:
    namesake = {**AMINA, "email": "other@mission-bf.example"}
    result = judged(note(participants=[AMINA, PAUL, namesake]), note(participants=[AMINA, PAUL]))
    assert wrong_keys(result) == []
    assert not result.all_right, "one is invented"


def test_a_second_row_is_free_where_the_note_lists_somebody_twice() -> None:
    truth = note(flags=["duplicate_participant"])
    assert judged(note(participants=[AMINA, PAUL, AWA, AWA], flags=truth["flags"]), truth).invented == ()
    stranger = {**AWA, "given": "Salif", "family": "ZONGO"}
    assert judged(note(participants=[AMINA, PAUL, AWA, stranger]), truth).invented == ("Salif ZONGO",)


def test_what_nobody_can_tell_is_not_judged() -> None:
    spoilt = with_person(1, role="alternate_head", speaker=None, given="KABORÉ", family="Paul Henri")
    assert wrong_keys(judged(spoilt)) == ["role", "speaker", "split"]
    truth = note(flags=["role_ambiguous", "name_order_uncertain"])
    assert wrong_keys(judged(spoilt, truth)) == []
    assert faults(judged(spoilt, truth)) == []
    misspelt = with_person(1, family="KABORET")
    assert faults(judged(misspelt, truth)) == ["name"], "the order is open, the spelling is not"


def test_an_address_that_cannot_be_one_may_be_left_out_or_mended() -> None:
    bad = "a.ouedraogo@mission-bf.еxample"  # a Cyrillic letter
    truth = note(flags=["email_invalid"], participants=[{**AMINA, "email": bad}, PAUL])
    for given, right in ((bad, True), (None, True), (AMINA["email"], True), ("b@mission-bf.example", False)):
        result = judged(note(participants=[{**AMINA, "email": given}, PAUL]), truth)
        assert (wrong_keys(result) == []) is right, given
    unflagged = {**truth, "flags": []}
    assert wrong_keys(judged(note(participants=[{**AMINA, "email": None}, PAUL]), unflagged)) == ["email"]
    usable = note(flags=["email_invalid"])
    assert wrong_keys(judged(with_person(0, email=None), usable)) == ["email"]


def test_either_speaker_will_do_where_one_is_named_as_both() -> None:
    truth = note(flags=["same_speaker_twice"])
    assert wrong_keys(judged(with_person(0, speaker="alternate"), truth)) == []
    assert wrong_keys(judged(with_person(0, speaker=None), truth)) == ["speaker"]


def test_flags_by_code() -> None:
    truth = note(flags=["late", "email_shared"])
    raised = [flag("late"), flag("two_heads"), flag("credentials"), flag("low_confidence")]
    result = judged(note(flags=raised), truth, optional_flags="credentials")
    outcomes = {one.code: one.outcome for one in result.flags}
    assert outcomes == {"late": "tp", "email_shared": "fn", "two_heads": "fp"}
    tolerant = {**truth, "flags_tolerated": ["two_heads"]}
    assert "two_heads" not in {one.code for one in judged(note(flags=raised), tolerant).flags}
    flags = figures([result])["all"]["flags"]
    assert flags["recall"] == flags["precision"] == 0.5


def test_only_what_truth_states_is_judged() -> None:
    truth = {
        "file": "001.eml",
        "delegation": "BFA",
        "participants": [{"name": "KABORÉ Paul Henri", "role": "delegate"}],
    }
    result = judged(note(flags=[flag("two_heads")], participants=[PAUL]), truth)
    assert {verdict.key for verdict in result.verdicts} == {"delegation", "role"}
    assert not result.flags
    assert result.all_right
    nobody_stated = judged(note(), {"file": "001.eml", "kind": "submission"})
    assert nobody_stated.invented == ()
    assert nobody_stated.all_right
    assert wrong_keys(judged(note(), {"file": "001.eml", "revision": {"of": "17"}})) == ["revision.of"]


def test_a_speaker_by_part() -> None:
    truth = note(participants=[{"given": "Amina", "family": "OUÉDRAOGO", "speaks": {"RC1": "primary", "RC2": None}}])
    as_read = {**AMINA, "speaker": "primary", "speaker_in": {"RC2": None}}
    assert wrong_keys(judged(note(participants=[as_read]), truth)) == []
    assert wrong_keys(judged(note(participants=[AMINA]), truth)) == ["speaker"]


def test_without_a_prediction_everything_is_wrong() -> None:
    result = judged(None)
    assert set(wrong_keys(result)) == ALL_KEYS
    assert len(result.missed) == 3
    assert figures([result])["all"]["silent"]["files"] == {"001.eml": ["lost"]}
    nobody = judged(None, note(participants=[]))
    assert figures([nobody])["all"]["silent"]["files"] == {"001.eml": ["lost"]}
    assert not nobody.persons_right, "lost is not right, even where nobody was named"


def test_predictions_are_found_by_file_name_and_slices_add_up() -> None:
    truths = [note(file=f"{n}.eml") for n in "abc"]
    predictions = [note(file="some/where/a.eml"), note(file="b.eml", kind="question"), note(file="b.eml")]
    index = {"a.eml": {"channel": "plain"}, "b.eml": {"channel": "html", "language": "en"}}
    scores = evaluate(truths, predictions, index)
    assert [score.predicted for score in scores] == [True, True, False]
    assert scores[1].all_right, "of two predictions the later counts"
    rows = figures(scores)
    assert list(rows) == ["all", "channel:?", "channel:html", "channel:plain", "language:en", "language:fr"]
    for group in ("channel", "language"):
        assert sum(row["person"]["tp"] for name, row in rows.items() if name.startswith(group)) == 6
    assert rows["channel:?"]["person"]["recall"] == 0
    assert rows["language:en"]["person"]["f1"] == 1
