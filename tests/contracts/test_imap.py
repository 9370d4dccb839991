"""What only an IMAP mailbox meets: logins, certificates, capabilities, servers that die, freeze or speak oddly."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailbot.adapters import imap, imap_reading
from mailbot.adapters.imap import ImapMailbox
from mailbot.adapters.imap_folders import Namespace
from mailbot.adapters.imap_reading import batches
from mailbot.ports import Arrival, MessageKey, OutsideError, Permanent, Temporary
from tests.conftest import imap_settings, require_dovecot
from tests.servers.dovecot import PASSWORD, Dovecot
from tests.servers.line import Line
from tests.servers.scripted import HANG_UP, ScriptedImap

LONG = timedelta(seconds=20)
RAW = b"Subject: NV\r\n\r\nExcellency,\r\n"


@dataclass(frozen=True, slots=True)
class Scripted:
    """A mailbox on a scripted server."""

    mailbox: ImapMailbox
    server: ScriptedImap


@pytest.fixture
def scripted() -> Iterator[Callable[..., Scripted]]:
    with ExitStack() as stack:

        def make(**replies: Sequence[bytes | float]) -> Scripted:
            server = stack.enter_context(closing(ScriptedImap(**replies)))
            mailbox = ImapMailbox(imap_settings(server, "ccm", timeout_seconds=2), lambda: PASSWORD)  # type: ignore[arg-type]
            stack.enter_context(closing(mailbox))
            return Scripted(mailbox, server)

        yield make


@pytest.fixture(scope="module")
def varied() -> Iterator[Callable[[str], Dovecot]]:
    """Servers with a configuration of their own, one for each."""
    require_dovecot()
    servers: dict[str, Dovecot] = {}

    def get(extra: str) -> Dovecot:
        if extra not in servers:
            servers[extra] = Dovecot(extra)
            servers[extra].start()
        return servers[extra]

    yield get
    for server in servers.values():
        server.remove()


def mailbox_on(server: Dovecot, user: str, **changes: object) -> ImapMailbox:
    return ImapMailbox(imap_settings(server, user, **changes), lambda: PASSWORD)


def keys_of(mailbox: ImapMailbox) -> list[MessageKey]:
    listing = mailbox.listing()
    return [one.key for one in mailbox.fetch(listing, listing.uids)]


def capabilities(*names: str) -> str:
    return "protocol imap {\n  imap_capability = IMAP4rev1 LITERAL+ NAMESPACE " + " ".join(names) + "\n}"


def waiting_error(mailbox: ImapMailbox, deed: Callable[[], None]) -> tuple[Exception | None, float]:
    """What ``wait`` raises after ``deed``, and how long after."""
    errors: list[Exception | None] = []

    def wait() -> None:
        try:
            mailbox.wait(LONG)
            errors.append(None)
        except OutsideError as error:
            errors.append(error)

    thread = threading.Thread(target=wait)
    thread.start()
    time.sleep(0.4)
    start = time.monotonic()
    deed()
    thread.join(30)
    return errors[0], time.monotonic() - start


# the server dies, freezes, comes back


@pytest.mark.dovecot
def test_a_server_killed_during_idle_is_noticed_and_found_again(own_dovecot: Dovecot) -> None:
    mailbox = mailbox_on(own_dovecot, "ccm")
    mailbox.listing()
    error, seconds = waiting_error(mailbox, own_dovecot.kill)
    assert isinstance(error, Temporary)
    assert seconds < 2
    with pytest.raises(Temporary):
        mailbox.wait(LONG)
    with pytest.raises(Temporary):
        mailbox.listing()
    own_dovecot.start()
    own_dovecot.deliver("ccm", RAW)
    assert mailbox.wait(LONG) is True
    assert len(keys_of(mailbox)) == 1
    mailbox.close()


@pytest.mark.dovecot
def test_a_server_killed_during_fetch_is_noticed_and_the_rest_comes_later(own_dovecot: Dovecot) -> None:
    own_dovecot.deliver("ccm", *[RAW + b"%d\r\n" % number for number in range(120)])
    mailbox = mailbox_on(own_dovecot, "ccm")
    listing = mailbox.listing()
    found = mailbox.fetch(listing, listing.uids)
    got = [next(found)]
    own_dovecot.kill()
    start = time.monotonic()
    with pytest.raises(Temporary):
        got.extend(found)
    assert time.monotonic() - start < 2
    own_dovecot.start()
    again = mailbox.listing()
    assert again == listing
    rest = [uid for uid in again.uids if uid not in {one.key.uid for one in got}]
    got.extend(mailbox.fetch(again, rest))
    assert [one.raw for one in got if isinstance(one, Arrival)] == [RAW + b"%d\r\n" % n for n in range(120)]
    mailbox.close()


@pytest.mark.dovecot
@pytest.mark.parametrize("count", [0, 1, 700, 5_000, 60_000])
def test_a_line_cut_anywhere_in_a_fetch_gives_whole_messages_or_none(
    dovecot: Dovecot, mail_user: str, count: int
) -> None:
    raws = [RAW + bytes([65 + n]) * 40_000 + b"\r\n" for n in range(3)]
    dovecot.deliver(mail_user, *raws)
    with closing(Line(dovecot.port)) as line:
        mailbox = ImapMailbox(imap_settings(dovecot, mail_user, port=line.port), lambda: PASSWORD)
        listing = mailbox.listing()
        line.cut_after(count)
        got = []
        with pytest.raises(Temporary):
            got.extend(mailbox.fetch(listing, listing.uids))
        assert got == []
        line.cut_after(None)
        assert [one.raw for one in mailbox.fetch(listing, listing.uids) if isinstance(one, Arrival)] == raws
        mailbox.close()


@pytest.mark.dovecot
def test_a_frozen_line_is_given_up_after_the_timeout(dovecot: Dovecot, mail_user: str) -> None:
    dovecot.deliver(mail_user, RAW)
    with closing(Line(dovecot.port)) as line:
        settings = imap_settings(dovecot, mail_user, port=line.port, timeout_seconds=1)
        mailbox = ImapMailbox(settings, lambda: PASSWORD)
        mailbox.listing()
        for act in (mailbox.listing, lambda: mailbox.wait(timedelta(seconds=0.1)), mailbox.listing):
            line.freeze()
            start = time.monotonic()
            with pytest.raises(Temporary, match=f"{line.port}"):
                act()
            assert time.monotonic() - start < 2.5
            line.thaw()
            assert len(mailbox.listing().uids) == 1
        line.freeze()
        start = time.monotonic()
        mailbox.close()
        assert time.monotonic() - start < 2.5


@pytest.mark.dovecot
def test_a_frozen_line_during_idle_is_noticed_by_the_next_idle(dovecot: Dovecot, mail_user: str) -> None:
    with closing(Line(dovecot.port)) as line:
        settings = imap_settings(dovecot, mail_user, port=line.port, timeout_seconds=1, idle_seconds=1)
        mailbox = ImapMailbox(settings, lambda: PASSWORD)
        mailbox.listing()
        error, seconds = waiting_error(mailbox, line.freeze)
        assert isinstance(error, Temporary)
        assert seconds < 3.5


def test_no_server_at_all(scripted: Callable[..., Scripted]) -> None:
    made = scripted()
    made.server.close()
    with pytest.raises(Temporary, match=r"127\.0\.0\.1.*takes no connections"):
        made.mailbox.listing()


def test_a_host_that_does_not_exist() -> None:
    settings = imap_settings(ScriptedImap(), "ccm", security="tls", host="imap.nowhere.invalid")  # type: ignore[arg-type]
    with pytest.raises(Temporary, match="found by name"):
        ImapMailbox(settings, lambda: PASSWORD).listing()


# logging in


@pytest.mark.dovecot
def test_a_refused_login_is_permanent_and_tells_no_secret(
    dovecot: Dovecot, mail_user: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    passwords = iter(["hunter2-wrong", PASSWORD])
    mailbox = ImapMailbox(imap_settings(dovecot, mail_user), lambda: next(passwords))
    with pytest.raises(Permanent, match="refuses the login") as refused:
        mailbox.listing()
    assert mailbox.listing().uids == ()  # the secret is asked for again
    assert "hunter2" not in str(refused.value) + caplog.text
    assert PASSWORD not in caplog.text
    mailbox.close()


@pytest.mark.dovecot
def test_a_user_name_and_password_beyond_ascii(varied: Callable[[str], Dovecot]) -> None:
    server = varied("auth_username_chars =")
    with closing(mailbox_on(server, "délégué")) as mailbox:
        assert mailbox.listing().uids == ()
    with pytest.raises(Permanent, match="refuses the login"):
        ImapMailbox(imap_settings(server, "x"), lambda: "пароль").listing()


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        (b"{tag} NO [UNAVAILABLE] try later\r\n", Temporary),
        (b"{tag} NO [ALERT] Too many simultaneous connections. (Failure)\r\n", Temporary),
        (b"{tag} BAD Request is throttled. Suggested Backoff Time: 92415 milliseconds\r\n", Temporary),
        (b"{tag} NO [AUTHENTICATIONFAILED] no\r\n", Permanent),
        (b"{tag} NO no\r\n", Permanent),
        (HANG_UP, Temporary),
    ],
)
def test_which_refusals_of_a_login_pass(
    scripted: Callable[..., Scripted], reply: bytes, kind: type[OutsideError]
) -> None:
    with pytest.raises(kind):
        scripted(LOGIN=[reply]).mailbox.listing()


def test_an_account_without_a_mailbox_is_permanent(scripted: Callable[..., Scripted]) -> None:
    made = scripted(SELECT=[b"{tag} BAD User is authenticated but not connected.\r\n"])
    with pytest.raises(Permanent, match="access"):
        made.mailbox.listing()


@pytest.mark.dovecot
@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_tls_with_the_right_authority(dovecot: Dovecot, mail_user: str, security: str) -> None:
    dovecot.deliver(mail_user, RAW)
    port = dovecot.tls_port if security == "tls" else dovecot.port
    settings = imap_settings(
        dovecot, mail_user, security=security, port=port, ca_file=dovecot.certificate.cert, host="localhost"
    )
    with closing(ImapMailbox(settings, lambda: PASSWORD)) as mailbox:
        assert len(keys_of(mailbox)) == 1
        thread = threading.Timer(0.4, lambda: dovecot.deliver(mail_user, RAW))
        thread.start()
        assert mailbox.wait(LONG) is True  # IDLE over TLS
        thread.join()
        assert len(keys_of(mailbox)) == 2
        assert mailbox.wait(timedelta(seconds=0.2)) is False
        threading.Timer(0.4, mailbox.interrupt).start()
        assert mailbox.wait(LONG) is False


@pytest.mark.dovecot
@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_an_unknown_certificate_is_refused(dovecot: Dovecot, mail_user: str, security: str) -> None:
    port = dovecot.tls_port if security == "tls" else dovecot.port
    settings = imap_settings(dovecot, mail_user, security=security, port=port)
    with pytest.raises(Permanent, match="ca_file"):
        ImapMailbox(settings, lambda: PASSWORD).listing()


@pytest.mark.dovecot
def test_tls_on_a_plain_port_says_so(dovecot: Dovecot, mail_user: str) -> None:
    settings = imap_settings(dovecot, mail_user, security="tls")
    with pytest.raises(Permanent, match="starttls"):
        ImapMailbox(settings, lambda: PASSWORD).listing()


@pytest.mark.parametrize("host", ["imap.un.example", "192.0.2.1", "localhost.un.example"])
def test_no_password_goes_in_the_clear_but_on_loopback(host: str) -> None:
    asked: list[int] = []

    def password() -> str:
        asked.append(1)
        return PASSWORD

    settings = imap_settings(ScriptedImap(), "ccm", host=host)  # type: ignore[arg-type]
    with pytest.raises(Permanent, match="in the clear"):
        ImapMailbox(settings, password).listing()
    assert asked == []


def test_a_server_without_starttls_gets_no_password(scripted: Callable[..., Scripted]) -> None:
    made = scripted()
    settings = imap_settings(made.server, "ccm", security="starttls")  # type: ignore[arg-type]
    with pytest.raises(Permanent, match="STARTTLS"):
        ImapMailbox(settings, lambda: PASSWORD).listing()
    assert not any(PASSWORD in command for command in made.server.commands)


@pytest.mark.dovecot
def test_a_folder_that_is_not_there(dovecot: Dovecot, mail_user: str) -> None:
    with pytest.raises(Permanent, match="Notes"):
        mailbox_on(dovecot, mail_user, folder="Notes").listing()


# capabilities and namespaces


@pytest.mark.dovecot
def test_filing_without_move(varied: Callable[[str], Dovecot]) -> None:
    server = varied(capabilities("UIDPLUS", "IDLE"))
    user = server.new_user()
    server.deliver(user, RAW, RAW + b"2\r\n", RAW + b"3\r\n")
    with closing(mailbox_on(server, user)) as mailbox:
        keys = keys_of(mailbox)
        with server.session(user) as staff:
            staff.select_folder("INBOX")
            staff.delete_messages([keys[1].uid])  # marked by staff, not ours to expunge
        mailbox.file([keys[0], keys[2]], "Traité")
        assert mailbox.listing().uids == (keys[1].uid,)
        with server.session(user) as staff:
            assert staff.select_folder("Traité")[b"EXISTS"] == 2


def test_filing_moves_in_one_step_where_the_server_says_only_after_login_that_it_can(
    scripted: Callable[..., Scripted],
) -> None:
    made = scripted(
        CAPABILITY=[b"* CAPABILITY IMAP4rev1\r\n{tag} OK done\r\n"],
        LOGIN=[b"* CAPABILITY IMAP4rev1 MOVE UIDPLUS IDLE\r\n{tag} OK done\r\n"],
        UID_MOVE=[b"* 1 EXPUNGE\r\n{tag} OK done\r\n"],
    )
    listing = made.mailbox.listing()
    made.mailbox.file([MessageKey(made.mailbox.account, "INBOX", listing.uid_validity, 11)], "Processed")
    assert 'UID MOVE 11 "Processed"' in made.server.commands
    assert not any("STORE" in command for command in made.server.commands)


@pytest.mark.dovecot
def test_filing_with_neither_move_nor_uidplus_only_copies(
    varied: Callable[[str], Dovecot], caplog: pytest.LogCaptureFixture
) -> None:
    server = varied(capabilities())
    user = server.new_user()
    server.deliver(user, RAW)
    with closing(mailbox_on(server, user)) as mailbox:
        mailbox.file(keys_of(mailbox), "Processed")
        assert len(mailbox.listing().uids) == 1
        assert "copy only" in caplog.text


@pytest.mark.dovecot
def test_waiting_without_idle_sleeps_and_can_be_interrupted(varied: Callable[[str], Dovecot]) -> None:
    server = varied(capabilities())
    with closing(mailbox_on(server, server.new_user())) as mailbox:
        mailbox.listing()
        start = time.monotonic()
        assert mailbox.wait(timedelta(seconds=0.3)) is False
        assert time.monotonic() - start > 0.25
        threading.Timer(0.2, mailbox.interrupt).start()
        start = time.monotonic()
        assert mailbox.wait(LONG) is False
        assert time.monotonic() - start < 1


@pytest.mark.dovecot
def test_folders_below_inbox(varied: Callable[[str], Dovecot]) -> None:
    server = varied("namespace inbox {\n  inbox = yes\n  prefix = INBOX.\n  separator = .\n}")
    user = server.new_user()
    server.deliver(user, RAW)
    with closing(mailbox_on(server, user)) as mailbox:
        mailbox.file(keys_of(mailbox), "Bot/Traité")
        mailbox.keep_copy("INBOX.Sent", RAW, datetime.now(UTC))
        mailbox.keep_copy("Sent", RAW, datetime.now(UTC))
        with server.session(user) as staff:
            names = {name for _, _, name in staff.list_folders()}
            assert {"INBOX", "INBOX.Bot.Traité", "INBOX.Sent"} <= names
            assert {name for _, _, name in staff.list_sub_folders()} >= {"INBOX.Bot.Traité", "INBOX.Sent"}
            assert staff.select_folder("INBOX.Sent")[b"EXISTS"] == 2
    with closing(mailbox_on(server, user, folder="Bot/Traité")) as watching:
        assert len(keys_of(watching)) == 1


@pytest.mark.parametrize(
    ("namespace", "name", "expected"),
    [
        (Namespace(), "For review", "For review"),
        (Namespace(), "inbox", "INBOX"),
        (Namespace("INBOX.", "."), "Processed", "INBOX.Processed"),
        (Namespace("INBOX.", "."), "inbox.Processed", "inbox.Processed"),
        (Namespace("INBOX.", "."), "Bot/Fait", "INBOX.Bot.Fait"),
        (Namespace("", "."), "Bot/Fait", "Bot.Fait"),
        (Namespace("", "/"), "Bot/Fait", "Bot/Fait"),
        (Namespace("", ""), "Bot/Fait", "Bot/Fait"),
        (Namespace("", "/"), "Traite\u0301", "Traité"),
    ],
)
def test_server_names(namespace: Namespace, name: str, expected: str) -> None:
    assert namespace.server_name(name) == expected


# reading


@pytest.mark.dovecot
def test_a_large_folder_is_listed_in_ranges(dovecot: Dovecot, mail_user: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imap_reading, "_UIDS_A_LINE", 7)
    monkeypatch.setattr(imap, "UIDS_A_COMMAND", 4)
    dovecot.deliver(mail_user, *[RAW] * 30)
    with dovecot.session(mail_user) as staff:
        staff.select_folder("INBOX")
        staff.delete_messages([1, 8, 15, 30])
        staff.expunge()
    with closing(mailbox_on(dovecot, mail_user)) as mailbox:
        listing = mailbox.listing()
        assert listing.uids == tuple(n for n in range(1, 31) if n not in {1, 8, 15, 30})
        keys = [one.key for one in mailbox.fetch(listing, listing.uids)]
        assert [key.uid for key in keys] == list(listing.uids)
        mailbox.file(keys, "Processed")
        assert mailbox.listing().uids == ()


@pytest.mark.dovecot
def test_what_dovecot_makes_of_nul_costs_no_byte(dovecot: Dovecot, mail_user: str) -> None:
    """IMAP literals know no NUL (RFC 3501 section 9): Dovecot stores and gives 0x80 instead."""
    dovecot.deliver(mail_user, RAW + b"a\0b")
    with closing(mailbox_on(dovecot, mail_user)) as mailbox:
        listing = mailbox.listing()
        (arrival,) = mailbox.fetch(listing, listing.uids)
        assert isinstance(arrival, Arrival)
        assert arrival.raw == RAW + b"a\x80b"


@pytest.mark.dovecot
def test_a_file_deleted_under_the_server_keeps_nothing_back(dovecot: Dovecot, mail_user: str) -> None:
    dovecot.deliver(mail_user, *[RAW + b"%d\r\n" % n for n in range(5)])
    mailbox = mailbox_on(dovecot, mail_user)
    listing = mailbox.listing()
    inbox = dovecot.folder / "mail" / mail_user
    # By what is in it: file names do not sort in the order of delivery where the clock's digits grow.
    third = RAW + b"2\r\n"
    (path,) = (
        p for place in ("new", "cur") for p in (inbox / place).iterdir() if p.read_bytes().split() == third.split()
    )
    path.unlink()
    found = []
    for _ in range(3):
        try:
            found = list(mailbox.fetch(listing, listing.uids))
            break
        except Temporary:
            listing = mailbox.listing()
    assert [one.raw for one in found if isinstance(one, Arrival)] == [RAW + b"%d\r\n" % n for n in (0, 1, 3, 4)]
    mailbox.close()


@given(
    sizes=st.lists(st.integers(0, 3_000_000), max_size=200),
    limit=st.integers(1, 6_000_000),
)
def test_batches_keep_order_and_bounds(sizes: list[int], limit: int) -> None:
    now = datetime.now(UTC)
    envelopes = {uid: (size, now) for uid, size in enumerate(sizes)}
    made = list(batches(envelopes, limit))
    assert [uid for batch in made for uid in batch] == list(envelopes)
    for batch in made:
        weights = [size for size, _ in batch.values() if size <= limit]
        assert 0 < len(batch) <= 50
        assert sum(weights) <= 4 * 1024 * 1024 or len(batch) == 1


def test_a_search_answered_in_several_lines_or_none(scripted: Callable[..., Scripted]) -> None:
    made = scripted(UID_SEARCH=[b"* SEARCH 5 3\r\n* SEARCH\r\n* SEARCH 11 (MODSEQ 917)\r\n", b"{tag} OK done\r\n"])
    assert made.mailbox.listing().uids == (3, 5, 11)
    made.server.replies["UID SEARCH"] = [b"{tag} OK nothing\r\n"]
    assert made.mailbox.listing().uids == ()


def test_no_uidvalidity_is_no_folder_to_work_on(scripted: Callable[..., Scripted]) -> None:
    with pytest.raises(Temporary, match="UIDVALIDITY"):
        scripted(SELECT=[b"* 1 EXISTS\r\n", b"{tag} OK done\r\n"]).mailbox.listing()


@pytest.mark.parametrize(
    "answer",
    [
        b"* 1 FETCH (UID 11 BODY[] NIL)\r\n",
        b"* 1 FETCH (UID 11 FLAGS (\\Seen))\r\n",
        b"",
    ],
)
def test_a_message_the_server_has_lost_is_left_out(scripted: Callable[..., Scripted], answer: bytes) -> None:
    size = b'* 1 FETCH (UID 11 RFC822.SIZE 20 INTERNALDATE "18-Nov-2020 10:00:00 +0100")\r\n'
    made = scripted(UID_FETCH=[size + answer, b"{tag} OK done\r\n"])
    listing = made.mailbox.listing()
    made.server.replies["UID FETCH"] = [size, b"{tag} OK done\r\n"]
    assert list(made.mailbox.fetch(listing, (11,))) == []


@pytest.mark.parametrize(
    "date", [b"NIL", b'"rubbish"', b'"18-Nov-2020 10:00:00 +9999"', b'"99-Nov-2020 10:00:00 +0100"']
)
def test_an_unusable_internaldate_becomes_now(scripted: Callable[..., Scripted], date: bytes) -> None:
    both = b"* 1 FETCH (UID 11 RFC822.SIZE 3 INTERNALDATE " + date + b" BODY[] {3}\r\nabc)\r\n"
    made = scripted(UID_FETCH=[both, b"{tag} OK done\r\n"])
    (arrival,) = made.mailbox.fetch(made.mailbox.listing(), (11,))
    assert isinstance(arrival, Arrival)
    assert arrival.raw == b"abc"
    assert abs(arrival.arrived_at - datetime.now(UTC)) < timedelta(minutes=1)


@pytest.mark.parametrize(
    "nonsense",
    [
        b"HTTP/1.1 400 Bad Request\r\n\r\n",
        b"* 1 FETCH (UID x RFC822.SIZE 3)\r\n{tag} OK done\r\n",
        b"* 1 FETCH (UID 11 RFC822.SIZE\r\n{tag} OK done\r\n",
        b"* 1 FETCH UID\r\n{tag} OK done\r\n",
        b"* 1 FETCH (UID 11 RFC822.SIZE (1 2))\r\n{tag} OK done\r\n",
        b"* 1 FETCH (UID 11 RFC822.SIZE big)\r\n{tag} OK done\r\n",
        b"* 1 FETCH (UID 11 RFC822.SIZE NIL)\r\n{tag} OK done\r\n",
        b"* 1 FETCH (UID 11 BODY[] {9999999}\r\nshort",
        b"\xff\xfe\x00\r\n",
        b"* BYE\r\n",
        b"{tag} BAD no\r\n",
        HANG_UP,
    ],
)
def test_nonsense_from_the_server_is_an_error_of_ours_or_nothing(
    scripted: Callable[..., Scripted], nonsense: bytes
) -> None:
    made = scripted(UID_FETCH=[nonsense, HANG_UP])
    listing = made.mailbox.listing()
    with suppress(OutsideError):
        assert list(made.mailbox.fetch(listing, (11,))) == []


# IDLE


@pytest.mark.dovecot
def test_idle_is_begun_anew_and_still_hears(dovecot: Dovecot, mail_user: str) -> None:
    with closing(mailbox_on(dovecot, mail_user, idle_seconds=1)) as mailbox:
        mailbox.listing()
        thread = threading.Timer(2.3, lambda: dovecot.deliver(mail_user, RAW))
        thread.start()
        start = time.monotonic()
        assert mailbox.wait(LONG) is True
        assert 2.3 < time.monotonic() - start < 3.3
        thread.join()


@pytest.mark.parametrize(
    "idle",
    [
        [b"* 2 EXISTS\r\n+ idling\r\n"],
        [b"+ idling\r\n* 2 EXISTS\r\n"],
        [b"+ idling\r\n", 0.2, b"* OK Still here\r\n* 1 FETCH (FLAGS (\\Seen))\r\n* 2 EXISTS\r\n* 1 RECENT\r\n"],
        [b"+ idling\r\n", 0.2, b"* 2 EX", 0.2, b"ISTS\r\n"],
        [b"+ idling\r\n", 0.2, b"* 1 EXPUNGE\r\n"],
        [b"+ idling\r\n", 0.2, b"* VANISHED 11\r\n"],
    ],
    ids=["before", "same-packet", "after-other-lines", "split", "expunge", "vanished"],
)
def test_news_is_heard_however_it_comes(scripted: Callable[..., Scripted], idle: Sequence[bytes | float]) -> None:
    made = scripted(IDLE=idle)
    made.mailbox.listing()
    start = time.monotonic()
    assert made.mailbox.wait(LONG) is True
    assert time.monotonic() - start < 1
    assert made.mailbox.listing().uids == (11,)  # cleanly out of IDLE


@pytest.mark.parametrize(
    ("command", "reply"),
    [
        ("UID SEARCH", [b"* SEARCH 11\r\n* 2 EXISTS\r\n", b"{tag} OK done\r\n"]),
        ("DONE", [b"* 2 EXISTS\r\n{tag} OK idled\r\n"]),
    ],
)
def test_news_told_with_another_answer_is_heard(
    scripted: Callable[..., Scripted], command: str, reply: Sequence[bytes | float]
) -> None:
    made = scripted()
    made.server.replies[command] = reply
    made.mailbox.listing()
    start = time.monotonic()
    assert made.mailbox.wait(timedelta(seconds=0.3)) is True
    assert time.monotonic() - start < 1


def test_a_line_half_said_when_the_time_is_up_is_heard_out(scripted: Callable[..., Scripted]) -> None:
    made = scripted(IDLE=[b"+ idling\r\n", 0.1, b"* OK Still", 0.5, b" here\r\n"])
    made.mailbox.listing()
    assert made.mailbox.wait(timedelta(seconds=0.3)) is False
    assert made.mailbox.listing().uids == (11,)


@pytest.mark.parametrize(
    "idle",
    [
        [b"+ idling\r\n", 0.2, b"* BYE Session invalidated - AccessTokenExpired\r\n", HANG_UP],
        [b"+ idling\r\n", 0.2, HANG_UP],
        [b"+ idling\r\n", 0.2, b"* 2 EX", HANG_UP],
        [b"* BYE going down\r\n", HANG_UP],
        [b"{tag} NO not now\r\n"],
        [b"{tag} BAD never\r\n"],
        [HANG_UP],
    ],
    ids=["bye", "eof", "eof-in-line", "bye-first", "no", "bad", "eof-first"],
)
def test_an_idle_that_fails_is_temporary_at_once(
    scripted: Callable[..., Scripted], idle: Sequence[bytes | float]
) -> None:
    made = scripted(IDLE=idle)
    made.mailbox.listing()
    start = time.monotonic()
    with pytest.raises(Temporary):
        made.mailbox.wait(LONG)
    assert time.monotonic() - start < 1.5
    made.server.replies["IDLE"] = [b"+ idling\r\n"]
    assert made.mailbox.wait(timedelta(seconds=0.2)) is False
