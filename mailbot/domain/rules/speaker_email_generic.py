"""``speaker_email_generic``: a mission mailbox is not a personal address; the personal link would go astray."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mailbot.domain.case import Composition, Finding
from mailbot.domain.delegation import Participant
from mailbot.domain.identity import fold, name_tokens
from mailbot.domain.meeting import Invitee

# One of these words in the local part names an office, whatever stands beside it.
_OFFICE = frozenset(
    fold(word)
    for word in """
    mission missions permmission permanentmission misper mispermanente missionpermanente mision misiones misiongva
    missao missione missija missiya missia mishen
    embassy embassies ambassade ambasciata embajada embaixada botschaft ambasada posolstvo safara sifara sefarat
    shiguan dashiguan dashi daibiaotuan daibiaochu
    consulate consulat consulado konsulat consul nunciature nonciature nunciatura nunziatura
    delegation delegations delegacion delegacao delegatsia delegaciya deleg wafd wofd
    permrep permreps representation representacion representacao repper reppermanente
    postpredstvo predstavitelstvo permanentrepresentative vertretung
    info information informacion informations contact contacto contacts kontakt office bureau oficina
    registry registro secretariat secretariado secretaria sekretariat chancery chancellerie cancilleria kanzlei
    protocol protocole protocolo protokol admin administration mail mailbox post postmaster correo courrier
    reception enquiries inquiries press presse prensa noreply donotreply
    ccm geneva geneve genf ginebra ginevra jenewa zheneva gva unog disarmament desarme desarmement
    participation registration inscription inscripcion meetings conference conferences team desk unit liaison
    миссия посольство представительство постпредство делегация консульство инфо канцелярия секретариат протокол
    بعثة البعثة سفارة السفارة وفد الوفد قنصلية معلومات
    代表团 代表處 代表处 使馆 大使馆 使團 常驻团 办公室 信息
    """.split()
)
# These say nothing of a person, but may also be a name's initials: all of the local part must be such words.
_PLACE = frozenset("un onu oon vn uno mfa mofa mae mre minrex mid fm gov go of the de la el dept div section".split())
_STEM = re.compile(
    r"(?:^(?:mission|misssion|embassy|ambassade|embajada|embaixada|delegation|delegacion|consulat|botschaft)"
    r"|(?:mission|embassy|ambassade|embajada|delegation|consulate)$)"
)
_WORD = re.compile(r"[^\W\d_]+")


def is_generic(email: str, invitee: Invitee | None = None, person: Participant | None = None) -> bool:
    """Whether the address is an office's rather than a person's: by its words or because the list has it.

    A word that is part of the person's own name speaks for the person, whatever it means elsewhere.
    """
    own = set(name_tokens(person)) if person else set()
    words = [word for word in _WORD.findall(fold(email).rpartition("@")[0]) if word not in own]
    if any(word in _OFFICE or _STEM.search(word) for word in words):
        return True
    if invitee and fold(email) in {fold(listed) for listed in invitee.emails}:
        return not _is_named_after(email, own)
    country = set(_WORD.findall(fold(invitee.name))) | {fold(invitee.code)} if invitee else set()
    return bool(words) and not _is_named_after(email, own) and all(w in _PLACE or w in country for w in words)


def _is_named_after(email: str, own: set[str]) -> bool:
    """Whether the local part holds a whole word of the person's name."""
    return any(word in own and len(word) > 2 for word in _WORD.findall(fold(email).rpartition("@")[0]))


def check(composition: Composition) -> Iterator[Finding]:
    """One finding for each speaker, in a part that wants personal addresses, whose address is not one."""
    personal = {part.id for part in composition.parts if part.speakers and part.speakers.personal_email}
    speakers = [
        p
        for p in composition.participants
        if p.email and any(q.speaker and q.part in personal for q in p.participations)
    ]
    for speaker in speakers:
        email = speaker.email or ""
        others = [p for p in composition.sharing(email) if any(q.speaker for q in p.participations)]
        if is_generic(email, composition.invitee, speaker) or len(others) > 1:
            name = speaker.full_name
            yield Finding("speaker_email_generic", None, name, f"{email} of {name} is not a personal address.", email)
