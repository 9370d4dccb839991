"""What a process that reads a hostile file may still do: little. Linux enforces all of it, others the limits they have.

Kernel interfaces by their numbers: prctl(2), landlock(7) (system calls 444 to 446 on every architecture), unshare(2).
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import resource
import sys
from pathlib import Path

_PDEATHSIG, _DUMPABLE, _NO_NEW_PRIVILEGES = 1, 4, 38
_KILL = 9
_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_PATH_BENEATH = 1
# landlock(7): EXECUTE, READ_FILE and READ_DIR of the thirteen rights its first version knows over files.
_READING, _FILE_RIGHTS = 0b1101, (1 << 13) - 1
_NETWORK_RIGHTS = 0b11
_NETWORK_VERSION = 4
_OPEN_FILES = 64
_SYSTEM_PLACES = ("/usr", "/lib", "/lib64", "/bin", "/opt", "/nix", "/etc/ld.so.cache", "/proc/meminfo",
                  "/proc/cpuinfo", "/sys/devices/system/cpu")  # fmt: skip
_NULL = "/dev/null"


def limit(memory_octets: int, own_seconds: int, most_seconds: int) -> None:
    """Bounds this process and all it starts: memory, processor time, no core dumps, no file longer than nothing.

    ``own_seconds`` may be raised again up to ``most_seconds`` (``allow_until``), nothing else.
    """
    for name, soft, hard in (
        ("RLIMIT_DATA", memory_octets, memory_octets),
        ("RLIMIT_AS", 4 * memory_octets, 4 * memory_octets),  # libraries map files that take no memory of their own
        ("RLIMIT_CPU", own_seconds, most_seconds),
        ("RLIMIT_CORE", 0, 0),
        ("RLIMIT_FSIZE", 0, 0),
        ("RLIMIT_NOFILE", _OPEN_FILES, _OPEN_FILES),
    ):
        kind = getattr(resource, name, None)
        if kind is not None:
            with contextlib.suppress(OSError, ValueError):
                resource.setrlimit(kind, (soft, hard))


def allow_until(seconds: float) -> None:
    """Lets this process run until it has used that many seconds of processor time, within its hard limit."""
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    wanted = int(seconds) + 1
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_CPU, (wanted if hard < 0 else min(wanted, hard), hard))


def die_with_parent() -> None:
    """The kernel ends this process when the one that started it ends."""
    _prctl(_PDEATHSIG, _KILL)


def shut_in(*readable: str) -> bool:
    """Bars this process from writing any file, from reading any but programs, libraries and ``readable``, and from TCP.

    False where the kernel cannot (it is older than 5.13, or is no Linux): the limits hold all the same.
    """
    _prctl(_DUMPABLE, 0)
    if _prctl(_NO_NEW_PRIVILEGES, 1) != 0:
        return False
    version = _syscall(_CREATE_RULESET, None, 0, 1)
    if version < 1:
        return False
    attributes = (ctypes.c_uint64 * 2)(_FILE_RIGHTS, _NETWORK_RIGHTS if version >= _NETWORK_VERSION else 0)
    ruleset = _syscall(_CREATE_RULESET, attributes, 16 if version >= _NETWORK_VERSION else 8, 0)
    if ruleset < 0:
        return False
    for place in {*_SYSTEM_PLACES, *_libraries(), *readable, _NULL}:
        _allow(ruleset, place)
    done = _syscall(_RESTRICT_SELF, ruleset, 0) == 0
    os.close(ruleset)
    return done


def _libraries() -> tuple[str, ...]:
    """Where Python and its packages lie; of ``sys.path`` not the working folder, which may hold the configuration."""
    packages = [place for place in sys.path if Path(place).name in {"site-packages", "dist-packages"}]
    return sys.prefix, sys.base_prefix, str(Path(__file__).parents[2]), *packages


class _Beneath(ctypes.Structure):
    _pack_ = 1
    _fields_ = [("rights", ctypes.c_uint64), ("descriptor", ctypes.c_int32)]


def _allow(ruleset: int, place: str) -> None:
    if not place or not Path(place).exists():
        return
    with contextlib.suppress(OSError):
        descriptor = os.open(place, getattr(os, "O_PATH", 0) | os.O_CLOEXEC)
        # READ_DIR cannot be asked for a file; subprocess opens /dev/null for writing.
        rights = _READING if Path(place).is_dir() else 0b110 if place == _NULL else 0b101
        _syscall(_ADD_RULE, ruleset, _PATH_BENEATH, ctypes.byref(_Beneath(rights, descriptor)), 0)
        os.close(descriptor)


def _prctl(option: int, value: int) -> int:
    if not sys.platform.startswith("linux"):
        return -1
    return int(_libc().prctl(option, value, 0, 0, 0))


def _syscall(number: int, *arguments: object) -> int:
    if not sys.platform.startswith("linux"):
        return -1
    return int(_libc().syscall(number, *arguments))


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)
