"""The golden cases: one message each, beside what a careful reader takes from it.

A case is a folder ``tests/cases/NNN-slug`` with ``message.eml`` and ``expected.json``. What is expected is derived by
hand from what the message says (contract section 2), never from what the program answers; it holds only the keys that
matter for the case. ``flags`` are codes, over all codes; ``flags_tolerated`` are those on which readers may differ.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest

from mailbot.config import Config, load
from mailbot.domain.flag import CODES
from mailbot.domain.submission import LANGUAGES, Kind
from mailbot.outputs.understanding import understood

FOLDER = Path(__file__).parent / "cases"
CASES = sorted(path.parent for path in FOLDER.glob("*/message.eml"))

# They need more than one message: the record, another system, or a letter that was sent before.
NEED_MORE = {"not_in_indico", "email_mismatch", "sender_unverified", "bounce", "crashed", "reference_duplicate"}
ONE_BY_ONE = {"flags", "flags_tolerated", "participants", "attachments", "revision", "bounce", "automatic"}


def expected_of(case: Path) -> dict[str, Any]:
    """What is expected of the case."""
    found: dict[str, Any] = json.loads((case / "expected.json").read_text(encoding="utf-8"))
    return found


@pytest.fixture(scope="module")
def config() -> Config:
    """The configuration the cases were written for."""
    return load(FOLDER / "config.toml")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_case(case: Path, config: Config) -> None:
    want = expected_of(case)
    got = understood("message.eml", (case / "message.eml").read_bytes(), config)
    faults = list(differences(want, got))
    assert not faults, f"{case.name}\n" + "\n".join(f"  {fault}" for fault in faults)


@pytest.mark.parametrize("code", sorted(CODES - NEED_MORE))
def test_every_flag_has_a_case_of_its_name(code: str) -> None:
    cases = [case for case in CASES if f"-{code.replace('_', '-')}-" in f"{case.name}-"]
    assert cases, f"no case folder is named after {code}"
    assert any(code in expected_of(case).get("flags", ()) for case in cases), f"none of {cases} expects {code}"


def test_every_language_and_kind_has_a_case() -> None:
    wanted = [expected_of(case) for case in CASES]
    assert {want.get("language") for want in wanted} >= set(LANGUAGES)
    assert {want.get("kind") for want in wanted} >= set(get_args(Kind))
    for language in LANGUAGES:
        notes = [w for w in wanted if w.get("language") == language and w.get("kind") == "submission"]
        assert len(notes) >= 5, f"only {len(notes)} submissions in {language}"


def test_no_case_expects_what_it_tolerates() -> None:
    for case in CASES:
        want = expected_of(case)
        assert set(want.get("flags", ())) | set(want.get("flags_tolerated", ())) <= CODES, case.name
        assert not set(want.get("flags", ())) & set(want.get("flags_tolerated", ())), case.name


def differences(want: dict[str, Any], got: dict[str, Any]) -> Iterator[str]:
    """One line for each key that is not as expected."""
    for key in want.keys() - ONE_BY_ONE:
        if want[key] != got[key]:
            yield said(key, want[key], got[key])
    for key in ("revision", "bounce", "automatic"):
        if key in want:
            yield from inside(key, want[key], got[key])
    if "flags" in want:
        found = {flag["code"] for flag in got["flags"]}
        due, allowed = set(want["flags"]), set(want.get("flags_tolerated", ()))
        if missing := due - found:
            yield f"flags: not raised: {', '.join(sorted(missing))}"
        if needless := found - due - allowed:
            why = [f"{f['code']} ({f['detail']})" for f in got["flags"] if f["code"] in needless]
            yield f"flags: raised without cause: {'; '.join(sorted(why))}"
    if "attachments" in want:
        statuses = {(a["name"], a["status"]) for a in got["attachments"]}
        for a in want["attachments"]:
            if (a["name"], a["status"]) not in statuses:
                yield said("attachments", a, sorted(statuses))
    if "participants" in want:
        yield from persons(want["participants"], got["participants"], got["parts"])


def persons(want: list[dict[str, Any]], got: list[dict[str, Any]], parts: list[str]) -> Iterator[str]:
    """Participants in their order.

    ``name`` stands for given and family name where nothing tells which is which; ``speaks`` for the kind of speaker in
    each part, where it is not the same in all.
    """
    if len(want) != len(got):
        yield said("participants", [full_name(p) for p in want], [full_name(p) for p in got])
        return
    for number, (one, other) in enumerate(zip(want, got, strict=True), 1):
        here = other["parts"] or parts
        derived = {
            "name": sorted(full_name(other).split()),
            "speaks": {part: other["speaker_in"].get(part, other["speaker"]) for part in here},
        }
        for key, value in one.items():
            wanted = sorted(value.split()) if key == "name" else value
            found = derived[key] if key in derived else other[key]
            if wanted != found:
                yield said(f"participant {number} {key}", wanted, found)


def inside(key: str, want: Any, got: Any) -> Iterator[str]:
    """What is expected of a value within a value: of an object only the keys named, of a list every item."""
    if isinstance(want, dict) and isinstance(got, dict):
        for name in want:
            yield from inside(f"{key}.{name}", want[name], got[name])
    elif isinstance(want, list) and isinstance(got, list) and len(want) == len(got):
        for number, (one, other) in enumerate(zip(want, got, strict=True), 1):
            yield from inside(f"{key}[{number}]", one, other)
    elif without_brackets(want) != without_brackets(got):
        yield said(key, want, got)


def full_name(person: dict[str, Any]) -> str:
    """The name as one text."""
    return person.get("name") or " ".join(person[k] for k in ("given", "family") if person.get(k))


def without_brackets(value: Any) -> Any:
    """A Message-ID with and without its angle brackets is the same one."""
    return value.strip("<>") if isinstance(value, str) else value


def said(key: str, want: Any, got: Any) -> str:
    """One line of a report."""
    return f"{key}: want {json.dumps(want, ensure_ascii=False)}, got {json.dumps(got, ensure_ascii=False)}"
