"""What only a Maildir meets: other programs' file names, entries that are no messages, our UID file."""

from __future__ import annotations

import json
import os
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailbot.adapters.maildir import MaildirMailbox, create_maildir, deliver, folder_path
from mailbot.adapters.maildir_uids import Uids, stable_name
from mailbot.ports import Arrival, Mailbox, Temporary

RAW = b"Message-ID: <1@x.example>\r\n\r\nExcellency,\r\n"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    create_maildir(tmp_path / "mail")
    return tmp_path / "mail"


def raws(mailbox: Mailbox) -> list[bytes]:
    listing = mailbox.listing()
    return [one.raw for one in mailbox.fetch(listing, listing.uids) if isinstance(one, Arrival)]


def put(path: Path, name: str, raw: bytes = RAW, place: str = "cur") -> Path:
    file = path / place / name
    file.write_bytes(raw)
    return file


def test_bytes_are_those_of_the_file(path: Path) -> None:
    unix = b"Subject: line feeds\n\n" + bytes(range(256)) + b"\0\0"
    put(path, "1.a.host", unix, place="new")
    assert raws(MaildirMailbox(path)) == [unix]


def test_uids_survive_every_move_another_program_makes(path: Path) -> None:
    file = put(path, "1.a.host", place="new")
    mailbox = MaildirMailbox(path)
    before = mailbox.listing()
    for name in ("1.a.host:2,", "1.a.host:2,S", "1.a.host,S=45:2,FS", "1.a.host,S=45,W=46:2,", "1.a.host,U=9:2,ST"):
        file = file.rename(path / "cur" / name)
        assert mailbox.listing() == before
        assert MaildirMailbox(path).listing() == before
        assert len(list(mailbox.fetch(before, before.uids))) == 1


def test_a_message_renamed_between_listing_and_fetch_is_found(path: Path) -> None:
    file = put(path, "1.a.host", place="new")
    mailbox = MaildirMailbox(path)
    listing = mailbox.listing()
    file.rename(path / "cur" / "1.a.host:2,S")
    assert len(list(mailbox.fetch(listing, listing.uids))) == 1


def test_what_is_no_message_is_passed_over(path: Path) -> None:
    put(path, "1.a.host")
    put(path, ".hidden")
    (path / "cur" / "folder").mkdir()
    (path / "new" / "broken").symlink_to(path / "nowhere")
    os.mkfifo(path / "cur" / "pipe")
    put(path, "2.b.host:2,S", b"")
    assert raws(MaildirMailbox(path)) == [RAW, b""]


def test_odd_names_are_messages_all_the_same(path: Path) -> None:
    names = [
        "note 1.eml",
        "note,1.eml",
        "note,2.eml",
        "é:2,",
        "line\nbreak",
        "a,S=1",
        "a,S=2",
        ":2,S",
        os.fsdecode(b"\xff"),
    ]
    for number, name in enumerate(names):
        put(path, name, b"%d" % number)
    mailbox = MaildirMailbox(path)
    assert sorted(raws(mailbox)) == [b"%d" % number for number in range(len(names))]
    assert MaildirMailbox(path).listing() == mailbox.listing()
    mailbox.file([one.key for one in mailbox.fetch(mailbox.listing(), mailbox.listing().uids)], "Processed")
    assert mailbox.listing().uids == ()
    assert len(list((path / ".Processed" / "cur").iterdir())) == len(names)


def test_filing_never_replaces_a_message(path: Path) -> None:
    create_maildir(path / ".Processed")
    put(path / ".Processed", "1.a.host:2,", b"other")
    put(path, "1.a.host:2,", RAW)
    mailbox = MaildirMailbox(path)
    listing = mailbox.listing()
    mailbox.file([one.key for one in mailbox.fetch(listing, listing.uids)], "Processed")
    found = sorted(file.read_bytes() for file in (path / ".Processed" / "cur").iterdir())
    assert found == sorted([b"other", RAW])


def test_new_messages_are_numbered_by_age(path: Path) -> None:
    at = datetime(2020, 11, 1, tzinfo=UTC)
    for day in (3, 1, 2):
        deliver(path, b"%d" % day, at=at + timedelta(days=day))
    assert raws(MaildirMailbox(path)) == [b"1", b"2", b"3"]


@pytest.mark.parametrize("content", ["", "{", "[]", '{"uids": {"a": "b"}}', '{"uid_validity": 1, "uids": null}', "\0"])
def test_a_damaged_uid_file_numbers_anew(path: Path, content: str) -> None:
    put(path, "1.a.host")
    before = MaildirMailbox(path).listing()
    (path / "mailbot-uids").write_text(content)
    mailbox = MaildirMailbox(path)
    assert mailbox.listing().uid_validity != before.uid_validity
    assert len(mailbox.listing().uids) == 1
    with pytest.raises(Temporary):
        list(mailbox.fetch(before, before.uids))
    json.loads((path / "mailbot-uids").read_text())


def test_the_uid_file_does_not_grow_for_ever(path: Path) -> None:
    mailbox = MaildirMailbox(path)
    for number in range(20):
        file = put(path, f"{number}.a.host")
        assert mailbox.listing().uids == (number + 1,)
        file.unlink()
    mailbox.listing()
    mailbox.listing()
    assert json.loads((path / "mailbot-uids").read_text())["uids"] == {}
    put(path, "21.a.host")
    assert mailbox.listing().uids == (21,)


def test_an_idle_listing_writes_nothing(path: Path) -> None:
    put(path, "1.a.host")
    mailbox = MaildirMailbox(path)
    mailbox.listing()
    before = (path / "mailbot-uids").stat()
    for _ in range(3):
        mailbox.listing()
    after = (path / "mailbot-uids").stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)


def test_a_disk_that_is_not_there_is_temporary_and_nothing_is_made(tmp_path: Path) -> None:
    mailbox = MaildirMailbox(tmp_path / "absent")
    for act in (
        mailbox.listing,
        lambda: mailbox.wait(timedelta(seconds=1)),
        lambda: mailbox.keep_copy("Sent", RAW, datetime.now(UTC)),
    ):
        with pytest.raises(Temporary, match=r"mailbox\.path"):
            act()
    assert not (tmp_path / "absent").exists()
    create_maildir(tmp_path / "absent")
    assert mailbox.listing().uids == ()


@pytest.mark.skipif(os.getuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_keeps_nothing_back(path: Path) -> None:
    put(path, "1.a.host").chmod(0)
    put(path, "2.b.host", b"other")
    assert raws(MaildirMailbox(path)) == [b"other"]


def test_nothing_is_missed_however_close_to_the_listing_it_comes(path: Path) -> None:
    mailbox = MaildirMailbox(path)
    stop = threading.Event()
    delivered: list[Path] = []

    def feed() -> None:
        while not stop.wait(0.0007):
            delivered.append(deliver(path, RAW))

    feeder = threading.Thread(target=feed)
    feeder.start()
    seen: set[int] = set()
    for _ in range(30):
        assert mailbox.wait(timedelta(seconds=5)) is True
        seen |= set(mailbox.listing().uids)
    stop.set()
    feeder.join()
    start = time.monotonic()
    while mailbox.wait(timedelta(seconds=0.5)):
        seen |= set(mailbox.listing().uids)
    assert time.monotonic() - start < 5
    assert len(seen) == len(delivered)


def test_two_processes_number_alike(path: Path) -> None:
    listings: list[dict[int, bytes]] = []

    def number() -> None:
        mailbox = MaildirMailbox(path)
        found: dict[int, bytes] = {}
        for _ in range(40):
            listing = mailbox.listing()
            new = [uid for uid in listing.uids if uid not in found]
            found |= {one.key.uid: one.raw for one in mailbox.fetch(listing, new) if isinstance(one, Arrival)}
        listings.append(found)

    threads = [threading.Thread(target=number) for _ in range(3)]
    for thread in threads:
        thread.start()
    for count in range(60):
        deliver(path, b"%d" % count)
    for thread in threads:
        thread.join()
    final = MaildirMailbox(path)
    listing = final.listing()
    truth = {one.key.uid: one.raw for one in final.fetch(listing, listing.uids) if isinstance(one, Arrival)}
    assert len(truth) == 60
    for found in listings:
        assert found.items() <= truth.items()


@pytest.mark.parametrize(
    ("folder", "expected"),
    [
        ("inbox", "mail"),
        ("Processed", "mail/.Processed"),
        ("Bot/Fait", "mail/.Bot.Fait"),
        ("Bot.Fait", "mail/.Bot.Fait"),
        ("../../etc", "mail/.etc"),
        ("/", "mail/."),
        ("Traité & co", "mail/.Trait&AOk- &- co"),
    ],
)
def test_folder_paths_stay_inside(folder: str, expected: str) -> None:
    assert folder_path(Path("mail"), folder) == Path(expected)


@given(st.text(st.characters(codec="utf-8", exclude_characters="/\0"), min_size=1, max_size=40))
def test_flags_never_change_the_stable_name(name: str) -> None:
    base = name.replace(":", "_")
    assert stable_name(f"{base}:2,S") == stable_name(f"{base}:2,RS") == stable_name(base)
    assert stable_name(name)


@given(st.lists(st.sets(st.sampled_from("abcdefgh"), max_size=8), max_size=20))
def test_no_uid_is_ever_given_twice(scans: list[set[str]]) -> None:
    uids = Uids(validity=1)
    owner: dict[int, str] = {}
    for scan in scans:
        uids.assign(dict.fromkeys(scan, 0))
        for name in scan:
            assert owner.setdefault(uids.by_name[name], name) == name
