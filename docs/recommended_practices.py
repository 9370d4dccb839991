"""Writes templates/documents/recommended-practices.pdf: ``python docs/recommended_practices.py`` (needs reportlab)."""

from __future__ import annotations

from pathlib import Path

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import ListFlowable, ListItem, PageBreak, Paragraph, SimpleDocTemplate

TARGET = Path(__file__).parents[1] / "templates" / "documents" / "recommended-practices.pdf"

# Sources: requirements and practice of remote meetings at the United Nations (DGACM, UNOG, ITU).
ENGLISH = (
    "Recommended practices for participants in remote meetings",
    "Remote interpretation depends on the sound each speaker sends. Every participant who is to take the floor is "
    "expected to follow these practices.",
    (
        (
            "Before the meeting",
            (
                "Register in Indico with a personal e-mail address, the same one that was given in the note verbale "
                "or letter. The address of a mission or an office cannot be used.",
                "Your link to the platform is personal. Do not forward it: a second person using it disconnects you "
                "and disturbs the meeting for all participants.",
                "Use the display name “Country – Full name”, or “Organization – Full name” for observers.",
                "Send the text of your statement to the interpreters in advance.",
                "Test your connection with the equipment, and in the room, that you will use.",
            ),
        ),
        (
            "Equipment and connection",
            (
                "A computer with a current version of Chrome or Edge; not a telephone or a tablet.",
                "A network cable rather than Wi-Fi; at least 4 Mbit/s in both directions. Ask your information "
                "technology service to leave TCP port 443 and UDP port 3478 open.",
                "An external microphone or a headset with a USB cable; not the microphone of the computer and not "
                "Bluetooth.",
                "A quiet room with the door closed, telephones silent, the light in front of you.",
                "Close other programs and switch off notifications.",
            ),
        ),
        (
            "During the meeting",
            (
                "Join at least 15 minutes before the session.",
                "Keep the microphone off except while you have the floor, and the camera on while you speak.",
                "Select the language you speak before you speak, and keep to it.",
                "Speak at the pace of conversation, at most 120 words a minute, also when you read a statement.",
                "If your connection fails, join again with the same link; your alternate speaker may take the floor.",
            ),
        ),
    ),
)
FRENCH = (
    "Pratiques recommandées aux participants aux réunions à distance",
    "L’interprétation à distance dépend du son transmis par chaque intervenant. Quiconque doit prendre la parole est "
    "invité à suivre les présentes pratiques.",
    (
        (
            "Avant la réunion",
            (
                "S’inscrire dans Indico avec une adresse électronique personnelle, celle-là même qui figure dans la "
                "note verbale ou la lettre. L’adresse d’une mission ou d’un service ne peut pas être utilisée.",
                "Le lien vers la plateforme est personnel. Ne pas le transmettre : une seconde personne qui s’en "
                "servirait interromprait votre connexion et perturberait la réunion.",
                "Choisir comme nom affiché « Pays – Nom complet », ou « Organisation – Nom complet » pour les "
                "observateurs.",
                "Envoyer à l’avance le texte de la déclaration aux interprètes.",
                "Tester la connexion avec le matériel, et dans la pièce, qui seront utilisés.",
            ),
        ),
        (
            "Matériel et connexion",
            (
                "Un ordinateur doté d’une version récente de Chrome ou d’Edge ; ni téléphone ni tablette.",
                "Un câble réseau plutôt que le Wi-Fi ; un débit d’au moins 4 Mbit/s dans les deux sens. Demander au "
                "service informatique de laisser ouverts les ports TCP 443 et UDP 3478.",
                "Un microphone externe ou un casque USB filaire ; ni le microphone de l’ordinateur ni le Bluetooth.",
                "Une pièce calme, porte fermée, téléphones silencieux, éclairage de face.",
                "Fermer les autres programmes et désactiver les notifications.",
            ),
        ),
        (
            "Pendant la réunion",
            (
                "Se connecter au moins 15 minutes avant la séance.",
                "Laisser le microphone coupé, sauf pour prendre la parole ; garder la caméra allumée en parlant.",
                "Sélectionner la langue dans laquelle on s’exprime avant de parler, et s’y tenir.",
                "Parler au rythme de la conversation, à 120 mots par minute au plus, même en lisant une déclaration.",
                "En cas de coupure, se reconnecter avec le même lien ; la personne désignée à titre suppléant peut "
                "prendre la parole.",
            ),
        ),
    ),
)


def write(target: Path) -> None:
    """Writes the PDF: one page a language, the same bytes each time."""
    blue, grey = HexColor("#123a5c"), HexColor("#333f4a")
    title = ParagraphStyle("title", fontName="Helvetica-Bold", fontSize=17, leading=22, textColor=blue, spaceAfter=8)
    lead = ParagraphStyle("lead", fontName="Helvetica", fontSize=11, leading=16, textColor=grey, spaceAfter=8)
    head = ParagraphStyle("head", parent=title, fontSize=12.5, leading=16, spaceBefore=12, spaceAfter=4)
    body = ParagraphStyle("body", parent=lead, fontSize=10.5, leading=15, spaceAfter=3)
    story: list[object] = []
    for number, (name, opening, sections) in enumerate((ENGLISH, FRENCH)):
        story += [PageBreak()] if number else []
        story += [Paragraph(name, title), Paragraph(opening, lead)]
        for heading, items in sections:
            points = [ListItem(Paragraph(item, body), bulletColor=blue) for item in items]
            story += [Paragraph(heading, head), ListFlowable(points, bulletType="bullet", start="•", leftIndent=14)]
    document = SimpleDocTemplate(
        str(target),
        pagesize=A4,
        leftMargin=24 * mm,
        rightMargin=24 * mm,
        topMargin=24 * mm,
        bottomMargin=20 * mm,
        title=f"{ENGLISH[0]} / {FRENCH[0]}",
        author="Secretariat",
        lang="en",
        invariant=1,
    )
    document.build(story)


if __name__ == "__main__":
    write(TARGET)
