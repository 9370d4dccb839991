"""Layouts of delegations that no sample holds, and what must hold for any text at all."""
# ruff: noqa: E501 - notes are quoted as they come

from __future__ import annotations

import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mailbot.reading.composition import persons
from mailbot.reading.composition.people import Context
from mailbot.reading.document import Cell, Document, Line, Page, Table

from .notes import MEETING, expected, note, read, row

# name, language, parts, note, expected rows: title | given | family | function | affiliation | email | role | speaker
# | mode | parts
LAYOUTS = [
    ("form blocks", "en", "RC1", """
The Permanent Mission of Narnia has the honour to submit the following delegation:

Name: Ms. Tilda Okonjo-Reyes
Position: Ambassador, Permanent Representative
Role: Head of delegation
E-mail: t.okonjo@narnia.example
Phone: +41 22 555 01 02

Name: Mr. Pim van der Holst
Position: Legal Adviser
Role: Adviser
E-mail: p.holst@narnia.example
""", """
Ms. | Tilda | Okonjo-Reyes | Ambassador, Permanent Representative | | t.okonjo@narnia.example | head
Mr. | Pim | van der Holst | Legal Adviser | | p.holst@narnia.example | adviser
"""),
    ("lettered list, en dash", "en", "RC1", """
Narnia will be represented by the following delegation:
(a) H.E. Dr. Musa Ikande – Permanent Representative – Head of Delegation
(b) Maj. Gen. (Ret.) Selim BARAK – Ministry of Defence – alternate head of delegation
(c) Mrs Ewa Nowicka – Counsellor – main speaker – e.nowicka@narnia.example
(d) Mr Otto Lindqvist – Attaché – back-up speaker – o.lindqvist@narnia.example
""", """
H.E. Dr. | Musa | Ikande | Permanent Representative | | | head
Maj. Gen. (Ret.) | Selim | BARAK | | Ministry of Defence | | alternate_head
Mrs | Ewa | Nowicka | Counsellor | | e.nowicka@narnia.example | | primary
Mr | Otto | Lindqvist | Attaché | | o.lindqvist@narnia.example | | alternate
"""),
    ("role headings, several under one", "en", "RC1", """
The delegation is composed as follows:

Head of Delegation

H.E. Mr. Arvo TAMMSAAR
Ambassador-at-Large

Alternate Head of Delegation

Ms. Liis KASK
Director, Department of Disarmament

Advisers

Mr. Jaan ROOS
Third Secretary
Capt. Mari SEPP
Staff Officer, Defence Forces
""", """
H.E. Mr. | Arvo | TAMMSAAR | Ambassador-at-Large | | | head
Ms. | Liis | KASK | Director | Department of Disarmament | | alternate_head
Mr. | Jaan | ROOS | Third Secretary | | | adviser
Capt. | Mari | SEPP | Staff Officer | Defence Forces | | adviser
"""),
    ("prose, headed by", "en", "RC1", """
The Mission has the honour to inform that the delegation of Narnia will be headed by H.E. Ms. Ines Pinto, Ambassador, and will comprise Mr. Tom Ashworth, First Secretary (t.ashworth@narnia.example), as primary speaker, and Dr. Uma Rao, Scientific Adviser.
""", """
H.E. Ms. | Ines | Pinto | Ambassador | | | head
Mr. | Tom | Ashworth | First Secretary | | t.ashworth@narnia.example | | primary
Dr. | Uma | Rao | Scientific Adviser
"""),
    ("replacement in prose", "en", "RC1", """
Dear colleagues,
please note that Ms. Hana Sato, Second Secretary (h.sato@narnia.example), replaces Mr. Ken Mori as alternate speaker in our delegation. All other details remain unchanged.
Kind regards,
Aiko Tanaka
Third Secretary
""", """
Ms. | Hana | Sato | Second Secretary | | h.sato@narnia.example | | alternate
"""),
    ("replaced by", "en", "RC1", """
The Embassy wishes to inform that, in the delegation, Mr. Karl BRANDT, Counsellor, will be replaced by Ms. Eva LORENZ, First Secretary, e.lorenz@narnia.example.
""", """
Ms. | Eva | LORENZ | First Secretary | | e.lorenz@narnia.example
"""),
    ("speakers by initials and surname", "en", "RC1", """
Delegation:
1. H.E. Mr. Baraka MWINYI, Ambassador, Head of Delegation
2. Ms. Rehema JUMA-ALI, Minister Counsellor
3. Mr. Said OMAR, First Secretary

For Interprefy: primary speaker R.J.-A. (r.juma@narnia.example); alternate speaker Mr. Omar (s.omar@narnia.example)
""", """
H.E. Mr. | Baraka | MWINYI | Ambassador | | | head
Ms. | Rehema | JUMA-ALI | Minister Counsellor | | r.juma@narnia.example | | primary
Mr. | Said | OMAR | First Secretary | | s.omar@narnia.example | | alternate
"""),
    ("speaker to be named", "en", "RC1", """
Delegation:
Head of delegation: Ms. Ola KRISTENSEN, Director
Primary speaker: Ms. Ola KRISTENSEN, ok@narnia.example
Alternate speaker: to be named in due course
""", """
Ms. | Ola | KRISTENSEN | Director | | ok@narnia.example | head | primary
"""),
    ("modes in brackets", "en", "RC2", """
List of participants:
- Ms. Rita Vella, Deputy Permanent Representative, Head of Delegation (in person)
- Mr. Mark Borg, Counsellor, primary speaker (online), m.borg@narnia.example
""", """
Ms. | Rita | Vella | Deputy Permanent Representative | | | head | | in_person
Mr. | Mark | Borg | Counsellor | | m.borg@narnia.example | | primary | virtual
"""),
    ("second part only", "en", "RC1 RC2", """
The delegation to both parts of the Review Conference will be:
1. Ms. Ana Lobo, Ambassador (Head of Delegation; primary speaker; a.lobo@narnia.example)
2. Mr. Rui Faria, First Secretary (second part only)
""", """
Ms. | Ana | Lobo | Ambassador | | a.lobo@narnia.example | head | primary
Mr. | Rui | Faria | First Secretary | | | | | | RC2
"""),
    ("table, part columns", "en", "RC1 RC2", """
No|Name|Position|Part 1|Part 2|E-mail
1|Ms. Gro HAUGEN|Ambassador, Head of Delegation|X|X|gro@narnia.example
2|Mr. Ivar DALE|Adviser|X||ivar@narnia.example
3|Ms. Siv MOEN|Third Secretary||X|
""", """
Ms. | Gro | HAUGEN | Ambassador | | gro@narnia.example | head
Mr. | Ivar | DALE | Adviser | | ivar@narnia.example | | | | RC1
Ms. | Siv | MOEN | Third Secretary | | | | | | RC2
"""),
    ("table without headings", "en", "RC1", """
H.E. Mr. Paulo MENDES|Ambassador|Head of Delegation|p.mendes@narnia.example
Ms. Clara DIAS|First Secretary|Primary speaker|c.dias@narnia.example
Mr. Nuno REIS|Attaché|Member|
""", """
H.E. Mr. | Paulo | MENDES | Ambassador | | p.mendes@narnia.example | head
Ms. | Clara | DIAS | First Secretary | | c.dias@narnia.example | | primary
Mr. | Nuno | REIS | Attaché
"""),
    ("table, ministry rows", "en", "RC1", """
Name|Position|Speaker
Ministry of Foreign Affairs||
Ms. Wanjiru KAMAU|Director, Head of Delegation|primary
Ministry of Defence||
Col. Peter OTIENO|Staff Officer|alternate
""", """
Ms. | Wanjiru | KAMAU | Director | Ministry of Foreign Affairs | | head | primary
Col. | Peter | OTIENO | Staff Officer | Ministry of Defence | | | alternate
"""),
    ("comma names, slash", "en", "RC1", """
Delegation of Narnia:
1. O'NEILL, Siobhan / Ambassador / Head of Delegation
2. McDONALD, Rory / Counsellor / primary speaker / rory@narnia.example
3. van der MEULEN, Jos / Desk Officer
""", """
| Siobhan | O'NEILL | Ambassador | | | head
| Rory | McDONALD | Counsellor | | rory@narnia.example | | primary
| Jos | van der MEULEN | Desk Officer
"""),
    ("lignes de rôles", "fr", "RC1", """
La Mission permanente a l'honneur de communiquer la composition de la délégation :
Chef de délégation
S.E. Mme Awa DIENE, Ambassadrice, Représentante permanente
Cheffe de délégation adjointe
Mme Fanta KEITA, Ministre conseillère
Membres
M. Issa TOURÉ, Premier Conseiller, orateur principal (i.toure@narnie.example)
Lt Col. Modibo SANGARÉ, Ministère de la Défense
Conseillers
Me Salif COULIBALY, Avocat

La Mission saisit cette occasion pour renouveler les assurances de sa haute considération.
Genève, le 3 novembre 2020
""", """
S.E. Mme | Awa | DIENE | Ambassadrice, Représentante permanente | | | head
Mme | Fanta | KEITA | Ministre conseillère | | | alternate_head
M. | Issa | TOURÉ | Premier Conseiller | | i.toure@narnie.example | | primary
Lt Col. | Modibo | SANGARÉ | | Ministère de la Défense
Me | Salif | COULIBALY | Avocat | | | adviser
"""),
    ("prose, sera conduite par", "fr", "RC1", """
La Mission permanente présente ses compliments et informe que la délégation sera conduite par M. Hugo Lachance, Directeur adjoint (h.lachance@narnie.example), orateur principal, accompagné de Mme Léa Fournier, Deuxième Secrétaire, oratrice suppléante.
""", """
M. | Hugo | Lachance | Directeur adjoint | | h.lachance@narnie.example | head | primary
Mme | Léa | Fournier | Deuxième Secrétaire | | | | alternate
"""),
    ("nom en tête", "fr", "RC1", """
Composition de la délégation :
1. M. RAZAFY Hery Zo, Ambassadeur, chef de la délégation
2. Mme ANDRIA Lova, Conseillère, oratrice principale, lova@narnie.example
""", """
M. | Hery Zo | RAZAFY | Ambassadeur | | | head
Mme | Lova | ANDRIA | Conseillère | | lova@narnie.example | | primary
"""),
    ("remplacement", "fr", "RC1", """
La Mission informe que M. Luc Perrin, Premier Secrétaire, est remplacé par Mme Zoé Blanc, Attachée (z.blanc@narnie.example), dans la délégation. Le reste est inchangé.
""", """
Mme | Zoé | Blanc | Attachée | | z.blanc@narnie.example
"""),
    ("deux parties", "fr", "RC1 RC2", """
Première partie :
- Mme Nora Haddad, Ambassadrice, cheffe de délégation, oratrice principale (n.haddad@narnie.example)
- M. Karim Saïd, Attaché
Deuxième partie :
- Mme Nora Haddad, idem
- M. Yanis Brahimi, Conseiller
""", """
Mme | Nora | Haddad | Ambassadrice | | n.haddad@narnie.example | head | primary
M. | Karim | Saïd | Attaché | | | | | | RC1
M. | Yanis | Brahimi | Conseiller | | | | | | RC2
"""),
    ("dobles apellidos", "es", "RC1", """
La delegación estará integrada por:
1. Emb. Luis Alfonso Paredes Quiroga, Representante Permanente, Jefe de Delegación
2. Sra. Rocío del Carmen Andrade Ponce, Consejera, oradora principal (randrade@narnia.example)
3. Sr. Tomás Iriarte, Segundo Secretario, orador suplente (tiriarte@narnia.example)
4. Tcnel. Julio de la Torre Mejía, Ministerio de Defensa
""", """
Emb. | Luis Alfonso | Paredes Quiroga | Representante Permanente | | | head
Sra. | Rocío del Carmen | Andrade Ponce | Consejera | | randrade@narnia.example | | primary
Sr. | Tomás | Iriarte | Segundo Secretario | | tiriarte@narnia.example | | alternate
Tcnel. | Julio | de la Torre Mejía | | Ministerio de Defensa
"""),
    ("encabezada por", "es", "RC1", """
La Misión informa que la delegación estará encabezada por el Embajador Pablo Rentería Solís, Representante Permanente, e integrada por la Sra. Lucía Vega Mora, Primera Secretaria (lvega@narnia.example), como oradora principal.
""", """
Embajador | Pablo | Rentería Solís | Representante Permanente | | | head
Sra. | Lucía | Vega Mora | Primera Secretaria | | lvega@narnia.example | | primary
"""),
    ("altas y bajas", "es", "RC1", """
Con referencia a su nota anterior, la Misión comunica los siguientes cambios en la delegación:
Se incorpora: Sra. Elsa RUMI COCA, Agregada (erumi@narnia.example), oradora suplente
Se retira: Sr. Óscar VALDEZ LIMA
""", """
Sra. | Elsa | RUMI COCA | Agregada | | erumi@narnia.example | | alternate
"""),
    ("tabla con calidad", "es", "RC2", """
Apellidos|Nombres|Cargo|Institución|Calidad|Modalidad|Correo
SOLÍS MORA|Ing. Berta|Directora|Ministerio de Ambiente|Jefa de Delegación|Presencial|bsolis@narnia.example
PONCE|Raúl Iván|Analista|Cancillería|Asesor|Virtual|
""", """
Ing. | Berta | SOLÍS MORA | Directora | Ministerio de Ambiente | bsolis@narnia.example | head | | in_person
| Raúl Iván | PONCE | Analista | Cancillería | | adviser | | virtual
"""),
    ("ФИО через тире", "ru", "RC1", """
Постоянное представительство сообщает состав делегации:
Глава делегации – Соколовская Ирина Витальевна, заместитель Постоянного представителя.
Члены делегации:
– Жуков Артём Сергеевич, первый секретарь (основной выступающий), zhukov@narnia.example;
– Лыкова Дарья Олеговна, атташе (запасной выступающий), lykova@narnia.example;
– полковник Гуров Пётр Ильич, Министерство обороны.
""", """
| Ирина Витальевна | Соколовская | заместитель Постоянного представителя | | | head
| Артём Сергеевич | Жуков | первый секретарь | | zhukov@narnia.example | | primary
| Дарья Олеговна | Лыкова | атташе | | lykova@narnia.example | | alternate
полковник | Пётр Ильич | Гуров | | Министерство обороны
"""),
    ("возглавит в составе", "ru", "RC1", """
Представительство имеет честь сообщить, что делегацию возглавит г-н Степан Ильич Воронов, посол по особым поручениям. В состав делегации войдут г-жа Анна Юрьевна Мельник, советник (a.melnik@narnia.example, основной выступающий), и г-н Олег Дмитриевич Крылов, третий секретарь.
""", """
г-н | Степан Ильич | Воронов | посол по особым поручениям | | | head
г-жа | Анна Юрьевна | Мельник | советник | | a.melnik@narnia.example | | primary
г-н | Олег Дмитриевич | Крылов | третий секретарь
"""),
    ("вместо", "ru", "RC1", """
Представительство сообщает, что вместо г-на Бориса Львовича Титова в состав делегации включена г-жа Нина Павловна Рыбак, второй секретарь (n.rybak@narnia.example). В остальном состав делегации остается без изменений.
""", """
г-жа | Нина Павловна | Рыбак | второй секретарь | | n.rybak@narnia.example
"""),
    ("名单与先生女士", "zh", "RC1", """
现将出席第一阶段会议的代表团名单通知如下：
团长：周以宁女士，常驻代表、大使
副团长：韩立先生，公使衔参赞
团员：欧阳海，一等秘书（主发言人，ouyanghai@narnia.example）
　　　沈静，随员（候补发言人，shenjing@narnia.example）
顾问：丁一凡，国防部上校
顺致崇高的敬意。
""", """
女士 | 以宁 | 周 | 常驻代表、大使 | | | head
先生 | 立 | 韩 | 公使衔参赞 | | | alternate_head
| 海 | 欧阳 | 一等秘书 | | ouyanghai@narnia.example | | primary
| 静 | 沈 | 随员 | | shenjing@narnia.example | | alternate
| 一凡 | 丁 | 上校 | 国防部 | | adviser
"""),
    ("由大使率团", "zh", "RC1", """
谨通知，我国将由常驻代表林国栋大使率团出席第一阶段会议，代表团成员为：何敏参赞（hemin@narnia.example）、马超二等秘书。
""", """
| 国栋 | 林 | 大使 | | | head
| 敏 | 何 | 参赞 | | hemin@narnia.example
| 超 | 马 | 二等秘书
"""),
    ("表格，两期", "zh", "RC1 RC2", """
序号|姓名|拼音|单位|职务|身份|第一阶段|第二阶段|邮箱
1|宋雅文|SONG Yawen|外交部|副司长|团长|是|是|songyw@narnia.example
2|司马平|SIMA Ping|国防部|上校|顾问|否|是|
""", """
| Yawen | SONG | 副司长 | 外交部 | songyw@narnia.example | head
| Ping | SIMA | 上校 | 国防部 | | adviser | | | RC2
"""),
    ("برئاسة وعضوية", "ar", "RC1", """
تهدي البعثة تحياتها وتفيد بأن الوفد سيكون برئاسة سعادة السفير خالد المنصوري، المندوب الدائم، وعضوية السيدة هند الكتبي، سكرتير أول (h.kutbi@narnia.example)، والسيد عمر بن راشد الحوسني، سكرتير ثالث.
""", """
سعادة السفير | خالد | المنصوري | المندوب الدائم | | | head
السيدة | هند | الكتبي | سكرتير أول | | h.kutbi@narnia.example
السيد | عمر بن راشد | الحوسني | سكرتير ثالث
"""),
    ("قائمة بعناوين", "ar", "RC1", """
يشرفها أن تبلغها بأسماء أعضاء الوفد:
رئيس الوفد:
معالي الدكتور/ عبد الله أبو زيد، وزير مفوض
أعضاء الوفد:
السيدة/ منى آل ثاني، مستشار (المتحدث الرئيسي) mona@narnia.example
العقيد الركن/ سعد عبد الرحمن الفارس، وزارة الدفاع (المتحدث البديل) saad@narnia.example
وتغتنم البعثة هذه الفرصة للإعراب عن فائق التقدير.
""", """
معالي الدكتور | عبد الله | أبو زيد | وزير مفوض | | | head
السيدة | منى | آل ثاني | مستشار | | mona@narnia.example | | primary
العقيد الركن | سعد عبد الرحمن | الفارس | | وزارة الدفاع | saad@narnia.example | | alternate
"""),
    ("Korean, Vietnamese, Hungarian in capitals", "en", "RC1", """
Delegation:
1. Mr. NGUYEN Van Minh, Deputy Director-General, Head of Delegation
2. Ms. KIM Seo-yeon, First Secretary, primary speaker, seoyeon.kim@narnia.example
3. Dr. SZABÓ-NAGY Ildikó, Senior Counsellor
""", """
Mr. | Van Minh | NGUYEN | Deputy Director-General | | | head
Ms. | Seo-yeon | KIM | First Secretary | | seoyeon.kim@narnia.example | | primary
Dr. | Ildikó | SZABÓ-NAGY | Senior Counsellor
"""),
    ("nobody in letterhead","en","RC1","""
PERMANENT MISSION OF NARNIA
Avenue de France 23, 1202 Geneva
H.E. Mr. Felix OYELARAN
President-designate of the Second Review Conference

Dear Mr. President,

The Mission has the honour to inform you that our list will follow.

Yours sincerely,
Abel Bekele
Counsellor
""",""),
    ("contact block","en","RC1","""
Delegation list:
1. Ms. Joy ADEBAYO, Ambassador, Head of Delegation, primary speaker, j.adebayo@n.example
2. Mr. Ed OKORO, Counsellor, alternate speaker, e.okoro@n.example
Contact person: Ms. Lara Udo, Registry, +41 22 555 00 00, registry@n.example
""","""
Ms. | Joy | ADEBAYO | Ambassador | | j.adebayo@n.example | head | primary
Mr. | Ed | OKORO | Counsellor | | e.okoro@n.example | | alternate
"""),
    ("table mode checks","en","RC2","""
Family name|Given name|Title|Position|Role|In person|Online|E-mail
ABBAS|Lina|Ms.|Director|Head of delegation|x||l.abbas@n.example
HADDAD|Omar|Mr.|Officer|Delegate||x|o.haddad@n.example
""","""
Ms. | Lina | ABBAS | Director | | l.abbas@n.example | head | | in_person
Mr. | Omar | HADDAD | Officer | | o.haddad@n.example | | | virtual
"""),
    ("speaker columns ticks","en","RC1","""
Name|Function|Primary speaker|Alternate speaker|E-mail
Ms. Lea ROTH|Ambassador|X||l.roth@n.example
Mr. Jan ZELLER|Attaché||X|j.zeller@n.example
""","""
Ms. | Lea | ROTH | Ambassador | | l.roth@n.example | | primary
Mr. | Jan | ZELLER | Attaché | | j.zeller@n.example | | alternate
"""),
    ("post label","en","RC1","""
The delegation of Narnia comprises:
Permanent Representative (Head of Delegation): H.E. Ms. Noor Aziz
Deputy Permanent Representative: Mr. Bilal Shah
Expert: Dr. Sana Mirza, National Mine Action Centre
""","""
H.E. Ms. | Noor | Aziz | Permanent Representative | | | head
Mr. | Bilal | Shah | Deputy Permanent Representative
Dr. | Sana | Mirza | | National Mine Action Centre
"""),
    ("multi people one line","en","RC1","""
Delegation: Head of Delegation: Ms. Ada Obi, Ambassador; Members: Mr. Uche Eze, Counsellor, and Ms. Ify Nwosu, Attaché.
""","""
Ms. | Ada | Obi | Ambassador | | | head
Mr. | Uche | Eze | Counsellor
Ms. | Ify | Nwosu | Attaché
"""),
    ("email next line, no honorific","en","RC1","""
Participants:
1. Kofi MENSAH, Head of Policy (head of delegation)
   kofi@n.example
2. Abena OWUSU, Campaigner (main speaker)
   abena@n.example
""","""
| Kofi | MENSAH | Head of Policy | | kofi@n.example | head
| Abena | OWUSU | Campaigner | | abena@n.example | | primary
"""),
    ("two part sections in en","en","RC1 RC2","""
A. First part, 25-27 November 2020
1. Ms. Eli TAN, Ambassador (Head of Delegation)
2. Mr. Raj PILLAI, First Secretary (primary speaker), r.pillai@n.example
B. Second part, 4-5 February 2021
1. Mr. Raj PILLAI, First Secretary (Head of Delegation; alternate speaker)
2. Ms. Mei LIM, Desk Officer (primary speaker), m.lim@n.example
""","""
Ms. | Eli | TAN | Ambassador | | | head | | | RC1
Mr. | Raj | PILLAI | First Secretary | | r.pillai@n.example | head | primary
Ms. | Mei | LIM | Desk Officer | | m.lim@n.example | | primary | | RC2
"""),
    ("tableau fr","fr","RC1","""
N°|Nom et prénoms|Fonction|Qualité|Courriel
1|S.E.M. OUATTARA Souleymane|Ambassadeur|Chef de délégation|s.ouattara@n.example
2|Mme ZONGO Rita|Chargée d'affaires|Membre, oratrice principale|r.zongo@n.example
3|Dr SAWADOGO Paul|Ministère de la Santé|Conseiller|
""","""
S.E.M. | Souleymane | OUATTARA | Ambassadeur | | s.ouattara@n.example | head
Mme | Rita | ZONGO | Chargée d'affaires | | r.zongo@n.example | | primary
Dr | Paul | SAWADOGO | | Ministère de la Santé | | adviser
"""),
    ("dirigera + L'accompagneront list","fr","RC1","""
M. Alain Dupré, Directeur général adjoint, dirigera la délégation, qui comprendra en outre :
- Mme Sylvie Martin-Roche, Conseillère (sylvie.martin@n.example), oratrice principale ;
- le colonel Éric Vasseur, État-major des armées.
Le suppléant sera désigné ultérieurement.
""","""
M. | Alain | Dupré | Directeur général adjoint | | | head
Mme | Sylvie | Martin-Roche | Conseillère | | sylvie.martin@n.example | | primary
colonel | Éric | Vasseur | | État-major des armées
"""),
    ("fr orateurs séparés","fr","RC1","""
Délégation :
1. Mme Chloé BERNARD, Ambassadrice, cheffe de délégation
2. M. Paul DURAND, Conseiller
3. Mme Anne PETIT, Attachée
Orateurs Interprefy : titulaire : P. Durand (p.durand@n.example) ; suppléante : A. Petit (a.petit@n.example)
""","""
Mme | Chloé | BERNARD | Ambassadrice | | | head
M. | Paul | DURAND | Conseiller | | p.durand@n.example | | primary
Mme | Anne | PETIT | Attachée | | a.petit@n.example | | alternate
"""),
    ("es bloques","es","RC1","""
Nombre: Sra. Dolores Ibarra Peña
Cargo: Directora de Asuntos Multilaterales
Calidad: Jefa de Delegación
Correo electrónico: dibarra@n.example

Nombre: Sr. Iván Rosales
Cargo: Tercer Secretario
Calidad: Delegado
Correo electrónico: irosales@n.example
""","""
Sra. | Dolores | Ibarra Peña | Directora de Asuntos Multilaterales | | dibarra@n.example | head
Sr. | Iván | Rosales | Tercer Secretario | | irosales@n.example
"""),
    ("es guiones por línea","es","RC1","""
La delegación estará conformada por:
• Excma. Sra. Carmen Rosa VILLALBA, Viceministra, Jefa de la Delegación
• Sr. Diego Armando FRANCO DUARTE, Consejero, Jefe Alterno
• Cap. Frag. Hugo ORTIZ, Comando de las Fuerzas Militares (asesor)
Oradora principal: C. Villalba - cvillalba@n.example
Orador suplente: por designar
""","""
Excma. Sra. | Carmen Rosa | VILLALBA | Viceministra | | cvillalba@n.example | head | primary
Sr. | Diego Armando | FRANCO DUARTE | Consejero | | | alternate_head
Cap. Frag. | Hugo | ORTIZ | | Comando de las Fuerzas Militares | | adviser
"""),
    ("ru таблица","ru","RC2","""
№|Фамилия, имя, отчество|Должность|Роль|Формат|Эл. почта
1|Орлова Вера Ивановна|директор Департамента|глава делегации|очно|orlova@n.example
2|Ким Олег Сергеевич|советник|член делегации, основной докладчик|онлайн|kim@n.example
""","""
| Вера Ивановна | Орлова | директор Департамента | | orlova@n.example | head | | in_person
| Олег Сергеевич | Ким | советник | | kim@n.example | | primary | virtual
"""),
    ("ru роли строками","ru","RC1","""
Делегация будет представлена в следующем составе:
Руководитель делегации
Айтматов Руслан Болотович
посол
Заместитель руководителя делегации
Исаева Гульнара Маратовна
советник
g.isaeva@n.example
Эксперты
Бекназаров Эрмек Тургунович
МЧС
""","""
| Руслан Болотович | Айтматов | посол | | | head
| Гульнара Маратовна | Исаева | советник | | g.isaeva@n.example | alternate_head
| Эрмек Тургунович | Бекназаров | | МЧС
"""),
    ("zh 职务在前","zh","RC1","""
代表团成员如下：
1. 团长：外交部副司长 郭振华
2. 常驻代表团一等秘书 魏兰（主发言人）weilan@n.example
3. 国防部中校 田野
候补发言人：待定
""","""
| 振华 | 郭 | 副司长 | 外交部 | | head
| 兰 | 魏 | 一等秘书 | 常驻代表团 | weilan@n.example | | primary
| 野 | 田 | 中校 | 国防部
"""),
    ("ar جدول","ar","RC2","""
م|الاسم|الوظيفة|الصفة في الوفد|الحضور|البريد الإلكتروني
1|السفير سامي الحلبي|المندوب الدائم|رئيس الوفد|حضوري|s.halabi@n.example
2|الآنسة دانا خوري|سكرتير ثالث|عضو، المتحدث الرئيسي|عن بعد|d.khoury@n.example
""","""
السفير | سامي | الحلبي | المندوب الدائم | | s.halabi@n.example | head | | in_person
الآنسة | دانا | خوري | سكرتير ثالث | | d.khoury@n.example | | primary | virtual
"""),
    ("ar تعديل","ar","RC1","""
تهدي البعثة تحياتها وتود إبلاغها بأن السيد زياد المصري، سكرتير أول (z.masri@n.example)، سيحل محل السيدة ريم العلي في وفدها متحدثا مناوبا. ويبقى باقي الأعضاء دون تغيير.
""","""
السيد | زياد | المصري | سكرتير أول | | z.masri@n.example | | alternate
"""),
    ("en mixed en/fr table order","en","RC1","""
E-mail|Position|Surname|First name
a@n.example|Ambassador, Head of delegation|El Amrani|Youssef
b@n.example|Legal Adviser|Ait Baha|Zineb
""","""
| Youssef | El Amrani | Ambassador | | a@n.example | head
| Zineb | Ait Baha | Legal Adviser | | b@n.example
"""),
    ("no titles no caps western list","en","RC1","""
Our delegation:
- Anna Lindgren, Ambassador, head of delegation
- Per Holm, Desk Officer, main speaker (per.holm@n.example)
""","""
| Anna | Lindgren | Ambassador | | | head
| Per | Holm | Desk Officer | | per.holm@n.example | | primary
"""),
    ("roles in capitals, speakers below", "en", "RC1", """
HEAD OF DELEGATION: H.E. Mr. Sione TUPOU, High Commissioner
ALTERNATE: Ms. Mele FIFITA, Deputy Secretary
ADVISER: Mr. Viliami LATU, Legal Officer, Attorney General's Office

Interprefy speakers
Primary: Ms. Mele FIFITA (m.fifita@n.example)
Alternate: Mr. Viliami LATU (v.latu@n.example)
""", """
H.E. Mr. | Sione | TUPOU | High Commissioner | | | head
Ms. | Mele | FIFITA | Deputy Secretary | | m.fifita@n.example | alternate_head | primary
Mr. | Viliami | LATU | Legal Officer | Attorney General's Office | v.latu@n.example | adviser | alternate
"""),
    ("modes comme étiquettes", "fr", "RC2", """
La délégation participera comme suit :
a) en présentiel : S.E. Mme Rose MBALLA, Ambassadrice, cheffe de délégation ; M. Jean ATEBA, Conseiller
b) à distance : Mme Anne NGO, Juriste, Ministère de la Justice
""", """
S.E. Mme | Rose | MBALLA | Ambassadrice | | | head | | in_person
M. | Jean | ATEBA | Conseiller | | | | | in_person
Mme | Anne | NGO | Juriste | Ministère de la Justice | | | | virtual
"""),
    ("团长空格", "zh", "RC1", """
代表团名单：
团长　张伟（ZHANG Wei）大使
团员　刘洋（LIU Yang）参赞　主发言人　liuyang@n.example
""", """
| Wei | ZHANG | 大使 | | | head
| Yang | LIU | 参赞 | | liuyang@n.example | | primary
"""),
]  # fmt: skip


@pytest.mark.parametrize(
    ("language", "parts", "text", "want"), [layout[1:] for layout in LAYOUTS], ids=[layout[0] for layout in LAYOUTS]
)
def test_layout(language, parts, text, want):
    people = read(text, language, tuple(parts.split()))
    assert [row(person) for person in people.persons] == expected(want)


def test_every_field_says_where_it_was_read():
    people = read("Delegation:\n1. Ms. Ada OBI, Ambassador, Head of Delegation, primary speaker, a.obi@n.example\n")
    (person,) = people.persons
    assert set(person.sources) >= {"title", "given", "family", "function", "email", "role", "speaker"}
    assert {(s.document, s.page, s.line) for s in person.sources.values()} == {("body", 1, 2)}
    assert person.sources["email"].text.startswith("Ms. Ada OBI")


def test_speaker_of_one_part_only():
    people = read(
        "Delegation:\n- Ms. Eli TAN, Ambassador (Head of Delegation)\n- Mr. Raj PILLAI, First Secretary\n"
        "First part: primary speaker: Ms. Tan (eli.tan@n.example)\nSecond part: primary speaker: Mr. Pillai (r@n.example)\n",
        parts=("RC1", "RC2"),
    )
    tan, pillai = people.persons
    assert (tan.speaker, tan.speaker_in, tan.parts) == ("primary", {"RC2": None}, None)
    assert (pillai.speaker, pillai.speaker_in) == ("primary", {"RC1": None})


def test_the_same_person_twice_is_kept_once_and_doubted():
    people = read("Delegation:\n1. Ms. Ada OBI, Ambassador\n2. Mr. Uche EZE, Attaché\n3. Ms. Ada OBI, Ambassador\n")
    assert [p.family for p in people.persons] == ["OBI", "EZE"]
    assert [(d.code, d.about) for d in people.doubts] == [("duplicate_participant", "Ada OBI")]


def test_an_alternate_of_nothing_is_doubted():
    people = read("Delegation:\n1. Ms. Ada OBI, Ambassador, Head of Delegation\n2. Mr. Uche EZE, Attaché (alternate)\n")
    assert [(d.code, d.about) for d in people.doubts] == [("role_ambiguous", "Uche EZE")]


def test_primary_and_alternate_at_once_is_doubted():
    people = read("Delegation:\n1. Ms. Ada OBI, Ambassador\nPrimary speaker: Ms. Obi\nAlternate speaker: Ms. Obi\n")
    assert [d.code for d in people.doubts] == ["same_speaker_twice"]
    assert people.persons[0].speaker == "primary"


def test_the_same_list_in_mail_and_attachment_is_no_duplicate():
    text = "Delegation:\n1. Ms. Ada OBI, Ambassador\n2. Mr. Uche EZE, Attaché\n"
    people = persons.find([note(text), note(text)], Context("en", MEETING, ("RC1",)))
    assert len(people.persons) == 2
    assert not people.doubts


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(
        st.one_of(
            st.text(max_size=120),
            st.sampled_from([layout[3] for layout in LAYOUTS]).flatmap(
                lambda text: st.integers(0, len(text)).map(lambda place: text[place:] + text[:place])
            ),
        ),
        max_size=6,
    ),
    st.sampled_from(["en", "fr", "es", "ru", "ar", "zh"]),
)
def test_no_text_raises(lines, language):
    blocks = tuple(Line(text, number + 1) for number, text in enumerate(lines))
    cells = tuple((Cell(text, r, 0), Cell(text[::-1], r, 1)) for r, text in enumerate(lines))
    pages = (Page("1", blocks), Page("2", (Table(cells),) if cells else ()))
    people = persons.find([Document("x", "text/plain", pages)], Context(language, MEETING, ("RC1", "RC2")))
    assert all(person.family for person in people.persons)


@pytest.mark.parametrize(
    "line",
    ["Mr. Ada OBI, Counsellor, ", "deputy " * 30, "副主任" * 40 + "，", "a.b@c," * 20, "((((", "Head of Delegation: ", "и ", "- " * 50],
)  # fmt: skip
def test_time_grows_no_faster_than_the_text(line):
    def seconds(times: int) -> float:
        document = Document("x", "text/plain", (Page("1", (Line(line * times, 1), Line(line, 2))),))
        start = time.perf_counter()
        persons.find([document], Context("en", MEETING, ("RC1", "RC2")))
        return time.perf_counter() - start

    seconds(10)
    small, large = seconds(60), seconds(480)
    assert large < 2.0 + 40 * small


@pytest.mark.parametrize(
    "office",
    [
        "Representación Permanente de España",
        "Représentation Permanente Belgique",
        "Consulat Général",
        "Консульство Армении",
        "القنصلية العامة",
    ],
)
def test_an_office_under_a_heading_is_nobody(office):
    people = read(f"Members of the delegation:\n\nMember\nJuan ALCÁNTAR RUIZ\nCounsellor\n\n{office}\n")
    assert [p.family for p in people.persons] == ["ALCÁNTAR RUIZ"]


@pytest.mark.parametrize("brackets", ["<>", "＜＞", "()", "[]"])
def test_brackets_around_an_address_are_no_post(brackets):
    people = read(f"Delegation:\n1. Ms. Ada OBI, Ambassador {brackets[0]}ada.obi@n.example{brackets[1]}\n")
    assert [(p.function, p.email) for p in people.persons] == [("Ambassador", "ada.obi@n.example")]


@pytest.mark.parametrize(
    ("language", "opening", "said"),
    [
        ("en", "Delegation to the first (November 2020) and second (February 2021) parts:", "second part (4-5 February 2021) only"),
        ("fr", "Délégation aux première (novembre 2020) et deuxième (février 2021) parties :", "deuxième partie (4-5 février 2021)"),
        ("ar", "الوفد إلى المؤتمر بجزأيه الأول (نوفمبر 2020) والثاني (فبراير 2021):", "الجزء الثاني فقط"),
    ],
)  # fmt: skip
def test_days_in_brackets_do_not_part_the_parts(language, opening, said):
    people = read(
        f"{opening}\n\n1. Mr. Paul SMITH, Consul\n2. Col. Ann OBI, Attaché - {said}\n", language, ("RC1", "RC2")
    )
    assert [(p.family, p.function, p.parts) for p in people.persons] == [
        ("SMITH", "Consul", None),
        ("OBI", "Attaché", ("RC2",)),
    ]


@pytest.mark.parametrize(
    "lead", ["يرجى تصحيح بريد المتحدث المناوب في الوفد للسيد", "يستعاض عن المتحدث المناوب في الوفد بالسيد"]
)
def test_an_arabic_title_is_written_without_its_preposition(lead):
    people = read(f"{lead} عمرو فودة (Amr FOUDA)، ليصبح a.fouda@n.example.", "ar")
    assert [p.title for p in people.persons] == ["السيد"]
