"""The letters: each with its state and cause, those in doubt settled here; and how each template looks."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.responses import Response

from mailbot.corrections import Refused
from mailbot.domain.identity import fold
from mailbot.domain.letter import Letter
from mailbot.domain.submission import LANGUAGES
from mailbot.outputs.preview import LETTERS, sample_intent
from mailbot.review import rule_on_letter, undo, undoable_letter, unsettled
from mailbot.web.site import Visit
from mailbot.web.wording import refusal_said

STATES = ("doubtful", "failed", "queued", "sending", "sent", "cancelled")
A_PAGE = 100
RESENDABLE, CANCELLABLE = {"failed", "doubtful"}, {"failed", "doubtful", "queued"}


@dataclass(frozen=True, slots=True)
class Ruled:
    """A decision on a letter that can still be undone."""

    letter: Letter
    action: str
    decision: str


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
        done=_just_ruled(visit),
    )


def decide(visit: Visit) -> Response:
    """Sends one again, or gives it up, if it is as it was shown; the next page tells so, with the way back."""
    undo_seconds = visit.site.settings.undo_seconds
    try:
        letter = rule_on_letter(
            visit.desk,
            visit.said("letter"),
            visit.said("action"),
            visit.by,
            undo_seconds=undo_seconds,
            seen=visit.said("state"),
        )
    except Refused as refusal:
        return every(visit, 409, refusal_said(visit.words, refusal))
    return visit.go(f"/letters?done={letter.short_id}")


def take_back(visit: Visit) -> Response:
    """Undoes the decision on a letter that was shown, no other taken since."""
    letter = visit.desk.store.letter(visit.said("letter"))
    last = undoable_letter(visit.desk, letter) if letter else None
    if last is None or last.id != visit.said("decision"):
        return every(visit, 409, visit.words("letters.no_undo"))
    try:
        undo(visit.desk, last.id, visit.by)
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


def _just_ruled(visit: Visit) -> Ruled | None:
    """The letter that was just sent again or given up, as the address of the page names it."""
    name = visit.query.get("done", "")
    for letter in visit.desk.store.all_letters() if name else ():
        if letter.short_id == name:
            last = undoable_letter(visit.desk, letter)
            return Ruled(letter, last.action, last.id) if last else None
    return None


def _is_wanted(letter: Letter, visit: Visit) -> bool:
    words = fold(visit.query.get("q", ""))
    if not words:
        return True
    invitee = visit.desk.invitees.get(letter.delegation)
    text = fold(" ".join((letter.subject, letter.delegation or "", invitee.name if invitee else "", *letter.to)))
    return all(word in text for word in words.split())


def _number(said: str) -> int:
    return int(said) if said.isascii() and said.isdecimal() and len(said) < 9 else 0
