"""What arrives in the mailboxes that mailbot is killed over: every kind of disposition, the same bytes in every run."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime

from tests.e2e.mail import ALTERNATE, CLOSING, COMPLETE, HEAD, OPENING
from tests.fuzz.bombs import docx

TODAY = datetime.now(UTC).replace(hour=7, minute=0, second=0, microsecond=0)
"""The day of everything: what arrives today is in time, and the deadline is in a week."""

_numbers = itertools.count(1)

BURKINA = "Mission du Burkina Faso <mission@burkina-gva.example>"
LEBANON = "Mission du Liban <mission.liban@mfa-lb.example>"


def mail(text: str, sender: str, subject: str, file: tuple[str, bytes] | None = None, **headers: str) -> bytes:
    """A message received in time, with a Message-ID that only this one has."""
    made = EmailMessage()
    made["Received"] = f"from mail.gva.example by mx.secretariat.example; {format_datetime(TODAY)}"
    made["From"], made["To"], made["Subject"] = sender, "ccm@secretariat.example", subject
    made["Date"] = format_datetime(TODAY)
    made["Message-ID"] = f"<{next(_numbers)}.torture@gva.example>"
    for name, value in headers.items():
        made[name.replace("_", "-")] = value
    made.set_content(text)
    if file:
        made.add_attachment(file[1], maintype="application", subtype="octet-stream", filename=file[0])
        made.set_boundary(f"part-{made['Message-ID'].strip('<>')}")
    return made.as_bytes()


KENYA = "Kenya Mission <mission@kenya-gva.example>"
_WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_FRENCH = (
    "N/Réf : 2020-0456/MPBF/GVA",
    "La Mission permanente du Burkina Faso présente ses compliments au Secrétariat et a l'honneur de lui communiquer "
    "la composition de sa délégation à la première partie de la deuxième Conférence d'examen :",
    "1. S.E. M. Alain KABORÉ, Ambassadeur, chef de délégation",
    "2. Mme Awa OUÉDRAOGO, Conseillère, oratrice principale (a.ouedraogo@mae-bf.example)",
)


def _french_note() -> bytes:
    paragraphs = "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in _FRENCH)
    file = docx(f"<w:document {_WORD}><w:body>{paragraphs}</w:body></w:document>")
    return mail("Veuillez trouver ci-joint une note verbale.", BURKINA, "Note verbale", ("NV 456.docx", file))


def _kenya(*persons: str, number: str = "41", opening: str = "") -> bytes:
    text = OPENING.replace("/41/", f"/{number}/").replace("Secretariat and", f"Secretariat and{opening}")
    return mail(text + "".join(persons) + CLOSING, KENYA, f"Note Verbale KMG/DIS/{number}/20")


COMPLETE_NOTE = _kenya(*COMPLETE)
BY_PROGRAM = mail("I am away.", KENYA, "Automatic reply: away", Auto_Submitted="auto-replied")
FRENCH_NOTE = _french_note()
QUESTION = mail("Could we name three speakers for the first part?", LEBANON, "A question")
REVISED_NOTE = _kenya(
    HEAD.replace("OTIENO", "WANJIRU"),
    "2. Mr. Daniel KIPTOO, Minister Counsellor, primary speaker (d.kiptoo@mfa-ke.example)\n",
    ALTERNATE,
    number="47",
    opening=", in replacement of its note KMG/DIS/41/20,",
)
COMPLETING = mail(
    "Madame, Monsieur,\n\nNotre orateur suppléant pour la première partie sera M. Issa SAWADOGO, Premier Secrétaire, "
    "i.sawadogo@mae-bf.example. Les autres membres restent inchangés.\n",
    BURKINA,
    "Re: Note verbale",
)
STRANGER = mail(
    "The Cluster Munition Coalition will be represented at the first part by:\n\n"
    "1. Ms. Ida HOLM, Director, head of delegation\n2. Mr. Jon LIE, Adviser, primary speaker (j.lie@cmc.example)\n",
    "Somebody <somebody@free-mail.example>",
    "Delegation of the Cluster Munition Coalition",
)
NOTHING = mail("", KENYA, "")
