"""Dovecot 2.3 on a loopback port: a real IMAP server for the tests, started and stopped in a tenth of a second.

Runs as the current user, or, as root, with Dovecot's own unprivileged users. Every user name logs in with
``PASSWORD``, so that each test can have a mailbox of its own on a server that many tests share.
"""

from __future__ import annotations

import contextlib
import grp
import itertools
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from imapclient import IMAPClient

from .certificate import Certificate, make_certificate
from .ports import free_port

PASSWORD = "correct-horse"
_BINARY = shutil.which("dovecot", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")

_CONFIG = """
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
protocols = imap
listen = 127.0.0.1
ssl = {ssl}
{certificate}
disable_plaintext_auth = no
auth_failure_delay = 0
auth_mechanisms = plain login
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {login}
first_valid_uid = 1
first_valid_gid = 1
mail_fsync = never
mail_location = maildir:{folder}/mail/%u
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service stats {{
  chroot =
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
  }}
}}
passdb {{
  driver = static
  mechanisms = plain login
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}/home/%u
}}
{extra}
"""


def available() -> bool:
    """Whether a Dovecot this fixture can drive is installed."""
    if _BINARY is None:
        return False
    version = subprocess.run([_BINARY, "--version"], capture_output=True, text=True, check=False).stdout
    return version.startswith("2.3.")


class Dovecot:
    """One server in a short-named temporary folder (socket paths are limited to 107 bytes).

    ``port`` is plain IMAP with STARTTLS on offer, ``tls_port`` is IMAPS; ``certificate.cert`` is what to trust.
    ``extra`` is appended to the configuration (capabilities, namespaces …).
    """

    host = "127.0.0.1"

    def __init__(self, extra: str = "") -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="mb-dc-", dir="/tmp"))
        self.folder.chmod(0o755)
        self.port = free_port()
        self.tls_port = free_port()
        self.certificate: Certificate = make_certificate(self.folder)
        self._extra = extra
        self._process: subprocess.Popen[bytes] | None = None
        self._names = itertools.count(1)
        self._write_config()

    def add(self, extra: str) -> None:
        """Appends to the configuration: what is said last counts, from the next start on."""
        with (self.folder / "dovecot.conf").open("a") as file:
            file.write(extra)

    def take_tokens(self, introspection: str) -> None:
        """Logins by token too, from the next start on; ``introspection`` is asked whether one is good."""
        ask = self.folder / "oauth2.conf"
        ask.write_text(
            f"introspection_mode = post\nintrospection_url = {introspection}\n"
            "username_attribute = username\nactive_attribute = active\nactive_value = true\n"
        )
        self.add(
            "auth_mechanisms = plain login xoauth2 oauthbearer\nauth_cache_size = 0\n"
            f"passdb {{\n  driver = oauth2\n  mechanisms = xoauth2 oauthbearer\n  args = {ask}\n}}\n"
        )

    def new_user(self) -> str:
        """A user name not used before: an empty mailbox."""
        return f"user{next(self._names)}"

    def start(self) -> None:
        """Starts, or starts again on the same ports with the same mail; returns once logins are answered."""
        assert _BINARY is not None
        self._process = subprocess.Popen(
            [_BINARY, "-F", "-c", str(self.folder / "dovecot.conf")],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
        deadline = time.monotonic() + 10
        while not self._greets():
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"Dovecot did not start: {self._complaint()}")
            time.sleep(0.01)

    def kill(self) -> None:
        """Ends the server and all its sessions at once, as a power cut would."""
        if self._process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait(10)
        assert self._process.stderr is not None
        self._process.stderr.close()
        self._process = None
        while _listens(self.port) or _answers(self.folder / "run" / "anvil"):
            time.sleep(0.005)

    def remove(self) -> None:
        """Kills it and deletes its mail."""
        self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    @contextlib.contextmanager
    def session(self, user: str) -> Iterator[IMAPClient]:
        """A client of the user's own, as staff would have one open."""
        client = IMAPClient(self.host, self.port, ssl=False, timeout=10)
        try:
            client.login(user, PASSWORD)
            yield client
        finally:
            with contextlib.suppress(client.Error, OSError):
                client.logout()

    def deliver(self, user: str, *raws: bytes, folder: str = "INBOX", at: datetime | None = None) -> list[int]:
        """Puts messages into a folder, unread; returns their UIDs."""
        with self.session(user) as client:
            replies = [client.append(folder, raw, (), at) for raw in raws]
        return [int(reply.split(b"]")[0].split()[-1]) for reply in replies]

    def log(self) -> str:
        """What the server had to say."""
        return (self.folder / "log").read_text(errors="replace")

    def _write_config(self) -> None:
        names: dict[str, Any] = _users()
        cert, key = self.certificate.cert, self.certificate.key
        certificate = f"ssl_cert = <{cert}\nssl_key = <{key}"
        text = _CONFIG.format(
            folder=self.folder,
            port=self.port,
            tls_port=self.tls_port,
            ssl="yes",
            certificate=certificate,
            password=PASSWORD,
            extra=self._extra,
            **names,
        )
        (self.folder / "dovecot.conf").write_text(text)
        for name in ("mail", "home"):
            (self.folder / name).mkdir()
            os.chown(self.folder / name, names["uid"], names["gid"])

    def _greets(self) -> bool:
        try:
            with socket.create_connection((self.host, self.port), 5) as line:
                return line.recv(4).startswith(b"* OK")
        except OSError:
            return False

    def _complaint(self) -> str:
        assert self._process is not None
        assert self._process.stderr is not None
        self._process.kill()
        log = self.folder / "log"
        said = self._process.stderr.read().decode(errors="replace")
        return said + (log.read_text(errors="replace") if log.exists() else "")


def _users() -> dict[str, Any]:
    if os.getuid() == 0:
        nobody = pwd.getpwnam("nobody")
        return {
            "user": "dovecot",
            "group": "dovecot",
            "login": "dovenull",
            "uid": nobody.pw_uid,
            "gid": nobody.pw_gid,
        }
    user = pwd.getpwuid(os.getuid()).pw_name
    group = grp.getgrgid(os.getgid()).gr_name
    return {"user": user, "group": group, "login": user, "uid": os.getuid(), "gid": os.getgid()}


def _answers(path: Path) -> bool:
    """Whether a killed server's child still holds its socket: the next one would refuse to start."""
    with socket.socket(socket.AF_UNIX) as probe:
        try:
            probe.connect(str(path))
        except OSError:
            return False
    return True


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
