"""Layouts in columns: tables with any header, and label: value blocks."""

from __future__ import annotations

from .blocks import Lines, Table, Written
from .entries import words_for
from .notes import Note
from .people import Person, latin_name, native_name


def _row(note: Note, person: Person, columns: list[str]) -> list[str]:
    return [_cell(note, person, column) for column in columns]


def _cell(note: Note, person: Person, column: str) -> str:
    own = note.native_cells and person.native is not None
    said = words_for(note, person)
    if "role" in note.columns:
        said = [note.word(person.speaker, person)] if person.speaker and note.speakers in {"entry", "one"} else []
    if column == "name":
        if "latin" in note.columns:
            return native_name(person, note.language, note.native_style)
        return note.written(person, comma_ok=True) if "title" in note.columns else note.name(person, comma_ok=True)
    if column in {"family", "given"}:
        return _half(note, person, column, own=own)
    return {
        "number": str(note.people.index(person) + 1),
        "latin": f"{person.title or ''} {latin_name(person, note.style)}".strip(),
        "title": person.title or "",
        "post": note.comma.join([note.post(person), *said]),
        "role": note.word(person.role, person),
        "email": (person.email or "") if note.emails == "column" else "",
        "speaker": note.words.kept(f"column.{person.speaker}") if person.speaker else note.empty,
    }[column]


def _half(note: Note, person: Person, column: str, *, own: bool) -> str:
    if own and person.native:
        given, family = person.native
        if person.patronymic and note.language == "ru":
            given = f"{given} {person.patronymic}"
    else:
        given, family = person.given, person.family
    return (family.upper() if note.style in {"caps", "first", "comma"} else family) if column == "family" else given


def table(note: Note, *, header: bool = True) -> Written:
    """A table; the columns and their words by chance."""
    note.columns = _columns(note)
    note.native_cells = note.script.startswith("native") and "latin" not in note.columns
    if note.native_cells and "family" in note.columns:
        note.script = "native"  # columns of halves hold one script
    if "title" in note.columns and "title" not in note.words["column"]:
        note.columns.remove("title")
    if "family" in note.columns and "title" not in note.columns:
        for person in note.people:
            person.title = None
    if note.emails == "column" and "email" not in note.columns:
        note.emails = "none"
    head = [note.words.kept(f"column.{column}") for column in note.columns] if header else None
    return Written(body=[Table(head, [_row(note, person, note.columns) for person in note.people])])


def _columns(note: Note) -> list[str]:
    rng = note.rng
    plain = [
        ["name", "post", "role", "email"],
        ["number", "name", "post", "email"],
        ["name", "post", "email"],
        ["title", "name", "post", "role", "email"],
        ["role", "name", "post", "email"],
        ["number", "title", "family", "given", "post", "email"],
        ["family", "given", "post", "role", "email"],
        ["given", "family", "title", "post", "email", "role"],
        ["email", "name", "post", "role"],
    ]
    columns = list(rng.choice(plain))
    if "name" in columns and note.script in {"native_latin", "latin_native"}:
        columns.insert(columns.index("name") + 1, "latin")
        if "title" in columns:
            columns.remove("title")
    if note.emails != "column":
        columns.remove("email")
    if note.speakers == "column":
        columns.insert(rng.choice([len(columns), len(columns) - 1]), "speaker")
    return columns


def bare_table(note: Note) -> Written:
    """A table without a header: names, posts with role words, addresses tell themselves."""
    number = ["number"] if note.rng.random() < 0.5 else []
    note.columns = [*number, "name", "post", *(["email"] if note.emails == "column" else [])]
    note.native_cells = note.script.startswith("native")
    return Written(body=[Table(None, [_row(note, person, note.columns) for person in note.people])])


def labels(note: Note) -> Written:
    """One block of label: value lines for each person."""
    rng = note.rng
    split = rng.random() < 0.4 and note.script in {"latin", "native"}
    names = ["family", "given"] if split else ["name"]
    titled = split and "title" in note.words["column"]
    note.columns = [
        *(["title"] if titled else []),
        *names,
        "post",
        "role",
        *(["email"] if note.emails == "column" else []),
    ]
    note.native_cells = note.script == "native"
    if split and not titled:
        for person in note.people:
            person.title = None
    if note.speakers == "column":
        note.columns.append("speaker")
    colon = "：" if note.language == "zh" else " : " if note.language == "fr" else ": "
    written = Written()
    for person in note.people:
        lines = [
            f"{note.words.kept(f'column.{column}')}{colon}{cell}"
            for column in note.columns
            if (cell := _cell(note, person, column)) and cell != note.empty
        ]
        written.body.append(Lines(lines))
    return written
