"""A question to the delegation, drafted from what a message leaves open; staff edit it and send it as an answer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from mailbot.corrections import Refused
from mailbot.desk import Desk
from mailbot.domain.decide import letter_language
from mailbot.domain.delegation import Missing
from mailbot.domain.flag import WHO_CODES, Flag
from mailbot.domain.letter import Intent
from mailbot.ports import Permanent

from .waiting import Item

_OURS = frozenset({"crashed", "bounce"})
"""What the delegation can do nothing about."""

_SAME = dict.fromkeys(WHO_CODES, "delegation_unclear") | {"nothing_understood": "low_confidence"}
"""Asked in the same words."""


@dataclass(frozen=True, slots=True)
class Draft:
    """The text of a question, from the salutation to the last formula; the signature is added as it is sent."""

    subject: str
    text: str
    language: str


def question_draft(desk: Desk, item: Item) -> Draft:
    """What to ask about a message, in its language. Raises Refused for what is no message, or a broken template.

    Where it is not certain whose it is, no delegation is addressed.
    """
    record = item.record
    if record is None:
        raise Refused("This is about a letter or the mailbox: there is nobody to ask.", "nobody_to_ask")
    flags = [f.flag for f in item.flags]
    is_doubted = any(f.code in WHO_CODES or f.code == "delegation_unclear" for f in flags)
    invitee = None if is_doubted else desk.invitees.get(record.delegation)
    submission = record.submission
    default = desk.config.secretariat.default_language
    intent = Intent(
        template="clarification",
        cause=f"message:{record.id}",
        to=(),
        language=letter_language(submission.language if submission else None, invitee, default),
        delegation=invitee.code if invitee else None,
        facts={
            "received": {
                "subject": record.subject,
                "at": record.received_at,
                "reference": submission.reference if submission else None,
            },
            "unclear": tuple(_unclear(flags)) or (Missing("other"),),
        },
    )
    try:
        letter = desk.letters.render(intent, desk.clock(), invitee)
    except Permanent as error:
        raise Refused(str(error)) from error
    # The head of the page, as the layout puts it above every letter, is put there again when it is sent.
    return Draft(letter.subject, letter.text.partition("\n\n")[2].strip(), letter.language)


def _unclear(flags: Iterable[Flag]) -> Iterable[Missing]:
    asked = (
        Missing(_SAME.get(f.code, f.code), f.part, f.about if f.severity == "ask" or "attachment" in f.code else None)
        for f in flags
        if f.severity != "note" and f.code not in _OURS
    )
    return dict.fromkeys(asked)
