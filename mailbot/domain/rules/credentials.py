"""``credentials``: the note speaks of credentials or full powers, which a person looks after."""

from __future__ import annotations

from collections.abc import Iterator

from mailbot.domain.case import Case, Finding


def check(case: Case) -> Iterator[Finding]:
    """One finding if it does, with the words."""
    source = case.submission.says_credentials
    if source is not None and case.is_submission:
        yield Finding("credentials", detail=f'It speaks of credentials: "{source.text[:160]}"')
