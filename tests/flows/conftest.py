"""A desk of real parts: the example meeting, a Maildir, the store in memory, the shipped templates, a clock to set."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from mailbot.adapters.archive import FileArchive
from mailbot.adapters.letters import LetterRenderer
from mailbot.adapters.maildir import MaildirMailbox, create_maildir
from mailbot.adapters.store import memory_store
from mailbot.config import load
from mailbot.desk import Desk

INVITEES = """\
code,name,category,language,emails
KEN,Kenya,signatory,en,mission@kenya-gva.example
BFA,Burkina Faso,state_party,fr,mission@burkina-gva.example
CMC,Cluster Munition Coalition,observer_1_2,en,participation@cmc.example
"""

CONFIG = """
timezone = "Europe/Zurich"
invitees = "invitees.csv"
[secretariat]
name = "CCM Secretariat"
address = "ccm@secretariat.example"
staff = ["desk@secretariat.example"]
[mailbox]
kind = "maildir"
path = "mail"
[smtp]
host = "127.0.0.1"
security = "none"
[meeting]
id = "2RC"
title.en = "Second Review Conference"
[[meeting.parts]]
id = "RC1"
title.en = "first part"
starts_on = 2020-11-25
ends_on = 2020-11-27
format = "virtual"
sessions = ["10:00-12:00"]
platform = "Interprefy"
speakers = { primary = 1, alternate = 1, personal_email = true }
[[meeting.parts.milestones]]
kind = "note_verbale"
due = 2020-11-18
remind_days_before = [35, 14, 7, 2, 0]
[[meeting.parts.milestones]]
kind = "indico"
due = 2020-11-20
remind_days_before = [2]
"""


@dataclass
class Clock:
    """Set by the test."""

    now: datetime = datetime(2020, 10, 1, 8, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def desk(tmp_path: Path, clock: Clock) -> Iterator[Desk]:
    (tmp_path / "invitees.csv").write_text(INVITEES, encoding="utf-8")
    (tmp_path / "config.toml").write_text(CONFIG, encoding="utf-8")
    create_maildir(tmp_path / "mail")
    config = load(tmp_path / "config.toml")
    mailbox = MaildirMailbox(tmp_path / "mail")
    letters = LetterRenderer(None, config.meeting, config.secretariat, None)
    yield Desk(config, memory_store(), FileArchive(tmp_path / "messages"), mailbox, letters, clock)
    mailbox.close()
