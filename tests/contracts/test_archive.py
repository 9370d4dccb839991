"""The contract of ``ports.Archive``, over files and in memory; and what only files have."""

from __future__ import annotations

import hashlib
import os
import resource
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mailbot.adapters.archive import FileArchive, MemoryArchive
from mailbot.ports import Archive, Permanent, Temporary


@pytest.fixture(params=["files", "memory"])
def archive(request: pytest.FixtureRequest, tmp_path: Path) -> Archive:
    return FileArchive(tmp_path / "data") if request.param == "files" else MemoryArchive()


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(raw=st.binary(max_size=300))
def test_what_is_kept_is_read_to_the_byte(archive: Archive, raw: bytes) -> None:
    message_id = archive.keep(raw)
    assert message_id == hashlib.sha256(raw).hexdigest()
    assert archive.keep(raw) == message_id
    assert archive.read(message_id) == raw
    assert message_id in set(archive.ids())


def test_each_message_is_kept_once(archive: Archive) -> None:
    assert list(archive.ids()) == []
    kept = {archive.keep(raw) for raw in (b"a", b"b", b"a")}
    assert list(archive.ids()) == sorted(kept)


@pytest.mark.parametrize("name", ["0" * 64, "", "../../etc/passwd", "A" * 64])
def test_what_was_never_kept_is_permanent(archive: Archive, name: str) -> None:
    with pytest.raises(Permanent):
        archive.read(name)


def test_a_damaged_file_is_noticed_and_mended(tmp_path: Path) -> None:
    archive = FileArchive(tmp_path)
    message_id = archive.keep(b"the note")
    path = tmp_path / message_id[:2] / f"{message_id}.eml"
    path.write_bytes(b"the nose")
    with pytest.raises(Permanent, match="damaged"):
        archive.read(message_id)
    archive.keep(b"the note")
    assert archive.read(message_id) == b"the note"


def test_files_are_for_their_owner_only(tmp_path: Path) -> None:
    archive = FileArchive(tmp_path / "data")
    archive.keep(b"the note")
    rights = {path.stat().st_mode & 0o777 for path in tmp_path.rglob("*") if path.is_file()}
    assert rights == {0o600}
    assert {path.stat().st_mode & 0o777 for path in tmp_path.rglob("*") if path.is_dir()} == {0o700}


def test_a_disk_that_is_full_is_temporary_and_leaves_nothing(tmp_path: Path) -> None:
    archive = FileArchive(tmp_path)
    limits, handler = resource.getrlimit(resource.RLIMIT_FSIZE), signal.getsignal(signal.SIGXFSZ)
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    # A limit on the size of files fails the write as a full disk does.
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, limits[1]))
    try:
        with pytest.raises(Temporary, match="cannot be kept"):
            archive.keep(b"x" * 5000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, handler)
    assert list(archive.ids()) == []
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    assert archive.read(archive.keep(b"x" * 5000)) == b"x" * 5000


def test_a_folder_that_cannot_be_made_is_permanent(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(Permanent, match="cannot be kept"):
        FileArchive(tmp_path / "file").keep(b"x")


def test_a_kill_leaves_only_whole_messages(tmp_path: Path) -> None:
    code = "import sys, pathlib\nfrom mailbot.adapters.archive import FileArchive\n"
    code += "archive = FileArchive(pathlib.Path(sys.argv[1]))\n"
    code += "n = 0\nwhile True:\n    n += 1\n    print(archive.keep(str(n).encode() * 50000), flush=True)\n"
    writer = subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    assert writer.stdout is not None
    reported = [writer.stdout.readline().strip() for _ in range(20)]
    os.kill(writer.pid, signal.SIGKILL)
    writer.wait()
    writer.stdout.close()
    archive = FileArchive(tmp_path)
    assert set(reported) <= set(archive.ids())
    for message_id in archive.ids():
        archive.read(message_id)
