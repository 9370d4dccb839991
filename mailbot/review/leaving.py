"""Whether a letter has left: from then on what caused it cannot be undone."""

from __future__ import annotations

from collections.abc import Iterable

from mailbot.corrections import Refused
from mailbot.domain.letter import Letter


def has_left(letter: Letter) -> bool:
    """Whether anybody has got it, may have, or is getting it this moment."""
    return bool(letter.accepted) or letter.state in {"sending", "sent", "doubtful"}


def check_nothing_has_left(letters: Iterable[Letter]) -> None:
    """Raises Refused, naming the first that has left and when."""
    for letter in letters:
        if has_left(letter):
            to = ", ".join(letter.to)
            if letter.sent_at is not None:
                code, what = "letter_left", f"The letter to {to} left on {letter.sent_at:%d %B %Y at %H:%M} UTC"
            elif letter.state == "sending":
                code, what = "letter_leaving", f"The letter to {to} is leaving this very moment"
            else:
                code, what = "letter_doubtful", f"The letter to {to} may have arrived"
            sentence = f"{what} ({letter.subject}): it cannot be undone any more; decide anew, and they are told."
            raise Refused(sentence, code, to=to, at=letter.sent_at)
