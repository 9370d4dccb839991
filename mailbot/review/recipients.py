"""Who an answer of staff goes to."""

from __future__ import annotations

from mailbot.circumstances import provenance
from mailbot.corrections import Refused
from mailbot.desk import Desk
from mailbot.domain.correspondents import is_known, sender_that_counts
from mailbot.domain.flag import WHO_CODES
from mailbot.domain.meeting import Invitee
from mailbot.domain.message import Message
from mailbot.domain.record import MessageRecord
from mailbot.domain.writable import unwritable
from mailbot.reading import mime


def answer_recipients(desk: Desk, record: MessageRecord) -> tuple[str, ...]:
    """To whom ``answer`` would write now: the sender; the delegation's own addresses where the sender is doubted.

    Raises Refused where nobody may be written to.
    """
    message = mime.decode(desk.archive.read(record.id))
    sender = sender_of(desk, message)
    invitee = desk.invitees.get(record.delegation)
    if invitee is None or not _is_doubted(desk, record, message, sender, invitee):
        if fault := unwritable(sender):
            raise Refused(f"Nobody can write to the sender's address: {fault}.", "sender_unwritable")
        return (sender,)
    if not invitee.emails:
        raise Refused(
            f"It is not certain that {invitee.name} sent this, and the invitee list has no address of theirs to ask "
            "at; add one to it first.",
            "nobody_to_ask_at",
            name=invitee.name,
        )
    return invitee.emails


def sender_of(desk: Desk, message: Message) -> str:
    """The address of whoever sent the message. Raises Refused if there is nobody who may be answered."""
    counts = sender_that_counts(message, desk.staff)
    if counts.sender is None or not message.may_answer:
        raise Refused(
            "This message has nobody who may be answered (a list, a program, or no sender).", "nobody_to_answer"
        )
    return counts.sender.address


def _is_doubted(desk: Desk, record: MessageRecord, message: Message, sender: str, invitee: Invitee) -> bool:
    """Whether it is not certain that the delegation sent it.

    That a note was accepted all the same makes its sender no better known: its read-back goes to the delegation too.
    """
    if any(flag.flag.code in WHO_CODES for flag in desk.store.open_flags(message=record.id)):
        return True
    if record.kind not in {"submission", "withdrawal"}:
        return False
    verdict = provenance(desk, desk.archive.read(record.id), message).verdict
    return verdict == "fail" or not is_known(sender, invitee)
