"""What a message says about a delegation: read, not yet judged and not yet recorded."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Role = Literal["head", "alternate_head", "delegate", "adviser"]
Speaker = Literal["primary", "alternate"]
Mode = Literal["in_person", "virtual"]
Kind = Literal["submission", "withdrawal", "question", "automatic", "bounce", "complaint", "unreadable", "empty"]
Language = Literal["en", "fr", "es", "ru", "ar", "zh"]

LANGUAGES: tuple[Language, ...] = ("en", "fr", "es", "ru", "ar", "zh")


@dataclass(frozen=True, slots=True)
class Source:
    """Where a field was read: document (``body`` for the mail text), page or sheet, line, the text there.

    ``line`` counts from 1 within the page. ``box`` is (x0, y0, x1, y1) in PDF points from the top left,
    where the document has a layout. ``confidence`` is 1.0 for text and the recogniser's own for OCR.
    """

    document: str
    page: int | str | None
    line: int | None
    text: str
    box: tuple[float, float, float, float] | None = None
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Person:
    """One person as a submission names them. None means the message does not say (contract section 2).

    ``role``, ``speaker`` and ``mode`` hold for every part the person is in; ``role_in``, ``speaker_in`` and ``mode_in``
    overrule them for the parts they name.
    ``parts`` is None unless narrower than the submission's. ``latin`` tells whether the name is in Latin
    script; ``email_fault`` says in one sentence why ``email`` cannot be one. ``confidence`` is how
    sure all fields are together, from 0 to 1. ``sources`` maps field names to where each was read.
    """

    family: str | None
    given: str | None = None
    title: str | None = None
    function: str | None = None
    affiliation: str | None = None
    email: str | None = None
    phone: str | None = None
    role: Role = "delegate"
    speaker: Speaker | None = None
    speaker_in: dict[str, Speaker | None] = field(default_factory=dict)
    mode: Mode | None = None
    role_in: dict[str, Role] = field(default_factory=dict)
    mode_in: dict[str, Mode | None] = field(default_factory=dict)
    parts: tuple[str, ...] | None = None
    order_certain: bool = True
    latin: bool = True
    email_fault: str | None = None
    confidence: float = 1.0
    sources: dict[str, Source] = field(default_factory=dict)

    @property
    def full_name(self) -> str:
        """Given name and family name, in that order, for sentences addressed to people."""
        return " ".join(part for part in (self.given, self.family) if part)


@dataclass(frozen=True, slots=True)
class Change:
    """How the submission stands to an earlier one: a whole new composition, or only what is named."""

    kind: Literal["replace", "delta"]
    of: str | None = None
    remove: tuple[Person, ...] = ()


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something only the reader can know it is unsure of. ``code`` is a flag code of contract section 3."""

    code: str
    about: str | None = None
    part: str | None = None
    detail: str = ""
    source: Source | None = None


@dataclass(frozen=True, slots=True)
class AttachmentReading:
    """What became of one attachment: read, ignored (logo, signature, calendar) or unreadable, and why.

    ``reason`` is one of the contract's words; ``detail`` says more to the person who looks after it.
    """

    name: str
    media_type: str
    size: int
    status: Literal["read", "ignored", "unreadable"]
    reason: str | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Submission:
    """The understanding of one message.

    ``delegation`` is a code of the invitee list or an ISO 3166-1 alpha-3 code; ``delegation_name`` what was
    read. ``stated`` is the delegation the text itself names (sender phrase, letterhead), ``by_address``
    every delegation the sender's address or domain belongs to: rules compare the two. ``says_credentials``
    is where credentials or full powers are spoken of. ``sources`` covers delegation, parts, reference, revision,
    ``revision.of`` and, of a withdrawal, kind.
    ``is_reply``: it answers a letter of ours in a few words, with no note of its own.
    """

    kind: Kind
    language: Language
    delegation: str | None = None
    delegation_name: str | None = None
    stated: str | None = None
    by_address: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    reference: str | None = None
    reference_on: str | None = None
    revision: Change | None = None
    persons: tuple[Person, ...] = ()
    attachments: tuple[AttachmentReading, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    says_credentials: Source | None = None
    text: str = ""
    sources: dict[str, Source] = field(default_factory=dict)
    is_reply: bool = False
