"""The terms a message is judged by: what of the configuration decides about the record, as text to be kept.

A deadline that is put off, a part that is renamed or an address that is added changes what the same note means.
Each event of the journal names the terms in force, so that a rebuild years later judges as was judged then.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import msgspec

from ..domain.flag import Severity
from ..domain.meeting import Invitees, Meeting
from .model import Config, LetterSettings, Secretariat


@dataclass(frozen=True, slots=True)
class Terms:
    """Who is invited to what, who the staff are, and how strict the flags. No secrets, no servers."""

    meeting: Meeting
    invitees: Invitees
    secretariat: Secretariat
    letters: LetterSettings
    severities: dict[str, Severity]
    authserv_id: str = ""


def terms_of(config: Config) -> bytes:
    """The terms as JSON, the same bytes for the same terms."""
    terms = Terms(
        config.meeting,
        config.invitees,
        config.secretariat,
        replace(config.letters, practices=None),
        config.severities,
        config.mailbox.authserv_id,
    )
    return msgspec.json.encode(terms, order="sorted")


def under(config: Config, terms: bytes) -> Config:
    """The configuration with other terms. Raises ValueError if they cannot be read."""
    kept = msgspec.json.decode(terms, type=Terms)
    return replace(
        config,
        meeting=kept.meeting,
        invitees=kept.invitees,
        secretariat=kept.secretariat,
        letters=replace(kept.letters, practices=config.letters.practices),
        severities=kept.severities,
        mailbox=replace(config.mailbox, authserv_id=kept.authserv_id),
        reading=replace(config.reading, check_dns=False),
    )
