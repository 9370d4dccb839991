"""From the configuration to the channels: the example's own section, uncommented, rings on all three."""

from __future__ import annotations

import re
import tomllib
from datetime import UTC, datetime
from pathlib import Path

import pytest

from mailbot.config import load
from mailbot.configuration.findings import Findings
from mailbot.configuration.section import Section
from mailbot.configuration.watching import read_alarm, read_http
from mailbot.observing.surroundings import channels
from mailbot.ports import Notice, Permanent
from tests.flows.conftest import CONFIG, INVITEES
from tests.servers.smtp import SmtpReceiver

ROOT = Path(__file__).parent.parent.parent
NOTICE = Notice("disk", "The disk is nearly full", "5 MB are left.", "Make room.", datetime(2020, 11, 9, tzinfo=UTC))


def test_the_examples_alarm_section_has_no_key_the_loader_does_not_know(tmp_path: Path) -> None:
    text = (ROOT / "config.example.toml").read_text(encoding="utf-8")
    section = text[text.index("# [alarm]\n") : text.index("[web]\n")]
    lines = [line[2:] for line in section.splitlines() if re.match(r"# (\[|[a-z_0-9]+ = )", line)]
    lines = [line for line in lines if not line.startswith("[alarm.smtp.oauth2]")]
    table = tomllib.loads("\n".join(lines))
    (tmp_path / "certificates.pem").touch()
    findings = Findings(tmp_path)
    top = Section(findings, "", table)
    alarm, http = read_alarm(top, need_secrets=False), read_http(top)
    findings.report_unknown()
    assert {f.remedy.split(" beside")[0] for f in findings.faults} <= {"is one too many", "stands"}
    assert (alarm.command[0], alarm.to) == ("/usr/local/bin/text-message", ("duty.officer@another.example",))
    assert http is not None
    assert (http.host, http.port) == ("127.0.0.1", 9464)


def test_every_channel_configured_is_used(
    tmp_path: Path, smtp_receiver: SmtpReceiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    more = f"""
[alarm]
command = "{tmp_path}/bell 'two words'"
webhook_env = "HOOK"
[alarm.smtp]
host = "{smtp_receiver.host}"
port = {smtp_receiver.port}
security = "none"
to = ["duty@other.example"]
"""
    (tmp_path / "invitees.csv").write_text(INVITEES, encoding="utf-8")
    (tmp_path / "config.toml").write_text(CONFIG + more, encoding="utf-8")
    (tmp_path / "bell").write_text(f'#!/bin/sh\necho "$1" > {tmp_path}/heard\n')
    (tmp_path / "bell").chmod(0o700)
    config = load(tmp_path / "config.toml")
    command, webhook, mail = channels(config)
    assert [way.name for way in (command, webhook, mail)] == ["[alarm] command", "[alarm] webhook", "[alarm.smtp]"]
    command.sound(NOTICE)
    assert (tmp_path / "heard").read_text() == "two words\n"
    mail.sound(NOTICE)
    (received,) = smtp_receiver.messages
    assert (received.sender, received.recipients) == ("ccm@secretariat.example", ("duty@other.example",))
    monkeypatch.setenv("HOOK", "http://alarms.other.example/SECRET")
    with pytest.raises(Permanent, match="in the clear") as caught:
        webhook.sound(NOTICE)
    assert "SECRET" not in str(caught.value)
    monkeypatch.delenv("HOOK")
    with pytest.raises(Permanent, match="HOOK"):
        webhook.sound(NOTICE)
