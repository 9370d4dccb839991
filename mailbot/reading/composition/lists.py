"""Lines one after another: headings, labels, entries, what goes on with an entry, sentences."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from mailbot.domain.submission import Doubt, Role, Source, Speaker
from mailbot.reading.document import Document, Table

from . import entries, han, names, prose, roles, speakers, tables
from .addresses import take_emails, take_phones
from .mentions import Mention, Spelling
from .people import Context
from .rows import Row, blocks
from .sections import section_parts
from .spans import Span, joined
from .titles import split_title
from .wording import is_only, pattern, says, starts

_LABEL = re.compile(r"[:：\t]|\s[-–—]\s(?=\S)")
_MARKER = re.compile(
    r"\s*(?:\(?\d{1,3}[.)）、．]|\d{1,2},(?=\s)|\(?[a-zа-я]\)|[ivx]{1,5}[.)]|[-–—•*·▪●])\s*(?=\S)|\s*(?:[（(]?[一二三四五六七八九十]{1,3}[）)、．.]|\(?[٠-٩]{1,3}\s?[-–.)])\s*"
)
_SENTENCE = re.compile(r"[.!?。]\s+\S")
FIELDS = (
    "email",
    "phone",
    "family",
    "given",
    "title",
    "latin",
    "name",
    "role",
    "speaker",
    "mode",
    "affiliation",
    "post",
)


@dataclass(slots=True)
class Reading:
    """What has been read so far, over all documents, and what the headings above say."""

    context: Context
    mentions: list[Mention] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)
    unchanged: bool = False
    everybody: list[tuple[int, tuple[str, ...]]] = field(default_factory=list)
    # headings
    role: Role | None = None
    role_source: Source | None = None
    speaker: Speaker | None = None
    speaker_source: Source | None = None
    about: bool = False
    affiliation: Span | None = None
    affiliation_level: int = 0
    parts: tuple[str, ...] | None = None
    parts_source: Source | None = None
    change: str | None = None
    once: bool = False
    after_head: bool = False
    # where we are
    closed: bool = False
    opened: bool = False
    skipping: bool = False
    current: Mention | None = None
    list_id: tuple[int, int] = (0, 0)
    labelled: Mention | None = None

    def reset_headings(self) -> None:
        """Forget role, speaker and change headings."""
        self.role = self.role_source = self.speaker = self.speaker_source = self.change = None
        self.about = self.once = False

    def add(self, mention: Mention) -> None:
        """Take a mention in, with what the headings say where it says nothing itself."""
        mention.list_id = self.list_id
        if self.role and mention.role is None and mention.kind == "entry":
            mention.role, mention.role_source = self.role, self.role_source
            if self.once:
                self.role = None
        if self.speaker and mention.speaker is None and not mention.both_speakers:
            mention.speaker, mention.speaker_source = self.speaker, self.speaker_source
            self.speaker = None if self.once else self.speaker
        if self.affiliation is not None and not mention.affiliations and mention.kind == "entry":
            mention.affiliations.append(self.affiliation)
        if self.parts and mention.parts is None:
            mention.parts, mention.parts_source = self.parts, self.parts_source
        if self.change == "leave":
            mention.leaving = True
        if mention.ambiguous and self.about:
            mention.ambiguous = None
            mention.set_speaker("alternate", mention.source or Source("", None, None, ""))
        self.mentions.append(mention)
        if mention.kind == "entry":
            self.current = mention


def read(document: Document, number: int, reading: Reading) -> None:
    """Read one document into ``reading``."""
    reading.reset_headings()
    reading.closed = reading.opened = reading.skipping = reading.after_head = False
    reading.affiliation = reading.parts = reading.current = reading.labelled = None
    reading.list_id = (number, 0)
    held = None
    for page, block in blocks(document):
        if isinstance(block, Table):
            held = tables.read(document, page, block, reading, lambda row: _row(row, reading), held)
            reading.current = reading.labelled = None
        else:
            _row(block, reading)


def _row(row: Row, reading: Reading) -> None:
    row = _without_marker(row)
    text = row.span.folded.text.strip()
    if not text:
        return
    reading.unchanged = reading.unchanged or says(text, "words.unchanged")
    closing = _closing(text)
    if closing is not None:
        if closing > 60:
            _line(Row(row.span.cut_folded(0, closing), row.marker, row.level, row.gap, row.bold), reading)
        reading.closed = True
        reading.reset_headings()
        reading.affiliation = reading.current = reading.labelled = None
        return
    if row.gap:
        reading.skipping = False
    _line(row, reading)


def _without_marker(row: Row) -> Row:
    """A printed list label that the format left in the text."""
    if row.marker is not None:
        return row
    found = _MARKER.match(row.span.text)
    if not found or found.end() == 0 or not row.span.text[found.end() :].strip():
        return row
    return Row(row.span.cut(found.end()), found.group().strip(), row.level, row.gap, row.bold)


def _closing(text: str) -> int | None:
    """Where a closing formula begins in the line (0 for a farewell), or None."""
    if len(text) < 100 and "@" not in text and pattern("words.farewell").match(text):
        return 0
    found = pattern("words.closing").search(text)
    if not found:
        return None
    return found.start() if found.start() > 60 or len(text) > 45 or found.start() < 3 else None


def _line(row: Row, reading: Reading) -> None:
    for step in (_annex, _contact, _field, _speaker_line, _labelled, _heading, _entry, _continuation, _sentence):
        if step(row, reading):
            return


def _annex(row: Row, reading: Reading) -> bool:
    """A heading that opens a list, after the closing too."""
    text = row.span.folded.text.strip(" .:()-_")
    if row.marker is None and len(text) < 120 and is_only(text, "words.annex") and not says(text, "titles"):
        reading.closed, reading.opened, reading.current = False, True, None
        reading.reset_headings()
        _note_parts(row, reading)
        return True
    return False


def _contact(row: Row, reading: Reading) -> bool:
    """Contact persons, signatures, addressees: not participants, nor what follows them without a gap."""
    text = row.span.folded.text
    label = _label(row.span)
    if label is not None and is_only(label[0].folded.text, "words.contact") and not row.marker:
        reading.skipping, reading.current = True, None
        return True
    if (
        starts(text, "words.contact")
        and len(text) < 90
        and re.match(
            r"(?:dear|cher|chere|estimad|уважаем|尊敬|attn|attention|c/o|for the attention|a l'attention|a la atencion|كtاب|contact person|focal point|personne de contact|persona de contacto|контактн|联系人|联络人|signed|signe )",
            text,
        )
    ):
        reading.skipping, reading.current = not text.rstrip().endswith((",", "،", "，", "：", ":")), None
        return True
    return reading.skipping and not row.gap and row.marker is None


# ---- label: value blocks ----------------------------------------------------------------------------------------


def _label(span: Span) -> tuple[Span, Span] | None:
    """The label before a colon, tab or dash, and what follows it."""
    found = _LABEL.search(span.text[:110])
    if not found or not span.text[: found.start()].strip():
        return None
    label = span.cut(0, found.start()).strip()
    if han.is_han(label.text) and len(label.text) < 12:
        label = Span("".join(label.text.split()), label.marks)
    return (label, span.cut(found.end())) if label.text and "@" not in label.text else None


def _field(row: Row, reading: Reading) -> bool:
    """One line of a block "Name: …", "Position: …", "E-mail: …"."""
    label = _label(row.span)
    if label is None or reading.closed:
        return False
    kind = field_kind(label[0].folded.text)
    if kind == "speaker" and reading.labelled is None:
        return False
    if kind is None or (
        kind in {"role", "speaker", "post", "mode", "affiliation", "title"}
        and reading.labelled is None
        and reading.current is None
    ):
        return kind == "title" and _pending_title(label[1], reading)
    if kind in {"name", "family", "given", "latin"}:
        return _name_field(kind, label[1], reading)
    mention = reading.labelled or (None if row.gap and kind not in {"email", "phone"} else reading.current)
    if mention is None:
        return False
    tables.take(mention, kind, label[1].strip(), reading.context)
    return True


def field_kind(folded: str) -> str | None:
    """Which field a label of a block means, or None."""
    for kind in FIELDS:
        if is_only(folded, f"columns.{kind}") and not is_only(folded, "roles.delegate_bare"):
            return kind
    return None


def _pending_title(value: Span, reading: Reading) -> bool:
    del value, reading
    return False


def _name_field(kind: str, value: Span, reading: Reading) -> bool:
    value = value.strip()
    if not value.text:
        return False
    mention = reading.labelled
    fresh = mention is None or (kind == "name" and mention.named) or (
        kind in {"family", "given"} and mention.spellings and getattr(mention.spellings[0], kind) is not None
    )  # fmt: skip
    if kind == "name" and mention is None and not _value_is_name(value):
        return False
    if fresh or mention is None:
        mention = Mention(source=value.source)
        reading.add(mention)
        reading.labelled = mention
        if kind == "name":
            found = entries.read(value, reading.context, expect_name=True)
            if found and found[0].named:
                mention.spellings, mention.functions = found[0].spellings, found[0].functions
                mention.affiliations = found[0].affiliations or mention.affiliations
                mention.email, mention.role = mention.email or found[0].email, mention.role or found[0].role
                return True
    tables.take_name(mention, kind, value)
    return True


def _value_is_name(value: Span) -> bool:
    title, name = split_title(value)
    return (title is not None and names.is_name(name.text, titled=True)) or entries.untitled_name(value, expect_name=True) or any(
        m.named for m in entries.read(value, Context("en", _NO_MEETING), expect_name=True)
    )  # fmt: skip


# ---- speakers, labels, headings ---------------------------------------------------------------------------------


def _speaker_line(row: Row, reading: Reading) -> bool:
    text = row.span.folded.text
    if is_only(text, "speakers.about") or (
        len(text) < 130
        and says(text, "speakers.about")
        and text.rstrip().endswith((":", "："))
        and not says(text, "speakers.primary", "speakers.alternate")
    ):
        if not says(text, "words.composition") or "interprefy" in text:
            reading.about, reading.role, reading.speaker = True, None, None
            return True
    found = speakers.statement(row.span, reading.context, about=reading.about)
    if found is None:
        return False
    label_only = not found and len(text) < 60 and is_only(text, "speakers.primary", "speakers.alternate")
    if label_only:
        reading.reset_headings()
        for topic, speaker in roles.SPEAKERS:
            if is_only(text, topic):
                reading.speaker, reading.speaker_source, reading.once = speaker, row.span.source, True
        reading.current = None
        return True
    attach = _belongs_to_current(row, found, reading)
    for mention in found:
        if attach and reading.current is not None:
            _merge_into(reading.current, mention)
        else:
            _add_speaker(mention, reading)
    if not attach:
        reading.role = reading.speaker = None
        reading.current = found[-1] if found and found[-1].named else None
    return True


def _add_speaker(mention: Mention, reading: Reading) -> None:
    """A speaker named apart; the headings above the list do not count for them."""
    mention.list_id = reading.list_id
    if mention.parts is None and reading.parts:
        mention.parts, mention.parts_source = reading.parts, reading.parts_source
    if reading.change == "leave":
        mention.leaving = True
    reading.mentions.append(mention)


def _belongs_to_current(row: Row, found: list[Mention], reading: Reading) -> bool:
    """Whether "Primary speaker: address" stands under a person's name and means that person."""
    current = reading.current
    if current is None or row.marker is not None or row.gap or reading.about or current.kind != "entry":
        return False
    if not found:
        return False
    if any(m.named for m in found) or current.speaker is not None or len(found) > 1:
        return False
    if says(row.span.folded.text[:30], "words.annex") or row.span.folded.text.startswith("interprefy"):
        return False
    wanted = found[0].email.text.casefold() if found[0].email else ""
    if current.email is not None and current.email.text.casefold() != wanted:
        return False
    return not any(
        m.email
        and m.email.text.casefold() == wanted
        and m is not current
        and m.named
        and m.list_id == current.list_id
        and m.speaker is None
        for m in reading.mentions
    )


def _merge_into(current: Mention, other: Mention) -> None:
    if other.speaker and other.speaker_source:
        current.set_speaker(other.speaker, other.speaker_source)
    current.email = current.email or other.email
    current.phone = current.phone or other.phone


def _labelled(row: Row, reading: Reading) -> bool:
    """ "Head of delegation: H.E. X", "Members: A; B", "Withdrawn: Y", "First part: …"."""
    label = _label(row.span)
    if label is None or not _is_label(label[0], reading):
        return False
    head, rest = label
    if not rest.text.strip(" \t:：-–—.,;"):
        return False
    content = entries.read(rest, reading.context, expect_name=True)
    if not any(m.named for m in content):
        sentences = prose.read(rest, reading.context)
        if not sentences and not _nobody(rest):
            return False
        content = sentences
    _open_label(head, reading, row, inline=True)
    _post_label(head, content, reading)
    for mention in content:
        reading.add(mention)
        if row.marker is None:
            reading.current = mention
    reading.labelled = None
    return True


def _post_label(head: Span, content: list[Mention], reading: Reading) -> None:
    """ "Permanent Representative: Mr X": the label is the person's post."""
    said = roles.read(head, reading.context, "role")
    if said.rest is None or not content or not roles.is_post(said.rest.folded.text):
        return
    if not roles.read_post_only(said.rest.folded.text) or is_only(said.rest.folded.text, "roles.delegate_bare"):
        return
    if not content[0].functions:
        content[0].functions.append(said.rest)
    entries.apply(content[0], said, head)


def _nobody(rest: Span) -> bool:
    return is_only(rest.folded.text, "words.nobody")


def _is_label(label: Span, reading: Reading) -> bool:
    """Whether a text before a colon says a role, a change, parts, a body or a post, and names nobody."""
    text = label.folded.text.strip(" .()[]-–*")
    if not text or len(text) > 100:
        return False
    if is_only(text, "words.join", "words.leave"):
        return True
    if label_role(label, reading) is not None or is_only(text, "roles.ambiguous"):
        return True
    if section_parts(label.folded, reading.context) and not split_title(label)[0]:
        return True
    if says(text, "words.join", "words.leave") and len(text) < 60 and split_title(label)[0] is None:
        return True
    if roles.is_organisation(text) and not says(text, "words.never"):
        return True
    rest = roles.read(label, reading.context, "role").rest
    return rest is not None and roles.read_post_only(rest.folded.text) and split_title(label)[0] is None


def label_role(label: Span, reading: Reading) -> Role | None:
    """The role a heading gives, or None."""
    said = roles.read(label.strip(" \t().:：-–—"), reading.context, "role")
    if said.rest is not None and not _weak_rest(said.rest.folded.text):
        return None
    return said.role


def _weak_rest(text: str) -> bool:
    return (
        is_only(text, "roles.delegate_bare", "words.composition", "words.and") or len(re.findall(r"\w\w+", text)) == 0
    )


def _open_label(head: Span, reading: Reading, row: Row, *, inline: bool) -> None:
    """Take a label or heading as what now holds."""
    text = head.folded.text.strip(" .()[]-–*")
    parts = section_parts(head.folded, reading.context)
    if parts:
        reading.parts, reading.parts_source = _narrow(parts, reading), head.source
        reading.list_id = (reading.list_id[0], reading.list_id[1] + 1)
    if says(text, "words.join", "words.leave") and not section_only(text):
        reading.change = "leave" if prose._last(text, "words.join", "words.leave") == "words.leave" else "join"
        reading.role = reading.speaker = None
        return
    role = label_role(head, reading)
    if is_only(text, "roles.ambiguous"):
        role = "alternate_head" if reading.after_head else None
        if role is None and reading.about:
            reading.speaker, reading.speaker_source, reading.once = "alternate", head.source, True
            return
    if role is not None:
        reading.reset_headings() if reading.change is None else None
        reading.role, reading.role_source = role, head.source
        reading.once = inline and role in {"head", "alternate_head"}
        reading.after_head = role in {"head", "alternate_head"}
        reading.about = False
        if not inline:
            reading.affiliation = (
                None
                if row.level <= reading.affiliation_level and reading.affiliation is not None and row.marker is None
                else reading.affiliation
            )
        return
    if roles.is_organisation(text):
        reading.affiliation, reading.affiliation_level = head.strip(" .:()-–*"), row.level
        if not inline:
            reading.role = None


def section_only(text: str) -> bool:
    """Kept apart so that "participants in the first part" is not read as a change."""
    return is_only(text, "roles.delegate_bare")


def _narrow(parts: tuple[str, ...], reading: Reading) -> tuple[str, ...] | None:
    return None if set(parts) >= set(reading.context.parts) else parts


def _heading(row: Row, reading: Reading) -> bool:
    """A line that is nothing but a heading: a role, a part, a body, a change."""
    text = row.span.folded.text.strip(" .:()[]-–*_：")
    if not text or len(text) > 160 or "@" in text:
        return False
    if _names_somebody(row.span) or (han.HAN.search(text) and _opens_with_name(row, expect=False, reading=reading)):
        return False
    if len(text) < 70 and _is_label(row.span.strip(), reading) and _heading_worthy(row, text, reading):
        if reading.closed and not (label_role(row.span, reading) and row.span.text.rstrip().endswith((":", "："))):
            return False
        _open_label(row.span.strip(), reading, row, inline=False)
        reading.current = reading.labelled = None
        reading.opened = True
        if says(text, "words.everybody"):
            reading.everybody.append((len(reading.mentions), reading.parts or ()))
        return True
    parts = section_parts(row.span.folded, reading.context)
    if (
        parts
        and not _SENTENCE.search(row.span.text)
        and not says(text, "words.everybody")
        and not says(text, "speakers.primary", "speakers.alternate")
        and row.marker is None
    ):
        _note_parts(row, reading)
        reading.current = reading.labelled = None
        return True
    return False


def _names_somebody(span: Span) -> bool:
    pieces = entries.segments(take_emails(span)[1])
    if not pieces or pieces[0].depth:
        return False
    first = entries._comma_names(pieces[:2], span)[0].span if len(pieces) > 1 else pieces[0].span
    title, name = split_title(first)
    return title is not None and entries._titled_name(first, title, name)


def _heading_worthy(row: Row, text: str, reading: Reading) -> bool:
    """Whether a label without anything after it is a heading and not a line about the person above."""
    colon = row.span.text.rstrip().endswith((":", "："))
    if colon:
        return True
    current = reading.current
    if current is not None and not row.gap and not row.bold and not current.functions and not _plural(text):
        if is_only(text, "roles.adviser_bare"):
            return False
    if roles.is_organisation(text) or (roles.is_post(text) and label_role(row.span, reading) is None):
        # Only a list with levels or bold type can have a body as a heading without a colon.
        return (
            (row.bold or row.marker is not None)
            and reading.opened
            and not reading.closed
            and roles.is_organisation(text)
        )
    return (
        row.gap
        or row.bold
        or reading.current is None
        or row.marker is not None
        or _plural(text)
        or not _attached(row, reading)
    )


def _plural(text: str) -> bool:
    return bool(re.search(r"(?:s|es|ы|и|ون|ين)$", text)) and " " not in text


def _attached(row: Row, reading: Reading) -> bool:
    return (
        reading.current is not None
        and not row.gap
        and reading.current.role in (None, "delegate")
        and reading.current.role_source is None
    )


def _note_parts(row: Row, reading: Reading) -> None:
    parts = section_parts(row.span.folded, reading.context)
    if parts:
        reading.parts, reading.parts_source = _narrow(parts, reading), row.span.source
        reading.reset_headings()
        reading.affiliation = None
        reading.list_id = (reading.list_id[0], reading.list_id[1] + 1)


# ---- entries and what goes on with them -------------------------------------------------------------------------


def _entry(row: Row, reading: Reading) -> bool:
    """A line that begins with a person's name."""
    text = row.span.folded.text
    if _is_sentence(row):
        return False
    titled = _names_somebody(row.span)
    expect = (
        (row.marker is not None and not reading.closed)
        or reading.role is not None
        or reading.speaker is not None
        or reading.change is not None
    )
    bare_name = not titled and _opens_with_name(row, expect=expect, reading=reading)
    if not titled and not bare_name:
        return False
    if reading.closed and not says(
        text, "roles.head", "roles.alternate_head", "speakers.primary", "speakers.alternate"
    ):
        return False
    if (
        titled
        and not reading.opened
        and row.marker is None
        and not (
            says(
                text,
                "roles.head",
                "roles.alternate_head",
                "speakers.primary",
                "speakers.alternate",
                "roles.delegate_bare",
            )
            or "@" in text
        )
    ):
        return True  # an addressee above the letter
    if says(text, "words.other_people") and row.marker is None:
        return True
    found = entries.read(row.span, reading.context, expect_name=expect or bare_name)
    if not any(m.named for m in found):
        return False
    for mention in found:
        reading.add(mention)
    reading.labelled = None
    if says(text, "words.same") and found:
        pass
    return True


def _is_sentence(row: Row) -> bool:
    """Whether a line that may begin with a name is a sentence about the person, not an entry."""
    text = row.span.folded.text
    return says(text, "words.replaces", "words.replaced_by", "roles.head_after") or bool(prose._VERB.search(text)) or (
        says(text, "words.leave") and not says(text[:40], "words.nobody") and row.marker is None
    )  # fmt: skip


def _opens_with_name(row: Row, *, expect: bool, reading: Reading) -> bool:
    pieces = entries.segments(take_emails(row.span)[1])
    if not pieces or pieces[0].depth:
        return False
    listed = entries._comma_names(pieces, take_emails(row.span)[1])
    first = listed[0].span
    if "," in first.text and entries._comma_names(pieces, row.span)[0] is not pieces[0]:
        return True
    if han.is_han(first.text) and row.marker is not None and (roles.is_post(first.folded.text) or han.is_body(first.text)):
        return any(entries.untitled_name(s.span, expect_name=False) for s in listed[:3] if not s.depth)
    if says(first.folded.text, "words.never", "words.unchanged", "words.everybody"):
        return False
    if entries.untitled_name(first, expect_name=expect):
        more = len(listed) > 1 or names._cased(first.text.split()[-1]) == "capital" or expect
        return more or han.is_han(first.text)
    if (
        len(listed) > 1
        and not expect
        and reading.opened
        and row.marker is None
        and entries.untitled_name(first, expect_name=True)
    ):
        return roles.is_post(listed[1].span.folded.text) and not names._ARABIC.search(first.text)
    if row.marker is not None and len(listed) > 1 and roles.is_post(first.folded.text):
        return any(
            entries._titled_name(s.span, *_titled(s.span)) for s in listed[1:3] if split_title(s.span)[0] is not None
        )
    return False


def _titled(span: Span) -> tuple[Span, Span]:
    title, name = split_title(span)
    return title or span, name


def _continuation(row: Row, reading: Reading) -> bool:
    """A line that goes on with the entry above it: posts, role, address."""
    current = reading.current
    if current is None or row.marker is not None or reading.closed:
        return False
    text = row.span.folded.text
    emails, left = take_emails(row.span)
    phones, left = take_phones(left)
    only_address = bool(emails or phones) and not re.search(r"\w\w", left.folded.text)
    if (
        (row.gap and not only_address)
        or len(row.span.text) > 220
        or _SENTENCE.search(row.span.text)
        or _is_sentence(row)
    ):
        return False
    if says(text, "words.never") and not only_address and not roles.is_post(text) and not roles.is_organisation(text):
        return False
    for chunk in entries._chunks(row.span, reading.context, expect_name=False, known=True):
        entries._fill(current, chunk, reading.context)
    return True


def _sentence(row: Row, reading: Reading) -> bool:
    """A sentence: who it names, and what it says about the list that follows."""
    text = row.span.folded.text
    if says(text, "words.composition"):
        reading.opened = True
    found = [] if reading.closed else prose.read(row.span, reading.context)
    parts = section_parts(row.span.folded, reading.context)
    if says(text, "words.everybody"):
        reading.everybody.append((len(reading.mentions), _narrow(parts, reading) or reading.parts or ()))
    if parts and not found:
        _note_parts(row, reading)
    elif found:
        outside = reading.parts
        if parts and not any(m.parts for m in found) and len(set(parts)) < len(reading.context.parts):
            reading.parts = parts
        role, reading.role = reading.role, None
        for mention in found:
            mention.listed = False
            reading.add(mention)
        reading.role = role
        if not row.span.text.rstrip().endswith((":", "：")):
            reading.parts = outside
    if says(text, "words.composition") and row.span.text.rstrip().endswith((":", "：")):
        reading.reset_headings()
        reading.affiliation = None
    if found or row.gap:
        reading.current = reading.current if found and reading.current in found else None
        reading.labelled = None
    return True


from mailbot.domain.meeting import Meeting  # noqa: E402

_NO_MEETING = Meeting("", {}, "UTC", ())
_ = (Spelling, joined)
