"""Lines that say who speaks, and whom they are about."""

from __future__ import annotations

import re

from mailbot.domain.submission import Doubt

from . import entries, roles, speakers
from .mentions import Mention
from .openings import names_somebody, opens_with_name
from .rows import Row
from .sections import parts_in
from .spans import Span
from .state import Reading
from .wording import is_only, pattern, says

_ARTICLE = re.compile(r"^\W*(?:(?:the|le|la|el)\s+|l')?")


def take_speakers(row: Row, reading: Reading) -> bool:
    text = row.span.folded.text
    if _only_about(text) or _asks_for_speakers(text):
        reading.about, reading.role, reading.speaker = True, None, None
        return True
    if _by_reference(row, reading):
        return True
    reading.about = reading.about or _opens_seats(row, reading)
    found = speakers.statement(row.span, reading.context, about=reading.about)
    if found is None:
        return False
    if not found and _describes(row, reading):
        return False
    _give_to_heads(row, reading)
    if not found and len(text) < 60 and is_only(text, "speakers.primary", "speakers.alternate"):
        _label_only(row, reading)
    else:
        _give_out(found, row, reading)
    return True


def _opens_seats(row: Row, reading: Reading) -> bool:
    """Whether "Primary: Ms. X" leads, with "Alternate: Mr. Y" below it, without a word on speaking."""
    label, colon, value = row.span.folded.text.partition(":")
    following = reading.ahead[0].span.folded.text if reading.ahead else ""
    second, colon_too, _ = following.partition(":")
    if not (colon and colon_too and value.strip()) or not any(m.named for m in reading.mentions):
        return False
    seats = is_only(label, "speakers.primary_bare"), is_only(second, "speakers.alternate_bare")
    return all(seats)


def _label_only(row: Row, reading: Reading) -> None:
    """ "Primary speaker" alone in a line: the last word on the person above, or a heading."""
    text = row.span.folded.text
    if _trails(row, reading):
        _say(text, row, reading)
        return
    reading.reset_headings()
    for topic, speaker in roles.SPEAKERS:
        if is_only(text, topic):
            reading.speaker, reading.speaker_source, reading.once = speaker, row.span.source, True
    reading.current = None


def _give_out(found: list[Mention], row: Row, reading: Reading) -> None:
    """Record whom a speaker line names, or means as the person above it."""
    attach = _belongs_to_current(row, found, reading)
    for mention in found:
        if attach and reading.current is not None:
            _merge_into(reading.current, mention)
        else:
            _add_speaker(mention, reading)
    if not attach:
        reading.role = reading.speaker = None
        reading.current = found[-1] if found and found[-1].named else None
        if reading.current is not None:
            reading.current.marked = row.marker is not None


def _asks_for_speakers(text: str) -> bool:
    """Whether a line announces the speakers ("Access to Interprefy is requested for:")."""
    return (
        len(text) < 130
        and text.rstrip().endswith((":", "："))
        and says(text, "speakers.about")
        and not says(text, "speakers.primary", "speakers.alternate")
        and (not says(text, "words.composition") or "interprefy" in text)
    )


def _describes(row: Row, reading: Reading) -> bool:
    """Whether "Primary speaker, attending in person" under a name goes on with that person."""
    current = reading.current
    if current is None or current.kind != "entry" or row.gap or row.marker is not None or reading.about:
        return False
    text = row.span.folded.text
    if is_only(text, "speakers.primary", "speakers.alternate") or says(text, "words.nobody"):
        return False
    return ":" not in text and entries.is_status(row.span, reading.context)


def _by_reference(row: Row, reading: Reading) -> bool:
    """ "Primary speaker: same as above" means the person named last, "… : the Head of Delegation" the head."""
    text = row.span.folded.text
    label, _, value = text.partition(":")
    value = _meant(value)
    named = [m for m in reversed(reading.mentions) if m.named and not m.leaving]
    if is_only(value, "words.same"):
        current = named[0] if named else None
    else:
        role = next((role for topic, role in (*roles.ROLES[:2], *roles.BARE_ROLES[:2]) if is_only(value, topic)), None)
        current = next((m for m in named if role and m.role == role), None)
    if current is None:
        return False
    status = next((speaker for topic, speaker in roles.SPEAKERS if is_only(label, topic)), None)
    if status is not None:
        current.set_speaker(status, row.span.source)
    return status is not None


def _give_to_heads(row: Row, reading: Reading) -> None:
    """ "Primary speaker - the Head of Delegation; alternate - Ms. B": the seat that a role stands behind is its
    holder's."""
    text = row.span.folded.text
    several_parts = reading.parts or parts_in(row.span.folded, reading.context)
    said = [] if several_parts else speakers.seats(text)
    for number, (_, end, status) in enumerate(said):
        stop = said[number + 1][0] if number + 1 < len(said) else len(text)
        value = _ARTICLE.sub("", text[end:stop].strip(" :;,.-–—،؛"))
        role = next((role for topic, role in roles.ROLES[:2] if is_only(value, topic)), None)
        holder = next((m for m in reversed(reading.mentions) if role and m.named and m.role == role), None)
        if holder is not None and not holder.leaving:
            holder.set_speaker(status, row.span.source)


def _meant(value: str) -> str:
    """Whom a reference means: "same as the Head" and "the Head" mean the head."""
    value = _ARTICLE.sub("", value.strip())
    found = pattern("words.same_as").match(value)
    return _ARTICLE.sub("", value[found.end() :].strip()) if found and found.end() < len(value) else value


def labelled_pieces(span: Span) -> list[Span]:
    """The pieces of "Head: Ms. X; Primary speaker: Mr. Y; Alternate speaker: same as Head", one a label."""
    text = span.folded.text
    cuts = [0]
    for match in list(_PIECE.finditer(text))[:_MOST]:
        if is_only(match[1], "speakers.primary", "speakers.alternate", "roles.head", "roles.alternate_head"):
            cuts.append(match.start(1))
    if len(cuts) == 1 or not _FIRST_LABEL.match(text):
        return [span]
    return [span.cut_folded(a, b).strip() for a, b in zip(cuts, [*cuts[1:], len(text)], strict=True)]


_PIECE = re.compile(r";\s*([^:;,]{3,60}?)\s?:")
_FIRST_LABEL = re.compile(r"[^:;,]{3,60}:")
_MOST = 40


def _trails(row: Row, reading: Reading) -> bool:
    """Whether "Primary speaker" alone in a line is the last word on the person above, not a heading.

    It stands in that person's block and nothing more of a block follows. Where no white space parts the
    blocks, it is taken as a heading, and a person must look.
    """
    current = reading.current
    if current is None or row.gap or row.marker is not None or current.kind != "entry" or current.speaker is not None:
        return False
    if row.bold or row.span.text.rstrip().endswith((":", "：")):
        return False
    following = reading.ahead[0] if reading.ahead else None
    if following is None or following.gap or following.marker is not None:
        return True
    if not names_somebody(following.span) and not opens_with_name(following, expect=True, reading=reading):
        return True
    detail = f'It is not sure whether "{row.span.text.strip()}" means the person above it or the one below.'
    reading.doubts.append(Doubt("low_confidence", None, None, detail, row.span.source))
    return _statuses_trail(reading)


def _statuses_trail(reading: Reading) -> bool:
    """Whether the list has said of somebody under their name, and by no heading, what they are."""
    of_list = [m for m in reading.mentions if m.list_id == reading.list_id and m.listed and m.kind == "entry"]
    said = any(m.role or m.speaker for m in of_list if m is not reading.current)
    said = said or (reading.current is not None and _says_role_below(reading.current))
    return said and reading.role is None and reading.speaker is None


def _says_role_below(mention: Mention) -> bool:
    """Whether a line of its own under the name says the role ("Head of delegation")."""
    name, role = mention.source, mention.role_source
    if mention.role is None or name is None or role is None or name.page != role.page:
        return False
    return name.line is not None and role.line is not None and name.line < role.line


def _say(text: str, row: Row, reading: Reading) -> None:
    for topic, speaker in roles.SPEAKERS:
        if is_only(text, topic) and reading.current is not None:
            reading.current.set_speaker(speaker, row.span.source)


def _only_about(text: str) -> bool:
    """Whether a line is nothing but words about speaking ("Interprefy speakers")."""
    return (
        len(text) < 60
        and says(text, "speakers.about")
        and not re.search(r"\w", pattern("speakers.about", "modes.virtual", "words.and").sub("", text))
    )


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
