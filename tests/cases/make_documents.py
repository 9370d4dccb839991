"""Writes the messages of the cases that carry a document (DOCX, PDF): run it after changing what they say.

The expectations beside them are written by hand and are not touched. Word files differ in their bytes from run to run,
their content does not. The Cyrillic PDF needs the font DejaVu Sans (Debian's fonts-dejavu-core).
"""

from __future__ import annotations

import io
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path

from docx import Document
from docx.oxml import OxmlElement
from docx.text.paragraph import Paragraph as WordParagraph
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.styles import ParagraphStyle, getSampleStyleSheet
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Spacer, Table

FOLDER = Path(__file__).parent
CYRILLIC = Path("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf")
PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def save(case: str, sender: str, at: str, subject: str, text: str, name: str, content: bytes, media_type: str) -> None:
    """Writes the message of the case, received at that moment, with one attachment."""
    address = sender.rpartition("<")[2].rstrip(">")
    domain = address.rpartition("@")[2]
    when = format_datetime(datetime.fromisoformat(at))
    message = EmailMessage()
    message["Return-Path"] = f"<{address}>"
    message["Received"] = f"from mail.{domain} by mx.secretariat.example with ESMTPS id {case[:3]}A7C; {when}"
    message["From"] = sender
    message["To"] = "CCM Secretariat <ccm@secretariat.example>"
    message["Subject"] = subject
    message["Date"] = when
    message["Message-ID"] = f"<{case[:3]}.{at[:10]}@{domain}>"
    message.set_content(text)
    main, _, sub = media_type.partition("/")
    message.add_attachment(content, maintype=main, subtype=sub, filename=name)
    message.set_boundary(f"=={case[:3]}==")
    (FOLDER / case).mkdir(exist_ok=True)
    (FOLDER / case / "message.eml").write_bytes(message.as_bytes())


def pdf(*story: Flowable, password: str | None = None) -> bytes:
    """A PDF of one page or more; with a password nobody reads it without."""
    stream = io.BytesIO()
    lock = StandardEncryption(password, ownerPassword=password, strength=128) if password else None
    SimpleDocTemplate(
        stream, pagesize=A4, title="Note", leftMargin=50, rightMargin=50, invariant=1, encrypt=lock
    ).build(list(story))
    return stream.getvalue()


def paragraphs(text: str, font: str = "Times-Roman") -> list[Flowable]:
    """One paragraph for each block of text; lines within a block stay lines."""
    style = ParagraphStyle(
        "note", getSampleStyleSheet()["Normal"], fontName=font, fontSize=11, leading=15, spaceAfter=9
    )
    return [Paragraph(block.replace("\n", "<br/>"), style) for block in text.split("\n\n")]


def ruled(rows: list[list[str]], widths: list[int], font: str) -> Table:
    """A table with lines, its cells wrapped."""
    style = ParagraphStyle("cell", fontName=font, fontSize=8, leading=10)
    cells = [[Paragraph(cell, style) for cell in row] for row in rows]
    return Table(cells, colWidths=widths, style=[("GRID", (0, 0), (-1, -1), 0.5, colors.black)])


def written(document: object) -> bytes:
    """The bytes of a Word document."""
    stream = io.BytesIO()
    document.save(stream)  # type: ignore[attr-defined]
    return stream.getvalue()


def right_to_left(paragraph: WordParagraph) -> None:
    """Marks the paragraph as Word does for Arabic."""
    paragraph._p.get_or_add_pPr().append(OxmlElement("w:bidi"))


def attachment_unreadable() -> None:
    """The body names everybody; what is in the locked annex nobody knows."""
    text = """N/Réf. : LUX-CCM/2020/81

La Mission permanente du Grand-Duché de Luxembourg présente ses compliments au Secrétariat et a l'honneur de lui
communiquer sa délégation à la première partie de la deuxième Conférence d'examen :

1. Mme Sandrine KIEFFERT, Ministre conseillère, Cheffe de délégation, oratrice principale, s.kieffert@mae-lu.example
2. M. Tun WAGENSTEIN, Attaché, orateur suppléant, t.wagenstein@mae-lu.example

Genève, le 13 novembre 2020
"""
    locked = pdf(*paragraphs("Annexe\n\nDocument réservé."), password="kirchberg")
    sender, subject = "Mission du Luxembourg <mission.lux@mae-lu.example>", "Note LUX-CCM/2020/81"
    save("043-attachment-unreadable", sender, "2020-11-13T11:10:00+01:00", subject, text, "Annexe.pdf", locked, PDF)


def nothing_but_a_locked_pdf() -> None:
    """The list is in a PDF that wants a password."""
    text = """Bonjour,

Veuillez trouver ci-joint la note verbale relative à la première partie de la Conférence d'examen.

Meilleures salutations,
Mission du Burundi
"""
    locked = pdf(
        *paragraphs("N/Réf. : 318/MPB/2020\n\nCheffe de délégation : Mme Espérance NDIKUMASABO"), password="bujumbura"
    )
    sender, subject = "Mission du Burundi <mission@burundi-ge.example>", "Note verbale : délégation"
    save("074-nothing-but-a-locked-pdf", sender, "2020-11-16T09:45:00+01:00", subject, text, "NV.pdf", locked, PDF)


def table_in_word() -> None:
    """Spanish, one table, the reference in the letterhead."""
    document = Document()
    document.add_paragraph("Misión Permanente de México ante los Organismos Internacionales en Ginebra")
    document.add_paragraph("OGE-03502")
    document.add_paragraph(
        "La Misión Permanente de México saluda atentamente a la Secretaría de la Convención sobre Municiones en Racimo "
        "y tiene el honor de comunicar la integración de su delegación a la segunda parte de la Segunda Conferencia de "
        "Examen:"
    )
    rows = [
        ["Nombre", "Cargo", "Calidad", "Correo electrónico", "Modalidad"],
        ["Emb. Leonora ICAZA PEDRAJO", "Representante Permanente", "Jefa de Delegación", "", "Presencial"],
        ["Min. Rodrigo ITURBE SALDAÑA", "Ministro", "Orador principal", "riturbe@sre.example", "Presencial"],
        ["Lic. Ximena ALCÁNTAR RUIZ", "Segunda Secretaria", "Oradora suplente", "xalcantar@sre.example", "Virtual"],
        ["Cap. Nav. Hugo PENICHE MORA", "Agregado Naval", "Asesor", "", "Virtual"],
    ]
    table = document.add_table(rows=0, cols=5)
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    document.add_paragraph(
        "La Misión Permanente aprovecha la ocasión para reiterar las seguridades de su más alta consideración."
    )
    document.add_paragraph("Ginebra, 21 de enero de 2021")
    text = "Estimados colegas:\n\nSe adjunta la nota de referencia.\n\nSaludos cordiales,\nMisión de México\n"
    sender, subject, name = "Misión de México <onugin@sre.example>", "Nota OGE-03502", "OGE-03502.docx"
    save("075-word-table", sender, "2021-01-21T17:25:00+01:00", subject, text, name, written(document), DOCX)


def prose_in_pdf() -> None:
    """English, a text PDF, a person who reads the mail signs the cover."""
    note = """PERMANENT MISSION OF SWEDEN, GENEVA

Ref. SE-GVA/2020/533

The Permanent Mission of Sweden presents its compliments to the Secretariat of the Convention on Cluster Munitions and,
with reference to its Note SE-GVA/2020/418, which is hereby replaced, has the honour to communicate the composition of
its delegation to the first part of the Second Review Conference:

Head of Delegation:
Ms. Karin EK, Second Secretary (k.ek@gov-se.example), primary speaker

Delegate:
Mr. Anders af UGGLEBO, First Secretary (a.ugglebo@gov-se.example), alternate speaker

The Permanent Mission of Sweden avails itself of this opportunity to renew to the Secretariat the assurances of its
highest consideration.

Geneva, 17 November 2020"""
    content = pdf(*paragraphs(note))
    text = "Please find attached our revised note.\n\nJohan Brinkestam\nAdministrative Officer\n"
    sender, subject, name = "Swedish Mission <representationen@gov-se.example>", "Revised note", "SE note 533.pdf"
    save("076-pdf-note", sender, "2020-11-17T12:40:00+01:00", subject, text, name, content, PDF)


def list_in_arabic_word() -> None:
    """Arabic, right to left, names in both scripts."""
    document = Document()
    for line in (
        "البعثة الدائمة للمملكة الأردنية الهاشمية - جنيف",
        "الرقم: ٥/١٢٤٤/٢٠٢٠",
        "تهدي البعثة الدائمة للمملكة الأردنية الهاشمية أطيب تحياتها إلى الأمانة، وإلحاقا بمذكرتها رقم 5/1190/2020 "
        "يشرفها أن تبلغها بأن تشكيل الوفد إلى الجزء الأول من المؤتمر الاستعراضي الثاني قد عدل كليا ليصبح كما يلي:",
        "١- السيد ليث الحديدات (Mr. Laith AL-HADIDAT)، سفير، رئيس الوفد، المتحدث الرئيسي، l.alhadidat@fm-jo.example",
        "٢- السيدة رند قواورنة (Ms. Rand QAWARNEH)، سكرتير أول، المتحدث المناوب، r.qawarneh@fm-jo.example",
        "وتنتهز البعثة الدائمة هذه الفرصة لتعرب عن فائق اعتبارها.",
    ):
        right_to_left(document.add_paragraph(line))
    text = "تجدون طيه مذكرة البعثة.\n"
    sender, subject, name = "Jordan Mission <jordan.mission@fm-jo.example>", "مذكرة البعثة الأردنية", "مذكرة.docx"
    save("077-arabic-word", sender, "2020-11-16T15:30:00+01:00", subject, text, name, written(document), DOCX)


def table_in_cyrillic_pdf() -> None:
    """Russian, a ruled table with columns in both scripts."""
    pdfmetrics.registerFont(TTFont("DejaVuSans", str(CYRILLIC)))
    before = """№ ЖП-2/344

Постоянное представительство Республики Таджикистан свидетельствует свое уважение Секретариату Конвенции по кассетным
боеприпасам и имеет честь направить состав делегации на вторую часть второй обзорной Конференции:"""
    rows = [
        ["Ф.И.О.", "Name", "Должность", "Статус", "Эл. почта"],
        ["Назарзода Фируз Саидович", "Mr. Firuz NAZARZODA", "Посол", "глава делегации", "f.nazarzoda"],
        [
            "Хакимова Мавзуна Джамшедовна",
            "Ms. Mavzuna HAKIMOVA",
            "первый секретарь",
            "основной выступающий",
            "m.hakimova",
        ],
        ["Раджабов Сорбон Азизович", "Mr. Sorbon RAJABOV", "атташе", "запасной выступающий", "s.rajabov"],
    ]
    rows[1:] = [[*row[:-1], f"{row[-1]}@mfa-dushanbe.example"] for row in rows[1:]]
    story = [*paragraphs(before, "DejaVuSans"), ruled(rows, [90, 85, 70, 75, 165], "DejaVuSans"), Spacer(1, 12)]
    content = pdf(*story, *paragraphs("Женева, 18 января 2021 года", "DejaVuSans"))
    text = "Направляем ноту Постоянного представительства.\n"
    sender, subject, name = "Tajik Mission <tj.mission@mfa-dushanbe.example>", "Нота ЖП-2/344", "nota.pdf"
    save("078-cyrillic-pdf-table", sender, "2021-01-18T16:00:00+01:00", subject, text, name, content, PDF)


if __name__ == "__main__":
    attachment_unreadable()
    nothing_but_a_locked_pdf()
    table_in_word()
    prose_in_pdf()
    list_in_arabic_word()
    table_in_cyrillic_pdf()
