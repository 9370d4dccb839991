"""The month names that are read are those of CLDR, which babel has."""

from __future__ import annotations

import pytest
from babel import Locale

from mailbot.reading.composition.dates import months
from mailbot.reading.folding import fold


@pytest.mark.parametrize("code", ["en", "fr", "es", "ru", "ar", "ar_LB", "ar_MA", "ar_DZ", "ar_SA", "ar_MR"])
def test_every_name_of_a_month_is_known(code: str) -> None:
    tables, known = Locale.parse(code).months, months()
    names = {
        (fold(str(name)).strip(". "), number)
        for context in ("format", "stand-alone")
        for width in ("wide", "abbreviated")
        for number, name in tables[context][width].items()
    }
    assert len(names) >= 12
    unknown = {name for name, _ in names if name and not name.isdigit() and name not in known}
    assert not unknown
