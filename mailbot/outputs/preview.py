"""Sample intents with invented facts: what ``mailbot preview`` shows and ``mailbot check`` renders."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from mailbot.domain.delegation import (
    Diff,
    FieldChange,
    Missing,
    Participant,
    ParticipantChange,
    Participation,
    PartStanding,
    Standing,
)
from mailbot.domain.flag import DEFAULT_SEVERITY
from mailbot.domain.letter import Intent, Thread
from mailbot.domain.meeting import Invitee, Invitees, Meeting, Milestone, Part

from .preview_held import DECIDED_BY_MAIL, held, held_many, replied

STAFF_LETTERS = ("staff_digest", "staff_alert", *DECIDED_BY_MAIL)

# Latin names everywhere, as most notes give them; one delegation in its own script shows how that prints.
_PEOPLE: dict[str, tuple[tuple[str, str, str, str, str | None], ...]] = {
    "en": (
        ("H.E. Ms.", "Amina", "TAREKEGN-OSEI", "Ambassador, Permanent Representative", None),
        ("Mr.", "Jos", "van der Meulen", "First Secretary", "Ministry of Foreign Affairs"),
        ("Dr.", "Lucía", "Quiñones del Valle", "Adviser on humanitarian disarmament", "Ministry of Defence"),
    ),
    "fr": (
        ("S.E. Mme", "Aminata Solange", "OUEDRANGO", "Ministre plénipotentiaire", None),
        ("M.", "Issouf", "KABORIE", "Colonel", "Commission nationale de désarmement"),
        ("Mme", "Claire", "AUBONNET", "Attachée", None),
    ),
    "es": (
        ("Embajadora", "María Fernanda", "Quiñones del Valle", "Representante Permanente", None),
        ("Sr.", "Rodrigo", "Iturbe Saldaña", "Representante Permanente Alterno", None),
        ("Lic.", "Ximena", "Alcántar Ruiz", "Segunda Secretaria", "Secretaría de Relaciones Exteriores"),
    ),
    "ru": (
        ("г-н", "Ерлан", "САРМАНБЕТ", "полномочный министр", None),
        ("г-жа", "Алеся Петровна", "Гринкевская", "советник", "Министерство иностранных дел"),
        ("Mr.", "Taras", "ZALUZHNY", "второй секретарь", None),
    ),
    "ar": (
        ("سعادة السفير", "نديم", "حرفوشي", "المندوب الدائم", None),
        ("Ms.", "Samah", "AL-ZANOUNI", "مستشار أول", "وزارة الخارجية"),
        ("العميد", "وسام", "أبو غيدا", "مستشار عسكري", None),
    ),
    "zh": (
        ("先生", "澄岳", "林", "大使", None),
        ("女士", "楚宁", "欧阳", "参赞", "外交部"),
        ("Mr.", "Yi", "GAO", "二等秘书", None),
    ),
}


def sample_invitees() -> tuple[Invitee, Invitee]:
    """A State and an organisation to write sample letters to."""
    return (
        Invitee("BFA", "Burkina Faso", "state_party", "fr", ("mission@burkina.example",)),
        Invitee("CMC", "Cluster Munition Coalition", "observer_1_2", "en", ("office@coalition.example",)),
    )


def sample_intent(letter: str, language: str, meeting: Meeting, invitees: Invitees | Invitee | None) -> Intent:
    """A letter with invented facts about the first parts of ``meeting``, to the first State of ``invitees``.

    ``invitees`` may also be the one invitee to write to, or None for an unknown sender. Raises LookupError if
    there is no such letter.
    """
    return _intent(letter, language, meeting, invitees, _Sample)


def sample_intents(letter: str, language: str, meeting: Meeting, invitee: Invitee | None) -> tuple[Intent, ...]:
    """Every case a template must stand: all there is to say, the least there is, and nobody recorded."""
    return tuple(_intent(letter, language, meeting, invitee, kind) for kind in (_Sample, _BareSample, _EmptySample))


def _intent(
    letter: str, language: str, meeting: Meeting, invitees: Invitees | Invitee | None, kind: type[_Sample]
) -> Intent:
    if letter not in _FACTS:
        raise LookupError(f"There is no letter {letter!r}. There are: {', '.join(_FACTS)}.")
    facts = _FACTS[letter]
    invitee = _first_state(invitees) if isinstance(invitees, Invitees) else invitees
    personal = letter in {"speaker_indico", "speaker_connection_test"}
    parts = tuple(part.id for part in meeting.parts if part.speakers or not personal)[-2:]
    parts = parts or tuple(part.id for part in meeting.parts)[-1:]
    thread = Thread("<note-214@mission.example>", ("<call@un.example>",), "Note verbale 214/2020 – composition")
    answers = letter.startswith(("acknowledgement", "question", "answer"))
    to = "a.person@mfa.example" if personal else "mission@state.example"
    return Intent(
        template=letter,
        cause="message:sample",
        to=("desk@un.example",) if letter in STAFF_LETTERS else (to,),
        language=language,
        delegation=invitee.code if invitee else None,
        reason="a sample",
        facts=facts(kind(meeting, language, parts)),
        thread=thread if answers and kind is _Sample else None,
        calendar_parts=parts if personal else (),
        attach_practices=personal or letter in {"acknowledgement_complete", "acknowledgement_incomplete"},
    )


def _first_state(invitees: Invitees) -> Invitee | None:
    return next((i for i in invitees.all if i.is_state), next(iter(invitees.all), None))


class _Sample:
    """Invented people and times, fitted to a meeting."""

    def __init__(self, meeting: Meeting, language: str, parts: tuple[str, ...]) -> None:
        self.meeting, self.language, self.parts = meeting, language, parts
        opening = min((meeting.part(p) or meeting.parts[0] for p in parts), key=lambda part: part.starts_on)
        self.opening: Part = opening
        self.at = datetime(opening.starts_on.year, opening.starts_on.month, 1, 14, 5, tzinfo=meeting.zone)
        self.at = min(self.at, datetime.combine(opening.starts_on, self.at.time(), meeting.zone) - timedelta(days=10))

    def people(self) -> tuple[Participant, ...]:
        """Three people: a head, a primary speaker, an alternate speaker."""
        rows = _PEOPLE.get(self.language, _PEOPLE["en"])
        takes = (("head", None), ("alternate_head", "primary"), ("delegate", "alternate"))
        return tuple(
            Participant(
                family=family,
                given=given,
                title=title,
                function=function,
                affiliation=affiliation,
                email=f"person{number}@mfa.example" if number else None,
                order_certain=number != 2,
                participations=tuple(
                    Participation(part, role, speaker, "virtual" if speaker else None)  # type: ignore[arg-type]
                    for part in self.parts
                ),
            )
            for number, ((title, given, family, function, affiliation), (role, speaker)) in enumerate(
                zip(rows, takes, strict=True)
            )
        )

    def missing(self) -> tuple[Missing, ...]:
        """One of everything a delegation can be asked for, about the second and third person."""
        first, second, third = self.people()
        about = {
            "two_heads": first,
            "name_order_uncertain": third,
            "latin_name_needed": third,
            "same_speaker_twice": second,
        }
        codes = [code for code, severity in DEFAULT_SEVERITY.items() if severity == "ask"]
        nobody = {"head_missing", "primary_missing", "alternate_missing", "speakers_too_many"}
        part = self.parts[-1]
        return tuple(
            Missing(code, part)
            if code in nobody
            else Missing(code, part, about.get(code, second).full_name, second.email if "email" in code else None)
            for code in codes
        )

    def unclear(self) -> tuple[Missing, ...]:
        """All that a message may leave open: what is asked of everybody, and what keeps a person from deciding."""
        holds = [code for code, severity in DEFAULT_SEVERITY.items() if severity == "hold"]
        open_points = [Missing(code, about="note verbale.pdf" if "attachment" in code else None) for code in holds]
        return (*self.missing(), *open_points)

    def due_at(self, part_id: str) -> datetime:
        """The note verbale's deadline of that part, a week before it if there is none."""
        part = self.meeting.part(part_id) or self.opening
        announced = part.milestone("note_verbale")
        last = datetime.combine(part.starts_on, self.at.time(), self.meeting.zone) - timedelta(days=7)
        return announced.due_at if announced else last

    def standing(self, missing: tuple[Missing, ...] = ()) -> Standing:
        """All three people in every part; what is missing goes to its part."""
        return Standing(
            "BFA",
            tuple(
                PartStanding(
                    part,
                    "incomplete" if any(m.part == part for m in missing) else "complete",
                    self.people(),
                    tuple(m for m in missing if m.part == part),
                    self.due_at(part),
                )
                for part in self.parts
            ),
        )

    def received(self) -> dict[str, Any]:
        """The note that came in."""
        return {"subject": "Note verbale 214/2020 – composition", "at": self.at, "reference": "2020-0456/MPBF/GVA"}

    def milestone(self, kind: str) -> dict[str, Any]:
        """A milestone of the first sample part."""
        part = self.meeting.part(self.parts[0]) or self.opening
        found = part.milestone(kind) or Milestone(kind, self.due_at(part.id), (), "https://indico.un.example/event/1")
        return {"kind": kind, "part": part.id, "due_at": found.due_at, "link": found.link}


class _BareSample(_Sample):
    """The least a message may give: no subject, no reference, family names alone; a milestone without a link."""

    def people(self) -> tuple[Participant, ...]:
        return tuple(
            replace(p, given=None, title=None, function=None, affiliation=None, email=None) for p in super().people()
        )

    def received(self) -> dict[str, Any]:
        return {"subject": "", "at": self.at, "reference": None}

    def milestone(self, kind: str) -> dict[str, Any]:
        return {**super().milestone(kind), "link": None}


class _EmptySample(_BareSample):
    """Nobody recorded in any part."""

    def standing(self, missing: tuple[Missing, ...] = ()) -> Standing:
        full = super().standing(missing)
        return replace(full, parts=tuple(replace(part, participants=()) for part in full.parts))


def _acknowledged(sample: _Sample, missing: tuple[Missing, ...] = ()) -> dict[str, Any]:
    return {
        "received": sample.received(),
        "standing": sample.standing(missing),
        "diff": Diff(),
        "missing": missing,
        "parts": sample.parts,
        "late_parts": (),
        "pending_approval": False,
    }


def _incomplete(sample: _Sample) -> dict[str, Any]:
    return _acknowledged(sample, sample.missing())


def _late(sample: _Sample) -> dict[str, Any]:
    return {**_acknowledged(sample, sample.missing()[:2]), "late_parts": sample.parts[:1], "pending_approval": True}


def _changed(sample: _Sample) -> dict[str, Any]:
    first, second, third = sample.people()
    gone = replace(first, title=None, given=third.given, family=second.family, participations=first.participations[:1])
    part = sample.parts[0]
    changes = (
        FieldChange("function", None, second.function),
        FieldChange("email", "mission@state.example", second.email),
        FieldChange(f"{part}.speaker", "alternate", "primary"),
        FieldChange(f"{part}.role", "delegate", "alternate_head"),
        FieldChange(f"{sample.parts[-1]}.takes_part", None, "yes"),
    )
    diff = Diff(added=(third,), removed=(gone,), changed=(ParticipantChange(second, changes),))
    return {**_acknowledged(sample), "diff": diff}


def _reminded(kind: str, days_left: int, *, with_missing: bool = False) -> Callable[[_Sample], dict[str, Any]]:
    def facts(sample: _Sample) -> dict[str, Any]:
        parts = sample.parts if days_left else sample.parts[:1]
        missing = sample.missing()[:4] if with_missing else ()
        milestone = sample.milestone(kind)
        return {
            "milestone": milestone,
            "milestones": [{**milestone, "part": part, "due_at": sample.due_at(part)} for part in parts],
            "days_left": days_left,
            "standing": sample.standing(missing) if with_missing else Standing("BFA", ()),
            "missing": missing,
            "parts": parts,
        }

    return facts


def _personal(kind: str) -> Callable[[_Sample], dict[str, Any]]:
    def facts(sample: _Sample) -> dict[str, Any]:
        person = sample.people()[1]
        return {
            "milestone": sample.milestone(kind),
            "days_left": 2,
            "participant": person,
            "participation": person.participations[0],
        }

    return facts


def _digest(sample: _Sample) -> dict[str, Any]:
    items = [
        {
            "key": "f-0017",
            "severity": "hold",
            "code": "sender_unknown",
            "delegation": None,
            "about": None,
            "detail": "No invitee uses this address or its domain.",
            "subject": "Delegation to the Review Conference",
            "sender_domain": "post.example",
            "raised_at": sample.at,
            "message": "3f2a9c",
        },
        {
            "key": "f-0018",
            "severity": "ask",
            "code": "alternate_missing",
            "delegation": "LBN",
            "about": None,
            "detail": "No alternate speaker is named.",
            "subject": None,
            "sender_domain": None,
            "raised_at": sample.at,
            "message": None,
        },
    ]
    return {
        "digest": {
            "since": sample.at - timedelta(days=1),
            "until": sample.at,
            "items": items,
            "counts": {"sender_unknown": 1, "alternate_missing": 1, "late": 4},
            "silent": ["ALB", "AND", "AUT"],
            "incomplete": ["LBN"],
            "failed": [{"to": ("nobody@state.example",), "subject": "Reminder", "failure": "550 5.1.1 no such user"}],
        }
    }


def _alert(_: _Sample) -> dict[str, Any]:
    return {
        "alert": {
            "title": "The mailbox has refused the password for 30 minutes",
            "detail": "imap.un.example answers AUTHENTICATIONFAILED since 09:12.",
            "remedy": "Renew the password in MAILBOT_IMAP_PASSWORD and start mailbot again.",
        }
    }


_FACTS: dict[str, Callable[[_Sample], dict[str, Any]]] = {
    "acknowledgement_complete": _acknowledged,
    "acknowledgement_incomplete": _incomplete,
    "acknowledgement_change": _changed,
    "acknowledgement_late": _late,
    "acknowledgement_withdrawal": lambda s: {"received": s.received(), "parts": s.parts},
    "acknowledgement_under_review": lambda s: {"received": s.received()},
    "record_corrected": _changed,
    "question_received": lambda s: {"received": s.received()},
    "reminder_nothing_received": _reminded("note_verbale", 7),
    "reminder_incomplete": _reminded("note_verbale", 2, with_missing=True),
    "reminder_last_day": _reminded("note_verbale", 0),
    "speaker_indico": _personal("indico"),
    "speaker_connection_test": _personal("connection_test"),
    "answer": lambda s: {
        "received": s.received(),
        "text": "The List of Participants closes one hour before the first session.\n\nA revised list will follow.",
    },
    "clarification": lambda s: {"received": s.received(), "unclear": s.unclear()},
    "staff_digest": _digest,
    "staff_alert": _alert,
    "staff_held": lambda s: held(s.at, s.parts, is_bare=isinstance(s, _BareSample)),
    "staff_held_many": lambda s: held_many(s.at, is_bare=isinstance(s, _BareSample)),
    "staff_reply": lambda s: replied(s.at, is_bare=isinstance(s, _BareSample)),
}

LETTERS: tuple[str, ...] = tuple(_FACTS)

LETTERS = tuple(_FACTS)
"""Every letter there is, by the name of its templates."""
