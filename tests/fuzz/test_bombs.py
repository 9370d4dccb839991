"""Known bombs through the command itself: an answer within ten seconds and 500 MB, and never a traceback."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.reading.documents.files import zipped_from

from .bombs import FILES, MESSAGES, docx, odt_of, word, xlsx

CONFIG = Path(__file__).parents[1] / "cases" / "config.toml"
MOST_MEGABYTES = 500
MOST_SECONDS = 10


def parsed(path: Path) -> tuple[dict[str, object], float, int]:
    """What ``mailbot parse`` says of a file, its processor time in seconds, and its most memory in MB."""
    before = os.times()
    began = time.monotonic()
    # Its own peak from the kernel's book of this program: ru_maxrss remembers the size of the tests that started it.
    code = (
        "import re, resource, sys; from pathlib import Path; from mailbot.cli import main\n"
        "try: main()\n"
        "finally: print(max(int(re.search(r'VmHWM:\\s+(\\d+)', Path('/proc/self/status').read_text())[1]), "
        "resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss) >> 10, file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "-c", str(CONFIG), "parse", "--json", str(path)],
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    after = os.times()
    assert time.monotonic() - began < 100
    assert done.returncode == 0, done.stderr
    *said, megabytes = done.stderr.splitlines()
    assert not said
    spent = after.children_user + after.children_system - before.children_user - before.children_system
    return json.loads(done.stdout), spent, int(megabytes)


def within_bounds(path: Path) -> dict[str, object]:
    found, seconds, megabytes = parsed(path)
    assert seconds < MOST_SECONDS
    assert megabytes < MOST_MEGABYTES
    return found


@pytest.mark.parametrize("name", FILES)
def test_file(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(FILES[name])
    found = within_bounds(path)
    assert found["attachments"] or found["text"] is not None
    assert not any(flag["code"] == "crashed" for flag in found["flags"])  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", MESSAGES)
def test_message(name: str, tmp_path: Path) -> None:
    path = tmp_path / "message.eml"
    path.write_bytes(b"From: a@state.example\n" + MESSAGES[name])
    found = within_bounds(path)
    assert not any(flag["code"] == "crashed" for flag in found["flags"])  # type: ignore[attr-defined]


@pytest.mark.parametrize("kind", ["docx", "odt", "xlsx"])
def test_no_entity_reads_a_file_of_ours(kind: str, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("CORRECT HORSE")
    doctype = f'<!DOCTYPE l [<!ENTITY a SYSTEM "file://{tmp_path}/secret">]>'
    files = {
        "docx": docx(doctype + word("<w:p><w:r><w:t>Mr. &a; DOE</w:t></w:r></w:p>")),
        "odt": odt_of(doctype + "<x>Mr. &a; DOE</x>"),
        "xlsx": xlsx(doctype + "<worksheet><sheetData><row><c t='str'><v>&a;</v></c></row></sheetData></worksheet>"),
    }
    path = tmp_path / f"note.{kind}"
    path.write_bytes(files[kind])
    assert "HORSE" not in json.dumps(within_bounds(path))


def test_no_file_of_an_archive_leaves_it(tmp_path: Path) -> None:
    path = tmp_path / "note.zip"
    escaped = tmp_path / "escaped.txt"
    path.write_bytes(zipped_from({f"../../../../../../..{escaped}": "Mr. John DOE", str(escaped): "Ms. Jane ROE"}))
    found = within_bounds(path)
    assert not escaped.exists()
    assert not any("/" in str(attachment["name"]) for attachment in found["attachments"])  # type: ignore[attr-defined]
