"""Death by SIGKILL at every named point, and at random moments; then the comparison with a run never killed.

A story is a mailbox's life in steps: mail arrives, a command runs. Each step's command is killed up to three times, at
another point each time, and then left to end. Twice at most over the same message: the third death over one is counted
against the message, which is then set aside (``intake.ATTEMPTS``), and rightly so.
"""

from __future__ import annotations

import hashlib
import itertools
import random
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from tests.servers.dovecot import Dovecot

from . import fatal, mails
from .figures import Figures
from .nursery import Ended, Nursery
from .scene import ENVIRONMENT, Outcome, Scene, differences, scene

WORKERS = 2
RANDOM = "a random moment"
KILLS_A_STEP = 3
ATTEMPTS_LEFT_ALONE = 2
WINDOW = (
    "delivery._mark_as_sending > sqlite_file: COMMIT, after",
    "delivery._hand_over > smtp: the end of the message",
    "delivery._hand_over > smtp: reply to the end of the message",
    "delivery._finish > journal",
    "delivery._finish > sqlite_file: COMMIT, before",
)
"""Where a death may leave a letter in doubt: from its being marked to the answer's being written down."""


@dataclass(frozen=True, slots=True)
class Step:
    """What arrives, and the command that runs then; ``again`` are the exits of a command that was done already."""

    mails: tuple[bytes, ...]
    command: tuple[str, ...]
    again: tuple[int, ...] = (0,)


_ONCE = ("once",)
_STRANGER = hashlib.sha256(mails.STRANGER.replace(b"\n", b"\r\n")).hexdigest()
_EVE = (mails.TODAY + timedelta(days=5, hours=5)).isoformat()

STORY = (
    Step((mails.COMPLETE_NOTE, mails.BY_PROGRAM), _ONCE),
    Step((mails.FRENCH_NOTE, mails.QUESTION), _ONCE),
    Step((mails.REVISED_NOTE,), _ONCE),
    Step((mails.COMPLETING, mails.STRANGER), _ONCE),
    Step((), ("resolve", _STRANGER[:16], "accept", "--by", "a.keller"), again=(0, 2)),
    Step((), _ONCE),
    Step((mails.COMPLETE_NOTE, mails.NOTHING), _ONCE),
    Step((), ("rebuild", "--in-place")),
    Step((), ("backup", "BACKUP"), again=(0, 2)),
    Step((), ("once", "--now", _EVE)),
)
DAEMON_STORY = (
    Step((mails.COMPLETE_NOTE, mails.BY_PROGRAM), ("run",)),
    Step((mails.FRENCH_NOTE, mails.REVISED_NOTE, mails.QUESTION), ("run",)),
    Step((mails.COMPLETING, mails.STRANGER, mails.COMPLETE_NOTE), ("run",)),
)
STORIES = (STORY, DAEMON_STORY)


@dataclass(slots=True)
class Known:
    """How a story goes when nobody is killed."""

    outcome: Outcome
    traces: list[Counter[str]]
    seconds: list[float]


@dataclass(slots=True)
class Tally:
    """What all workers have done so far."""

    wanted: int
    until: float
    figures: Figures = field(default_factory=Figures)
    killed_at: Counter[str] = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def is_over(self) -> bool:
        return self.figures.kills >= self.wanted or time.monotonic() > self.until

    def add(self, figures: Figures) -> None:
        with self.lock:
            self.figures += figures


def run(seconds: float, seed: int, kills: int = 600) -> Figures:
    """Kills so often, or for so long."""
    dovecot = Dovecot()
    dovecot.start()
    try:
        return _with_workers(dovecot, seconds, seed, kills)
    finally:
        dovecot.remove()


def _with_workers(dovecot: Dovecot, seconds: float, seed: int, kills: int) -> Figures:
    with ThreadPoolExecutor(WORKERS) as pool:
        known = dict(zip(STORIES, pool.map(lambda story: _learned(dovecot, story), STORIES), strict=True))
        points = {name for story in known.values() for trace in story.traces for name in trace}
        print(f"crashes: {len(points)} points in {sum(map(len, STORIES))} steps", flush=True)
        tally = Tally(kills, time.monotonic() + seconds)
        list(pool.map(lambda number: _work(dovecot, known, tally, seed, number), range(WORKERS)))
    for name in sorted({*points, *tally.killed_at}):
        print(f"crashes: {tally.killed_at[name]:4} × {name}")
    return tally.figures + Figures(points=sum(1 for name in points if tally.killed_at[name]))


def _learned(dovecot: Dovecot, story: tuple[Step, ...]) -> Known:
    with a_nursery() as nursery:
        return learn(dovecot, nursery, story)


def _work(dovecot: Dovecot, known: dict[tuple[Step, ...], Known], tally: Tally, seed: int, number: int) -> None:
    """One story after the other, every fourth with the daemon, until enough is done."""
    chance = random.Random(f"{seed} {number}")  # noqa: S311 - repeatable, not secret
    with a_nursery() as nursery:
        for turn in itertools.count(number):
            if tally.is_over:
                return
            story = DAEMON_STORY if turn % 4 == 3 else STORY
            tally.add(torture(dovecot, nursery, story, known[story], tally, chance))


@contextmanager
def a_nursery() -> Iterator[Nursery]:
    """One for this thread, with a folder of its own."""
    with tempfile.TemporaryDirectory(prefix="mb-nursery-") as folder:
        nursery = Nursery(Path(folder), ENVIRONMENT)
        try:
            yield nursery
        finally:
            nursery.close()


def learn(dovecot: Dovecot, nursery: Nursery, story: Sequence[Step]) -> Known:
    """Lives through the story undisturbed, with every point it reaches."""
    traces, seconds = [], []
    with scene(dovecot, nursery) as stage:
        for step in story:
            trace = stage.office.folder / "trace"
            trace.unlink(missing_ok=True)
            stage.deliver(*step.mails)
            ended = _to_its_end(stage, step, trace)
            assert ended.code == 0, f"{step.command}: exit {ended.code}: {ended.said[-2000:]}"
            traces.append(fatal.points_of(trace))
            seconds.append(ended.seconds)
        outcome, complaints = stage.outcome(), stage.complaints()
    assert not complaints, complaints
    assert set(outcome.states.values()) == {"sent"}, outcome.states
    return Known(outcome, traces, seconds)


def torture(
    dovecot: Dovecot, nursery: Nursery, story: Sequence[Step], known: Known, tally: Tally, chance: random.Random
) -> Figures:
    """Lives through the story, killed again and again, and compares."""
    figures, points = Figures(), []
    with scene(dovecot, nursery) as stage:
        for number, step in enumerate(story):
            stage.deliver(*step.mails)
            aims = _aims(known.traces[number], known.seconds[number], tally, chance)
            for ended, point in _killed(stage, step, aims):
                points.append(point)
                with tally.lock:
                    tally.killed_at[point] += 1
                figures += Figures(kills=1) + _hung(ended, f"{step.command} killed at {point}")
            ended = _to_its_end(stage, step)
            figures += _hung(ended, f"{step.command} after {points[-3:]}")
            if ended.code not in step.again:
                said = f"{step.command} after {points[-3:]}: exit {ended.code}: {ended.said[-1500:]}"
                figures += Figures(problems=(said,))
        judged = judge(stage, known.outcome, points)
    return figures + judged


def judge(stage: Scene, reference: Outcome, points: Sequence[str], *, texts: bool = True) -> Figures:
    """What became of a secretariat, beside one that nothing was done to.

    ``points``: where it was killed; ``texts``: whether its letters must read the same (they tell the day).
    """
    outcome, complaints = stage.outcome(), stage.complaints()
    lost = list(differences(outcome, reference, texts=texts))
    doubtful = {name for name, state in outcome.states.items() if state == "doubtful"}
    twice = [name for name, count in outcome.accepted.items() if count > 1]
    for name, state in outcome.states.items():
        if state == "sent" and not outcome.accepted[name]:
            lost.append(f"letter {name} is marked as sent, and the mail server never had it")
        elif state not in {"sent", "doubtful"}:
            lost.append(f"letter {name} is {state}")
    problems = [*lost, *complaints, *(f"letter {name} was taken {outcome.accepted[name]} times" for name in twice)]
    in_window = sum(1 for point in points if point.startswith(WINDOW))
    if RANDOM not in points and len(doubtful) > in_window:
        problems.append(f"{len(doubtful)} letters are in doubt after {in_window} deaths in the window")
    return Figures(
        lost=len(lost),
        duplicates=len(twice),
        in_window=sum(1 for name in doubtful if outcome.accepted[name]),
        doubtful=len(doubtful),
        corrupted=int(bool(complaints)),
        problems=tuple(f"{problem} (killed at {'; '.join(points)})" for problem in problems),
    )


Aim = Callable[[Scene, Step], tuple[Ended, str]]


def _aims(trace: Counter[str], seconds: float, tally: Tally, chance: random.Random) -> Iterator[Aim]:
    """Ways to kill a step: mostly at the points that were aimed at least so far, now and then at random."""
    for _ in range(KILLS_A_STEP):
        if tally.is_over:
            return
        if chance.random() < 0.25:
            moment = chance.uniform(0, seconds * 1.05)
            yield lambda stage, step, moment=moment: (_one(stage, step, kill_after=moment), RANDOM)  # type: ignore[misc]
            continue
        with tally.lock:
            least = min(tally.killed_at[name] for name in trace)
            name = chance.choice([name for name in sorted(trace) if tally.killed_at[name] == least])
            number = chance.randint(1, trace[name])
        yield lambda stage, step, at=f"{name}#{number}", name=name: (_one(stage, step, kill_at=at), name)  # type: ignore[misc]


def _killed(stage: Scene, step: Step, aims: Iterator[Aim]) -> Iterator[tuple[Ended, str]]:
    """The deaths of a step's command; ends early with a run that came to its own end."""
    for aim in aims:
        if stage.attempts() >= ATTEMPTS_LEFT_ALONE:
            return
        ended, point = aim(stage, step)
        if not ended.was_killed:
            return
        yield ended, point


def _one(stage: Scene, step: Step, kill_at: str = "", kill_after: float | None = None) -> Ended:
    """One run of the step's command; a daemon is stopped when it has nothing more to do."""
    command = tuple(str(stage.office.folder / "backup.tar") if word == "BACKUP" else word for word in step.command)
    if command != ("run",):
        return stage.run(*command, kill_at=kill_at, kill_after=kill_after)
    return _until_at_rest(stage, kill_at, kill_after, None)


def _to_its_end(stage: Scene, step: Step, trace: Path | None = None) -> Ended:
    command = tuple(str(stage.office.folder / "backup.tar") if word == "BACKUP" else word for word in step.command)
    if command != ("run",):
        return stage.run(*command, trace=trace)
    return _until_at_rest(stage, "", None, trace)


def _until_at_rest(stage: Scene, kill_at: str, kill_after: float | None, trace: Path | None) -> Ended:
    running = stage.nursery.start(stage.office.config, "run", kill_at=kill_at, trace=trace)
    if kill_after is not None:
        return running.end(kill_after, 9)
    ends_at = time.monotonic() + 60
    while time.monotonic() < ends_at:
        ended = running.has_ended(0.1)
        if ended is not None:
            return ended
        if stage.is_at_rest():
            return running.end(0)
    return running.end(0, None)


def _hung(ended: Ended, what: str) -> Figures:
    return Figures(hangs=1, problems=(f"hangs: {what}",)) if ended.hung else Figures()
