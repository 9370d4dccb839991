"""Coverage counts everybody once; the course of answers goes up and down with the record."""

from __future__ import annotations

from datetime import UTC, date, datetime

from mailbot.domain.delegation import Participant, Participation, PartStanding, Revision, Standing
from mailbot.domain.meeting import Invitee, Invitees, Meeting, Milestone, Part
from mailbot.outputs.coverage import Day, courses, coverage, difference, history

DUE = datetime(2020, 11, 18, 22, 59, tzinfo=UTC)
PARTS = tuple(
    Part(
        name,
        {"en": name},
        date(2020, 11, 25),
        date(2020, 11, 27),
        "virtual",
        milestones=(Milestone("note_verbale", DUE),),
    )
    for name in ("RC1", "RC2")
)
MEETING = Meeting("2RC", {"en": "x"}, "Europe/Zurich", PARTS)
INVITEES = Invitees(
    (
        Invitee("KEN", "Kenya", "signatory"),
        Invitee("BFA", "Burkina", "state_party"),
        Invitee("MLI", "Mali", "state_party"),
    )
)
ANA = Participant("A", participations=(Participation("RC1"),))
BEN = Participant("B", participations=(Participation("RC1"),))


def revision(number: int, day: int, *people: Participant, withdrawn: tuple[str, ...] = ()) -> Revision:
    at = datetime(2020, 11, day, 23, 30, tzinfo=UTC)  # already the next day in Geneva
    return Revision("KEN", number, "replace", "message:x", at, ("RC1",), people, withdrawn=withdrawn)


def test_everybody_is_counted_once_in_each_part() -> None:
    standings = [
        Standing(code, (PartStanding("RC1", state), PartStanding("RC2", "silent")))  # type: ignore[arg-type]
        for code, state in (("KEN", "complete"), ("BFA", "incomplete"), ("MLI", "withdrawn"))
    ]
    covers = coverage(standings, INVITEES, MEETING)
    assert [(c.part, c.category, c.invited) for c in covers] == [
        ("RC1", "state_party", 2),
        ("RC1", "signatory", 1),
        ("RC2", "state_party", 2),
        ("RC2", "signatory", 1),
    ]
    assert covers[0].codes["incomplete"] == ("BFA",)
    assert (covers[0].counts["withdrawn"], covers[0].counts["silent"]) == (1, 0)
    assert covers[2].codes["silent"] == ("BFA", "MLI")


def test_answers_day_by_day_in_the_meetings_zone() -> None:
    revisions = {
        "KEN": (revision(1, 9, ANA), revision(2, 11), revision(3, 12, withdrawn=("RC1",))),
        "BFA": (revision(1, 10, ANA),),
        "XXX": (revision(1, 10, ANA),),
    }
    first, second = courses(revisions, INVITEES, MEETING, datetime(2020, 11, 14, 12, tzinfo=UTC))
    assert first.days == (
        Day(date(2020, 11, 10), 1, 0),
        Day(date(2020, 11, 11), 2, 0),
        Day(date(2020, 11, 12), 1, 0),
        Day(date(2020, 11, 13), 2, 1),
        Day(date(2020, 11, 14), 2, 1),
    )
    assert (first.invited, first.due_at) == (3, DUE)
    assert second.days == ()


def test_a_history_tells_what_each_revision_changed() -> None:
    one, two = revision(1, 9, ANA), revision(2, 11, BEN)
    steps = history((one, two))
    assert [([p.family for p in s.change.added], [p.family for p in s.change.removed]) for s in steps] == [
        (["A"], []),
        (["B"], ["A"]),
    ]
    assert difference(two, one).removed == (BEN,)
    assert not difference(one, one)
