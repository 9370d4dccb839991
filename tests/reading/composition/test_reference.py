from __future__ import annotations

import time
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailbot.reading.composition.reference import References, normal, reference_key, references_of

from .meeting_of_tests import strand


def read(text: str, subject: str = "", files: tuple[str, ...] = (), cover: str = "") -> References:
    covers = [strand(cover, "body")] if cover else []
    return references_of([strand(text)], covers, strand(subject, "subject"), [strand(name, name) for name in files])


def own(text: str, subject: str = "", files: tuple[str, ...] = (), cover: str = "") -> str | None:
    found = read(text, subject, files, cover).own
    return found.value if found else None


NOTES = tomllib.loads((Path(__file__).parent / "references.toml").read_text(encoding="utf-8"))["note"]


@pytest.mark.parametrize("note", NOTES, ids=lambda note: note.get("own", "none"))
def test_own_and_earlier_references_are_told_apart(note: dict[str, str]) -> None:
    found = read(note["text"])
    assert (found.own.value if found.own else None) == note.get("own")
    assert [c.value for c in found.earlier] == ([note["earlier"]] if "earlier" in note else [])


@pytest.mark.parametrize(
    ("text", "answered"),
    [
        ("Our ref: ZMG/POL/32/20\tYour ref: ODA- 2020-00130-CCM", "ODA- 2020-00130-CCM"),
        ("in response to the latter’s note ODA- 2020-00130-CCM of 19 March 2020, has", "ODA- 2020-00130-CCM"),
        ("en réponse à votre note n° 2020-17/SEC du 3 mars 2020, informe", "2020-17/SEC"),
        ("并就贵处2020年3月19日ODA- 2020-00130-CCM号来函，谨通知", "ODA- 2020-00130-CCM"),
    ],
)
def test_the_note_that_is_answered_is_not_the_own_one(text: str, answered: str) -> None:
    found = read(text)
    assert answered in [c.value for c in found.answered]
    assert found.own is None or found.own.value != answered


@pytest.mark.parametrize(
    "text",
    [
        "Tel. No. +41 22 555 01 41",
        "P.O. Box 1211, Geneva 10",
        "Geneva, 12 November 2020",
        "CCM/CONF/2020/7",
        "in accordance with resolution No. 74/62",
        "25-27/11/2020",
        "Passport No. 1234567",
        "1.  Mr. Anil RAMDHANIE, Second Secretary",
        "c.nyirongo2020@mission.example",
        "Rule No. 12",
    ],
)
def test_what_looks_like_a_number_is_not_a_reference(text: str) -> None:
    assert own(text) is None


@pytest.mark.parametrize(
    ("subject", "reference"),
    [
        ("NV n° 214-20/AE/MPMG : délégation de Madagascar", "214-20/AE/MPMG"),
        ("Nota 7-1-SP/112 - Delegación del Perú", "7-1-SP/112"),
        ("Note Verbale ZMG/POL/32/20", "ZMG/POL/32/20"),
        ("照会（2020）日内字第327号", "(2020)日内字第327号"),
        ("CCM 2RC second part - list of participants", None),
    ],
)
def test_the_subject_may_carry_it(subject: str, reference: str | None) -> None:
    assert own("Please see attached.", subject) == reference


def test_the_note_goes_before_cover_mail_subject_and_file_name() -> None:
    text = "№ 711-н\nПостоянное представительство"
    assert own(text, "Нота № 711 - делегация", ("711.pdf",), "Направляется нота № 711") == "711-н"
    assert own("x", "", ("KGV-352-2020 2RC delegation.docx",)) == "KGV-352-2020"
    assert own("x", "", ("scan0031.pdf", "IMG_20201116_175902.jpg", "doc02431220201119093812.pdf")) is None


def test_the_source_is_the_line_as_read() -> None:
    found = read("PERMANENT MISSION\nRef: MW/GVA/DIS/4/11").own
    assert found is not None
    assert "MW/GVA/DIS/4/11" in found.source.text


def test_references_are_compared_without_blanks_signs_and_digit_shapes() -> None:
    assert normal("٢٠٢٠/٣١٥") == "2020/315"
    assert reference_key("0205 /MPC/GE/20") == reference_key("0205/mpc/ge/20")


@given(st.text(alphabet=st.sampled_from("Nno.°№: /-0123456789ABc \n\t字第号（）رقم"), max_size=120))
def test_any_text_is_read_without_error(text: str) -> None:
    found = read(text, text, (text,))
    assert found.own is None or any(c.isdigit() for c in found.own.value)


def test_long_hostile_text_is_read_in_time() -> None:
    started = time.monotonic()
    read("No. " * 3000 + "/-" * 3000 + "No" * 3000)
    assert time.monotonic() - started < 5


@pytest.mark.parametrize(
    ("subject", "own"),
    [("RV: Delegación - MP-PAN-2020-295", "MP-PAN-2020-295"), ("RE: Delegación - MP-PAN-2020-295", None)],
)
def test_the_subject_of_what_is_sent_on_is_its_own(subject: str, own: str | None) -> None:
    text = strand("Les reenvío la conformación de nuestra delegación.")
    found = references_of([], [text], strand(subject, "subject"), [])
    assert (found.own.value if found.own else None) == own
