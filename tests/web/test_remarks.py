"""What is remarked in English is told in French, name by name, and nothing that is written makes that slow or fail."""

from __future__ import annotations

import ast
import time
from pathlib import Path
from string import Formatter

import pytest
from hypothesis import given
from hypothesis import strategies as st

import mailbot
from mailbot.web.remarks import LONGEST, remark_said
from mailbot.web.words import words_in

from .served import Served

ROOT = Path(mailbot.__file__).parent
EN, FR = words_in("en"), words_in("fr")
REMARKS = sorted(key for key in EN.texts if key.startswith("remark."))
PUT_TOGETHER = (
    "head_missing",
    "heads",
    "unlisted",
    "letter_",
    "too_many_",
    "outage_",
    "last_read",
    "it_says",
    "part_and",
    "secret_",
    "leaver_",
)
"""Sentences the code puts together of pieces."""


def test_the_fields_of_a_person_have_names_of_the_language() -> None:
    said = "Read with difficulty, compare with the picture: Eva LUNDE (family, given); Bo (x, email) BERG (email)."
    assert remark_said(EN, said) == said
    french = "Lu avec peine, comparez avec l’image : Eva LUNDE (nom de famille, prénom); Bo (x, email) BERG (courriel)."
    assert remark_said(FR, said) == french


def filled(key: str) -> tuple[str, str]:
    """A remark in both languages with something in the place of each fact."""
    facts = {name: f"X{at}Y" for at, (_, name, *_) in enumerate(Formatter().parse(EN.texts[key])) if name}
    return EN.texts[key].format(**facts), FR.texts[key].format(**facts)


def written() -> str:
    """Every string of the code, what is put in left out."""
    found = []
    for path in ROOT.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.append(node.value)
    return "\n".join(found)


@pytest.mark.parametrize("key", REMARKS)
def test_a_remark_is_told_with_its_names(key: str) -> None:
    english, french = filled(key)
    assert remark_said(FR, english) == french
    assert remark_said(EN, english) == english


def test_the_code_still_says_so() -> None:
    """A sentence that is worded otherwise in the code would fall back to English unseen."""
    code = written()
    gone = []
    for key in REMARKS:
        if not key.removeprefix("remark.").startswith(PUT_TOGETHER):
            for literal, *_ in Formatter().parse(EN.texts[key]):
                gone += [(key, literal)] if len(literal) > 8 and literal not in code else []
    assert gone == []


def test_what_is_remarked_of_real_mail_is_told(page: Served) -> None:
    found = [record.flag.detail for record in page.desk.store.open_flags() if record.flag.detail]
    assert len(found) > 3
    assert [detail for detail in found if not remark_said(FR, detail)] == []


def test_several_sentences_and_a_remark_within_one() -> None:
    said = "The message names no sender. Ask the delegation at an address you know; accept it if it is theirs."
    assert remark_said(FR, said) == f"{FR('remark.no_sender')} {FR('remark.ask_accept')}"
    assert remark_said(FR, "note.pdf could not be read: encrypted.") == "note.pdf n’a pu être lu : chiffré."
    assert remark_said(FR, "given up after 3 attempts: the mail server refuses the message (550 5.7.1 no)") == (
        "abandonnée après 3 tentatives : le serveur d’envoi refuse le message (550 5.7.1 no)"
    )


def test_what_is_not_known_is_left_to_the_english() -> None:
    assert remark_said(FR, "The note carries no reference. And something new happened.") == ""
    assert remark_said(FR, "") == ""


@given(st.text() | st.lists(st.sampled_from([EN.texts[key] for key in REMARKS]), max_size=8).map(" ".join))
def test_whatever_is_remarked(remark: str) -> None:
    assert isinstance(remark_said(FR, remark), str)


@pytest.mark.parametrize("piece", [". A", " of ", ", ", "{name} is ", 'It says "a". ', " (a), (b): "])
def test_a_long_remark_is_quick(piece: str) -> None:
    start = time.perf_counter()
    remark_said(FR, (piece * LONGEST)[:LONGEST])
    assert time.perf_counter() - start < 2
