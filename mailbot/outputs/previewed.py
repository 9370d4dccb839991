"""One letter with invented data, for ``mailbot preview``."""

from __future__ import annotations

from datetime import UTC, datetime

from mailbot.config import Config
from mailbot.desk import Letters
from mailbot.domain.submission import LANGUAGES
from mailbot.outputs.preview import sample_intent


def previewed(letters: Letters, config: Config, letter: str, language: str, *, html: bool) -> str:
    """The letter as it would be sent: subject, text, attachments; or its HTML.

    Raises LookupError for a letter, or a language of it, that there is not.
    """
    if language not in LANGUAGES:
        raise LookupError(f"mailbot does not write in {language!r}; use {', '.join(LANGUAGES)}.")
    intent = sample_intent(letter, language, config.meeting, config.invitees)
    written = letters.render(intent, datetime.now(UTC), config.invitees.get(intent.delegation))
    if written.language != language:
        raise LookupError(f"There is no {letter} in {language}; try --language {written.language}.")
    if html:
        return written.html or ""
    names = ", ".join(a.name for a in written.attachments) or "none"
    return f"To: {', '.join(written.to)}\nSubject: {written.subject}\nAttachments: {names}\n\n{written.text}"
