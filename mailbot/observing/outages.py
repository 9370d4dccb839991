"""Work that fails: since when, how often in a row, why. Kept in memory, and in the store for other commands to see."""

from __future__ import annotations

import contextlib
import json
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal, Protocol

from ..ports import OutsideError, Permanent

SETTING = "outages"
_KEPT_EVERY = timedelta(minutes=1)
REPEATEDLY = 3
"""So often in a row is no accident."""

Kind = Literal["temporary", "permanent", "fault"]


@dataclass(frozen=True, slots=True)
class Outage:
    """Something that has not worked since ``since``; ``fault`` is one of ours, the others are the world's."""

    what: str
    since: datetime
    failures: int
    kind: Kind
    why: str


class Settings(Protocol):
    """Where small values outlive the process: the store, or, where that cannot be opened, a file."""

    def setting(self, name: str, /) -> str | None: ...
    def put_setting(self, name: str, value: str, /) -> None: ...


class Outages:
    """What does not work now. Any thread may use it. The store refusing is no failure of it: memory counts."""

    def __init__(self, store: Settings, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._clock = clock
        self._guard = threading.Lock()
        self._now = {outage.what: outage for outage in kept_outages(store)}
        self._kept_at: datetime | None = None
        self._failures: Counter[str] = Counter()

    def failed(self, what: str, error: Exception) -> None:
        """It has failed once more."""
        now = self._clock()
        kind: Kind = "fault"
        if isinstance(error, OutsideError):
            kind = "permanent" if isinstance(error, Permanent) else "temporary"
        # The words of a fault of ours may quote what was read.
        why = str(error) if kind != "fault" else type(error).__name__
        with self._guard:
            before = self._now.get(what)
            since, failures = (before.since, before.failures + 1) if before else (now, 1)
            self._now[what] = Outage(what, since, failures, kind, why)
            self._failures[what] += 1
            is_news = failures <= REPEATEDLY or (before is not None and before.kind != kind)
        if is_news or self._kept_at is None or now - self._kept_at >= _KEPT_EVERY:
            self._keep(now)

    def over(self, what: str) -> None:
        """It has worked."""
        with self._guard:
            gone = self._now.pop(what, None)
        if gone is not None:
            self._keep(self._clock())

    def all(self) -> tuple[Outage, ...]:
        """What does not work now, by name."""
        with self._guard:
            return tuple(self._now[what] for what in sorted(self._now))

    def failures(self) -> dict[str, int]:
        """How often each has failed since this process began."""
        with self._guard:
            return dict(self._failures)

    def _keep(self, now: datetime) -> None:
        rows = [_row(outage) for outage in self.all()]
        with contextlib.suppress(OutsideError):
            self._store.put_setting(SETTING, json.dumps(rows, ensure_ascii=False))
            self._kept_at = now


def kept_outages(store: Settings) -> tuple[Outage, ...]:
    """What the store knows of, by name. Raises OutsideError."""
    try:
        rows = json.loads(store.setting(SETTING) or "[]")
        return tuple(_outage(row) for row in rows)
    except (ValueError, LookupError, TypeError):
        return ()


def _row(outage: Outage) -> dict[str, Any]:
    return {
        "what": outage.what,
        "since": outage.since.isoformat(),
        "failures": outage.failures,
        "kind": outage.kind,
        "why": outage.why,
    }


def _outage(row: dict[str, Any]) -> Outage:
    since = datetime.fromisoformat(row["since"])
    return Outage(str(row["what"]), since, int(row["failures"]), row["kind"], str(row["why"]))
