"""A rebuild gives the same registrations to the byte, whatever was decided, and with the database gone."""

from __future__ import annotations

import json
import os
import shutil
from datetime import timedelta
from pathlib import Path
from typing import NoReturn

import pytest

from mailbot import keeping
from mailbot.adapters.bringing_up import DATABASE
from mailbot.adapters.daemon_lock import take_lock
from mailbot.adapters.journal import NAME as JOURNAL
from mailbot.adapters.store import open_store
from mailbot.daemon import open_desk
from mailbot.desk import Desk
from mailbot.held_back import held_occasions
from mailbot.intake import take_in_all
from mailbot.ports import Permanent
from mailbot.reading import composition
from mailbot.reminders import plan
from mailbot.review import hold_letter, queue, rule_on_letter, undo
from tests.e2e.mail import COMPLETE, INCOMPLETE, note
from tests.flows import test_by_mail as by_mail
from tests.flows.deciding import families

from .conftest import STRANGER, Records, live_through

MESSAGES = 30
MANY = int(os.environ.get("MAILBOT_REBUILD_MESSAGES", "0"))
"""2,000 for the proof at full size, which takes minutes."""


def forget_database(records: Records) -> None:
    for path in records.store.glob(DATABASE + "*"):
        path.unlink()


def letters(records: Records) -> dict[str, str]:
    with records.desk() as desk:
        return {letter.key: letter.state for letter in desk.store.all_letters() if letter.delegation}


@pytest.mark.skipif(not MANY, reason="set MAILBOT_REBUILD_MESSAGES=2000")
@pytest.mark.timeout(120 + 4 * MANY)
def test_many_with_the_database_gone(records: Records) -> None:
    live_through(records, MANY)
    before, written = records.exports(), letters(records)
    with records.desk() as desk:
        ledger, actions = desk.store.ledger_counts(), [d.action for d in desk.store.decisions()]
    print(sum(ledger.values()), ledger, len(actions), sorted(set(actions)), len(written), len(before["json"]))
    assert sum(ledger.values()) == MANY
    forget_database(records)
    rebuilt, _ = keeping.rebuild_in_place(records.config)
    assert rebuilt.problems == ()
    assert records.exports() == before
    with records.desk() as desk:
        assert desk.store.ledger_counts() == ledger
    assert letters(records).keys() == written.keys()


def test_beside_the_old_and_in_place_and_with_the_database_gone(records: Records, tmp_path: Path) -> None:
    live_through(records, MESSAGES)
    before, written = records.exports(), letters(records)
    assert len(json.loads(before["json"])) >= 3
    rebuilt = keeping.rebuild_into(records.config, tmp_path / "new")
    assert rebuilt.problems == ()
    assert keeping.is_same(records.config, tmp_path / "new")
    assert keeping.rebuild_in_place(records.config) == (rebuilt, True)
    assert (records.exports(), letters(records)) == (before, written)
    forget_database(records)
    rebuilt, _ = keeping.rebuild_in_place(records.config)
    assert rebuilt.problems == ()
    assert records.exports() == before
    # What had been queued may have left: a person decides, nothing is sent again by itself.
    assert letters(records) == {k: "doubtful" if s in {"queued", "sending"} else s for k, s in written.items()}
    shutil.rmtree(records.store)
    (tmp_path / "new").rename(records.store)
    assert (records.exports(), letters(records)) == (before, written)


def test_a_doubtful_copy_that_was_settled_is_so_again(records: Records) -> None:
    records.configure('path = "mail"', 'path = "mail"\nauthserv_id = "mx.secretariat.example"')
    raw = note(*COMPLETE)
    failed, passed = (
        f"Authentication-Results: mx.secretariat.example; dmarc={verdict} header.from=kenya-gva.example\r\n".encode()
        for verdict in ("fail", "pass")
    )
    with records.desk() as desk:
        (doubtful,) = records.take_in(desk, failed + raw)
        (genuine,) = records.take_in(desk, passed + raw)
        assert (doubtful.disposition, genuine.disposition) == ("held", "recorded")
        settled = desk.store.message(doubtful.id)
        assert settled is not None
        assert (settled.disposition, settled.duplicate_of) == ("duplicate", genuine.id)
    before = records.exports()
    forget_database(records)
    rebuilt, _ = keeping.rebuild_in_place(records.config)
    assert rebuilt.problems == ()
    assert records.exports() == before
    with records.desk() as desk:
        assert desk.store.message(doubtful.id) == settled
        assert not any(flag.message for flag in desk.store.open_flags())


def test_what_was_undone_stays_undone(records: Records) -> None:
    """Of a message and of a letter, with the database gone; what can be undone still can be afterwards."""
    with records.desk() as desk:
        (first,) = records.take_in(desk, note(*INCOMPLETE, sender=STRANGER))
        assert records.rule(desk, "accept", first, remember=True)
        assert records.undo(desk, first)
        assert records.rule(desk, "correct", first, changes=(("persons.+", "Zoe|ZIMBA"),), undo_seconds=60)
        (second,) = records.take_in(desk, note(*COMPLETE))
        assert records.rule(desk, "reject", second, quiet=True)
        (letter,) = (x for x in desk.store.letters_in("queued") if x.template == "acknowledgement_under_review")
        rule_on_letter(desk, letter.key, "cancel", "a.keller")
        undo(desk, letter.short_id, "a.keller")
        planned = next(plan(desk, records.clock.now, records.clock.now + timedelta(days=9)))
        hold_letter(desk, planned.key, "a.keller", "they have called")
        (third,) = records.take_in(desk, note(*INCOMPLETE, "4. Ms. Zoe ZIMBA\n", sender=STRANGER))
        assert records.rule(desk, "set_aside", third, text="later")
        aside = [item.aside for item in queue(desk) if item.id == third.id]
        then = (looked_at(records, desk), [d.id for d in desk.store.decisions()])
    assert keeping.rebuild_in_place(records.config)[0].problems == ()
    with records.desk() as desk:
        assert [item.aside for item in queue(desk) if item.id == third.id] == aside != [None]
    forget_database(records)
    rebuilt, _ = keeping.rebuild_in_place(records.config)
    assert rebuilt.problems == ()
    with records.desk() as desk:
        assert (looked_at(records, desk), [d.id for d in desk.store.decisions()]) == then
        assert stood(desk, letter.key) == "doubtful"
        assert records.undo(desk, second)
        assert families(desk) == ["OTIENO", "MWANGI", "ACHIENG"]


def test_letters_in_place_of_others_are_so_again(records: Records) -> None:
    """What went in place of what, and to whom staff wrote, with the database gone."""
    with records.desk() as desk:
        (first,) = records.take_in(desk, note(*COMPLETE))
        for family in ("KARIUKI", "KIPTOO"):
            changes = (("persons.2.family", family),)
            assert records.rule(desk, "correct", first, changes=changes, undo_seconds=3600)
        (second,) = records.take_in(desk, note(*INCOMPLETE, sender=STRANGER))
        assert records.rule(desk, "answer", second, text="Did you send this?")
        written = {x.key: (x.to, x.text, x.state) for x in desk.store.all_letters() if x.delegation}
    assert sorted(state for _, _, state in written.values()) == ["cancelled", "cancelled", "queued", "queued"]
    forget_database(records)
    assert keeping.rebuild_in_place(records.config)[0].problems == ()
    with records.desk() as desk:
        again = {x.key: (x.to, x.text, x.state) for x in desk.store.all_letters() if x.delegation}
    assert again == {k: (to, text, "doubtful" if s == "queued" else s) for k, (to, text, s) in written.items()}


def stood(desk: Desk, key: str) -> str | None:
    letter = desk.store.letter(key)
    return letter.state if letter else None


def looked_at(records: Records, desk: Desk) -> tuple[object, ...]:
    """All a person would see, but for how far letters are."""
    revisions = [r for code in desk.store.delegations() for r in desk.store.revisions(code)]
    flags = {f.key: (f.verdict, f.decided_by) for f in desk.store.all_flags() if f.message}
    holds = held_occasions(desk.store)
    return revisions, list(desk.store.all_messages()), flags, desk.invitees, desk.store.ledger_counts(), holds


def test_after_it_the_daemon_goes_on_where_it_was(records: Records) -> None:
    with records.desk() as desk:
        records.take_in(desk, note(*INCOMPLETE))
        records.take_in(desk, note(*COMPLETE, sender=STRANGER))
    forget_database(records)
    keeping.rebuild_in_place(records.config)
    with records.desk() as desk:
        before = len(list(desk.store.all_letters()))
        assert take_in_all(desk).handled == 0
        (held,) = [m for m in desk.store.all_messages() if m.disposition == "held"]
        assert records.rule(desk, "accept", held)
        records.take_in(desk, note(*COMPLETE, subject="Another"))
        assert len(list(desk.store.all_letters())) > before
    before_again = records.exports()
    forget_database(records)
    assert keeping.rebuild_in_place(records.config)[0].problems == ()
    assert records.exports() == before_again


def test_each_note_is_judged_by_the_terms_of_its_day(records: Records) -> None:
    """The deadline is put off and the alternate no longer asked for, between two notes and a decision."""
    records.configure("due = 2020-11-18", "due = 2020-11-08")
    with records.desk() as desk:
        (first,) = records.take_in(desk, note(*INCOMPLETE))
        assert desk.store.current_revision("KEN").late_parts == ("RC1",)  # type: ignore[union-attr]
    records.configure("alternate = 1", "alternate = 0")
    with records.desk() as desk:
        assert records.rule(desk, "correct", first, changes=(("persons.2.family", "KARIUKI"),))
    before = records.exports()
    forget_database(records)
    assert keeping.rebuild_in_place(records.config)[0].problems == ()
    assert records.exports() == before
    assert b"KARIUKI" in before["json"]


def test_what_crashed_stays_set_aside_and_what_was_replayed_is_recorded(
    records: Records, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> NoReturn:
        raise ZeroDivisionError

    with records.desk() as desk:
        with monkeypatch.context() as broken:
            broken.setattr(composition, "understand", fails)
            records.take_in(desk, note(*COMPLETE), note(*INCOMPLETE, subject="second"))
            take_in_all(desk)
            take_in_all(desk)
        first, _ = list(desk.store.all_messages())
        assert records.rule(desk, "replay", first)
        ledger = desk.store.ledger_counts()
        assert ledger == {"crashed": 1, "recorded": 1}
    before = records.exports()
    forget_database(records)
    assert keeping.rebuild_in_place(records.config)[0].problems == ()
    assert records.exports() == before
    with records.desk() as desk:
        assert desk.store.ledger_counts() == ledger


def test_a_decision_on_another_reading_is_not_applied_but_shown(
    records: Records, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A later mailbot reads the note otherwise: a correction of person 2 could hit another person."""
    with records.desk() as desk:
        (record,) = records.take_in(desk, note(*COMPLETE, sender=STRANGER))
        assert records.rule(desk, "correct", record, changes=(("persons.2.family", "KARIUKI"),))
    forget_database(records)
    read = composition.understand

    def reads_otherwise(*given: object) -> object:
        submission = read(*given)  # type: ignore[arg-type]
        return submission.__class__(**{
            name: getattr(submission, name) for name in submission.__dataclass_fields__ if name != "persons"
        } | {"persons": submission.persons[::-1]})  # fmt: skip

    monkeypatch.setattr(composition, "understand", reads_otherwise)
    rebuilt, _ = keeping.rebuild_in_place(records.config)
    assert len(rebuilt.problems) == 2
    assert "read otherwise" in rebuilt.problems[0]
    assert "correct" in rebuilt.problems[1]
    assert b"KARIUKI" not in records.exports()["json"]
    with records.desk() as desk:
        assert "revision_unclear" in desk.store.flag_counts()


def test_what_was_decided_by_mail_is_decided_again_and_its_reply_decides_nothing(records: Records) -> None:
    records.configure('path = "mail"', 'path = "mail"\nauthserv_id = "mx.secretariat.example"')
    config = records.folder / "config.toml"
    config.write_text(config.read_text(encoding="utf-8") + "[review]\nby_mail = true\n", encoding="utf-8")
    with open_desk(records.config, clock=records.clock, daemon=True) as desk:
        raw = by_mail.vouched(note(*COMPLETE, sender=STRANGER), "dmarc=pass header.from=elsewhere.example")
        (held,) = records.take_in(desk, raw)
        (letter,) = by_mail.announced(desk)
        for word in ("what is this?", "accept"):
            raw = by_mail.vouched(by_mail.reply(letter, word))
            (replied,) = records.take_in(desk, raw)
        (copy,) = records.take_in(desk, b"Received: from a by b; Mon, 9 Nov 2020 10:00:05 +0100\r\n" + raw)
        assert copy.disposition == "duplicate"
        then = [desk.store.message(r.id) for r in (held, replied, copy)]
        decided, ledger = desk.store.decisions(), desk.store.ledger_counts()
        assert [d.action for d in decided] == ["accept"]
    before = records.exports()
    assert b"OTIENO" in before["json"]
    forget_database(records)
    # Whoever has the raw messages and the journal needs no key.
    (records.store / "by_mail.key").unlink()
    rebuilt, _ = keeping.rebuild_in_place(records.config)
    assert rebuilt.problems == ()
    assert records.exports() == before
    with records.desk() as desk:
        assert [desk.store.message(r.id) for r in (held, replied, copy)] == then
        assert [d.id for d in desk.store.decisions()] == [d.id for d in decided]
        assert desk.store.ledger_counts() == ledger


def test_beside_a_daemon_and_into_a_full_folder_it_is_refused(records: Records, tmp_path: Path) -> None:
    with records.desk() as desk:
        records.take_in(desk, note(*COMPLETE))
    with take_lock(records.store), pytest.raises(Permanent, match="another daemon"):
        keeping.rebuild_in_place(records.config)
    with pytest.raises(Permanent, match="not empty"):
        keeping.rebuild_into(records.config, tmp_path)


def test_a_database_older_than_its_journal_is_refused_until_it_is_rebuilt(records: Records) -> None:
    with records.desk() as desk:
        records.take_in(desk, note(*COMPLETE))
    old = (records.store / DATABASE).read_bytes()
    with records.desk() as desk:
        records.take_in(desk, note(*INCOMPLETE, subject="second"))
        records.take_in(desk, note(*COMPLETE, subject="third"))
    before = records.exports()
    (records.store / DATABASE).write_bytes(old)
    with records.desk() as desk, pytest.raises(Permanent, match="mailbot rebuild"):
        records.take_in(desk, note(*COMPLETE, subject="fourth"))
    with pytest.raises(Permanent, match="mailbot rebuild"):
        open_store(records.store, daemon=True)  # it would send again what was sent since
    keeping.rebuild_in_place(records.config)
    assert records.exports() == before


@pytest.mark.parametrize("torn", [b"deadbeef {", b"deadbeef {}\n", b"\n\n"])
def test_a_torn_end_of_the_journal_is_nothing(records: Records, torn: bytes) -> None:
    with records.desk() as desk:
        records.take_in(desk, note(*COMPLETE))
    with (records.store / JOURNAL).open("ab") as journal:
        journal.write(torn)
    with records.desk() as desk:
        records.take_in(desk, note(*INCOMPLETE, subject="second"))
    before = records.exports()
    forget_database(records)
    assert keeping.rebuild_in_place(records.config)[0].problems == ()
    assert records.exports() == before
