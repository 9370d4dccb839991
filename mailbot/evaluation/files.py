"""Truth, predictions, index and kept figures on disk."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

from .verdicts import Reading


class Unusable(Exception):
    """A file that cannot be used, in one sentence that names the place."""


def read_lines(path: Path) -> list[Reading]:
    """One object a line, each with its ``file`` and in the shape of contract section 2; raises Unusable."""
    out: list[Reading] = []
    for number, line in enumerate(_text(path).split("\n"), 1):
        if not line.strip():
            continue
        try:
            value = json.loads(line)
        except ValueError as error:
            raise Unusable(f"{path}, line {number} is no JSON object ({error}).") from error
        if not isinstance(value, dict) or not value.get("file"):
            raise Unusable(f"{path}, line {number} has no key 'file'; write one object of mailbot parse --json a line.")
        if fault := _misshapen(value):
            raise Unusable(f"{path}, line {number}: {fault} is not as in mailbot parse --json.")
        out.append(value)
    return out


def _misshapen(reading: Reading) -> str | None:
    """The first key whose value has not the shape of contract section 2."""
    change = reading.get("revision")
    if change is not None and not isinstance(change, dict):
        return "revision"
    lists: dict[str, tuple[object, type | tuple[type, ...]]] = {
        **{key: (reading.get(key), dict) for key in ("participants", "attachments")},
        **{key: (reading.get(key), str) for key in ("parts", "flags_tolerated")},
        "flags": (reading.get("flags"), (str, dict)),
        "revision.remove": ((change or {}).get("remove"), dict),
    }
    return next((key for key, (value, of) in lists.items() if not _is_list(value, of)), None)


def _is_list(value: object, of: type | tuple[type, ...]) -> bool:
    return value is None or (isinstance(value, list) and all(isinstance(one, of) for one in value))


def read_index(path: Path) -> dict[str, dict[str, str]]:
    """The rows of an index by their ``file``; raises Unusable."""
    rows = list(csv.DictReader(_text(path).splitlines()))
    if rows and "file" not in rows[0]:
        raise Unusable(f"{path} has no column 'file'.")
    return {row["file"]: row for row in rows}


def read_kept(path: Path, name: str) -> dict[str, float]:
    """The figures kept under that name; raises Unusable where there are none."""
    found = _kept(path).get(name)
    if not isinstance(found, dict):
        raise Unusable(f"{path} keeps no figures of {name!r}; write them with --keep.")
    return found


def write_kept(path: Path, name: str, figures: dict[str, float]) -> None:
    """Puts the figures in the place of those kept under that name; leaves the others."""
    everything = (_kept(path) if path.exists() else {}) | {name: figures}
    path.write_text(json.dumps(everything, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def _kept(path: Path) -> dict[str, Any]:
    try:
        value = json.loads(_text(path))
    except ValueError as error:
        raise Unusable(f"{path} is no JSON object ({error}).") from error
    if not isinstance(value, dict):
        raise Unusable(f"{path} is no JSON object.")
    return value


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise Unusable(f"{path} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise Unusable(f"{path} is not UTF-8.") from error
