"""A disk that is full for a while: what could not be written down is nobody's fault, and is taken in afterwards."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from mailbot.desk import Desk
from mailbot.intake import ATTEMPTS, take_in_all
from mailbot.ports import OutsideError
from tests.e2e.mail import COMPLETE, note

from .conftest import Records

TRIES = ATTEMPTS + 2


@contextmanager
def small_disk(folder: Path, size: str) -> Iterator[None]:
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={size},mode=700", "tmpfs", str(folder)]
    if subprocess.run(command, check=False, capture_output=True).returncode:
        pytest.skip("needs the right to mount a small disk")
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True, capture_output=True)


def fill(folder: Path, left_octets: int) -> Path:
    room, ballast = os.statvfs(folder), folder / "ballast"
    ballast.write_bytes(bytes(room.f_bavail * room.f_frsize - left_octets))
    return ballast


def fails(desk: Desk) -> bool:
    try:
        take_in_all(desk)
    except OutsideError:
        return True
    return False


# From hardly any room to so much that the attempt is counted and what follows from the message does not fit.
@pytest.mark.parametrize("left_octets", [0, 73_728, 81_920, 90_112, 131_072, 180_224])
@pytest.mark.parametrize("stays_open", [False, True])
def test_a_message_outlives_a_full_disk_however_often_it_was_tried(
    records: Records, left_octets: int, stays_open: bool
) -> None:
    with small_disk(records.store, "3m"):
        with records.desk() as desk:
            records.take_in(desk, note(*COMPLETE))
        records.deliver(note(*COMPLETE, subject="second").replace(b"41/20", b"42/20"))
        ballast = fill(records.store, left_octets)
        for _ in range(1 if stays_open else TRIES):
            with suppress(OutsideError), records.desk() as desk:
                for _ in range(TRIES if stays_open else 1):
                    fails(desk)
        ballast.unlink()
        with records.desk() as desk:
            take_in_all(desk)
            assert [record.disposition for record in desk.store.all_messages()] == ["recorded", "recorded"]
            assert not [flag for flag in desk.store.open_flags() if flag.flag.code == "crashed"]
