"""How pages are drawn: the templates, and the few words they have for times and numbers."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from babel.dates import format_date, format_datetime, format_timedelta
from babel.numbers import format_decimal
from jinja2 import Environment, PackageLoader, StrictUndefined, pass_context
from jinja2.runtime import Context

from mailbot.config import Config
from mailbot.domain.delegation import Standing
from mailbot.domain.meeting import in_language
from mailbot.outputs.shown import plain

from .form import draft_mark, in_part, mark_of, parts_apart
from .remarks import remark_said
from .replaced import unknown_notes
from .settled import just_decided
from .wording import change_said, refusal_said, trouble_said, verdict_said, why_said


def drawing(config: Config, version: str) -> Environment:
    """The templates of the page. Everything put into them is escaped; what is not there is an error."""
    made = Environment(
        loader=PackageLoader("mailbot.web", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    zone = config.meeting.zone

    @pass_context
    def when(context: Context, at: datetime | None, form: str = "medium") -> str:
        """A moment in the meeting's zone."""
        return format_datetime(at.astimezone(zone), _form(form), locale=_language(context)) if at else ""

    @pass_context
    def day(context: Context, on: date | None) -> str:
        return format_date(on, "d MMM y", locale=_language(context)) if on else ""

    @pass_context
    def ago(context: Context, at: datetime | None) -> str:
        """How long ago, or how soon."""
        if at is None:
            return ""
        passed = context["visit"].now - at
        return format_timedelta(-passed, add_direction=True, threshold=1.2, locale=_language(context))

    @pass_context
    def gigabytes(context: Context, size: int | None) -> str:
        """A size in bytes, told in gigabytes."""
        return "?" if size is None else format_decimal(size / 2**30, "0.0", locale=_language(context))

    made.filters |= {"gigabytes": gigabytes, "when": when, "day": day, "ago": ago, "plain": plain}
    made.globals |= {
        "meeting": config.meeting,
        "version": version,
        "in_language": in_language,
        "just_decided": just_decided,
        "mark_of": mark_of,
        "draft_mark": draft_mark,
        "in_part": in_part,
        "parts_apart": parts_apart,
        "unknown_notes": unknown_notes,
        "refusal_said": refusal_said,
        "remark_said": remark_said,
        "change_said": change_said,
        "why_said": why_said,
        "verdict_said": verdict_said,
        "trouble_said": trouble_said,
        "missing_codes": missing_codes,
    }
    return made


def missing_codes(standing: Standing) -> tuple[str, ...]:
    """What is still wanted of a delegation, each thing once."""
    return tuple(dict.fromkeys(missing.code for part in standing.parts for missing in part.missing))


def _form(form: str) -> str:
    return {"medium": "d MMM y, HH:mm", "short": "d MMM, HH:mm", "clock": "HH:mm:ss", "day": "d MMM"}[form]


def _language(context: Context | dict[str, Any]) -> str:
    language: str = context["t"].language
    return "en_GB" if language == "en" else language
