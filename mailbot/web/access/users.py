"""Those who may log in, with their role: a small file in the store's folder, for its owner only."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Literal, get_args

from mailbot.adapters.whole_files import write_whole
from mailbot.ports import Permanent, Temporary

Role = Literal["viewer", "reviewer", "administrator"]
"""``viewer`` looks; ``reviewer`` also decides; ``administrator`` also says who may write for a delegation, and holds
letters that are planned."""

ROLES: tuple[Role, ...] = get_args(Role)
FILE = "users.json"
SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 1000
_NAME = re.compile(r"[\w.@+-]{1,64}")


class NoSuchUser(Exception):
    """What is asked for cannot be done with that name; the message is one sentence."""


@dataclass(frozen=True, slots=True)
class User:
    """One who may log in. ``secret`` is the argon2 hash of the password, empty for who comes through a proxy."""

    name: str
    role: Role
    secret: str = ""

    def may(self, role: Role) -> bool:
        """Whether what needs that role is open to them."""
        return ROLES.index(self.role) >= ROLES.index(role)

    @property
    def stamp(self) -> str:
        """Changes with role and password: a session from before is over."""
        return hashlib.sha256(f"{self.name}|{self.role}|{self.secret}".encode()).hexdigest()[:16]


class Users:
    """The file of users. Raises Temporary or Permanent where it cannot be read or written."""

    def __init__(self, store: Path, guests: Mapping[str, User] = MappingProxyType({})) -> None:
        """``guests`` are there beside those of the file, and in no file."""
        self._path = store / FILE
        self._guests = guests
        self._read: tuple[object, dict[str, User]] = (None, {})

    def all(self) -> dict[str, User]:
        """Everybody, by name."""
        try:
            found = self._path.stat()
            mark = (found.st_mtime_ns, found.st_size, found.st_ino)
            if self._read[0] != mark:
                self._read = (mark, _users_in(self._path.read_bytes()))
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise Permanent(
                f"{self._path}: cannot be read; correct it, or remove it and add the users again"
            ) from error
        return self._read[1]

    def get(self, name: str) -> User | None:
        """The user of that name."""
        return self._guests.get(name) or self.all().get(name)

    def put(self, name: str, role: Role, password: str = "") -> User:
        """Adds a user, or gives one another role and password.

        Raises NoSuchUser for a name or password that will not do.
        """
        if not _NAME.fullmatch(name):
            raise NoSuchUser(f"{name!r} is no user name: use up to 64 letters, digits and . @ + - _")
        if password and not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
            raise NoSuchUser(f"The password needs at least {SHORTEST_PASSWORD} characters; a few words do well.")
        user = User(name, role, hash_of(password) if password else "")
        self._write({**self.all(), name: user})
        return user

    def remove(self, name: str) -> None:
        """Takes a user out; their sessions end. Raises NoSuchUser."""
        left = dict(self.all())
        if left.pop(name, None) is None:
            raise NoSuchUser(f"There is no user {name}; `mailbot user list` tells who there is.")
        self._write(left)

    def _write(self, users: dict[str, User]) -> None:
        rows = {u.name: {"role": u.role, "secret": u.secret} for u in users.values()}
        try:
            write_whole(self._path, json.dumps(rows, indent=1, sort_keys=True).encode())
        except OSError as error:
            raise Temporary(f"{self._path}: cannot be written ({error.strerror}); check the disk") from error


def _users_in(data: bytes) -> dict[str, User]:
    rows = json.loads(data)
    users = {name: User(name, row["role"], row["secret"]) for name, row in rows.items()}
    if any(user.role not in ROLES for user in users.values()):
        raise ValueError("a role that does not exist")
    return users


def hash_of(password: str) -> str:
    """The argon2id hash (RFC 9106) of a password."""
    from argon2 import PasswordHasher

    return PasswordHasher().hash(password)


def is_right(user: User | None, password: str) -> bool:
    """Whether it is the user's password; as slow for a user who does not exist as for one who does."""
    from argon2 import PasswordHasher
    from argon2.exceptions import Argon2Error, InvalidHashError

    secret = user.secret if user and user.secret else _nobodys()
    try:
        PasswordHasher().verify(secret, password[:LONGEST_PASSWORD])
    except (Argon2Error, InvalidHashError):
        return False
    return user is not None and bool(user.secret)


_NOBODYS: list[str] = []


def _nobodys() -> str:
    if not _NOBODYS:
        _NOBODYS.append(hash_of("nobody has this password"))
    return _NOBODYS[0]
