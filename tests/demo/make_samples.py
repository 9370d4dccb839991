"""Writes the demonstration's messages (mailbot/demo/samples): run it after changing what they say."""

from __future__ import annotations

import io
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from docx import Document
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer, Table

FOLDER = Path(__file__).parents[2] / "mailbot" / "demo" / "samples"
ZONE = ZoneInfo("Europe/Zurich")
OURS = "ccm@secretariat.example"
PDF = ("application", "pdf")
DOCX = ("application", "vnd.openxmlformats-officedocument.wordprocessingml.document")


def mail(name: str, sender: str, at: str, subject: str, text: str, **more: str) -> EmailMessage:
    message = EmailMessage()
    message["From"] = sender
    message["To"] = OURS
    message["Subject"] = subject
    message["Date"] = format_datetime(datetime.fromisoformat(at).replace(tzinfo=ZONE))
    message["Message-ID"] = f"<{name}@{sender.rpartition('@')[2].rstrip('>')}>"
    for key, value in more.items():
        message[key.replace("_", "-")] = value
    message.set_content(text)
    return message


def save(name: str, message: EmailMessage) -> None:
    (FOLDER / f"{name}.eml").write_bytes(message.as_bytes())


def pdf(paragraphs: list[str], rows: list[list[str]], closing: list[str]) -> bytes:
    styles, out = getSampleStyleSheet(), io.BytesIO()
    body = [x for p in paragraphs for x in (Paragraph(p, styles["Normal"]), Spacer(1, 10))]
    cells = [[Paragraph(c, styles["Normal"]) for c in row] for row in rows]
    table = Table(cells, style=[("GRID", (0, 0), (-1, -1), 0.5, "black")], colWidths=[120, 150, 90, 130])
    end = [x for p in closing for x in (Spacer(1, 10), Paragraph(p, styles["Normal"]))]
    SimpleDocTemplate(out, pagesize=A4, invariant=1).build([*body, table, *end])
    return out.getvalue()


def docx(paragraphs: list[str], rows: list[list[str]], closing: list[str]) -> bytes:
    document, out = Document(), io.BytesIO()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    if rows:
        table = document.add_table(rows=len(rows), cols=len(rows[0]), style="Table Grid")
        for r, row in enumerate(rows):
            for c, cell in enumerate(row):
                table.cell(r, c).text = cell
    for paragraph in closing:
        document.add_paragraph(paragraph)
    document.save(out)
    return out.getvalue()


def kenya() -> None:
    message = mail(
        "01-kenya",
        "Kenya Mission Geneva <mission@kenya-gva.example>",
        "2020-11-02T10:12",
        "Note Verbale KMG/DIS/41/20",
        "Dear colleagues,\n\nPlease find attached our note.\n\nRegistry\n",
    )
    note = pdf(
        [
            "<b>PERMANENT MISSION OF THE REPUBLIC OF KENYA, GENEVA</b>",
            "Ref: KMG/DIS/41/20",
            "The Permanent Mission of the Republic of Kenya presents its compliments to the Secretariat of the Convention "
            "on Cluster Munitions and has the honour to communicate the delegation of Kenya to the first part of the "
            "Second Review Conference, 25-27 November 2020:",
        ],
        [
            ["Name", "Position", "Capacity", "E-mail"],
            ["H.E. Ms. Grace OTIENO", "Ambassador, Permanent Representative", "Head of Delegation", ""],
            ["Mr. Peter MWANGI", "Counsellor", "Primary speaker", "p.mwangi@mfa-ke.example"],
            ["Ms. Lucy ACHIENG", "First Secretary", "Alternate speaker", "l.achieng@mfa-ke.example"],
        ],
        [
            "The Permanent Mission avails itself of this opportunity to renew to the Secretariat the assurances of its "
            "highest consideration.",
            "Geneva, 2 November 2020",
        ],
    )
    message.add_attachment(note, maintype=PDF[0], subtype=PDF[1], filename="NV 41-20.pdf")
    save("01-kenya", message)


def burkina_faso() -> None:
    message = mail(
        "02-burkina-faso",
        "Mission du Burkina Faso <mission@burkina-gva.example>",
        "2020-11-03T15:40",
        "Délégation du Burkina Faso",
        "Bonjour,\n\nveuillez trouver ci-joint la note de notre mission.\n",
    )
    note = docx(
        [
            "MISSION PERMANENTE DU BURKINA FASO",
            "N/Réf. : 2020-0456/MPBF/GVA",
            "La Mission permanente du Burkina Faso présente ses compliments au Secrétariat et lui communique sa délégation "
            "à la première partie de la deuxième Conférence d'examen :",
        ],
        [
            ["Nom", "Prénoms", "Fonction", "Courriel", "Qualité"],
            ["TRAORÉ", "Awa", "Ambassadrice, Représentante permanente", "", "Cheffe de délégation"],
            ["KABORÉ", "Issouf", "Premier Conseiller", "i.kabore@mae-bf.example", "Orateur principal"],
        ],
        ["La Mission permanente saisit cette occasion pour renouveler les assurances de sa haute considération."],
    )
    message.add_attachment(note, maintype=DOCX[0], subtype=DOCX[1], filename="NV 0456.docx")
    save("02-burkina-faso", message)
    reply = mail(
        "07-burkina-faso-reply",
        "Mission du Burkina Faso <mission@burkina-gva.example>",
        "2020-11-10T09:05",
        "Re: Délégation du Burkina Faso",
        "Bonjour,\n\nnotre oratrice suppléante pour la première partie sera Mme Clarisse ZONGO, Deuxième Secrétaire, "
        "c.zongo@mae-bf.example.\n\nLe reste de la délégation demeure inchangé.\n\nCordialement,\nLe Secrétariat\n",
        In_Reply_To="<02-burkina-faso@burkina-gva.example>",
    )
    save("07-burkina-faso-reply", reply)


def costa_rica() -> None:
    text = """\
MISIÓN PERMANENTE DE COSTA RICA

Nota MPCR-ONUG/2020-311

La Misión Permanente de Costa Rica saluda atentamente a la Secretaría y tiene el honor de comunicar la delegación a la primera parte de la Segunda Conferencia de Examen:

1. Excma. Sra. Laura SOLÍS VARGAS, Embajadora, Representante Permanente, Jefa de Delegación
2. Sr. Andrés QUIRÓS MORA, Ministro Consejero, orador principal (a.quiros@rree-cr.example)
3. Sra. Daniela UREÑA ROJAS, Primera Secretaria, oradora suplente (d.urena@rree-cr.example)

La Misión Permanente aprovecha la ocasión para reiterar las seguridades de su más alta consideración.

Ginebra, 4 de noviembre de 2020
"""
    sender = "Misión de Costa Rica <mision@costarica-gva.example>"
    save("03-costa-rica", mail("03-costa-rica", sender, "2020-11-04T11:30", "Nota MPCR-ONUG/2020-311", text))


def kazakhstan() -> None:
    message = mail(
        "04-kazakhstan",
        "Mission of Kazakhstan <kazakhstan@mfa-kz.example>",
        "2020-11-05T16:20",
        "Нота № 20-4/532",
        "Уважаемые коллеги,\n\nнаправляем ноту.\n",
    )
    note = docx(
        [
            "№ 20-4/532",
            "Постоянное представительство Республики Казахстан свидетельствует свое уважение Секретариату и имеет честь "
            "сообщить состав делегации на первую часть Обзорной конференции:",
            "Глава делегации: г-н САРМАНБЕТ Ерлан (Mr. Yerlan SARMANBET), полномочный министр",
            "Члены делегации:",
            "г-жа ЖУМАТАЕВА Асель (Ms. Assel ZHUMATAYEVA), первый секретарь, основной выступающий, "
            "assel.zhumatayeva@mfa-kz.example",
            "г-н ОСПАНОВ Марат (Mr. Marat OSPANOV), атташе, запасной выступающий, mission.geneva@mfa-kz.example",
            "Постоянное представительство пользуется случаем, чтобы возобновить уверения в своем высоком уважении.",
        ],
        [],
        ["Женева, 5 ноября 2020 года"],
    )
    message.add_attachment(note, maintype=DOCX[0], subtype=DOCX[1], filename="Нота 20-4-532.docx")
    save("04-kazakhstan", message)


def lebanon() -> None:
    message = mail("05-lebanon", "Mission du Liban <mission.liban@mfa-lb.example>", "2020-11-09T12:00", "وفد لبنان", "")
    message.set_content(
        """<html dir="rtl"><body dir="rtl">
<p><b>البعثة الدائمة للجمهورية اللبنانية لدى مكتب الأمم المتحدة في جنيف</b></p><p>المرجع: 912/20</p>
<p>تهدي البعثة الدائمة للجمهورية اللبنانية أطيب تحياتها إلى الأمانة، ويشرفها أن تبلغها بتشكيل وفد لبنان إلى الجزء الأول من
المؤتمر الاستعراضي الثاني:</p>
<table border="1"><tr><th>الاسم</th><th>Full name</th><th>الوظيفة</th><th>الصفة</th><th>البريد الإلكتروني</th></tr>
<tr><td>السيدة رندة حنا</td><td>Ms. Randa HANNA</td><td>قائمة بالأعمال</td><td>رئيسة الوفد</td><td></td></tr>
<tr><td>السيد جاد راشد</td><td>Mr. Jad RACHED</td><td>سكرتير أول</td><td>المتحدث الرئيسي</td><td>jad.rached@mfa-lb.example</td></tr>
<tr><td>السيدة ليلى نمر</td><td>Ms. Layla NEMR</td><td>سكرتير ثان</td><td>المتحدث المناوب</td><td>layla.nemr@mfa-lb.example</td></tr>
</table><p>وتنتهز البعثة الدائمة هذه المناسبة لتجدد للأمانة فائق اعتبارها.</p></body></html>""",
        subtype="html",
    )
    save("05-lebanon", message)


def china() -> None:
    text = """\
（2020）日内字第311号

中华人民共和国常驻联合国日内瓦办事处和瑞士其他国际组织代表团向秘书处致意，并谨通知出席审议大会第一阶段会议代表团名单如下：

团长：林澄岳（Mr. LIN Chengyue），大使，主发言人，lin_chengyue@mfa-cn.example
团员：高弋（Ms. GAO Yi），二等秘书

顺致崇高的敬意。

2020年11月10日于日内瓦
"""
    sender = "中国常驻日内瓦代表团 <chinamission@mfa-cn.example>"
    save("06-china", mail("06-china", sender, "2020-11-10T17:25", "代表团名单", text))


def kenya_revised() -> None:
    text = """\
PERMANENT MISSION OF THE REPUBLIC OF KENYA, GENEVA

Ref: KMG/DIS/47/20

The Permanent Mission of the Republic of Kenya presents its compliments to the Secretariat of the Convention on Cluster Munitions and, further to its note KMG/DIS/41/20, which is hereby replaced, has the honour to submit its revised delegation to the first part of the Second Review Conference:

1. H.E. Ms. Grace OTIENO, Ambassador, Permanent Representative, Head of Delegation
2. Mr. Daniel KIPTOO, Minister Counsellor, primary speaker (d.kiptoo@mfa-ke.example)
3. Ms. Lucy ACHIENG, First Secretary, alternate speaker (l.achieng@mfa-ke.example)

The Permanent Mission avails itself of this opportunity to renew the assurances of its highest consideration.

Geneva, 12 November 2020
"""
    sender = "Kenya Mission Geneva <mission@kenya-gva.example>"
    save("08-kenya-revised", mail("08-kenya-revised", sender, "2020-11-12T09:40", "REVISED: Kenya delegation", text))


def austria_from_elsewhere() -> None:
    text = """\
PERMANENT MISSION OF AUSTRIA, GENEVA

Ref.: GENF/0417/2020

The Permanent Mission of Austria presents its compliments to the Secretariat and communicates the Austrian delegation to the first part of the Second Review Conference (25-27 November 2020):

1. Ms. Katharina BRUNNHUBER, Permanent Representative, Head of Delegation
2. Mr. Matthias STADLER, Minister Plenipotentiary, primary speaker, m.stadler@mfa-austria.example
3. Ms. Ines PICHLER, First Secretary, alternate speaker, i.pichler@mfa-austria.example

The Permanent Mission of Austria avails itself of this opportunity to renew the assurances of its highest consideration.
"""
    sender = "Matthias Stadler <m.stadler@privatemail.example>"
    save("09-austria", mail("09-austria", sender, "2020-11-13T14:02", "Delegation of Austria", text))


def others() -> None:
    ghana = mail(
        "10-ghana-out-of-office",
        "Ghana Mission <mission@ghana-gva.example>",
        "2020-11-11T09:30",
        "Automatic reply: your note",
        "Thank you for your message. The office is closed until Monday.\n",
        Auto_Submitted="auto-replied",
    )
    save("10-ghana-out-of-office", ghana)
    question = mail(
        "11-cmc-question",
        "CMC <participation@cmc-coalition.example>",
        "2020-11-13T10:15",
        "Question about the first part",
        "Dear Secretariat,\n\ncould you tell us whether observers may also name two speakers for the first part?\n\n"
        "Kind regards,\nLina Oduya\n",
    )
    save("11-cmc-question", question)
    peru = mail(
        "12-peru-withdrawal",
        "Misión del Perú <misionperu@mfa-pe.example>",
        "2020-11-17T12:45",
        "Nota 7-1-SP/112",
        "Nota 7-1-SP/112\n\nLa Misión Permanente del Perú saluda atentamente a la Secretaría y lamenta informar que la "
        "delegación del Perú no podrá participar en la primera parte de la Segunda Conferencia de Examen.\n\n"
        "La Misión Permanente aprovecha la ocasión para reiterar las seguridades de su alta consideración.\n",
    )
    save("12-peru-withdrawal", peru)
    senegal = mail(
        "13-senegal-late",
        "Mission du Sénégal <mission@senegal-gva.example>",
        "2020-11-19T10:30",
        "Délégation du Sénégal",
        "MISSION PERMANENTE DE LA RÉPUBLIQUE DU SÉNÉGAL\n\nN° 00914/MPS/GEN\n\nLa Mission permanente de la République du "
        "Sénégal présente ses compliments au Secrétariat et a l'honneur de lui communiquer la composition de sa délégation "
        "à la première partie de la deuxième Conférence d'examen :\n\n"
        "1. S.E.M. Ousmane SARR, Ambassadeur, Chef de délégation\n"
        "2. Mme Fatou DIAGNE, Ministre conseillère, oratrice principale (f.diagne@mae-sn.example)\n"
        "3. M. Barham THIAW, Premier Secrétaire, orateur suppléant (b.thiaw@mae-sn.example)\n\n"
        "La Mission permanente saisit cette occasion pour renouveler les assurances de sa haute considération.\n",
    )
    save("13-senegal-late", senegal)


if __name__ == "__main__":
    kenya()
    burkina_faso()
    costa_rica()
    kazakhstan()
    lebanon()
    china()
    kenya_revised()
    austria_from_elsewhere()
    others()
