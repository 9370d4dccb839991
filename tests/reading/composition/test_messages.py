from __future__ import annotations

from pathlib import Path

import pytest

from mailbot.reading.composition import understand

from .meeting_of_tests import INVITEES, MEETING, message

LINES = (Path(__file__).parent / "kinds.txt").read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("line", [line for line in LINES if not line.startswith("#")])
def test_short_messages(line: str) -> None:
    kind, delegation, parts, text = line.split("|", 3)
    found = understand(message(text.replace("\\n", "\n"), "somebody@mail.example"), (), MEETING, INVITEES)
    assert found.kind == kind
    if kind != "question":
        assert (found.delegation or "None") == delegation
        assert " ".join(found.parts) == parts
