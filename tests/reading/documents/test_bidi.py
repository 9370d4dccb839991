"""Lines as the Unicode algorithm would show them, and what was written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailbot.reading.documents.bidi import bracket_faults, logical, readable
from mailbot.reading.documents.glyphs import Glyph, Segment
from mailbot.reading.documents.paragraphs import Printed, join_lines, printed


def show(*runs: str) -> list[str]:
    """The glyphs from left to right of a right-to-left line written as these runs; Latin runs start with '>'."""
    glyphs: list[str] = []
    for run in reversed(runs):
        glyphs += list(run[1:]) if run.startswith(">") else list(reversed(run))
    return glyphs


@pytest.mark.parametrize(
    "runs",
    [
        ("السيدة إيفراح ورسمة",),
        ("السيد ", ">Mr. Amr EL-DAMANHOURY", "، مستشار"),
        ("البريد: ", ">amr.eldamanhoury22@mfa-eg.example"),
        ("رقم: ", ">5/88/2020"),
        ("يوم ", ">16/11/2020", " في جنيف"),
        ("من ", ">25", "-", ">27", " نوفمبر ", ">2020"),
        ("هاتف: ", "+", ">41", " ", ">22", " ", ">555"),
        ("رقم ج ص/ب د/", ">064/2020", ":"),
        ("العدد ", ">١٢٤٠", " في ", ">١٦/١١/٢٠٢٠"),
    ],
)
def test_right_to_left_lines(runs: tuple[str, ...]) -> None:
    written = "".join(run.removeprefix(">") for run in runs)
    assert logical(show(*runs), rtl_page=True) == written


@pytest.mark.parametrize(
    ("shown", "written"),
    [
        (")ABDULLAH", "ABDULLAH)"),
        (")Mr. Khaled AL SHAMSI(", "(Mr. Khaled AL SHAMSI)"),
        ("(Mr. Khaled AL SHAMSI)", "(Mr. Khaled AL SHAMSI)"),
        ("Avenue Blanc 77, Genève.", "Avenue Blanc 77, Genève."),
        (".khaled@mofa.example", "khaled@mofa.example."),
    ],
)
def test_latin_lines_on_a_right_to_left_page(shown: str, written: str) -> None:
    assert logical(list(shown), rtl_page=True) == written


def test_a_number_with_its_plus_to_the_left_runs_that_way() -> None:
    glyphs = [*"+41 22 555 10", " ", *reversed("هاتف")]
    assert logical(glyphs, rtl_page=True) == "هاتف +41 22 555 10"


def test_ligatures_stay_whole() -> None:
    assert logical(["م", "لا", "س"], rtl_page=True) == "سلام"
    assert readable("\ufefb\ufe8d") == "لاا"
    assert readable("ﬁn （团长）：") == "fin （团长）："


def test_arabic_in_an_english_line() -> None:
    glyphs = [*"Mr. Amr (", *reversed("عمرو"), *") head of delegation"]
    assert logical(glyphs, rtl_page=False) == "Mr. Amr (عمرو) head of delegation"


def test_brackets_can_be_mirrored() -> None:
    written = "السيد (عمرو) هنا"
    assert logical(list(reversed(written)), rtl_page=True) == written
    shapes = written.translate(str.maketrans("()", ")("))
    assert logical(list(reversed(shapes)), rtl_page=True, mirror=True) == written
    assert bracket_faults(written) == 0 < bracket_faults(shapes)


@pytest.mark.parametrize(
    ("shown", "written"),
    [
        ("10 05 555 22 41+", "+41 22 555 05 10"),
        ("555 22 +41", "+41 22 555"),
        ("+41 22 555", "+41 22 555"),
        ("12 345", "12 345"),
    ],
)
def test_telephone_numbers_on_a_right_to_left_page(shown: str, written: str) -> None:
    assert logical(list(shown), rtl_page=True) == written


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("المتحدث (a.idrissi@maec-", "a.idrissi@maec-(" + "المتحدث "[::-1]),
        ("المتحدث: a.idrissi@maec-", "a.idrissi@maec- :" + "المتحدث"[::-1]),
    ],
)
def test_an_address_broken_at_its_hyphen_keeps_it_at_the_end(written: str, shown: str) -> None:
    assert logical(list(shown), rtl_page=True) == written


@given(st.lists(st.text(min_size=1, max_size=2), max_size=40), st.booleans(), st.booleans())
def test_no_glyph_is_lost(glyphs: list[str], rtl: bool, mirror: bool) -> None:
    glyphs = [g for g in glyphs if not g.isspace()]
    got = logical(glyphs, rtl_page=rtl, mirror=mirror)
    same = str.maketrans("([{<«‹", ")]}>»›")
    assert sorted(got.translate(same)) == sorted("".join(glyphs).translate(same))


def test_the_end_of_an_address_is_no_paragraph_of_its_own() -> None:
    def line(text: str, x0: float, base: float) -> Printed:
        glyphs = tuple(
            Glyph(c, x0 + 5 * n, x0 + 5 * (n + 1), base - 9, base, base, 10) for n, c in enumerate(reversed(text))
        )
        segment = Segment(text, x0, x0 + 5 * len(text), base - 9, base, base, 10, False, glyphs)
        return printed([segment], (0.0, 300.0), rtl_page=True)

    above = line("المتحدث المناوب في الوفد (a.idrissi@maec-", 300 - 5 * 41, 100)
    below = line("ma.example).", 300 - 5 * 12, 114)
    assert [one.text for one in join_lines([above, below])] == ["المتحدث المناوب في الوفد (a.idrissi@maec-ma.example)."]
