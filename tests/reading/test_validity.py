"""Addresses that cannot be one as written, and those that can."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailbot.domain.submission import Person, Submission
from mailbot.reading.validity import address_fault, with_address_faults


@pytest.mark.parametrize("address", ["a.traore@mae-bf.example", "Ó.dubh@irl.example", "电邮@例子.example"])
def test_good_addresses_have_no_fault(address: str) -> None:
    assert address_fault(address) is None


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("p.okemba@diplomatie-cg,example", "comma|not valid|invalid|period"),
        ("beichen.yan@cadma .example", "blank"),
        ("d.sharipzoda@tnmac-tj.\u0435xample", "two alphabets"),
        ("r.\u200biturbe@sre.example", "invisible"),
        ("no-at-sign.example", "@"),
        ("", "@"),
    ],
)
def test_faulty_ones_are_explained(address: str, says: str) -> None:
    fault = address_fault(address)
    assert fault is not None
    assert any(word in fault for word in says.split("|")), fault


@given(st.text(max_size=80))
def test_any_text_is_judged_without_an_exception(text: str) -> None:
    fault = address_fault(text)
    assert fault is None or fault.strip()


def test_faults_are_noted_on_the_person() -> None:
    persons = (Person("A", email="a@x..example"), Person("B", email="b@x.example"), Person("C"))
    checked = with_address_faults(Submission("submission", "en", persons=persons)).persons
    assert [bool(p.email_fault) for p in checked] == [True, False, False]
