"""Delivery status notifications (RFC 3464) and the dialects that came before them.

Three readers in turn: the fields of RFC 3464, wherever they stand; flufl.bounce for the dialects it knows;
phrases and reply codes. The last two only run on what a mail system sent: a submission is never a bounce.
"""

from __future__ import annotations

import email
import re
from collections.abc import Iterator, Sequence

from flufl.bounce import all_failures

from mailbot.domain.message import Bounce, FailedRecipient, Message

from .fields import decode_field, split_header
from .quoted import is_forward_subject, is_reply_subject

Reports = Sequence[tuple[str, bytes]]

MAX_RECIPIENTS = 200
_MAX_NOTICE = 30_000
_MAX_RAW = 200_000
_STATUS_TYPES = frozenset({"message/delivery-status", "message/global-delivery-status"})

_ADDRESS = re.compile(
    r"[^\s<>()\[\],;:\"'|=：；，。、（）《》【】“”«»]{1,100}@[A-Za-z0-9\u0080-\u2fff\u4e00-\uff00](?:[\w.-]{0,250}\w)?"
)
_STATUS = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.]*\d)")
_REPLY = re.compile(r"(?<![\d.@-])([45]\d\d)(?=[ -](?:\D|[45]\.\d))")
_ROBOT = re.compile(
    r"daemon|postmaster|smtp|mailer|mmdf|^uucp$|bounces?$|^bounces?[-+.]|mail[-._]?(?:delivery|system|admin|"
    r"service)|^delivery|"
    r"microsoftexchange[0-9a-f]{10,}"
)
_ROBOT_NAME = re.compile(
    r"mail delivery|mailer-daemon|postmaster|delivery (?:sub)?system|mail system|microsoft outlook", re.IGNORECASE
)
_FAILED = re.compile(
    r"undeliver|not be(?:en)? delivered|cannot be delivered|could ?n[o']t be delivered|could not deliver|"
    r"unable to deliver|delivery (?:has )?failed|"
    r"delivery (?:status )?notification|delivery to the following|failed permanently|permanent (?:fatal )?error|"
    r"fatal errors|returned mail|returned to sender|"
    r"mail (?:delivery )?(?:failure|failed|error|warning)|processing error|error during delivery|delivery failure|"
    r"failure notice|delivery error|delivery problem|nondeliverable|non[- ]?delivery|not deliverable|"
    r"unknown user|user unknown|no such (?:user|recipient|mailbox|address|person)|does ?n[o']t exist|"
    r"mailbox[^\n]{0,60} (?:full|unavailable|not found|disabled)|"
    r"over ?quota|quota exceeded|address rejected|recipient rejected|recipient not found|invalid recipient|"
    r"bad address|failed recipients|rejected your message|"
    r"wasn't (?:found|delivered)|was not delivered|did not receive|not known here|not listed in|"
    r"account (?:has been )?(?:disabled|closed|inactive|expired)|"
    r"non remis|n'a pas (?:pu )?être (?:remis|livré|distribué)|échec de (?:la )?(?:remise|livraison|distribution)|"
    r"n'a pas été remis|impossible de remettre|"
    r"non distribuable|destinataire inconnu|adresse inconnue|boîte (?:aux lettres|de réception)[^.]{0,20}(?:pleine|"
    r"introuvable)|"
    r"no se (?:ha )?(?:pudo|podido) entregar|no (?:ha )?(?:pudo|podido) ser entregad|no entregado|error (?:en la|"
    r"de) entrega|usuario desconocido|buzón (?:lleno|no)|"
    r"не (?:может быть|было|был|удалось|удается) ?доставлен|не доставлен|недоставлен|не удалось доставить|"
    r"невозможно доставить|ошибка доставки|"
    r"не существует|неизвестн(?:ый|ого) (?:адрес|пользовател)|ящик (?:переполнен|не найден|заблокирован)|"
    r"无法(?:投递|送达|发送|传递)|未能(?:送达|投递|传递)|投递失败|退信|被退回|系统退信|用户不存在|邮箱(?:已满|"
    r"不存在)|傳送失敗|無法傳遞|"
    r"تعذر (?:التسليم|تسليم|توصيل)|لم يتم (?:تسليم|توصيل)|فشل (?:في )?(?:التسليم|تسليم|توصيل)|غير قابلة? للتسليم|"
    r"المستخدم غير معروف|صندوق البريد ممتلئ",
    re.IGNORECASE,
)
_DELAYED = re.compile(
    r"delayed|not yet been delivered|has not been delivered yet|still being (?:retried|attempted)|will (?:keep|"
    r"continue) (?:trying|to try)|will be retried|"
    r"(?:delivery )?attempts will continue|could not be delivered for the (?:last|past)|warning: (?:message|mail|"
    r"could not send)|this is (?:just )?a warning|"
    r"temporarily (?:deferred|unable)|advisory-only|you do not need to (?:resend|take any action)|"
    r"no action is required|has been postponed|retard(?:é|ée)|sera réessayé|"
    r"nouvelle tentative|demorad[oa]|se (?:ha )?retras|se (?:volverá|seguirá) a? ?intentar|задерж|повторн(?:ые|"
    r"ых) попыт|будет продолжен|延迟|延遲|重试|推迟|تأخر|تأخير|إعادة المحاولة",
    re.IGNORECASE,
)
_GAVE_UP = re.compile(
    r"gave up|giving up|given up|final(?:ly)? fail|will not be retried|no longer|has expired|queue too long|"
    r"retry time(?:out| not reached)|too long in queue|"
    r"permanent|abandon|retry timeout exceeded|i'm not going to try again|exceeded the retry",
    re.IGNORECASE,
)
_RETURNED = re.compile(
    r"^[\s>|]*(?:-{2,}\s*(?:below this line|original message|returned mail|returned message|message header|"
    r"start of returned|this is a copy|"
    r"forwarded message|undelivered message|copy of|the header)|-{3,}.{0,80}copy of (?:the|your) message|"
    r"(?:the )?(?:original|returned|your|unsent) message (?:follows|headers?|below|text)|"
    r"message (?:headers?|text|contents?) follows?|below (?:this line )?is a copy|(?:original|"
    r"returned) message:?\s*$|(?:return-path|received): )",
    re.IGNORECASE | re.MULTILINE,
)
_FIELDS_IN_TEXT = re.compile(r"^(?:final|original)-recipient\s*:", re.IGNORECASE | re.MULTILINE)
_MESSAGE_ID = re.compile(
    rb"^[ \t>|]{0,8}(?:x-)?(?:original-)?message-id\s{0,5}[:\xef]\s{0,5}(<[^<>\s]{3,500}>)",
    re.IGNORECASE | re.MULTILINE,
)
_ASIDE = re.compile(
    r"postmaster|contact|help|support|abuse|mailto:|from:|^\s*>?\s*(?:to|cc|from|subject|return-path|message-id|"
    r"received)\s*:|envelope-from|mail from",
    re.IGNORECASE,
)


def read_bounce(message: Message, reports: Reports, raw: bytes) -> Bounce | None:
    """What a delivery status notification says of whom it could not reach, or None if this is none.

    ``reports`` are the message's report parts (media type, content); ``raw`` its bytes. A delay notice is
    ``permanent=False``; a success notice is no bounce.
    """
    original_id = _original_id(message, reports, raw)
    groups = [g for kind, content in reports if kind in _STATUS_TYPES for g in _groups(content)]
    if groups:
        standard = _from_groups(groups, original_id)
        if standard or any(g.get("action") for g in groups):
            return standard
    if not _is_from_mail_system(message):
        return None
    if _FIELDS_IN_TEXT.search(message.text):
        found = _from_groups(list(_groups(message.text[:_MAX_RAW].encode("utf-8", "replace"))), original_id)
        if found:
            return found
    notice = _notice(message.text)
    return _from_dialect(message, notice, raw, original_id) or _from_phrases(message, notice, original_id)


def _is_from_mail_system(message: Message) -> bool:
    """Null return path or a mail system's name, and words of failure or delay; never with documents along."""
    if any(a.media_type.startswith("application/") and "signature" not in a.media_type for a in message.attachments):
        return False
    sender = message.sender
    robot = message.return_path == "" or message.header("x-failed-recipients") is not None
    if sender is not None:
        robot = robot or bool(_ROBOT.search(sender.local_part)) or bool(_ROBOT_NAME.search(sender.name))
    else:
        robot = True
    said = f"{message.subject}\n{_notice(message.text)[:5_000]}"
    submitted = (message.header("auto-submitted") or "").casefold()
    strong = bool(_FAILED.search(message.subject) or _DELAYED.search(message.subject))
    if is_reply_subject(message.subject) or is_forward_subject(message.subject):
        robot, strong = message.return_path == "", False
    if not robot and not (strong and ("auto-" in submitted or _STATUS.search(said) or _REPLY.search(said))):
        return False
    return bool(
        _FAILED.search(said) or _DELAYED.search(said) or message.header("x-failed-recipients") or _REPLY.search(said)
    )


def _groups(content: bytes) -> Iterator[dict[str, str]]:
    """The field groups of a delivery status (RFC 3464 section 2.1), names in lower case; bounded."""
    blocks = re.split(rb"\r?\n[ \t]*\r?\n", content.replace(b"\r\n", b"\n").strip()[:_MAX_RAW])
    for block in blocks[: MAX_RECIPIENTS + 50]:
        fields, _ = split_header(re.sub(rb"^[>|] ?", b"", block, flags=re.MULTILINE) + b"\n\n")
        group: dict[str, str] = {}
        for name, value in fields:
            group.setdefault(name.lower(), decode_field(value))
        if group:
            yield group


def _from_groups(groups: Sequence[dict[str, str]], original_id: str | None) -> Bounce | None:
    failed: list[FailedRecipient] = []
    delayed: list[FailedRecipient] = []
    for group in groups:
        address = _typed(group.get("original-recipient")) or _typed(group.get("final-recipient"))
        address = address or _typed(group.get("x-actual-recipient"))
        status = _first(_STATUS, group.get("status", "")) or _first(_STATUS, group.get("diagnostic-code", ""))
        action = group.get("action", "").strip().casefold()
        if not address:
            continue
        if not action:
            action = {"5": "failed", "4": "delayed"}.get((status or "")[:1], "")
        reason = group.get("diagnostic-code") or group.get("status", "").partition("(")[2].rstrip(")") or None
        recipient = FailedRecipient(address, status, _reason(reason))
        if action.startswith(("fail", "error")):
            failed.append(recipient)
        elif action.startswith("delay"):
            delayed.append(recipient)
    return _bounce(failed, delayed, original_id)


def _bounce(
    failed: Sequence[FailedRecipient], delayed: Sequence[FailedRecipient], original_id: str | None
) -> Bounce | None:
    chosen = failed or delayed
    if not chosen:
        return None
    once = {r.address.casefold(): r for r in reversed(chosen)}
    return Bounce(bool(failed), tuple(reversed(once.values()))[:MAX_RECIPIENTS], original_id)


def _typed(value: str | None) -> str | None:
    """The address of ``rfc822; a@b`` (RFC 3464 section 2.3.1), xtext undone (RFC 3461 section 4)."""
    if not value:
        return None
    text = value.partition(";")[2] or value
    text = re.sub(r"\+([0-9A-F]{2})", lambda m: chr(int(m.group(1), 16)), text) if "+40" in text else text
    found = _ADDRESS.search(text)
    return found.group() if found else None


def _reason(text: str | None) -> str | None:
    if not text:
        return None
    return re.sub(r"^\s*(?:smtp|x-[\w-]{1,40})\s*;\s*", "", text, flags=re.IGNORECASE).strip()[:500] or None


def _first(pattern: re.Pattern[str], text: str) -> str | None:
    found = pattern.search(text)
    return found.group(1) if found else None


def _notice(text: str) -> str:
    """The part the mail system wrote, before the message it returns."""
    found = _RETURNED.search(text, 40)
    return text[: found.start() if found else None][:_MAX_NOTICE]


def _from_dialect(message: Message, notice: str, raw: bytes, original_id: str | None) -> Bounce | None:
    """The dialects flufl.bounce knows; status and reason are looked up in the notice."""
    if message.sender is None:
        # One of its detectors takes a sender for granted.
        return None
    try:
        temporary, permanent = all_failures(email.message_from_bytes(raw[:_MAX_RAW]))
    except (ValueError, TypeError, LookupError, AttributeError, AssertionError, RecursionError):
        return None
    own = _own_addresses(message)

    def named(found: Sequence[bytes]) -> list[FailedRecipient]:
        texts = sorted({a.decode("utf-8", "replace").strip("<>\"' ") for a in found})
        return [_described(a, notice) for a in texts if _ADDRESS.fullmatch(a) and a.casefold() not in own]

    return _bounce(named(tuple(permanent)), named(tuple(temporary)), original_id)


def _own_addresses(message: Message) -> set[str]:
    """Who sent the notice and to whom: never the address that failed."""
    people = (*message.to, *message.cc, *message.reply_to)
    return {a.address.casefold() for a in people} | ({message.sender.address.casefold()} if message.sender else set())


def _described(address: str, notice: str) -> FailedRecipient:
    """The recipient with the code and the words that stand next to its address in the notice."""
    at = notice.casefold().find(address.casefold())
    # The explanation comes after the address nearly everywhere.
    near = notice[at : at + 800] if at >= 0 else notice
    status = _first(_STATUS, near) or _first(_STATUS, notice)
    lines = [line.strip() for line in near.split("\n") if line.strip()]
    telling = [line for line in lines[:12] if _STATUS.search(line) or _REPLY.search(line) or _FAILED.search(line)]
    return FailedRecipient(address, status, telling[0][:500] if telling else None)


def _from_phrases(message: Message, notice: str, original_id: str | None) -> Bounce | None:
    """Unknown dialects: addresses the notice names beside words of failure, the parties to it left out."""
    said = f"{message.subject}\n{notice}"
    if not (_FAILED.search(said) or _DELAYED.search(said) or message.header("x-failed-recipients")):
        return None
    listed = _ADDRESS.findall(message.header("x-failed-recipients") or "")
    own = _own_addresses(message)
    candidates = listed or [a for a in _named_in(notice) if a.casefold() not in own]
    if not candidates:
        # Forwarding systems send the notice to the failed address's owner, or name it in the subject only.
        candidates = [a for a in _ADDRESS.findall(message.subject) if a.casefold() not in own]
    recipients = [_described(a.rstrip("."), notice) for a in dict.fromkeys(candidates)]
    delayed = bool(_DELAYED.search(said)) and not _GAVE_UP.search(said)
    return _bounce([], recipients, original_id) if delayed else _bounce(recipients, [], original_id)


def _named_in(notice: str) -> list[str]:
    """Addresses of the notice, those alone on a line or in brackets first; contact addresses left out."""
    alone: list[str] = []
    other: list[str] = []
    for line in notice.split("\n")[:400]:
        text = line.strip()[:1_000]
        found = _ADDRESS.findall(text)
        if not found or any(_ROBOT.search(a.partition("@")[0].casefold()) for a in found):
            continue
        bare = _ADDRESS.sub("", text)
        if len(re.sub(r"\W|smtp|rfc822|mailto", "", bare, flags=re.IGNORECASE)) <= 3 or re.match(
            r"\W{0,4}<?" + _ADDRESS.pattern + r">?\s?:", text
        ):
            alone.extend(found[:1])
        elif not _ASIDE.search(bare):
            other.extend(found[:3])
    return (alone or other)[:MAX_RECIPIENTS]


def _original_id(message: Message, reports: Reports, raw: bytes) -> str | None:
    """The Message-ID of the message that came back: from its headers, from the text, from In-Reply-To."""
    for kind, content in reports:
        if kind in {"message/rfc822", "text/rfc822-headers", "message/global-headers"}:
            found = _MESSAGE_ID.search(content[:_MAX_RAW])
            if found:
                return found.group(1).decode("utf-8", "replace")
    start = split_header(raw)[1]
    own = (message.message_id or "").encode("utf-8", "replace")
    for blob in (raw[start : start + _MAX_RAW], message.text[:_MAX_RAW].encode("utf-8", "replace")):
        for found in _MESSAGE_ID.finditer(blob):
            if found.group(1) != own:
                return found.group(1).decode("utf-8", "replace")
    return next(iter((*message.in_reply_to, *reversed(message.references))), None)
