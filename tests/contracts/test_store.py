"""The contract of ``ports.Store``, over SQLite and in memory; and what only the file has."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mailbot.adapters.records import from_document, stamp, to_document
from mailbot.adapters.store import memory_store, open_store
from mailbot.domain.delegation import Participant, Participation, Revision
from mailbot.domain.flag import Flag
from mailbot.domain.letter import Letter, LetterAttachment
from mailbot.domain.record import Decision, FlagRecord, LedgerEntry, MessageRecord, Reminder
from mailbot.domain.submission import AttachmentReading, Change, Doubt, Person, Source, Submission
from mailbot.ports import MessageKey, Permanent, Store

NOW = datetime(2020, 11, 10, 9, 0, tzinfo=UTC)


@pytest.fixture(params=["memory", "sqlite"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    made = memory_store() if request.param == "memory" else open_store(tmp_path / "data")
    yield made
    made.close()


def entry(uid: int, **changes: Any) -> LedgerEntry:
    base = LedgerEntry("desk@un.example", "INBOX", 7, uid, None, None, NOW)
    return replace(base, **changes)


def message(name: str, **changes: Any) -> MessageRecord:
    base = MessageRecord(name, f"c-{name}", f"<{name}@mfa.example>", "m@mfa.example", "Note", NOW, NOW, "recorded", "x")
    return replace(base, **changes)


def letter(key: str, minutes: int = 0, **changes: Any) -> Letter:
    at = NOW + timedelta(minutes=minutes)
    base = Letter(
        key, "acknowledgement", "fr", ("A@mfa.example",), "Objet", "texte", None, f"<{key}@un.example>", at, at
    )
    return replace(base, **changes)


def flag(key: str, code: str = "late", **changes: Any) -> FlagRecord:
    return replace(FlagRecord(key, Flag(code, "note"), NOW), **changes)


def test_ledger_tells_what_has_no_disposition_yet(store: Store) -> None:
    with store.transaction():
        store.put_ledger(entry(1, disposition="recorded", message="m1"))
        store.put_ledger(entry(2, attempts=1))
        store.put_ledger(entry(4, disposition="automatic"))
        store.put_ledger(entry(9, uid_validity=8, disposition="recorded"))
        store.put_ledger(entry(9, folder="Other", disposition="recorded"))
    assert store.unseen("desk@un.example", "INBOX", 7, [9, 4, 3, 2, 1, 2]) == (2, 3, 9)
    assert store.unseen("desk@un.example", "INBOX", 7, []) == ()
    assert store.ledger_entry(MessageKey("desk@un.example", "INBOX", 7, 2)) == entry(2, attempts=1)
    assert store.ledger_entry(MessageKey("desk@un.example", "INBOX", 7, 3)) is None
    assert store.ledger_counts() == {"recorded": 3, "pending": 1, "automatic": 1}


def test_ledger_tells_what_is_to_be_filed(store: Store) -> None:
    with store.transaction():
        store.put_ledger(entry(3, disposition="recorded", folder_wanted="Processed"))
        store.put_ledger(entry(1, disposition="held", folder_wanted="For review"))
        store.put_ledger(entry(2, disposition="recorded"))
        store.put_ledger(entry(4, folder_wanted="Processed"))
    assert [e.uid for e in store.unfiled("desk@un.example", "INBOX", 7)] == [1, 3]
    with store.transaction():
        store.put_ledger(entry(3, disposition="recorded", folder_wanted="Processed", filed=True))
    assert [e.uid for e in store.unfiled("desk@un.example", "INBOX", 7)] == [1]
    assert store.unfiled("desk@un.example", "INBOX", 8) == ()


def test_ledger_tells_what_is_to_be_moved_on(store: Store) -> None:
    moved = entry(1, disposition="recorded", message="m1", folder_wanted="Processed", lies_in="For review")
    copy = entry(7, uid_validity=8, disposition="duplicate", message="m1", folder_wanted="Processed", filed=True)
    with store.transaction():
        for one in (moved, copy, entry(2, disposition="held", message="m2", folder_wanted="For review")):
            store.put_ledger(one)
    assert store.misfiled("desk@un.example") == (moved,)
    assert store.misfiled("other@un.example") == ()
    assert [e.uid for e in store.unfiled("desk@un.example", "INBOX", 7)] == [2]
    assert store.unseen("desk@un.example", "INBOX", 7, [1, 2]) == ()
    assert store.ledger_of("m1") == (moved, copy)
    assert store.ledger_of("m3") == ()
    with store.transaction():
        store.put_ledger(replace(moved, filed=True, lies_in=""))
    assert store.misfiled("desk@un.example") == ()


def test_messages_are_found_by_every_name_they_have(store: Store) -> None:
    first = message("a", delegation="BFA", received_at=NOW)
    second = message("b", delegation="BFA", received_at=NOW - timedelta(days=1), message_id=first.message_id)
    third = message("c", message_id=None)
    with store.transaction():
        for record in (first, second, third):
            store.put_message(record)
    assert store.message("a") == first
    assert store.message("z") is None
    assert store.messages_with(message_id="<a@mfa.example>") == (first, second)
    assert store.messages_with(content_id="c-c") == (third,)
    assert store.messages_with(message_id="<a@mfa.example>", content_id="c-a") == (first, second)
    assert store.messages_with() == ()
    assert store.messages_of("BFA") == (second, first)
    with store.transaction():
        store.put_message(replace(third, disposition="held"))
    assert [(m.id, m.disposition) for m in store.all_messages()] == [
        ("a", "recorded"),
        ("b", "recorded"),
        ("c", "held"),
    ]


def test_revisions_follow_one_another(store: Store) -> None:
    people = (Participant("Diallo", "Awa", participations=(Participation("RC1", "head", "primary", "virtual"),)),)
    first = Revision("BFA", 1, "first", "message:a", NOW, ("RC1",), people, reference="12/A")
    second = replace(first, number=2, kind="delta", cause="message:b")
    tenth = replace(first, number=10, cause="message:c")
    with store.transaction():
        for revision in (second, first, tenth, replace(first, delegation="PRT")):
            store.add_revision(revision)
    assert store.revisions("BFA") == (first, second, tenth)
    assert store.current_revision("BFA") == tenth
    assert store.current_revision("MLI") is None
    assert store.delegations() == ("BFA", "PRT")
    with pytest.raises(Permanent, match="revision 2 of BFA"), store.transaction():
        store.add_revision(second)


def test_flags_are_open_until_decided(store: Store) -> None:
    old = flag("1", raised_at=NOW - timedelta(hours=1), delegation="BFA", message="m1")
    new = flag("2", "bounce", delegation="BFA", message="m2")
    other = flag("3", delegation="PRT")
    with store.transaction():
        for record in (new, other, old):
            store.put_flag(record)
    assert store.open_flags() == (old, new, other)
    assert store.open_flags(delegation="BFA") == (old, new)
    assert store.open_flags(message="m2") == (new,)
    assert store.flag_counts() == {"late": 2, "bounce": 1}
    with store.transaction():
        store.put_flag(replace(old, verdict="accepted", decided_by="desk", decided_at=NOW))
    assert store.open_flags(delegation="BFA") == (new,)
    assert store.flag_counts() == {"late": 1, "bounce": 1}
    assert store.flag("1") == replace(old, verdict="accepted", decided_by="desk", decided_at=NOW)
    assert [f.key for f in store.flags_with("late")] == [old.key, other.key]
    assert [f.key for f in store.flags_with("late", delegation="BFA")] == [old.key]
    assert store.flags_with("late", delegation="KEN") == ()
    assert store.flag("9") is None


def test_a_letter_is_queued_once(store: Store) -> None:
    first = letter("k", attachments=(LetterAttachment("a.pdf", "application/pdf", b"\0\xff%PDF"),))
    with store.transaction():
        assert store.add_letter(first)
        assert not store.add_letter(replace(first, text="another"))
    assert store.letter("k") == first
    assert store.letter("z") is None
    assert store.letter_by_message_id("<k@un.example>") == first
    assert store.letter_by_message_id("<z@un.example>") is None
    assert store.letters_to("a@MFA.example", NOW) == 1


def test_due_letters_come_oldest_first(store: Store) -> None:
    with store.transaction():
        store.add_letter(letter("later", 20))
        store.add_letter(letter("second", 5))
        store.add_letter(letter("first", 1))
        store.add_letter(letter("sent", 0, state="sent"))
        store.add_letter(letter("retried", 0, not_before=NOW + timedelta(minutes=7)))
    due = store.due_letters(NOW + timedelta(minutes=10), 10)
    assert [each.key for each in due] == ["first", "second", "retried"]
    assert [each.key for each in store.due_letters(NOW + timedelta(minutes=10), 1)] == ["first"]
    assert [each.key for each in store.due_letters(NOW + timedelta(minutes=5), 10)] == ["first", "second"]
    assert [each.key for each in store.letters_in("queued")] == ["retried", "first", "second", "later"]
    assert store.letter_counts() == {"queued": 4, "sent": 1}


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    a=st.datetimes(datetime(1, 1, 3), datetime(9999, 12, 29), timezones=st.just(UTC)),  # noqa: DTZ001
    b=st.datetimes(datetime(1, 1, 3), datetime(9999, 12, 29), timezones=st.just(timezone(timedelta(hours=-9)))),  # noqa: DTZ001
)
def test_stamps_sort_as_times(a: datetime, b: datetime) -> None:
    assert (stamp(a) < stamp(b)) == (a < b)
    assert len(stamp(a)) == len(stamp(b))


def test_a_naive_time_is_refused(store: Store) -> None:
    with pytest.raises(ValueError, match="naive"):
        store.put_ledger(entry(1, seen_at=datetime(2020, 1, 1)))  # noqa: DTZ001


def test_answers_are_counted_by_template_and_address(store: Store) -> None:
    with store.transaction():
        store.add_letter(replace(letter("a", 0, to=("A@mfa.example", "b@mfa.example")), cause="message:1"))
        store.add_letter(replace(letter("b", 1, to=("x@y.example",)), cause="message:2", template="question_received"))
        store.add_letter(replace(letter("c", 0, to=("a@mfa.example",)), cause="milestone:RC1"))
        store.add_letter(replace(letter("a", 0, to=("A@mfa.example",)), cause="message:1"))
    template = letter("a", 0).template
    assert store.answers(NOW) == 2
    assert store.answers(NOW, address="a@MFA.example") == 1
    assert store.answers(NOW, template=template, address="b@mfa.example") == 1
    assert store.answers(NOW, template="question_received") == 1
    assert store.answers(NOW, template="question_received", address="b@mfa.example") == 0
    assert store.answers(NOW + timedelta(hours=1)) == 0


def test_letters_of_a_delegation_and_to_an_address(store: Store) -> None:
    with store.transaction():
        store.add_letter(letter("a", 1, delegation="BFA"))
        store.add_letter(letter("b", 0, delegation="BFA", to=("a@mfa.example", "b@mfa.example")))
        store.add_letter(letter("c", 0, delegation="PRT", to=("b@mfa.example",)))
        store.put_letter(letter("a", 1, delegation="BFA", state="sent", sent_at=NOW))
    assert [each.key for each in store.letters_of("BFA")] == ["b", "a"]
    assert [each.key for each in store.latest_letters("BFA", 5)] == ["b", "a"]
    assert [each.key for each in store.latest_letters("BFA", 1)] == ["a"]
    assert store.latest_letters("KEN", 1) == ()
    assert [each.key for each in store.letters_caused_by(letter("a").cause)] == ["b", "c", "a"]
    assert store.letters_caused_by("nothing") == ()
    assert store.letters_to("A@mfa.example", NOW) == 2
    assert store.letters_to("a@mfa.example", NOW + timedelta(seconds=1)) == 1
    assert store.letters_to("nobody@mfa.example", NOW) == 0


def test_decisions_reminders_and_settings(store: Store) -> None:
    late = Decision("2", NOW, "desk", "accept", "m", "BFA", "h", {"fields": {"email": "a@b.example"}, "n": [1, None]})
    early = replace(late, id="1", at=NOW - timedelta(days=1))
    with store.transaction():
        store.add_decision(late)
        store.add_decision(early)
        store.put_reminder(Reminder("r", NOW, "skipped", "complete"))
        store.put_setting("last", "1")
        store.put_setting("last", "2")
    assert store.decisions() == (early, late)
    assert (store.decision("2"), store.decision("3")) == (late, None)
    assert (store.decisions_on("m"), store.decisions_on("n")) == ((early, late), ())
    assert store.decisions_before(None, 5) == (late, early)
    assert store.decisions_before(None, 1) == (late,)
    assert store.decisions_before(NOW, 5) == (early,)
    with store.transaction():
        store.add_decision(replace(late, id="3"))
    assert {d.id for d in store.decisions_before(None, 1)} == {"2", "3"}
    assert store.reminder("r") == Reminder("r", NOW, "skipped", "complete")
    assert store.reminder("x") is None
    assert store.setting("last") == "2"
    assert store.setting("first") is None
    with pytest.raises(Permanent, match="decision 2"):
        store.add_decision(late)


def test_a_transaction_is_all_or_nothing(store: Store) -> None:
    with pytest.raises(ZeroDivisionError), store.transaction():  # noqa: PT012 - the block is the subject
        store.put_message(message("a"))
        store.add_letter(letter("k"))
        store.put_ledger(entry(1, disposition="recorded"))
        raise ZeroDivisionError
    assert store.message("a") is None
    assert store.letter("k") is None
    assert store.letters_to("a@mfa.example", NOW) == 0
    assert store.unseen("desk@un.example", "INBOX", 7, [1]) == (1,)
    with pytest.raises(RuntimeError), store.transaction(), store.transaction():
        pass


def test_a_reader_in_another_thread_never_sees_half_a_transaction(store: Store) -> None:
    seen: list[tuple[bool, bool]] = []
    stop = threading.Event()

    def read() -> None:
        while not stop.is_set():
            newer = store.setting("second") is not None
            seen.append((store.message("a") is not None, newer))

    reader = threading.Thread(target=read)
    reader.start()
    with store.transaction():
        store.put_setting("second", "x")
        for _ in range(50):
            store.put_message(message("a"))
    stop.set()
    reader.join()
    # The setting was read first: seen with its message, or not at all.
    assert all(has_message for has_message, has_setting in seen if has_setting)


TEXT = st.text(st.characters(codec=None), max_size=12)
SOURCES = st.dictionaries(
    TEXT,
    st.builds(
        Source,
        TEXT,
        st.none() | st.integers(1, 9) | TEXT,
        st.none() | st.integers(1, 99),
        TEXT,
        st.none() | st.tuples(*[st.floats(allow_nan=False, allow_infinity=False)] * 4),
    ),
    max_size=2,
)
PERSONS = st.builds(
    Person,
    family=st.none() | TEXT,
    given=st.none() | TEXT,
    email=st.none() | TEXT,
    speaker=st.sampled_from([None, "primary", "alternate"]),
    speaker_in=st.dictionaries(TEXT, st.sampled_from([None, "primary"]), max_size=2),
    parts=st.none() | st.tuples(TEXT),
    sources=SOURCES,
)
SUBMISSIONS = st.builds(
    Submission,
    kind=st.sampled_from(["submission", "withdrawal"]),
    language=st.sampled_from(["ar", "zh"]),
    revision=st.none() | st.builds(Change, st.just("delta"), TEXT, st.tuples(PERSONS)),
    persons=st.lists(PERSONS, max_size=2).map(tuple),
    attachments=st.just((AttachmentReading("a", "b/c", 3, "read"),)),
    doubts=st.lists(st.builds(Doubt, TEXT, source=st.none()), max_size=1).map(tuple),
    text=TEXT,
    sources=SOURCES,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(submission=SUBMISSIONS, subject=TEXT, message_id=TEXT)
def test_any_record_comes_back_as_it_was(store: Store, submission: Submission, subject: str, message_id: str) -> None:
    record = message("a", submission=submission, subject=subject, message_id=message_id)
    store.put_message(record)
    assert store.message("a") == record
    assert store.messages_with(message_id=message_id) == (record,)
    assert from_document(to_document(record), MessageRecord) == record


# what only the file has


def test_what_was_committed_is_there_after_opening_again(tmp_path: Path) -> None:
    store = open_store(tmp_path / "data")
    with store.transaction():
        store.add_letter(letter("k"))
    store.close()
    again = open_store(tmp_path / "data")
    assert again.letter("k") == letter("k")
    again.close()


def test_a_file_that_goes_with_many_letters_is_kept_once(tmp_path: Path) -> None:
    store = open_store(tmp_path / "data")
    practices = LetterAttachment("practices.pdf", "application/pdf", bytes(range(256)) * 800)
    with store.transaction():
        for n in range(20):
            store.add_letter(letter(str(n), attachments=(practices,)))
    store.close()
    assert (tmp_path / "data" / "mailbot.sqlite").stat().st_size < 3 * len(practices.content)


def test_a_second_daemon_is_refused_and_told_who_has_the_store(tmp_path: Path) -> None:
    first = open_store(tmp_path, daemon=True)
    code = f"from mailbot.adapters.store import open_store; open_store(__import__('pathlib').Path({str(tmp_path)!r}), "
    second = subprocess.run([sys.executable, "-c", code + "daemon=True)"], capture_output=True, text=True, check=False)
    assert "Permanent" in second.stderr
    assert f"another daemon is at work on this store (process {os.getpid()} on " in second.stderr
    clerk = subprocess.run(
        [sys.executable, "-c", code + "daemon=False).put_setting('decided', 'yes')"], capture_output=True, check=False
    )
    assert clerk.returncode == 0
    assert first.setting("decided") == "yes"
    first.close()
    open_store(tmp_path, daemon=True).close()


def test_a_killed_writer_leaves_whole_transactions(tmp_path: Path) -> None:
    """Every transaction writes a message and a setting; after a kill the two agree, and what was reported is there."""
    code = """
import sys, pathlib
from datetime import datetime, UTC
from mailbot.adapters.store import open_store
from mailbot.domain.record import MessageRecord
store = open_store(pathlib.Path(sys.argv[1]))
now = datetime.now(UTC)
for n in range(100000):
    with store.transaction():
        store.put_message(MessageRecord(str(n), "c", None, None, "s" * 2000, now, now, "recorded", "submission"))
        store.put_setting("count", str(n))
    print(n, flush=True)
"""
    for _ in range(3):
        folder = tmp_path / str(_)
        writer = subprocess.Popen(
            [sys.executable, "-c", code, str(folder)], stdout=subprocess.PIPE, text=True, bufsize=1
        )
        assert writer.stdout is not None
        reported = [int(writer.stdout.readline()) for _ in range(30)][-1]
        writer.kill()
        writer.wait()
        writer.stdout.close()
        store = open_store(folder)
        count = int(store.setting("count") or -1)
        assert count >= reported
        assert store.message(str(count)) is not None
        assert store.message(str(count + 1)) is None
        store.close()
