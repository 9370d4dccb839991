"""A secretariat to do harm to: its own mailbox, store and mail server; and what came of it, to be compared."""

from __future__ import annotations

import email
import email.policy
import json
import re
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

from mailbot.adapters.store import open_store
from tests.e2e.conftest import Office
from tests.servers.dovecot import PASSWORD, Dovecot
from tests.servers.smtp import SmtpReceiver

from .mails import TODAY
from .nursery import Ended, Nursery

ENVIRONMENT = {"IMAP_PASSWORD": PASSWORD}
_PATIENCE_SECONDS = 900.0
"""A rebuild reads every bomb again."""
_OWED_TO_A_SMALL_DISK = "alert: The disk is nearly full"
_DAYS = {"2020-11-25": 16, "2020-11-27": 18, "2020-11-18": 7}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a secretariat has to show in the end. Hours are left out: they differ from run to run."""

    registrations: str
    dispositions: dict[str, tuple[str, ...]]
    """Of each message by its hash: the disposition of every copy of it."""
    folders: dict[str, tuple[str, ...]]
    """Message-IDs that lie in each folder of the mailbox."""
    letters: dict[tuple[str, ...], int]
    """To whom, subject and text of each letter, and how many there are of it."""
    states: dict[str, str]
    """By Message-ID: the state of each letter."""
    flags: tuple[str, ...]
    accepted: Counter[str] = field(default_factory=Counter)
    """By Message-ID: how often the mail server took each letter."""


@dataclass(slots=True)
class Scene:
    """One secretariat and the processes that serve it."""

    office: Office
    nursery: Nursery
    store: Path
    delivered: int = 0

    def run(self, *arguments: str, **how: object) -> Ended:
        """See ``Nursery.run``."""
        return self.nursery.run(self.office.config, *arguments, **how)  # type: ignore[arg-type]

    def deliver(self, *raws: bytes) -> None:
        """Into the watched folder."""
        self.office.dovecot.deliver(self.office.user, *raws)
        self.delivered += len(raws)

    def attempts(self) -> int:
        """How often the message in hand has been tried: three deaths over one and it is set aside."""
        if not (self.store / "mailbot.sqlite").exists():
            return 0
        with _opened(self.store) as store:
            return max((e.attempts for e in store.all_ledger() if e.disposition is None), default=0)

    def is_at_rest(self) -> bool:
        """Whether everything delivered is dealt with, filed and answered."""
        if not (self.store / "mailbot.sqlite").exists():
            return False
        with _opened(self.store) as store:
            done = [e for e in store.all_ledger() if e.disposition and (e.filed or not e.folder_wanted)]
            states = store.letter_counts()
        return len(done) >= self.delivered and not states.get("queued") and not states.get("sending")

    def outcome(self) -> Outcome:
        """What there is to show."""
        exported = self.run("export", "registrations", "--format", "json")
        with _opened(self.store) as store:
            entries = [(e.message or f"uid {e.uid}", str(e.disposition)) for e in store.all_ledger()]
            letters = [letter for letter in store.all_letters() if not letter.subject.endswith(_OWED_TO_A_SMALL_DISK)]
            flags = [f for f in store.all_flags() if f.flag.code != "crashed"]
        return Outcome(
            registrations=exported.out if exported.code == 0 else f"exit {exported.code}: {exported.said}",
            dispositions={name: tuple(sorted(d for n, d in entries if n == name)) for name in {n for n, _ in entries}},
            folders=self._folders(),
            letters=Counter((*x.to, x.subject, x.text) for x in letters),
            states={x.message_id: x.state for x in letters},
            flags=tuple(sorted(f"{f.key}|{f.verdict}" for f in flags)),
            accepted=Counter(_message_id(received.raw) for received in self.office.smtp.messages),
        )

    def complaints(self, cut_short: frozenset[str] = frozenset()) -> list[str]:
        """What the examination and the rebuild find wrong with the store; nothing, if it is sound.

        ``cut_short`` are archive ids of messages that are read as far as their time goes. How far that is differs from
        one time to the next, and so may what the rebuild reads of them; never what is recorded.
        """
        found = []
        doctor = self.run("doctor", "--json", patience=_PATIENCE_SECONDS)
        if doctor.code != 0:
            rows = json.loads(doctor.out) if doctor.out.startswith("[") else [{"weight": "fault", "what": doctor.said}]
            found += [f"doctor: {row['what']}" for row in rows if row["weight"] == "fault"]
        rebuild = self.run("rebuild", patience=_PATIENCE_SECONDS)
        told = [line for line in rebuild.said.splitlines() if not _is_of(line, cut_short)]
        if rebuild.code != 0 and (told or "the registrations are the same" not in rebuild.out):
            found.append(f"rebuild: {rebuild.out.strip()} {' '.join(told)[-500:]}")
        return found

    def _folders(self) -> dict[str, tuple[str, ...]]:
        found = {}
        with self.office.dovecot.session(self.office.user) as client:
            for _, _, name in client.list_folders():
                client.select_folder(name, readonly=True)
                uids = client.search("ALL")
                items = client.fetch(uids, ["BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)]"]) if uids else {}
                ids = [b"".join(v for k, v in item.items() if k.startswith(b"BODY[")) for item in items.values()]
                if ids:
                    found[str(name)] = tuple(sorted(one.decode("latin-1").strip() for one in ids))
        return found


def _is_of(line: str, messages: frozenset[str]) -> bool:
    """Whether a rebuild says here that it read one of those messages otherwise."""
    said = re.fullmatch(r"mailbot: message ([0-9a-f]{12}) is read otherwise than it had been", line.strip())
    return said is not None and any(message.startswith(said[1]) for message in messages)


def _message_id(raw: bytes) -> str:
    return str(email.message_from_bytes(raw, policy=email.policy.compat32)["Message-ID"])


@contextmanager
def _opened(path: Path) -> Iterator[object]:
    store = open_store(path)
    try:
        yield store
    finally:
        store.close()


@contextmanager
def scene(dovecot: Dovecot, nursery: Nursery, store: Path | None = None, **mailbox: object) -> Iterator[Scene]:
    """A secretariat with an empty mailbox; its deadline is a week from today. ``store`` is put elsewhere if given."""
    with tempfile.TemporaryDirectory(prefix="mb-torture-") as folder:
        smtp = SmtpReceiver()
        smtp.start()
        office = Office(Path(folder), dovecot, dovecot.new_user(), smtp)
        office.write_config(**mailbox)
        text = office.config.read_text(encoding="utf-8")
        for day, later in _DAYS.items():
            text = text.replace(day, f"{TODAY.date() + timedelta(days=later)}")
        if store is not None:
            text = text.replace("[secretariat]", f'[store]\npath = "{store}"\n[secretariat]', 1)
        office.config.write_text(text, encoding="utf-8")
        try:
            yield Scene(office, nursery, store or office.folder / "data")
        finally:
            smtp.stop()


def differences(outcome: Outcome, reference: Outcome, *, texts: bool = True) -> Iterator[str]:
    """What is otherwise than in a run that was never disturbed; letters' states and deliveries are not looked at."""
    if not texts:
        outcome, reference = (
            replace(one, letters=Counter(x[:-1] for x in one.letters)) for one in (outcome, reference)
        )
    if outcome.registrations != reference.registrations:
        yield f"the registrations differ: {outcome.registrations[:300]!r} … {reference.registrations[:300]!r}"
    for name in ("dispositions", "folders", "letters", "flags"):
        mine, theirs = getattr(outcome, name), getattr(reference, name)
        if mine != theirs:
            yield f"{name} differ: {_apart(mine, theirs)}"


def _without_texts(outcome: Outcome) -> Outcome:
    return replace(outcome, letters=Counter(letter[:-1] for letter in outcome.letters))


def _apart(mine: object, theirs: object) -> str:
    if isinstance(mine, dict) and isinstance(theirs, dict):
        keys = [key for key in {*mine, *theirs} if mine.get(key) != theirs.get(key)]
        return re.sub(r"\s+", " ", str([(key, mine.get(key), theirs.get(key)) for key in keys]))[:1500]
    return str(set(mine) ^ set(theirs))[:1500]  # type: ignore[call-overload]
