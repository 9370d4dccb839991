"""The files under deploy/ are what systemd and Docker take, and agree with the code they run."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from mailbot.observing.troubles import STALLED_AFTER

ROOT = Path(__file__).parent.parent.parent
UNIT = ROOT / "deploy" / "mailbot.service"
DOCKERFILE = (ROOT / "deploy" / "Dockerfile").read_text(encoding="utf-8")
COMPOSE = (ROOT / "deploy" / "compose.yaml").read_text(encoding="utf-8")


def directives() -> dict[str, list[str]]:
    """Every directive of the unit; some stand more than once."""
    found: dict[str, list[str]] = {}
    for line in UNIT.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith(("#", "[")):
            name, _, value = line.partition("=")
            found.setdefault(name, []).append(value)
    return found


def test_the_unit_speaks_the_protocol_the_daemon_speaks() -> None:
    unit = directives()
    assert unit["Type"] == ["notify"]
    assert unit["NotifyAccess"] == ["main"]
    assert 0 < int(unit["WatchdogSec"][0]) < STALLED_AFTER.total_seconds()
    # exit 2 is bad configuration (contract, section 1)
    assert unit["RestartPreventExitStatus"] == ["2"]
    assert unit["OOMPolicy"] == ["continue"]
    for name in ("ProtectSystem", "NoNewPrivileges", "PrivateTmp", "MemoryMax", "CapabilityBoundingSet", "UMask"):
        assert name in unit


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="needs systemd-analyze")
def test_systemd_takes_the_unit(tmp_path: Path) -> None:
    """As it stands but for the program and its user, which are not installed here."""
    text = UNIT.read_text(encoding="utf-8").replace("/opt/mailbot/bin/mailbot", "/bin/true")
    text = re.sub(r"(?m)^(User|Group)=mailbot$", r"\1=root", text)
    (tmp_path / "mailbot.service").write_text(text, encoding="utf-8")
    command = ["systemd-analyze", "verify", str(tmp_path / "mailbot.service")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="needs systemd-analyze")
def test_the_unit_is_hardened() -> None:
    command = ["systemd-analyze", "security", "--offline=true", "--threshold=20", "--no-pager", str(UNIT)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    if "unrecognized option" in done.stderr or "Failed to" in done.stderr:
        pytest.skip("this systemd-analyze cannot look at a file")
    assert done.returncode == 0, done.stdout[-300:]


def test_documents_are_read_where_memory_cannot_be_both_written_and_run(tmp_path: Path) -> None:
    """MemoryDenyWriteExecute of the unit; the kernel's own form of it (PR_SET_MDWE)."""
    sample = next((ROOT / "tests" / "cases").glob("*/*.eml"))
    script = (
        "import ctypes, sys\n"
        "if ctypes.CDLL(None).prctl(65, 1, 0, 0, 0): sys.exit(77)\n"
        "from mailbot.cli import main\n"
        f"sys.argv = ['mailbot', '-c', {str(ROOT / 'config.example.toml')!r}, 'parse', '--json', {str(sample)!r}]\n"
        "main()\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=100, check=False)
    if done.returncode == 77:
        pytest.skip("this kernel has no PR_SET_MDWE")
    assert done.returncode == 0, done.stderr
    assert '"kind"' in done.stdout


def test_the_image_reads_scans_in_every_language_and_runs_as_nobody_special() -> None:
    wanted = {"tesseract-ocr", "tesseract-ocr-osd"} | {
        f"tesseract-ocr-{language}" for language in ("eng", "fra", "spa", "rus", "ara", "chi-sim")
    }
    assert wanted <= set(re.findall(r"tesseract-ocr[a-z-]*", DOCKERFILE))
    assert DOCKERFILE.rindex("USER mailbot") < DOCKERFILE.index("ENTRYPOINT")
    assert "/health" in DOCKERFILE.split("HEALTHCHECK")[1]
    for source in re.findall(r"^COPY ([^-\n]+) \S+$", DOCKERFILE, re.MULTILINE):
        assert all((ROOT / name).exists() for name in source.split())


def test_the_image_and_its_example_agree() -> None:
    port = re.search(r"127\.0\.0\.1:(\d+)/health", DOCKERFILE)
    assert port
    assert f'listen = "127.0.0.1:{port[1]}"' in COMPOSE
    assert f'listen = "127.0.0.1:{port[1]}"' in (ROOT / "config.example.toml").read_text(encoding="utf-8")
    assert "read_only: true" in COMPOSE
    uid = re.search(r"--uid (\d+)", DOCKERFILE)
    assert uid
    assert f"chown {uid[1]}" in COMPOSE
