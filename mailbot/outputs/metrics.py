"""Figures for Prometheus, in its text format (version 0.0.4). Counts and times alone: nobody's name or address."""

from __future__ import annotations

import platform
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, time

from mailbot import __version__
from mailbot.observing.health import Account, Health
from mailbot.observing.lookout import View
from mailbot.observing.tally import BOUNDS, Tallied

Labels = Mapping[str, str]
Sample = tuple[Labels, float]

MEDIA_TYPE = "text/plain; version=0.0.4"


def metrics(view: View, tallied: Tallied, failures: Mapping[str, int], alarms: Mapping[str, int]) -> str:
    """Everything, as one text."""
    families = [
        *_process(view, tallied, failures, alarms),
        *([] if view.health is None else _record(view.health)),
    ]
    return "\n".join([*families, *_durations(tallied)]) + "\n"


def _process(view: View, tallied: Tallied, failures: Mapping[str, int], alarms: Mapping[str, int]) -> Iterator[str]:
    build = {"version": __version__, "python": platform.python_version()}
    yield _family("build_info", "gauge", "What runs.", [(build, 1)])
    yield _family("healthy", "gauge", "1 unless mailbot cannot do its work.", _one(not view.is_down))
    troubles = [({"cause": t.cause, "level": t.level}, 1.0) for t in view.troubles]
    yield _family("trouble", "gauge", "1 for each thing that is not well.", troubles)
    handled = _by("disposition", tallied.dispositions)
    yield _family("messages_handled_total", "counter", "Messages handled by this process.", handled)
    yield _family("failures_total", "counter", "Failures of this process by kind of work.", _by("what", failures))
    yield _family("alarms_total", "counter", "Alarms sounded by this process.", _by("cause", alarms))


def _record(health: Health) -> Iterator[str]:
    at = health.at
    yield _family("last_cycle_timestamp_seconds", "gauge", "When the mailbox was last read to its end.",
                  _moment(health.last_cycle_at))  # fmt: skip
    yield _family("mailbox_messages", "gauge", "Messages in the folder at the last look.", _one(health.listed))
    yield _family("mailbox_unaccounted", "gauge", "Of these, without a disposition.", _one(health.left))
    yield _family("ledger_entries", "gauge", "Messages ever seen.", _by("disposition", health.ledger))
    yield _family("letters", "gauge", "Letters by state.", _by("state", health.letters))
    yield _family("letters_unsettled", "gauge", "Letters failed or in doubt, not dealt with.", _one(health.unsettled))
    yield _family("oldest_due_letter_seconds", "gauge", "For how long the oldest letter that may go has waited.",
                  _one(_age(health.oldest_letter_at, at)))  # fmt: skip
    yield _family("flags_open", "gauge", "Open flags.", _by("code", health.flags))
    yield _family("held_messages", "gauge", "Messages that wait for a person.", _one(health.held))
    yield _family("oldest_held_seconds", "gauge", "For how long the first of them has waited.",
                  _one(_age(health.oldest_held_at, at)))  # fmt: skip
    outages = [({"what": o.what}, (at - o.since).total_seconds()) for o in health.outages]
    yield _family("outage_seconds", "gauge", "For how long something has failed.", outages)
    failing = [({"what": o.what}, float(o.failures)) for o in health.outages]
    yield _family("failures_in_a_row", "gauge", "How often it has failed since it last worked.", failing)
    yield from _around(health)


def _around(health: Health) -> Iterator[str]:
    free = health.surroundings.disk_free_bytes
    if free is not None:
        yield _family("disk_free_bytes", "gauge", "Room left where the record lies.", _one(free))
    accounts = health.surroundings.accounts
    tokens = [s for account in accounts for s in _expiry(account, account.token_expires_at)]
    yield _family("oauth2_token_expiry_timestamp_seconds", "gauge", "Until when the last token holds.", tokens)
    secrets = [s for a in accounts if a.secret_expires_on for s in _expiry(a, _midnight(a))]
    yield _family("oauth2_secret_expiry_timestamp_seconds", "gauge", "When the secret runs out.", secrets)


def _durations(tallied: Tallied) -> Iterator[str]:
    name = "mailbot_message_seconds"
    yield f"# HELP {name} From a message in hand to its record."
    yield f"# TYPE {name} histogram"
    so_far = 0
    for bound in BOUNDS:
        so_far += tallied.durations.get(bound, 0)
        yield f'{name}_bucket{{le="{bound}"}} {so_far}'
    count = so_far + tallied.durations.get(None, 0)
    yield f'{name}_bucket{{le="+Inf"}} {count}'
    yield f"{name}_sum {tallied.seconds!r}"
    yield f"{name}_count {count}"


def _family(name: str, kind: str, what: str, samples: Iterable[Sample]) -> str:
    name = f"mailbot_{name}"
    lines = [f"# HELP {name} {what}", f"# TYPE {name} {kind}"]
    for labels, value in samples:
        said = ",".join(f'{key}="{_escaped(text)}"' for key, text in labels.items())
        lines.append(f"{name}{{{said}}} {float(value)!r}" if said else f"{name} {float(value)!r}")
    return "\n".join(lines)


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")


def _one(value: float) -> list[Sample]:
    return [({}, float(value))]


def _by(label: str, counts: Mapping[str, int]) -> list[Sample]:
    return [({label: key}, float(count)) for key, count in sorted(counts.items())]


def _moment(moment: datetime | None) -> list[Sample]:
    return _one(moment.timestamp()) if moment else []


def _age(moment: datetime | None, now: datetime) -> float:
    return (now - moment).total_seconds() if moment else 0.0


def _expiry(account: Account, moment: datetime | None) -> list[Sample]:
    return [({"account": account.section}, moment.timestamp())] if moment else []


def _midnight(account: Account) -> datetime | None:
    day = account.secret_expires_on
    return datetime.combine(day, time(), UTC) if day else None
