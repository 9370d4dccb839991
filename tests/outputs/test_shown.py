"""What ``mailbot show`` prints of a mail must not steer the terminal it is printed on."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from mailbot.outputs.shown import plain


@given(st.text())
def test_no_control_character_comes_through(text: str) -> None:
    assert all(c == "\n" or c.isprintable() or ord(c) > 0x9F for c in plain(text))
    assert "\x1b" not in plain(text)
    assert "\x9b" not in plain(text)


def test_words_and_lines_stay() -> None:
    assert plain("Grace OTIENO\nМинистерство \x1b[2J\u202e 部") == "Grace OTIENO\nМинистерство [2J 部"
