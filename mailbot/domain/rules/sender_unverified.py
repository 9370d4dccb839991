"""``sender_unverified``: nobody vouches that the message comes from the address it bears, or that its words are theirs.

Sources: RFC 7489, RFC 8601 on addresses; RFC 3834 section 2 on programs, which repeat what strangers write to them.
"""

from __future__ import annotations

from collections.abc import Iterator

from mailbot.domain.case import Case, Finding
from mailbot.domain.correspondents import is_known
from mailbot.domain.speaking import changes_speakers


def check(case: Case) -> Iterator[Finding]:
    """One finding where the receiving server has tried and failed, or must vouch, or the words may be another's.

    Staff are no exception: what they forward is believed because it is theirs.
    """
    if not case.speaks_for_delegation:
        return
    verdict, why = case.provenance.verdict, case.provenance.why
    must_pass = case.has_record and case.invitee is not None and "verified" in case.invitee.policy
    doubts = tuple(_whose_words(case))
    if verdict == "fail" or (verdict == "none" and must_pass):
        doubts = (why or "No server is trusted to verify senders (mailbox.authserv_id).", *doubts)
        always = len(doubts) > 1 or changes_speakers(case)
    else:
        always = True
    if doubts:
        detail = f"{' '.join(doubts)} Ask the delegation at an address you know; accept it if it is theirs."
        yield Finding("sender_unverified", None, case.sender, detail, always_holds=always)


def _whose_words(case: Case) -> Iterator[str]:
    """Why the words may be somebody else's than the sender's, one sentence each."""
    yield from case.provenance.denials
    if not changes_speakers(case):
        return
    yield from case.provenance.reservations
    for author in case.provenance.authors:
        if case.invitee is None or not is_known(author, case.invitee):
            yield f"It passes on what {author[:120]} wrote, who is not known for the delegation."
            return
