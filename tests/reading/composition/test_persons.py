"""Layouts of delegations: the worked submissions of the domain notes' kind, and many that no sample holds."""

from __future__ import annotations

import pytest

from .notes import expected, read, row

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
]  # fmt: skip


@pytest.mark.parametrize(
    ("language", "parts", "text", "want"), [layout[1:] for layout in LAYOUTS], ids=[layout[0] for layout in LAYOUTS]
)
def test_layout(language, parts, text, want):
    people = read(text, language, tuple(parts.split()))
    assert [row(person) for person in people.persons] == expected(want)
