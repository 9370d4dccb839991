"""Letters: from an intent to the exact text that goes out, in the delegation's language.

A letter is one file a language, ``templates/letters/<letter>/<language>.txt.j2``; plain text and HTML are both
made from it, so they cannot drift apart. The words they share stand in ``templates/partials/<language>.j2``.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from datetime import datetime
from functools import cache, cached_property
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from jinja2 import ChoiceLoader, FileSystemLoader, StrictUndefined, TemplateError, TemplateNotFound
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from mailbot.config import Secretariat
from mailbot.domain.letter import Intent, Letter, LetterAttachment, Thread, message_id_for
from mailbot.domain.meeting import Invitee, Meeting, in_language
from mailbot.domain.submission import LANGUAGES
from mailbot.outputs.calendar_file import calendar_file
from mailbot.outputs.preview import LETTERS, STAFF_LETTERS, sample_intents, sample_invitees
from mailbot.ports import Permanent

from . import page
from .facts import derived, fitted, names
from .values import fit, one_line, print_html, print_text

REFERENCES_MAX = 20
_MESSAGE_ID = re.compile(r"<[\x21-\x3b\x3d\x3f-\x7e]{1,900}>")
_FOLDER_NAME = re.compile(r"[a-z0-9_]{1,60}")
_ADDRESS = re.compile(r"[^\s\x00-\x1f\x7f<>,;]{1,320}")
_TEMPLATE_FAULTS = (
    TemplateError,
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    ArithmeticError,
    RecursionError,
)
_CALENDARS_KEPT = 32
_RIGHT_TO_LEFT = frozenset({"ar"})
_OBSERVER_MISSIONS = frozenset({"PSE", "VAT"})


def shipped_templates() -> Path:
    """The templates that come with mailbot: beside the package in a checkout, inside it when installed."""
    spec = find_spec("mailbot")
    package = Path(spec.origin).parent if spec and spec.origin else Path(__file__).parents[2]
    inside = package / "templates"
    return inside if inside.is_dir() else package.parent / "templates"


class LetterRenderer:
    """Renders intents. Stateless after construction; safe to use from several threads.

    ``templates`` is a folder whose files take the place of the shipped ones of the same path; ``practices``
    the PDF of recommended practices, the shipped one if None.
    """

    def __init__(
        self, templates: Path | None, meeting: Meeting, secretariat: Secretariat, practices: Path | None
    ) -> None:
        self._meeting = meeting
        self._secretariat = secretariat
        self._practices = practices or shipped_templates() / "documents" / "recommended-practices.pdf"
        self._folders = [folder for folder in (templates, shipped_templates()) if folder]
        self._fitted: dict[str, tuple[Meeting, Secretariat]] = {
            x: (fit(meeting, x), fit(secretariat, x)) for x in LANGUAGES
        }
        self._calendars: dict[tuple[tuple[str, ...], str, datetime, str], bytes] = {}
        self._text = self._environment(in_html=False)
        self._html = self._environment(in_html=True)

    def render(self, intent: Intent, now: datetime, invitee: Invitee | None) -> Letter:
        """The letter, ready for the outbox. ``now`` is aware; ``invitee`` None writes to an unknown sender.

        Raises Permanent with one sentence where the template is absent or broken, a fact it needs is not
        given, or an address could not stand in a header.
        """
        language = self._language_of(intent.template, intent.language)
        path = f"letters/{intent.template}/{language}.txt.j2"
        try:
            context = self._context(intent, now, invitee, language)
            subject, text = self._in_text(path, context)
            html = self._in_html(path, context, subject)
        except _TEMPLATE_FAULTS as error:
            raise Permanent(f"Letter {intent.template}, {language}: {_sentence(error)} Correct {path}.") from error
        for address in intent.to:
            if not _ADDRESS.fullmatch(address):
                raise Permanent(f"Letter {intent.template}: an address to write to is not one. Correct the address.")
        in_reply_to, references = _threading(intent.thread)
        domain = self._secretariat.address.rpartition("@")[2]
        return Letter(
            key=intent.key,
            template=intent.template,
            language=language,
            to=intent.to,
            subject=subject,
            text=text,
            html=html,
            message_id=message_id_for(intent.key, domain),
            created_at=now,
            not_before=now,
            delegation=intent.delegation,
            reason=intent.reason,
            cause=intent.cause,
            in_reply_to=in_reply_to,
            references=references,
            attachments=self._attachments(intent, language, now, domain),
        )

    def check_templates(self) -> tuple[str, ...]:
        """Every fault of every letter in every language there is, as sentences; empty if all is well."""
        faults: list[str] = []
        now = datetime(2020, 11, 12, 9, 0, tzinfo=self._meeting.zone)
        for letter in sorted({*self._own_letters()} - {*LETTERS}):
            faults.append(f"There is no letter {letter}: rename letters/{letter} to one of docs/letters.md.")
        for letter in LETTERS:
            for language in ("en", "fr") if letter in STAFF_LETTERS else LANGUAGES:
                if not self._has(f"letters/{letter}/{language}.txt.j2"):
                    faults.append(f"Letter {letter} has no {language}: write letters/{letter}/{language}.txt.j2.")
                    continue
                faults += self._template_faults(letter, language, now)
        return tuple(dict.fromkeys(faults))

    def _template_faults(self, letter: str, language: str, now: datetime) -> Iterator[str]:
        for invitee in (*sample_invitees(), None):
            for intent in sample_intents(letter, language, self._meeting, invitee):
                try:
                    self.render(intent, now, invitee)
                except Permanent as error:
                    yield str(error)

    def _environment(self, *, in_html: bool) -> ImmutableSandboxedEnvironment:
        environment = ImmutableSandboxedEnvironment(
            loader=ChoiceLoader([FileSystemLoader(folder) for folder in self._folders]),
            undefined=StrictUndefined,
            autoescape=in_html,
            finalize=print_html if in_html else print_text,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        environment.filters |= {
            "compact": page.compact,
            "paragraphs": page.paragraphs,
            "width": page.width,
            "bare": str,  # a value without isolates, for attributes
            "capital": lambda text: type(text)(text[:1].upper() + text[1:]),
        }
        environment.tests |= {"web": page.is_web}
        return environment

    def _has(self, path: str) -> bool:
        return any((folder / path).is_file() for folder in self._folders)

    def _own_letters(self) -> tuple[str, ...]:
        found = (p.name for folder in self._folders for p in (folder / "letters").glob("*") if p.is_dir())
        return tuple(name for name in found if _FOLDER_NAME.fullmatch(name))

    def _language_of(self, template: str, wanted: str) -> str:
        if _FOLDER_NAME.fullmatch(template):
            for language in (wanted, self._secretariat.default_language, "en"):
                if re.fullmatch(r"[a-z]{2,3}", language) and self._has(f"letters/{template}/{language}.txt.j2"):
                    return language
        raise Permanent(f"There is no letter {one_line(template, 60)!r}: write letters/{template}/en.txt.j2.")

    def _in_text(self, path: str, context: dict[str, Any]) -> tuple[str, str]:
        in_text, _ = names(context["language"])
        context = {**context, "pieces": "partials/text.j2", "name": in_text}
        subject, body = page.split_subject(self._text.get_template(path).render(context))
        layout = self._text.get_template("partials/layout.txt.j2")
        return subject, page.plain(layout.render(context, body=page.plain(body), subject=subject))

    def _in_html(self, path: str, context: dict[str, Any], subject: str) -> str:
        _, in_html = names(context["language"])
        context = {**context, "pieces": "partials/html.j2", "name": in_html, "subject": subject}
        own = path.removesuffix(".txt.j2") + ".html.j2"
        if self._has(own):
            return self._html.get_template(own).render(context)
        _, body = page.split_subject(self._html.get_template(path).render(context))
        return self._html.get_template("partials/layout.html.j2").render(context, body=page.marked_up(Markup(body)))  # noqa: S704

    def _context(self, intent: Intent, now: datetime, invitee: Invitee | None, language: str) -> dict[str, Any]:
        meeting, secretariat = self._fitted.get(language) or (
            fit(self._meeting, language),
            fit(self._secretariat, language),
        )
        facts = fitted(intent.facts, language)
        is_state = invitee is not None and invitee.is_state
        return {
            **facts,
            **derived(facts, meeting, language, now),
            "language": language,
            "direction": "rtl" if language in _RIGHT_TO_LEFT else "ltr",
            "now": now,
            "meeting": meeting,
            "meeting_title": in_language(meeting.title, language),
            "secretariat": secretariat,
            "signature": in_language(self._secretariat.signature, language),
            "invitee": fit(invitee, language),
            "invitee_name": fit(_name_of(invitee, language), language),
            "is_note": is_state,
            "mission": self._missions.get((invitee.code, language), "") if invitee and is_state else "",
            "is_observer_mission": invitee is not None and invitee.code in _OBSERVER_MISSIONS,
            "reply_subject": fit(page.without_prefixes(intent.thread.subject), language) if intent.thread else "",
            "has_calendar": bool(intent.calendar_parts),
            "has_practices": intent.attach_practices,
        }

    @cached_property
    def _missions(self) -> dict[tuple[str, str], str]:
        """``of the Netherlands``, ``des Pays-Bas`` …: what follows "Permanent Mission", by code and language."""
        try:
            source, _, _ = self._text.loader.get_source(self._text, "countries.csv")  # type: ignore[union-attr]
        except TemplateNotFound:
            return {}
        return {(row["code"], key): text for row in csv.DictReader(io.StringIO(source)) for key, text in row.items()}

    def _attachments(self, intent: Intent, language: str, now: datetime, domain: str) -> tuple[LetterAttachment, ...]:
        out: list[LetterAttachment] = []
        if intent.attach_practices:
            out.append(LetterAttachment(self._practices.name, "application/pdf", self._practices_content))
        if intent.calendar_parts:
            minute = now.replace(second=0, microsecond=0)
            content = self._calendar(tuple(intent.calendar_parts), language, minute, domain)
            out.append(LetterAttachment("invitation.ics", "text/calendar", content))
        return tuple(out)

    def _calendar(self, parts: tuple[str, ...], language: str, minute: datetime, domain: str) -> bytes:
        """The same for every letter of that minute, to which its SEQUENCE counts: it takes as long as all the rest."""
        key = (parts, language, minute, domain)
        content = self._calendars.get(key)
        if content is None:
            if len(self._calendars) >= _CALENDARS_KEPT:
                self._calendars.clear()
            content = self._calendars[key] = calendar_file(self._meeting, parts, language, minute, domain)
        return content

    @cached_property
    def _practices_content(self) -> bytes:
        try:
            return self._practices.read_bytes()
        except OSError as error:
            raise Permanent(
                f"The recommended practices cannot be read: {self._practices}. Restore the file."
            ) from error


def _name_of(invitee: Invitee | None, language: str) -> str:
    """The short name in the language; the one in the invitee list in its own language, or if there is no other."""
    if invitee is None:
        return ""
    return invitee.name if language == "en" else _short_names().get((invitee.code, language), invitee.name)


@cache
def _short_names() -> dict[tuple[str, str], str]:
    """The short name of every State by code and language; the first row counts."""
    out: dict[tuple[str, str], str] = {}
    source = files("mailbot.reading.lexicon") / "countries.csv"
    if source.is_file():
        for row in csv.DictReader(io.StringIO(source.read_text(encoding="utf-8"))):
            if row.get("form") == "short":
                out.setdefault((row["code"], row["language"]), row["name"])
    return out


def _threading(thread: Thread | None) -> tuple[str | None, tuple[str, ...]]:
    """In-Reply-To and References (RFC 5322 section 3.6.4), malformed identifiers left out, the middle cut."""
    if thread is None:
        return None, ()
    parent = thread.message_id if thread.message_id and _MESSAGE_ID.fullmatch(thread.message_id) else None
    chain = list(
        dict.fromkeys(i for i in (*thread.references, parent) if i and _MESSAGE_ID.fullmatch(i) and i != parent)
    )
    chain += [parent] if parent else []
    if len(chain) > REFERENCES_MAX:
        chain = [chain[0], *chain[1 - REFERENCES_MAX :]]
    return parent, tuple(chain)


def _sentence(error: Exception) -> str:
    text = one_line(f"{error}" or type(error).__name__, 300).rstrip(".")
    line = getattr(error, "lineno", None)
    return f"{text} (line {line})." if line else f"{text}."
