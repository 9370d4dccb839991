"""The tesseract program: whether it is there, which scripts it can read, and the words it sees in a picture."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from typing import TYPE_CHECKING

from .patience import PATIENCE

if TYPE_CHECKING:
    from PIL.Image import Image

# The clock on the wall may run ahead of the processor's on a busy machine.
_WALL = 4
DPI = 300
_LANGUAGES = {
    "Cyrillic": ("rus", "eng"),
    "Arabic": ("ara", "eng"),
    "Han": ("chi_sim", "eng"),
    "HanS": ("chi_sim", "eng"),
    "HanT": ("chi_sim", "eng"),
    "Japanese": ("chi_sim", "eng"),
}
_LATIN = ("eng", "fra", "spa")
_DEBIAN = {"osd": "tesseract-ocr-osd", "chi_sim": "tesseract-ocr-chi-sim"}


class Unrecognised(Exception):
    """A picture cannot be read; the message says why, as the end of a sentence."""


@dataclass(frozen=True, slots=True)
class Word:
    """One recognised word, in pixels of the picture it was read from; ``line`` numbers the printed line."""

    text: str
    x0: int
    y0: int
    x1: int
    y1: int
    confidence: float
    line: tuple[int, ...]


def missing() -> str | None:
    """What to install before any scan can be read, as one sentence; None if nothing is missing."""
    if not installed_languages():
        return "scans are not read: install the program tesseract with its languages (tesseract-ocr, tesseract-ocr-…)"
    if find_spec("numpy") is None:
        return "scans are not read: the Python package numpy is missing (pip install 'mailbot[ocr]')"
    return None


def missing_languages() -> tuple[str, ...]:
    """The Debian packages of the languages of notes that the installed tesseract lacks."""
    wanted = dict.fromkeys((*_LATIN, *(name for names in _LANGUAGES.values() for name in names), "osd"))
    return tuple(_DEBIAN.get(n, f"tesseract-ocr-{n}") for n in wanted if n not in installed_languages())


@cache
def installed_languages() -> frozenset[str]:
    """The languages the installed tesseract knows; empty where it is not installed."""
    program = shutil.which("tesseract")
    if program is None:
        return frozenset()
    try:
        listed = subprocess.run([program, "--list-langs"], capture_output=True, timeout=20, check=False)  # noqa: S603
    except (OSError, subprocess.SubprocessError):
        return frozenset()
    return frozenset(listed.stdout.decode("utf-8", "replace").split()[1:]) & {*_LATIN, "rus", "ara", "chi_sim", "osd"}


def languages_of(script: str) -> str:
    """The languages to read a script with. Raises Unrecognised if the one it is written in is not installed."""
    wanted = _LANGUAGES.get(script, _LATIN)
    if script in _LANGUAGES and wanted[0] not in installed_languages():
        package = _DEBIAN.get(wanted[0], f"tesseract-ocr-{wanted[0]}")
        raise Unrecognised(f"its script is {script}, and {package} is not installed")
    installed = [name for name in wanted if name in installed_languages()]
    return "+".join(installed) or next(iter(sorted(installed_languages() - {"osd"})), "eng")


def script_of(page: Image) -> tuple[str, int]:
    """The script of the page and by how many degrees it must be turned clockwise to stand upright."""
    if "osd" not in installed_languages():
        return "Latin", 0
    half = page.resize((max(1, page.width * 2 // 3), max(1, page.height * 2 // 3)))
    try:
        said = _run(half, "--psm", "0")
    except Unrecognised:  # too few letters to tell
        return "Latin", 0
    found = dict(line.split(": ", 1) for line in said.splitlines() if ": " in line)
    turn, sure = found.get("Rotate", "0"), found.get("Orientation confidence", "0")
    is_sure = float(sure) > 3 if sure.replace(".", "", 1).isdigit() else False
    return found.get("Script", "Latin"), int(turn) if turn in {"90", "180", "270"} and is_sure else 0


def words_in(picture: Image, languages: str, mode: int) -> list[Word]:
    """The words tesseract sees (its TSV output), ``mode`` being its page segmentation. Raises Unrecognised."""
    options = ("-l", languages, "--psm", str(mode), "-c", "preserve_interword_spaces=1", "tsv")
    out = []
    for row in _run(picture, *options).splitlines()[1:20_000]:
        columns = row.split("\t")
        if len(columns) != 12 or columns[0] != "5" or not columns[11].strip():
            continue
        x, y, w, h = map(int, columns[6:10])
        sure = max(0.0, min(float(columns[10]) / 100, 0.99))
        out.append(Word(columns[11].strip(), x, y, x + w, y + h, sure, tuple(map(int, columns[2:5]))))
    return out


def _run(picture: Image, *options: str) -> str:
    """What tesseract prints for the picture. Raises Unrecognised if it fails or takes too long."""
    left = PATIENCE.left_for_page()
    if left <= 0:
        raise Unrecognised(PATIENCE.why_page)
    out = io.BytesIO()
    picture.save(out, "PNG", compress_level=1, dpi=(DPI, DPI))
    program = shutil.which("tesseract") or "tesseract"
    try:
        done = subprocess.run(  # noqa: S603 - a fixed program; the picture goes in by its standard input
            [program, "stdin", "stdout", *options],
            input=out.getvalue(),
            capture_output=True,
            timeout=_WALL * left,
            check=False,
            env={**os.environ, "OMP_THREAD_LIMIT": "1"},
        )
    except subprocess.TimeoutExpired as error:
        raise Unrecognised(PATIENCE.why_page) from error
    except OSError as error:
        raise Unrecognised("the program tesseract could not be started") from error
    if done.returncode < 0 and PATIENCE.left_for_page() <= 0:
        raise Unrecognised(PATIENCE.why_page)
    if done.returncode:
        raise Unrecognised("the program tesseract failed on it")
    return done.stdout.decode("utf-8", "replace")
