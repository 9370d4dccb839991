"""The log of a whole run names nobody; every line of a message has its id; what libraries quote stays out."""

from __future__ import annotations

import json
import logging
import os
import re
import subprocess
import sys
import threading
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest

from mailbot.adapters.maildir import create_maildir, deliver
from mailbot.in_hand import letter_in_hand, message_in_hand
from mailbot.outputs.logs import HumanLines, JsonLines, set_up
from tests.e2e.mail import COMPLETE, HEAD, INCOMPLETE, message, note
from tests.flows.conftest import CONFIG, INVITEES
from tests.servers.smtp import SmtpReceiver

PASSWORD = "correct-horse-battery"  # an invented one


def record(name: str, text: str, *arguments: object, error: BaseException | None = None) -> logging.LogRecord:
    information = (type(error), error, error.__traceback__) if error else None
    return logging.LogRecord(name, logging.WARNING, "/x/y.py", 7, text, arguments, information)


def fail(text: str) -> None:
    raise ValueError(text)


def failed(text: str) -> Exception:
    try:
        fail(text)
    except ValueError as error:
        return error
    raise AssertionError


@pytest.fixture
def restored() -> Iterator[None]:
    root, hook, raises = logging.getLogger(), threading.excepthook, logging.raiseExceptions
    handlers, level, own = root.handlers[:], root.level, logging.getLogger("mailbot").level
    yield
    logging.captureWarnings(False)
    root.handlers[:], threading.excepthook, logging.raiseExceptions = handlers, hook, raises
    root.setLevel(level)
    logging.getLogger("mailbot").setLevel(own)


@pytest.mark.parametrize("form", ["human", "json"])
def test_a_whole_run_names_nobody(tmp_path: Path, smtp_receiver: SmtpReceiver, form: str) -> None:
    smtp_receiver.refuse("rcpt", "550 5.1.1 <p.mwangi@mfa-ke.example> Peter MWANGI unknown", times=1)
    (tmp_path / "invitees.csv").write_text(INVITEES, encoding="utf-8")
    text = CONFIG.replace("[smtp]", f"[smtp]\nport = {smtp_receiver.port}")
    text = text.replace("[meeting]", f'[log]\nformat = "{form}"\n[meeting]')
    (tmp_path / "config.toml").write_text(text, encoding="utf-8")
    create_maildir(tmp_path / "mail")
    broken = (
        note(*COMPLETE).replace(b"text/plain", b"application/pdf").replace(b"Note Verbale", b"Note of Peter MWANGI")
    )
    for raw in (
        note(*INCOMPLETE),
        note(*COMPLETE, subject="Peter MWANGI leads"),
        message("Dear all,\n\nMay Lucy ACHIENG attend?\n", sender="Peter MWANGI <p.mwangi@mfa-ke.example>"),
        broken,
        b"\xff\x00 Peter MWANGI\n" + os.urandom(300),
        note(HEAD, sender="Grace OTIENO <grace.otieno@kenya-gva.example.evil.example>"),
    ):
        deliver(tmp_path / "mail", raw)
    command = [sys.executable, "-m", "mailbot", "-c", str(tmp_path / "config.toml"), "once"]
    environment = {**os.environ, "PASSWORD": PASSWORD}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=100, check=False)
    assert len(re.findall("message ", done.stderr)) >= 6
    assert "letter " in done.stderr
    said = done.stderr.casefold()
    for word in ("otieno", "mwangi", "achieng", "grace", "@", "note verbale", "kenya-gva", "mfa-ke", PASSWORD):
        assert word not in said
    if form == "json":
        for line in map(json.loads, done.stderr.splitlines()):
            assert {"at", "level", "logger", "message"} <= line.keys()
            if line["logger"] == "mailbot.intake":
                assert line["message_id"] in line["message"]
            if line["message"].startswith("letter "):
                assert line["letter_id"] in line["message"]


def test_what_is_in_hand_stands_on_every_line_of_it_also_a_librarys() -> None:
    with message_in_hand("0123456789abcdef"):
        human = HumanLines().format(record("mailbot.adapters.imap", "a line"))
        library = HumanLines().format(record("pypdf", "odd object of Peter MWANGI"))
        document = json.loads(JsonLines().format(record("mailbot.x", "a line")))
    assert " mailbot.adapters.imap [0123456789ab]: a line" in human
    assert "[0123456789ab]" in library
    assert "MWANGI" not in library
    assert "y line 7" in library
    assert document["message_id"] == "0123456789ab"
    with letter_in_hand("91bc"):
        assert json.loads(JsonLines().format(record("mailbot.x", "a line")))["letter_id"] == "91bc"
    assert "[" not in HumanLines().format(record("mailbot.x", "a line"))


def test_a_traceback_shows_the_way_not_the_words() -> None:
    cause = failed("Peter MWANGI")
    error = failed("p.mwangi@mfa-ke.example")
    error.__cause__ = cause
    for lines in (HumanLines(), JsonLines()):
        text = lines.format(record("mailbot.intake", "failed", error=error))
        assert "MWANGI" not in text.upper()
        assert text.count("builtins.ValueError") == 2
        assert "in failed" in text
    open_text = HumanLines(openly=True).format(record("mailbot.intake", "failed", error=error))
    assert "MWANGI" in open_text


def test_a_line_cannot_be_forged_nor_hold_an_address() -> None:
    text = HumanLines().format(record("mailbot.x", "refused (%s)", "550 <a@b.example>\n2020 ERROR \x1b[2J all"))
    assert len(text.splitlines()) == 1
    assert "\x1b" not in text
    assert "a@b.example" not in text
    assert "refused (550 <<address>>" in text


def test_a_long_line_costs_no_time() -> None:
    assert len(HumanLines().format(record("mailbot.x", "a" * 300_000 + "@"))) < 3000


def test_what_reaches_standard_error_by_itself_goes_through_it(
    capsys: pytest.CaptureFixture[str], restored: None
) -> None:
    set_up("human", "info")

    def die() -> None:
        raise ValueError("Peter MWANGI")

    thread = threading.Thread(target=die, name="t1")
    thread.start()
    thread.join()
    with message_in_hand("abcd"):
        warnings.warn("Lucy ACHIENG", UserWarning, stacklevel=1)
        logging.getLogger("mailbot.x").info("%d", "Grace OTIENO")
    said = capsys.readouterr().err
    assert "thread t1 has died" in said
    assert "py.warnings [abcd]" in said
    for name in ("MWANGI", "ACHIENG", "OTIENO"):
        assert name not in said
