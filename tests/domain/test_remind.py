"""Who is reminded when: states, the daily limit, outages, speakers' own letters."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, time

from mailbot.domain.calendar import Hours
from mailbot.domain.delegation import Missing, Participant, Participation, PartStanding, Standing
from mailbot.domain.meeting import Invitees, Meeting
from mailbot.domain.remind import Known, Passed, Wanted, due

HOURS = Hours(time(9, 0), time(20, 0), time(7, 0))
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def speaker(email: str | None, *parts: str) -> Participant:
    seats = tuple(Participation(part, "delegate", "primary") for part in parts or ("RC1",))
    return Participant("MWANGI", "Peter", "Mr.", email=email, participations=seats)


def standing(state: str, *members: Participant, missing: tuple[Missing, ...] = ()) -> Callable[[str], Standing]:
    part = PartStanding("RC1", state, members, missing)  # type: ignore[arg-type]
    return lambda code: Standing(code, (part,) if code == "KEN" else ())


def known(
    stands: Callable[[str], Standing],
    handled: frozenset[str] = frozenset(),
    letters: int = 0,
    since: datetime = LONG_AGO,
) -> Known:
    return Known(stands, lambda key: key in handled, lambda _: letters, lambda _: "en", lambda _: False, since)


def wanted(meeting: Meeting, invitees: Invitees, what: Known, now: datetime) -> list[Wanted]:
    return [w for w in due(meeting, invitees, HOURS, 1, what, now) if isinstance(w, Wanted)]


AT_SEVEN_DAYS = datetime(2020, 11, 11, 8, 0, tzinfo=UTC)


def test_a_silent_delegation_is_reminded(meeting: Meeting, invitees: Invitees) -> None:
    (letter,) = wanted(meeting, invitees, known(standing("silent")), AT_SEVEN_DAYS)
    assert letter.intent.template == "reminder_nothing_received"
    assert letter.intent.to == ("mission@kenya-gva.example",)
    assert letter.intent.facts["days_left"] == 7
    assert letter.intent.reason == "RC1: nothing received; 7 days before the deadline"


def test_an_incomplete_one_hears_what_is_missing(meeting: Meeting, invitees: Invitees) -> None:
    lacking = (Missing("alternate_missing", "RC1"),)
    (letter,) = wanted(meeting, invitees, known(standing("incomplete", missing=lacking)), AT_SEVEN_DAYS)
    assert letter.intent.template == "reminder_incomplete"
    assert letter.intent.facts["missing"] == lacking


def test_the_day_itself_has_its_own_letter(meeting: Meeting, invitees: Invitees) -> None:
    now = datetime(2020, 11, 18, 8, 0, tzinfo=UTC)
    (letter,) = wanted(meeting, invitees, known(standing("silent")), now)
    assert letter.intent.template == "reminder_last_day"


def test_complete_and_withdrawn_ones_hear_nothing_and_it_does_not_come_back(
    meeting: Meeting, invitees: Invitees
) -> None:
    for state in ("complete", "withdrawn"):
        found = list(due(meeting, invitees, HOURS, 1, known(standing(state)), AT_SEVEN_DAYS))
        assert [type(item) for item in found] == [Passed]
        assert found[0].handles[0].startswith("KEN|RC1/note_verbale/")


def test_what_is_held_puts_the_reminder_off_and_does_not_pass_it(meeting: Meeting, invitees: Invitees) -> None:
    assert not list(due(meeting, invitees, HOURS, 1, known(standing("held")), AT_SEVEN_DAYS))


def test_nothing_before_the_moment_in_the_quiet_hours_or_after_the_deadline(
    meeting: Meeting, invitees: Invitees
) -> None:
    silent = known(standing("silent"))
    for now in (
        datetime(2020, 11, 4, 7, 59, tzinfo=UTC),
        datetime(2020, 11, 11, 21, 0, tzinfo=UTC),
        datetime(2020, 11, 19, 8, 0, tzinfo=UTC),
    ):
        assert not wanted(meeting, invitees, silent, now)


def test_after_an_outage_one_reminder_not_a_backlog(meeting: Meeting, invitees: Invitees) -> None:
    now = datetime(2020, 11, 17, 8, 30, tzinfo=UTC)
    letters = wanted(meeting, invitees, known(standing("silent")), now)
    assert [w.intent.facts["days_left"] for w in letters] == [1]
    assert letters[0].handles[0].endswith("/2")


def test_an_occasion_dealt_with_is_not_repeated(meeting: Meeting, invitees: Invitees) -> None:
    (first,) = wanted(meeting, invitees, known(standing("silent")), AT_SEVEN_DAYS)
    again = known(standing("silent"), handled=frozenset(first.handles))
    assert not wanted(meeting, invitees, again, AT_SEVEN_DAYS.replace(hour=12))


def test_the_daily_limit_lets_it_wait(meeting: Meeting, invitees: Invitees) -> None:
    assert not wanted(meeting, invitees, known(standing("silent"), letters=1), AT_SEVEN_DAYS)
    (later,) = wanted(meeting, invitees, known(standing("silent")), AT_SEVEN_DAYS.replace(day=12))
    assert later.handles[0].endswith("/7")


def test_occasions_before_the_bot_began_are_not_made_up_for(meeting: Meeting, invitees: Invitees) -> None:
    begun = known(standing("silent"), since=datetime(2020, 11, 12, tzinfo=UTC))
    assert not wanted(meeting, invitees, begun, datetime(2020, 11, 12, 8, 0, tzinfo=UTC))


INDICO_DAY = datetime(2020, 11, 17, 8, 0, tzinfo=UTC)


def test_a_speaker_is_written_to_personally(meeting: Meeting, invitees: Invitees) -> None:
    stands = standing("complete", speaker("peter.mwangi@kenya-gva.example"))
    (letter,) = wanted(meeting, invitees, known(stands), INDICO_DAY)
    assert (letter.intent.template, letter.intent.to) == ("speaker_indico", ("peter.mwangi@kenya-gva.example",))
    assert letter.intent.calendar_parts == ("RC1",)


def test_no_personal_letter_to_a_mission_mailbox_or_a_shared_or_faulty_address(
    meeting: Meeting, invitees: Invitees
) -> None:
    for email in ("mission@kenya-gva.example", "info@mfa.example", None):
        stands = standing("complete", speaker(email))
        assert not wanted(meeting, invitees, known(stands), INDICO_DAY)
    shared = standing("complete", speaker("p.mwangi@kenya.example"), speaker("P.Mwangi@kenya.example"))
    assert not wanted(meeting, invitees, known(shared), INDICO_DAY)


def test_delegations_that_share_a_mailbox_are_told_apart(meeting: Meeting, invitees: Invitees) -> None:
    (letter,) = wanted(meeting, invitees, known(standing("silent")), AT_SEVEN_DAYS)
    other = letter.intent.__class__(**{**_fields(letter.intent), "delegation": "BFA"})
    assert other.key != letter.intent.key


def _fields(intent: object) -> dict[str, object]:
    return {name: getattr(intent, name) for name in intent.__class__.__slots__}
