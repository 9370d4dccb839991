"""Who is reminded of what at ``now``, and why: pure, the same for the daemon and for the plan."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from .calendar import Hours, Occasion, days_left, is_quiet, occasions, sending_moment
from .decide import content_hash
from .delegation import Participant, PartStanding, Standing
from .identity import fold
from .letter import Intent
from .meeting import Invitee, Invitees, Meeting
from .rules.speaker_email_generic import is_generic

DELEGATION_MILESTONE = "note_verbale"
OPEN_STATES = frozenset({"silent", "incomplete"})
SETTLED_STATES = frozenset({"complete", "withdrawn"})


@dataclass(frozen=True, slots=True)
class Known:
    """What the record says, as functions so that nothing is read that is not asked for.

    ``standing`` of a delegation; ``handled`` whether an occasion was dealt with for someone;
    ``letters_today`` how many letters went to a delegation (code) or a speaker (address) on the local
    day of ``now``; ``language`` of a delegation's own letters; ``bounced`` whether an address is dead;
    ``since`` when reminding began.
    """

    standing: Callable[[str], Standing]
    handled: Callable[[str], bool]
    letters_today: Callable[[str], int]
    language: Callable[[str], str]
    bounced: Callable[[str], bool]
    since: datetime


@dataclass(frozen=True, slots=True)
class Wanted:
    """A reminder that is due: the letter, the occasions it serves, and for whom it is counted."""

    intent: Intent
    handles: tuple[str, ...]
    counted_for: str


@dataclass(frozen=True, slots=True)
class Passed:
    """An occasion at which nothing was wanted of a delegation: it does not come back later."""

    handles: tuple[str, ...]
    reason: str


def occasion_key(whom: str, occasion: Occasion) -> str:
    """Names an occasion for one delegation or speaker."""
    return f"{whom}|{occasion.key}"


def due(
    meeting: Meeting, invitees: Invitees, hours: Hours, limit: int, known: Known, now: datetime
) -> Iterator[Wanted | Passed]:
    """Every reminder to send at ``now``.

    After an outage only the latest occasion of a milestone counts. Nobody gets more than ``limit`` letters
    a local day: what is over waits for the next day. Nothing is due before the day's sending moment, in the
    quiet hours, or after the milestone itself.
    """
    today = now.astimezone(meeting.zone).date()
    if is_quiet(now, meeting.zone, hours) or now < sending_moment(today, meeting.zone, hours):
        return
    latest = _latest(occasions(meeting, hours), known.since, now)
    if not latest:
        return
    written: Counter[str] = Counter()
    for invitee in invitees.all:
        standing = known.standing(invitee.code)
        yield from _to_delegation(meeting, invitee, standing, latest, limit, known, now)
        yield from _to_speakers(meeting, invitee, standing, latest, limit, known, now, written)


def _latest(all_occasions: Sequence[Occasion], since: datetime, now: datetime) -> tuple[Occasion, ...]:
    """For each part and milestone the last occasion that has come, while the milestone is still ahead."""
    found: dict[tuple[str, str], Occasion] = {}
    for occasion in all_occasions:
        if since <= occasion.at <= now < occasion.milestone.due_at:
            found[occasion.part, occasion.milestone.kind] = occasion
    return tuple(found.values())


def _to_delegation(
    meeting: Meeting,
    invitee: Invitee,
    standing: Standing,
    latest: Sequence[Occasion],
    limit: int,
    known: Known,
    now: datetime,
) -> Iterator[Wanted | Passed]:
    wanted: list[tuple[Occasion, PartStanding]] = []
    for occasion in latest:
        part = standing.part(occasion.part)
        key = occasion_key(invitee.code, occasion)
        if occasion.milestone.kind != DELEGATION_MILESTONE or part is None or known.handled(key):
            continue
        if part.state in SETTLED_STATES:
            yield Passed((key,), part.state)
        elif part.state in OPEN_STATES and invitee.emails:
            # What is held is neither: the occasion comes back when a person has decided.
            wanted.append((occasion, part))
    if not wanted or known.letters_today(invitee.code) >= limit:
        return
    intent = _delegation_intent(meeting, invitee, wanted, known, now)
    yield Wanted(intent, tuple(occasion_key(invitee.code, o) for o, _ in wanted), invitee.code)


def _delegation_intent(
    meeting: Meeting,
    invitee: Invitee,
    wanted: Sequence[tuple[Occasion, PartStanding]],
    known: Known,
    now: datetime,
) -> Intent:
    first = min((o for o, _ in wanted), key=lambda o: o.milestone.due_at)
    parts = tuple(p for _, p in wanted)
    return Intent(
        template=_reminder_template(wanted, meeting, now),
        cause="milestone:" + ",".join(o.key for o, _ in wanted),
        to=invitee.emails,
        occurrence=_day(meeting, now),
        language=known.language(invitee.code),
        delegation=invitee.code,
        reason=_reason(wanted, meeting, now),
        facts={
            "standing": Standing(invitee.code, parts),
            "missing": tuple(m for p in parts for m in p.missing),
            "parts": tuple(p.part for p in parts),
            "milestone": _milestone_facts(first),
            "milestones": [_milestone_facts(o) for o, _ in wanted],
            "days_left": days_left(first.milestone.due_at, now, meeting.zone),
            "pending_approval": invitee.category == "observer_1_3",
        },
    )


def _day(meeting: Meeting, now: datetime) -> str:
    """A reminder that was cancelled may be written again for its occasion, on another day."""
    return now.astimezone(meeting.zone).date().isoformat()


def _reminder_template(wanted: Sequence[tuple[Occasion, PartStanding]], meeting: Meeting, now: datetime) -> str:
    if any(days_left(o.milestone.due_at, now, meeting.zone) == 0 for o, _ in wanted):
        return "reminder_last_day"
    if all(part.state == "silent" for _, part in wanted):
        return "reminder_nothing_received"
    return "reminder_incomplete"


def _reason(wanted: Sequence[tuple[Occasion, PartStanding]], meeting: Meeting, now: datetime) -> str:
    def one(occasion: Occasion, part: PartStanding) -> str:
        left = days_left(occasion.milestone.due_at, now, meeting.zone)
        what = "nothing received" if part.state == "silent" else ", ".join(dict.fromkeys(m.code for m in part.missing))
        when = "today is the last day" if left == 0 else f"{left} days before the deadline"
        return f"{part.part}: {what}; {when}"

    return "; ".join(one(o, p) for o, p in wanted)


def _milestone_facts(occasion: Occasion) -> Mapping[str, object]:
    m = occasion.milestone
    return {"kind": m.kind, "part": occasion.part, "due_at": m.due_at, "link": m.link}


def _to_speakers(
    meeting: Meeting,
    invitee: Invitee,
    standing: Standing,
    latest: Sequence[Occasion],
    limit: int,
    known: Known,
    now: datetime,
    written: Counter[str],
) -> Iterator[Wanted | Passed]:
    """The personal reminders: only to addresses that are one person's own, within the daily limit.

    ``written`` counts the letters to each address in this run, whatever the delegation.
    """
    for occasion in sorted(latest, key=lambda o: o.milestone.due_at):
        if occasion.milestone.kind == DELEGATION_MILESTONE:
            continue
        part = standing.part(occasion.part)
        for speaker in personal_speakers(part, invitee) if part else ():
            address = fold(speaker.email)
            key = occasion_key(f"{invitee.code}/{address}", occasion)
            if known.handled(key) or known.bounced(address):
                continue
            if known.letters_today(address) + written[address] >= limit:
                continue
            written[address] += 1
            yield Wanted(_speaker_intent(meeting, invitee, occasion, speaker, known, now), (key,), address)


def personal_speakers(part: PartStanding, invitee: Invitee) -> Iterator[Participant]:
    """The speakers of a part who can be written to personally: a valid address that is theirs alone."""
    speakers = [p for p in part.participants if (q := p.in_part(part.part)) and q.speaker]
    everyone = [fold(p.email) for p in part.participants if p.email]
    for speaker in speakers:
        email = speaker.email
        if not email or speaker.email_fault or is_generic(email, invitee, speaker) or everyone.count(fold(email)) > 1:
            continue
        yield speaker


def _speaker_intent(
    meeting: Meeting, invitee: Invitee, occasion: Occasion, speaker: Participant, known: Known, now: datetime
) -> Intent:
    milestone = occasion.milestone
    left = days_left(milestone.due_at, now, meeting.zone)
    return Intent(
        template=f"speaker_{milestone.kind}",
        cause=f"milestone:{occasion.key}",
        to=(speaker.email or "",),
        occurrence=_day(meeting, now),
        language=known.language(invitee.code),
        delegation=invitee.code,
        reason=f"{occasion.part}: speaker, {milestone.kind} due in {left} days",
        calendar_parts=(occasion.part,),
        attach_practices=True,
        facts={
            "participant": speaker,
            "participation": speaker.in_part(occasion.part),
            "parts": (occasion.part,),
            "milestone": _milestone_facts(occasion),
            "milestones": [_milestone_facts(occasion)],
            "days_left": left,
        },
    )


def condition_of(wanted: Wanted) -> str:
    """What ``outdated`` looks at again before a reminder leaves: what it says, and the occasions it serves."""
    return "\n".join((_said(wanted.intent), *wanted.handles))


def served(condition: str) -> frozenset[str]:
    """Of whom, in which part, for which kind of milestone a reminder asks: two that share one say the same."""
    return frozenset(handle.rsplit("/", 2)[0] for handle in condition.split("\n")[1:])


def outdated(
    meeting: Meeting, invitee: Invitee, hours: Hours, known: Known, condition: str, now: datetime
) -> str | None:
    """Why a reminder written earlier may not go at ``now`` any more; None if it would be written again as it is."""
    said, *handles = condition.split("\n")
    current = {occasion.key: occasion for occasion in occasions(meeting, hours)}
    found: list[Occasion] = []
    for handle in handles:
        occasion = current.get(handle.rpartition("|")[2])
        if occasion is None:
            return "the deadline has been changed"
        if occasion.milestone.due_at <= now:
            return "the deadline has passed"
        found.append(occasion)
    standing = known.standing(invitee.code)
    if found and found[0].milestone.kind == DELEGATION_MILESTONE:
        pairs = [(o, p) for o in found if (p := standing.part(o.part)) and p.state in OPEN_STATES]
        if not pairs or not invitee.emails:
            return "nothing is missing any more"
        intent = _delegation_intent(meeting, invitee, pairs, known, now)
    else:
        pair = next(_as_handled(standing, invitee, found, handles), None)
        if pair is None:
            return "no longer a speaker"
        occasion, speaker = pair
        if known.bounced(fold(speaker.email or "")):
            return "letters to this address come back"
        intent = _speaker_intent(meeting, invitee, occasion, speaker, known, now)
    return None if _said(intent) == said else "what it says is no longer so"


def _as_handled(
    standing: Standing, invitee: Invitee, found: Sequence[Occasion], handles: Sequence[str]
) -> Iterator[tuple[Occasion, Participant]]:
    """The speaker a personal reminder was written to, if still one."""
    for occasion, handle in zip(found, handles, strict=True):
        part = standing.part(occasion.part)
        for speaker in personal_speakers(part, invitee) if part else ():
            if handle == occasion_key(f"{invitee.code}/{fold(speaker.email)}", occasion):
                yield occasion, speaker


def _said(intent: Intent) -> str:
    """A short hash of to whom a reminder speaks and what it tells them; the days that are left apart."""
    facts = {name: value for name, value in intent.facts.items() if name != "days_left"}
    return content_hash([intent.to, intent.language, intent.template, facts])
