"""``sender_unknown``: neither the sender's address nor its domain belongs to any delegation in the list."""

from __future__ import annotations

from collections.abc import Iterator

from mailbot.domain.case import Case, Finding
from mailbot.domain.country_endings import is_under
from mailbot.domain.identity import domain_key
from mailbot.domain.lookalike import resembles
from mailbot.domain.meeting import Invitee
from mailbot.domain.public_domains import is_public
from mailbot.domain.speaking import changes_speakers

_REMEDY = (
    "Ask the delegation at an address you know; if it is theirs, accept it, and have the address remembered to know it "
    "from then on."
)


def check(case: Case) -> Iterator[Finding]:
    """One finding if a stranger sends a submission or a withdrawal; it tells what is noticed about the address."""
    if not case.speaks_for_delegation or case.sender_is_staff or case.submission.by_address:
        return
    detail = f"The sender's address belongs to no delegation in the list{_noticed(case)}. {_REMEDY}"
    yield Finding("sender_unknown", None, case.sender, detail, always_holds=changes_speakers(case))


def _noticed(case: Case) -> str:
    """What is noticed about the address, as the rest of a sentence."""
    sender, invitee = case.sender or "", case.invitee
    domain = domain_key(sender.rpartition("@")[2])
    listed = [email for each in case.invitees.all for email in (*each.emails, *(f"@{d}" for d in each.domains))]
    alike = resembles(sender, [*(invitee.emails if invitee else ()), *listed])
    if alike:
        return f", but resembles {alike[0]} ({alike[1]}): somebody may want to be taken for it"
    if invitee is None:
        return ""
    if is_public(domain):
        return f"; anybody can get one at {domain}"
    if _is_in_its_domain(domain, invitee):
        return f"; of {invitee.name}, only the listed addresses may write (policy)"
    if invitee.is_state and is_under(domain, invitee.code):
        return f"; it ends as those of {invitee.name} do, so it may be the capital or another mission"
    return ""


def _is_in_its_domain(domain: str, invitee: Invitee) -> bool:
    return any(domain_key(email.rpartition("@")[2]) == domain for email in invitee.emails)
