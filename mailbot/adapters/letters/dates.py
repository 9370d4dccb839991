"""Dates and hours as each language of the United Nations writes them, in the meeting's zone."""

from __future__ import annotations

import csv
import re
from datetime import date, datetime, time, timedelta
from functools import cache, lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

# Geneva keeps the time of Europe/Zurich, and nobody there would call it Zurich time (domain: section 1, fact 6).
_SEATS = {
    "Europe/Zurich": {
        "en": "Geneva",
        "fr": "Genève",
        "es": "Ginebra",
        "ru": "Женева",
        "ar": "جنيف",
        "zh": "日内瓦",
    }
}
_ADDRESS = re.compile(r"[,،，、;/()\d]")
_LOCALES = {"en": "en_GB", "fr": "fr", "es": "es", "ru": "ru", "ar": "ar", "zh": "zh"}

# weekday and date; date; days of one month (`{days}`); between two dates
_PATTERNS = {
    "en": ("EEEE, d MMMM y", "d MMMM y", "{days} MMMM y", "–"),
    "fr": ("EEEE d MMMM y", "d MMMM y", "{days} MMMM y", "-"),
    "es": ("EEEE d 'de' MMMM 'de' y", "d 'de' MMMM 'de' y", "{days} 'de' MMMM 'de' y", "-"),
    "ru": ("d MMMM y 'года' (EEEE)", "d MMMM y 'года'", "{days} MMMM y 'года'", "–"),
    "ar": ("'يوم' EEEE d MMMM y", "d MMMM y", "{days} MMMM y", " إلى "),
    "zh": ("y年M月d日（EEEE）", "y年M月d日", "y年M月{days}日", "日至"),
}
_CLOCKS = {"en": "{h:02}:{m:02}", "fr": "{h} h {m:02}", "es": "{h:02}.{m:02} horas"}
_MOMENTS = {
    "en": "{date}, {time}, {zone}",
    "fr": "{date}, {time}, {zone}",
    "es": "{date}, {time}, {zone}",
    "ru": "{date}, {time} {zone}",
    "ar": "{date}، الساعة {time}، {zone}",
    "zh": "{date}{time}（{zone}）",
}
_ZONES = {
    "en": "{city} time ({offset})",
    "fr": "heure de {city} ({offset})",
    "es": "hora de {city} ({offset})",
    "ru": "по местному времени ({city}, {offset})",
    "ar": "بتوقيت {city} (\u2066{offset}\u2069)",
    "zh": "{city}时间，{offset}",
}


def _pattern(language: str) -> tuple[str, str, str, str]:
    return _PATTERNS.get(language, _PATTERNS["en"])


@cache
def _names() -> dict[tuple[str, str, int], str]:
    """Month and weekday names by language, kind and number (Monday is 0), as CLDR has them: babel would keep all it
    knows of each language in memory."""
    with Path(__file__).with_name("day_names.csv").open(encoding="utf-8", newline="") as file:
        return {(row["language"], row["kind"], int(row["number"])): row["name"] for row in csv.DictReader(file)}


@lru_cache(maxsize=1024)
def _written(day: date, pattern: str, language: str) -> str:
    language = language if language in _LOCALES else "en"
    month = _names()[language, "month", day.month]
    if language == "ar":
        # The United Nations write both names of the month in Arabic (domain: libraries section 8).
        month = f"{_names()[language, 'levantine', day.month]}/{month}"
    fields = {
        "EEEE": _names()[language, "weekday", day.weekday()],
        "MMMM": month,
        "M": str(day.month),
        "d": str(day.day),
        "y": str(day.year),
    }
    text = _FIELD.sub(lambda found: found[1] if found[1] is not None else fields[found[0]], pattern)
    return text.replace(" 1 ", " 1er ", 1) if language == "fr" and day.day == 1 else text


_FIELD = re.compile(r"'([^']*)'|EEEE|MMMM|M|d|y")


def day_with_weekday(day: date, language: str) -> str:
    """The date with its day of the week."""
    return _written(day, _pattern(language)[0], language)


def day_alone(day: date, language: str) -> str:
    """The date without its day of the week."""
    text = _written(day, _pattern(language)[1], language)
    return "1er" + text[1:] if language == "fr" and text.startswith("1 ") else text


def days(first: date, last: date, language: str) -> str:
    """A run of days, the month once where it is the same; both days included."""
    if first == last:
        return day_alone(first, language)
    _, _, within, gap = _pattern(language)
    if (first.year, first.month) == (last.year, last.month):
        return _written(last, within.replace("{days}", f"'{first.day}{gap}{last.day}'"), language)
    between = "至" if language == "zh" else " – "
    return f"{day_alone(first, language)}{between}{day_alone(last, language)}"


def clock(at: time, language: str) -> str:
    """The hour, 24-hour clock."""
    return _CLOCKS.get(language, "{h:02}:{m:02}").format(h=at.hour, m=at.minute)


def offset(at: datetime) -> str:
    """The distance of an aware time from UTC at that very moment: ``UTC+1``, ``UTC-3:30``, ``UTC``."""
    minutes = round((at.utcoffset() or timedelta()).total_seconds() / 60)
    if not minutes:
        return "UTC"
    sign, minutes = "+" if minutes > 0 else "-", abs(minutes)
    return f"UTC{sign}{minutes // 60}" + (f":{minutes % 60:02}" if minutes % 60 else "")


@lru_cache(maxsize=64)
def city(zone: ZoneInfo, language: str) -> str:
    """The city whose time a zone is, in the language: the seat of the United Nations in it, else CLDR's city."""
    if zone.key in _SEATS:
        return _SEATS[zone.key].get(language, _SEATS[zone.key]["en"])
    if "/" not in zone.key:
        return zone.key
    from babel import Locale
    from babel.dates import get_timezone_location

    locale = Locale.parse(_LOCALES.get(language, "en_GB"))
    return get_timezone_location(zone, locale=locale, return_city=True) or zone.key.rpartition("/")[2].replace("_", " ")


def hours_named_after(place: str, zone: ZoneInfo, language: str) -> str:
    """What the hours are named after: the place if it is a town of its own, not an address or the zone's city."""
    return place if place and not _ADDRESS.search(place) and city(zone, language) not in place else city(zone, language)


def zone_label(at: datetime, place: str, language: str) -> str:
    """What the hours at that moment count by: the place and its distance from UTC then, never "CEST" in November."""
    label = _ZONES.get(language, _ZONES["en"])
    if language == "fr" and place[:1].casefold() in "aeiouéèêh" and place:
        label = label.replace("de {", "d’{")
    return label.format(city=place, offset=offset(at))


def moment(at: datetime, place: str, language: str) -> str:
    """Date with weekday, hour and zone of an aware time that is already in the meeting's zone."""
    return _MOMENTS.get(language, _MOMENTS["en"]).format(
        date=day_with_weekday(at.date(), language),
        time=clock(at.time(), language),
        zone=zone_label(at, place, language),
    )
