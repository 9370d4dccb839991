"""Labels and headings: "Head of delegation:", "Name: …", "Members", "First part"."""

from __future__ import annotations

import re

from mailbot.domain.submission import Role

from . import entries, filing, han, prose, roles
from .form_fields import split_label
from .mentions import Mention
from .openings import names_somebody, opens_with_name
from .rows import Row
from .sections import section_parts
from .sentence_names import names_in
from .sentences import last_word
from .spans import Span
from .state import Reading
from .titles import split_title
from .wording import is_only, pattern, says, starts

SENTENCE = re.compile(r"[.!?。]\s+\S")


def take_labelled(row: Row, reading: Reading) -> bool:
    """ "Head of delegation: H.E. X", "Members: A; B", "Withdrawn: Y", "First part: …"."""
    label = split_label(row.span)
    if label is None or not _is_label(label[0], reading):
        return False
    head, rest = label
    if not rest.text.strip(" \t:：-–—.,;"):
        return False
    if starts(rest.folded.text.lstrip(), "words.leave", "words.join", "words.replaces"):
        return False  # "Firstly: to be struck off the list are …" is a sentence
    several = _ends_in_plural(head.folded.text.strip(" .()[]-–*"))
    content = entries.read(rest, reading.context, expect_name=True, several=several)
    is_entry = any(m.named for m in content)
    if not is_entry:
        sentences = prose.read(rest, reading.context)
        if not sentences and not _nobody(rest):
            return False
        content = sentences
    change = reading.change
    _open_label(head, reading, row, inline=True)
    _post_label(head, content, reading)
    said = roles.read(head, reading.context)
    for number, mention in enumerate(content):
        mention.labelled = True
        if said.mode:
            mention.set_mode(said.mode, head.source)
        for status in said.speakers if number == 0 and mention.speaker is None else ():
            mention.set_speaker(status, head.source)
        reading.add(mention)
        if row.marker is None:
            reading.current = mention if is_entry else None
        mention.marked = mention.marked or (is_entry and row.marker is not None)
    reading.labelled = None
    if row.marker is not None:
        reading.change = change  # "2) Deleted: Mr X" says nothing about item 3
    return True


def _post_label(head: Span, content: list[Mention], reading: Reading) -> None:
    """ "Permanent Representative: Mr X": the label is the person's post."""
    said = roles.read(head, reading.context, "role")
    if said.rest is None or not content or not roles.is_post(said.rest.folded.text):
        return
    if filing.numbers(said.rest.folded.text):
        return
    if not roles.read_post_only(said.rest.folded.text) or is_only(said.rest.folded.text, "roles.delegate_bare"):
        return
    if not content[0].functions:
        content[0].functions.append(said.rest)
    filing.apply(content[0], said, head)


def _nobody(rest: Span) -> bool:
    return is_only(rest.folded.text, "words.nobody")


def _is_label(label: Span, reading: Reading) -> bool:  # noqa: PLR0911 - a row of guards
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
    if says(text, "words.join", "words.leave") and len(text) < 60 and not names_in(label):
        return True
    if _sends(label) or (_body(label) is not None and not says(text, "words.never", "words.verbs")):
        return True
    if roles.read(label, reading.context).mode and roles.read(label, reading.context).rest is None:
        return True
    rest = roles.read(label, reading.context, "role").rest
    return rest is not None and roles.read_post_only(rest.folded.text) and split_title(label)[0] is None


def _body(heading: Span) -> Span | None:
    """The body a heading names, without the words that say it sends somebody: "For the Ministry of Defence"."""
    span = heading.strip(" \t.()[]-–*:：")
    sent = pattern("words.on_behalf").match(span.folded.text)
    body = span.cut_folded(sent.end(), len(span.folded.text)).strip() if sent else span
    return next((piece for piece in (body, span) if _is_body(piece.folded.text)), None)


def _sends(heading: Span) -> bool:
    """Whether a heading says which body sends those below, and nothing else."""
    body, text = _body(heading), heading.folded.text
    return (
        body is not None
        and len(body.text) < len(heading.strip(" \t.()[]-–*:：").text)
        and not says(text, "words.verbs")
    )


def _is_body(text: str) -> bool:
    """Whether a heading is a body; no sentence that only begins with one."""
    short = len(text) <= 30 if han.is_han(text) else len(text.split()) <= 12
    first = re.split("[,،]", text, maxsplit=1)[0]
    return short and roles.is_organisation(text) and (first == text or roles.is_organisation(first))


def label_role(label: Span, reading: Reading) -> Role | None:
    """The role a heading gives, or None."""
    said = roles.read(label.strip(" \t().:：-–—"), reading.context, "role")
    if said.rest is not None and not _weak_rest(said.rest.folded.text):
        return None
    member = bool(said.speakers) and says(label.folded.text, "roles.delegate_bare")
    return said.role or ("delegate" if member else None)


def _weak_rest(text: str) -> bool:
    return (
        is_only(text, "roles.delegate_bare", "words.composition", "words.and") or len(re.findall(r"\w\w+", text)) == 0
    )


def _open_label(head: Span, reading: Reading, row: Row, *, inline: bool) -> None:
    """Take a label or heading as what now holds."""
    text = head.folded.text.strip(" .()[]-–*")
    parts = section_parts(head.folded, reading.context)
    if parts:
        reading.parts, reading.parts_source = narrow(parts, reading), head.source
        reading.list_id = (reading.list_id[0], reading.list_id[1] + 1)
    if says(text, "words.join", "words.leave") and not is_only(text, "roles.delegate_bare"):
        reading.change = "leave" if last_word(text, "words.join", "words.leave") == "words.leave" else "join"
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
        reading.once = role == "head" or (inline and role == "alternate_head")
        reading.after_head = role in {"head", "alternate_head"}
        reading.about = False
        if not inline:
            reading.affiliation = (
                None
                if row.level <= reading.affiliation_level and reading.affiliation is not None and row.marker is None
                else reading.affiliation
            )
        return
    body = _body(head)
    if body is not None:
        reading.affiliation, reading.affiliation_level = body.strip(" .:()-–*"), row.level
        if not inline:
            reading.role = None


def narrow(parts: tuple[str, ...], reading: Reading) -> tuple[str, ...] | None:
    return None if set(parts) >= set(reading.context.parts) else parts


def take_heading(row: Row, reading: Reading) -> bool:
    """A line that is nothing but a heading: a role, a part, a body, a change."""
    text = row.span.folded.text.strip(" .:()[]-–*_：")
    if not text or len(text) > 160 or "@" in text:
        return False
    if names_somebody(row.span) or (han.HAN.search(text) and opens_with_name(row, expect=False, reading=reading)):
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
        and not SENTENCE.search(row.span.text)
        and not says(text, "words.everybody")
        and not says(text, "speakers.primary", "speakers.alternate")
        and row.marker is None
    ):
        note_parts(row, reading)
        reading.current = reading.labelled = None
        return True
    return False


def take_second_script(row: Row, reading: Reading) -> bool:
    """A heading above the same names in Latin letters: nothing that was said of the people above holds below it."""
    if row.marker is not None or not _spells_again(row.span.folded.text.strip(" .:()[]-–*_：")):
        return False
    reading.reset_headings()
    reading.current = reading.labelled = None
    return True


def _spells_again(text: str) -> bool:
    """Whether a heading announces the names in Latin letters ("Names in English")."""
    short = len(text) <= 16 if han.is_han(text) else len(text.split()) <= 6
    return short and says(text, "words.latin") and says(text, "columns.name", "columns.latin")


def _heading_worthy(row: Row, text: str, reading: Reading) -> bool:
    """Whether a label without anything after it is a heading and not a line about the person above."""
    colon = row.span.text.rstrip().endswith((":", "："))
    if colon:
        return True
    current = reading.current
    if current is not None and not row.gap and not row.bold and not current.functions and not _plural(text):  # noqa: SIM102 - two different questions
        if is_only(text, "roles.adviser_bare"):
            return False
    if _sends(row.span):
        # "from the Ministry of Defence" under a name goes on with that person.
        apart = row.gap or row.bold or row.marker is not None or row.span.text.lstrip()[:1].isupper()
        return apart and reading.opened and not reading.closed and bool(reading.ahead)
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
    return _ends_in_plural(text) and " " not in text


def _ends_in_plural(text: str) -> bool:
    return bool(re.search(r"(?:s|es|ы|и|ون|ين|员)$", text))


def _attached(row: Row, reading: Reading) -> bool:
    return (
        reading.current is not None
        and not row.gap
        and reading.current.role in (None, "delegate")
        and reading.current.role_source is None
    )


def note_parts(row: Row, reading: Reading) -> None:
    parts = section_parts(row.span.folded, reading.context)
    if parts:
        reading.parts, reading.parts_source = narrow(parts, reading), row.span.source
        reading.reset_headings()
        reading.affiliation = None
        reading.list_id = (reading.list_id[0], reading.list_id[1] + 1)
