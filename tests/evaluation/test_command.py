"""``mailbot evaluate`` as a person or CI runs it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from mailbot.cli import main

from .samples import flag, note, with_person


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "some-set"
    folder.mkdir()
    write(folder / "truth.jsonl", note(), note(file="002.eml"))
    write(folder / "right.jsonl", note(), note(file="002.eml"))
    write(folder / "wrong.jsonl", {**with_person(1, family="KABORET"), "flags": [flag("late")]}, note(file="002.eml"))
    (folder / "index.csv").write_text("file,channel,language\n001.eml,plain,fr\n002.eml,html,fr\n", encoding="utf-8")
    return folder


def write(path: Path, *objects: object) -> None:
    path.write_text("\n".join(json.dumps(one, ensure_ascii=False) for one in objects) + "\n", encoding="utf-8")


def run(folder: Path, predictions: str, *options: str) -> Result:
    return CliRunner().invoke(main, ["evaluate", f"{folder}/truth.jsonl", f"{folder}/{predictions}", *options])


def test_the_tables(folder: Path) -> None:
    out = run(folder, "wrong.jsonl", "--misses")
    assert out.exit_code == 0, out.output
    lines = [" ".join(line.split()) for line in out.output.splitlines()]
    assert "persons precision 100.0 recall 100.0 F1 100.0 (6 found, 0 missed, 0 invented)" in lines
    assert "split 83.3 83.3 83.3 of 6" in lines
    assert "late precision 0.0 recall - 0 right, 0 missing, 1 not due" in lines
    assert any(line.startswith("silent errors 50.0 1 of 2 submissions; 1 have a person wrong") for line in lines)
    assert "001.eml: name" in lines
    assert "neither 2 1 50.0 1 50.0" in lines
    assert (
        "001.eml [plain/fr] split: Paul Henri KABORÉ: expected 'Paul Henri|KABORÉ', got 'Paul Henri|KABORET'" in lines
    )
    assert "001.eml [plain/fr] flag: late not due" in lines
    assert "001.eml [plain/fr] silent: name: Paul Henri KABORÉ" in lines


def test_json_holds_every_slice(folder: Path) -> None:
    out = run(folder, "right.jsonl", "--json")
    found = json.loads(out.stdout)
    assert list(found) == ["all", "channel:html", "channel:plain", "language:fr"]
    assert found["all"]["messages"] == 2
    assert found["all"]["silent"]["rate"] == 0


def test_another_index(folder: Path) -> None:
    other = folder.parent / "other.csv"
    other.write_text("file,channel,language,optional_flags\n001.eml,fax,fr,late\n", encoding="utf-8")
    found = json.loads(run(folder, "wrong.jsonl", "--json", "--index", str(other)).stdout)
    assert list(found) == ["all", "channel:?", "channel:fax", "language:fr"]
    assert found["all"]["flags"]["codes"] == {}


def test_figures_are_kept_and_a_fall_exits_1(folder: Path) -> None:
    kept = folder / "kept.json"
    kept.write_text('{"another": {"all/messages": 3}}', encoding="utf-8")
    assert run(folder, "right.jsonl", "--baseline", str(kept), "--keep").exit_code == 0
    assert set(json.loads(kept.read_text())) == {"another", "some-set"}
    assert run(folder, "right.jsonl", "--baseline", str(kept)).exit_code == 0
    worse = run(folder, "wrong.jsonl", "--baseline", str(kept))
    assert worse.exit_code == 1
    assert "mailbot: some-set: all/silent.rate: kept 0, now 0.5" in worse.stderr.splitlines()
    assert "mailbot: some-set: all/keys.split: kept 1, now 0.8333" in worse.stderr.splitlines()
    assert "all/person.f1" not in worse.stderr
    assert run(folder, "wrong.jsonl", "--baseline", str(kept), "--tolerance", "1").exit_code == 0
    fewer = run(folder, "right.jsonl", "--baseline", str(kept), "--name", "another", "--tolerance", "1")
    assert "mailbot: another: all/messages: kept 3, now 2" in fewer.stderr.splitlines()
    assert fewer.exit_code == 1
    kept.write_text('{"some-set": {"all/keys.gone": 0.5}}', encoding="utf-8")
    assert "all/keys.gone: kept 0.5, now nothing" in run(folder, "right.jsonl", "--baseline", str(kept)).stderr


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"{", "line 1 is no JSON object"),
        (b'\n{"kind": "question"}', "line 2 has no key 'file'"),
        (b'{"file": "001.eml", "participants": "nobody"}', "line 1: participants is not as in mailbot parse --json"),
        (b'{"file": "001.eml", "flags": [1]}', "line 1: flags is not"),
        (b'{"file": "001.eml", "revision": {"remove": [1]}}', "line 1: revision.remove is not"),
        (b"\xff", "is not UTF-8"),
    ],
)
def test_a_file_that_cannot_be_used_is_one_sentence(folder: Path, content: bytes, said: str) -> None:
    (folder / "bad.jsonl").write_bytes(content)
    out = run(folder, "bad.jsonl")
    assert out.exit_code == 2
    assert said in out.stderr
    assert len(out.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    ("content", "options", "said"),
    [
        ("{}", [], "keeps no figures of 'some-set'; write them with --keep"),
        ("nothing", [], "is no JSON object"),
        ("[]", [], "is no JSON object"),
        (None, [], "cannot be read: No such file"),
    ],
)
def test_a_baseline_that_cannot_be_used(folder: Path, content: str | None, options: list[Any], said: str) -> None:
    kept = folder / "kept.json"
    if content is not None:
        kept.write_text(content, encoding="utf-8")
    out = run(folder, "right.jsonl", "--baseline", str(kept), *options)
    assert out.exit_code == 2
    assert said in out.stderr


def test_keeping_needs_a_file(folder: Path) -> None:
    out = run(folder, "right.jsonl", "--keep")
    assert out.exit_code == 2
    assert "--baseline FILE" in out.stderr
