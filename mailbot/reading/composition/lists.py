"""Lines one after another: headings, labels, entries, what goes on with an entry, sentences."""

from __future__ import annotations

import re
from dataclasses import replace

from mailbot.domain.submission import Doubt
from mailbot.reading.document import Document, Table

from . import entries, han, legends, prose, roles, signatures, tables
from .address_lists import opens_addresses, take_addresses
from .addresses import take_emails, take_phones
from .attributions import take_attributions
from .broken_addresses import mended
from .conditions import without_conditions
from .endings import closing_start, is_dated, sentence_start, signs
from .form_fields import field_kind, split_label, take_field
from .identity import is_address_of
from .known_names import known_names
from .labels import SENTENCE, narrow, note_parts, take_heading, take_labelled, take_second_script
from .markers import without_marker
from .mentions import Mention
from .noted import could_name, note
from .openings import begins_only_now, names_somebody, opens_with_name
from .rows import Row, blocks, marker_letters, marker_number, rows_ahead
from .second_lines import take_numbered_addresses, take_respelled
from .sections import section_parts
from .sentence_names import names_in
from .speaker_lines import labelled_pieces, take_speakers
from .spread import closed_up, initials_apart
from .state import Reading
from .tied_names import without_nickname
from .under_items import without_bullet
from .wording import is_only, says, starts

# What an item leaves whose text was struck out.
_NUMBER_ALONE = re.compile(r"\(?\d{1,2}[.)]|[-–—•*.]")
_FAR_AHEAD = 12
_CHANGES = ("words.join", "words.leave", "words.replaces", "words.replaced_by")
_OF_PARTICIPANTS = ("roles.head", "roles.alternate_head", "speakers.primary", "speakers.alternate")


def read(document: Document, number: int, reading: Reading) -> None:
    """Read one document into ``reading``."""
    reading.reset_headings()
    reading.closed = reading.opened = reading.skipping = reading.after_head = reading.name_opens = False
    reading.affiliation = reading.parts = reading.current = reading.labelled = None
    reading.list_id = (number, 0)
    reading.legend = legends.read(document)
    held = None
    listed = list(blocks(document))
    signature = signatures.begins_at([block for _, block in listed])
    for place, (page, block) in enumerate(listed):
        if place == signature:
            _close(reading)
        reading.ahead = rows_ahead(listed[place + 1 : place + 1 + _FAR_AHEAD])
        if isinstance(block, Table):
            held = tables.read(document, page, block, reading, lambda row: _row(row, reading), held)
            reading.current = reading.labelled = None
        else:
            _row(block, reading)


def _close(reading: Reading) -> None:
    reading.closed = True
    reading.reset_headings()
    reading.affiliation = reading.current = reading.labelled = None


def _row(row: Row, reading: Reading) -> None:
    row = without_bullet(without_marker(row), reading)
    span = initials_apart(closed_up(without_nickname(mended(row.span))))
    row = without_conditions(row if span is row.span else replace(row, span=span), reading.mentions)
    text = row.span.folded.text.strip()
    if not text or _NUMBER_ALONE.fullmatch(text):
        return
    reading.unchanged = reading.unchanged or says(text, "words.unchanged")
    closing = closing_start(text)
    if closing is not None:
        if closing > 60:
            _line(
                Row(row.span.cut_folded(0, sentence_start(text, closing)), row.marker, row.level, row.gap, row.bold),
                reading,
            )
        _close(reading)
        return
    if row.gap:
        reading.skipping = False
    if reading.closed and begins_only_now(row, reading):
        reading.closed, reading.opened = False, True
    first, *others = labelled_pieces(row.span)
    _line(row if first is row.span else replace(row, span=first), reading)
    for piece in others:
        _line(Row(piece, None, row.level, False, row.bold), reading)


def _line(row: Row, reading: Reading) -> None:
    note(row, reading)
    place = len(reading.mentions)
    for step in (
        _annex,
        opens_addresses,
        take_numbered_addresses,
        take_addresses,
        _contact,
        take_field,
        take_respelled,
        take_attributions,
        take_speakers,
        take_labelled,
        take_second_script,
        take_heading,
        _entry,
        _continuation,
        _sentence,
    ):
        if step(row, reading):
            _number(row, reading.mentions[place:])
            return


def _number(row: Row, added: list[Mention]) -> None:
    """The label of an item is that of the first person in it, whatever the item begins with ("2) Head: Ms. X")."""
    first = next((mention for mention in added if mention.kind == "entry" and mention.named), None)
    for mention in added:
        mention.marker, mention.level = row.marker, row.level
    if first is not None and row.marker is not None:
        first.number = first.number or marker_number(row.marker)
        first.label = first.label or marker_letters(row.marker)


def _annex(row: Row, reading: Reading) -> bool:
    """A heading that opens a list, after the closing too."""
    text = row.span.folded.text.strip(" .:()-_")
    label = split_label(row.span)
    if label is not None and field_kind(label[0].folded.text):
        return False
    if row.marker is None and len(text) < 120 and is_only(text, "words.annex") and not says(text, "titles", *_CHANGES):
        reading.closed, reading.opened, reading.current = False, True, None
        reading.reset_headings()
        note_parts(row, reading)
        return True
    return False


def _contact(row: Row, reading: Reading) -> bool:
    """Contact persons, signatures, addressees: not participants, nor what follows them without a gap."""
    text = row.span.folded.text
    label = split_label(row.span)
    if label is not None and _is_contact(label[0].folded.text) and not row.marker:
        reading.skipping, reading.current = True, None
        return True
    if starts(text, "words.contact") and len(text) < 90 and starts(text, "words.addressed"):
        reading.skipping, reading.current = not text.rstrip().endswith((",", "،", "，", "：", ":", "!", "！")), None
        return True
    if reading.skipping and (len(text) > 90 or says(text, *_OF_PARTICIPANTS)):
        reading.skipping = False  # where no white space parts the lines, a sentence ends the block
    return reading.skipping and not row.gap and row.marker is None


def _is_contact(label: str) -> bool:
    """Whether a label says that who follows answers questions: "Contact person for technical matters"."""
    return is_only(label, "words.contact") or (len(label) < 80 and starts(label, "words.contact_person"))


# ---- entries and what goes on with them -------------------------------------------------------------------------


def _entry(row: Row, reading: Reading) -> bool:  # noqa: PLR0911 - a row of guards
    """A line that begins with a person's name."""
    text = row.span.folded.text
    if _is_sentence(row):
        return False
    titled = names_somebody(row.span)
    expect = (
        (row.marker is not None and not reading.closed)
        or reading.role is not None
        or reading.speaker is not None
        or reading.change is not None
    )
    bare_name = not titled and opens_with_name(row, expect=expect, reading=reading)
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
            or _has_more(reading)
        )
    ):
        return True  # an addressee above the letter
    if says(text, "words.other_people") and row.marker is None:
        return True
    found = entries.read(row.span, reading.context, expect_name=expect or bare_name)
    if not any(m.named for m in found):
        return False
    found[-1].marked = row.marker is not None
    for mention in found:
        reading.add(mention)
    reading.labelled = None
    return True


def _has_more(reading: Reading) -> bool:
    """Whether the block a line begins says what only a participant's does: a role, a speaker, an address."""
    for row in reading.ahead:
        if row.gap:
            return False
        text = row.span.folded.text
        if len(text) < 120 and ("@" in text or says(text, *_OF_PARTICIPANTS)):
            return not starts(text, "words.contact")
    return False


def _is_sentence(row: Row) -> bool:
    """Whether a line that may begin with a name is a sentence about the person, not an entry."""
    text = row.span.folded.text
    return says(text, "words.replaces", "words.replaced_by", "roles.head_after") or says(text, "words.verbs") or (
        says(text, "words.leave") and not says(text[:40], "words.nobody")
    ) or (han.is_han(row.span.text) and starts(text, "words.join") and bool(names_in(row.span)))  # fmt: skip


def _continuation(row: Row, reading: Reading) -> bool:
    """A line that goes on with the entry above it: posts, role, address."""
    current = reading.current
    if current is None or row.marker is not None or reading.closed:
        return False
    text = row.span.folded.text
    if starts(text, "words.contact_person") or _names_another(row, reading):
        reading.current = None
        return False
    of_addresses = text.rstrip().endswith((":", "：")) and says(text, "words.email_label")
    if of_addresses or _is_left_open(text) or is_dated(text) or (current.marked and signs(row, reading)):
        reading.current = None
        return True
    emails, left = take_emails(row.span)
    phones, left = take_phones(left)
    only_address = bool(emails or phones) and not re.search(r"\w\w", left.folded.text)
    elsewhere = emails and not is_address_of(emails[0].text, row.span.text, current, reading.mentions)
    apart = row.gap and (elsewhere or not (only_address and emails))
    if apart or (not only_address and _goes_too_far(row)):  # "Tel. +41 …" is no second sentence
        return False
    told = only_address or roles.is_post(text) or roles.is_organisation(text) or _goes_on_with_role(row, current)
    if says(text, "words.never") and not (told or entries.is_status(left, reading.context)):
        return False
    if current.email is not None and not only_address and could_name(row, reading):
        detail = f"It is not sure whether this line names somebody: {row.span.text[:80]}"
        reading.doubts.append(Doubt("low_confidence", None, None, detail, row.span.source))
    _go_on(current, row, reading)
    return True


def _names_another(row: Row, reading: Reading) -> bool:
    """Whether a line begins with the name of somebody listed before: it says something of them."""
    known = known_names(row.span, reading.mentions)
    first = known[0] if known else None
    return first is not None and first.start == 0 and first.end > 0 and first.person is not reading.current


def _is_left_open(text: str) -> bool:
    """Whether a line says that a speaker is named later, and so nothing of the person above."""
    return says(text, "speakers.primary", "speakers.alternate") and says(text, "words.nobody")


def _goes_too_far(row: Row) -> bool:
    """Whether a line is too much for the rest of an entry: long, several sentences, or one about somebody."""
    return len(row.span.text) > 220 or SENTENCE.search(row.span.text) is not None or _is_sentence(row)


def _go_on(current: Mention, row: Row, reading: Reading) -> None:
    """Fill in what a line adds to the entry above it; another name with a title opens an entry of its own."""
    for chunk in entries.chunks(row.span, reading.context, expect_name=False, known=True):
        if chunk.name is not None and not entries.is_spelling_of(current, chunk.name):
            current = Mention(source=row.span.source)
            entries.fill(current, chunk, reading.context)
            reading.add(current)
        else:
            entries.fill(current, chunk, reading.context)


def _goes_on_with_role(row: Row, current: Mention) -> bool:
    """Whether a short line under an item ends in a role or status: "Permanente | Jefa de Delegación"."""
    text = row.span.folded.text
    return current.marked and len(text) < 80 and says(text, "roles.delegate", *_OF_PARTICIPANTS)


def _sentence(row: Row, reading: Reading) -> bool:
    """A sentence: who it names, and what it says about the list that follows."""
    text = row.span.folded.text
    if says(text, "words.composition"):
        reading.opened = True
    last = reading.mentions[-1] if reading.mentions and not reading.mentions[-1].listed else None
    found = [] if reading.closed else prose.read(row.span, reading.context, last)
    parts = section_parts(row.span.folded, reading.context)
    if says(text, "words.everybody"):
        reading.everybody.append((len(reading.mentions), narrow(parts, reading) or reading.parts or ()))
    if parts and not found:
        note_parts(row, reading)
    elif found:
        outside = reading.parts
        if parts and not any(m.parts for m in found) and len(set(parts)) < len(reading.context.parts):
            reading.parts = parts
        role, reading.role = reading.role, None
        change, reading.change = reading.change, None
        for mention in found:
            mention.listed = False
            reading.add(mention)
        reading.role, reading.change = role, change
        if not row.span.text.rstrip().endswith((":", "：")):
            reading.parts = outside
    if says(text, "words.composition") and row.span.text.rstrip().endswith((":", "：")):
        reading.reset_headings()
        reading.affiliation = None
    if found or row.gap:
        reading.current = reading.current if found and reading.current in found else None
        reading.labelled = None
    return True
