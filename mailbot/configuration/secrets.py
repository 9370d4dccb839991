"""Where passwords and other secrets come from: never from the configuration file itself."""

from __future__ import annotations

import re
import shlex

from .model import ConfigError, Secret
from .section import Section

ENVIRONMENT_NAME = re.compile(r"[A-Z_][A-Z0-9_]*")


def read_secret(section: Section, name: str = "password", *, need_secrets: bool, wanted: bool) -> Secret | None:
    """Where a secret of the section comes from: one of ``<name>_env``, ``_file``, ``_command``."""
    env, file = section.text(f"{name}_env", empty=False), section.place(f"{name}_file")
    command = command_of(section, f"{name}_command")
    given = [key for key in (f"{name}_env", f"{name}_file", f"{name}_command") if key in section.table]
    if len(given) > 1:
        section.findings.add(section.path(given[1]), None, f"is one too many beside {given[0]}: keep one of them")
    if env and not ENVIRONMENT_NAME.fullmatch(env):
        section.findings.add(
            section.path(f"{name}_env"), None, f"must be the name of a variable, in capitals, not the {_said(name)}"
        )
        return None
    if not env and not file and not command:
        if need_secrets and wanted and not given:
            section.findings.add(
                section.path(f"{name}_env"), None, f"is missing: say where the {_said(name)} comes from"
            )
        return None
    secret = Secret(env or None, file, command or None, name)
    if need_secrets and len(given) == 1:
        try:
            secret.reveal()
        except ConfigError as error:
            for fault in error.faults:
                section.findings.add(section.path(fault.key), section.table.get(fault.key), fault.remedy)
    return secret


def _said(name: str) -> str:
    return name.replace("_", " ")


def command_of(section: Section, key: str) -> tuple[str, ...]:
    """A programme and its arguments: a list, or one text split as a shell would."""
    if not isinstance(section.table.get(key), str):
        return section.texts(key)
    text = section.text(key, empty=False)
    try:
        return tuple(shlex.split(text))
    except ValueError:
        section.findings.add(section.path(key), None, "has an open quotation mark: close it")
        return ()
