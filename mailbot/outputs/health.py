"""Whether all is well, as ``mailbot status`` says it first: a line, what is not well with its remedy, the figures."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from mailbot import __version__
from mailbot.observing.health import Health
from mailbot.observing.troubles import Trouble


def health_data(health: Health, troubles: tuple[Trouble, ...]) -> dict[str, Any]:
    """Whether all is well, what is not, and the figures behind it: plain data."""
    around = health.surroundings
    return {
        "well": not troubles,
        "verdict": verdict(troubles),
        "troubles": [
            {
                "cause": t.cause,
                "level": t.level,
                "title": t.title,
                "detail": t.detail,
                "remedy": t.remedy,
                "since": t.since.isoformat() if t.since else None,
            }
            for t in troubles
        ],
        "version": __version__,
        "daemon": around.daemon,
        "last_cycle_age_seconds": _age(health.last_cycle_at, health.at),
        "in_folder": health.listed,
        "without_disposition": health.left,
        "seen": sum(health.ledger.values()),
        "pending": health.ledger.get("pending", 0),
        "oldest_letter_age_seconds": _age(health.oldest_letter_at, health.at),
        "letters_unsettled": health.unsettled,
        "held": health.held,
        "oldest_held_age_seconds": _age(health.oldest_held_at, health.at),
        "failures_in_a_row": {outage.what: outage.failures for outage in health.outages},
        "disk_free_bytes": around.disk_free_bytes,
        "oauth2": [
            {
                "account": account.section,
                "token_expires_at": account.token_expires_at.isoformat() if account.token_expires_at else None,
                "secret_expires_on": account.secret_expires_on.isoformat() if account.secret_expires_on else None,
                "secret_days_left": (account.secret_expires_on - health.at.date()).days
                if account.secret_expires_on
                else None,
            }
            for account in around.accounts
        ],
    }


def verdict(troubles: tuple[Trouble, ...]) -> str:
    """The state of things in one line."""
    if not troubles:
        return "All is well."
    if any(trouble.level == "down" for trouble in troubles):
        return "NOT WELL: " + "; ".join(t.title for t in troubles if t.level == "down") + "."
    return "Working, with something to look at: " + "; ".join(t.title for t in troubles) + "."


def health_lines(state: dict[str, Any]) -> list[str]:
    """The first lines of the screen: the verdict, each trouble with its remedy, then the figures."""
    health = state["health"]
    marks = {"down": "✗", "warning": "!", "look": "·"}
    lines = [f"{state['meeting']}: {health['verdict']}"]
    for one in health["troubles"]:
        lines.append(" ".join(part for part in (f"  {marks[one['level']]} {one['title']}.", one["detail"]) if part))
        lines.append(f"    → {one['remedy']}")
    disk = health["disk_free_bytes"]
    lines += [
        f"mailbox: last read {_ago(health['last_cycle_age_seconds'])}; {health['in_folder']} in the folder, "
        f"{health['without_disposition']} without a disposition; {health['seen']} seen in all, "
        f"{health['pending']} pending",
        f"letters: {state['letters'].get('queued', 0)} queued, "
        f"the oldest due {_ago(health['oldest_letter_age_seconds'])}; {health['letters_unsettled']} failed or in doubt",
        f"people: {health['held']} messages wait, the oldest {_ago(health['oldest_held_age_seconds'])}",
        f"machine: daemon {health['daemon'] or 'not running'}; "
        f"{'?' if disk is None else f'{disk / 1_073_741_824:.1f}'} GB free; mailbot {health['version']}",
    ]
    for account in health["oauth2"]:
        token, secret = account["token_expires_at"], account["secret_expires_on"]
        until = f"secret until {secret} ({account['secret_days_left']} days)" if secret else "secret: no date is set"
        lines.append(f"{account['account']}: {f'token until {token}' if token else 'no token yet'}; {until}")
    return lines


def _age(moment: datetime | None, now: datetime) -> float | None:
    return (now - moment).total_seconds() if moment else None


def _ago(seconds: float | None) -> str:
    if seconds is None:
        return "–"
    for unit, size in (("d", 86400), ("h", 3600), ("min", 60)):
        if seconds >= 2 * size:
            return f"{seconds / size:.0f} {unit} ago"
    return f"{max(0, seconds):.0f} s ago"
