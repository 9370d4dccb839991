"""Commands that look into the record start at once: they load no document library and none of the reading."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from mailbot.adapters.maildir import create_maildir
from tests.flows.conftest import CONFIG, INVITEES

DOCUMENTS = {"pdfplumber", "pdfminer", "pypdfium2", "PIL", "numpy", "python_calamine", "olefile", "compressed_rtf"}
SENDING = {"apscheduler", "smtplib", "aiosmtpd"}
READING = {"mailbot.reading.composition", "mailbot.reading.documents.pdf", "mailbot.reading.documents.docx"}
RECORD = {"tinydb", "jinja2", "babel", "imapclient", "mailbot.daemon", "mailbot.intake"}
CODE = (
    "import sys; sys.argv[0] = 'mailbot'; from mailbot.cli import main\n"
    "try: main()\n"
    "except SystemExit: pass\n"
    "print('\\n'.join(sys.modules))"
)


def loaded_by(folder: Path, *arguments: str) -> set[str]:
    """The modules a command loads, with every package they are in."""
    (folder / "invitees.csv").write_text(INVITEES, encoding="utf-8")
    (folder / "config.toml").write_text(CONFIG, encoding="utf-8")
    create_maildir(folder / "mail")
    done = subprocess.run(
        [sys.executable, "-c", CODE, "-c", str(folder / "config.toml"), *arguments],
        capture_output=True,
        text=True,
        check=True,
    )
    names = set(done.stdout.splitlines())
    return names | {name.partition(".")[0] for name in names}


def test_help_loads_the_command_line_alone(tmp_path: Path) -> None:
    assert not loaded_by(tmp_path, "--help") & (DOCUMENTS | SENDING | READING | RECORD)


@pytest.mark.parametrize("command", ["status --json", "flags --json", "letters --json"])
def test_looking_into_the_record_loads_nothing_that_reads(tmp_path: Path, command: str) -> None:
    assert not loaded_by(tmp_path, *command.split()) & (DOCUMENTS | SENDING | READING)


def test_a_text_note_loads_no_document_library(tmp_path: Path) -> None:
    note = tmp_path / "note.eml"
    note.write_bytes(b"From: a@b.example\nSubject: note\n\n1. Mr. John DOE\n")
    found = loaded_by(tmp_path, "parse", "--json", str(note))
    assert "mailbot.reading.composition" in found
    assert not found & (DOCUMENTS | SENDING)
