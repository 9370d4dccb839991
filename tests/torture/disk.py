"""A disk that is full, read-only, failing or torn, and a clock set back: one sentence, nothing lost, and on it goes.

Each fault is done to a secretariat that has worked and has mail waiting. Then: no traceback and no hang; when the cause
has gone, the end is that of a run that nothing was done to. Where ``remedy`` is given, the sentence names that command,
and it is what brings the store back.

The faults are real: a small tmpfs for the full and the read-only disk (``mount`` needs root), ``strace`` for calls of
the system that fail (SQLite's own among them), limits of the process, files cut with the process dead. What the
machine does not allow is skipped, and said.
"""

from __future__ import annotations

import itertools
import os
import random
import resource
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from tests.servers.dovecot import Dovecot

from . import mails
from .crashes import RANDOM, a_nursery, judge
from .figures import Figures
from .nursery import PATIENCE_SECONDS, Ended, Nursery
from .scene import ENVIRONMENT, Outcome, Scene, scene

BEFORE = (mails.COMPLETE_NOTE, mails.FRENCH_NOTE)
AFTER = (mails.REVISED_NOTE, mails.COMPLETING, mails.QUESTION)
_ONCE = ("once",)
_MOST_RUNS = 4
_SYSTEM_CALLS = ("fsync", "fdatasync", "pwrite64", "rename", "ftruncate", "openat")


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing done to a store in use. ``inflict`` gives how the run under the fault ended; the fault is then over."""

    name: str
    inflict: Callable[[Scene], Ended]
    remedy: tuple[str, ...] = ()
    disk: str = ""
    """Options of the tmpfs the store lies on; empty: none."""
    fails: bool | None = None
    """Whether the run under it must fail; None: it may."""
    texts: bool = True
    """Whether the letters must read the same: they tell the day."""


def run(seconds: float, seed: int, only: Sequence[Fault] = ()) -> Figures:
    """Every fault once (or ``only`` some), and then calls of the system that fail by chance, for so long."""
    chance = random.Random(seed)  # noqa: S311 - repeatable, not secret
    dovecot = Dovecot()
    dovecot.start()
    figures, until = Figures(), time.monotonic() + seconds
    try:
        with a_nursery() as nursery:
            reference = _undisturbed(dovecot, nursery)
            for fault in only or itertools.chain(FAULTS, _failing_calls(chance)):
                if time.monotonic() > until:
                    print(f"disk: no time left for {fault.name} and what follows", flush=True)
                    break
                if lacking := _lacking(fault):
                    print(f"disk: skipped, {lacking}: {fault.name}", flush=True)
                    continue
                try:
                    found = suffer(dovecot, nursery, fault, reference)
                except NotReached:
                    continue
                print(f"disk: {'ok' if found.is_good else 'NOT OK'}: {fault.name}", flush=True)
                figures += found
    finally:
        dovecot.remove()
    return figures


class NotReached(Exception):
    """The call that was to fail was never made."""


def _undisturbed(dovecot: Dovecot, nursery: Nursery) -> Outcome:
    with scene(dovecot, nursery) as stage:
        for some in (BEFORE, AFTER):
            stage.deliver(*some)
            assert stage.run(*_ONCE).code == 0
        return stage.outcome()


def suffer(dovecot: Dovecot, nursery: Nursery, fault: Fault, reference: Outcome) -> Figures:
    """What comes of one fault."""
    with ExitStack() as stack:
        disk = stack.enter_context(_tmpfs(fault.disk)) if fault.disk else None
        stage = stack.enter_context(scene(dovecot, nursery, store=disk / "data" if disk else None))
        stage.deliver(*BEFORE)
        first = stage.run(*_ONCE)
        assert first.code == 0, first.said
        stage.deliver(*AFTER)
        ended = fault.inflict(stage)
        problems = list(_unclear(ended, fault))
        for command in (fault.remedy, *(_ONCE for _ in range(_MOST_RUNS))):
            done = stage.run(*command) if command else None
            if done is not None and done.code == 0 and command == _ONCE:
                break
        else:
            problems.append(f"does not recover: exit {done.code if done else None}: {done.said[-800:] if done else ''}")
        judged = judge(stage, reference, (RANDOM, fault.name), texts=fault.texts)
    named = tuple(f"{fault.name}: {problem}" for problem in problems)
    return replace(judged + Figures(hangs=int(ended.hung), problems=named), disk=1)


def _unclear(ended: Ended, fault: Fault) -> Iterator[str]:
    """What is wrong with how a run told of the fault."""
    if ended.hung:
        yield "hangs"
    if "Traceback" in ended.said:
        yield f"a traceback: {ended.said[-1500:]}"
    if fault.fails and ended.code == 0:
        yield "nothing is told of it"
    if ended.code and not any(line.startswith("mailbot: ") or " WARNING " in line for line in ended.said.splitlines()):
        yield f"exit {ended.code} without a sentence: {ended.said[-500:]}"
    if fault.remedy and not ended.was_killed and f"mailbot {fault.remedy[0]}" not in ended.said:
        yield f"the remedy is not told: {ended.said[-500:]}"


# the disk


@contextmanager
def _tmpfs(options: str) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="mb-disk-") as folder:
        subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", folder], check=True, capture_output=True)
        try:
            yield Path(folder)
        finally:
            subprocess.run(["umount", "-l", folder], check=False, capture_output=True)


def _lacking(fault: Fault) -> str:
    if fault.disk:
        try:
            with _tmpfs("size=64k"):
                return ""
        except (OSError, subprocess.CalledProcessError):
            return "mounting is not allowed here"
    if fault.name.startswith("calls") and not _can_trace():
        return "strace is not to be had or not allowed here"
    return ""


def _can_trace() -> bool:
    if shutil.which("strace") is None:
        return False
    return subprocess.run(["strace", "-f", "-o", "/dev/null", "true"], capture_output=True, check=False).returncode == 0


def _full(left_octets: int) -> Callable[[Scene], Ended]:
    def inflict(stage: Scene) -> Ended:
        with _filled(stage.store.parent, left_octets):
            return stage.run(*_ONCE)

    return inflict


@contextmanager
def _filled(folder: Path, left_octets: int) -> Iterator[None]:
    room = os.statvfs(folder)
    ballast = folder / "ballast"
    ballast.write_bytes(bytes(max(0, room.f_bavail * room.f_frsize - left_octets)))
    try:
        yield
    finally:
        ballast.unlink()


def _no_files(stage: Scene) -> Ended:
    """Room on the disk, but for no more files."""
    others = stage.store.parent / "others"
    others.mkdir()
    try:
        for number in range(100_000):
            (others / str(number)).touch()
    except OSError:
        pass
    ended = stage.run(*_ONCE)
    shutil.rmtree(others)
    return ended


def _read_only(stage: Scene) -> Ended:
    disk = str(stage.store.parent)
    subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
    ended = stage.run(*_ONCE)
    subprocess.run(["mount", "-o", "remount,rw", disk], check=True)
    return ended


def _daemon_on_a_full_disk(stage: Scene) -> Ended:
    """The disk runs full under the daemon and is made room on: it goes on by itself."""
    running = stage.nursery.start(stage.office.config, "run")
    with _filled(stage.store.parent, 4096):
        time.sleep(3)
    ends_at = time.monotonic() + 60
    while not stage.is_at_rest() and time.monotonic() < ends_at:
        time.sleep(0.2)
    return running.end(0, signal.SIGTERM)


# the process


def _within(limit: int, most: int) -> Callable[[Scene], Ended]:
    def inflict(stage: Scene) -> Ended:
        return _apart(stage, [], lambda: resource.setrlimit(limit, (most, most)))

    return inflict


def _failing(call: str, error: str, when: str) -> Callable[[Scene], Ended]:
    def inflict(stage: Scene) -> Ended:
        # Everything opens files; the other calls nobody makes but for the store.
        paths = [word for name in _paths(stage.store) for word in ("-P", str(name))] if call == "openat" else []
        seen = stage.office.folder / "calls"
        inject = f"inject={call}:error={error}:when={when}"
        ended = _apart(stage, ["strace", "-f", "-qq", "-o", str(seen), "-e", f"trace={call}", "-e", inject, *paths])
        if "(INJECTED)" not in seen.read_text(errors="replace"):
            raise NotReached
        return ended

    return inflict


def _paths(store: Path) -> list[Path]:
    names = ("lock", "mailbot.sqlite", "mailbot.sqlite-wal", "journal.jsonl", "messages")
    return [store / name for name in names]


def _apart(stage: Scene, before: list[str], prepare: Callable[[], None] | None = None) -> Ended:
    """Runs it in an interpreter of its own."""
    began = time.monotonic()
    process = subprocess.Popen(
        [*before, *stage.office.command(*_ONCE)],
        env={**os.environ, **ENVIRONMENT},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=prepare,  # noqa: PLW1509 - limits are the process's own; no threads run here
    )
    try:
        out, said = process.communicate(timeout=PATIENCE_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        out, said = process.communicate()
        return Ended(None, False, True, said, out, time.monotonic() - began)
    return Ended(process.returncode, False, False, said, out, time.monotonic() - began)


# files


def _killed_then(point: str, harm: Callable[[Scene], object]) -> Callable[[Scene], Ended]:
    """Killed at a point, with something done to the files as a power cut would; the run after it is what is judged."""

    def inflict(stage: Scene) -> Ended:
        killed = stage.run(*_ONCE, kill_at=f"{point}#1")
        assert killed.was_killed, f"{point} is not reached: {killed.said[-500:]}"
        harm(stage)
        return stage.run(*_ONCE)

    return inflict


def _at_rest(harm: Callable[[Scene], object]) -> Callable[[Scene], Ended]:
    def inflict(stage: Scene) -> Ended:
        harm(stage)
        return stage.run(*_ONCE)

    return inflict


def _cut(name: str, octets: int) -> Callable[[Scene], object]:
    """Takes so many octets off the end of a file."""

    def harm(stage: Scene) -> None:
        path = stage.store / name
        os.truncate(path, max(0, path.stat().st_size - octets))

    return harm


def _cut_to(name: str, octets: int) -> Callable[[Scene], object]:
    return lambda stage: os.truncate(stage.store / name, octets)


def _cut_newest_message(stage: Scene) -> None:
    newest = max((stage.store / "messages").glob("??/*.eml"), key=lambda path: path.stat().st_mtime_ns)
    os.truncate(newest, newest.stat().st_size // 2)


def _clock_set_back(stage: Scene) -> Ended:
    """First a run ahead of its time, then one two days before now, then on with the present."""
    stage.run("once", "--now", (mails.TODAY + timedelta(days=1)).isoformat())
    return stage.run("once", "--now", (mails.TODAY - timedelta(days=2)).isoformat())


_TAKEN_IN = "intake.commit > sqlite_file: COMMIT, after"
_NOTED = "intake.commit > journal: write, after"
_KEPT = "intake.take_in > archive: rename, after"

FAULTS = (
    *(Fault(f"disk full, {left} octets left", _full(left), disk="size=2m", fails=True) for left in (0, 4096)),
    *(Fault(f"disk full, {left} octets left", _full(left), disk="size=2m") for left in (20_000, 60_000, 140_000)),
    Fault("disk full under the daemon, then room again", _daemon_on_a_full_disk, disk="size=2m"),
    Fault("no more files on the disk", _no_files, disk="size=2m,nr_inodes=60"),
    Fault("disk read-only", _read_only, disk="size=2m", fails=True),
    *(Fault(f"no file over {n} octets", _within(resource.RLIMIT_FSIZE, n)) for n in (0, 4_000, 40_000, 150_000)),
    Fault("no more than 24 open files", _within(resource.RLIMIT_NOFILE, 24)),
    Fault("journal torn after a commit", _killed_then(_TAKEN_IN, _cut("journal.jsonl", 100)), ("doctor", "--repair")),
    *(Fault(f"journal torn by {n} before the commit", _killed_then(_NOTED, _cut("journal.jsonl", n)))
      for n in (1, 60)),
    *(Fault(f"write-ahead log torn by {n}", _killed_then(_TAKEN_IN, _cut("mailbot.sqlite-wal", n)))
      for n in (1, 5_000)),
    Fault("message cut in half before it is dealt with", _killed_then(_KEPT, _cut_newest_message)),
    Fault("database cut to 10,000 octets", _at_rest(_cut_to("mailbot.sqlite", 10_000)), ("rebuild", "--in-place")),
    Fault("database empty", _at_rest(_cut_to("mailbot.sqlite", 0)), ("rebuild", "--in-place"), fails=True),
    Fault("lock file empty", _at_rest(_cut_to("lock", 0))),
    Fault("clock set back", _clock_set_back, texts=False),
)  # fmt: skip


def _failing_calls(chance: random.Random) -> Iterator[Fault]:
    """Without end: a call that fails once, or from then on."""
    while True:
        call = chance.choice(_SYSTEM_CALLS)
        error = (
            chance.choice(("EIO", "ENOSPC"))
            if call != "openat"
            else chance.choice(("EIO", "ENOSPC", "EROFS", "EMFILE"))
        )
        when = f"{chance.randint(1, 12)}{chance.choice(('', '+'))}"
        yield Fault(f"calls of {call} give {error}, number {when}", _failing(call, error, when))
