"""Replies of programs that no header gives away, and people who write the like: none of them may be taken for one."""

from __future__ import annotations

import tomllib
from email.header import Header
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailbot.domain.message import Message
from mailbot.reading.mime import decode

MAIL = tomllib.loads(Path(__file__).with_name("program_mail.toml").read_text(encoding="utf-8"))
NOTE = (
    "The Permanent Mission of Ruritania presents its compliments to the Secretariat and has the honour to inform it "
    "that its delegation will be composed of: Ms. Ada Roe, Head of Delegation (a.roe@m.example)."
)


def message(subject: str, text: str, extra: str = "") -> Message:
    return decode(
        f"Return-Path: <a.roe@m.example>\r\nFrom: Ada Roe <a.roe@m.example>\r\nTo: ccm@secretariat.example\r\n{extra}"
        f"Subject: {Header(subject, 'utf-8').encode()}\r\nIn-Reply-To: <link.7@secretariat.example>\r\n"
        f"Content-Type: text/plain; charset=utf-8\r\n\r\n{text}".encode()
    )


@pytest.mark.parametrize(("subject", "text"), MAIL["programs"])
def test_replies_of_programs(subject: str, text: str) -> None:
    found = message(subject, text)
    assert found.automatic.is_automatic
    assert not found.may_answer
    assert found.bounce is None


@pytest.mark.parametrize(("subject", "text"), MAIL["people"])
def test_what_people_write(subject: str, text: str) -> None:
    found = message(subject, text)
    assert not found.automatic.is_automatic, found.automatic.why
    assert found.may_answer
    assert found.bounce is None


@given(st.sampled_from([text for _, text in MAIL["programs"]]))
def test_a_note_with_an_absence_note_below_is_a_note(text: str) -> None:
    assert not message("Delegation of Ruritania", f"{NOTE}\n\n{text}").automatic.is_automatic


@given(st.sampled_from(MAIL["programs"]))
def test_a_document_outweighs_the_words(row: list[str]) -> None:
    subject, text = row
    found = decode(
        f"From: Ada Roe <a.roe@m.example>\r\nSubject: {Header(subject, 'utf-8').encode()}\r\n"
        "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
        f"{text}\r\n--b\r\nContent-Type: application/pdf\r\nContent-Disposition: attachment; filename=note.pdf\r\n\r\n"
        "%PDF-1.4 note\r\n--b--\r\n".encode()
    )
    assert not found.automatic.is_automatic


@given(st.sampled_from(["Fw: ", "TR : ", "RV: ", "转发：", "Пересл: "]), st.sampled_from(MAIL["programs"]))
def test_who_forwards_a_reply_is_a_person(prefix: str, row: list[str]) -> None:
    assert not message(prefix + row[0], "For your information.").automatic.is_automatic


def test_the_quoted_letter_says_nothing_of_the_reply() -> None:
    text = "I am on leave until 16 November.\n\n> Dear Ms. Roe,\n> please register the head of delegation.\n"
    assert message("Re: your registration", text).automatic.is_automatic
