"""A backup: one file that holds the database as of one moment, the journal, the raw messages and the configuration.

A gzipped tar. Its last member lists the SHA-256 of every other, so that a file cut short or damaged is noticed
before anything is restored from it. It holds personal data, hence rights 0600; no tokens, and passwords as hashes only.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import os
import sqlite3
import tarfile
import tempfile
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, NamedTuple

from mailbot.domain.restored import RESTORED_LETTERS, RESTORED_MAIL
from mailbot.ports import Permanent, Temporary

from .bringing_up import DATABASE, put_plain_setting
from .databases import faults, snapshot
from .journal import NAME as JOURNAL
from .notes import MARK
from .whole_files import sync_folder

LIST = "SHA256SUMS.json"
STORE = "store"
CONFIGURATION = "configuration"
_FOLDERS = ("messages", "terms", "certificates")
_FILES = ("users.json",)
"""Who may log in to the page. The key its sessions are signed with stays behind: people log in again."""

COPY = "backup"
"""What the folder of a backup in hand is called, before the number of its process."""

_CHUNK = 1 << 20


class Contents(NamedTuple):
    """What is in a backup: the number of raw messages, and what was wrong with them when it was made."""

    messages: int
    damage: tuple[str, ...] = ()


def write_backup(store: Path, to: Path, configuration: dict[str, Path], at: datetime) -> Contents:
    """Writes the backup of the store in that folder, whoever is at work on it; a damaged one is written all the same.

    ``configuration`` are files by their name in the backup. The file appears whole or not at all. Raises Temporary
    (disk full), Permanent (no store, no rights).
    """
    if not (store / DATABASE).exists():
        raise Permanent(f"{store}: there is no store here yet; nothing to back up")
    with _told(to), tempfile.TemporaryDirectory(dir=store, prefix=f"{COPY}-{os.getpid()}-") as folder:
        copy = Path(folder) / DATABASE
        snapshot(store / DATABASE, copy)
        # Of a name nobody can foresee: the folder may be one where everybody may put links.
        handle, name = tempfile.mkstemp(prefix=f".{to.name}.", suffix=".part", dir=to.parent)
        part = Path(name)
        try:
            contents = _write(store, copy, handle, configuration, at)
            part.rename(to)
        except BaseException:
            with contextlib.suppress(OSError):
                part.unlink()
            raise
        sync_folder(to.parent)
    return contents


def _write(store: Path, copy: Path, handle: int, configuration: dict[str, Path], at: datetime) -> Contents:
    sums: dict[str, str] = {}
    with os.fdopen(handle, "wb") as raw:
        with tarfile.open(fileobj=raw, mode="w:gz", compresslevel=3) as tar:
            _add(tar, f"{STORE}/{DATABASE}", copy, sums)
            # After the database: the journal holds all it knows of, and raw messages are kept before either.
            if (store / JOURNAL).exists():
                _add_bytes(tar, f"{STORE}/{JOURNAL}", (store / JOURNAL).read_bytes()[: _end_of_journal(copy)], sums, at)
            found = [p for name in _FOLDERS for p in (store / name).rglob("*")]
            for path in sorted(p for p in (*found, *(store / name for name in _FILES)) if _is_ours(p)):
                _add(tar, f"{STORE}/{path.relative_to(store).as_posix()}", path, sums)
            for name, path in sorted(configuration.items()):
                _add(tar, f"{CONFIGURATION}/{name}", path, sums)
            _add_bytes(tar, LIST, json.dumps(sums, indent=1).encode(), {}, at)
        raw.flush()
        os.fsync(raw.fileno())
    return _contents(sums, copy)


def _contents(sums: dict[str, str], database: Path) -> Contents:
    """Each raw message against its name, which is its hash, and against the record: a rotten one is no message."""
    kept = {name: value for name, value in sums.items() if name.startswith(f"{STORE}/messages/")}
    if found := faults(database):
        return Contents(len(kept), (f"the database is damaged ({found[0]})",))
    rotten = [Path(name).stem for name, value in kept.items() if Path(name).stem != value]
    try:
        with contextlib.closing(sqlite3.connect(database)) as plain:
            rows = (
                plain.execute("SELECT json_extract(doc, '$.id') FROM messages").fetchall() if _has_record(plain) else ()
            )
    except sqlite3.Error as error:
        return Contents(len(kept), (f"the database is damaged ({error})",))
    lacking = sorted({str(row[0]) for row in rows} - {Path(name).stem for name in kept})
    damage = [f"message {name[:12]} is damaged" for name in sorted(rotten)]
    damage += [f"message {name[:12]} is recorded and not there" for name in lacking]
    return Contents(len(kept), tuple(damage))


def _has_record(plain: sqlite3.Connection) -> bool:
    return plain.execute("SELECT 1 FROM sqlite_master WHERE name = 'messages'").fetchone() is not None


def _is_ours(path: Path) -> bool:
    return path.is_file() and not path.is_symlink() and not path.name.startswith(".")


def _end_of_journal(copy: Path) -> int | None:
    """How much of the journal the database knows of; None, all of it, where that cannot be read."""
    try:
        with contextlib.closing(sqlite3.connect(copy)) as plain:
            row = plain.execute("SELECT json_extract(doc, '$.value') FROM settings WHERE \"key.name\" = ?", (MARK,))
            found = row.fetchone()
        return int(json.loads(found[0])[1]) if found else 0
    except (sqlite3.Error, ValueError, TypeError, LookupError):
        return None


def _add(tar: tarfile.TarFile, name: str, path: Path, sums: dict[str, str]) -> None:
    with path.open("rb") as file:
        info = tarfile.TarInfo(name)
        status = os.fstat(file.fileno())
        info.size, info.mtime, info.mode = status.st_size, int(status.st_mtime), 0o600
        reader = _Hashing(file)
        tar.addfile(info, reader)
    sums[name] = reader.sum.hexdigest()


def _add_bytes(tar: tarfile.TarFile, name: str, data: bytes, sums: dict[str, str], at: datetime) -> None:
    info = tarfile.TarInfo(name)
    info.size, info.mtime, info.mode = len(data), int(at.timestamp()), 0o600
    tar.addfile(info, io.BytesIO(data))
    sums[name] = hashlib.sha256(data).hexdigest()


class _Hashing(io.RawIOBase):
    def __init__(self, file: IO[bytes]) -> None:
        super().__init__()
        self._file = file
        self.sum = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        data = self._file.read(size)
        self.sum.update(data)
        return data


def check_backup(file: Path) -> Contents:
    """Reads the backup to its end. Raises Permanent if the file itself is damaged or no backup, Temporary (no room)."""
    with _told(file), tempfile.TemporaryDirectory(prefix="mailbot-") as folder:
        sums = _unpack(file, Path(folder), only=f"{STORE}/{DATABASE}")
        return _contents(sums, Path(folder) / STORE / DATABASE)


def restore_backup(file: Path, into: Path) -> Contents:
    """Unpacks the backup into a folder that is empty or absent: ``store`` and ``configuration`` in it.

    Nothing is unpacked from a file that is damaged; one made of a damaged store is, and its damage told.
    Raises Permanent (damaged, the folder is not empty), Temporary (disk full).
    """
    with _told(into):
        if into.exists() and any(into.iterdir()):
            raise Permanent(f"{into}: is not empty; name a new folder")
    contents = check_backup(file)
    with _told(into):
        into.mkdir(mode=0o700, parents=True, exist_ok=True)
        into.chmod(0o700)
        _unpack(file, into)
        found = faults(into / STORE / DATABASE)
        if not found:
            _leave_marks(into / STORE / DATABASE, _made_at(file))
    if found:
        raise Permanent(f"{file}: the database in it is damaged ({found[0]}); use an older backup")
    return contents


def _made_at(file: Path) -> datetime:
    with tarfile.open(file, "r:gz") as tar:
        return datetime.fromtimestamp(max(member.mtime for member in tar if member.name == LIST), UTC)


def _leave_marks(database: Path, at: datetime) -> None:
    """The first start finds out what has happened since the backup: letters that left, mail that was taken in."""
    with contextlib.closing(sqlite3.connect(database)) as plain, plain:
        for name in (RESTORED_LETTERS, RESTORED_MAIL):
            put_plain_setting(plain, name, at.isoformat())


def _unpack(file: Path, into: Path, only: str = "") -> dict[str, str]:
    """Unpacks what is in the file, or the one member ``only``; the hash of each by its name."""
    sums: dict[str, str] = {}
    said: dict[str, str] = {}
    try:
        with tarfile.open(file, "r:gz") as tar:
            for member in tar:
                source = tar.extractfile(member) if member.isreg() else None
                if source is None or not _is_safe(member.name):
                    raise Permanent(f"{file}: is no backup of mailbot ({member.name[:80]!r} does not belong in one)")
                if member.name == LIST:
                    said = json.loads(source.read())
                else:
                    sums[member.name] = _copied(source, into / member.name if only in {"", member.name} else None)
    except (tarfile.TarError, zlib.error, EOFError, ValueError, OSError) as error:
        if isinstance(error, OSError) and error.errno is not None:
            raise
        raise Permanent(f"{file}: is damaged or no backup of mailbot ({error}); use another one") from error
    if not said or said != sums:
        raise Permanent(f"{file}: is damaged, what is in it is not what was written; use another backup")
    return sums


def _is_safe(name: str) -> bool:
    """A path within the folder: backups are made by us, but may be handed to us by others."""
    return not name.startswith("/") and ".." not in Path(name).parts and "\\" not in name


def _copied(source: IO[bytes], to: Path | None) -> str:
    total = hashlib.sha256()
    with contextlib.ExitStack() as stack:
        out = None
        if to is not None:
            # Folder by folder: the mode is not given to parents.
            for folder in [*reversed(to.parent.parents), to.parent]:
                folder.mkdir(mode=0o700, exist_ok=True)
            out = stack.enter_context(os.fdopen(os.open(to, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb"))
        while data := source.read(_CHUNK):
            total.update(data)
            if out:
                out.write(data)
        if out:
            out.flush()
            os.fsync(out.fileno())
    return total.hexdigest()


@contextlib.contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        sentence = f"{path}: {error.strerror or error}"
        if isinstance(error, FileNotFoundError | PermissionError | NotADirectoryError | IsADirectoryError):
            raise Permanent(f"{sentence}; name a place that exists and that you may write to") from error
        raise Temporary(f"{sentence}; check the disk and the space left on it") from error
