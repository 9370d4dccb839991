"""What mailbot understands of one file, as the JSON object of contract section 2."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from mailbot.domain.flag import Flag
from mailbot.domain.message import Bounce, Message
from mailbot.domain.submission import Person, Source, Submission
from mailbot.patience import TookTooLong

if TYPE_CHECKING:
    from mailbot.config import Config
    from mailbot.reading.documents import Read

log = logging.getLogger(__name__)


def understanding(file: str, message: Message, submission: Submission, flags: Sequence[Flag]) -> dict[str, Any]:
    """Every key is always there; null or [] means the message does not say."""
    return {
        "file": file,
        "kind": submission.kind,
        "message_id": message.message_id,
        "from": message.sender.address if message.sender else None,
        "subject": message.subject,
        "text": submission.text or message.new_text,
        "language": submission.language,
        "automatic": {"is_automatic": message.automatic.is_automatic, "why": message.automatic.why},
        "may_answer": message.may_answer,
        "bounce": _bounce(message.bounce),
        "delegation": submission.delegation,
        "delegation_name": submission.delegation_name,
        "parts": list(submission.parts),
        "reference": submission.reference,
        "revision": _revision(submission),
        "participants": [_participant(person) for person in submission.persons],
        "flags": [_flag(flag) for flag in flags],
        "attachments": [
            {"name": a.name, "media_type": a.media_type, "size": a.size, "status": a.status, "reason": a.reason}
            for a in submission.attachments
        ],
        "sources": {name: _source(source) for name, source in submission.sources.items()},
    }


def _bounce(bounce: Bounce | None) -> dict[str, Any] | None:
    if bounce is None:
        return None
    return {
        "permanent": bounce.permanent,
        "recipients": [{"address": r.address, "status": r.status, "reason": r.reason} for r in bounce.recipients],
        "original_message_id": bounce.original_message_id,
    }


def _revision(submission: Submission) -> dict[str, Any] | None:
    change = submission.revision
    if change is None:
        return None
    gone = [{"given": person.given, "family": person.family} for person in change.remove]
    return {"kind": change.kind, "of": change.of, "remove": gone}


def _participant(person: Person) -> dict[str, Any]:
    return {
        "title": person.title,
        "given": person.given,
        "family": person.family,
        "function": person.function,
        "affiliation": person.affiliation,
        "email": person.email,
        "phone": person.phone,
        "role": person.role,
        "speaker": person.speaker,
        "speaker_in": dict(person.speaker_in),
        "mode": person.mode,
        "role_in": dict(person.role_in),
        "mode_in": dict(person.mode_in),
        "parts": list(person.parts) if person.parts is not None else None,
        "order_certain": person.order_certain,
        "confidence": person.confidence,
        "sources": {name: _source(source) for name, source in person.sources.items()},
    }


def _source(source: Source) -> dict[str, Any]:
    return {
        "document": source.document,
        "page": source.page,
        "line": source.line,
        "text": source.text,
        "box": list(source.box) if source.box else None,
        "confidence": source.confidence,
    }


def _flag(flag: Flag) -> dict[str, Any]:
    return {
        "code": flag.code,
        "severity": flag.severity,
        "part": flag.part,
        "about": flag.about,
        "detail": flag.detail,
    }


def understood_safely(
    file: str, content: bytes, config: Config, now: datetime | None = None, read: Read | None = None
) -> dict[str, Any]:
    """As ``understood``; a fault of ours becomes the ``crashed`` flag of that one file, as in the daemon."""
    try:
        return understood(file, content, config, now, read)
    except TookTooLong as error:
        return _not_understood(file, content, str(error))
    except Exception:
        log.exception("%s could not be read", file)
        return _not_understood(file, content, "Reading it failed; please report it with the file.")


def _not_understood(file: str, content: bytes, why: str) -> dict[str, Any]:
    message = Message(hashlib.sha256(content).hexdigest(), "", None, "", None)
    return understanding(file, message, Submission("unreadable", "en"), (Flag("crashed", "hold", detail=why),))


def understood(
    file: str, content: bytes, config: Config, now: datetime | None = None, read: Read | None = None
) -> dict[str, Any]:
    """The understanding of one ``.eml`` or single document. ``now`` stands in for an absent time of arrival.

    ``read`` reads the attachments, in this process by default. Raises TookTooLong.
    """
    from mailbot.domain.assess import assess, case_of
    from mailbot.domain.correspondents import sender_that_counts
    from mailbot.domain.flag import DEFAULT_SEVERITY
    from mailbot.domain.identity import address_key
    from mailbot.domain.provenance import Provenance
    from mailbot.patience import at_most
    from mailbot.reading import documents, mime
    from mailbot.reading.composition import understand
    from mailbot.reading.disguise import with_disguises
    from mailbot.reading.documents.kind import media_type_of
    from mailbot.reading.hearsay import with_hearsay
    from mailbot.reading.provenance import provenance_of
    from mailbot.reading.validity import with_address_faults

    is_mail = media_type_of(content, file) in {"message/rfc822", "text/plain", "application/octet-stream"}
    with at_most(config.reading.text_seconds):
        message = mime.decode(content if is_mail else _wrapped(file, content))
    staff = frozenset(address_key(address) for address in config.secretariat.staff)
    readings = documents.read_all(message, read)
    with at_most(config.reading.text_seconds):
        submission = understand(message, readings, config.meeting, config.invitees, staff)
    submission = with_address_faults(with_disguises(submission, message))
    counts = sender_that_counts(message, staff)
    server = config.mailbox.authserv_id
    told = provenance_of(content, message, server, config.secretariat.domains) if is_mail else Provenance()
    case = case_of(
        submission,
        config.meeting,
        config.invitees,
        sender=counts.sender.address if counts.sender else None,
        received_at=message.received_at or now,
        staff=staff,
        provenance=with_hearsay(told, message, staff, server),
    )
    flags = assess(case, {**DEFAULT_SEVERITY, **config.severities})
    return understanding(file, message, submission, flags)


def _wrapped(file: str, content: bytes) -> bytes:
    """A single document as the only attachment of a message."""
    from email.message import EmailMessage

    message = EmailMessage()
    message.set_content("")
    message.add_attachment(content, maintype="application", subtype="octet-stream", filename=file)
    return message.as_bytes()


def as_table(reading: dict[str, Any]) -> None:
    """Prints an understanding for people."""
    from rich.console import Console
    from rich.table import Table

    console = Console()
    heading = ("kind", "language", "delegation", "parts", "reference", "revision")
    facts = ", ".join(f"{key} {reading[key]}" for key in heading if reading[key])
    console.print(f"[bold]{reading['file']}[/]: {facts}", highlight=False)
    if reading["participants"]:
        table = Table("", "Title", "Given", "Family", "Function", "E-mail", "Role", "Speaker", "Parts")
        for number, person in enumerate(reading["participants"], 1):
            cells = [person[key] or "" for key in ("title", "given", "family", "function", "email", "role", "speaker")]
            table.add_row(str(number), *cells, ", ".join(person["parts"] or ()))
        console.print(table)
    for flag in reading["flags"]:
        console.print(f"  {flag['severity']}: {flag['code']} - {flag['detail']}", highlight=False, markup=False)
