"""Ways of writing a delegation that were once misread, each with its siblings in other languages."""
# ruff: noqa: E501 - notes are quoted as they come

from __future__ import annotations

import pytest

from .notes import expected, read, row

# language, parts, note, expected rows: title | given | family | function | affiliation | email | role | speaker
# | mode | parts
WRITINGS = {
    "status and attendance in one line of a block": ("en", "RC2", """
Dear colleagues,
For the session of February we would like to register:
Amb. Ursina Flückiger
Director
Head of delegation, attending in person
u.flueckiger@n.example
Dr Kaveh Mostafavi
Head of the Implementation Support Unit
Primary speaker, attending in person
k.mostafavi@n.example
Ms María José de la Cuadra
Legal Adviser
Member, alternate speaker
mj.delacuadra@n.example
Many thanks
""", """
Amb. | Ursina | Flückiger | Director | | u.flueckiger@n.example | head | | in_person
Dr | Kaveh | Mostafavi | Head of the Implementation Support Unit | | k.mostafavi@n.example | | primary | in_person
Ms | María José | de la Cuadra | Legal Adviser | | mj.delacuadra@n.example | | alternate
"""),
    "headings with their own numbers, date at the end": ("es", "RC1", """
La Misión comunica la composición de la delegación:

I. Jefatura
1. Min. Blas Ramón CENTURIÓN DUARTE, Director de Política Multilateral, Jefe de Delegación
II. Oradores
1. Principal: Sr. Derlis OJEDA BENÍTEZ, Primer Secretario, dojeda@n.example
2. Suplente: Srta. Ñasaindy GAMARRA, Agregada, ngamarra@n.example
Asunción, 12 de noviembre de 2020
""", """
Min. | Blas Ramón | CENTURIÓN DUARTE | Director de Política Multilateral | | | head
Sr. | Derlis | OJEDA BENÍTEZ | Primer Secretario | | dojeda@n.example | | primary
Srta. | Ñasaindy | GAMARRA | Agregada | | ngamarra@n.example | | alternate
"""),
    "surnames again in the same paragraph, fr": ("fr", "RC2", """
La délégation aura à sa tête Mgr Ruggero Malvestiti, Chargé d'affaires, qui sera présent dans la salle. Prendront également part aux travaux, en ligne, Sœur Benedikta Hallwachs, Experte, ainsi que le Frère Augustin de Kerdaniel, Conseiller. Mgr Malvestiti s'exprimera à titre principal (rm@n.example) ; Sœur Hallwachs est désignée comme oratrice suppléante (bh@n.example).
""", """
Mgr | Ruggero | Malvestiti | Chargé d'affaires | | rm@n.example | head | primary | in_person
Sœur | Benedikta | Hallwachs | Experte | | bh@n.example | | alternate | virtual
Frère | Augustin | de Kerdaniel | Conseiller | | | | | virtual
"""),
    "surnames again in the same paragraph, ru": ("ru", "RC1", """
В состав делегации войдут г-жа Ольга Петровна ЛАНСКАЯ, советник, и полковник Игорь Ильич ГРОМОВ, из Министерства обороны. Основным выступающим будет г-жа Ланская (o.lanskaya@n.example), запасным - полковник Громов (i.gromov@n.example).
""", """
г-жа | Ольга Петровна | ЛАНСКАЯ | советник | | o.lanskaya@n.example | | primary
полковник | Игорь Ильич | ГРОМОВ | | Министерства обороны | i.gromov@n.example | | alternate
"""),
    "post before the name, a comma between": ("es", "RC1", """
La delegación estará integrada por la Segunda Secretaria, señora Nina Pacari Cabascango Lema, y por el Crnl. Wladimir Jaramillo Ortega, del Comando de Ingenieros. Intervendrá como orador principal el coronel Jaramillo Ortega y, como suplente, la señora Cabascango (nc@n.example).
""", """
señora | Nina Pacari | Cabascango Lema | Segunda Secretaria | | nc@n.example | | alternate
Crnl. | Wladimir | Jaramillo Ortega | | Comando de Ingenieros | | | primary
"""),
    "who was what before": ("en", "RC1", """
The Mission wishes to amend its Note on the delegation: Mr. Blaž KRANJEC, Counsellor, will act as Head of Delegation; Ms. Tjaša BREZOVAR, hitherto named as head, will be a member.
""", """
Mr. | Blaž | KRANJEC | Counsellor | | | head
Ms. | Tjaša | BREZOVAR
"""),
    "an address corrected, the new one first": ("en", "RC1", """
The Mission refers to its Note on the delegation: the e-mail address of the alternate speaker, Mr. Ġorġ XUEREB, is george.xuereb@n.example and not gorg.xuereb@n.example.
""", """
Mr. | Ġorġ | XUEREB | | | george.xuereb@n.example | | alternate
"""),
    "an address corrected, the old one first": ("en", "RC1", """
Please note that the e-mail address of our primary speaker, Ms. Ana LOPES, is not a.lopes@old.example but ana.lopes@n.example.
""", """
Ms. | Ana | LOPES | | | ana.lopes@n.example | | primary
"""),
    "numbers in brackets for persons": ("zh", "RC1", """
告知参加会议的人员：
（1）Ms. ONG Pei Shan，常驻代表，团长
（2）Mr. KOH Jun Hao，二等秘书，kjh@n.example
（3）Ms. Nurul binte ISMAIL，三等秘书，ni@n.example
（2）为主发言人，（3）为候补发言人。
""", """
Ms. | Pei Shan | ONG | 常驻代表 | | | head
Mr. | Jun Hao | KOH | 二等秘书 | | kjh@n.example | | primary
Ms. | Nurul | binte ISMAIL | 三等秘书 | | ni@n.example | | alternate
"""),
    "the same again for the other part": ("en", "RC1 RC2", """
First part (25-27 November 2020)
1. Ms. Ana LOPES, Ambassador, Head of Delegation
2. Mr. Rui REIS, Counsellor, primary speaker
Second part (4-5 February 2021)
Same as above, plus:
3. Ms. Eva SERRA, Attachée
""", """
Ms. | Ana | LOPES | Ambassador | | | head
Mr. | Rui | REIS | Counsellor | | | | primary
Ms. | Eva | SERRA | Attachée | | | | | | RC2
"""),
    "the same again for the other part, zh": ("zh", "RC1 RC2", """
一、第一阶段会议（2020年11月25日至27日）
团长：韦思远，外交部军控司副司长
主发言人：公孙宁，一等秘书，gn@n.example
二、第二阶段会议（2021年2月4日至5日）
同上，另增加团员：仇天佑，国防部中校
""", """
 | 思远 | 韦 | 副司长 | 外交部军控司 | | head
 | 宁 | 公孙 | 一等秘书 | | gn@n.example | | primary
 | 天佑 | 仇 | 中校 | 国防部 | | | | | RC2
"""),
    "a part only, ar": ("ar", "PM1 PM2", """
ويفيده بأسماء المشاركين في الاجتماع التحضيري الأول والاجتماع التحضيري الثاني:
1. السفير سعود فهد العنزي (Amb. Saud Fahad AL-ENEZI)، المندوب الدائم، رئيس الوفد
2. الآنسة شهد الرومي (Ms. Shahad AL-ROUMI)، ملحق دبلوماسي (الاجتماع التحضيري الأول فقط)
""", """
Amb. | Saud Fahad | AL-ENEZI | المندوب الدائم | | | head
Ms. | Shahad | AL-ROUMI | ملحق دبلوماسي | | | | | | PM1
"""),
    "initials with particles": ("fr", "RC1", """
La délégation :
– Mme Domingas Vaz d’ALMADA, Directrice générale, cheffe de délégation
– M. Nhasse Quintino dos REIS, Coordonnateur
Oratrice principale : D. V. d’A., da@n.example. Orateur suppléant : N. Q. d. R., nq@n.example.
""", """
Mme | Domingas Vaz | d’ALMADA | Directrice générale | | da@n.example | head | primary
M. | Nhasse Quintino | dos REIS | Coordonnateur | | nq@n.example | | alternate
"""),
    "role and speaker in one label": ("en", "RC1", """
Head of Delegation and primary speaker: H.E. Ms. Ana Lopes, Ambassador, a.lopes@n.example
Alternate speaker and member: Mr. Rui Reis, Counsellor, r.reis@n.example
Deputy Head of Delegation: Ms. Eva Serra
""", """
H.E. Ms. | Ana | Lopes | Ambassador | | a.lopes@n.example | head | primary
Mr. | Rui | Reis | Counsellor | | r.reis@n.example | | alternate
Ms. | Eva | Serra | | | | alternate_head
"""),
    "role and speaker in one label, es": ("es", "RC1", """
Jefa de delegación y oradora principal: Emb. Ana Ruiz Peña, a.ruiz@n.example
Miembro (orador suplente): Sr. Juan Sosa Gil, j.sosa@n.example
""", """
Emb. | Ana | Ruiz Peña | | | a.ruiz@n.example | head | primary
Sr. | Juan | Sosa Gil | | | j.sosa@n.example | | alternate
"""),
    "role and speaker in one label, ar": ("ar", "RC1", """
رئيس الوفد والمتحدث الرئيسي: السفير نديم حرفوشي، المندوب الدائم nh@n.example
عضو ومتحدث مناوب: السيدة رلى الشدراوي، سكرتير أول rc@n.example
""", """
السفير | نديم | حرفوشي | المندوب الدائم | | nh@n.example | head | primary
السيدة | رلى | الشدراوي | سكرتير أول | | rc@n.example | | alternate
"""),
    "long lines without numbers or titles": ("en", "RC1", """
Delegation of Narnia

Ambassador Ines Pinto - Head of Delegation - in person - i.pinto@n.example
Tom Ashworth - First Secretary - primary speaker - online - t.ashworth@n.example
Uma Rao - Adviser - alternate speaker - online - u.rao@n.example
""", """
Ambassador | Ines | Pinto | | | i.pinto@n.example | head | | in_person
 | Tom | Ashworth | First Secretary | | t.ashworth@n.example | | primary | virtual
 | Uma | Rao | Adviser | | u.rao@n.example | | alternate | virtual
"""),
    "where a mission is": ("en", "RC1", """
Delegation:
1. Mr. Paul Aubin, Counsellor, Permanent Mission, Geneva
2. Ms. Ines Royer, Director, Ministry of Foreign Affairs, Accra
""", """
Mr. | Paul | Aubin | Counsellor | Permanent Mission, Geneva
Ms. | Ines | Royer | Director | Ministry of Foreign Affairs, Accra
"""),
    "a bare role in brackets": ("en", "RC1", """
Our delegation: H.E. Ms. Ines Pinto (Head), Mr. Tom Ashworth (primary speaker, t.ashworth@n.example) and Dr. Uma Rao (alternate speaker, u.rao@n.example).
""", """
H.E. Ms. | Ines | Pinto | | | | head
Mr. | Tom | Ashworth | | | t.ashworth@n.example | | primary
Dr. | Uma | Rao | | | u.rao@n.example | | alternate
"""),
    "addresses apart from the names": ("es", "RC1", """
La acompañarán el Sr. Randall Zúñiga Bermúdez, Ministro Consejero, como orador principal, y la Srta. Tatiana Villalobos Montero, Consejera, como oradora suplente.
Correos electrónicos de los oradores:
rzuniga@n.example (Sr. Zúñiga)
tvillalobos@n.example (Srta. Villalobos)
""", """
Sr. | Randall | Zúñiga Bermúdez | Ministro Consejero | | rzuniga@n.example | | primary
Srta. | Tatiana | Villalobos Montero | Consejera | | tvillalobos@n.example | | alternate
"""),
    "addresses in a later sentence of a numbered paragraph": ("en", "RC1", """
Delegation:
(i) H.E. Ambassador Chukwuemeka O. NWANKWO - Permanent Representative/Leader of Delegation
(ii) Alhaji Sani Bello DANMUSA - Director
(iii) Mrs. Folasade OGUNLESI-BRIGHT - Minister

3. For the purposes of the virtual platform, Alhaji Danmusa has been designated as the primary speaker and Mrs. Ogunlesi-Bright as the alternate speaker. Their personal e-mail addresses are sb.danmusa@n.example and folasade.ogunlesi@n.example respectively.
""", """
H.E. Ambassador | Chukwuemeka O. | NWANKWO | Permanent Representative | | | head
Alhaji | Sani Bello | DANMUSA | Director | | sb.danmusa@n.example | | primary
Mrs. | Folasade | OGUNLESI-BRIGHT | Minister | | folasade.ogunlesi@n.example | | alternate
"""),
    "an address before the name": ("en", "RC1", """
Please use antonella.buttigieg@n.example for our primary speaker Dr Antonella BUTTIGIEG in the first part instead of the Mission's address.
""", """
Dr | Antonella | BUTTIGIEG | | | antonella.buttigieg@n.example | | primary
"""),
    "blocks without titles, status in square brackets": ("en", "RC2", """
At the second part Iceland will be represented by
Ragnheiður Þórðardóttir [Head of delegation]
Ambassador, Permanent Representative
in person
ragnheidur@n.example
Örn Æ. Hallgrímsson [Primary speaker]
Counsellor
online
orn.hallgrimsson@n.example
""", """
 | Ragnheiður | Þórðardóttir | Ambassador, Permanent Representative | | ragnheidur@n.example | head
 | Örn Æ. | Hallgrímsson | Counsellor | | orn.hallgrimsson@n.example | | primary | virtual
"""),
    "son of, daughter of": ("ru", "RC1", """
Глава делегации
• HACIZADƏ Orxan Vaqif oğlu – заведующий отделом, Министерство иностранных дел
Члены делегации
• QULİYEVA Leyla Tofiq qızı – первый секретарь (основной выступающий, leyla@n.example)
""", """
 | Orxan Vaqif oğlu | HACIZADƏ | заведующий отделом | Министерство иностранных дел | | head
 | Leyla Tofiq qızı | QULİYEVA | первый секретарь | | leyla@n.example | | primary
"""),
    "a rank between titles, ranks in two words": ("fr", "RC1", """
La délégation :
– S.E. le Bailli Fra’ Amaury de Chastellier, Observateur permanent, chef de délégation
– Commissaire-colonel Ousmane DIATTA, Directeur
""", """
S.E. le Bailli Fra’ | Amaury | de Chastellier | Observateur permanent | | | head
Commissaire-colonel | Ousmane | DIATTA | Directeur
"""),
    "abbreviated ranks": ("es", "RC1", """
Delegación:
1. C. de N. Fernán UGARTECHE DEL CASTILLO, Agregado Naval
2. Crnl. E.M.C. Patricio Haro Ayerve, Asesor
3. Secretario de Primera Nicolás Berrutti Acuña, encargado de desarme
""", """
C. de N. | Fernán | UGARTECHE DEL CASTILLO | Agregado Naval
Crnl. E.M.C. | Patricio | Haro Ayerve | Asesor
Secretario de Primera | Nicolás | Berrutti Acuña | encargado de desarme
"""),
    "role before a stroke": ("ar", "RC1", """
بأسماء الوفد:
رئيس الوفد / السفير ناصر عبدالله الهاجري (Amb. Nasser Abdullah ALHAJERI) - المندوب الدائم
عضو / السيد بدر المطيري (Mr. Bader ALMUTAIRI) - سكرتير ثالث - المتحدث الاحتياطي - b.almutairi@n.example
""", """
Amb. | Nasser Abdullah | ALHAJERI | المندوب الدائم | | | head
Mr. | Bader | ALMUTAIRI | سكرتير ثالث | | b.almutairi@n.example | | alternate
"""),
    "one out, then an address": ("en", "RC1", """
Please note for our delegation:
1) Removed: Mr. Haider AL-SAADI
2) The correct address of the alternate speaker, Ms. Zainab AL-TIMIMI, is zainab.altimimi@n.example
""", """
Ms. | Zainab | AL-TIMIMI | | | zainab.altimimi@n.example | | alternate
"""),
}  # fmt: skip


@pytest.mark.parametrize("name", WRITINGS)
def test_writing(name):
    language, parts, text, wanted = WRITINGS[name]
    assert [row(p) for p in read(text, language, tuple(parts.split())).persons] == expected(wanted)


def test_as_his_alternate_is_left_to_a_person():
    found = read(
        "Please register for the delegation Mr. Tom Ashworth as main speaker and Dr. Uma Rao as his alternate."
    )
    assert [p.speaker for p in found.persons] == ["primary", None]
    assert [d.code for d in found.doubts] == ["role_ambiguous"]


def test_an_address_is_given_to_nobody_it_does_not_name():
    text = "Delegation:\n1. Mr. Paul Aubin, Counsellor\n2. Ms. Ines Roy, Attachée\n\nAddress: office@n.example"
    assert [p.email for p in read(text).persons] == [None, None]


def test_an_address_two_people_could_have_is_given_to_neither():
    text = "Delegation:\n1. Mr. Paul Aubin, Counsellor\n2. Ms. Petra Aubin, Attachée\n\nE-mail: p.aubin@n.example"
    assert [p.email for p in read(text).persons] == [None, None]


def test_a_line_that_may_name_somebody_is_left_to_a_person():
    text = "Delegation:\nMr. Paul Aubin, Counsellor, p.aubin@n.example\nSuryono (one name only), Campaign Officer"
    assert "low_confidence" in [d.code for d in read(text).doubts]


@pytest.mark.parametrize(
    ("language", "later"),
    [
        ("en", "The primary speaker will be communicated later."),
        ("fr", "L'orateur principal sera désigné ultérieurement."),
        ("es", "El orador principal se comunicará oportunamente."),
        ("ru", "Основной выступающий будет назначен позднее."),
        ("ar", "وسيتم تحديد المتحدث الرئيسي لاحقا."),
        ("zh", "主发言人另行通知。"),
    ],
)
def test_a_speaker_named_later_is_not_the_last_of_the_list(language, later):
    text = f"Delegation:\n1. Ms. Ana LOPES, Ambassador\n2. Mr. Rui REIS, Counsellor\n{later}"
    assert [p.speaker for p in read(text, language).persons] == [None, None]


def test_a_particle_alone_means_nobody():
    text = (
        "Delegation:\n1. Mr. Saad AL-RUBAIE, Counsellor\n\n"
        "The alternate speaker is Ms. Zainab AL-TIMIMI (zainab.altimimi@n.example)."
    )
    people = read(text).persons
    assert [(p.family, p.email, p.speaker) for p in people] == [
        ("AL-RUBAIE", None, None),
        ("AL-TIMIMI", "zainab.altimimi@n.example", "alternate"),
    ]
