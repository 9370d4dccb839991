"""One letter with invented data, for ``mailbot preview``."""

from __future__ import annotations

from datetime import UTC, datetime

from mailbot.adapters.letters import LetterRenderer
from mailbot.config import Config
from mailbot.outputs.preview import sample_intent


def previewed(config: Config, letter: str, language: str, *, html: bool) -> str:
    """The letter as it would be sent: subject, text, attachments; or its HTML. Raises LookupError if unknown."""
    renderer = LetterRenderer(config.templates, config.meeting, config.secretariat, config.letters.practices)
    intent = sample_intent(letter, language, config.meeting, config.invitees)
    written = renderer.render(intent, datetime.now(UTC), config.invitees.get(intent.delegation))
    if html:
        return written.html or ""
    names = ", ".join(a.name for a in written.attachments) or "none"
    return f"To: {', '.join(written.to)}\nSubject: {written.subject}\nAttachments: {names}\n\n{written.text}"
