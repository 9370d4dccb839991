"""After the purge not a byte of anybody is left in the store's folder; counts and a certificate are."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest

from mailbot import keeping
from mailbot.adapters.bringing_up import DATABASE
from mailbot.daemon import once
from mailbot.intake import take_in_all
from mailbot.upkeep.purge import COUNTS
from tests.e2e.mail import COMPLETE, INCOMPLETE, note
from tests.servers.smtp import SmtpReceiver

from .conftest import STRANGER, Records

PERSONAL = re.compile(
    rb"OTIENO|MWANGI|ACHIENG|KARIUKI|Grace|Lucy|mfa-ke|kenya-gva|burkina|elsewhere\.example|KMG/DIS|desk@secretariat"
    rb"|persons\.2|compliments",
    re.IGNORECASE,
)


@pytest.fixture
def over(records: Records) -> Records:
    """A meeting that is over: notes, a decision, letters, a backup."""
    records.configure("[smtp]", "[store]\npurge_days_after_meeting = 30\n[smtp]")
    with records.desk() as desk:
        records.take_in(desk, note(*COMPLETE))
        (held,) = records.take_in(desk, note(*INCOMPLETE, sender=STRANGER, subject="second"))
        assert records.rule(desk, "correct", held, changes=(("persons.2.family", "KARIUKI"),))
        keeping.backup_if_due(desk)
    return records


def left(records: Records) -> dict[str, list[bytes]]:
    found = {p.name: PERSONAL.findall(p.read_bytes()) for p in records.store.rglob("*") if p.is_file()}
    return {name: words for name, words in found.items() if words}


def test_not_a_byte_is_left_and_the_counts_are(over: Records) -> None:
    assert {DATABASE, "journal.jsonl"} <= set(left(over))
    with over.desk() as desk:
        assert keeping.purge_if_due(desk) is None
        over.clock.now += timedelta(days=16 + 30)
        assert keeping.purge_if_due(desk) is None
        over.clock.now += timedelta(days=3)
        assert keeping.purge_if_due(desk) is None
        over.clock.now += timedelta(days=1)
        done = keeping.purge_if_due(desk)
        assert done is not None
        assert (done.messages, len(done.backups)) == (2, 1)
        assert keeping.purge_if_due(desk) is None
    assert left(over) == {}
    assert list(over.store.rglob("*.eml")) == []
    assert done.certificate is not None
    said = json.loads(done.certificate.read_text(encoding="utf-8"))
    assert len(said["messages_sha256"]) == 2
    assert said["finished_at"]
    assert said["counts"]["delegations"] == {"KEN": {"RC1": {"state": "incomplete", "participants": 2}}}
    assert said["counts"]["messages"] == {"recorded": 2}
    assert said["counts"]["decisions"] == {"correct": 1}
    assert sum(said["counts"]["letters"].values()) == said["letters"]
    with over.desk() as desk:
        assert json.loads(desk.store.setting(COUNTS) or "") == said["counts"]


def test_what_killed_commands_have_left_goes_too(over: Records) -> None:
    for name in ("rebuilding-4194301", "backup-4194301-x1y2z3_4"):
        (over.store / name).mkdir(mode=0o700)
        (over.store / name / DATABASE).write_bytes((over.store / DATABASE).read_bytes())
    (over.store / ".journal.jsonl.77.part").write_bytes((over.store / "journal.jsonl").read_bytes())
    (daily,) = (over.store / "backups").iterdir()
    part = daily.with_name(f".{daily.name}.ab12.part")
    part.write_bytes(b"half of it, mission@kenya-gva.example")
    with over.desk() as desk:
        over.clock.now += timedelta(days=60)
        done = keeping.purge(desk)
    assert left(over) == {}
    assert done.elsewhere == ()
    assert not part.exists()
    assert [path for path in over.store.iterdir() if "4194301" in path.name] == []


def test_copies_made_by_hand_are_named_wherever_they_lie(over: Records) -> None:
    inside, among = over.store / "mine.tar.gz", over.store / "backups" / "before the visit.tar.gz"
    anew, strange = over.folder / "anew", over.store / "mailbot copy.sqlite"
    for path in (inside, among):
        keeping.backup_by_hand(over.config, path, over.clock.now)
    keeping.rebuild_into(over.config, anew)
    strange.write_bytes(b"of somebody's own making")
    own = over.store / "backup-2020"
    own.mkdir(mode=0o700)
    with over.desk() as desk:
        over.clock.now += timedelta(days=60)
        done = keeping.purge(desk)
    assert set(done.elsewhere) == {str(path) for path in (inside, among, anew, strange, own)}
    assert done.certificate is not None
    assert set(done.elsewhere) < set(json.loads(done.certificate.read_text(encoding="utf-8"))["not_touched"])


def test_the_store_goes_on_and_nothing_old_is_taken_in_again(over: Records) -> None:
    with over.desk() as desk:
        over.clock.now += timedelta(days=60)
        keeping.purge(desk)
        assert take_in_all(desk).handled == 0
        (new,) = over.take_in(desk, note(*COMPLETE, subject="a late thought"))
        assert new.disposition == "recorded"
    assert [
        f for f, _ in keeping.doctor(over.config, server=True, repair=False, clock=over.clock) if f.weight == "fault"
    ] == []
    before = over.exports()
    for path in over.store.glob(DATABASE + "*"):
        path.unlink()
    assert keeping.rebuild_in_place(over.config)[0].problems == ()
    assert over.exports() == before
    with over.desk() as desk:
        assert desk.store.setting(COUNTS)
        assert take_in_all(desk).handled == 0


@pytest.mark.parametrize("is_lost", [False, True])
@pytest.mark.parametrize("route", [b"", b"Received: from x by y; Mon, 09 Nov 2020 10:00:06 +0100\n"])
def test_mail_that_staff_move_back_is_known_and_nothing_of_it_kept(over: Records, route: bytes, is_lost: bool) -> None:
    raws = [path.read_bytes() for path in over.store.rglob("*.eml")]
    assert len(raws) == 2
    with over.desk() as desk:
        over.clock.now += timedelta(days=60)
        keeping.purge(desk)
    if is_lost:
        for path in over.store.glob(DATABASE + "*"):
            path.unlink()
        keeping.rebuild_in_place(over.config)
    over.deliver(*(route + raw for raw in raws))
    with over.desk() as desk:
        cycle = take_in_all(desk)
        assert (cycle.handled, cycle.left) == (2, 0)
        assert desk.mailbox.listing().uids == ()
        assert list(desk.store.all_messages()) == []
        assert list(desk.store.all_letters()) == []
        assert desk.store.delegations() == ()
        (told,) = desk.store.open_flags()
        assert "deleted by a purge" in told.flag.detail
        (new,) = over.take_in(desk, note(*COMPLETE, subject="a late thought"))
        assert new.disposition == "recorded"
        keeping.purge(desk)
    assert left(over) == {}
    over.deliver(*raws)
    with over.desk() as desk:
        take_in_all(desk)
        assert list(desk.store.all_messages()) == []


@pytest.mark.parametrize("step", ["store.forget", "archive.forget_all", "wipe"])
def test_interrupted_it_is_gone_on_with(over: Records, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    target = {
        "store.forget": "mailbot.adapters.store.TinyStore.forget",
        "archive.forget_all": "mailbot.adapters.archive.FileArchive.forget_all",
        "wipe": "mailbot.keeping.forgetting.wipe",
    }[step]
    over.clock.now += timedelta(days=60)
    with over.desk() as desk:
        assert keeping.purge_if_due(desk) is None
    over.clock.now += timedelta(days=1)
    with over.desk() as desk, monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):  # noqa: PT012
        patch.setattr(target, killed)
        keeping.purge_if_due(desk)
    with over.desk() as desk:
        done = keeping.purge_if_due(desk)
    assert done is not None
    assert done.certificate is not None
    assert left(over) == {}
    counts = json.loads(done.certificate.read_text(encoding="utf-8"))["counts"]
    assert counts["decisions"] == {"correct": 1}


def test_cron_purges_when_it_is_due_but_a_clock_set_forward_does_not(
    over: Records, smtp_receiver: SmtpReceiver
) -> None:
    path = over.folder / "config.toml"
    text = path.read_text(encoding="utf-8").replace(
        'host = "127.0.0.1"', f'host = "127.0.0.1"\nport = {smtp_receiver.port}'
    )
    path.write_text(text, encoding="utf-8")
    over.clock.now += timedelta(days=90)
    once(over.config, over.clock, rehearsal=True)
    assert DATABASE in left(over)
    once(over.config, over.clock)
    once(over.config, over.clock)
    assert DATABASE in left(over)
    assert any(b"deleted in a day" in received.raw for received in smtp_receiver.messages)
    over.clock.now += timedelta(days=1)
    once(over.config, over.clock)
    assert left(over) == {}


def test_a_clock_that_runs_ahead_for_some_hours_deletes_nothing(over: Records) -> None:
    """Nor does it later shorten the day that staff have."""
    rightly = over.clock.now
    with over.desk() as desk:
        over.clock.now = rightly + timedelta(days=3650)
        for _ in range(20):
            assert keeping.purge_if_due(desk) is None
            over.clock.now += timedelta(hours=1)
        over.clock.now = rightly
        assert keeping.purge_if_due(desk) is None
        assert len(list(desk.archive.ids())) == 2
        over.clock.now = rightly + timedelta(days=60)
        assert keeping.purge_if_due(desk) is None
        over.clock.now += timedelta(hours=23)
        assert keeping.purge_if_due(desk) is None
        over.clock.now += timedelta(hours=1)
        assert keeping.purge_if_due(desk) is not None
