"""Addresses a line's width broke: whole where something tells, else left with the blank that makes them unusable."""

from __future__ import annotations

import pytest

from mailbot.reading.composition.addresses import take_emails
from mailbot.reading.composition.broken_addresses import goes_on, is_cut, mended, mended_cell
from mailbot.reading.composition.spans import Span


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("Dr. Asta MOLOKKE, Ambassador, asta.molo kke@mfa.example", "asta.molokke@mfa.example"),
        ("Ms. Bente STROEM, primary speaker, bente. stroem@mfa.example", "bente.stroem@mfa.example"),
        ("Mr. Karl MOLDEN, kmol den@mfa.example", "kmolden@mfa.example"),
        ("Mr. Karl MOLDEN, k.molden@foreign- no.example", "k.molden@foreign-no.example"),
        ("Mr. Karl MOLDEN, k.molden@foreign-no.exam ple", "k.molden@foreign-no.example"),
        ("Mr. Karl MOLDEN, k.molden@gmail.co m", "k.molden@gmail.com"),
    ],
)
def test_made_whole(text: str, whole: str) -> None:
    assert [email.text for email in take_emails(mended(Span(text, ())))[0]] == [whole]


@pytest.mark.parametrize(
    "text",
    [
        "Mr. Karl MOLDEN, Third Secretary k.molden@mfa.example",
        "Mr. Karl MOLDEN, Chargé d'affaires a.i. k.molden@mfa.example",
        "Mr. Karl MOLDEN, e-mail k.molden@mfa.example",
        "Mr. Karl MOLDEN, k.molden@mfa.example in Geneva",
    ],
)
def test_left_alone(text: str) -> None:
    assert mended(Span(text, ())).text == text


@pytest.mark.parametrize(
    "text", ["Ms. Nora DAHL, primary speaker, n. dahl@mfa.example", "Ms. X, john.smi th@mfa.example"]
)
def test_a_blank_nothing_explains_stays_in_the_address(text: str) -> None:
    [email] = take_emails(mended(Span(text, ())))[0]
    assert " " in email.text


def test_the_end_of_a_cell() -> None:
    assert mended_cell(Span("k.molden@mail.co\nm", ())).text == "k.molden@mail.com"
    assert mended_cell(Span("k.molden@mfa.example\nyes", ())).text == "k.molden@mfa.example\nyes"


def test_an_address_goes_on_in_the_next_line() -> None:
    assert goes_on("1. Dr. Asta MOLOKKE, Ambassador, asta.molo", "kke@mfa.example")
    assert not goes_on("1. Dr. Asta MOLOKKE, Ambassador", "asta@mfa.example")


def test_an_ending_that_was_lost() -> None:
    assert is_cut("gmail.co", frozenset())
    assert is_cut("mfa.exam", frozenset({"mfa.example"}))
    assert not is_cut("mfa.example", frozenset({"mfa.example"}))
