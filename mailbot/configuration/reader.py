"""The configuration file as a whole: TOML in, a Config or every fault out."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from ..domain.flag import DEFAULT_SEVERITY, Severity
from ..domain.meeting import Invitees
from .findings import Findings, nearest
from .invitee_list import read_invitees
from .meeting_section import read_meeting
from .model import Config, Fault, KeepingSettings
from .reading_section import read_reading
from .review_section import read_review
from .section import Section
from .settings import read_letters, read_mailbox, read_secretariat, read_smtp
from .watching import read_alarm, read_http
from .web_section import read_web

SEVERITIES: tuple[Severity, ...] = ("hold", "ask", "note")
LOG_LEVELS = ("debug", "info", "warning", "error")


def read_config(path: Path, *, need_secrets: bool) -> tuple[Config | None, Findings]:
    """The configuration and what came up; None when the file cannot be read as TOML at all."""
    findings = Findings(path.parent)
    table = _table(path, findings)
    return (None if table is None else config_of(path, table, findings, need_secrets=need_secrets)), findings


def config_of(path: Path, table: dict[str, Any], findings: Findings, *, need_secrets: bool) -> Config:
    """The configuration of a file that is TOML; of use only if there are no faults afterwards."""
    top = Section(findings, "", table)
    zone = _zone(top)
    invitee_file = top.file_at("invitees", required=True)
    config = Config(
        path=path,
        invitees=_invitees(top, invitee_file),
        invitee_file=invitee_file,
        templates=top.folder_at("templates"),
        secretariat=read_secretariat(top),
        mailbox=(mailbox := read_mailbox(top, need_secrets=need_secrets)),
        smtp=read_smtp(top, mailbox.oauth2, need_secrets=need_secrets),
        store=(store := _store(top))[0],
        keeping=store[1],
        letters=read_letters(top),
        alarm=read_alarm(top, need_secrets=need_secrets),
        http=read_http(top),
        web=read_web(top),
        review=read_review(top, mailbox),
        reading=read_reading(top),
        log_format=(log := top.section("log")).choice("format", ("human", "json"), "human"),
        log_level=log.choice("level", LOG_LEVELS, "info"),
        severities=_severities(top),
        meeting=read_meeting(top, zone),
    )
    if not mailbox.authserv_id and (codes := [i.code for i in config.invitees.all if "verified" in i.policy]):
        remedy = f"is needed for the policy verified of {', '.join(codes[:5])}: name the receiving server"
        findings.add("mailbox.authserv_id", None, remedy)
    findings.report_secrets(table)
    findings.report_unknown()
    return config


def _table(path: Path, findings: Findings) -> dict[str, Any] | None:
    try:
        text = path.read_bytes().decode("utf-8-sig")
        return tomllib.loads(text.replace("\r\n", "\n"))
    except FileNotFoundError:
        findings.faults.append(
            Fault(path.name, "", "there is no such file: copy config.example.toml, or name one with --config")
        )
    except OSError as error:
        findings.faults.append(Fault(path.name, "", f"cannot be read ({error.strerror}): is it a file you may read?"))
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        findings.faults.append(Fault(f"{path.name} line {line}", "", "is not UTF-8: save the file as UTF-8"))
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"\s*\(at (?:line (\d+), column \d+|end of document)\)", str(error))
        where = f" line {found[1]}" if found and found[1] else " at its end" if found else ""
        said = str(error)[: found.start()] if found else str(error)
        remedy = "put texts in quotes" if said.startswith("Invalid value") else "correct it"
        findings.faults.append(Fault(f"{path.name}{where}", "", f"is not TOML ({said}): {remedy}"))
    except RecursionError:
        findings.faults.append(Fault(path.name, "", "is nested too deeply: simplify it"))
    return None


def _zone(top: Section) -> ZoneInfo:
    name = top.text("timezone", required=True, like="Europe/Zurich")
    if name:
        try:
            return ZoneInfo(name)
        except (LookupError, ValueError, OSError):
            from zoneinfo import available_timezones

            near = nearest(name, available_timezones(), 0.85)
            top.fault(
                "timezone",
                "is not an IANA time zone: "
                + (f"did you mean {near}?" if near else "write a place on its list, such as Europe/Zurich"),
            )
    return ZoneInfo("UTC")


def _invitees(top: Section, path: Path | None) -> Invitees:
    secretariat = top.table.get("secretariat")
    own = secretariat.get("address") if isinstance(secretariat, dict) else None
    return read_invitees(path, top.findings, own.strip() if isinstance(own, str) else "") if path else Invitees()


def _store(top: Section) -> tuple[Path, KeepingSettings]:
    section = top.section("store")
    path = section.place("path", "data") or top.findings.folder / "data"
    try:
        if path.exists() and not path.is_dir():
            section.fault("path", "is a file: name a folder; it is created if absent")
    except OSError as error:
        section.fault("path", f"cannot be looked up ({error.strerror}): correct the path or the permissions")
    days = "purge_days_after_meeting"
    keeping = KeepingSettings(
        backups=section.place("backups"),
        backups_kept=section.number("backups_kept", 7, 0, 1000),
        purge_days=section.number(days, 0, 0, 36500) if days in section.table else None,
    )
    section.asked.add(days)
    return path, keeping


def _severities(top: Section) -> dict[str, Severity]:
    section = top.section("flags")
    # a misspelt code is told as an unknown key, with the nearest code
    section.asked.update(DEFAULT_SEVERITY)
    return {
        code: section.choice(code, SEVERITIES, DEFAULT_SEVERITY[code])
        for code in section.table
        if code in section.asked
    }
