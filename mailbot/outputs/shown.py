"""One message as a person sees it when deciding: what ``mailbot show`` prints."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from unicodedata import category

from mailbot.domain.delegation import Diff
from mailbot.domain.letter import Letter
from mailbot.domain.submission import Person, Source
from mailbot.outputs.coverage import Step
from mailbot.outputs.understanding import understanding
from mailbot.review import Preview, View

_FIELDS = ("title", "given", "family", "function", "affiliation", "email", "phone", "role", "speaker", "mode")


def shown(view: View) -> dict[str, Any]:
    """Everything as plain data; persons are numbered as ``--set persons.N…`` wants them."""
    item, record = view.item, view.item.record
    return {
        "message": item.id,
        "seen": item.seen,
        "disposition": record.disposition if record else None,
        "why": record.why if record else "",
        "received_at": item.since.isoformat(),
        "flags": [
            {
                "code": f.flag.code,
                "severity": f.flag.severity,
                "part": f.flag.part,
                "about": f.flag.about,
                "detail": f.flag.detail,
            }
            for f in item.flags
        ],
        "reading": _reading(view),
        "decisions": [{"action": d.action, "by": d.by, "at": d.at.isoformat(), **d.detail} for d in view.decisions],
        "letters": [_letter(letter) for letter in view.letters],
        "if_accepted": {"letters": [_letter(letter) for letter in view.coming], "obstacle": view.obstacle or None},
    }


def _reading(view: View) -> dict[str, Any] | None:
    record = view.item.record
    if record is None or view.message is None or record.submission is None:
        return None
    read = understanding(record.id, view.message, record.submission, ())
    for number, person in enumerate(read["participants"], 1):
        person["number"] = number
    return {key: value for key, value in read.items() if key not in {"file", "flags"}}


def _letter(letter: Letter) -> dict[str, Any]:
    return {
        "template": letter.template,
        "state": letter.state,
        "to": list(letter.to),
        "subject": letter.subject,
        "text": letter.text,
        "attachments": [a.name for a in letter.attachments],
        "failure": letter.failure,
    }


def show(view: View) -> None:
    """Prints it for people."""
    from rich.console import Console

    console = _Plain(Console(highlight=False, markup=False))
    record = view.item.record
    console.print(f"Message {view.item.id[:12]}   seen {view.item.seen}")
    if record is not None:
        console.print(f"{record.subject}\nfrom {record.sender or '?'}, {record.received_at:%d %B %Y %H:%M} UTC")
        console.print(f"{record.disposition}: {record.why}")
    _reading_table(console, view)
    for flag in view.item.flags:
        console.print(f"  {flag.flag.severity}: {flag.flag.code} - {flag.flag.detail or flag.flag.about or ''}")
    for decision in view.decisions:
        console.print(f"  {decision.at:%d %B %Y %H:%M} UTC: {decision.action} by {decision.by}")
    for letter in view.letters:
        console.print(f"  letter {letter.template} to {', '.join(letter.to)}: {letter.state}")
    if view.obstacle:
        console.print(f"\nCannot be accepted as it stands: {view.obstacle}")
    for letter in view.coming:
        console.rule(f"accepted, it would send to {', '.join(letter.to)}")
        console.print(f"Subject: {letter.subject}\n\n{letter.text}")
    if record is not None:
        console.print(
            f"\nDecide with: mailbot resolve {view.item.id[:12]} ACTION --seen {view.item.seen}", soft_wrap=True
        )


def previewed(preview: Preview) -> dict[str, Any]:
    """What would follow from a decision, as plain data."""
    return {
        "action": preview.ruling.action,
        "obstacle": preview.obstacle or None,
        "flags": [{"code": f.code, "severity": f.severity, "part": f.part, "about": f.about} for f in preview.flags],
        "changes": changes(preview.diff),
        "letters": [_letter(letter) for letter in preview.letters],
        "stopped": [_letter(letter) for letter in preview.stopped],
    }


def changes(diff: Diff) -> list[dict[str, Any]]:
    """Who joins, who leaves, what else changes, as plain data."""
    joins = [{"person": p.full_name, "change": "added"} for p in diff.added]
    leaves = [{"person": p.full_name, "change": "removed"} for p in diff.removed]
    others = [
        {"person": c.participant.full_name, "change": x.field, "before": x.before, "after": x.after}
        for c in diff.changed
        for x in c.changes
    ]
    return [*joins, *leaves, *others]


def step_rows(steps: Iterable[Step]) -> list[dict[str, Any]]:
    """The revisions of a delegation as plain data."""
    return [
        {
            "number": step.revision.number,
            "kind": step.revision.kind,
            "received_at": step.revision.received_at.isoformat(),
            "cause": step.revision.cause,
            "reference": step.revision.reference,
            "parts": list(step.revision.parts),
            "withdrawn": list(step.revision.withdrawn),
            "changes": changes(step.change),
        }
        for step in steps
    ]


def steps_table(rows: list[dict[str, Any]]) -> None:
    """Prints the revisions for people."""
    from rich.console import Console

    console = _Plain(Console(highlight=False, markup=False))
    if not rows:
        console.print("Nothing is recorded for this delegation.")
    for row in rows:
        parts = ", ".join(row["parts"])
        console.print(f"{row['number']}. {row['kind']} for {parts}, {row['received_at'][:16]}, {row['cause'][:21]}")
        for change in row["changes"]:
            console.print(f"   {change['person']}: {change['change']}{_became(change)}")


def _became(change: dict[str, Any]) -> str:
    return f": {change['before'] or 'nothing'} → {change['after'] or 'nothing'}" if "after" in change else ""


def show_preview(preview: Preview) -> None:
    """Prints for people what would follow from a decision."""
    from rich.console import Console

    console = _Plain(Console(highlight=False, markup=False))
    if preview.obstacle:
        console.print(f"It cannot be done: {preview.obstacle}")
        return
    for change in changes(preview.diff):
        console.print(f"  {change['person']}: {change['change']}{_became(change)}")
    for flag in preview.flags:
        console.print(f"  {flag.severity}: {flag.code} - {flag.detail or flag.about or ''}")
    for letter in preview.stopped:
        console.print(f"  letter {letter.template} to {', '.join(letter.to)} would be stopped")
    for letter in preview.letters:
        console.rule(f"it would send to {', '.join(letter.to)}")
        console.print(f"Subject: {letter.subject}\n\n{letter.text}")
    console.print("Nothing was changed.")


class _Plain:
    """A console that prints text without control characters: a mail could otherwise steer the terminal."""

    def __init__(self, console: Any) -> None:
        self._console = console

    def print(self, what: Any, **options: Any) -> None:
        self._console.print(plain(what) if isinstance(what, str) else what, **options)

    def rule(self, title: str) -> None:
        self._console.rule(plain(title))


def plain(text: str) -> str:
    """The text without control characters other than line breaks, and without marks that turn its direction."""
    turning = {"\u202a", "\u202b", "\u202c", "\u202d", "\u202e"}
    return "".join(c for c in text if c == "\n" or not (category(c) == "Cc" or c in turning))


def _reading_table(console: _Plain, view: View) -> None:
    from rich.table import Table
    from rich.text import Text

    record = view.item.record
    read = record.submission if record else None
    if read is None:
        console.print("Nothing was read from it.")
        return
    change = read.revision.kind if read.revision else "first"
    note = {
        "kind": read.kind,
        "delegation": read.delegation or read.delegation_name,
        "parts": ", ".join(read.parts),
        "reference": read.reference,
        "revision": change,
        "language": read.language,
    }
    for name, value in note.items():
        console.print(f"  {name}: {value or 'not said'}{_where(read.sources.get(name))}")
    table = Table("N", "Field", "Value", "Read in")
    for number, person in enumerate(read.persons, 1):
        for name, value in _said(person):
            source = person.sources.get(name)
            table.add_row(str(number), *(Text(plain(x)) for x in (name, value, _place(source) if source else "")))
        table.add_section()
    if read.persons:
        console.print(table)
    for person in read.revision.remove if read.revision else ():
        console.print(f"  leaves: {person.full_name}")
    if read.kind not in {"submission", "withdrawal"} or not read.persons:
        console.print(f"\n{read.text or (view.message.new_text if view.message else '')}".rstrip())


def _said(person: Person) -> list[tuple[str, str]]:
    said = [(name, str(getattr(person, name))) for name in _FIELDS if getattr(person, name)]
    said += [(f"speaker in {part}", kind or "none") for part, kind in person.speaker_in.items()]
    said += [(f"role in {part}", role) for part, role in person.role_in.items()]
    said += [(f"mode in {part}", mode or "none") for part, mode in person.mode_in.items()]
    return said + ([("parts", ", ".join(person.parts))] if person.parts else [])


def _place(source: Source) -> str:
    page = f", page {source.page}" if source.page is not None else ""
    line = f", line {source.line}" if source.line is not None else ""
    return f"{source.document}{page}{line}"


def _where(source: Source | None) -> str:
    return f" ({_place(source)})" if source else ""
