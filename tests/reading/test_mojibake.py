"""UTF-8 that was encoded twice comes back; what is right stays as it is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailbot.reading.charset import decode_text
from mailbot.reading.mojibake import decoded_twice

TEXTS = [
    "M. René Lefèvre, conseiller à la Mission permanente",
    "Sra. Begoña Ibáñez, señora Consejera — «orador»",
    "Состав делегации: г-н Иванов, советник",
    "تشكيل الوفد: السيد أحمد الخطيب، مستشار",
    "代表团由团长王明大使、李华参赞组成。",
    "Sayın Çağrı Şahin",
]


@pytest.mark.parametrize("text", TEXTS)
def test_encoded_twice(text: str) -> None:
    mangled = text.encode().decode("latin-1")
    assert decode_text(mangled.encode(), "utf-8") == (text, "charset: encoded twice")


def test_encoded_twice_by_way_of_windows_1252() -> None:
    assert decode_text("â€œl’orateur, Mme Lefèvreâ€\u009d".replace("’", "â€™").replace("è", "Ã¨").encode())[0] == (
        "“l’orateur, Mme Lefèvre”"
    )


@pytest.mark.parametrize("text", [*TEXTS, "SÃO TOMÉ", "«CAFÉ» «CITÉ»", "Â la carte", "Ñandú", "ÉÀÜ", "naïve façade"])
def test_what_is_right_stays(text: str) -> None:
    assert decoded_twice(text) is None


@given(st.text())
def test_never_raises(text: str) -> None:
    decoded_twice(text)
