"""Every text of the page exists, in both languages, with the same facts in it."""

from __future__ import annotations

import ast
import string
from importlib.resources import files
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

import mailbot.web
from mailbot.web.words import INTERFACES, chosen, words_in

WEB = Path(mailbot.web.__file__).parent
EN = words_in("en").texts
FORMS = (".one", ".other")


def facts_in(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def test_the_languages_say_the_same() -> None:
    for language in INTERFACES:
        other = words_in(language).texts
        assert set(other) == set(EN)
        for key, text in other.items():
            assert text.strip()
            assert facts_in(text) - {"n"} == facts_in(EN[key]) - {"n"}, key
            assert "<" not in text, key


def said_in_templates() -> list[tuple[str, str]]:
    """Of every template, what ``t(...)`` and ``t.of(...)`` are asked for; a key that is put together ends in ``*``."""
    found = []
    for file in files("mailbot.web").joinpath("templates").iterdir():
        tree = Environment(autoescape=True).parse(file.read_text(encoding="utf-8"))
        for call in tree.find_all(nodes.Call):
            is_of = isinstance(call.node, nodes.Getattr) and call.node.attr == "of"
            name = call.node.node if isinstance(call.node, nodes.Getattr) and is_of else call.node
            if not isinstance(name, nodes.Name) or name.name != "t":
                continue
            first = call.args[0]
            head = first.nodes[0] if isinstance(first, nodes.Concat) else first
            if isinstance(head, nodes.Const):
                tail = ".*" if is_of else "*" if head is not first else ""
                found.append((file.name, f"{head.value}{tail}"))
    return found


def said_in_code() -> list[tuple[str, str]]:
    """What the code asks ``words(...)`` for, and the sentences with which the door turns somebody away."""
    found = []
    for path in WEB.rglob("*.py"):
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(call, ast.Call):
                continue
            name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
            at = {"words": 0, "_Turned": 1}.get(name)
            if at is not None and len(call.args) > at and isinstance(key := call.args[at], ast.Constant):
                found.append((path.name, str(key.value)))
                if name == "_Turned" and isinstance(status := call.args[0], ast.Constant):
                    found.append((path.name, f"told.{status.value}"))
    return found


SAID = sorted({*said_in_templates(), *said_in_code()})


def test_they_were_found() -> None:
    assert len(SAID) > 150
    assert ("door.py", "told.421") in SAID


@pytest.mark.parametrize(("where", "key"), SAID)
def test_what_is_said_is_there(where: str, key: str) -> None:
    if key.endswith("*"):
        assert any(known.startswith(key[:-1]) for known in EN)
    else:
        assert key in EN or all(f"{key}{form}" in EN for form in FORMS)


@pytest.mark.parametrize(
    ("cookie", "accepted", "language"),
    [
        (None, "", "en"),
        ("fr", "en", "fr"),
        (None, "fr-CH, en;q=0.8", "fr"),
        (None, "ar, fr;q=0.5", "fr"),
        ("../x", "de", "en"),
        (None, "," * 10_000, "en"),
    ],
)
def test_the_language_of_a_visit(cookie: str | None, accepted: str, language: str) -> None:
    assert chosen(cookie, accepted) == language


def test_one_and_many() -> None:
    assert words_in("en")("queue.count", n=0) != words_in("en")("queue.count", n=1)
    assert words_in("fr")("queue.count", n=0).startswith("0 message ")
