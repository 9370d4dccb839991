"""One case after another on a running daemon, and what came of each."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from email import message_from_bytes
from itertools import groupby, islice

from mailbot.domain.letter import Letter
from tests.e2e.mail import COMPLETE, note
from tests.servers.dovecot import Dovecot
from tests.torture.figures import Figures

from .cases import Case
from .fast_daemon import BACK_OFF_SECONDS
from .site import Site, own_dovecot, site_of

MET_WITHIN, HEARD_WITHIN, SETTLED_WITHIN = 40, 30, 40
"""Seconds: for the fault to happen so often, for the alarm, for everything to be as it must once it is over."""

_OUTLASTS_PATIENCE, _OUTLASTS_RETRIES, _NEXT_DAY = 16 * 60, 10 * 60, 2 * 86_400
_GIVEN_UP = 1.3  # seconds, after which a server that does not answer is given up
_CPU_SHARE, _CPU_SECONDS = 0.5, 0.6
_CASES_A_SITE = 14
_FREE_TRIES = 4  # the first connection, one that was open, one for copies, one in the making


@dataclass(frozen=True, slots=True)
class Submitted:
    """What arrived, by its Message-ID."""

    message_id: str
    raw: bytes
    may_be_gone: bool = False


def run_case(site: Site, case: Case) -> Figures:
    """The fault, then the end of it; what was lost, repeated or stuck."""
    problems: list[str] = []
    line = site.imap if case.line == "imap" else site.smtp
    submitted = _submissions(case)
    site.until(lambda: site.count_in("INBOX") == 0, 5)
    alarms, cpu, began = len(site.alarms), site.cpu_seconds(), time.monotonic()
    if case.edit is not None:
        line.edit = case.edit
    line.arm(*case.faults)
    line.cut()
    site.submit(*(one.raw for one in submitted))
    if not site.until(lambda: len(line.hits) >= case.hits, MET_WITHIN):
        problems.append(f"met only {len(line.hits)} times")
    if any(step[1].then == "hang" for step in case.steps):
        time.sleep(_GIVEN_UP)
    if case.meanwhile is not None:
        if wrong := case.meanwhile(site):
            problems.append(wrong)
        cpu = 0.0
    if case.alarm:
        site.put_forward(_OUTLASTS_PATIENCE)
        if not site.until(lambda: any(case.alarm in alarm for alarm in site.alarms[alarms:]), HEARD_WITHIN):
            problems.append(f"no alarm {case.alarm!r}, only {site.alarms[alarms:]}")
    problems += _unrest(site, case, began, cpu)
    if heard := case.never & set(line.commands):
        problems.append(f"{heard} went out")
    line.disarm()
    return _end(site, case, submitted, problems)


def _submissions(case: Case) -> list[Submitted]:
    made = []
    for number in range(case.count):
        raw = note(*COMPLETE, subject=f"{'first ' * (not number and case.count > 1)}{case.name}")
        if case.is_large:
            raw += b"It is long.\r\n" * 100_000
        made.append(Submitted(str(message_from_bytes(raw)["Message-ID"]), raw, case.loses_first and not number))
    return made


def _unrest(site: Site, case: Case, began: float, cpu: float) -> list[str]:
    """A loop that does not pause shows in connections, commands or processor time."""
    line = site.imap if case.line == "imap" else site.smtp
    seconds, found = time.monotonic() - began, []
    tries, left = _FREE_TRIES + 2 * case.count, seconds
    for number in range(1000):
        left -= BACK_OFF_SECONDS[min(number, len(BACK_OFF_SECONDS) - 1)]
        if left < 0:
            break
        tries += 1
    if len(line.connections) > tries:
        found.append(f"{len(line.connections)} connections in {seconds:.1f} s, at most {tries} with pauses")
    most = 12 * (tries + case.count)
    if len(line.commands) > most:
        found.append(f"{len(line.commands)} commands in {seconds:.1f} s, at most {most} with pauses")
    spent = site.cpu_seconds() - cpu
    if cpu and spent > _CPU_SECONDS + _CPU_SHARE * seconds:
        found.append(f"{spent:.1f} s of processor in {seconds:.1f} s")
    return found


def _end(site: Site, case: Case, submitted: Sequence[Submitted], problems: list[str]) -> Figures:
    """Once the fault is over."""
    settled = False
    for _ in range(SETTLED_WITHIN):
        site.put_forward(_OUTLASTS_RETRIES)
        if settled := site.until(lambda: not list(_open(site, case, submitted)), 1):
            break
    site.until(lambda: False, 0.1)
    left = [] if settled else list(_open(site, case, submitted))
    repeated = list(_repeated(site, submitted))
    if case.ends == "oversized":
        with site.dovecot.session(site.user) as client:  # staff take it out
            client.select_folder("INBOX")
            client.delete_messages(client.search("ALL"))
            client.expunge()
    dead = site.process is None or site.process.poll() is not None
    if dead:
        problems.append("the daemon has died")
    site.put_forward(_NEXT_DAY)
    said = tuple(f"{case.name}: {problem}" for problem in (*problems, *left, *repeated))
    return Figures(
        faults=1, lost=len(left), duplicates=len(repeated), doubtful=case.ends == "doubtful", hangs=dead, problems=said
    )


def _open(site: Site, case: Case, submitted: Iterable[Submitted]) -> Iterable[str]:
    """What is not yet as it must be in the end."""
    if site.count_in("INBOX") and case.ends != "oversized":
        yield "mail lies in INBOX"
    if not site.has_looked() or site.record.setting("mailbox_unread_since"):
        yield "the mailbox is not read"
    if case.ends == "oversized":
        yield from _staff_not_told(site)
        return
    for one in submitted:
        records = site.record.messages_with(message_id=one.message_id)
        if one.may_be_gone and not records:  # deleted by staff before it could be read
            continue
        if not any(record.disposition == "recorded" for record in records):
            yield f"not recorded: {[record.disposition for record in records]}"
            continue
        yield from _letter_open(site, case, one)
    filed = {entry.message for entry in site.record.all_ledger() if entry.filed}
    if any(entry.disposition is None or entry.message not in filed for entry in site.record.all_ledger()):
        yield "the ledger has entries without an end"


def _staff_not_told(site: Site) -> Iterable[str]:
    if not any(f.flag.code == "attachment_unreadable" for f in site.record.open_flags()):
        yield "not flagged as too large"
    for letter in site.record.all_letters():
        if len(letter.to) == 3 and (letter.state, len(letter.accepted) + len(letter.refused)) != ("sent", 3):
            yield f"the letter to staff is {letter.state}, {letter.failure}"


def _letter_open(site: Site, case: Case, one: Submitted) -> Iterable[str]:
    letters = [letter for letter in site.record.all_letters() if letter.in_reply_to == one.message_id]
    state = letters[0].state if letters else ""
    wanted = {"answered": {"sent"}, "either": {"sent", "doubtful"}}.get(case.ends, {case.ends})
    if len(letters) != 1 or state not in wanted:
        yield f"letters are {[(letter.state, letter.failure) for letter in letters]}, not one {wanted}"
    elif state == "sent" and not site.answers_to(one.message_id):
        yield "no answer came"
    elif state != "sent" and not _is_flagged(site, letters[0]):
        yield "nobody is told of the letter"


def _is_flagged(site: Site, letter: Letter) -> bool:
    return any(flag.key.startswith(letter.message_id) for flag in site.record.open_flags())


def _repeated(site: Site, submitted: Iterable[Submitted]) -> Iterable[str]:
    """Answers somebody had twice, and mail that lies in a folder twice."""
    had = Counter(
        (site.letter_id(taken), address) for taken in list(site.smtp_server.messages) for address in taken.recipients
    )
    yield from (f"{times} times one letter to one address" for times in had.values() if times > 1)
    for one in submitted:
        if site.answers_to(one.message_id) > 1:
            yield "two answers"
        with site.dovecot.session(site.user) as client:
            if client.folder_exists("Processed"):
                client.select_folder("Processed", readonly=True)
                copies = len(client.search(["HEADER", "Message-ID", one.message_id]))
                if copies > 1:
                    yield f"{copies} copies in Processed"


def run_together(cases: Sequence[Case], at_once: int = 8) -> Figures:
    """The cases on sites side by side, each site with settings of its own and some of the cases."""
    with own_dovecot() as dovecot, ThreadPoolExecutor(at_once) as pool:
        return sum(pool.map(lambda share: _run_share(share, dovecot), _shares(cases)), Figures())


def _shares(cases: Sequence[Case]) -> Iterator[Sequence[Case]]:
    for _, alike in groupby(sorted(cases, key=_settings), key=_settings):
        yield from batched(alike, _CASES_A_SITE)


def _settings(case: Case) -> str:
    return repr((case.line, case.settings))


def batched(cases: Iterable[Case], size: int) -> Iterator[tuple[Case, ...]]:
    left = iter(cases)
    while share := tuple(islice(left, size)):
        yield share


def _run_share(cases: Sequence[Case], dovecot: Dovecot) -> Figures:
    total = Figures()
    with site_of(dovecot, **dict(cases[0].settings)) as site:
        for case in cases:
            began = time.monotonic()
            done = run_case(site, case)
            total += done
            print(f"{time.monotonic() - began:5.1f} s  {case.name}", *done.problems, sep="\n    ", flush=True)
            if done.hangs:
                site.stop()
                site.start()
        return total + _closing(site)


def _closing(site: Site) -> Figures:
    wrong = site.doctor()
    if "Traceback" in (log := site.log()):
        wrong.append("a traceback in the log: " + log[log.index("Traceback") :][:2000])
    if site.stop() != 0:
        return Figures(hangs=1, problems=("the daemon did not stop",))
    return Figures(corrupted=bool(wrong), problems=tuple(wrong))
