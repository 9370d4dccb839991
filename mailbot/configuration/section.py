"""A table of the configuration file: typed look-ups that note faults and go on, so that all are found at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, TypeVar

from ..domain.submission import LANGUAGES
from .findings import BRACKETS, Findings, nearest

T = TypeVar("T")
L = TypeVar("L", bound=str)

CONTROL = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]")
ONE_LINE = "holds a line break or control character: write it on one line"
CLOCK = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])")


def address_fault(address: str) -> str | None:
    """What is wrong with an e-mail address by its syntax (RFC 5321), as a sentence; None if nothing is."""
    from email_validator import EmailNotValidError, validate_email

    if re.search(r"[<>]", address):
        return "write the bare address, without a name and without < >"
    try:
        validate_email(address, check_deliverability=False)
    except EmailNotValidError as error:
        return f"is not an e-mail address ({str(error).rstrip('.')}): correct it"
    return None


class Section:
    """One table. ``absent`` tables answer with defaults only: their absence is noted once, not key by key."""

    def __init__(self, findings: Findings, where: str, table: dict[str, Any], *, absent: bool = False) -> None:
        self.findings = findings
        self.where = where
        self.table = table
        self.absent = absent
        self.asked: set[str] = set()
        findings.sections.append(self)

    def path(self, key: str) -> str:
        """The full name of a key of this table."""
        return f"{self.where}.{key}" if self.where else key

    def fault(self, key: str, remedy: str) -> None:
        """Notes a fault of the value at ``key``."""
        self.findings.add(self.path(key), self.table.get(key), remedy)

    def get(self, key: str, kind: type[T], what: str, *, required: bool = False) -> T | None:
        """The value if it is there and of that type, else None; ``what`` says what it must be."""
        self.asked.add(key)
        value = self.table.get(key)
        if value is None:
            if required and not self.absent:
                self.findings.add(self.path(key), None, f"is missing: add it, {what}")
            return None
        # bool is an int and datetime a date for Python, not for whoever writes the file
        if type(value) is kind:
            return value
        self.fault(key, f"must be {what}")
        return None

    def text(self, key: str, default: str = "", *, required: bool = False, empty: bool = True, like: str = "…") -> str:
        """A string without outer blanks or line breaks; ``empty`` False refuses an empty one."""
        value = self.get(key, str, f'a text in quotes, {key} = "{like}"', required=required)
        if value is None:
            return default
        if (required or not empty) and not value.strip():
            self.fault(key, "is empty: fill it in")
        elif CONTROL.search(value.strip()):
            self.fault(key, ONE_LINE)
        return value.strip()

    def choice(self, key: str, among: Sequence[L], default: L, *, required: bool = False) -> L:
        """One of a few words."""
        value = self.get(key, str, "one of " + ", ".join(among), required=required)
        for word in among:
            if value == word:
                return word
        if value is not None:
            near = nearest(value, among)
            self.fault(key, f"must be one of {', '.join(among)}" + (f": did you mean {near}?" if near else ""))
        return default

    def number(self, key: str, default: int, lowest: int, highest: int) -> int:
        """A whole number within bounds."""
        value = self.get(key, int, f"a whole number from {lowest} to {highest}")
        if value is None:
            return default
        if not lowest <= value <= highest:
            self.fault(key, f"must be a whole number from {lowest} to {highest}")
        return value

    def switch(self, key: str, default: bool) -> bool:
        """true or false."""
        value = self.get(key, bool, "true or false, without quotes")
        return default if value is None else value

    def items(self, key: str, kind: type[T], what: str, *, required: bool = False) -> tuple[T, ...] | None:
        """A list of one type; None when absent or wrong."""
        value = self.get(key, list, f"a list in brackets, {what}", required=required)
        if value is None:
            return None
        if any(type(v) is not kind for v in value):
            self.fault(key, f"must be a list in brackets, {what}")
            return None
        return tuple(value)

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of strings, empty ones left out."""
        values = self.items(key, str, '["…", "…"]') or ()
        return tuple(v.strip() for v in values if v.strip())

    def numbers(self, key: str, default: tuple[int, ...], lowest: int, highest: int) -> tuple[int, ...]:
        """A list of whole numbers within bounds."""
        values = self.items(key, int, "whole numbers, [5, 2, 1]")
        if values is None:
            return default
        if any(not lowest <= v <= highest for v in values):
            self.fault(key, f"each must be a whole number from {lowest} to {highest}")
        return values

    def day(self, key: str, *, required: bool = False) -> date | None:
        """A date without an hour."""
        return self.get(key, date, "a date without quotes, such as 2020-11-25", required=required)

    def moment(self, key: str, *, required: bool = False) -> date | datetime | None:
        """A date, or a date with its hour (with or without an offset)."""
        what = "a date or date-time without quotes, such as 2020-11-18 or 2020-11-18T18:00:00"
        if type(self.table.get(key)) is datetime:
            return self.get(key, datetime, what, required=required)
        return self.get(key, date, what, required=required)

    def clock(self, key: str, default: time | None, *, none: bool = False) -> time | None:
        """A time of day, "09:00" or 09:00:00; with ``none`` an empty text means: at no time."""
        if type(self.table.get(key)) is time:
            return self.get(key, time, "a time of day")
        value = self.get(key, str, 'a time of day, such as "09:00"')
        if value is None:
            return default
        if none and not value.strip():
            return None
        found = CLOCK.fullmatch(value.strip())
        if not found:
            self.fault(key, 'must be a time of day, such as "09:00"' + (', or "" for none' if none else ""))
            return default
        return time(int(found[1]), int(found[2]))

    def by_language(self, key: str, *, required: bool = False, one_line: bool = True) -> dict[str, str]:
        """A text in one or more of the six languages: ``title.en = "…"``."""
        value = self.get(key, dict, f'given by language, {key}.en = "…"', required=required)
        texts: dict[str, str] = {}
        for language, text in (value or {}).items():
            where = f"{self.path(key)}.{language}"
            if language not in LANGUAGES:
                self.findings.add(where, text, f"is not a language of mailbot: use {', '.join(LANGUAGES)}")
            elif not isinstance(text, str) or not text.strip():
                self.findings.add(where, text, 'must be a text in quotes, "…"')
            elif one_line and CONTROL.search(text.strip()):
                self.findings.add(where, text, ONE_LINE)
            else:
                texts[language] = text.strip()
        if value == {} and required:
            self.fault(key, f'is empty: add {key}.en = "…"')
        return texts

    def address(self, key: str, *, required: bool = False) -> str:
        """One e-mail address."""
        value = self.text(key, required=required, like="name@office.example")
        wrong = address_fault(value) if value else None
        if wrong:
            self.fault(key, wrong)
        return value

    def addresses(self, key: str, *, required: bool = False) -> tuple[str, ...]:
        """A list of e-mail addresses, each once."""
        values = self.items(key, str, '["name@office.example"]', required=required)
        if values == () and required:
            self.fault(key, "is empty: name at least one address")
        for value in values or ():
            wrong = address_fault(value.strip())
            if wrong:
                self.findings.add(self.path(key), value, wrong)
        return tuple(dict.fromkeys(v.strip() for v in values or ()))

    def link(self, key: str) -> str | None:
        """A web address."""
        value: str | None = self.text(key)
        if value and not re.fullmatch(r"https?://[^\s/@:]+(?::\d+)?(?:[/?#]\S*)?", value):
            # what stands before an @ may be a password
            value = None if "@" in value else value
            self.findings.add(self.path(key), value, "must be a web address, https://…, without a user name")
        return value or None

    def file_at(self, key: str, *, required: bool = False) -> Path | None:
        """A file that must exist, relative to the configuration file; None if not given or absent."""
        return self._existing(key, Path.is_file, "file", required=required)

    def folder_at(self, key: str) -> Path | None:
        """A folder that must exist, relative to the configuration file; None if not given or absent."""
        return self._existing(key, Path.is_dir, "folder")

    def place(self, key: str, default: str = "", *, required: bool = False) -> Path | None:
        """A path, relative to the configuration file, whether it exists or not; None if not given."""
        value = self.text(key, default, required=required, like=key)
        try:
            return self.findings.folder / Path(value).expanduser() if value else None
        except RuntimeError:
            self.fault(key, "begins with ~ and a user who is unknown here: write the path in full")
            return None

    def _existing(self, key: str, exists: Callable[[Path], bool], what: str, *, required: bool = False) -> Path | None:
        path = self.place(key, required=required)
        try:
            if path is None or exists(path):
                return path
            self.fault(key, f"there is no such {what}: create it or correct the path")
        except OSError as error:
            self.fault(key, f"cannot be looked up ({error.strerror}): correct the path or the permissions")
        return None

    def section(self, key: str, *, required: bool = False) -> Section:
        """The table of that name; an empty one if it is absent or something else."""
        table = self.get(key, dict, f"a section of its own, [{self.path(key)}]", required=required)
        return Section(self.findings, self.path(key), table or {}, absent=table is None)

    def sections(self, key: str, name: str, *, required: bool = False) -> tuple[Section, ...]:
        """A list of tables, each called by its key ``name`` (its number from 1 where that is missing)."""
        where = self.path(key)
        heading = f"a list of sections, [[{BRACKETS.sub('', where)}]]"
        tables = self.items(key, dict, heading, required=required)
        if tables is not None and not tables and required:
            self.fault(key, f"is empty: add {heading}")
        return tuple(
            Section(self.findings, f"{where}[{_label(t.get(name), number)}]", t)
            for number, t in enumerate(tables or (), 1)
        )


def _label(name: object, number: int) -> str:
    return name if isinstance(name, str) and re.fullmatch(r"[\w.-]{1,40}", name) else f"number {number}"
