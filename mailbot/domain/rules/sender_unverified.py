"""``sender_unverified``: nobody vouches that the message comes from the address it bears (RFC 7489, RFC 8601)."""

from __future__ import annotations

from collections.abc import Iterator

from mailbot.domain.case import Case, Finding
from mailbot.domain.speaking import changes_speakers


def check(case: Case) -> Iterator[Finding]:
    """One finding where the receiving server has tried and failed, or must vouch and has not been asked.

    Staff are no exception: what they forward is believed because it is theirs.
    """
    if not case.speaks_for_delegation:
        return
    verdict, why = case.provenance.verdict, case.provenance.why
    must_pass = case.has_record and case.invitee is not None and "verified" in case.invitee.policy
    if verdict == "fail" or (verdict == "none" and must_pass):
        why = why or "No server is trusted to verify senders (mailbox.authserv_id)."
        detail = f"{why} Ask the delegation at an address you know; accept it if it is theirs."
        yield Finding("sender_unverified", None, case.sender, detail, always_holds=changes_speakers(case))
