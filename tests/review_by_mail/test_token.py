"""Tokens: known again in any mail, good for one content and one reader, not to be made by anybody else."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailbot.review.by_mail.token import is_token_for, message_of, token_for, tokens_in

KEY = bytes(range(32))
MESSAGE, SEEN, DESK = "3f2a9c41d07b" + "e" * 52, "0123456789abcdef", "desk@secretariat.example"
TOKEN = token_for(KEY, MESSAGE, SEEN, DESK)

ids = st.text("0123456789abcdef", min_size=64, max_size=64)
hashes = st.text("0123456789abcdef", min_size=16, max_size=16)
words = st.text(max_size=40)


@pytest.mark.parametrize(
    "text",
    [
        f"Re: 2RC [{TOKEN}] – to decide: KEN, Note",
        f"AW: [EXT] 2RC [{TOKEN.upper()}] – à trancher",
        f"> Your code: {TOKEN}\n> \n",
        "> > Your code: " + TOKEN.replace("-", "-\n> > "),
        f"{TOKEN}.\n{TOKEN}",
    ],
)
def test_it_is_found_whatever_programs_do_to_it(text: str) -> None:
    assert tokens_in(text) == (TOKEN,)
    assert MESSAGE.startswith(message_of(TOKEN))


@pytest.mark.parametrize("text", ["", "mb-", TOKEN[:-1], TOKEN + "a", "x" + TOKEN, TOKEN.replace("-", "_")])
def test_what_is_none(text: str) -> None:
    assert tokens_in(text) == ()


@given(st.text(max_size=500))
def test_no_text_raises(text: str) -> None:
    assert all(token.isascii() for token in tokens_in(text))


@given(ids, hashes, words, ids, hashes, words, st.binary(min_size=32, max_size=32))
def test_none_is_good_for_anything_else(
    message: str, seen: str, address: str, other: str, after: str, somebody: str, key: bytes
) -> None:
    token = token_for(KEY, message, seen, address)
    assert is_token_for(token, KEY, message, seen, address)
    for changed in (
        (KEY, other, seen, address),
        (KEY, message, after, address),
        (KEY, message, seen, "x" + address + somebody),
        (key, message, seen, address),
    ):
        if changed != (KEY, message, seen, address):
            assert not is_token_for(token, *changed)
    assert not is_token_for(token, b"", message, seen, address)


@given(st.binary(min_size=16, max_size=16), st.integers(0, len(TOKEN) - 1), st.characters(max_codepoint=0x2FF))
def test_no_forged_or_changed_token_is_good(mac: bytes, at: int, character: str) -> None:
    guessed = f"mb-{MESSAGE[:12]}-{base64.b32encode(mac).decode().rstrip('=').lower()}"
    changed = TOKEN[:at] + character + TOKEN[at + 1 :]
    for forged in {guessed, changed} - {TOKEN}:
        assert not is_token_for(forged, KEY, MESSAGE, SEEN, DESK)


def test_fields_cannot_be_shifted_into_each_other() -> None:
    assert token_for(KEY, "aa", "bb", "c@d") != token_for(KEY, "aab", "b", "c@d")
    assert token_for(KEY, MESSAGE, SEEN, "DESK@Secretariat.example") == token_for(
        KEY, MESSAGE, SEEN, "DESK@secretariat.example".lower()
    )
