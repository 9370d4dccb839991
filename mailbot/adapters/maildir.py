"""A mailbox in a Maildir++ on disk: a site feeds mail without IMAP."""

from __future__ import annotations

import contextlib
import hashlib
import itertools
import logging
import os
import re
import socket
import threading
import time
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from stat import S_ISREG

from imapclient import imap_utf7

from ..ports import Arrival, Listing, MessageKey, OutsideError, Oversized, Permanent, Temporary
from .maildir_uids import Uids, numbered, save, stable_name, sync_folder, write_durably

log = logging.getLogger(__name__)

_POLL_SECONDS = 0.2
_SETTLED_NS = 1_000_000_000  # a folder changed less than this ago may change again within its time stamp
_HEADER_BYTES = 256 * 1024
_FROM = re.compile(rb"^from:[^\r\n]*(?:\r?\n[ \t][^\r\n]*){0,50}", re.IGNORECASE | re.MULTILINE)
_MESSAGE_ID = re.compile(rb"^message-id:[ \t]*(?:\r?\n[ \t]+)?(\S{1,998})", re.IGNORECASE | re.MULTILINE)
_deliveries = itertools.count(1)


class MaildirMailbox:
    """Implements ``ports.Mailbox`` on the maildir at ``path``; its subfolders are ``.Name`` beside ``cur``.

    Flags, which are in the file names, are never changed; other programs may move and mark messages meanwhile.
    """

    def __init__(self, path: Path, folder: str = "INBOX", max_message_bytes: int = 50 * 1024 * 1024) -> None:
        self._path = path
        self._folder = folder
        self._max_message_bytes = max_message_bytes
        self._interrupted = threading.Event()
        self._uids: Uids | None = None
        self._files: dict[int, Path] = {}
        self._state: _State | None = None  # at the last listing, as is the next
        self._shown_next = 0

    @property
    def account(self) -> str:
        """The absolute path."""
        return str(self._path.absolute())

    @property
    def folder(self) -> str:
        """The watched folder."""
        return self._folder

    def listing(self) -> Listing:
        """All UIDs now in the folder; new messages get theirs, by age. Raises Temporary or Permanent."""
        with self._disk():
            state = _State.of(folder_path(self._path, self._folder))
        uids = self._scan()
        self._state, self._shown_next = state, uids.next
        return Listing(uids.validity, tuple(sorted(self._files)))

    def fetch(self, listing: Listing, uids: Sequence[int]) -> Iterator[Arrival | Oversized]:
        """The messages in UID order, one in memory at a time. One that cannot be read is left out (logged)."""
        if self._uids is None:
            self._scan()
        for uid in sorted(set(uids)):
            with self._disk():
                found = self._read(MessageKey(self.account, self._folder, listing.uid_validity, uid))
            if found is not None:
                yield found

    def from_fields(self, listing: Listing, uids: Sequence[int]) -> dict[int, bytes]:  # noqa: ARG002 - the port's
        """See ``ports.Mailbox``. Reads the beginning of each file."""
        found: dict[int, bytes] = {}
        for uid in uids:
            field = _header_field(self._files[uid], _FROM) if uid in self._files else None
            if field:
                found[uid] = field
        return found

    def file(self, keys: Sequence[MessageKey], folder: str) -> None:
        """Renames the messages into the subfolder, ``new`` to ``new`` and ``cur`` to ``cur``, names kept."""
        target = folder_path(self._path, folder)
        if not keys or not folder or target == folder_path(self._path, self._folder):
            return
        self._scan()
        with self._disk():
            create_maildir(target)
            for key in sorted(keys, key=lambda key: key.uid):
                self._move(key, target)
            sync_folder(target / "cur")

    def refile(self, sha256: str, message_id: str | None, source: str, folder: str) -> int:
        """Renames what has that Message-ID and those bytes; a folder that is not there has nothing to move."""
        place, target = folder_path(self._path, source), folder_path(self._path, folder)
        if not folder or place == target or not (place / "cur").is_dir():
            return 0
        wanted = message_id.encode("utf-8", "surrogateescape") if message_id and message_id.isascii() else None
        moved = 0
        with self._disk():
            for path, _ in _messages(place).values():
                with contextlib.suppress(FileNotFoundError):
                    if wanted is not None and _message_id(path) != wanted:
                        continue
                    if hashlib.sha256(path.read_bytes()).hexdigest() == sha256:
                        create_maildir(target)
                        _rename(path, target / path.parent.name)
                        moved += 1
            if moved:
                sync_folder(target / "new")
                sync_folder(target / "cur")
        return moved

    def bring_back(self, folders: Sequence[str], is_known: Callable[[str], bool], *, rehearsal: bool = False) -> int:
        """See ``ports.Mailbox``. Numbers go by age: those moved come in the order in which they had arrived."""
        home = folder_path(self._path, self._folder)
        places = dict.fromkeys(folder_path(self._path, folder) for folder in folders)
        count = 0
        with self._disk():
            for place in places:
                if place == home or not (place / "cur").is_dir():
                    continue
                for path, stat in _messages(place).values():
                    with contextlib.suppress(FileNotFoundError):
                        if stat.st_size > self._max_message_bytes:
                            continue
                        if is_known(hashlib.sha256(path.read_bytes()).hexdigest()):
                            continue
                        count += 1
                        if not rehearsal:
                            # Of another name: one that was here before may keep its number, and its place in the order.
                            path.rename(home / path.parent.name / f"{time.time_ns()}Q{next(_deliveries)}.{path.name}")
            if count and not rehearsal:
                sync_folder(home / "new")
                sync_folder(home / "cur")
        return count

    def keep_copy(self, folder: str, raw: bytes, at: datetime) -> None:
        """Adds a copy marked as seen."""
        with self._disk():
            (self._path / "cur").stat()  # a disk not mounted must not be written under
            target = folder_path(self._path, folder)
            create_maildir(target)
            deliver(target, raw, at=at, seen=True)

    def has_message_id(self, folder: str, message_id: str) -> bool:
        """Whether ``folder`` holds a message with exactly that Message-ID. Reads every header in it."""
        target = folder_path(self._path, folder)
        if not message_id or not (target / "cur").is_dir():
            return False
        with self._disk():
            return any(_message_id(path) == message_id.encode() for path, _ in _messages(target).values())

    def wait(self, timeout: timedelta) -> bool:
        """Looks at the folder five times a second until there is a new name in it, or ``interrupt``."""
        deadline = time.monotonic() + timeout.total_seconds()
        while not (news := self._has_news()):
            left = deadline - time.monotonic()
            if self._interrupted.wait(min(max(left, 0), _POLL_SECONDS)):
                self._interrupted.clear()
                return False
            if left <= 0:
                break
        return news

    def interrupt(self) -> None:
        """Ends a ``wait`` in another thread at once; with none going on, the next one."""
        self._interrupted.set()

    def close(self) -> None:
        """Forgets what was listed."""
        self._uids, self._files, self._state, self._shown_next = None, {}, None, 0

    def _scan(self) -> Uids:
        """Finds out which messages are where, without taking them for shown."""
        folder = folder_path(self._path, self._folder)
        with self._disk(), numbered(folder) as uids:
            found = _messages(folder)
            if uids.assign({name: stat.st_mtime_ns for name, (_, stat) in found.items()}) or not uids.kept:
                save(folder, uids)
        self._uids = uids
        self._files = {uids.by_name[name]: path for name, (path, _) in found.items()}
        return uids

    def _has_news(self) -> bool:
        folder = folder_path(self._path, self._folder)
        with self._disk():
            state = _State.of(folder)
            if self._state is not None and self._state.settled and state == self._state:
                return False
            known = self._uids.by_name if self._uids else {}
            if any(known.get(name, self._shown_next) >= self._shown_next for name in _messages(folder)):
                return True
            self._state = state
            return False

    def _read(self, key: MessageKey) -> Arrival | Oversized | None:
        for path in self._places(key):
            try:
                stat = path.stat()
                if stat.st_size > self._max_message_bytes:
                    return Oversized(key, stat.st_size, _arrived_at(stat))
                return Arrival(key, path.read_bytes(), _arrived_at(stat))
            except FileNotFoundError:
                continue
            except (PermissionError, IsADirectoryError):
                log.warning("message left out: the file cannot be read", extra={"uid": key.uid})
                return None
        return None

    def _move(self, key: MessageKey, target: Path) -> None:
        for path in self._places(key):
            with contextlib.suppress(FileNotFoundError):
                _rename(path, target / path.parent.name)
                return

    def _places(self, key: MessageKey) -> Iterator[Path]:
        """Where the message was listed, and if it is not there any more, where it is now."""
        self._check_validity(key.uid_validity)
        if key.uid in self._files:
            yield self._files[key.uid]
            self._scan()
            self._check_validity(key.uid_validity)
            if key.uid in self._files:
                yield self._files[key.uid]

    def _check_validity(self, uid_validity: int) -> None:
        if self._uids is None or self._uids.validity != uid_validity:
            raise Temporary(f"The folder {self._folder} of {self._path} was numbered anew: it is listed again")

    @contextlib.contextmanager
    def _disk(self) -> Iterator[None]:
        try:
            yield
        except OutsideError:
            raise
        except (FileNotFoundError, NotADirectoryError) as error:
            self.close()
            raise Temporary(
                f"{folder_path(self._path, self._folder)} is not a maildir (new and cur are missing): "
                "create it or correct mailbox.path"
            ) from error
        except PermissionError as error:
            raise Permanent(f"{error.filename} may not be changed: give the account of mailbot the right to") from error
        except OSError as error:
            raise Temporary(f"{self._path} cannot be used ({error.strerror}): it is tried again") from error


@dataclass(frozen=True, slots=True)
class _State:
    """When ``new`` and ``cur`` last changed. Equal states mean no change only where the first was ``settled``."""

    changed: tuple[tuple[int, int], ...]
    settled: bool = field(compare=False)

    @classmethod
    def of(cls, folder: Path) -> _State:
        stats = [(folder / name).stat() for name in ("new", "cur")]
        newest = max(stat.st_mtime_ns for stat in stats)
        return cls(tuple((stat.st_ino, stat.st_mtime_ns) for stat in stats), abs(time.time_ns() - newest) > _SETTLED_NS)


def folder_path(path: Path, folder: str) -> Path:
    """Where a folder lies in a Maildir++: INBOX is the maildir itself, ``Bot/Fait`` is ``.Bot.Fait`` in it."""
    if folder.upper() == "INBOX":
        return path
    levels = [level for level in re.split(r"[/.]", unicodedata.normalize("NFC", folder)) if level]
    return path / ("." + ".".join(imap_utf7.encode(level).decode("ascii") for level in levels))


def create_maildir(path: Path) -> None:
    """Makes a maildir where there is none; a Maildir++ subfolder also gets its mark. Raises OSError."""
    if (path / "cur").is_dir() and (path / "new").is_dir():
        return
    for name in ("tmp", "new", "cur"):
        (path / name).mkdir(mode=0o700, parents=True, exist_ok=True)
    if path.name.startswith("."):
        (path / "maildirfolder").touch(mode=0o600)


def deliver(path: Path, raw: bytes, *, at: datetime | None = None, seen: bool = False) -> Path:
    """Puts a message into a maildir durably, as a delivery agent does; its arrival is ``at``. Raises OSError."""
    host = socket.gethostname().replace("/", r"\057").replace(":", r"\072")
    seconds, rest = divmod(time.time_ns(), 1_000_000_000)
    name = f"{seconds}.M{rest // 1000}P{os.getpid()}Q{next(_deliveries)}.{host}"
    draft = path / "tmp" / name
    write_durably(draft, raw)
    if at is not None:
        os.utime(draft, (at.timestamp(), at.timestamp()))
    place = path / "cur" / f"{name}:2,S" if seen else path / "new" / name
    draft.rename(place)
    sync_folder(place.parent)
    return place


def _messages(folder: Path) -> dict[str, tuple[Path, os.stat_result]]:
    """The messages of a folder by stable name. ``new`` first: a message moved meanwhile is then seen in ``cur``."""
    found: dict[str, tuple[Path, os.stat_result]] = {}
    for place in ("new", "cur"):
        for path in sorted((folder / place).iterdir()):
            stat = _stat_of_message(path)
            if stat is None:
                continue
            name = stable_name(path.name)
            if name in found and found[name][1].st_ino != stat.st_ino:
                name = path.name  # two messages that a program of its own mind named alike
            found[name] = path, stat
    return found


def _stat_of_message(path: Path) -> os.stat_result | None:
    if path.name.startswith("."):
        return None
    try:
        stat = path.stat()
    except OSError:
        return None
    return stat if S_ISREG(stat.st_mode) else None


def _rename(path: Path, folder: Path) -> None:
    """Moves a file without ever replacing another."""
    target = folder / path.name
    if target.exists():
        target = folder / f"{time.time_ns()}Q{next(_deliveries)}.{path.name}"
    path.rename(target)


def _arrived_at(stat: os.stat_result) -> datetime:
    try:
        return datetime.fromtimestamp(stat.st_mtime, UTC)
    except (ValueError, OverflowError, OSError):
        return datetime.now(UTC)


def _message_id(path: Path) -> bytes | None:
    return _header_field(path, _MESSAGE_ID, 1)


def _header_field(path: Path, wanted: re.Pattern[bytes], group: int = 0) -> bytes | None:
    try:
        with path.open("rb") as file:
            start = file.read(_HEADER_BYTES)
    except OSError:
        return None
    header = re.split(rb"\r?\n\r?\n", start, maxsplit=1)[0]
    found = wanted.search(header)
    return found[group].strip() if found else None
