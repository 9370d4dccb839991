"""The configuration file as a whole: TOML in, a Config or every fault out."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from ..config import Config, Fault
from ..domain.flag import DEFAULT_SEVERITY, Severity
from ..domain.meeting import Invitees
from .findings import Findings, nearest
from .invitee_list import read_invitees
from .meeting_section import read_meeting
from .section import Section
from .settings import read_letters, read_mailbox, read_secretariat, read_smtp

SEVERITIES: tuple[Severity, ...] = ("hold", "ask", "note")
LOG_LEVELS = ("debug", "info", "warning", "error")


def read_config(path: Path, *, need_secrets: bool) -> tuple[Config | None, Findings]:
    """The configuration and what came up; None when the file cannot be read as TOML at all."""
    findings = Findings(path.parent)
    table = _table(path, findings)
    if table is None:
        return None, findings
    top = Section(findings, "", table)
    zone = _zone(top)
    reading, log = top.section("reading"), top.section("log")
    config = Config(
        path=path,
        invitees=_invitees(top),
        meeting=read_meeting(top, zone),
        secretariat=read_secretariat(top),
        mailbox=read_mailbox(top, need_secrets=need_secrets),
        smtp=read_smtp(top, need_secrets=need_secrets),
        store=_store(top),
        templates=top.folder_at("templates"),
        letters=read_letters(top),
        severities=_severities(top),
        check_dns=reading.switch("check_dns", False),
        log_format=log.choice("format", ("human", "json"), "human"),
        log_level=log.choice("level", LOG_LEVELS, "info"),
    )
    findings.report_secrets(table)
    findings.report_unknown()
    return config, findings


def _table(path: Path, findings: Findings) -> dict[str, Any] | None:
    try:
        text = path.read_bytes().decode("utf-8-sig")
        return tomllib.loads(text.replace("\r\n", "\n"))
    except FileNotFoundError:
        findings.faults.append(Fault(path.name, "", "there is no such file: name one with --config"))
    except OSError as error:
        findings.faults.append(Fault(path.name, "", f"cannot be read ({error.strerror}): is it a file you may read?"))
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        findings.faults.append(Fault(f"{path.name} line {line}", "", "is not UTF-8: save the file as UTF-8"))
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"\s*\(at (?:line (\d+), column \d+|end of document)\)", str(error))
        where = f" line {found[1]}" if found and found[1] else " at its end" if found else ""
        said = str(error)[: found.start()] if found else str(error)
        findings.faults.append(Fault(f"{path.name}{where}", "", f"is not TOML ({said}): correct it"))
    except RecursionError:
        findings.faults.append(Fault(path.name, "", "is nested too deeply: simplify it"))
    return None


def _zone(top: Section) -> ZoneInfo:
    name = top.text("timezone", required=True)
    if name:
        try:
            return ZoneInfo(name)
        except (LookupError, ValueError, OSError):
            from zoneinfo import available_timezones

            near = nearest(name, available_timezones())
            top.fault(
                "timezone", "is not an IANA time zone: " + (f"did you mean {near}?" if near else "Europe/Zurich?")
            )
    return ZoneInfo("UTC")


def _invitees(top: Section) -> Invitees:
    path = top.file_at("invitees", required=True)
    return read_invitees(path, top.findings) if path else Invitees()


def _store(top: Section) -> Path:
    section = top.section("store")
    path = section.place("path", "data") or top.findings.folder / "data"
    try:
        if path.exists() and not path.is_dir():
            section.fault("path", "is a file: name a folder; it is created if absent")
    except OSError as error:
        section.fault("path", f"cannot be looked up ({error.strerror}): correct the path or the permissions")
    return path


def _severities(top: Section) -> dict[str, Severity]:
    section = top.section("flags")
    # a misspelt code is told as an unknown key, with the nearest code
    section.asked.update(DEFAULT_SEVERITY)
    return {
        code: section.choice(code, SEVERITIES, DEFAULT_SEVERITY[code])
        for code in section.table
        if code in section.asked
    }
