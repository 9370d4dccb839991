"""What lines say that is compared with the persons read: item numbers, how many come, addresses, "the same"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from . import entries, roles
from .addresses import take_emails
from .left_open import announced_number
from .rows import Row, marker_number
from .segments import cut_apart
from .wording import says, starts

if TYPE_CHECKING:
    from .state import Reading


def note(row: Row, reading: Reading) -> None:
    """Keep what is compared with the persons read: numbered items, the number announced, addresses."""
    if reading.closed or reading.skipping:
        return
    _take_up(row, reading)
    _take_mode(row, reading)
    number = marker_number(row.marker)
    if number is not None:
        reading.items.append((reading.list_id, number, row.span.source))
    text = row.span.folded.text
    announced = announced_number(text) if says(text, "words.composition") else None
    if announced is not None:
        reading.announced.append((announced, row.span.source))
    if "@" in row.span.text:
        reading.addresses += take_emails(row.span)[0]


def _take_up(row: Row, reading: Reading) -> None:
    """ "Same as above, plus:" first under the heading of another part: everybody so far is in that part too."""
    parts = reading.parts
    if not parts or not starts(row.span.folded.text.strip(), "words.same", "words.everybody"):
        return
    if not any(set(m.parts or ()) & set(parts) for m in reading.mentions):
        reading.everybody.append((len(reading.mentions), parts))


_LONGEST = 160
_ALL = re.compile(
    r"(?:all|every (?:member|delegate)|(?:the )?(?:entire|whole) delegation|tous|toutes|l'ensemble|tod[oa]s|"
    r"la totalidad|все|вся делегация)(?!\w)|(?:و?س?[يت]شارك )?(?:جميع|كافه|كل)\s|"
    r"(?:代表团)?(?:全体|所有|全部|以上|上述)"
)


def _take_mode(row: Row, reading: Reading) -> None:
    """ "All members will take part online": how everybody attends of whom nothing else is said."""
    text = row.span.folded.text.strip()
    if len(text) > _LONGEST or not _ALL.match(text) or "@" in text:
        return
    found = {mode for topic, mode in roles.MODES if says(text, topic)}
    if len(found) == 1:
        reading.mode_of_all = (found.pop(), row.span.source)


def could_name(row: Row, reading: Reading) -> bool:
    """Whether a line under somebody's address begins with one word like a name, and with no post, body or status."""
    first = cut_apart(row.span)[:1]
    if not first or not re.fullmatch(r"[A-ZÀ-ÞА-ЯЁ][^\W\d_]{2,20}", first[0].span.text) or len(row.span.text) < 20:
        return False
    text = first[0].span.folded.text
    return not (roles.is_post(text) or roles.is_organisation(text) or entries.is_status(first[0].span, reading.context))
