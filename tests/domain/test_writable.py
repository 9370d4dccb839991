"""Addresses a letter can be written to, and those that only look like one."""

from __future__ import annotations

import pytest
from email_validator import EmailNotValidError, validate_email
from hypothesis import given, settings
from hypothesis import strategies as st

from mailbot.domain.writable import unwritable


@pytest.mark.parametrize(
    "address",
    [
        "a@mfa.example",
        "a.b+c@mfa-ke.example",
        "missión@bücher.example",
        "a..b@mfa.example",
        "desk@intranet",
        "李@例子.example",
    ],
)
def test_who_can_be_written_to(address: str) -> None:
    assert unwritable(address) is None


@pytest.mark.parametrize(
    "address",
    [
        "",
        "a",
        "@mfa.example",
        "a@",
        "a@[127.0.0.1]",
        "a@[IPv6:::1]",
        "a@127.0.0.1",
        "a@evil..example",
        "a@.example",
        "a@mfa.example.",
        "a@-mfa.example",
        "x@y@z.example",
        '"x y"@z.example',
        "a\r\nRCPT TO:<b@c.example>@z.example",
        "a\x00@z.example",
        "a\u2028@z.example",
        "a\u202e@z.example",
        "a@z.example\x7f",
        "a,b@z.example",
        "a@z.example,b",
        "é" * 33 + "@z.example",
        "a" * 65 + "@z.example",
        "a@" + "b" * 64 + ".example",
        "a@" + "ü" * 63 + ".example",
        "a" * 60 + "@" + "long." * 40 + "example",
        "a@" + "x." * 100_000 + "example",
    ],
)
def test_who_cannot(address: str) -> None:
    assert unwritable(address)


@settings(deadline=None)
@given(st.emails())
def test_no_address_that_is_one_is_refused(address: str) -> None:
    try:
        validate_email(address, check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        return
    assert unwritable(address) is None


@given(st.text(max_size=80))
def test_any_text_is_judged(text: str) -> None:
    unwritable(text)
    unwritable(f"a@{text}")
