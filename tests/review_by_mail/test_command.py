"""One word is a command, whatever stands round it; anything more is none."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mailbot.domain.message import Address
from mailbot.reading import mime
from mailbot.review.by_mail.command import REPLY_ABOVE, Command, command_of, first_line

KELLER = Address("Anna Keller (ISU)", "a.keller@secretariat.example")
ACCEPT, REJECT, KENYA = Command("accept"), Command("reject"), Command("assign", "KEN")


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("accept", ACCEPT),
        ("  Accept.\n", ACCEPT),
        ("ACCEPTER", ACCEPT),
        ("*accept*", ACCEPT),
        ("« rejeter »", REJECT),
        ("reject!", REJECT),
        ("assign KEN", KENYA),
        ("Attribuer ken.", KENYA),
        ("assign\u00a0KEN", KENYA),
        ("\n\naccept\n\n-- \nAnna Keller\nImplementation Support Unit\n+41 22 000 00 00", ACCEPT),
        ("accept\n\nBest regards,\nAnna", ACCEPT),
        ("accepter\n\nCordialement,\nAnna Keller\nUnité d'appui", ACCEPT),
        ("accept\n\nAnna KELLER\nTel. +41 22 000 00 00\nwww.secretariat.example", ACCEPT),
        ("accept\n\nA. Keller", ACCEPT),
        (f"accept\n\n{REPLY_ABOVE}\n\nSomething waits. reject", ACCEPT),
        ("", None),
        ("ok", None),
        ("accepted", None),
        ("yes, accept", None),
        ("accept reject", None),
        ("accept it", None),
        ("assign", None),
        ("assign Kenya please", None),
        ("assign KEN BFA", None),
        ("do not accept", None),
        ("accept\nreject", None),
        ("accept\n\nbut the second speaker is Mr. MWANGI", None),
        ("accept\n\nThanks\n\nPlease correct the spelling of the second name.", None),
        ("accept\n\nRegards\nThe head of delegation must be somebody else.", None),
        ("accept\n\nAnna Keller and Mr. Doe disagree", None),
        ("accept\n\nSomebody Else\nCounsellor", None),
        ("accept\n\nBest regards\n" + "line\n" * 20, None),
        (REPLY_ABOVE + "\naccept", None),
    ],
)
def test_what_is_a_command(text: str, command: Command | None) -> None:
    assert command_of(text, KELLER) == command


@given(st.text(max_size=300), st.sampled_from(["accept", "reject", "assign KEN", "accepter"]))
@example("a" * 100_000, "accept")
@example("accept " * 20_000, "accept")
def test_no_text_raises_and_words_behind_a_command_take_it_back(text: str, word: str) -> None:
    command_of(text)
    first_line(text)
    assert command_of(f"{word}\n\nbut {text}") is None
    assert command_of(f"not {word} {text}") is None


@given(st.binary(max_size=2_000))
def test_no_bytes_raise(raw: bytes) -> None:
    message = mime.decode(b"From: a.keller@secretariat.example\r\nSubject: Re: x\r\n\r\n" + raw)
    found = command_of(message.new_text, message.sender)
    assert found is None or found.action in {"accept", "reject", "assign"}
