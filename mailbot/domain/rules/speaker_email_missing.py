"""``speaker_email_missing``: a speaker without an e-mail address gets no personal link."""

from __future__ import annotations

from collections.abc import Iterator

from mailbot.domain.case import Composition, Finding


def check(composition: Composition) -> Iterator[Finding]:
    """One finding for each speaker and part."""
    for part in composition.parts:
        if part.speakers is None:
            continue
        for speaker in composition.speakers(part):
            if not speaker.email:
                name = speaker.full_name
                yield Finding("speaker_email_missing", part.id, name, f"{name} speaks in {part.id} and has no e-mail.")
