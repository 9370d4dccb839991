"""The table of faults: where each happens, what it is, and how it must end."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from tests.e2e.mail import COMPLETE, note

from .meddler import DROP, DROP_ANSWER, HANG, HANG_ANSWER, Act, Fault
from .site import Site

MAILBOX, LETTERS, FILING = "The mailbox cannot be read", "Letters cannot leave", "Mail cannot be filed"
LEFT = "Messages are left"

Ends = Literal["answered", "doubtful", "failed", "either", "oversized"]
"""Of the submission: answered once; its letter in doubt, or refused for good, and flagged; answered or in doubt; set
aside, flagged, and all staff told once who can be told."""


@dataclass(frozen=True, slots=True)
class Case:
    """One fault. ``steps`` make it; it lasts until it was met ``hits`` times, and ``alarm`` (a title) was heard.

    ``settings`` differ from those other sites have; ``edit`` changes all the server says meanwhile; ``meanwhile`` is
    done once the fault was met (it may say what is wrong); ``never`` are commands that must not be heard of.
    ``count`` submissions arrive, over the size limit if ``is_large``; ``loses_first``: staff delete the first.
    """

    name: str
    line: Literal["imap", "smtp"]
    steps: tuple[tuple[str, Act, bytes, int | None], ...]
    ends: Ends = "answered"
    alarm: str = ""
    hits: int = 2
    settings: tuple[tuple[str, object], ...] = ()
    edit: Callable[[bytes], bytes] | None = None
    meanwhile: Callable[[Site], str | None] | None = None
    never: frozenset[str] = frozenset()
    count: int = 1
    is_large: bool = False
    loses_first: bool = False

    @property
    def faults(self) -> tuple[Fault, ...]:
        return tuple(Fault(*step) for step in self.steps)


def say(text: bytes) -> Act:
    return Act(says=text + b"\r\n")


def last(text: bytes) -> Act:
    """Said before the connection is closed."""
    return Act("drop", text + b"\r\n")


def answer(rewrites: Callable[[bytes], bytes]) -> Act:
    return Act(forwards=True, rewrites=rewrites)


def replaced(pattern: bytes, by: bytes) -> Act:
    return answer(lambda said: re.sub(pattern, by, said))


def cut(place: Callable[[bytes], int]) -> Act:
    """The answer up to there, then no connection any more."""
    return Act("drop", forwards=True, rewrites=lambda said: said[: place(said)])


def without(word: bytes) -> Callable[[bytes], bytes]:
    return lambda said: said.replace(b" " + word + b" ", b" ").replace(b" " + word + b"]", b"]")


BODY, SIZES = rb"BODY\.PEEK\[\]", rb"RFC822\.SIZE"
NOISE = bytes(range(128, 256)) + b"\x00\x01{9}(((((\r\n"


def imap(name: str, step: str, act: Act, where: bytes = b"", times: int | None = None, **more: object) -> Case:
    return Case(name, "imap", ((step, act, where, times),), **more)  # type: ignore[arg-type]


def smtp(name: str, step: str, act: Act, where: bytes = b"", times: int | None = None, **more: object) -> Case:
    return Case(name, "smtp", ((step, act, where, times),), **more)  # type: ignore[arg-type]


def _literal_start(said: bytes) -> int:
    return said.index(b"}\r\n") + 3


IMAP_CONNECTING = (
    imap("greeting: disconnect", "GREETING", DROP, alarm=MAILBOX),
    imap("greeting: hang", "GREETING", HANG),
    imap("greeting: BYE", "GREETING", last(b"* BYE too many connections"), alarm=MAILBOX),
    imap("greeting: garbage", "GREETING", Act(says=NOISE), alarm=MAILBOX),
    imap("CAPABILITY: disconnect", "CAPABILITY", DROP),
    imap("CAPABILITY: hang", "CAPABILITY", HANG),
    imap("LOGIN: disconnect", "LOGIN", DROP),
    imap("LOGIN: disconnect once it is done", "LOGIN", DROP_ANSWER),
    imap("LOGIN: hang", "LOGIN", HANG, alarm=MAILBOX),
    imap("LOGIN: refused for a while", "LOGIN", say(b"{tag} NO [AUTHENTICATIONFAILED] no"), hits=3, alarm=MAILBOX),
    imap("LOGIN: UNAVAILABLE", "LOGIN", say(b"{tag} NO [UNAVAILABLE] no directory"), alarm=MAILBOX),
    imap("LOGIN: too many connections", "LOGIN", say(b"{tag} NO [LIMIT] maximum number of connections"), hits=3),
    imap("LOGIN: BAD", "LOGIN", say(b"{tag} BAD what"), alarm=MAILBOX),
    imap("NAMESPACE: disconnect", "NAMESPACE", DROP),
    imap("SELECT: disconnect", "SELECT", DROP),
    imap("SELECT: hang", "SELECT", HANG),
    imap("SELECT: BYE", "SELECT", last(b"* BYE shutting down")),
    imap("SELECT: UNAVAILABLE", "SELECT", say(b"{tag} NO [UNAVAILABLE] later"), alarm=MAILBOX),
    imap("SELECT: no UIDVALIDITY", "SELECT", replaced(rb"\* OK \[UIDVALIDITY[^\n]*\n", b""), alarm=MAILBOX),
    imap("SELECT: another UIDVALIDITY", "SELECT", replaced(rb"UIDVALIDITY \d+", b"UIDVALIDITY 4294967295"), hits=1),
    imap("SEARCH: disconnect", "UID SEARCH", DROP),
    imap("SEARCH: hang", "UID SEARCH", HANG_ANSWER),
    imap("SEARCH: NO", "UID SEARCH", say(b"{tag} NO [SERVERBUG] index is broken"), alarm=MAILBOX),
    imap("SEARCH: garbage", "UID SEARCH", Act(says=NOISE), alarm=MAILBOX),
    imap("SEARCH: numbers that are none", "UID SEARCH", say(b"* SEARCH 0 99999999999 x\r\n{tag} OK done"), hits=1),
    Case(
        "STARTTLS: vanishes (IMAP)", "imap", (("CAPABILITY", answer(lambda said: said), b"", None),),
        alarm=MAILBOX, edit=without(b"STARTTLS"), never=frozenset({"LOGIN", "AUTHENTICATE"}),
        settings=(("imap_security", "starttls"),),
    ),
    imap("STARTTLS: refused (IMAP)", "STARTTLS", say(b"{tag} NO not now"), alarm=MAILBOX,
         never=frozenset({"LOGIN", "AUTHENTICATE"}), settings=(("imap_security", "starttls"),)),
    imap("STARTTLS: garbage for a handshake (IMAP)", "STARTTLS", Act(says=b"{tag} OK go\r\n" + NOISE), alarm=MAILBOX,
         never=frozenset({"LOGIN", "AUTHENTICATE"}), settings=(("imap_security", "starttls"),)),
)  # fmt: skip

NO_MOVE = without(b"MOVE")
SENT = (("sent", "Sent"),)


def _staff_delete_the_first(site: Site) -> None:
    """While it is being fetched."""
    with site.dovecot.session(site.user) as client:
        client.select_folder("INBOX")
        uids = client.search("HEADER Subject first")
        client.delete_messages(uids)
        client.expunge()


def _others_are_answered(site: Site) -> str | None:
    """What stands behind the message that cannot be had, and a note that comes later."""
    before = len(site.smtp_server.messages)
    site.submit(note(*COMPLETE, subject="comes later"))
    if not site.until(lambda: len(site.smtp_server.messages) > before, 8):
        return "a note that came meanwhile is not answered"
    return None


def _numbered_anew(site: Site) -> None:
    """What a restored mailbox looks like: the same mail, other numbers."""
    for path in (site.dovecot.folder / "mail" / site.user).glob("dovecot*"):
        path.unlink()
    site.imap.cut()


def _restart(site: Site) -> None:
    """As systemd would."""
    site.stop()
    site.start()


IMAP_READING = (
    imap("FETCH sizes: disconnect", "UID FETCH", DROP, SIZES),
    imap("FETCH sizes: hang", "UID FETCH", HANG, SIZES),
    imap("FETCH sizes: RFC822.SIZE too small", "UID FETCH", replaced(rb"RFC822.SIZE \d+", b"RFC822.SIZE 1"), SIZES,
         hits=1),
    imap("FETCH sizes: none", "UID FETCH", replaced(rb"RFC822.SIZE \d+ ?", b""), SIZES, hits=1),
    imap("FETCH sizes: RFC822.SIZE over the limit", "UID FETCH", replaced(rb"RFC822.SIZE \d+", b"RFC822.SIZE 99999999"),
         SIZES, hits=1, ends="oversized"),
    imap("FETCH: disconnect", "UID FETCH", DROP, BODY),
    imap("FETCH: disconnect before the literal", "UID FETCH", cut(_literal_start), BODY),
    imap("FETCH: disconnect in the literal", "UID FETCH", cut(lambda said: _literal_start(said) + 200), BODY),
    imap("FETCH: disconnect after the literal", "UID FETCH", cut(lambda said: said.rindex(b")\r\n")), BODY),
    imap("FETCH: hang", "UID FETCH", HANG, BODY, alarm=MAILBOX),
    imap("FETCH: hang in the literal", "UID FETCH",
         Act("hang", forwards=True, rewrites=lambda said: said[: len(said) // 2]), BODY),
    imap("FETCH: literal shorter than announced", "UID FETCH",
         replaced(rb"\{\d+\}\r\n(?s:.{100})", b"{1000}\r\n"), BODY),
    imap("FETCH: literal longer than announced", "UID FETCH", replaced(rb"\{\d+\}", b"{30}"), BODY),
    imap("FETCH: literal of 4 GB announced", "UID FETCH", replaced(rb"\{\d+\}", b"{4294967295}"), BODY),
    imap("FETCH: literal of 10^20 bytes announced", "UID FETCH",
         replaced(rb"\{\d+\}", b"{100000000000000000000}"), BODY),
    imap("FETCH: BYE", "UID FETCH", last(b"* BYE disconnected for inactivity"), BODY),
    imap("FETCH: NO", "UID FETCH", say(b"{tag} NO cannot read it"), BODY, alarm=LEFT),
    imap("FETCH: SERVERBUG", "UID FETCH", say(b"{tag} NO [SERVERBUG] cannot read"), BODY, alarm=MAILBOX),
    imap("FETCH: UNAVAILABLE", "UID FETCH", say(b"{tag} NO [UNAVAILABLE] later"), BODY, alarm=MAILBOX),
    imap("FETCH: no message in the answer", "UID FETCH", say(b"{tag} OK done"), BODY),
    imap("FETCH: another message's answer", "UID FETCH", replaced(rb"UID \d+", b"UID 4000000000"), BODY),
    imap("FETCH: garbage", "UID FETCH", Act(says=NOISE), BODY, alarm=MAILBOX),
    imap("FETCH: EXPUNGE told in its midst", "UID FETCH", answer(lambda said: b"* 1 EXPUNGE\r\n" + said), BODY, hits=1),
    imap("FETCH: staff delete a message meanwhile", "UID FETCH", Act("drop"), BODY, 1, hits=1, count=3,
         meanwhile=_staff_delete_the_first, loses_first=True),
    imap("FETCH: one message breaks the line, each time", "UID FETCH",
         Act(forwards=True, rewrites=lambda said: None if b"Subject: first" in said else said), BODY, hits=8,
         alarm=MAILBOX, count=3, meanwhile=_others_are_answered),
    imap("the mailbox is numbered anew", "UID MOVE", say(b"{tag} NO not now"), meanwhile=_numbered_anew),
)  # fmt: skip

IMAP_WAITING_AND_FILING = (
    imap("IDLE: disconnect", "IDLE", DROP, hits=3),
    imap("IDLE: refused", "IDLE", say(b"{tag} NO no idling"), hits=3),
    imap("IDLE: hang", "IDLE", HANG),
    imap("IDLE: the peer is dead at once, for ever", "IDLE", last(b"+ idling"), hits=4),
    imap("IDLE: BYE", "IDLE", last(b"+ idling\r\n* BYE"), hits=3),
    imap("IDLE: garbage", "IDLE", Act(says=b"+ idling\r\n" + NOISE), hits=1),
    Case("IDLE: news that are none, for ever", "imap",
         (("IDLE", say(b"+ idling\r\n* 1 RECENT"), b"", None), ("DONE", say(b"{tag} OK done"), b"", None)), hits=16),
    imap("IDLE: half-open, silent", "DONE", HANG),
    imap("DONE: disconnect", "DONE", DROP),
    imap("MOVE: disconnect", "UID MOVE", DROP),
    imap("MOVE: disconnect once it is done", "UID MOVE", DROP_ANSWER, times=1, hits=1),
    imap("MOVE: hang", "UID MOVE", HANG),
    imap("MOVE: OVERQUOTA", "UID MOVE", say(b"{tag} NO [OVERQUOTA] Quota exceeded"), alarm=FILING),
    imap("MOVE: NO", "UID MOVE", say(b"{tag} NO [INUSE] try later"), alarm=FILING),
    imap("COPY: disconnect", "UID COPY", DROP, edit=NO_MOVE),
    imap("COPY: OVERQUOTA", "UID COPY", say(b"{tag} NO [OVERQUOTA] Quota exceeded"), edit=NO_MOVE, alarm=FILING),
    imap("STORE: disconnect", "UID STORE", DROP, edit=NO_MOVE, times=1, hits=1),
    imap("STORE: disconnect once it is done", "UID STORE", DROP_ANSWER, edit=NO_MOVE, times=1, hits=1),
    imap("EXPUNGE: disconnect", "UID EXPUNGE", DROP, edit=NO_MOVE, times=1, hits=1),
    imap("EXPUNGE: disconnect once it is done", "UID EXPUNGE", DROP_ANSWER, edit=NO_MOVE, times=1, hits=1),
    imap("LOGOUT: hang as it stops", "LOGOUT", HANG, hits=0, meanwhile=_restart),
    imap("APPEND of a copy: disconnect", "APPEND", DROP, hits=1, settings=SENT),
    imap("APPEND of a copy: disconnect once it is done", "APPEND", DROP_ANSWER, hits=1, settings=SENT),
    imap("APPEND of a copy: hang", "APPEND", HANG, hits=1, settings=SENT),
    imap("APPEND of a copy: OVERQUOTA", "APPEND", say(b"{tag} NO [OVERQUOTA] full"), hits=1, settings=SENT),
)  # fmt: skip

_SECOND = rb"second@secretariat"

SMTP_CONNECTING = (
    smtp("connect: 421 too many connections", "GREETING", last(b"421 4.7.0 Too many connections"), hits=3,
         alarm=LETTERS),
    smtp("connect: 554", "GREETING", last(b"554 5.3.2 no service"), alarm=LETTERS),
    smtp("connect: disconnect", "GREETING", DROP, alarm=LETTERS),
    smtp("connect: hang", "GREETING", HANG, alarm=LETTERS),
    smtp("connect: garbage", "GREETING", Act("drop", NOISE), alarm=LETTERS),
    smtp("EHLO: 451", "EHLO", last(b"451 4.3.0 later")),
    smtp("EHLO: 550", "EHLO", last(b"550 5.7.1 you are listed")),
    smtp("EHLO: disconnect", "EHLO", DROP),
    smtp("EHLO: hang", "EHLO", HANG),
    smtp("EHLO: garbage", "EHLO", Act("drop", NOISE)),
    smtp("AUTH: 454", "AUTH", say(b"454 4.7.0 temporary failure"), alarm=LETTERS),
    smtp("AUTH: 535 for a while", "AUTH", say(b"535 5.7.8 bad credentials"), alarm=LETTERS, hits=3),
    smtp("AUTH: disconnect", "AUTH", DROP),
    smtp("AUTH: hang", "AUTH", HANG),
    Case("AUTH: vanishes", "smtp", (("EHLO", replaced(rb"250-AUTH[^\n]*\n", b""), b"", None),), alarm=LETTERS),
    Case("STARTTLS: vanishes (SMTP)", "smtp", (("EHLO", replaced(rb"250-STARTTLS[^\n]*\n", b""), b"", None),),
         alarm=LETTERS, never=frozenset({"AUTH", "MAIL"}), settings=(("smtp_security", "starttls"),)),
    smtp("STARTTLS: 454", "STARTTLS", say(b"454 4.7.0 TLS not available"), alarm=LETTERS,
         never=frozenset({"AUTH", "MAIL"}), settings=(("smtp_security", "starttls"),)),
    smtp("STARTTLS: garbage for a handshake (SMTP)", "STARTTLS", Act(says=b"220 go\r\n" + NOISE), alarm=LETTERS,
         never=frozenset({"AUTH", "MAIL"}), settings=(("smtp_security", "starttls"),)),
)  # fmt: skip

SMTP_SENDING = (
    smtp("MAIL: 451", "MAIL", say(b"451 4.3.0 later"), hits=1),
    smtp("MAIL: 550", "MAIL", say(b"550 5.1.0 refused"), hits=1, ends="failed"),
    smtp("MAIL: 530 who are you", "MAIL", say(b"530 5.7.0 log in first"), alarm=LETTERS),
    smtp("MAIL: 552 over the size limit", "MAIL", say(b"552 5.3.4 too big"), hits=1, ends="failed"),
    smtp("MAIL: 421", "MAIL", last(b"421 4.3.2 closing"), alarm=LETTERS),
    smtp("MAIL: disconnect", "MAIL", DROP),
    smtp("MAIL: hang", "MAIL", HANG),
    smtp("EHLO: a size limit below the letter", "EHLO", replaced(rb"250-SIZE \d+", b"250-SIZE 100"), hits=1,
         ends="failed"),
    smtp("RCPT: 451", "RCPT", say(b"451 4.7.1 greylisted"), hits=1),
    smtp("RCPT: 550", "RCPT", say(b"550 5.1.1 no such user"), hits=1, ends="failed"),
    smtp("RCPT: 421", "RCPT", last(b"421 4.7.0 too many recipients"), hits=1),
    smtp("RCPT: disconnect", "RCPT", DROP, hits=1),
    smtp("RCPT: hang", "RCPT", HANG, hits=1),
    smtp("RCPT: garbage", "RCPT", Act(says=NOISE), hits=1),
    smtp("RCPT: one of three refused for good", "RCPT", say(b"550 5.1.1 no such user"), _SECOND, hits=1,
         ends="oversized", is_large=True),
    smtp("RCPT: one of three refused for now", "RCPT", say(b"451 4.2.2 mailbox full"), _SECOND, hits=1,
         ends="oversized", is_large=True),
    smtp("DATA: 451", "DATA", say(b"451 4.3.0 later"), hits=1),
    smtp("DATA: 554", "DATA", say(b"554 5.5.1 no"), hits=1, ends="failed"),
    smtp("DATA: disconnect", "DATA", DROP, hits=1),
    smtp("DATA: hang", "DATA", HANG, hits=1),
    smtp("the message: disconnect in its midst", "BODY", DROP, hits=1, ends="either"),
    smtp("the dot: 451", "DOT", say(b"451 4.3.0 later"), hits=1),
    smtp("the dot: 554", "DOT", last(b"554 5.7.1 it looks like spam"), hits=1, ends="failed"),
    smtp("the dot: 552 over quota", "DOT", last(b"552 5.2.2 quota"), hits=1, ends="failed"),
    smtp("the dot: disconnect before it", "DOT", DROP, hits=1, ends="doubtful"),
    smtp("the dot: disconnect after it", "DOT", DROP_ANSWER, hits=1, ends="doubtful"),
    smtp("the dot: hang before it", "DOT", HANG, hits=1, ends="doubtful"),
    smtp("the dot: hang after it", "DOT", HANG_ANSWER, hits=1, ends="doubtful"),
    smtp("the dot: garbage after it", "DOT", answer(lambda _: NOISE), hits=1, ends="doubtful"),
    smtp("QUIT: hang as it stops", "QUIT", HANG, hits=0, meanwhile=_restart),
)  # fmt: skip

GROUPS: dict[str, tuple[Case, ...]] = {
    "imap_connecting": IMAP_CONNECTING,
    "imap_reading": IMAP_READING,
    "imap_waiting_and_filing": IMAP_WAITING_AND_FILING,
    "smtp_connecting": SMTP_CONNECTING,
    "smtp_sending": SMTP_SENDING,
}
CASES = tuple(case for group in GROUPS.values() for case in group)
