"""The header block a client writes above a message it quotes or forwards, in six languages and more."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Label = Literal["from", "sent", "to", "cc", "subject", "other"]

_LABELS: dict[Label, str] = {
    "from": (
        "from|de|от|от кого|отправитель|发件人|发信人|寄件者|寄件人|寄件者|من|المرسل|مرسل من|von|da|van|expéditeur|"
        "remitente|absender|mittente|remetente|afzender|fra|från|lähettäjä|od|nadawca|kimden|gönderen|差出人|送信者|"
        "보낸 사람|보낸사람|από|expeditor|feladó|від|מאת|از"
    ),
    "sent": (
        "sent|date|sent on|envoyé|envoyé le|envoye|envoyé à|date d'envoi|date d’envoi|enviado|enviado el|enviada el|"
        "fecha|fecha de envío|отправлено|дата|дата отправки|отправлен|发送时间|发送日期|发件日期|日期|时间|"
        "寄件日期|傳送時間|"
        "时 间|تاريخ الإرسال|التاريخ|تاريخ|تم الإرسال|أرسل|مرسل|إرسال|الإرسال|أُرسلت|أرسلت|مُرسل|بتاريخ|gesendet|"
        "datum|data|inviato|enviado em|inviato il|verzonden|verzonden op|sendt|dato|skickat|lähetetty|päiväys|odesláno|"
        "wysłano|wysłane|gönderilen|gönderildi|gönderilme tarihi|tarih|送信日時|日時|보낸 날짜|보낸날짜|날짜|στάλθηκε|"
        "ημερομηνία|trimis|elküldve|dátum|надіслано|נשלח|תאריך|enviada em|enviadas em|date d'envoi"
    ),
    "to": (
        "to|à|a|pour|para|destinataire|destinataires|"
        "кому|получатель|收件人|收信人|收件者|إلى|الى|لـ|an|per|aan|till|til|"
        "vastaanottaja|komu|do|kime|宛先|받는 사람|받는사람|προς|către|címzett|אל|به"
    ),
    "cc": "cc|copie|copie à|copia|con copia|cc:|копия|抄送|抄送人|副本|نسخة|نسخة إلى|kopie",
    "subject": (
        "subject|objet|sujet|asunto|тема|主题|主 题|主旨|标题|題目|الموضوع|موضوع|betreff|oggetto|assunto|onderwerp|"
        "ämne|emne|aihe|předmět|temat|konu|件名|제목|θέμα|subiect|tárgy|נושא"
    ),
    "other": (
        "reply-to|répondre à|importance|attachments|pièces jointes|adjuntos|datos adjuntos|вложения|附件|المرفقات|"
        "الأهمية|"
        "sensitivity|priority|organization|organisation|message-id|bcc|cci|cco"
    ),
}
_BY_WORD: dict[str, Label] = {word: label for label, words in _LABELS.items() for word in words.split("|")}
_FIELD = re.compile(
    r"^[\s|*_]{0,6}([^\s:：|*][^:：|\n]{0,25}?)[\s*_]{0,3}(?:[:：]|\s\|\s|\t)[\s*_|]{0,6}(.{0,1000}?)[\s|]*$"
)
_ADDRESS = re.compile(r"[^\s<>()\[\],;:\"'@]{1,100}@[^\s<>()\[\],;:\"'@]{1,255}")
_CLOCK = re.compile(r"(?<!\d)\d{1,2}\s?[:.hH]\s?\d{2}(?!\d)|\d{1,2} ?[AaPp]\.?[Mm]\b|[上下]午|\d时")

_FORWARDED = (
    "forwarded message|forwarded by|begin forwarded message|message transféré|message réexpédié|"
    "début du message transféré|"
    "début du message réexpédié|mensaje reenviado|inicio del mensaje reenviado|reenviado por|пересланное сообщение|"
    "пересылаемое сообщение|перенаправленное сообщение|начало переадресованного сообщения|"
    "начало пересылаемого сообщения|"
    "转发的邮件|转发的原邮件|转发邮件信息|转发的消息|被转发的邮件|下面是被转发的邮件|以下是转发的邮件|开始转发的消息|轉寄的郵件|"
    "轉寄郵件|已转发邮件|"
    "رسالة معاد توجيهها|الرسالة المعاد توجيهها|رسالة مُعاد توجيهها|رسالة محولة|بداية الرسالة المعاد توجيهها|"
    "بدء الرسالة المعاد توجيهها|"
    "doorgestuurd bericht|vidarebefordrat meddelande|videresendt m|videresendt besked|przekazana wiadomość|"
    "wiadomość przekazana|iletilen ileti|iletilmiş mesaj|転送メッセージ|転送されたメッセージ|전달된 |välitetty viesti|"
    "προωθημένο μήνυμα|mensagem reencaminhada|"
    "weitergeleitete nachricht|anfang der weitergeleiteten|messaggio inoltrato|mensagem encaminhada"
)
_ORIGINAL = (
    "original message|original appointment|message d'origine|message d’origine|message original|mensaje original|"
    "исходное сообщение|"
    "оригинальное сообщение|原始邮件|原始郵件|回复的原邮件|邮件原件|原邮件|original|الرسالة الأصلية|رسالة أصلية|"
    "ursprüngliche nachricht|"
    "messaggio originale|mensagem original|reply message|reply to message|mail original|"
    "message initial|courriel original|"
    "oorspronkelijk bericht|origineel bericht|opprinnelig melding|oprindelig meddelelse|ursprungligt meddelande|"
    "wiadomość oryginalna|původní zpráva|özgün ileti|orijinal mesaj|元のメッセージ|원본 메시지|αρχικό μήνυμα|"
    "eredeti üzenet|mesaj original|mesajul original|alkuperäinen viesti|вихідне повідомлення"
)
_RULED = re.compile(r"^[\s>]*[-_=*—–─]{2,60}\s*(.{2,60}?)\s*[-_=*—–─]{2,60}[\s:：]*$")
_RULE = re.compile(r"^\s*[_\-=—─]{5,200}\s*$")
_BARE_FORWARD = re.compile(
    r"^\s*(?:begin forwarded message|début du message (?:transféré|réexpédié)|inicio del mensaje reenviado|"
    r"начало (?:переадресованного|пересылаемого) сообщения|下面是被转发的邮件|以下是转发的邮件|开始转发的消息|"
    r"بد(?:اية|ء) الرسالة المعاد توجيهها)\s*[:：]\s*$",
    re.IGNORECASE,
)

MarkerKind = Literal["forward", "original"]


@dataclass(frozen=True, slots=True)
class HeaderBlock:
    """Lines ``start`` (its marker line included) to ``end`` (exclusive), and the fields found there.

    ``is_prefixed``: the block and what follows stand behind ``>`` marks, as Apple Mail forwards.
    """

    start: int
    end: int
    values: dict[Label, str]
    marker: MarkerKind | None
    is_prefixed: bool = False


def label_of(line: str) -> tuple[Label, str] | None:
    """The field a line states (``Sent: Monday …``) and its value, or None."""
    found = _FIELD.match(line[:1200])
    if found is None:
        return None
    label = _BY_WORD.get(re.sub(r"\s+", " ", found.group(1)).strip("\u200e\u200f\u202a-\u202e ").casefold())
    return (label, found.group(2).strip(" *_|")) if label else None


def marker_of(line: str) -> MarkerKind | None:
    """Whether a line announces a forwarded message or the original of a reply."""
    if len(line) > 140:
        return None
    if _BARE_FORWARD.match(line):
        return "forward"
    found = _RULED.match(line)
    if found is None:
        return None
    words = found.group(1).strip(" :：").casefold()
    if any(words == w or words.startswith(w) for w in _FORWARDED.split("|")):
        return "forward"
    return "original" if any(words == w or words.startswith(w + " ") for w in _ORIGINAL.split("|")) else None


def header_block_at(lines: Sequence[str], at: int) -> HeaderBlock | None:
    """The header block that begins at line ``at`` (a marker, a rule or a From line), or None.

    A memo may say From, To and Subject too: only an address in From or a clock time in Sent is mail.
    """
    start, marker = at, marker_of(lines[at])
    position = at
    if marker or _RULE.match(lines[at]):
        position = _next_text(lines, at + 1)
    if position >= len(lines):
        return None
    values, end = _fields(lines, position)
    if not _is_mail(values, marker):
        return None
    return HeaderBlock(start, end, values, marker)


def _next_text(lines: Sequence[str], at: int) -> int:
    position = at
    while position < len(lines) and position - at < 4 and not lines[position].strip(" >"):
        position += 1
    return position


def _fields(lines: Sequence[str], at: int) -> tuple[dict[Label, str], int]:
    values: dict[Label, str] = {}
    position, last, blanks, end = at, None, 0, at
    while position < len(lines) and position - at < 40:
        line = lines[position]
        if not line.strip():
            blanks += 1
            # HTML turned into text leaves an empty line between the fields; two end the block.
            if blanks > 1 or "subject" in values:
                break
        elif found := label_of(line):
            label, value = found
            if label in values and label != "other":
                break
            values.setdefault(label, value)
            last, blanks, end = label, 0, position + 1
        elif last in {"to", "cc", "from", "subject"} and not blanks and _continues(line, values.get(last, "")):
            values[last] = f"{values.get(last, '')} {line.strip()}".strip()
            end = position + 1
        else:
            break
        position += 1
    return values, end


def _continues(line: str, value: str) -> bool:
    """Whether the line carries on a folded field: an address list, or a value that stands under its label."""
    return not value or (bool(_ADDRESS.search(line)) and (line[:1] in " \t" or value.rstrip().endswith((",", ";"))))


def _is_mail(values: dict[Label, str], marker: MarkerKind | None) -> bool:
    if "from" not in values:
        return False
    has_address, has_clock = bool(_ADDRESS.search(values["from"])), bool(_CLOCK.search(values.get("sent", "")))
    enough = 1 if marker or (has_address and has_clock) else 2
    return len(values.keys() & {"sent", "to", "subject"}) >= enough and bool(has_address or has_clock or marker)
