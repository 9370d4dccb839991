"""A store on disk as a conference leaves it: many notes, decisions of every kind, letters in every state."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from mailbot.adapters.maildir import create_maildir, deliver
from mailbot.config import Config, load
from mailbot.corrections import Refused
from mailbot.daemon import open_desk
from mailbot.desk import Desk
from mailbot.domain.record import MessageRecord
from mailbot.intake import take_in_all
from mailbot.outputs import registrations
from mailbot.reminders import sweep
from mailbot.review import Ruling, find, reject_sender, rule, undo
from tests.e2e.mail import message, note
from tests.flows.conftest import CONFIG, INVITEES, Clock

FAMILIES = "ABEBE BIKO CISSÉ DIALLO EKWUEME FALL GITAU HADDAD IBRAHIM JUMA KIPTOO LEMA MENSAH NDIAYE OUMA".split()
GIVEN = "Awa Brian Clara David Esther Femi Grace Hassan Ida Joseph Khadija Lucy Moses Naomi Omar".split()
STATES = {
    "KEN": "Kenya", "ZMB": "Zambia", "GHA": "Ghana", "NPL": "Nepal", "FJI": "Fiji", "PER": "Peru", "CHL": "Chile",
    "NOR": "Norway", "MLI": "Mali", "TGO": "Togo", "UGA": "Uganda", "BEN": "Benin", "AUT": "Austria", "CUB": "Cuba",
}  # fmt: skip
STRANGER = "Somebody <s.one@elsewhere.example>"


@dataclass
class Records:
    """One store on disk, worked on in this process with a clock of its own."""

    folder: Path
    clock: Clock = field(default_factory=Clock)

    @property
    def config(self) -> Config:
        return load(self.folder / "config.toml")

    @property
    def store(self) -> Path:
        return self.folder / "data"

    def configure(self, old: str = "", new: str = "") -> None:
        (self.folder / "config.toml").write_text(CONFIG.replace(old, new) if old else CONFIG, encoding="utf-8")

    @contextmanager
    def desk(self) -> Iterator[Desk]:
        with open_desk(self.config, clock=self.clock) as desk:
            yield desk

    def deliver(self, *raws: bytes) -> None:
        for raw in raws:
            deliver(self.folder / "mail", raw, at=self.clock.now)

    def take_in(self, desk: Desk, *raws: bytes) -> list[MessageRecord]:
        new = [name for raw in raws if desk.store.message(name := hashlib.sha256(raw).hexdigest()) is None]
        self.deliver(*raws)
        take_in_all(desk)
        self.clock.now += timedelta(seconds=7)
        return [record for name in new if (record := desk.store.message(name))]

    def rule(self, desk: Desk, action: str, record: MessageRecord, **more: object) -> bool:
        """Decides on a message as it stands now; whether it could be done."""
        self.clock.now += timedelta(minutes=1)
        seen = find(desk, record.id).seen
        try:
            rule(desk, Ruling(action, record.id, "a.keller", seen, **more))  # type: ignore[arg-type]
        except Refused:
            return False
        return True

    def undo(self, desk: Desk, record: MessageRecord) -> bool:
        """Undoes the last decision on a message; whether there was one."""
        self.clock.now += timedelta(seconds=20)
        try:
            undo(desk, record.id, "a.keller")
        except Refused:
            return False
        return True

    def exports(self) -> dict[str, bytes]:
        with self.desk() as desk:
            return exports(desk)


def exports(desk: Desk) -> dict[str, bytes]:
    """The registrations in every form."""
    revisions = [r for code in desk.store.delegations() for r in desk.store.revisions(code)]
    rows = registrations.registrations(revisions, desk.config.meeting, desk.config.invitees)
    return {
        "json": registrations.to_json(rows),
        "csv": registrations.to_csv(rows),
        "xlsx": registrations.to_xlsx(rows),
    }


@pytest.fixture
def records(tmp_path: Path) -> Records:
    others = (f"{code},{name},signatory,en,mission@{code}.example\n" for code, name in STATES.items() if code != "KEN")
    (tmp_path / "invitees.csv").write_text(INVITEES + "".join(others), encoding="utf-8")
    create_maildir(tmp_path / "mail")
    records = Records(tmp_path, Clock(datetime.fromisoformat("2020-11-09T10:00:00+01:00")))
    records.configure()
    return records


def some_note(chance: random.Random, number: int, **headers: str) -> bytes:
    """A note of one State naming two to five people, no two alike."""
    code = chance.choice(list(STATES))
    if code != "KEN":
        headers.setdefault("sender", f"Mission <mission@{code}.example>")

    def name(_: int) -> str:
        return f"{chance.choice(GIVEN)} {chance.choice(FAMILIES)}"

    people = [f"1. H.E. Ms. {name(0)}, Ambassador, Head of Delegation\n"]
    people.append(f"2. Mr. {name(1)}, Counsellor, primary speaker (p.{number}@mfa-ke.example)\n")
    if chance.random() < 0.7:
        people.append(f"3. Ms. {name(2)}, First Secretary, alternate speaker (a.{number}@mfa-ke.example)\n")
    people += [f"{4 + n}. Mr. {name(3)}, Attaché\n" for n in range(chance.randrange(3))]
    raw = note(*people, subject=f"Note Verbale {number}", **headers)
    raw = raw.replace(b"the Republic of Kenya", STATES[code].encode())
    return raw.replace(b"KMG/DIS/41/20", f"KMG/DIS/{number}/20".encode())


def live_through(records: Records, messages: int, seed: int = 4) -> None:
    """Notes, copies, questions, automatic mail, strangers, and what staff decide on them, some of it twice."""
    chance = random.Random(seed)  # noqa: S311
    with records.desk() as desk:
        raws: list[bytes] = []
        for number in range(messages):
            kind = chance.random()
            headers = {"sender": STRANGER} if kind < 0.25 else {}
            raw = some_note(chance, number, **headers)
            if kind > 0.9:
                raw = message("Could we name three speakers for the first part?", subject=f"Question {number}")
            elif kind > 0.85 and raws:
                raw = chance.choice(raws)
            raws.append(raw)
            taken = records.take_in(desk, raw)
            for record in taken:
                _decide(records, desk, record, chance)
            if number % 40 == 0:
                records.clock.now += timedelta(hours=3)
                sweep(desk, records.clock.now)


def _decide(records: Records, desk: Desk, record: MessageRecord, chance: random.Random) -> None:
    again: Callable[[], bool] = lambda: chance.random() < 0.15  # noqa: E731
    if record.disposition == "held":
        action = chance.choice(["accept", "correct", "assign", "reject", "answer", "wait"])
        if action == "correct":
            records.rule(desk, "correct", record, changes=(("persons.2.family", "MWANGI-KARIUKI"),))
        elif action == "assign":
            records.rule(desk, "assign", record, delegation=chance.choice(["BFA", "CMC"]))
        elif action == "answer":
            records.rule(desk, "answer", record, text="Yes, one note covers both parts.")
        elif action == "accept":
            records.rule(desk, action, record, quiet=again(), remember=again())
        elif action == "reject" and again():
            reject_sender(desk, Ruling("reject", record.id, "a.keller"))
        elif action == "reject":
            records.rule(desk, action, record, quiet=again())
    if record.disposition == "recorded" and again():
        records.rule(desk, "correct", record, changes=(("persons.1.title", "Dr."), ("persons.+", "Zoe|ZIMBA")))
    if record.disposition == "recorded" and again():
        records.rule(desk, "reject", record)
    if again():
        records.undo(desk, record)
