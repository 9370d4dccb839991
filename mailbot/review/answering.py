"""The letter by which staff answer a message."""

from __future__ import annotations

from mailbot.corrections import Refused
from mailbot.desk import Desk
from mailbot.domain.correspondents import sender_that_counts
from mailbot.domain.decide import letter_language
from mailbot.domain.letter import Intent, Letter, Thread
from mailbot.domain.record import Decision, MessageRecord
from mailbot.reading import mime

from .recipients import sender_of
from .ruling import kept_back


def answer_to(desk: Desk, record: MessageRecord, decision: Decision, text: str) -> Letter:
    """The answer with that text to those the decision names. Raises Refused without a text, or anybody to answer.

    Who has not sent the message is told nothing of it but that text: it is no answer to their mail.
    """
    if not text.strip():
        raise Refused(
            "An answer needs its text: `mailbot resolve ID answer --text …` or `--file FILE`.", "answer_empty"
        )
    message = mime.decode(desk.archive.read(record.id))
    counts = sender_that_counts(message, desk.staff)
    sender = sender_of(desk, message)
    to = tuple(decision.detail.get("to") or (sender,))
    thread = Thread(counts.message_id, counts.references or counts.in_reply_to, counts.subject)
    invitee = desk.invitees.get(record.delegation)
    intent = Intent(
        template="answer",
        cause=f"message:{record.id}",
        occurrence=decision.id,
        to=to,
        language=letter_language(
            record.submission.language if record.submission else None,
            invitee,
            desk.config.secretariat.default_language,
        ),
        delegation=record.delegation if invitee else None,
        reason=f"answer by {decision.by}",
        thread=thread if to == (sender,) else None,
        facts={"text": text, "received": {"subject": counts.subject, "at": record.received_at, "reference": None}},
    )
    return kept_back(desk.write(intent, desk.clock()), decision)
