"""Which recognised words are looked at again, and what is doubted, without the recogniser."""

from PIL import Image

from mailbot.reading.documents.second_look import _latin_among_cyrillic, _latin_of, looked_at_again
from mailbot.reading.documents.tesseract import Word


def line(*texts: str, tops: dict[int, int] | None = None) -> list[Word]:
    """Words of one printed line, each 20 pixels a letter, 30 high."""
    out, x = [], 0
    for i, text in enumerate(texts):
        top = 100 + (tops or {}).get(i, 0)
        out.append(Word(text, x, top, x + 20 * len(text), 130, 0.95, (1, 1, 1)))
        x += 20 * len(text) + 15
    return out


def again(*texts: str) -> list[str]:
    words = line(*texts)
    return [words[i].text for i in _latin_among_cyrillic(words)]


def test_look_alikes_in_brackets_beside_a_latin_name() -> None:
    assert again("г-жа", "Бердыева", "Айна", "(Ms.", "Аупа", "BERDIYEVA),", "советник") == ["Аупа"]
    assert again("(Мг.", "Магек", "OGANESOV),") == ["(Мг.", "Магек"]


def test_cyrillic_names_stay_cyrillic() -> None:
    assert again("г-н", "Тигран", "САФАРЯН", "(Mr.", "Tigran", "SAFARYAN),", "посол") == []
    assert again("советник", "(второй", "секретарь)") == []


def test_what_does_not_fit_is_doubted_not_taken() -> None:
    word = line("(Мг.")[0]
    assert _latin_of(word, "(Mr.", 0.9).text == "(Mr."
    kept = _latin_of(line("Магек")[0], "Something else", 0.9)
    assert (kept.text, kept.confidence) == ("Магек", 0.5)


def test_capitals_higher_than_their_line_bear_an_unread_accent() -> None:
    words = line("Mr.", "Noel", "OUEDRAOGO", "Adviser", tops={2: -8})
    looked = looked_at_again(words, Image.new("L", (10, 10)), "eng+fra+spa")
    assert [w.confidence for w in looked] == [0.95, 0.95, 0.5, 0.95]


def test_no_address_has_an_upright_bar() -> None:
    looked = looked_at_again(line("|.adamyan@mfa-am.example"), Image.new("L", (10, 10)), "eng+fra+spa")
    assert looked[0].text == "l.adamyan@mfa-am.example"
