"""A sweep of reminders over 200 delegations with 4 parts, every letter rendered."""

from __future__ import annotations

import argparse
import tempfile
import time
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from mailbot import reminders
from mailbot.config import Config, load
from mailbot.desk import Desk
from mailbot.domain.delegation import Participant, Participation, Revision
from mailbot.domain.meeting import Invitee, Invitees
from mailbot.opening import open_desk
from tests.flows.conftest import CONFIG, INVITEES

from .office import PLACE
from .rows import Row

_LANGUAGES = ("en", "fr", "es", "ru", "ar", "zh")


def rows(options: argparse.Namespace) -> list[Row]:
    """Beside as many letters alone, one after the other."""
    PLACE.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=PLACE, prefix="bench-") as folder:
        config = _campaign(Path(folder), options.delegations)
        moment = _moment(config)
        with open_desk(config, clock=lambda: moment, daemon=True) as desk:
            _half_answered(desk, moment)
            began = time.monotonic()
            letters = reminders.sweep(desk, moment)
            taken = time.monotonic() - began
            began = time.monotonic()
            reminders.sweep(desk, moment)
            again = time.monotonic() - began
    what = f"sweep, {options.delegations} delegations × 4 parts, {letters} letters rendered"
    return [Row(what, taken, "s", "the same again, none due", again, 2.0)]


def _campaign(folder: Path, count: int) -> Config:
    (folder / "config.toml").write_text(CONFIG, encoding="utf-8")
    (folder / "invitees.csv").write_text(INVITEES, encoding="utf-8")
    config = load(folder / "config.toml")
    first = config.meeting.parts[0]
    parts = tuple(replace(first, id=f"P{n}") for n in range(4))
    invitees = tuple(
        Invitee(f"D{n:03}", f"State {n}", "state_party", _LANGUAGES[n % 6], (f"mission@d{n}.example",))
        for n in range(count)
    )
    return replace(config, meeting=replace(config.meeting, parts=parts), invitees=Invitees(invitees))


def _moment(config: Config) -> datetime:
    """The sending moment of a day on which a reminder is due."""
    part = config.meeting.parts[0]
    milestone = next(m for m in part.milestones if m.kind == "note_verbale")
    day = milestone.due_at.astimezone(config.meeting.zone) - timedelta(days=max(milestone.remind_days_before))
    return day.replace(hour=9, minute=0, second=30)


def _half_answered(desk: Desk, now: datetime) -> None:
    """Every second delegation has named a primary speaker for each part and no alternate."""
    with desk.store.transaction():
        desk.store.put_setting("reminders_since", (now - timedelta(days=60)).isoformat())
        for number, invitee in enumerate(desk.invitees.all):
            if number % 2:
                parts = tuple(part.id for part in desk.config.meeting.parts)
                seats = tuple(Participation(part, speaker="primary") for part in parts)
                person = Participant("Doe", "Jane", email=f"jane@d{number}.example", participations=seats)
                cause = f"message:m{number}"
                desk.store.add_revision(
                    Revision(invitee.code, 1, "first", cause, now - timedelta(days=9), parts, (person,))
                )
