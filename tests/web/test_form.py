"""The form of a message: what nobody touched is no correction, what is typed is one, and nothing is a fault."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from mailbot.config import Config, load
from mailbot.corrections import Refused, corrected
from mailbot.domain.submission import Change, Person, Source, Submission
from mailbot.outputs.shown import plain
from mailbot.web.drawing import drawing
from mailbot.web.form import TEXTS, blanks, changes_of, parts_with_speakers, speaker_of
from mailbot.web.replaced import Note, unknown_notes
from mailbot.web.words import words_in

from .served import CASES, write_config

PARTS = ("PM1", "PM2", "RC1", "RC2")
DRAWN = """{% from "message_form.html.j2" import note_fields, person_fields, person_blank with context %}
{{ note_fields() }}{% for person in submission.persons %}{{ person_fields(loop.index, person) }}{% endfor %}
{{ person_blank(submission.persons|length + 1) }}"""
Draw = Callable[[Submission], list[tuple[str, str]]]

said = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
maybe = st.none() | said
parts = st.lists(st.sampled_from(PARTS), unique=True, max_size=3).map(tuple)
speakers = st.sampled_from(["primary", "alternate", None])
persons = st.builds(
    Person,
    family=maybe,
    given=maybe,
    title=maybe,
    function=maybe,
    affiliation=maybe,
    email=maybe,
    phone=maybe,
    role=st.sampled_from(["head", "alternate_head", "delegate", "adviser"]),
    speaker=speakers,
    speaker_in=st.dictionaries(st.sampled_from(PARTS), speakers, max_size=2),
    mode=st.sampled_from(["in_person", "virtual", None]),
    role_in=st.dictionaries(st.sampled_from(PARTS), st.sampled_from(["head", "delegate", "adviser"]), max_size=2),
    mode_in=st.dictionaries(st.sampled_from(PARTS), st.sampled_from(["in_person", "virtual", None]), max_size=2),
    parts=st.none() | parts,
    order_certain=st.booleans(),
)
submissions = st.builds(
    Submission,
    kind=st.sampled_from(["submission", "withdrawal", "question", "unreadable", "complaint"]),
    language=st.just("en"),
    delegation=st.sampled_from([None, "ARG", "USA", "QQQ"]),
    delegation_name=maybe,
    parts=parts,
    reference=maybe,
    revision=st.none() | st.builds(Change, kind=st.sampled_from(["replace", "delta"]), of=maybe),
    persons=st.lists(persons, max_size=2).map(tuple),
)


class Fields(HTMLParser):
    """What a browser sends of a form nobody has touched (HTML section 4.10.21.4)."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: list[tuple[str, str]] = []
        self._options: list[tuple[str, bool]] = []
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        had = dict(attrs)
        value = had.get("value") or ""
        if tag == "input" and (had.get("type") != "checkbox" or "checked" in had):
            self.sent.append((had["name"] or "", value.replace("\n", "").replace("\r", "")))
        elif tag == "select":
            self._select, self._options = had["name"] or "", []
        elif tag == "option":
            self._options.append((value, "selected" in had))

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            chosen = [value for value, is_selected in self._options if is_selected] or [self._options[0][0]]
            self.sent.append((self._select, chosen[-1]))


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Config:
    folder = tmp_path_factory.mktemp("form")
    (folder / "invitees.csv").write_bytes((CASES / "invitees.csv").read_bytes())
    (folder / "mail").mkdir()
    for name in ("cur", "new", "tmp"):
        (folder / "mail" / name).mkdir()
    return load(write_config(Path(folder), 8025))


@pytest.fixture(scope="module")
def written(config: Config) -> Callable[[Submission], str]:
    """The form as HTML, in English."""
    template = drawing(config, "0").from_string(DRAWN)

    def html(submission: Submission) -> str:
        return template.render(
            submission=submission,
            typed={},
            sent=set(),
            t=words_in("en"),
            invitees=config.invitees.all,
            speaker_parts=parts_with_speakers(submission, config.meeting),
            speaker_of=speaker_of,
            notes=(),
            visit=SimpleNamespace(at={"id": "m"}),
        )

    return html


@pytest.fixture(scope="module")
def draw(written: Callable[[Submission], str]) -> Draw:
    def fields(submission: Submission) -> list[tuple[str, str]]:
        found = Fields()
        found.feed(written(submission))
        found.close()
        return found.sent

    return fields


few = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@few
@given(submissions)
def test_what_nobody_touched_is_no_correction(config: Config, draw: Draw, submission: Submission) -> None:
    sent = draw(submission)
    assert len(sent) > 5
    assert changes_of(submission, config.meeting, sent) == ()


@few
@given(submissions, st.data())
def test_what_is_typed_is_exactly_that_correction(
    config: Config, draw: Draw, submission: Submission, data: st.DataObject
) -> None:
    assume(submission.persons)
    number = data.draw(st.integers(1, len(submission.persons)))
    field = data.draw(st.sampled_from(TEXTS))
    old = getattr(submission.persons[number - 1], field) or ""
    new = data.draw(said.map(lambda text: " ".join(plain(text).split())))
    assume(new not in {old, plain(old).replace("\n", "").strip()})
    key = f"persons.{number}.{field}"
    sent = [(name, new if name == key else value) for name, value in draw(submission)]
    assert changes_of(submission, config.meeting, sent) == ((key, new),)


@few
@given(submissions, st.data())
def test_what_is_chosen_is_exactly_that_correction(
    config: Config, draw: Draw, submission: Submission, data: st.DataObject
) -> None:
    sent = [pair for pair in draw(submission) if pair[0] != "note.parts"]
    wanted = data.draw(st.sets(st.sampled_from(PARTS), min_size=1))
    assume(wanted != set(submission.parts))
    said_parts = [part for part in PARTS if part in wanted]
    sent += [("note.parts", part) for part in said_parts]
    assert changes_of(submission, config.meeting, sent) == (("parts", ",".join(said_parts)),)


keys = st.sampled_from(
    ["note", "note.parts", "note.delegation", "note.revision", "note.revision.of", "note.kind", "note.reference"]
) | st.builds(
    "persons.{}{}".format,
    st.integers(-1, 5) | st.sampled_from(["²", "٣", "+", "", "0001", "99999", "1.2"]),
    st.sampled_from(["", ".place", ".gone", ".parts", ".parts?", ".speaker.RC1", ".speaker.", ".speaker.XX", ".role"])
    | st.sampled_from([".role.RC1", ".mode.RC1", ".mode.RC2", ".role.", ".mode", ".mode.XX"])
    | st.sampled_from([f".{field}" for field in TEXTS])
    | said.map(".{}".format),
)  # fmt: skip
values = said | st.sampled_from(
    ["here", "yes", "²", "٣", "-1", "1", "2", "3", "9999", "RC1", "XX", "primary", "|", "head", "same"]
)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(submissions, st.lists(st.tuples(keys | said, values), max_size=15))
def test_no_form_is_a_fault(config: Config, submission: Submission, form: list[tuple[str, str]]) -> None:
    with contextlib.suppress(Refused):
        corrected(submission, None, changes_of(submission, config.meeting, form), PARTS)


@few
@given(submissions, said, said)
def test_who_is_added_has_the_names_that_were_typed(
    config: Config, submission: Submission, given_name: str, family: str
) -> None:
    given_name, family = (" ".join(plain(text).split()) for text in (given_name, family))
    assume(given_name or family)
    submission = replace(submission, parts=(), persons=tuple(replace(p, email=None) for p in submission.persons))
    number = len(submission.persons) + 1
    form = [
        (f"persons.{number}", "here"),
        (f"persons.{number}.given", given_name),
        (f"persons.{number}.family", family),
    ]
    changes = changes_of(submission, config.meeting, form)
    added = corrected(submission, None, changes, PARTS).persons[-1]
    assert (added.given or "", added.family or "") == (given_name, family)


@pytest.mark.parametrize(
    ("moved", "place", "order"),
    [(3, "1", "P3 P1 P2"), (1, "3", "P2 P3 P1"), (2, "1", "P2 P1 P3"), (1, "2", "P2 P1 P3")],
)
def test_who_is_given_a_place_has_it(config: Config, moved: int, place: str, order: str) -> None:
    submission = Submission("submission", "en", persons=tuple(Person(f"P{n}") for n in range(1, 4)))
    form = [(f"persons.{n}.place", place if n == moved else str(n)) for n in range(1, 4)]
    found = corrected(submission, None, changes_of(submission, config.meeting, form), PARTS)
    assert " ".join(str(person.family) for person in found.persons) == order


def test_who_is_struck_out_is_gone_whatever_else_was_typed(config: Config) -> None:
    submission = Submission("submission", "en", persons=(Person("A"), Person("B")))
    form = [("persons.1", "here"), ("persons.1.gone", "yes"), ("persons.1.family", "X"), ("persons.2.gone", "yes")]
    changes = changes_of(submission, config.meeting, form)
    assert changes == (("persons.1", "-"),)


TWO_PARTS = Submission(
    "submission",
    "en",
    parts=("RC1", "RC2"),
    persons=(Person("A", role="head", role_in={"RC2": "delegate"}, mode="virtual"), Person("B"), Person("C")),
)


def with_typed(draw: Draw, submission: Submission, **typed: str) -> list[tuple[str, str]]:
    """The form as drawn, with other values in some fields (a dot of a name is written ``__``)."""
    said = {name.replace("__", "."): value for name, value in typed.items()}
    sent = draw(submission)
    assert set(said) <= {name for name, _ in sent}
    return [(name, said.get(name, value)) for name, value in sent]


def test_role_and_mode_are_set_for_one_part(config: Config, draw: Draw) -> None:
    typed = {"persons__2__role__RC1": "head", "persons__1__mode__RC2": "in_person", "persons__1__role__RC2": "same"}
    changes = changes_of(TWO_PARTS, config.meeting, with_typed(draw, TWO_PARTS, **typed))
    assert set(changes) == {(name.replace("__", "."), value) for name, value in typed.items()}
    first, second, _ = corrected(TWO_PARTS, None, changes, PARTS).persons
    assert (first.role, first.role_in, first.mode, first.mode_in) == ("head", {}, "virtual", {"RC2": "in_person"})
    assert (second.role, second.role_in) == ("delegate", {"RC1": "head"})


def test_a_role_for_every_part_leaves_the_one_that_is_shown_for_a_part(config: Config, draw: Draw) -> None:
    changes = changes_of(TWO_PARTS, config.meeting, with_typed(draw, TWO_PARTS, persons__1__role="adviser"))
    first = corrected(TWO_PARTS, None, changes, PARTS).persons[0]
    assert (first.role, first.role_in) == ("adviser", {"RC2": "delegate"})


def test_a_note_for_one_part_asks_for_no_role_by_part(draw: Draw) -> None:
    submission = Submission("submission", "en", parts=("RC1",), persons=(Person("A"),))
    assert not [name for name, _ in draw(submission) if ".role.RC" in name or ".mode.RC" in name]


def test_several_are_added_each_with_place_and_parts(config: Config) -> None:
    form = [("persons.1", "x"), ("persons.2", "x"), ("persons.3", "x")]
    for number, family, place, part in (
        (4, "D", "1", "RC1"),
        (5, "", "5", ""),
        (6, "F", "3", "RC2"),
        (7, "G", "7", ""),
    ):
        prefix = f"persons.{number}"
        form += [
            (prefix, "new"),
            (f"{prefix}.family", family),
            (f"{prefix}.place", place),
            (f"{prefix}.role", "delegate"),
        ]
        form += [(f"{prefix}.parts?", "here"), (f"{prefix}.role.RC1", "same")]
        form += [(f"{prefix}.parts", one) for one in ("RC1", "RC2") if part in {"", one}]
    changes = changes_of(TWO_PARTS, config.meeting, form)
    found = corrected(TWO_PARTS, None, changes, PARTS).persons
    # D is given the first place, F the third of the list as it was shown.
    assert [p.family for p in found] == ["D", "A", "B", "F", "C", "G"]
    assert {p.family: p.parts for p in found if p.family in "DFG"} == {"D": ("RC1",), "F": ("RC2",), "G": None}
    assert not [change for change in changes if change[1] in {"same", "delegate"}]


def test_who_is_added_to_no_part_is_refused(config: Config) -> None:
    form = [("persons.4", "new"), ("persons.4.family", "D"), ("persons.4.parts?", "here")]
    with pytest.raises(Refused, match="in no part"):
        changes_of(TWO_PARTS, config.meeting, form)


def test_one_empty_row_is_left_for_somebody_more() -> None:
    assert list(blanks(TWO_PARTS, {})) == [4]
    assert list(blanks(TWO_PARTS, {"persons.4.family": "D", "persons.5.role": "delegate"})) == [4, 5]
    assert list(blanks(TWO_PARTS, {"persons.5.email": "d@e.example", "persons.4.family": ""})) == [4, 5, 6]


def test_what_a_note_replaces_is_one_of_the_record() -> None:
    at = datetime(2020, 11, 12, 9, 0, tzinfo=UTC)
    notes = (Note("NV-12/2020", at, "NV 12/2020"), Note(None, at, None))
    assert unknown_notes(notes, "NV 12/2020", "NV 12/2020", "") == ()
    assert unknown_notes(notes, "NV 99", "") == ("NV 99",)


def test_what_nothing_was_read_for_says_that_it_is_assumed(written: Callable[[Submission], str]) -> None:
    source = Source("body", 1, 2, "1. Mr. A, delegate")
    stated = Person("A", sources={"role": source})
    note = Submission("submission", "en", parts=("RC1",), persons=(stated,), sources={"revision": source})
    assert re.findall(r'id="a-([^"]*)"', written(note)) == []
    unstated = replace(note, persons=(stated, Person("B"), Person("C", role="head")), sources={})
    assert re.findall(r'id="a-([^"]*)"', written(unstated)) == ["note.revision", "persons.2.role"]
    assert written(unstated).count("assumed: not stated") == 2
