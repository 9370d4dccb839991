"""Messages of invented delegations, as they would be sent."""

from __future__ import annotations

from email.message import EmailMessage
from email.utils import make_msgid

OPENING = (
    "Ref: KMG/DIS/41/20\n\nThe Permanent Mission of the Republic of Kenya presents its compliments to the Secretariat "
    "and has the honour to communicate its delegation to the first part of the Second Review Conference:\n\n"
)
HEAD = "1. H.E. Ms. Grace OTIENO, Ambassador, Permanent Representative, Head of Delegation\n"
PRIMARY = "2. Mr. Peter MWANGI, Counsellor, primary speaker (p.mwangi@mfa-ke.example)\n"
ALTERNATE = "3. Ms. Lucy ACHIENG, First Secretary, alternate speaker (l.achieng@mfa-ke.example)\n"
CLOSING = (
    "\nThe Permanent Mission avails itself of this opportunity to renew to the Secretariat the assurances of its "
    "highest consideration.\n\nGeneva, 9 November 2020\n"
)
KENYA = "Kenya Mission <mission@kenya-gva.example>"


def message(text: str, sender: str = KENYA, subject: str = "Note Verbale KMG/DIS/41/20", **headers: str) -> bytes:
    """A plain message received in time for the deadline, with a Message-ID of its own."""
    mail = EmailMessage()
    mail["Received"] = "from mail.kenya-gva.example by mx.secretariat.example; Mon, 09 Nov 2020 10:00:05 +0100"
    mail["From"] = sender
    mail["To"] = "ccm@secretariat.example"
    mail["Subject"] = subject
    mail["Date"] = "Mon, 09 Nov 2020 10:00:00 +0100"
    mail["Message-ID"] = make_msgid(domain="kenya-gva.example")
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(text)
    return mail.as_bytes()


def note(*persons: str, **headers: str) -> bytes:
    """Kenya's note naming these persons."""
    return message(OPENING + "".join(persons) + CLOSING, **headers)


COMPLETE = (HEAD, PRIMARY, ALTERNATE)
INCOMPLETE = (HEAD, PRIMARY)
