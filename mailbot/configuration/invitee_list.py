"""The invitee list: CSV in, invitees out, a fault for every line that is wrong."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

from ..domain.identity import domain_key
from ..domain.meeting import STATE_CATEGORIES, Category, Invitee, Invitees, SenderPolicy
from ..domain.public_domains import is_public
from ..domain.submission import LANGUAGES
from .findings import Findings, nearest
from .iso3166 import ALPHA_3
from .section import address_fault

COLUMNS = ("code", "name", "category", "language", "emails")
OPTIONAL_COLUMNS = ("domains", "policy")
POLICIES: tuple[SenderPolicy, ...] = get_args(SenderPolicy)
DOMAIN = re.compile(r"(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.){1,10}[^\W\d_][\w-]{0,61}[^\W_]")
CATEGORIES: tuple[Category, ...] = get_args(Category)
CODE = re.compile(r"[A-Z0-9][A-Z0-9_.-]{0,19}")
BYTE_ORDER_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))

Row = tuple[int, dict[str, str]]


class _Lines:
    """Faults of one file, named by file and line."""

    def __init__(self, findings: Findings, name: str) -> None:
        self.findings = findings
        self.name = name

    def add(self, line: int, column: str, value: str | None, remedy: str) -> None:
        where = f"{self.name} line {line}" + (f", {column}" if column else "")
        self.findings.add(where, value, remedy)


def read_invitees(path: Path, findings: Findings, own: str = "") -> Invitees:
    """The invitees of a CSV file with the columns code, name, category, language, emails, in any order; there may
    be domains (in which all addresses are theirs) and policy (who may write for them).

    ``own`` is the address letters come from: no invitee has it.

    Commas, semicolons or tabs part the columns; UTF-8 with or without byte order mark, or UTF-16 with one.
    Other columns, empty lines and lines that begin with # are passed over.
    """
    lines = _Lines(findings, path.name)
    try:
        raw = path.read_bytes()
    except OSError as error:
        findings.add("invitees", path.name, f"cannot be read ({error.strerror}): correct the path or the permissions")
        return Invitees()
    text = _decode(raw, lines)
    if text is None:
        return Invitees()
    seen: dict[str, int] = {}
    names: dict[str, int] = {}
    invitees = []
    for line, row in _rows(text, lines):
        _note_repetition(line, row, lines, seen, names)
        invitees.append(_invitee(line, row, lines))
        for email in invitees[-1].emails:
            if email.casefold() == own.casefold():
                lines.add(line, "emails", email, "is the address mailbot writes from: give the invitee's own")
    if not invitees and not any(fault.key.startswith(path.name) for fault in findings.faults):
        lines.add(1, "", None, "names nobody: add one line for each delegation invited")
    return Invitees(tuple(invitees))


def _decode(raw: bytes, lines: _Lines) -> str | None:
    encoding = next((name for mark, name in BYTE_ORDER_MARKS if raw.startswith(mark)), "utf-8")
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError as error:
        # a guess between Western, Cyrillic and Arabic code pages would misspell names in letters
        line = raw[: error.start].count(b"\n") + 1
        lines.add(line, "", None, "is not UTF-8: save the list as “CSV UTF-8” and correct the names on this line")
        return None
    if "\x00" in text:
        lines.add(text[: text.index("\x00")].count("\n") + 1, "", None, "is not text: save the list as “CSV UTF-8”")
        return None
    return text


def _rows(text: str, lines: _Lines) -> Iterator[Row]:
    """Each line as column → value, with its number in the file. Stops at a heading that lacks a column."""
    heading = next((line for line in text.splitlines() if line.strip() and not line.startswith("#")), "")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=heading.count))
    columns: list[str] = []
    start = 1
    try:
        for cells in reader:
            line, start = start, reader.line_num + 1
            if not any(c.strip() for c in cells) or cells[0].startswith("#"):
                continue
            if columns:
                yield line, _by_column(columns, cells)
                continue
            columns = [c.strip().casefold() for c in cells]
            missing = [c for c in COLUMNS if c not in columns]
            if missing:
                lines.add(line, "", None, f"lacks the column {', '.join(missing)}: begin with {','.join(COLUMNS)}")
                return
    except csv.Error as error:
        lines.add(reader.line_num, "", None, f"cannot be read ({error}): look for a stray quotation mark")
    if not columns:
        lines.add(1, "", None, f"is empty: begin with the line {','.join(COLUMNS)}")


def _by_column(columns: list[str], cells: list[str]) -> dict[str, str]:
    row = {column: cell.strip() for column, cell in zip(columns, cells, strict=False)}
    if columns[-1] == "emails" and len(cells) > len(columns):
        # several addresses parted by the very character that parts the columns
        row["emails"] = ";".join(cells[len(columns) - 1 :])
    return {column: row.get(column, "") for column in (*COLUMNS, *OPTIONAL_COLUMNS)}


def _note_repetition(
    line: int, row: dict[str, str], lines: _Lines, seen: dict[str, int], names: dict[str, int]
) -> None:
    for column, known in (("code", seen), ("name", names)):
        key = row[column].casefold()
        if key and known.setdefault(key, line) != line:
            lines.add(
                line, column, row[column], f"stands on line {known[key]} already: keep one line for each delegation"
            )


def _invitee(line: int, row: dict[str, str], lines: _Lines) -> Invitee:
    category = _category(line, row["category"], lines)
    language = row["language"].casefold()
    if language and language not in LANGUAGES:
        lines.add(line, "language", row["language"], f"is not a language of mailbot: use {', '.join(LANGUAGES)}")
    if not row["name"]:
        lines.add(line, "name", None, "is empty: give the name that letters are to print")
    _check_code(line, row["code"], category, lines)
    emails = tuple(dict.fromkeys(e for e in re.split(r"[;,\s]+", row["emails"]) if e))
    for email in emails:
        wrong = address_fault(email)
        if wrong:
            lines.add(line, "emails", email, wrong)
    domains, policy = _domains(line, row["domains"], lines), _policy(line, row["policy"], lines)
    return Invitee(row["code"], row["name"], category or "observer_1_3", language or None, emails, domains, policy)


def _domains(line: int, cell: str, lines: _Lines) -> tuple[str, ...]:
    found = tuple(dict.fromkeys(domain_key(d.lstrip("@*.")) for d in re.split(r"[;,\s]+", cell) if d.strip("@*.")))
    for domain in found:
        if is_public(domain):
            lines.add(line, "domains", domain, "is open to anybody: leave it out, and list the addresses in emails")
        elif not DOMAIN.fullmatch(domain):
            lines.add(line, "domains", domain, "is no domain: write it as in an address, such as mfa.example")
    return found


def _policy(line: int, cell: str, lines: _Lines) -> tuple[SenderPolicy, ...]:
    words = [word for word in re.split(r"[;,\s]+", cell.casefold()) if word]
    for word in words:
        if word not in POLICIES:
            lines.add(line, "policy", word, f"must be {' or '.join(POLICIES)}, or both, or empty")
    return tuple(policy for policy in POLICIES if policy in words)


def _category(line: int, word: str, lines: _Lines) -> Category | None:
    found = next((c for c in CATEGORIES if c == word.casefold()), None)
    if found is None:
        near = nearest(word, CATEGORIES)
        hint = f": did you mean {near}?" if near else ""
        lines.add(line, "category", word or None, f"must be one of {', '.join(CATEGORIES)}{hint}")
    return found


def _check_code(line: int, code: str, category: Category | None, lines: _Lines) -> None:
    if not CODE.fullmatch(code):
        remedy = "must be capitals and digits without blanks, such as FRA or ICRC" if code else "is empty: give one"
        lines.add(line, "code", code or None, remedy)
    elif category in STATE_CATEGORIES and code not in ALPHA_3:
        lines.add(line, "code", code, "is not the ISO 3166-1 alpha-3 code of a State: look it up, or correct category")
