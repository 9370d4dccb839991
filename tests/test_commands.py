"""Commands from outside: one sentence and the right exit code, whatever is wrong; never a traceback."""

from __future__ import annotations

import logging
import os
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from mailbot.adapters.daemon_lock import take_lock
from mailbot.adapters.maildir import create_maildir, deliver
from mailbot.adapters.store import open_store
from mailbot.cli import main
from mailbot.outputs.logs import quieten_libraries
from tests.e2e.mail import COMPLETE, note
from tests.flows.conftest import CONFIG, INVITEES

NOW = "2020-11-09T10:00:00+01:00"


@dataclass(frozen=True)
class Site:
    """A configuration on disk and the commands run on it."""

    folder: Path

    def write(self, old: str = "", new: str = "") -> None:
        (self.folder / "config.toml").write_text(CONFIG.replace(old, new) if old else CONFIG, encoding="utf-8")

    def run(self, *arguments: str) -> Result:
        return CliRunner().invoke(main, ["-c", str(self.folder / "config.toml"), *arguments])

    def said(self, code: int, *arguments: str) -> str:
        """The one sentence of a command that refuses with that code."""
        result = self.run(*arguments)
        assert not result.exception or isinstance(result.exception, SystemExit), result.exception
        assert result.exit_code == code, result.output
        (sentence,) = result.stderr.splitlines()
        assert sentence.startswith("mailbot: ")
        return sentence


@pytest.fixture
def site(tmp_path: Path) -> Site:
    (tmp_path / "invitees.csv").write_text(INVITEES, encoding="utf-8")
    create_maildir(tmp_path / "mail")
    site = Site(tmp_path)
    site.write()
    return site


# a store that cannot be


@pytest.mark.parametrize("command", ["status", "once", "run", "check --offline", "flags", "plan"])
def test_a_store_that_cannot_be_made(site: Site, command: str) -> None:
    (site.folder / "taken").write_text("")
    site.write("[secretariat]", '[store]\npath = "taken/inside"\n[secretariat]')
    assert "store.path" in site.said(2, *command.split())


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_store_without_rights(site: Site) -> None:
    (site.folder / "data").mkdir(mode=0o500)
    assert "store.path" in site.said(2, "check", "--offline")


# exits of once


def test_a_message_that_is_to_be_tried_again_is_left_for_the_next_cycle(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> None:
        raise RuntimeError

    site.write("[meeting]", '[letters]\ndigest_time = ""\n[meeting]')
    deliver(site.folder / "mail", note(*COMPLETE, Auto_Submitted="auto-generated"))
    with monkeypatch.context() as patch:
        patch.setattr("mailbot.reading.documents.read_all", fails)
        assert site.run("once", "--now", NOW).exit_code == 1
    assert site.run("once", "--now", NOW).exit_code == 0


def test_beside_a_daemon_there_is_something_left_not_a_fault_of_the_configuration(site: Site) -> None:
    with take_lock(site.folder / "data"):
        assert "another daemon" in site.said(1, "once")


@pytest.mark.parametrize("host", ["127.evil.example", "localhost.evil.example"])
def test_a_name_that_only_looks_like_loopback_is_sent_nothing_in_a_rehearsal(site: Site, host: str) -> None:
    site.write('host = "127.0.0.1"\nsecurity = "none"', f'host = "{host}"')
    assert "--now" in site.said(2, "once", "--now", NOW)


# files


def test_an_export_to_nowhere(site: Site) -> None:
    open_store(site.folder / "data").close()
    output = str(site.folder / "none" / "x.csv")
    assert output in site.said(2, "export", "registrations", "--format", "csv", "-o", output)


def test_an_answer_that_is_not_utf_8(site: Site) -> None:
    (site.folder / "answer.txt").write_bytes("é".encode("latin-1"))
    said = site.said(2, "resolve", "abcd", "answer", "--file", str(site.folder / "answer.txt"))
    assert "is not UTF-8" in said


# preview


@pytest.mark.parametrize("arguments", ["acknowledgement_complete --language xx", "staff_alert --language ru"])
def test_a_language_there_is_not(site: Site, arguments: str) -> None:
    site.said(2, "preview", *arguments.split())


def test_a_language_there_is(site: Site) -> None:
    assert "Subject: " in site.run("preview", "acknowledgement_complete", "--language", "ru").output


def test_a_broken_template_is_told_in_a_sentence(site: Site) -> None:
    own = site.folder / "own" / "letters" / "answer"
    own.mkdir(parents=True)
    (own / "en.txt.j2").write_text("Subject: {{ nobody.knows }}\n")
    config = (site.folder / "config.toml").read_text(encoding="utf-8")
    (site.folder / "config.toml").write_text('templates = "own"\n' + config, encoding="utf-8")
    assert "letters/answer/en.txt.j2" in site.said(2, "preview", "answer")


# logs


def test_the_imap_library_says_nothing_of_folder_names() -> None:
    quieten_libraries()
    assert not logging.getLogger("imapclient.util").isEnabledFor(logging.WARNING)


# check


def test_invitees_nobody_can_write_to_are_named_and_no_fault(site: Site) -> None:
    (site.folder / "invitees.csv").write_text(INVITEES + "TGO,Togo,state_party,fr,\nBEN,Benin,state_party,fr,\n")
    result = site.run("check", "--offline")
    assert result.exit_code == 0
    assert result.stderr.startswith("mailbot: note: no letter can reach TGO, BEN: ")


def test_an_alarm_is_tried_out(site: Site) -> None:
    """The program gets the words; one that fails is a fault, and so is having none."""
    no_way = site.said(2, "check", "--offline", "--alarm")
    assert "no way is configured" in no_way
    (site.folder / "bell").write_text('#!/bin/sh\ncat > "$(dirname "$0")/heard"\n')
    (site.folder / "bell").chmod(0o700)
    site.write("[secretariat]", f'[alarm]\ncommand = ["{site.folder / "bell"}"]\n[secretariat]')
    assert site.run("check", "--offline", "--alarm").exit_code == 0
    assert "This is a test" in (site.folder / "heard").read_text()
    (site.folder / "bell").write_text("#!/bin/sh\nexit 7\n")
    assert "exit status 7" in site.said(2, "check", "--offline", "--alarm")


def test_status_says_first_whether_all_is_well(site: Site) -> None:
    result = site.run("status")
    assert result.exit_code == 0
    first, second, third = result.stdout.splitlines()[:3]
    assert first == "2RC: Working, with something to look at: The mailbox has not been read yet."
    assert second == "  · The mailbox has not been read yet."
    assert third == "    → Start `mailbot run`."
