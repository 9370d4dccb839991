"""Sample delegations write, letters go out, the deadlines pass: three weeks of November 2020 in a minute."""

from __future__ import annotations

import email.policy
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.parser import BytesParser
from importlib.resources import files
from pathlib import Path

from rich.console import Console
from rich.progress import Progress

from mailbot import intake, reminders, watch
from mailbot.adapters.maildir import create_maildir
from mailbot.adapters.maildir import deliver as deliver_into
from mailbot.config import Config, load
from mailbot.daemon import deliver, open_desk, open_transport
from mailbot.desk import Desk
from mailbot.digest import digest
from mailbot.review import Ruling, queue, rule

from .page import offer
from .postman import Postman
from .report import print_report

STARTS_AT = datetime(2020, 11, 1, 12, 0, tzinfo=UTC)
ENDS_AT = datetime(2020, 11, 25, 12, 0, tzinfo=UTC)
STEP = timedelta(hours=1)


@dataclass
class Clock:
    """A clock that is set, not read."""

    now: datetime = STARTS_AT

    def __call__(self) -> datetime:
        return self.now


def play(folder: Path, page_minutes: int, *, is_watched: bool) -> None:
    """Plays the campaign into ``folder`` (emptied first), prints what happened and where to look, offers the page.

    The page is served until Ctrl-C where somebody watches, else in the background for ``page_minutes`` (0: not at all).
    """
    console = Console()
    if folder.exists():
        if not (folder / "config.toml").exists() and any(folder.iterdir()):
            raise SystemExit(f"mailbot: {folder} holds other files; name an empty folder with --folder.")
        shutil.rmtree(folder)
    folder.mkdir(parents=True)
    with Postman(folder / "letters") as postman:
        config = _configuration(folder, postman.port)
        clock = Clock()
        with open_desk(config, clock=clock, daemon=True) as desk:
            _campaign(desk, config, clock, postman, console)
            print_report(console, desk, folder, postman.letters)
    if page_minutes:
        offer(folder, console, page_minutes, is_watched)


def _configuration(folder: Path, port: int) -> Config:
    """The demonstration's own configuration, written out so that it can be looked at and tried."""
    samples = files("mailbot.demo") / "samples"
    text = (samples / "config.toml").read_text(encoding="utf-8").replace("@PORT@", str(port))
    (folder / "config.toml").write_text(text, encoding="utf-8")
    (folder / "invitees.csv").write_bytes((samples / "invitees.csv").read_bytes())
    create_maildir(folder / "mail")
    return load(folder / "config.toml")


def _campaign(desk: Desk, config: Config, clock: Clock, postman: Postman, console: Console) -> None:
    mail = list(_sample_mail())
    transport = open_transport(config)
    hours = int((ENDS_AT - STARTS_AT) / STEP)
    with Progress(console=console, transient=True) as progress:
        task = progress.add_task("November 2020", total=hours)
        for hour in range(hours):
            ends_at = STARTS_AT + (hour + 1) * STEP
            while mail and mail[0][0] < ends_at:
                clock.now, raw = mail.pop(0)
                deliver_into(config.mailbox.path or Path(), raw, at=clock.now)
                _cycle(desk, transport, postman)
            clock.now = ends_at
            if reminders.is_time(desk, clock.now):
                reminders.sweep(desk, clock.now)
            digest(desk, clock.now)
            _staff_at_work(desk, clock.now)
            postman.deliver_due(lambda: deliver(desk, transport, None), clock.now)
            progress.update(task, advance=1, description=f"{clock.now:%d %B %Y, %H:%M} UTC")
    transport.close()


def _cycle(desk: Desk, transport: object, postman: Postman) -> None:
    intake.take_in_all(desk)
    watch.note_read(desk)
    postman.deliver_due(lambda: deliver(desk, transport, None), desk.clock())  # type: ignore[arg-type]


def _sample_mail() -> Iterator[tuple[datetime, bytes]]:
    """The sample messages with the moment each reaches the mailbox, in order."""
    found = []
    for entry in (files("mailbot.demo") / "samples").iterdir():
        if entry.name.endswith(".eml"):
            raw = entry.read_bytes()
            date = BytesParser(policy=email.policy.default).parsebytes(raw, headersonly=True)["Date"]
            found.append((date.datetime.astimezone(UTC), raw))
    return iter(sorted(found, key=lambda item: item[0]))


def _staff_at_work(desk: Desk, now: datetime) -> None:
    """A member of staff looks in each morning and accepts the note that came from an address not listed."""
    if now.hour != 10:
        return
    for item in queue(desk):
        codes = {record.flag.code for record in item.flags if record.flag.severity == "hold"}
        if codes == {"sender_unknown"}:
            rule(desk, Ruling("accept", item.id, "demo reviewer", item.seen))
