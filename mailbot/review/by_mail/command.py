"""What a reply says: one word, whatever mail programs put around it. Anything more is no decision."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from mailbot.domain.identity import tokens
from mailbot.domain.message import Address

REPLY_ABOVE = "##- Reply above this line · Répondez au-dessus de cette ligne -##"
"""The first line of an announcement: what stands below it is not the reply's."""

Action = Literal["accept", "reject", "assign"]

_CUT = "Reply above this line"
_WORDS: dict[str, Action] = {
    "accept": "accept",
    "accepter": "accept",
    "reject": "reject",
    "rejeter": "reject",
    "assign": "assign",
    "attribuer": "assign",
}
_CODE = re.compile(r"[A-Za-z0-9]{2,12}", re.ASCII)
# What people or programs put around a word: emphasis, quotation marks, a full stop.
_AROUND = " \t\u00a0\u202f\ufeff*_`'\"«»“”‘’„.!,;:…>"
_CLOSINGS = (
    "regards", "best regards", "kind regards", "with kind regards", "with best regards", "warm regards", "best",
    "all the best", "best wishes", "many thanks", "thanks", "thank you", "sincerely", "yours sincerely", "yours",
    "cheers", "cordialement", "bien cordialement", "salutations", "meilleures salutations", "sincères salutations",
    "cordiales salutations", "bien à vous", "bien à toi", "merci", "merci d'avance", "bonne journée", "mfg",
    "mit freundlichen grüßen", "viele grüße", "saludos", "un cordial saludo", "с уважением", "مع التحية", "此致",
)  # fmt: skip
_CLOSING_WORDS = frozenset(tuple(tokens(closing)) for closing in _CLOSINGS)
# Words of somebody who goes on; in no signature.
_OBJECTIONS = frozenset(
    "but except however please only not don change correct wait unless mais sauf cependant toutefois seulement pas "
    "non no corriger corrigez changer changez attendre attendez veuillez svp stp".split()
)
_MAX_TEXT = 40_000
_MAX_SIGNATURE_LINES = 15
_MAX_LINE = 160
_MAX_WORDS = 4


@dataclass(frozen=True, slots=True)
class Command:
    """A decision asked for in one word; ``delegation`` is the code to assign to, in capitals."""

    action: Action
    delegation: str | None = None


def command_of(text: str, writer: Address | None = None) -> Command | None:
    """The command in what somebody wrote (quotations cut), or None if it is anything but one. Pure, never raises.

    It stands alone in the first line that has anything in it. What follows must be a signature: a closing, or a
    line with the writer's own name, and short lines from there on. "accept, but …" is not "accept".
    """
    lines = [line.strip() for line in _above(text[:_MAX_TEXT]).splitlines()]
    said = [line for line in lines if line]
    if not said or not _is_signature(said[1:], writer):
        return None
    return _command(said[0])


def written(text: str) -> str:
    """What somebody wrote above the announcement, if that was quoted unmarked."""
    return _above(text).strip()


def first_line(text: str) -> str:
    """The beginning of what was written, to be shown to its writer; empty if nothing was."""
    return next((line.strip()[:_MAX_LINE] for line in _above(text[:_MAX_TEXT]).splitlines() if line.strip()), "")


def _above(text: str) -> str:
    """What stands above the line that an announcement begins with."""
    at = text.find(_CUT)
    return text if at < 0 else text[: text.rfind("\n", 0, at) + 1]


def _command(line: str) -> Command | None:
    words = [word.strip(_AROUND) for word in line.strip(_AROUND)[:_MAX_LINE].split()]
    action = _WORDS.get("".join(tokens(words[0]))) if words and len(tokens(words[0])) == 1 else None
    if action is None or len(words) != (2 if action == "assign" else 1):
        return None
    if action != "assign":
        return Command(action)
    return Command(action, words[1].upper()) if _CODE.fullmatch(words[1]) else None


def _is_signature(lines: Sequence[str], writer: Address | None) -> bool:
    """Nothing at all, or what programs and people end a mail with."""
    if not lines:
        return True
    if len(lines) > _MAX_SIGNATURE_LINES or any(len(line) > _MAX_LINE or _is_sentence(line) for line in lines):
        return False
    return lines[0] in {"--", "—", "–"} or _is_closing(lines[0]) or _is_name(lines[0], writer)


def _is_sentence(line: str) -> bool:
    words = tokens(line)
    return not _OBJECTIONS.isdisjoint(words) or (len(words) > _MAX_WORDS and line.endswith((".", "!", "?")))


def _is_closing(line: str) -> bool:
    return tuple(tokens(line)) in _CLOSING_WORDS


def _is_name(line: str, writer: Address | None) -> bool:
    """The writer's name and nothing beside it but initials: "A. Keller", "KELLER Anna"."""
    if writer is None:
        return False
    own = {word for word in (*tokens(writer.name), *tokens(writer.local_part)) if len(word) > 1}
    words = tokens(line)
    return bool(own & set(words)) and all(word in own or len(word) == 1 for word in words)
