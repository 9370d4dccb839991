"""Judging a submission by all the rules together, as the flows do."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from mailbot.domain.assess import assess, case_of
from mailbot.domain.flag import Flag
from mailbot.domain.meeting import Invitees, Meeting
from mailbot.domain.submission import Submission

Judge = Callable[..., list[Flag]]
IN_TIME = datetime(2020, 11, 10, 9, 0, tzinfo=UTC)


@pytest.fixture
def judge(request: pytest.FixtureRequest, meeting: Meeting, invitees: Invitees) -> Judge:
    """The flags of the code the test file is named for; circumstances are those of ``case_of``."""
    code = request.path.stem.removeprefix("test_")

    def flags_of(submission: Submission, **circumstances: Any) -> list[Flag]:
        known: dict[str, Any] = {"meeting": meeting, "sender": "mission@bf-geneve.example", "received_at": IN_TIME}
        case = case_of(submission, **({"invitees": invitees} | known | circumstances))
        return [flag for flag in assess(case) if flag.code == code]

    return flags_of
