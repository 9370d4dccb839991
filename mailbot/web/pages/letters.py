"""The letters: each with its state and cause, those in doubt settled here; and how each template looks."""

from __future__ import annotations

from starlette.responses import Response

from mailbot.corrections import Refused
from mailbot.domain.identity import fold
from mailbot.domain.letter import Letter
from mailbot.domain.submission import LANGUAGES
from mailbot.outputs.preview import LETTERS, sample_intent
from mailbot.review import rule_on_letter, unsettled
from mailbot.web.site import Visit
from mailbot.web.wording import refusal_said

STATES = ("doubtful", "failed", "queued", "sending", "sent", "cancelled")
A_PAGE = 100
RESENDABLE, CANCELLABLE = {"failed", "doubtful"}, {"failed", "doubtful", "queued"}


def every(visit: Visit, status: int = 200, refusal: str = "") -> Response:
    """Letters by state and words, newest first, a page at a time; what is unsettled stands first."""
    state = visit.query.get("state", "")
    found = [
        one
        for one in visit.desk.store.all_letters()
        if (state not in STATES or one.state == state) and _is_wanted(one, visit)
    ]
    found.sort(key=lambda one: one.created_at, reverse=True)
    start = _number(visit.query.get("from", "0"))
    return visit.page(
        "letters.html.j2",
        status,
        letters=found[start : start + A_PAGE],
        count=len(found),
        start=start,
        onward=start + A_PAGE if len(found) > start + A_PAGE else None,
        backward=max(0, start - A_PAGE) if start else None,
        unsettled=unsettled(visit.desk),
        counts=visit.desk.store.letter_counts(),
        states=STATES,
        state=state,
        words=visit.query.get("q", ""),
        resendable=RESENDABLE,
        cancellable=CANCELLABLE,
        can_decide=visit.may("reviewer"),
        refusal=refusal,
    )


def decide(visit: Visit) -> Response:
    """Sends one again, or gives it up."""
    try:
        rule_on_letter(visit.desk, visit.said("letter"), visit.said("action"), visit.by)
    except Refused as refusal:
        return every(visit, 409, refusal_said(visit.words, refusal))
    return visit.go("/letters")


def templates(visit: Visit) -> Response:
    """One template in all languages: this meeting, a delegation of the list, invented people."""
    name, config = visit.query.get("name", LETTERS[0]), visit.desk.config
    if name not in LETTERS:
        raise Refused(visit.words("letters.no_template"))
    invitee = visit.desk.invitees.get(visit.query.get("delegation"))
    shown = [
        visit.desk.letters.render(intent, visit.now, invitee or config.invitees.get(intent.delegation))
        for language in LANGUAGES
        for intent in [sample_intent(name, language, config.meeting, invitee or config.invitees)]
    ]
    return visit.page(
        "letter_templates.html.j2",
        names=LETTERS,
        name=name,
        shown=shown,
        invitees=config.invitees.all,
        delegation=invitee.code if invitee else "",
    )


def _is_wanted(letter: Letter, visit: Visit) -> bool:
    words = fold(visit.query.get("q", ""))
    if not words:
        return True
    invitee = visit.desk.invitees.get(letter.delegation)
    text = fold(" ".join((letter.subject, letter.delegation or "", invitee.name if invitee else "", *letter.to)))
    return all(word in text for word in words.split())


def _number(said: str) -> int:
    return int(said) if said.isascii() and said.isdecimal() and len(said) < 9 else 0
