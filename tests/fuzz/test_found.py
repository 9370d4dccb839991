"""What the fuzzer has found stays found, and a short run of it finds nothing new.

Each file in ``found`` is named TARGET-…: once it made its target raise, take ten seconds, or need 500 MB.
"""

from __future__ import annotations

import subprocess
import sys
import time
from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from .targets import TARGETS

FOUND = sorted(path for path in (Path(__file__).parent / "found").iterdir() if path.name != ".gitkeep")
SECONDS = 40


def target_of(path: Path) -> str:
    return max((name for name in TARGETS if path.name.startswith(f"{name}-")), key=len)


@pytest.mark.parametrize("path", FOUND, ids=lambda path: path.name)
def test_what_was_found(path: Path) -> None:
    began = time.process_time()
    TARGETS[target_of(path)](path.read_bytes())
    assert time.process_time() - began < 10


@pytest.mark.parametrize("target", sorted(set(TARGETS) - {"picture"}))
@given(content=st.binary(max_size=400))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_bytes_raise(target: str, content: bytes) -> None:
    TARGETS[target](content)


WORDS = ["Mr. ", "H.E. ", "DOE", " ", ",", ";", "\n", "\t", ".", ":", "(", ")", "@", "a@b.example", "1. ", "- ", "|", "é", "Г-н ",
         "السيد ", "先生", "团长：", "Head of delegation", "primary speaker", "will be replaced by", "<b>", "<td>", "</table>",
         "{\\rtf1 ", "%PDF-", "PK\x03\x04", "\u202e", "\0", "Ref: ", "2020", "/", "'", '"']  # fmt: skip


@pytest.mark.parametrize("target", ["composition", "html", "plain", "message"])
@given(words=st.lists(st.sampled_from(WORDS), max_size=60), times=st.integers(1, 40))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_words_raise_or_take_long(target: str, words: list[str], times: int) -> None:
    began = time.process_time()
    TARGETS[target](("".join(words) * times).encode("utf-8", "replace"))
    assert time.process_time() - began < 10


@pytest.mark.skipif(find_spec("atheris") is None, reason="atheris has wheels for Linux on x86-64 only")
@pytest.mark.timeout(300)
def test_a_short_run_of_the_fuzzer_finds_nothing() -> None:
    targets = ["composition", "html", "docx-xml", "rtf"]
    done = subprocess.run(
        [sys.executable, "-m", "tests.fuzz", "--seconds", str(SECONDS), *targets],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-5000:] + done.stderr[-2000:]
    assert done.stdout.count(" found 0") == len(targets)
