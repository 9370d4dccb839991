"""The sets of messages mailbot is measured on: golden cases, submissions, and the sample corpus where it is at hand.

A set is truth, an index and the configuration it was written for. Golden cases hold only some keys; their channel is
taken from what the message carries. Messages that need the recogniser are a set of their own (``corpus-ocr``), which
is measured only where Tesseract is installed: its figures depend on that program's version.
"""

from __future__ import annotations

import csv
import email
import importlib.util
import json
import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mailbot.config import load
from mailbot.evaluation import evaluate
from mailbot.evaluation.files import read_index, read_lines
from mailbot.evaluation.verdicts import Reading, Score
from mailbot.outputs.understanding import understood_safely

HERE = Path(__file__).parent
BASELINE = HERE / "baseline.json"
CASES = HERE.parent / "cases"
SUBMISSIONS = HERE.parent / "submissions"
LEARNED = ("second", "third", "fourth", "fifth", "sixth", "seventh", "eighth")
HELD_BACK = "heldback"
OCR_CHANNELS = frozenset({"scan_pdf", "jpeg", "tiff", "png", "heic"})
OCR_TOLERANCE = 0.1
_SUFFIXES = {
    ".docx": "docx",
    ".doc": "doc",
    ".odt": "odt",
    ".rtf": "rtf",
    ".xlsx": "xlsx",
    ".ods": "ods",
    ".csv": "csv",
    ".pdf": "pdf_text",
    ".zip": "zip",
    ".msg": "msg",
    ".dat": "winmail",
    ".tif": "tiff",
    ".tiff": "tiff",
    ".jpg": "jpeg",
    ".jpeg": "jpeg",
    ".heic": "heic",
    ".eml": "eml_inside",
}


@dataclass(frozen=True)
class Set:
    """``messages`` maps the ``file`` of truth to the message; ``index`` to its row."""

    name: str
    config: Path
    truth: tuple[Reading, ...]
    index: Mapping[str, Mapping[str, str]]
    messages: Mapping[str, Path]

    @property
    def tolerance(self) -> float:
        """How far a share may fall."""
        return OCR_TOLERANCE if self.name.endswith("-ocr") else 0.005


def corpus_folder() -> Path | None:
    """The sample corpus: where MAILBOT_CORPUS says, else beside the checkout; None where it is not at hand."""
    named = os.environ.get("MAILBOT_CORPUS")
    folder = Path(named) if named else HERE.parents[2] / "shared" / "corpus"
    return folder if (folder / "truth.jsonl").is_file() else None


def has_recogniser() -> bool:
    """Whether scans can be read here: Tesseract with the six languages, and the packages that make pictures."""
    program = shutil.which("tesseract")
    if program is None or not all(importlib.util.find_spec(name) for name in ("PIL", "numpy")):
        return False
    listed = subprocess.run([program, "--list-langs"], capture_output=True, text=True, check=False).stdout.split()
    return {"eng", "fra", "spa", "rus", "ara", "chi_sim"} <= set(listed)


def sets(folder: Path) -> list[Set]:
    """Every set that can be measured here. ``folder`` takes the configuration of the corpus."""
    out = [golden_cases(), *(submissions(name, folder) for name in (*LEARNED, HELD_BACK))]
    corpus = corpus_folder()
    if corpus:
        out.append(sample_corpus(corpus, folder, ocr=False))
        if has_recogniser():
            out.append(sample_corpus(corpus, folder, ocr=True))
    return out


def golden_cases() -> Set:
    """tests/cases, without those the recogniser must read."""
    truth, index, messages = [], {}, {}
    for path in sorted(CASES.glob("*/message.eml")):
        expected = json.loads((path.parent / "expected.json").read_text(encoding="utf-8"))
        file, channel = f"{path.parent.name}.eml", channel_of(path.read_bytes())
        if channel in OCR_CHANNELS:
            continue
        truth.append({"file": file, **expected})
        index[file] = {"file": file, "channel": channel, "language": expected.get("language") or "?"}
        messages[file] = path
    return Set("cases", CASES / "config.toml", tuple(truth), index, messages)


def sample_corpus(corpus: Path, folder: Path, *, ocr: bool) -> Set:
    """The corpus' text channels, or its scans, faxes and photos."""
    return _set_in(corpus, "corpus-ocr" if ocr else "corpus", corpus_config(corpus, folder), ocr=ocr)


def submissions(name: str, folder: Path) -> Set:
    """The text channels of one of the sets in tests/submissions."""
    return _set_in(SUBMISSIONS / name, name, corpus_config(SUBMISSIONS, folder), ocr=False)


def _set_in(place: Path, name: str, config: Path, *, ocr: bool) -> Set:
    index = read_index(place / "index.csv")
    wanted = {file: row for file, row in index.items() if (row["channel"] in OCR_CHANNELS) is ocr}
    truth = tuple(one for one in read_lines(place / "truth.jsonl") if one["file"] in wanted)
    messages = {str(one["file"]): place / str(one["file"]) for one in truth}
    return Set(name, config, truth, wanted, messages)


def corpus_config(corpus: Path, folder: Path) -> Path:
    """The cases' configuration with the corpus' invitees and staff: it is the same meeting (``meeting.md``)."""
    staff = re.search(r"Staff: (.+?)\.\n", (corpus / "meeting.md").read_text(encoding="utf-8"))
    assert staff, "meeting.md names no staff"
    text = (CASES / "config.toml").read_text(encoding="utf-8")
    changes = {"invitees": corpus.resolve() / "invitees.csv", "staff": re.findall(r"`(.+?)`", staff[1])}
    for key, value in changes.items():
        line = f"{key} = {json.dumps(value if isinstance(value, list) else str(value))}"
        text, count = re.subn(rf"^{key} = .*$", line.replace("\\", r"\\"), text, flags=re.MULTILINE)
        assert count == 1, f"config.toml has {count} lines for {key}"
    path = folder / f"{corpus.name}.toml"
    path.write_text(text, encoding="utf-8")
    return path


def channel_of(raw: bytes) -> str:
    """How the submission comes: the kind of file that carries it, else the kind of mail text."""
    parts = list(email.message_from_bytes(raw).walk())
    names = [(part.get_filename() or "").casefold() for part in parts]
    for name in names:
        if channel := _SUFFIXES.get(Path(name).suffix):
            return channel
    kinds = {part.get_content_type() for part in parts}
    if "message/rfc822" in kinds:
        return "eml_inside"
    return "html" if "text/html" in kinds and "text/plain" not in kinds else "plain"


def predictions(which: Set) -> list[dict[str, Any]]:
    """Every message of the set read as ``mailbot parse --json`` reads it."""
    config = load(which.config)
    return [understood_safely(file, path.read_bytes(), config) for file, path in which.messages.items()]


def scores(which: Set, read: list[dict[str, Any]]) -> list[Score]:
    """The set judged."""
    return evaluate(which.truth, read, which.index)


def write(which: Set, folder: Path) -> tuple[Path, list[Path]]:
    """The set as files a command takes: its truth, with its index beside it, and one message a file name."""
    folder.mkdir(parents=True, exist_ok=True)
    truth = folder / "truth.jsonl"
    truth.write_text("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in which.truth), encoding="utf-8")
    with (folder / "index.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, ["file", "channel", "language", "optional_flags"], extrasaction="ignore")
        writer.writeheader()
        writer.writerows(which.index.values())
    messages = []
    for name, path in which.messages.items():
        link = folder / name
        link.unlink(missing_ok=True)
        link.symlink_to(path.resolve())
        messages.append(link)
    return truth, messages
