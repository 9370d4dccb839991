"""The staff's daily digest: what needs a person, who is silent, what failed."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from .desk import Desk, standing
from .domain.calendar import local_moment
from .domain.delegation import Standing
from .domain.letter import Intent
from .domain.record import FlagRecord
from .domain.remind import DELEGATION_MILESTONE
from .reminders import put_new_flags
from .review.outbox import unsettled
from .review.waiting import Item, queue
from .writing import write_letters


def digest(desk: Desk, now: datetime) -> bool:
    """Queues the staff's daily digest, once a local day; True if one was queued."""
    settings = desk.config.letters
    zone = desk.config.meeting.zone
    today = now.astimezone(zone).date()
    if settings.digest_time is None or now < local_moment(today, settings.digest_time, zone):
        return False
    if not desk.config.secretariat.staff or desk.store.setting("digest_on") == today.isoformat():
        return False
    written = write_letters(desk, [_digest_intent(desk, today, now)])
    with desk.store.transaction():
        desk.store.put_setting("digest_on", today.isoformat())
        put_new_flags(desk, written.flags)
        return sum(desk.store.add_letter(letter) for letter in written.letters) > 0


def _digest_intent(desk: Desk, today: date, now: datetime) -> Intent:
    standings = [standing(desk, invitee.code) for invitee in desk.config.invitees.all]
    part = _next_due(desk, now)
    failed = unsettled(desk)
    held = sorted(
        ((flag, item) for item in queue(desk) for flag in item.flags if flag.flag.severity == "hold"),
        key=lambda pair: pair[0].raised_at,
    )
    return Intent(
        template="staff_digest",
        cause=f"digest:{today}",
        to=desk.config.secretariat.staff,
        language=desk.config.secretariat.default_language,
        reason="daily digest",
        facts={
            "digest": {
                "since": now - timedelta(days=1),
                "until": now,
                "items": [_item(desk, flag, item) for flag, item in held],
                "counts": desk.store.flag_counts(),
                "silent": _with_state(standings, part, "silent"),
                "incomplete": _with_state(standings, part, "incomplete"),
                "failed": [{"to": x.to, "subject": x.subject, "failure": x.failure or x.state} for x in failed],
            }
        },
    )


def _item(desk: Desk, record: FlagRecord, item: Item) -> dict[str, object]:
    message = desk.store.message(record.message) if record.message else None
    others = f" {item.more} more messages of this sender wait." if item.more else ""
    if item.aside:
        others += f" Put aside by {item.aside.by}: {item.aside.remark or 'no remark'}"
    return {
        "key": record.key,
        "severity": record.flag.severity,
        "code": record.flag.code,
        "delegation": record.delegation,
        "about": record.flag.about,
        "detail": record.flag.detail + others,
        "subject": message.subject if message else "",
        "sender_domain": (message.sender or "").rpartition("@")[2] if message else "",
        "raised_at": record.raised_at,
        "message": (record.message or "")[:12],
    }


def _next_due(desk: Desk, now: datetime) -> str | None:
    """The part whose deadline for notes comes next: only there is silence worth a word."""
    coming = [
        (milestone.due_at, part.id)
        for part in desk.config.meeting.parts
        if (milestone := part.milestone(DELEGATION_MILESTONE)) and milestone.due_at > now
    ]
    return min(coming)[1] if coming else None


def _with_state(standings: list[Standing], part: str | None, state: str) -> list[str]:
    return [s.delegation for s in standings if part and (p := s.part(part)) and p.state == state]
