"""The fields of a submission that say where they were read, under the keys a person corrects them by."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from mailbot.domain.submission import Person, Source, Submission

VERBATIM = ("family", "given", "title", "function", "affiliation", "email", "phone")


@dataclass(frozen=True, slots=True)
class Evidence:
    """One field: its key, the words to look for (None where the value is a code of ours), where it was read.

    ``person`` is the key of the person it belongs to, empty for the note's own fields; ``code`` the value where that
    is a code.
    """

    key: str
    value: str | None
    source: Source
    person: str = ""
    code: str | None = None

    @property
    def field(self) -> str:
        """The field's own name."""
        return self.key.rpartition(".")[2]


def evidence_of(submission: Submission) -> tuple[Evidence, ...]:
    """Every field with a source, in the order of the submission. Never raises."""
    return tuple(_evidence(submission))


def _evidence(submission: Submission) -> Iterator[Evidence]:
    of = submission.revision.of if submission.revision else None
    values = {"delegation": submission.delegation_name, "reference": submission.reference, "revision.of": of}
    for name, source in submission.sources.items():
        yield Evidence(name, values.get(name), source, code=submission.kind if name == "kind" else None)
    for number, person in enumerate(submission.persons, 1):
        yield from _of_person(f"persons.{number}", person)
    if submission.revision is not None:
        for number, person in enumerate(submission.revision.remove, 1):
            yield from _of_person(f"remove.{number}", person)
    for number, doubt in enumerate(submission.doubts, 1):
        if doubt.source is not None:
            yield Evidence(f"doubt.{number}", doubt.about, doubt.source)
    if submission.says_credentials is not None:
        yield Evidence("credentials", None, submission.says_credentials)


def _of_person(key: str, person: Person) -> Iterator[Evidence]:
    for name, source in person.sources.items():
        value = getattr(person, name, None)
        if name in VERBATIM:
            yield Evidence(f"{key}.{name}", value, source, key)
        else:
            yield Evidence(f"{key}.{name}", None, source, key, value if isinstance(value, str) else None)
