"""Automatic list numbers as Word and OpenDocument print them (ECMA-376 part 1 section 17.18.59)."""

from __future__ import annotations

_LATIN = "abcdefghijklmnopqrstuvwxyz"
_RUSSIAN = "абвгдежзиклмнопрстуфхцчшщэюя"
_ALPHA = "أبتثجحخدذرزسشصضطظعغفقكلمنهوي"
_ABJAD = "أبجدهوزحطيكلمنسعفصقرشتثخذضظغ"
_HAN = "零一二三四五六七八九"
_HAN_LEGAL = "零壹贰叁肆伍陆柒捌玖"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"),
          (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip


def roman(number: int) -> str:
    """Lower-case Roman numeral of 1 to 3999."""
    out = ""
    for unit, letters in _ROMAN:
        out += letters * (number // unit)
        number %= unit
    return out


def letters(number: int, alphabet: str) -> str:
    """Word's letter counting: after z come aa, bb, … (the letter repeated)."""
    number -= 1
    return alphabet[number % len(alphabet)] * min(number // len(alphabet) + 1, 20)


def han(number: int, digits: str = _HAN, units: str = "十百千") -> str:
    """Chinese counting up to 9999; ten is 十, not 一十."""
    out, zero = "", False
    for power in (3, 2, 1, 0):
        digit = number // 10**power % 10
        if digit:
            out += ("零" if zero and out else "") + digits[digit] + (units[power - 1] if power else "")
            zero = False
        else:
            zero = True
    return out[1:] if out.startswith(digits[1] + units[0]) else out


def spelled(number: int, form: str) -> str:
    """The number in one of Word's number forms; decimal for forms not known, empty for ``none``."""
    if not 0 < number < 4000:
        return str(number)
    if form in _ALPHABETS:
        return letters(number, _ALPHABETS[form])
    simple = {
        "none": "",
        "lowerRoman": roman(number),
        "upperRoman": roman(number).upper(),
        "decimalZero": f"{number:02d}",
        "ordinal": f"{number}.",
        "numberInDash": f"- {number} -",
        "decimalEnclosedParen": f"({number})",
        "decimalEnclosedFullstop": f"{number}.",
        "chineseLegalSimplified": han(number, _HAN_LEGAL, "拾佰仟"),
    }
    if form in simple:
        return simple[form]
    if form in _HAN_FORMS:
        return han(number)
    if form.startswith("decimalEnclosedCircle") and number <= 20:
        return chr(0x245F + number)
    return str(number)


_ALPHABETS = {
    "lowerLetter": _LATIN,
    "upperLetter": _LATIN.upper(),
    "russianLower": _RUSSIAN,
    "russianUpper": _RUSSIAN.upper(),
    "arabicAlpha": _ALPHA,
    "arabicAbjad": _ABJAD,
    "ideographTraditional": _STEMS,
}
_HAN_FORMS = {
    "chineseCounting",
    "chineseCountingThousand",
    "taiwaneseCounting",
    "taiwaneseCountingThousand",
    "japaneseCounting",
    "ideographDigital",
}
