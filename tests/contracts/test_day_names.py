"""Dates in letters are written as CLDR writes them, which babel has."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from babel.dates import format_date

from mailbot.adapters.letters.dates import day_alone, day_with_weekday

BABEL = {
    "en": ("en_GB", "EEEE, d MMMM y"),
    "fr": ("fr", "EEEE d MMMM y"),
    "es": ("es", "EEEE d 'de' MMMM 'de' y"),
    "ru": ("ru", "d MMMM y 'года' (EEEE)"),
    "zh": ("zh", "y年M月d日（EEEE）"),
}
DAYS = [date(2020, 1, 2) + timedelta(days=n) for n in range(0, 366, 5)]


@pytest.mark.parametrize("language", BABEL)
def test_days_are_written_as_babel_writes_them(language: str) -> None:
    locale, pattern = BABEL[language]
    days = [day for day in DAYS if day.day != 1]
    written = [day_with_weekday(day, language) for day in days]
    assert written == [format_date(day, pattern, locale=locale) for day in days]


def test_arabic_has_both_names_of_each_month() -> None:
    for month in range(1, 13):
        day = date(2020, month, 15)
        levantine = format_date(day, "MMMM", locale="ar_LB")
        common = format_date(day, "MMMM", locale="ar")
        assert day_alone(day, "ar") == f"15 {levantine}/{common} 2020"
