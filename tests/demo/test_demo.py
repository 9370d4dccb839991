"""``mailbot demo``: the campaign plays, and its end offers the page, logged in, over the sample data."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import urllib.request
from http.cookiejar import CookieJar
from pathlib import Path

import pytest


@pytest.mark.timeout(240)
def test_the_demo_ends_by_offering_the_page(tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    command = [sys.executable, "-m", "mailbot", "demo", "--folder", str(folder), "--page-minutes", "2"]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=200, check=False)
    assert done.returncode == 0, done.stderr
    link = re.search(r"http://127\.0\.0\.1:\d+/enter/[\w-]+", done.stdout)
    assert link is not None, done.stdout
    try:
        browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
        with browser.open(link[0], timeout=20) as answer:
            page = answer.read().decode()
        assert "Log out" in page
        assert 'href="/message/' in page
        assert "demo reviewer" in page
        with pytest.raises(urllib.error.HTTPError, match="404"):
            browser.open(link[0][:-3] + "xyz", timeout=20)
    finally:
        _end_page(folder)


def _end_page(folder: Path) -> None:
    """Ends the process that serves it in the background: the one whose command names the folder."""
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = entry.read_bytes().split(b"\0")
        except OSError:
            continue
        if str(folder).encode() in words and b"-c" in words:
            os.kill(int(entry.parent.name), signal.SIGTERM)
