"""What staff look for is found in whatever script it is written; the log tells everything once, the latest first."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailbot.desk import Desk
from mailbot.domain.submission import Person
from mailbot.review import log, rule, search, undo
from mailbot.sought import is_found, romanised, words_of
from tests.e2e.mail import COMPLETE, HEAD, INCOMPLETE, note

from .conftest import Clock
from .deciding import STRANGER, ruling, seen, take_in


@pytest.mark.parametrize(
    ("asked", "written"),
    [
        ("kabore", "Issouf KABORÉ"),
        ("KABORÉ", "kabore"),
        ("ivanov", "г-н Иванов"),
        ("Иванов", "Mr. IVANOV"),
        ("li", "李"),
        ("ouyang", "欧阳楚宁"),
        ("mohammed", "محمد"),
        ("harfoushi", "نديم حرفوشي"),
        ("محمد", "محمّد"),
        ("strasse", "Straße"),
        ("issouf kab", "Issouf KABORÉ"),
    ],
)
def test_scripts_and_accents_do_not_matter(asked: str, written: str) -> None:
    assert all(is_found(romanised(written), word) for word in words_of(asked))


@pytest.mark.parametrize(("asked", "written"), [("hadi", "محمد"), ("petrov", "Иванов"), ("li", "王"), ("\x1f", "محمد")])
def test_what_is_not_there_is_not_found(asked: str, written: str) -> None:
    assert not words_of(asked) or not all(is_found(romanised(written), word) for word in words_of(asked))


@given(st.text())
def test_whatever_is_written_is_found_by_itself(text: str) -> None:
    assert all(is_found(romanised(text), word) for word in words_of(text))


def found(desk: Desk, words: str, kind: str = "message") -> list[str]:
    return [hit.subject for hit in search(desk, words) if hit.kind == kind]


def test_messages_by_person_sender_reference_and_delegation(desk: Desk, clock: Clock) -> None:
    first, second = take_in(desk, note(*COMPLETE, subject="One"), note(HEAD, subject="Two", sender=STRANGER))
    assert first.submission is not None
    person = Person("Иванов", given="Пётр")
    with desk.store.transaction():
        desk.store.put_message(replace(first, submission=replace(first.submission, persons=(person,))))
        desk.store.put_message(replace(second, handled_at=clock.now + timedelta(seconds=1)))
    assert found(desk, "ivanov petr") == ["One"]
    assert found(desk, "otieno") == ["Two"]
    assert found(desk, "kenya") == found(desk, "KEN") == found(desk, "kmg/dis/41") == ["Two", "One"]
    assert found(desk, "kenya elsewhere.example") == ["Two"]
    assert found(desk, "burkina") == []
    assert found(desk, "") == []
    assert len(found(desk, "mission@kenya", "letter")) == 1
    assert [hit.kind for hit in search(desk, "", delegation="KEN", limit=1)] == ["message"]


def test_the_log_tells_everything_once_in_pages(desk: Desk, clock: Clock) -> None:
    (first,) = take_in(desk, note(*INCOMPLETE))
    clock.now += timedelta(minutes=1)
    (second,) = take_in(desk, note(*COMPLETE, sender=STRANGER))
    clock.now += timedelta(minutes=1)
    on = seen(desk, second)
    rule(desk, ruling("accept", second))
    clock.now += timedelta(minutes=1)
    undo(desk, second.id, "b.meier")
    whole = log(desk)
    assert [(e.kind, e.what, e.by, e.state) for e in whole if e.kind == "decision"] == [
        ("decision", "undo", "b.meier", ""),
        ("decision", "accept", "a.keller", "undone"),
    ]
    accepted = next(e for e in whole if e.what == "accept")
    assert (accepted.hash, accepted.revision, accepted.delegation) == (on, 2, "KEN")
    assert accepted.change is not None
    assert [p.family for p in accepted.change.added] == ["ACHIENG"]
    assert {e.text for e in whole if e.kind == "letter"} >= {"answers the note of Kenya"}
    message = next(e for e in whole if e.id == first.id)
    assert (message.what, message.revision) == ("recorded", 1)
    assert [e.at for e in whole] == sorted((e.at for e in whole), reverse=True)
    pages, before = [], None
    while page := log(desk, limit=2, before=before):
        pages += page
        before = page[-1].at
    assert sorted(e.id for e in pages) == sorted(e.id for e in whole)
    assert {e.delegation for e in log(desk, delegation="KEN")} == {"KEN"}
    assert log(desk, delegation="BFA") == ()
    assert [e.what for e in log(desk, words="meier")] == ["undo"]
    assert {e.kind for e in log(desk, words="achieng")} == {"decision"}
