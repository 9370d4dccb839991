"""Who takes part, by the documents of one message."""

from __future__ import annotations

import re
from collections.abc import Sequence

from mailbot.domain.submission import Doubt, Person, Source, Speaker
from mailbot.reading.document import Document
from mailbot.reading.folding import fold

from . import by_part, departures, han, identity, left_open, lists, order, unlisted_titles
from .address_owners import give_addresses
from .identity import Group
from .mentions import Mention, Spelling
from .name_shapes import Split
from .people import Context, People
from .renderings import two_addresses
from .spans import Span
from .state import Reading
from .two_scripts import pair_lists

MAX_PERSONS = 2_000
_MOST = 200


def find(documents: Sequence[Document], context: Context) -> People:
    """The persons that lists, tables and sentences name for the delegation, in the order of the note.

    Signatures, contacts, addressees and the officers of the meeting are left out. ``leaving`` are those a
    change takes out. Doubts: name_order_uncertain, role_ambiguous, duplicate_participant, low_confidence.
    Time grows linearly with the text.
    """
    reading = Reading(context)
    for number, document in enumerate(documents):
        lists.read(document, number, reading)
    _spread(reading)
    unlisted_titles.settle(reading.mentions)
    if reading.mode_of_all and not any(m.mode or m.modes_in for m in reading.mentions):
        for mention in reading.mentions:
            mention.set_mode(*reading.mode_of_all)
    words = frozenset(w for m in reading.mentions for s in m.spellings for w in identity.name_tokens(s))
    reading.mentions = departures.join_recalled(reading.mentions)
    staying = [m for m in reading.mentions if not m.leaving]
    reading.doubts += [_stays_or_goes(m) for m in reading.mentions if m.unclear and m.named]
    going = [m for m in reading.mentions if m.leaving and m.named and not m.unclear]
    reading.doubts += _too_many(staying) + _too_many(going)
    staying = [m for m in staying if not _recalls(m, going)]
    staying, going = pair_lists(staying[:MAX_PERSONS]), going[:MAX_PERSONS]
    groups, lost = identity.group(staying)
    give_addresses(reading, groups)
    out_groups, _ = identity.group([_as_entry(m) for m in going])
    persons, doubts = _persons(groups, context)
    leaving, _ = _persons(out_groups, context)
    doubts += _named_to_stay(going, groups)
    doubts += [*reading.doubts, *left_open.doubts_of(reading, groups, lost)]
    return People(tuple(persons), tuple(leaving), tuple(doubts), reading.unchanged, words)


def _too_many(mentions: list[Mention]) -> list[Doubt]:
    if len(mentions) <= MAX_PERSONS:
        return []
    detail = f"{len(mentions):,} people are named, and only the first {MAX_PERSONS:,} were read."
    return [Doubt("low_confidence", detail=detail)]


def _recalls(mention: Mention, going: list[Mention]) -> bool:
    """Whether a surname alone in a sentence means one who leaves, and says nothing of them."""
    if mention.listed or mention.email or mention.role or mention.speaker or not mention.named:
        return False
    if any(len(identity.name_tokens(s)) > 1 for s in mention.spellings):
        return False
    gone = [s for m in going[:_MOST] for s in m.spellings]
    return any(identity.refers(a, b) for a in mention.spellings for b in gone)


def _stays_or_goes(mention: Mention) -> Doubt:
    name = mention.spellings[0].name.text
    detail = f"{name} gives up a place as speaker or head: it is not said whether {name} still comes."
    return Doubt("revision_unclear", name, None, detail, mention.source)


def _named_to_stay(going: list[Mention], groups: list[Group]) -> list[Doubt]:
    """One for each who is said to leave and whom the message also names to take part."""
    out = []
    for mention in going[:_MOST]:
        staying = [spelling for group in groups[:_MOST] for spelling in group.spellings()]
        if any(identity.refers(a, b) or identity.refers(b, a) for a in mention.spellings for b in staying):
            name = mention.spellings[0].name.text
            detail = f"{name} is said to leave, and is also named to take part."
            out.append(Doubt("revision_unclear", name, None, detail, mention.source))
    return out


def _as_entry(mention: Mention) -> Mention:
    mention.kind = "entry"
    return mention


def _spread(reading: Reading) -> None:
    """ "The same delegation" for a later part: everybody named before is in that part too."""
    for index, parts in reading.everybody:
        for mention in reading.mentions[:index]:
            if mention.parts and not mention.leaving:
                mention.parts = tuple(dict.fromkeys((*mention.parts, *parts)))


def _persons(groups: list[Group], context: Context) -> tuple[list[Person], list[Doubt]]:
    if not groups:
        return [], []
    settled, varies = order.settle(groups, context.language)
    persons: list[Person] = []
    doubts: list[Doubt] = []
    for group, (spelling, split) in zip(groups, settled, strict=True):
        person = _person(group, spelling, split, context)
        persons.append(person)
        doubts += _doubts(group, person, context)
    if varies:
        open_ = [p.full_name for p in persons if not p.order_certain]
        detail = "Given and family names stand in both orders, and nothing tells them apart: " + ", ".join(open_)
        doubts.append(Doubt("name_order_uncertain", open_[0] if len(open_) == 1 else None, None, detail))
    return persons, doubts


def _doubts(group: Group, person: Person, context: Context) -> list[Doubt]:
    out = [
        Doubt(
            "duplicate_participant", person.full_name, None, f"{person.full_name} stands in the list twice.", m.source
        )
        for m in group.repeats
    ]
    out += two_addresses(group, person.full_name)
    unclear = next((m.ambiguous for m in group.mentions if m.ambiguous), None)
    if unclear is not None and person.role == "delegate" and person.speaker is None:
        detail = f"{person.full_name} is called an alternate, but not of what: {unclear.text[:120]}"
        out.append(Doubt("role_ambiguous", person.full_name, None, detail, unclear))
    other = next((e for m in group.mentions for e in m.more_emails if identity.address_fit(e.text, group)), None)
    if person.speaker and other is not None and person.email and fold(other.text) != fold(person.email):
        detail = (
            f"{person.full_name} has two addresses, {person.email} and {other.text}: which one is for the platform?"
        )
        out.append(Doubt("low_confidence", person.full_name, None, detail, other.source))
    if any(m.both_speakers for m in group.mentions) or _both(group.mentions, person, context):
        detail = f"{person.full_name} is named as primary and as alternate speaker."
        out.append(Doubt("same_speaker_twice", person.full_name, None, detail, person.sources.get("speaker")))
    return out


def _both(mentions: list[Mention], person: Person, context: Context) -> bool:
    """Whether somebody is primary and alternate speaker of one part."""
    for part in person.parts or context.parts or (None,):
        here = {m.speaker for m in mentions if m.speaker and (m.parts is None or part is None or part in m.parts)}
        here |= {m.speaking[part][0] for m in mentions if part in m.speaking}
        if len(here) > 1:
            return True
    return False


def _person(group: Group, spelling: Spelling, split: Split, context: Context) -> Person:
    mentions = group.mentions
    title = spelling.title or next((s.title for s in group.spellings() if s.title), None)
    functions = next((m.functions for m in mentions if m.functions), [])
    affiliations = next((m.affiliations for m in mentions if m.affiliations), [])
    email = next((m.email for m in mentions if m.email), None)
    phone = next((m.phone for m in mentions if m.phone), None)
    role = next((m for m in mentions if m.role and m.role != "delegate"), None) or next(
        (m for m in mentions if m.role), None
    )
    mode = next((m for m in mentions if m.mode), None)
    parts = _parts(mentions, context)
    speaker, speaker_in = _speaker(mentions, parts, context)
    main_role, role_in = by_part.roles(mentions, parts or context.parts)
    main_mode, mode_in = by_part.modes(mentions, parts or context.parts)
    sources: dict[str, Source] = {"family": spelling.family.source if spelling.family else spelling.name.source}
    if split.given:
        sources["given"] = spelling.given.source if spelling.given else spelling.name.source
    said = next((m.speaker_source for m in mentions if m.speaker), None) or next(
        (source for m in mentions for _, source in m.speaking.values()), None
    )
    optional = {
        "title": title.source if title else None,
        "function": functions[0].source if functions else None,
        "affiliation": affiliations[0].source if affiliations else None,
        "email": email.source if email else None,
        "phone": phone.source if phone else None,
        "role": role.role_source if role else None,
        "speaker": said,
        "mode": mode.mode_source if mode else None,
        "parts": next((m.parts_source for m in mentions if m.parts), None) if parts else None,
    }
    sources |= {key: source for key, source in optional.items() if source is not None}
    return Person(
        family=split.family,
        given=split.given,
        title=_of_one(_clean(title.text)) if title else None,
        function=_together(functions),
        affiliation=_together(affiliations),
        email=_clean(email.text) if email else None,
        phone=_clean(phone.text) if phone else None,
        role=main_role,
        role_in=role_in,
        mode_in=mode_in,
        speaker=speaker,
        speaker_in=speaker_in,
        mode=main_mode,
        parts=parts,
        order_certain=split.certain,
        latin=spelling.latin,
        sources=sources,
    )


def _parts(mentions: list[Mention], context: Context) -> tuple[str, ...] | None:
    """The parts a person is in, None for all of the note's."""
    listed = [m for m in mentions if m.kind == "entry"] or mentions
    if any(m.parts is None for m in listed):
        return None
    ids = {part for m in listed for part in m.parts or ()}
    if ids >= set(context.parts):
        return None
    return tuple(part for part in context.parts if part in ids) or None


def _speaker(
    mentions: list[Mention], parts: tuple[str, ...] | None, context: Context
) -> tuple[Speaker | None, dict[str, Speaker | None]]:
    """The status that holds for every part, and where it differs."""
    said = [m for m in mentions if m.speaker]
    if not said and not any(m.speaking for m in mentions):
        return None, {}
    if any(m.both_speakers for m in said):
        return "primary", {}
    ids = parts or context.parts
    if len(ids) < 2:
        statuses = [m.speaker for m in said if m.parts is None or not ids or set(m.parts) & set(ids)]
        statuses += [status for m in mentions for part, (status, _) in m.speaking.items() if part in ids or not ids]
        statuses = statuses or [m.speaker for m in said[:1]]
        if not statuses:
            return None, {}
        return ("primary" if "primary" in statuses else statuses[0]), {}
    status_in: dict[str, Speaker | None] = {}
    for part in ids:
        here = [m.speaker for m in said if m.parts is None or part in m.parts]
        here += [m.speaking[part][0] for m in mentions if part in m.speaking]
        status_in[part] = "primary" if "primary" in here else here[0] if here else None
    main = next((status for status in status_in.values() if status), None)
    return main, {part: status for part, status in status_in.items() if status != main}


def _together(spans: list[Span]) -> str | None:
    """Several posts or bodies as one text, in the punctuation of their script; repeats once."""
    texts = list(dict.fromkeys(_clean(span.text).strip(" ,;:،、") for span in spans))
    texts = [text for text in texts if text]
    if not texts:
        return None
    glue = "、" if han.is_han(texts[0]) else "، " if any("\u0600" <= c <= "\u06ff" for c in texts[0]) else ", "
    return glue.join(texts)


_OF_ONE = {"mm": "M", "mmes": "Mme", "messrs": "Mr", "mses": "Ms", "sres": "Sr", "sras": "Sra"}


_TIED_TO = re.compile("^[وف]?(?:لل|[بلك]ال)(?=\\w)")


def _of_one(title: str) -> str:
    """A title in the plural, which stands before several names, as it is one person's; no Arabic "to" or "by"."""
    title = _TIED_TO.sub("ال", title)
    stop = "." if title.endswith(".") else ""
    one = _OF_ONE.get(title.rstrip(".").casefold())
    return one + stop if one else title


def _clean(text: str) -> str:
    return " ".join(text.split()).strip(" ,;")
