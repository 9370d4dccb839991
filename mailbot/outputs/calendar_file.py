"""The sessions as a calendar file (RFC 5545) that every calendar program can read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from mailbot.domain.meeting import Meeting, Part, Session, in_language

if TYPE_CHECKING:
    from icalendar import Event

# Words of the description, by language: platform, webcast, join early, connection test
_WORDS = {
    "en": ("Platform", "Webcast", "Please join early and test the connection beforehand.", "Connection test by"),
    "fr": (
        "Plateforme",
        "Diffusion en ligne",
        "Prière de se connecter à l’avance et de tester la connexion.",
        "Test de connexion au plus tard le",
    ),
    "es": (
        "Plataforma",
        "Transmisión web",
        "Se ruega conectarse con antelación y probar la conexión.",
        "Prueba de conexión a más tardar el",
    ),
    "ru": (
        "Платформа",
        "Веб-трансляция",
        "Просьба подключиться заранее и проверить соединение.",
        "Проверка соединения не позднее",
    ),
    "ar": ("المنصة", "البث الشبكي", "يُرجى الدخول مبكرا واختبار الاتصال مسبقا.", "اختبار الاتصال في موعد أقصاه"),
    "zh": ("平台", "网播", "请提前加入会议并测试连接。", "连接测试截止时间："),
}


def calendar_file(meeting: Meeting, part_ids: Iterable[str], language: str, now: datetime, uid_domain: str) -> bytes:
    """An iCalendar file, METHOD:PUBLISH, one event a session and day of the parts named; unknown parts are left out.

    Times are local to the meeting's zone, which is described in the file (VTIMEZONE), so that they hold across
    summer time. ``now`` (aware) dates the file. UIDs are stable and SEQUENCE grows with ``now`` (RFC 5545
    section 3.8.7.4), so that a later file moves the events of an earlier one instead of doubling them.
    """
    wanted = dict.fromkeys(part_ids)
    from icalendar import Calendar, vText

    calendar = Calendar()
    calendar.add("prodid", "-//mailbot//sessions//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar["X-WR-CALNAME"] = vText(_summary(meeting, None, language))
    for part_id in wanted:
        part = meeting.part(part_id)
        if part:
            for event in _events(meeting, part, language, now, uid_domain):
                calendar.add_component(event)
    calendar.add_missing_timezones()
    content: bytes = calendar.to_ical()
    return content


def _events(meeting: Meeting, part: Part, language: str, now: datetime, domain: str) -> Iterator[Event]:
    for day in _days(part):
        if not part.sessions:
            yield _event(meeting, part, language, now, f"{meeting.id}-{part.id}-{day:%Y%m%d}@{domain}", day, None)
        for number, session in enumerate(part.sessions, 1):
            uid = f"{meeting.id}-{part.id}-{day:%Y%m%d}-{number}@{domain}"
            yield _event(meeting, part, language, now, uid, day, session)


def _days(part: Part) -> Iterator[date]:
    for number in range((part.ends_on - part.starts_on).days + 1):
        yield part.starts_on + timedelta(days=number)


def _event(
    meeting: Meeting, part: Part, language: str, now: datetime, uid: str, day: date, session: Session | None
) -> Event:
    from icalendar import Event

    event = Event()
    event.add("uid", uid.replace(" ", "_"))
    event.add("dtstamp", now.astimezone(UTC))
    event.add("sequence", max(0, int(now.timestamp()) // 60))
    if session:
        event.add("dtstart", datetime.combine(day, session.starts, meeting.zone))
        ends_on = day if session.ends > session.starts else day + timedelta(days=1)
        event.add("dtend", datetime.combine(ends_on, session.ends, meeting.zone))
    else:
        event.add("dtstart", day)
        event.add("dtend", day + timedelta(days=1))
    event.add("summary", _summary(meeting, part, language))
    event.add("description", _description(meeting, part, language))
    place = in_language(part.place or meeting.place, language)
    location = part.platform if part.format == "virtual" else place
    if location or place:
        event.add("location", location or place)
    if part.webcast:
        event.add("url", part.webcast)
    return event


def _summary(meeting: Meeting, part: Part | None, language: str) -> str:
    title = in_language(meeting.title, language) or meeting.id
    return f"{title} – {in_language(part.title, language) or part.id}" if part else title


def _description(meeting: Meeting, part: Part, language: str) -> str:
    platform, webcast, early, test_by = _WORDS.get(language, _WORDS["en"])
    lines: list[str] = []
    if part.platform:
        lines += [f"{platform}: {part.platform}", early]
    test = part.milestone("connection_test")
    if test:
        due = test.due_at.astimezone(meeting.zone)
        lines.append(f"{test_by} {due:%Y-%m-%d %H:%M} ({meeting.timezone})")
        lines += [test.link] if test.link else []
    if part.webcast:
        lines.append(f"{webcast}: {part.webcast}")
    return "\n".join(lines)
