"""A store as a long conference leaves it, put together directly, and what the review page asks of it, timed.

``python -m benchmarks.full_store`` prints milliseconds of processor time, the best of three.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from mailbot.adapters.maildir import create_maildir
from mailbot.config import load
from mailbot.daemon import open_desk
from mailbot.desk import Desk, standing
from mailbot.domain.decide import content_hash
from mailbot.domain.delegation import Participant, Participation, Revision
from mailbot.domain.flag import Flag
from mailbot.domain.letter import Letter, message_id_for
from mailbot.domain.record import Decision, FlagRecord, MessageRecord
from mailbot.domain.submission import Person, Source, Submission
from mailbot.outputs.coverage import courses, coverage
from mailbot.outputs.state import state_of
from mailbot.review import find, log, queue, search
from tests.flows.conftest import CONFIG

MESSAGES, DELEGATIONS, FLAGS = 5000, 200, 400
NOW = datetime(2020, 11, 10, 9, 0, tzinfo=UTC)
FAMILIES = "ABEBE BIKO CISSÉ Иванов FALL GITAU 李 محمد IBRAHIM JUMA".split()


def codes(count: int = DELEGATIONS) -> list[str]:
    """Invented codes, three letters each."""
    return [f"Q{chr(65 + n // 26)}{chr(65 + n % 26)}" for n in range(count)]


def write_invitees(path: Path) -> None:
    """Organisations, for whom any code will do."""
    rows = "".join(f"{code},Body {code},observer_1_2,en,mission@{code}.example\n" for code in codes())
    path.write_text(f"code,name,category,language,emails\n{rows}", encoding="utf-8")


def fill(desk: Desk, messages: int = MESSAGES, flags: int = FLAGS) -> None:
    """Messages, revisions, letters, decisions and flags of every delegation, in one step."""
    names = codes()
    with desk.store.transaction():
        for number in range(messages):
            code, at = names[number % len(names)], NOW - timedelta(minutes=messages - number)
            record = _message(number, code, at)
            desk.store.put_message(record)
            desk.store.add_letter(_letter(code, at, record.id))
            desk.store.add_decision(_decision(number, record, at))
            if number % 5 == 0:
                _add_revision(desk, code, record, at)
        for number in range(flags):
            flag = Flag("sender_unknown" if number % 2 else "alternate_missing", "hold" if number % 2 else "ask")
            record = _message(number, names[number % len(names)], NOW)
            desk.store.put_flag(FlagRecord(f"{record.id}|{number}", flag, NOW, record.id, record.delegation))


def _people(number: int) -> tuple[Person, ...]:
    def one(place: int) -> Person:
        family = FAMILIES[(number + place) % len(FAMILIES)]
        source = Source("note.pdf", 1, place, f"{place}. Ms. {family}, Counsellor", (10, 10, 100, 20))
        email = f"p{number}.{place}@mfa.example"
        where = dict.fromkeys(("family", "given", "title", "function", "email"), source)
        return Person(family, "Awa", "Ms.", "Counsellor", None, email, sources=where)

    return tuple(one(place) for place in range(5))


def _message(number: int, code: str, at: datetime) -> MessageRecord:
    read = Submission("submission", "en", code, code, parts=("RC1",), reference=f"N/{number}", persons=_people(number))
    name = f"{number:064x}"[::-1]
    return MessageRecord(
        name, name, f"<{number}@x.example>", f"m{number % 300}@{code}.example", f"Note {number}", at, at,
        "recorded", "submission", code, Submission(**{**_fields(read), "text": "The Mission has the honour. " * 60}),
    )  # fmt: skip


def _fields(read: Submission) -> dict[str, object]:
    return {name: getattr(read, name) for name in read.__dataclass_fields__}


def _letter(code: str, at: datetime, message: str) -> Letter:
    key = f"message:{message}|acknowledgement_complete|{code}|x|"
    return Letter(
        key, "acknowledgement_complete", "en", (f"mission@{code}.example",), f"2RC – {code}: recorded", "text " * 300,
        None, message_id_for(key, "x.example"), at, at, "sent", code, f"answers the note of {code}",
        f"message:{message}", sent_at=at,
    )  # fmt: skip


def _decision(number: int, record: MessageRecord, at: datetime) -> Decision:
    return Decision(f"{number:032x}", at, "a.keller", "accept", record.id, record.delegation, "h", {"text": ""})


def _add_revision(desk: Desk, code: str, record: MessageRecord, at: datetime) -> None:
    last = desk.store.current_revision(code)
    people = tuple(
        Participant(p.family, p.given, p.title, p.function, email=p.email, participations=(Participation("RC1"),))
        for p in (record.submission.persons if record.submission else ())
    )
    number = last.number + 1 if last else 1
    made = Revision(code, number, "replace", f"message:{record.id}", at, ("RC1",), people, message=record.id)
    desk.store.add_revision(Revision(**{**{n: getattr(made, n) for n in made.__dataclass_fields__},
                                        "content_hash": content_hash(made)}))  # fmt: skip


def questions(desk: Desk) -> dict[str, Callable[[], object]]:
    """What the page asks, by name."""
    meeting, invitees = desk.config.meeting, desk.invitees

    def covered() -> object:
        return coverage([standing(desk, i.code) for i in invitees.all], invitees, meeting)

    def course() -> object:
        revisions = {code: desk.store.revisions(code) for code in desk.store.delegations()}
        return courses(revisions, invitees, meeting, NOW)

    full = f"{MESSAGES - 1:064x}"[::-1]
    return {
        "queue": lambda: queue(desk),
        "coverage": covered,
        "courses": course,
        "state": lambda: state_of(desk),
        "log": lambda: log(desk),
        "log of one": lambda: log(desk, delegation=codes()[3]),
        "log with words": lambda: log(desk, words="keller"),
        "search": lambda: search(desk, "ivanov"),
        "search two": lambda: search(desk, "li qaa"),
        "find": lambda: find(desk, full),
        "find prefix": lambda: find(desk, full[:12]),
    }


def timed(work: Callable[[], object], times: int = 3) -> float:
    """Milliseconds of processor time, the best of ``times``."""
    taken = []
    for _ in range(times):
        began = time.process_time()
        work()
        taken.append((time.process_time() - began) * 1000)
    return min(taken)


def main() -> None:
    """Prints the times."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        write_invitees(home / "invitees.csv")
        (home / "config.toml").write_text(CONFIG, encoding="utf-8")
        create_maildir(home / "mail")
        with open_desk(load(home / "config.toml"), clock=lambda: NOW) as desk:
            fill(desk)
            for name, work in questions(desk).items():
                print(f"{name:16} {timed(work):8.1f} ms")


if __name__ == "__main__":
    main()
