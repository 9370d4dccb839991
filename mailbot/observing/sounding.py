"""When an alarm is sounded: once for each cause and day, and once when it is over."""

from __future__ import annotations

import contextlib
import json
import logging
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from ..ports import Alarm, Notice, OutsideError
from .outages import Settings
from .troubles import Trouble

log = logging.getLogger(__name__)

SETTING = "alarms"
AGAIN_AFTER = timedelta(days=1)
CALM = timedelta(minutes=15)
"""So long a trouble must be gone before the all clear: what comes and goes is one alarm, not many."""


@dataclass(frozen=True, slots=True)
class Sounded:
    """An alarm that has been given, and since when its trouble is gone (None: it is there)."""

    title: str
    at: datetime
    occurrence: str = ""
    gone_at: datetime | None = None


class Sounder:
    """Sounds what must be heard on every channel. One thread uses it. What was sounded outlives the process.

    One channel that takes an alarm is enough; if none does, it is tried again at the next sweep.
    """

    def __init__(self, channels: Sequence[Alarm], store: Settings) -> None:
        self._channels = channels
        self._store = store
        self._sounded = _kept(store)
        self.count: Counter[str] = Counter()

    def sweep(self, troubles: Iterable[Trouble], now: datetime) -> None:
        """Sounds what is new, or still there after a day; gives the all clear for what has been gone for a while."""
        before = dict(self._sounded)
        loud = {trouble.cause: trouble for trouble in troubles if trouble.level != "look"}
        for trouble in loud.values():
            self._hear(trouble, now)
        for cause, sounded in before.items():
            if cause not in loud:
                self._rest(cause, sounded, now)
        if self._sounded != before:
            self._keep()

    def _hear(self, trouble: Trouble, now: datetime) -> None:
        last = self._sounded.get(trouble.cause)
        if last is not None and not _is_due(trouble, last, now):
            self._sounded[trouble.cause] = replace(last, gone_at=None)
            return
        notice = Notice(trouble.cause, trouble.title, trouble.detail, trouble.remedy, now)
        log.error("alarm: %s. %s %s", trouble.title, trouble.detail, trouble.remedy)
        if self._sound(notice):
            self.count[trouble.cause] += 1
            self._sounded[trouble.cause] = Sounded(trouble.title, now, trouble.occurrence)

    def _rest(self, cause: str, sounded: Sounded, now: datetime) -> None:
        gone_at = sounded.gone_at or now
        self._sounded[cause] = replace(sounded, gone_at=gone_at)
        if now - gone_at < CALM:
            return
        log.warning("alarm is over: %s", sounded.title)
        if self._sound(Notice(cause, sounded.title, "It is over.", "", now, is_over=True)):
            del self._sounded[cause]

    def _sound(self, notice: Notice) -> bool:
        """Whether somebody may have heard it; without channels the log has."""
        heard = not self._channels
        for channel in self._channels:
            try:
                channel.sound(notice)
                heard = True
            except OutsideError as error:
                log.error("%s: an alarm could not be sounded: %s", channel.name, error)  # noqa: TRY400 - no fault of ours
        return heard

    def _keep(self) -> None:
        rows = {cause: _row(sounded) for cause, sounded in self._sounded.items()}
        with contextlib.suppress(OutsideError):
            self._store.put_setting(SETTING, json.dumps(rows, ensure_ascii=False))


def _is_due(trouble: Trouble, last: Sounded, now: datetime) -> bool:
    if trouble.occurrence:
        return trouble.occurrence != last.occurrence
    # A clock that was set back must not silence it for longer than a day.
    return abs(now - last.at) >= AGAIN_AFTER


def _row(sounded: Sounded) -> dict[str, Any]:
    gone_at = sounded.gone_at.isoformat() if sounded.gone_at else None
    return {"title": sounded.title, "at": sounded.at.isoformat(), "occurrence": sounded.occurrence, "gone_at": gone_at}


def joined(before: str | None, sounded: str) -> str:
    """The setting with what was sounded elsewhere added."""
    rows = {cause: _row(each) for text in (before, sounded) for cause, each in _parsed(text).items()}
    return json.dumps(rows, ensure_ascii=False)


def _kept(store: Settings) -> dict[str, Sounded]:
    return _parsed(store.setting(SETTING))


def _parsed(setting: str | None) -> dict[str, Sounded]:
    try:
        return {cause: _sounded(row) for cause, row in json.loads(setting or "{}").items()}
    except (ValueError, LookupError, TypeError, AttributeError):
        return {}


def _sounded(row: dict[str, Any]) -> Sounded:
    gone_at = datetime.fromisoformat(row["gone_at"]) if row["gone_at"] else None
    return Sounded(str(row["title"]), datetime.fromisoformat(row["at"]), str(row["occurrence"]), gone_at)
