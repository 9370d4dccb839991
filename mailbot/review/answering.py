"""The letter by which staff answer a message."""

from __future__ import annotations

from mailbot.corrections import Refused
from mailbot.desk import Desk
from mailbot.domain.correspondents import sender_that_counts
from mailbot.domain.decide import letter_language
from mailbot.domain.letter import Intent, Letter, Thread
from mailbot.domain.record import Decision, MessageRecord
from mailbot.reading import mime

from .ruling import kept_back


def answer_to(desk: Desk, record: MessageRecord, decision: Decision, text: str) -> Letter:
    """The answer with that text to whoever sent the message. Raises Refused without a text, or anybody to answer."""
    if not text.strip():
        raise Refused("An answer needs its text: `mailbot resolve ID answer --text …` or `--file FILE`.")
    message = mime.decode(desk.archive.read(record.id))
    counts = sender_that_counts(message, desk.staff)
    if counts.sender is None or not message.may_answer:
        raise Refused("This message has nobody who may be answered (a list, a program, or no sender).")
    invitee = desk.invitees.get(record.delegation)
    intent = Intent(
        template="answer",
        cause=f"message:{record.id}",
        occurrence=decision.id,
        to=(counts.sender.address,),
        language=letter_language(
            record.submission.language if record.submission else None,
            invitee,
            desk.config.secretariat.default_language,
        ),
        delegation=record.delegation if invitee else None,
        reason=f"answer by {decision.by}",
        thread=Thread(counts.message_id, counts.references or counts.in_reply_to, counts.subject),
        facts={"text": text, "received": {"subject": counts.subject, "at": record.received_at, "reference": None}},
    )
    return kept_back(desk.write(intent, desk.clock()), decision)
