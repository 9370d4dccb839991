"""What tests of staff decisions share: taking in, deciding, looking at what came of it."""

from __future__ import annotations

from mailbot.adapters.maildir import deliver
from mailbot.desk import Desk
from mailbot.domain.letter import Letter
from mailbot.domain.record import MessageRecord
from mailbot.intake import take_in_all
from mailbot.review import Ruling, find

STRANGER = "Somebody <s.one@elsewhere.example>"


def take_in(desk: Desk, *raws: bytes) -> list[MessageRecord]:
    assert desk.config.mailbox.path is not None
    before = {m.id for m in desk.store.all_messages()}
    for raw in raws:
        deliver(desk.config.mailbox.path, raw)
        take_in_all(desk)
    return [m for m in desk.store.all_messages() if m.id not in before]


def last_letter(desk: Desk) -> Letter:
    letters: tuple[Letter, ...] = desk.store.letters_in("queued")
    return letters[-1]


def families(desk: Desk, code: str = "KEN") -> list[str | None]:
    revision = desk.store.current_revision(code)
    return [p.family for p in revision.participants] if revision else []


def ruling(action: str, record: MessageRecord, **more: object) -> Ruling:
    return Ruling(action, record.id[:12], "a.keller", **more)  # type: ignore[arg-type]


def seen(desk: Desk, record: MessageRecord) -> str:
    """The hash `mailbot show` gives now."""
    return find(desk, record.id).seen
