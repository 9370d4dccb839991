"""Scans wait for recognition apart: others do not wait for them, and of one delegation nothing overtakes."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from dataclasses import replace
from email.message import EmailMessage

import pytest

from mailbot.adapters.maildir import deliver
from mailbot.adapters.sandbox import Sandbox
from mailbot.desk import Desk
from mailbot.domain.message import Attachment
from mailbot.intake import take_in_all
from mailbot.reading.document import Reading
from mailbot.waiting import is_awaited, with_ahead
from tests.e2e.mail import ALTERNATE, COMPLETE, HEAD, INCOMPLETE, KENYA, PRIMARY, message, note
from tests.reading.documents.test_ocr import encoded, page

BURKINA = "Mission <mission@burkina-gva.example>"
pytestmark = pytest.mark.usefixtures("recogniser")


class Gated(Sandbox):
    """Recognises when it is let."""

    def __init__(self) -> None:
        super().__init__(processes=2)
        self.gate = threading.Event()

    def read_behind(self, attachments: Sequence[Attachment]) -> list[tuple[Reading, ...]]:
        assert self.gate.wait(60)
        return super().read_behind(attachments)


@pytest.fixture(scope="module")
def readers() -> Iterator[Gated]:
    with Gated() as made:
        yield made


@pytest.fixture
def ahead(desk: Desk, readers: Gated) -> Iterator[Desk]:
    readers.gate.clear()
    with with_ahead(replace(desk, readers=readers)) as made:
        yield made
        readers.gate.set()


def put(desk: Desk, *raws: bytes) -> None:
    assert desk.config.mailbox.path is not None
    for raw in raws:
        deliver(desk.config.mailbox.path, raw)


def scan(*, sender: str = KENYA, subject: str = "A scan") -> bytes:
    mail = EmailMessage()
    mail["Received"] = "from mail.kenya-gva.example by mx.secretariat.example; Mon, 09 Nov 2020 10:00:05 +0100"
    mail["From"], mail["To"], mail["Subject"] = sender, "ccm@secretariat.example", subject
    mail["Message-ID"] = f"<{subject.replace(' ', '')}@scan.example>"
    mail.set_content("Please find attached our note verbale on the first part of the Conference.\n")
    mail.add_attachment(encoded(page(), "PNG"), maintype="image", subtype="png", filename="scan.png")
    return mail.as_bytes()


def test_a_text_note_does_not_wait_behind_the_scan_of_another(ahead: Desk, readers: Gated) -> None:
    put(ahead, scan(sender=BURKINA), note(*COMPLETE))
    cycle = take_in_all(ahead)
    assert (cycle.handled, cycle.left, cycle.waiting, cycle.gone) == (2, 0, 1, 0)
    assert ahead.store.current_revision("KEN") is not None
    assert ahead.store.ledger_counts() == {"pending": 1, "recorded": 1}
    assert is_awaited(ahead, "BFA")
    assert not is_awaited(ahead, "KEN")


def test_the_scan_is_taken_in_when_it_is_recognised(ahead: Desk, readers: Gated) -> None:
    put(ahead, scan(sender=BURKINA))
    assert take_in_all(ahead).waiting == 1
    again = take_in_all(ahead)
    assert (again.handled, again.waiting) == (0, 1)
    readers.gate.set()
    assert ahead.ahead is not None
    assert ahead.ahead.behind.wait()
    assert take_in_all(ahead).waiting == 0
    (record,) = ahead.store.all_messages()
    assert record.submission is not None
    assert any("HARTMANN" in (person.family or "").upper() for person in record.submission.persons)
    assert [(entry.attempts, entry.filed) for entry in ahead.store.all_ledger()] == [(1, True)]
    assert not is_awaited(ahead, "BFA")


def test_a_later_note_of_the_delegation_waits_behind_its_scan(ahead: Desk, readers: Gated) -> None:
    put(ahead, scan(), note(*COMPLETE))
    assert take_in_all(ahead).waiting == 2
    readers.gate.set()
    assert ahead.ahead is not None
    while ahead.ahead.behind.wait():
        take_in_all(ahead)
    subjects = [record.subject for record in ahead.store.all_messages()]
    assert subjects == ["A scan", "Note Verbale KMG/DIS/41/20"]


def test_a_stranger_who_speaks_for_the_delegation_waits_too(ahead: Desk) -> None:
    put(ahead, scan(), note(*COMPLETE, sender="Somebody <capital@elsewhere.example>"))
    assert take_in_all(ahead).waiting == 2
    assert not list(ahead.store.all_messages())


def test_a_scan_that_staff_move_while_it_waits_is_taken_in_all_the_same(ahead: Desk, readers: Gated) -> None:
    put(ahead, scan())
    take_in_all(ahead)
    path = ahead.config.mailbox.path
    assert path is not None
    for file in [*path.glob("new/*"), *path.glob("cur/*")]:
        file.unlink()
    readers.gate.set()
    assert ahead.ahead is not None
    assert ahead.ahead.behind.wait()
    take_in_all(ahead)
    assert [record.subject for record in ahead.store.all_messages()] == ["A scan"]


def test_nothing_is_read_ahead_after_a_death_while_reading_ahead(desk: Desk, readers: Gated) -> None:
    with desk.store.transaction():
        desk.store.put_setting("reading_ahead", "yes")
    with with_ahead(replace(desk, readers=readers)) as wary:
        assert wary.ahead is not None
        assert wary.ahead.is_wary
        put(wary, note(*COMPLETE), note(*INCOMPLETE, subject="Another"))
        take_in_all(wary)
        assert not wary.ahead.is_wary
        assert not wary.store.setting("reading_ahead")


def test_a_note_that_came_before_what_is_recorded_waits_for_a_person(desk: Desk) -> None:
    put(desk, note(*COMPLETE))
    take_in_all(desk)
    late = message("\n\n".join([HEAD, PRIMARY, ALTERNATE])).replace(b"09 Nov\n 2020", b"08 Nov\n 2020", 1)
    put(desk, late)
    take_in_all(desk)
    assert desk.store.ledger_counts() == {"recorded": 1, "held": 1}
