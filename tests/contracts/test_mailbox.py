"""What every mailbox promises, on a real IMAP server and on disk."""

from __future__ import annotations

import hashlib
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from mailbot.ports import Arrival, Mailbox, MessageKey, Oversized, Temporary
from tests.conftest import require_dovecot
from tests.contracts.sites import ImapSite, MaildirSite, Site

SHORT = timedelta(seconds=0.3)
LONG = timedelta(seconds=20)
ACCENTED = "Traité – à vérifier & co"


def note(number: int, body: bytes = b"Excellency,\r\n") -> bytes:
    head = b"From: mission@geneva.example\r\nMessage-ID: <note-%d@geneva.example>\r\nSubject: NV %d\r\n\r\n"
    return head % (number, number) + body


@pytest.fixture(params=[pytest.param("imap", marks=pytest.mark.dovecot), "maildir"])
def site(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Site]:
    if request.param == "maildir":
        yield MaildirSite(tmp_path / "mail")
        return
    require_dovecot()
    imap = ImapSite(request.getfixturevalue("dovecot"), request.getfixturevalue("mail_user"))
    yield imap
    imap.leave()


@pytest.fixture
def mailbox(site: Site) -> Mailbox:
    return site.mailbox()


def arrivals(mailbox: Mailbox) -> list[Arrival]:
    listing = mailbox.listing()
    found = list(mailbox.fetch(listing, listing.uids))
    assert all(isinstance(one, Arrival) for one in found)
    return [one for one in found if isinstance(one, Arrival)]


class Waiting:
    """A ``wait`` going on in another thread."""

    def __init__(self, mailbox: Mailbox, timeout: timedelta = LONG) -> None:
        self.answer: bool | Exception | None = None
        self.ended_after = 0.0
        self._mailbox = mailbox
        self._timeout = timeout
        self._thread = threading.Thread(target=self._run)
        self._thread.start()
        time.sleep(0.3)  # until it really waits
        self.since = time.monotonic()

    def _run(self) -> None:
        try:
            self.answer = self._mailbox.wait(self._timeout)
        except Exception as error:  # noqa: BLE001 - handed to the test
            self.answer = error
        self.ended_after = time.monotonic()

    def end(self) -> tuple[bool | Exception | None, float]:
        """The answer, and how long after construction it came."""
        self._thread.join(30)
        assert not self._thread.is_alive()
        return self.answer, self.ended_after - self.since


# listing and fetch


def test_an_empty_folder_is_empty(mailbox: Mailbox) -> None:
    listing = mailbox.listing()
    assert listing.uids == ()
    assert list(mailbox.fetch(listing, ())) == []


def test_every_message_is_listed_in_order_and_given_to_the_byte(site: Site, mailbox: Mailbox) -> None:
    raws = [note(number) for number in range(3)]
    site.deliver(*raws)
    listing = mailbox.listing()
    assert len(listing.uids) == 3
    assert list(listing.uids) == sorted(listing.uids)
    found = list(mailbox.fetch(listing, listing.uids[::-1]))
    assert [one.key.uid for one in found] == list(listing.uids)
    assert [one.raw for one in found if isinstance(one, Arrival)] == raws
    assert {(one.key.account, one.key.folder, one.key.uid_validity) for one in found} == {
        (mailbox.account, mailbox.folder, listing.uid_validity)
    }


@pytest.mark.parametrize(
    "body",
    [
        bytes(range(1, 256)).replace(b"\n", b"").replace(b"\r", b"") * 4 + b"\r\n",
        "Ministère — Министерство — وزارة — 部\r\n".encode(),
        b"no line end at the end",
        b"* 1 EXISTS\r\nA1 OK done\r\n)\r\n{5}\r\n",
        b"\r\n" * 1000,
        b"x" * 300_000 + b"\r\n",
        b"12345",
    ],
    ids=["all-bytes", "utf-8", "no-final-newline", "looks-like-imap", "blank-lines", "long-line", "digits"],
)
def test_bytes_come_through_unchanged(site: Site, mailbox: Mailbox, body: bytes) -> None:
    site.deliver(note(1, body))
    assert [one.raw for one in arrivals(mailbox)] == [note(1, body)]


def test_a_body_that_is_no_mail_at_all_comes_through(site: Site, mailbox: Mailbox) -> None:
    site.deliver(b"\xff\xfe\x01", b"12345")
    assert [one.raw for one in arrivals(mailbox)] == [b"\xff\xfe\x01", b"12345"]


def test_five_hundred_messages_come_in_order(site: Site, mailbox: Mailbox) -> None:
    site.deliver(*(note(number) for number in range(500)))
    listing = mailbox.listing()
    found = list(mailbox.fetch(listing, listing.uids))
    assert [one.key.uid for one in found] == list(listing.uids)
    assert [one.raw for one in found if isinstance(one, Arrival)] == [note(number) for number in range(500)]


def test_large_messages_among_small_ones(site: Site, mailbox: Mailbox) -> None:
    raws = [note(1), note(2, b"x" * 998 * 3000 + b"\r\n"), note(3), note(4, b"y\r\n" * 1_500_000), note(5)]
    site.deliver(*raws)
    assert [one.raw for one in arrivals(mailbox)] == raws


def test_the_arrival_is_when_it_got_there_in_any_zone(site: Site, mailbox: Mailbox) -> None:
    at = datetime(2020, 10, 25, 2, 30, tzinfo=timezone(timedelta(hours=-3)))
    site.deliver(note(1), at=at)
    (arrival,) = arrivals(mailbox)
    assert arrival.arrived_at == at
    assert arrival.arrived_at.utcoffset() == timedelta(0)


def test_fetching_and_waiting_leave_messages_unread(site: Site, mailbox: Mailbox) -> None:
    site.deliver(note(1), note(2))
    site.read_all()
    site.deliver(note(3))
    arrivals(mailbox)
    mailbox.wait(SHORT)
    assert site.seen() == [True, True, False]


def test_what_staff_have_read_is_listed_all_the_same(site: Site, mailbox: Mailbox) -> None:
    site.deliver(note(1), note(2))
    before = mailbox.listing()
    site.read_all()
    assert mailbox.listing() == before
    assert [one.raw for one in arrivals(mailbox)] == [note(1), note(2)]


def test_what_staff_mark_while_we_fetch_is_fetched(site: Site, mailbox: Mailbox) -> None:
    site.deliver(note(1), note(2))
    listing = mailbox.listing()
    site.read_all()
    assert len(list(mailbox.fetch(listing, listing.uids))) == 2


def test_who_writes_is_told_without_fetching(site: Site, mailbox: Mailbox) -> None:
    """Folded fields, none, and one in a body; what has gone is left out."""
    folded = b"Subject: x\r\nFROM: =?utf-8?q?B?=\r\n <c@d.example>"
    for head in (b"From: A <a@b.example>\r\nSubject: x", folded, b"Subject: x"):
        site.deliver(head + b"\r\n\r\nFrom: nobody@e.example\r\n")
    listing = mailbox.listing()
    first, second, third = listing.uids
    found = mailbox.from_fields(listing, [*listing.uids, 9999])
    assert set(found) == {first, second}
    assert found[first] == b"From: A <a@b.example>"
    assert b"".join(found[second].split()) == b"FROM:=?utf-8?q?B?=<c@d.example>"
    assert third not in found


@pytest.mark.parametrize("gone", [0, 1, 2])
def test_a_message_deleted_before_it_is_fetched_is_left_out(site: Site, mailbox: Mailbox, gone: int) -> None:
    raws = [note(number) for number in range(3)]
    site.deliver(*raws)
    listing = mailbox.listing()
    site.delete(gone)
    found = [one.raw for one in mailbox.fetch(listing, listing.uids) if isinstance(one, Arrival)]
    assert found in ([raw for raw in raws if raw != raws[gone]], raws)  # a server may still show its last view
    assert mailbox.listing().uids == tuple(uid for uid in listing.uids if uid != listing.uids[gone])


def test_messages_deleted_between_two_batches_are_left_out(site: Site, mailbox: Mailbox) -> None:
    site.deliver(*(note(number) for number in range(120)))
    listing = mailbox.listing()
    found = mailbox.fetch(listing, listing.uids)
    first = next(found)
    for _ in range(3):
        site.delete(100)
    rest = list(found)
    uids = [one.key.uid for one in (first, *rest)]
    assert uids == sorted(uids)
    assert len(uids) in {117, 120}
    assert set(listing.uids) - set(uids) <= set(listing.uids[100:103])


def test_a_message_staff_move_away_is_left_out(site: Site, mailbox: Mailbox) -> None:
    site.deliver(note(1), note(2))
    mailbox.listing()
    site.move(0, "Elsewhere")
    assert [one.raw for one in arrivals(mailbox)] == [note(2)]


def test_a_message_staff_move_away_and_back_is_a_new_one_or_the_same_but_not_lost(site: Site, mailbox: Mailbox) -> None:
    site.deliver(note(1))
    mailbox.listing()
    site.move(0, "Elsewhere")
    mailbox.listing()
    site.move(0, "INBOX", folder="Elsewhere")
    assert [one.raw for one in arrivals(mailbox)] == [note(1)]


def test_uids_stay_and_are_never_given_again(site: Site, mailbox: Mailbox) -> None:
    site.deliver(note(1), note(2))
    first = mailbox.listing()
    site.delete(1)
    site.deliver(note(3))
    second = mailbox.listing()
    assert second.uid_validity == first.uid_validity
    assert second.uids[0] == first.uids[0]
    assert second.uids[1] > first.uids[1]
    assert site.mailbox().listing() == second


def test_an_oversized_message_is_told_but_not_fetched(site: Site) -> None:
    mailbox = site.mailbox(max_message_bytes=10_000)
    large = note(2, b"x" * 9_000 + b"\r\n" + b"y" * 9_000 + b"\r\n")
    site.deliver(note(1), large, note(3))
    listing = mailbox.listing()
    one, two, three = mailbox.fetch(listing, listing.uids)
    assert isinstance(one, Arrival)
    assert isinstance(two, Oversized)
    assert (two.key.uid, two.size) == (listing.uids[1], len(large))
    assert abs(datetime.now(UTC) - two.arrived_at) < timedelta(minutes=1)
    assert isinstance(three, Arrival)


def test_a_folder_made_anew_is_numbered_anew(site: Site) -> None:
    site.make("Notes")
    site.deliver(note(1), folder="Notes")
    mailbox = site.mailbox(folder="Notes")
    before = mailbox.listing()
    site.destroy("Notes")
    site.make("Notes")
    site.deliver(note(2), folder="Notes")
    key = MessageKey(mailbox.account, "Notes", before.uid_validity, before.uids[0])
    with pytest.raises(Temporary):
        list(mailbox.fetch(before, before.uids))
    with pytest.raises(Temporary):
        mailbox.file([key], "Processed")
    after = mailbox.listing()
    assert after.uid_validity != before.uid_validity
    assert [one.raw for one in arrivals(mailbox)] == [note(2)]


def test_two_mailboxes_see_the_same(site: Site) -> None:
    one, two = site.mailbox(), site.mailbox()
    site.deliver(note(1), note(2))
    assert one.listing() == two.listing()
    site.deliver(note(3))
    assert two.listing() == one.listing()
    assert arrivals(one) == arrivals(two)
    (key, *_) = [arrival.key for arrival in arrivals(one)]
    one.file([key], "Processed")
    two.file([key], "Processed")
    assert site.contents("Processed") == [note(1)]
    assert two.listing() == one.listing()


# file, keep_copy, has_message_id


@pytest.mark.parametrize("folder", ["Processed", "For review", ACCENTED, "Bot/Fait à jour"])
def test_messages_are_filed_into_a_folder_made_for_them(site: Site, mailbox: Mailbox, folder: str) -> None:
    site.deliver(note(1), note(2), note(3))
    keys = [arrival.key for arrival in arrivals(mailbox)]
    mailbox.file([keys[2], keys[0]], folder)
    assert site.contents() == [note(2)]
    assert site.contents(folder.replace("/", ".")) == [note(1), note(3)]
    mailbox.file([keys[1]], folder)
    assert mailbox.listing().uids == ()
    assert len(site.contents(folder.replace("/", "."))) == 3


def test_filing_keeps_the_flags(site: Site, mailbox: Mailbox) -> None:
    site.deliver(note(1))
    site.read_all()
    site.deliver(note(2))
    mailbox.file([arrival.key for arrival in arrivals(mailbox)], "Processed")
    assert site.seen("Processed") == [True, False]


def test_filing_what_has_gone_is_no_error(site: Site, mailbox: Mailbox) -> None:
    site.deliver(note(1), note(2))
    keys = [arrival.key for arrival in arrivals(mailbox)]
    site.delete(0)
    mailbox.file(keys, "Processed")
    mailbox.file(keys, "Processed")
    assert site.contents("Processed") == [note(2)]


def test_filing_follows_a_message_that_was_marked_meanwhile(site: Site, mailbox: Mailbox) -> None:
    site.deliver(note(1))
    keys = [arrival.key for arrival in arrivals(mailbox)]
    site.read_all()
    mailbox.file(keys, "Processed")
    assert site.contents() == []
    assert site.seen("Processed") == [True]


def test_filing_between_two_batches_does_not_disturb_the_fetch(site: Site, mailbox: Mailbox) -> None:
    site.deliver(*(note(number) for number in range(110)))
    listing = mailbox.listing()
    found = []
    for one in mailbox.fetch(listing, listing.uids):
        found.append(one.key.uid)
        mailbox.file([one.key], "Processed")
        if len(found) == 60:
            assert not mailbox.has_message_id("Processed", "<none@x.example>")
    assert found == list(listing.uids)
    assert len(site.contents("Processed")) == 110


def test_filing_nowhere_or_where_it_is_leaves_it(site: Site, mailbox: Mailbox) -> None:
    site.deliver(note(1))
    keys = [arrival.key for arrival in arrivals(mailbox)]
    mailbox.file(keys, "")
    mailbox.file(keys, "INBOX")
    mailbox.file([], "Processed")
    assert [arrival.key for arrival in arrivals(mailbox)] == keys


def test_a_filing_folder_that_staff_delete_is_made_again(site: Site, mailbox: Mailbox) -> None:
    site.deliver(note(1), note(2))
    keys = [arrival.key for arrival in arrivals(mailbox)]
    mailbox.file(keys[:1], "Processed")
    site.destroy("Processed")
    mailbox.file(keys[1:], "Processed")
    assert site.contents("Processed") == [note(2)]


def test_a_copy_is_kept_as_seen(site: Site, mailbox: Mailbox) -> None:
    mailbox.keep_copy("Envoyés", note(1), datetime(2020, 11, 18, 23, 59, tzinfo=UTC))
    mailbox.keep_copy("Envoyés", note(2), datetime(2020, 11, 18, 23, 59, tzinfo=UTC))
    assert site.contents("Envoyés") == [note(1), note(2)]
    assert site.seen("Envoyés") == [True, True]
    (kept, _) = arrivals(site.mailbox(folder="Envoyés"))
    assert kept.arrived_at == datetime(2020, 11, 18, 23, 59, tzinfo=UTC)


def test_a_message_id_is_found_whole_and_only_in_its_folder(site: Site, mailbox: Mailbox) -> None:
    odd = b'Message-ID:\r\n <a(1)"b@x.example>\r\nSubject: folded\r\n\r\n'
    mailbox.keep_copy("Sent", note(1), datetime.now(UTC))
    mailbox.keep_copy("Sent", odd, datetime.now(UTC))
    site.deliver(note(2, b"Message-ID: <body@x.example>\r\n"))
    assert mailbox.has_message_id("Sent", "<note-1@geneva.example>")
    assert mailbox.has_message_id("Sent", '<a(1)"b@x.example>')
    assert not mailbox.has_message_id("Sent", "note-1@geneva.example")
    assert not mailbox.has_message_id("Sent", "<note-2@geneva.example>")
    assert not mailbox.has_message_id("INBOX", "<body@x.example>")
    assert mailbox.has_message_id("INBOX", "<note-2@geneva.example>")
    assert not mailbox.has_message_id("Nowhere", "<note-1@geneva.example>")
    for nonsense in ("", "<a\r\nX LOGOUT@x.example>", "<é@x.example>"):
        assert not mailbox.has_message_id("Sent", nonsense)
    assert [arrival.raw[:30] for arrival in arrivals(mailbox)] == [note(2)[:30]]  # the folder is ours again


# bring back
def test_what_is_not_known_is_brought_back_in_the_order_it_came(site: Site, mailbox: Mailbox) -> None:
    for number in range(1, 5):
        site.deliver(note(number), at=datetime(2020, 11, 9, number, tzinfo=UTC))
    first = mailbox.listing()
    keys = [MessageKey(mailbox.account, mailbox.folder, first.uid_validity, uid) for uid in first.uids]
    mailbox.file(keys[1::2], "Processed")
    mailbox.file(keys[0::2], "For review")
    known = {digest(note(4))}
    places = ["Processed", "For review", "Nowhere", "Processed", mailbox.folder]
    assert mailbox.bring_back(places, known.__contains__, rehearsal=True) == 3
    assert mailbox.listing().uids == ()
    assert mailbox.bring_back(places, known.__contains__) == 3
    assert [arrival.raw for arrival in arrivals(mailbox)] == [note(1), note(2), note(3)]
    assert mailbox.bring_back(places, known.__contains__) == 0


# refile


def digest(raw: bytes) -> str:
    return hashlib.sha256(raw).hexdigest()


def test_what_was_filed_is_moved_on_by_its_bytes(site: Site, mailbox: Mailbox) -> None:
    same_id = note(1, b"other words\r\n")
    site.make("For review")
    site.deliver(note(1), same_id, note(2), folder="For review")
    assert mailbox.refile(digest(note(1)), "<note-1@geneva.example>", "For review", ACCENTED) == 1
    assert site.contents("For review") == [same_id, note(2)]
    assert site.contents(ACCENTED) == [note(1)]
    assert mailbox.refile(digest(note(1)), "<note-1@geneva.example>", "For review", ACCENTED) == 0


def test_every_copy_is_moved_on_and_flags_stay(site: Site, mailbox: Mailbox) -> None:
    site.make("For review")
    site.deliver(note(1), note(1), folder="For review")
    site.read_all("For review")
    assert mailbox.refile(digest(note(1)), "<note-1@geneva.example>", "For review", "Processed") == 2
    assert site.contents("For review") == []
    assert site.seen("Processed") == [True, True]


def test_a_message_without_message_id_is_moved_on_too(site: Site, mailbox: Mailbox) -> None:
    bare = b"From: mission@geneva.example\r\nSubject: NV\r\n\r\nExcellency,\r\n"
    site.make("For review")
    site.deliver(note(1), bare, folder="For review")
    assert mailbox.refile(digest(bare), None, "For review", "Processed") == 1
    assert site.contents("Processed") == [bare]


def test_moving_on_from_nowhere_or_to_nowhere_moves_nothing(site: Site, mailbox: Mailbox) -> None:
    site.make("For review")
    site.deliver(note(1), folder="For review")
    for source, folder in (("Nowhere", "Processed"), ("For review", ""), ("For review", "For review")):
        assert mailbox.refile(digest(note(1)), "<note-1@geneva.example>", source, folder) == 0
    mailbox.refile("0" * 64, "<é\r\nX LOGOUT@x.example>", "For review", "Processed")
    assert site.contents("For review") == [note(1)]


# wait


def test_waiting_ends_when_the_time_is_up(site: Site, mailbox: Mailbox) -> None:
    site.deliver(note(1))
    mailbox.listing()
    start = time.monotonic()
    assert mailbox.wait(SHORT) is False
    assert 0.25 < time.monotonic() - start < 1.5
    assert len(arrivals(mailbox)) == 1


def test_waiting_ends_within_a_second_of_a_delivery(site: Site, mailbox: Mailbox) -> None:
    mailbox.listing()
    waiting = Waiting(mailbox)
    site.deliver(note(1))
    answer, seconds = waiting.end()
    assert answer is True
    assert seconds < 1.0
    assert [one.raw for one in arrivals(mailbox)] == [note(1)]


def test_waiting_again_and_again_misses_nothing(site: Site, mailbox: Mailbox) -> None:
    for number in range(4):
        assert len(arrivals(mailbox)) == number
        waiting = Waiting(mailbox)
        site.deliver(note(number))
        assert waiting.end()[0] is True


def test_mail_that_came_after_the_listing_is_told_at_once(site: Site, mailbox: Mailbox) -> None:
    site.deliver(note(1))
    listing = mailbox.listing()
    site.deliver(note(2))
    start = time.monotonic()
    assert mailbox.wait(LONG) is True
    assert time.monotonic() - start < 1.0
    assert len(list(mailbox.fetch(listing, listing.uids))) == 1


@pytest.mark.parametrize("deed", ["fetch", "file", "refile", "keep_copy", "has_message_id"])
def test_mail_that_came_while_we_were_busy_is_told_at_once(site: Site, mailbox: Mailbox, deed: str) -> None:
    site.deliver(note(1))
    listing = mailbox.listing()
    (arrival,) = mailbox.fetch(listing, listing.uids)
    site.deliver(note(2))
    if deed == "fetch":
        list(mailbox.fetch(listing, listing.uids))
    elif deed == "file":
        mailbox.file([arrival.key], "Processed")
    elif deed == "refile":
        mailbox.keep_copy("For review", note(9), datetime.now(UTC))
        mailbox.refile(digest(note(9)), "<note-9@geneva.example>", "For review", "Processed")
    elif deed == "keep_copy":
        mailbox.keep_copy("Sent", note(9), datetime.now(UTC))
    else:
        mailbox.has_message_id("Sent", "<note-9@geneva.example>")
    start = time.monotonic()
    assert mailbox.wait(LONG) is True
    assert time.monotonic() - start < 1.0


def test_our_own_filing_is_no_news(site: Site, mailbox: Mailbox) -> None:
    site.deliver(note(1), note(2))
    keys = [arrival.key for arrival in arrivals(mailbox)]
    mailbox.file(keys, "Processed")
    mailbox.keep_copy("Sent", note(9), datetime.now(UTC))
    assert mailbox.wait(timedelta(seconds=1.2)) is False


def test_staff_marking_messages_is_no_news(site: Site, mailbox: Mailbox) -> None:
    site.deliver(note(1))
    mailbox.listing()
    waiting = Waiting(mailbox, timedelta(seconds=1.5))
    site.read_all()
    assert waiting.end()[0] is False


def test_waiting_after_close_tells_what_came_meanwhile(site: Site, mailbox: Mailbox) -> None:
    mailbox.listing()
    mailbox.close()
    site.deliver(note(1))
    start = time.monotonic()
    assert mailbox.wait(LONG) is True
    assert time.monotonic() - start < 1.0
    mailbox.close()
    mailbox.close()


def test_interrupt_ends_the_wait_at_once(mailbox: Mailbox) -> None:
    mailbox.listing()
    waiting = Waiting(mailbox)
    mailbox.interrupt()
    answer, seconds = waiting.end()
    assert answer is False
    assert seconds < 0.3
    assert mailbox.listing().uids == ()
    start = time.monotonic()
    assert mailbox.wait(SHORT) is False
    assert time.monotonic() - start > 0.25  # one interrupt ends one wait


def test_an_interrupt_before_the_wait_is_not_lost(mailbox: Mailbox) -> None:
    mailbox.listing()
    mailbox.interrupt()
    start = time.monotonic()
    assert mailbox.wait(LONG) is False
    assert time.monotonic() - start < 1.0
