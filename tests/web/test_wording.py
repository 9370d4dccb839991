"""Every refusal a person can meet is worded on the page, in both languages, without a word of the command line."""

from __future__ import annotations

import ast
from datetime import UTC, datetime
from pathlib import Path

import pytest

import mailbot
from mailbot.corrections import Refused
from mailbot.observing import troubles
from mailbot.outputs.preview import LETTERS
from mailbot.web.wording import change_said, refusal_said, trouble_said, verdict_said, why_said
from mailbot.web.words import INTERFACES, Interface, words_in

from .test_words import facts_in

ROOT = Path(mailbot.__file__).parent
EN, FR = words_in("en"), words_in("fr")


def refusals() -> list[tuple[str, str, set[str]]]:
    """Of every refusal in the code: where, its code, its facts."""
    found = []
    for path in (ROOT / "corrections.py", ROOT / "web" / "form.py", *sorted((ROOT / "review").rglob("*.py"))):
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "Refused":
                code = call.args[1] if len(call.args) > 1 else None
                said = str(code.value) if isinstance(code, ast.Constant) else "?" if code else ""
                found.append((f"{path.name}:{call.lineno}", said, {word.arg or "" for word in call.keywords}))
    return found


def test_every_refusal_is_worded() -> None:
    found = refusals()
    assert len(found) > 50
    # What a template of the operator's lacks is told as it is.
    assert [where.partition(":")[0] for where, code, _ in found if not code] == ["asking.py"]
    for where, code, facts in found:
        if code and code != "?":
            assert facts_in(EN(f"refused.{code}")) <= facts, where
    for language in INTERFACES:
        for key, text in words_in(language).texts.items():
            if key.startswith("refused."):
                assert "`" not in text
                assert "--" not in text


@pytest.mark.parametrize("code", ["letter_left", "letter_leaving", "letter_doubtful"])
def test_a_letter_that_has_left(code: str) -> None:
    refusal = Refused("It left.", code, to="a@mfa.example", at=datetime(2026, 3, 4, 5, 6, tzinfo=UTC))
    for language in INTERFACES:
        assert "a@mfa.example" in refusal_said(words_in(language), refusal)


def test_a_refusal_names_the_field() -> None:
    refusal = Refused("persons.2.role=x cannot be set; …", "not_settable", key="persons.2.role")
    assert "Role (person 2)" in refusal_said(EN, refusal)
    assert "Rôle (personne 2)" in refusal_said(FR, refusal)


def test_a_refusal_without_a_code_is_told_as_it_is() -> None:
    assert refusal_said(FR, Refused("Not so.")) == "Not so."


@pytest.mark.parametrize(
    ("key", "value", "language", "said"),
    [
        ("persons.2", "-", "en", "person 2: struck out"),
        ("persons.3.family", "Aubonnet", "en", "Family name (person 3): Aubonnet"),
        ("persons.3.family", "Aubonnet", "fr", "Nom de famille (personne 3) : Aubonnet"),
        ("persons.1.role", "head", "fr", "Rôle (personne 1) : Chef de délégation"),
        ("persons.1.speaker.RC1", "alternate", "en", "Speaker RC1 (person 1): alternate"),
        ("persons.+", "Claire|Aubonnet", "en", "added: Claire Aubonnet"),
        ("revision.of", "12/4", "en", "replaces the note: 12/4"),
        ("parts", "RC1,RC2", "en", "For: RC1,RC2"),
        ("reference", "", "en", "Reference: –"),
        ("odd", "x", "en", "odd: x"),
        ("persons.", "x", "en", " (person ): x"),
    ],
)
def test_a_change_as_a_phrase(key: str, value: str, language: Interface, said: str) -> None:
    assert change_said(words_in(language), key, value) == said


@pytest.mark.parametrize(
    ("reason", "english", "french"),
    [
        ("recorded", "recorded", "enregistré"),
        (
            "held: two_heads, late",
            "waits: Two heads of delegation, Late",
            f"attend : {FR('flag.two_heads')}, {FR('flag.late')}",
        ),
        ("held: question", "waits: question", "attend : question"),
        ("reject by anna", "rejected by anna", "rejeté par anna"),
        (
            "RC1: nothing received; 7 days before the deadline; RC2: head_missing; today is the last day",
            "RC1: nothing received, 7 days before the deadline; RC2: No head of delegation, today is the last day",
            None,
        ),
        ("RC1: speaker, indico due in 1 days", "RC1: To the speaker: registration in Indico, due in one day", None),
        ("answers the note of Arvandia", "answers the note of Arvandia", "répond à la note de Arvandia"),
        ("something else", "", ""),
        ("x" * 100_000, "", ""),
    ],
)
def test_why(reason: str, english: str, french: str | None) -> None:
    assert why_said(EN, reason) == english
    said = why_said(FR, reason)
    assert said == french if french is not None else said not in {"", english}


@pytest.mark.parametrize("name", LETTERS)
def test_every_letter_has_a_name(name: str) -> None:
    for language in INTERFACES:
        assert f"letter_name.{name}" in words_in(language).texts


def test_every_trouble_has_a_name_in_french() -> None:
    causes = {*troubles._TITLES}
    for call in ast.walk(ast.parse(Path(troubles.__file__).read_text(encoding="utf-8"))):
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "Trouble":
            causes |= {str(arg.value) for arg in call.args[:1] if isinstance(arg, ast.Constant)}
    assert len(causes) > 9
    assert {f"trouble.{cause}" for cause in causes} <= set(FR.texts)


def test_the_verdict() -> None:
    down = {"cause": "secret imap", "level": "down", "title": "A secret has run out"}
    look = {"cause": "held", "level": "look", "title": "Messages wait for a person"}
    assert verdict_said(EN, []) == "All is well."
    assert verdict_said(EN, [down, look]) == "NOT WELL: A secret has run out."
    assert verdict_said(FR, [look]).endswith("messages qui attendent une personne.")
    assert trouble_said(FR, down) == "un secret qui expire"
