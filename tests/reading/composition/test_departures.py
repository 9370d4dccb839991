# ruff: noqa: E501 - a sentence of a note stands in one line
"""Who leaves by what a sentence says, and who only seems to."""

from __future__ import annotations

import pytest

from .test_changes import PEOPLE, read


def leaves(language: str, text: str) -> list[str]:
    found = read(language, text)
    return [str(p.family) for p in found.revision.remove] if found.revision else []


def comes(language: str, text: str) -> list[str]:
    return [str(p.family) for p in read(language, text).persons]


@pytest.mark.parametrize(
    ("language", "text", "going", "coming"),
    [
        ("fr", "se référant à sa note n° 214/20, fait savoir que M. Paul MOREL étant empêché, la délégation sera conduite par Mme Anne LEROY.", ["MOREL"], ["LEROY"]),
        ("en", "with reference to its note 214/20, informs that Mr. Nils BERG will unfortunately not be able to attend. Ms. Ada LUND, Attaché, will be alternate speaker.", ["BERG"], ["LUND"]),
        ("en", "with reference to its note 214/20, informs that Mr. Nils BERG can regrettably no longer take part; Ms. Ada LUND, Attaché, joins the delegation.", ["BERG"], ["LUND"]),
        ("en", "with reference to its note 214/20, informs that Mr. Nils BERG can't make it. Ms. Ada LUND, Attaché, joins the delegation.", ["BERG"], ["LUND"]),
        ("ru", "ссылаясь на ноту № 214/20, сообщает, что вместо Белова Ивана Петровича запасным выступающим и членом делегации назначен Котов Павел Ильич, атташе.", ["Белова"], ["Котов"]),
        ("en", "with reference to its note 214/20, informs that Ms. Ada LUND will replace Ms. Eva STROM as alternate speaker. Ms. STROM remains a member of the delegation.", [], ["LUND", "STROM"]),
        ("en", "with reference to its note 214/20, informs that Dr. Nils BERG will no longer be part of the delegation, and that Mr. van der LAAN, not Ms. te WIEL, will be Head of Delegation.", ["BERG"], ["van der LAAN"]),
        ("ru", "ссылаясь на ноту № 214/20, сообщает, что вместо ранее заявленного г-на Нильса БЕРГА (Mr. Nils BERG), советника, в состав делегации включается г-жа Ада ЛУНД (Ms. Ada LUND).", ["BERG"], ["LUND"]),
        ("ru", "ссылаясь на ноту № 214/20, просит советника Анну Гольдину (Anna Goldina) заменить на первого секретаря Луку Роева (Luka Roev, l.roev@n.example).", ["Goldina"], ["Roev"]),
        ("zh", "就日内字第296号照会通知：原定的二等秘书罗颂改由三等秘书陆丰参加。", ["罗"], ["陆"]),
        ("zh", "就日内字第296号照会通知：原报名的李国栋先生不再参会，由郑惠珊女士（二等秘书）代替。", ["李"], ["郑"]),
        ("zh", "就日内字第296号照会通知：原候补发言人李国栋先生不再参会，现由郑惠珊女士担任候补发言人（zhs@n.example）。", ["李"], ["郑"]),
        ("zh", "继日内字第296号照会，司徒明华（Ms. Minghua SITU）因故不能与会，改由薛波（Mr. Bo XUE）二等秘书参加。", ["SITU"], ["XUE"]),
    ],
)  # fmt: skip
def test_the_one_a_sentence_says_it_of(language: str, text: str, going: list[str], coming: list[str]) -> None:
    assert leaves(language, text) == going
    assert comes(language, text) == coming


def test_an_honorific_in_a_chinese_sentence_is_a_title() -> None:
    found = read("zh", "就日内字第296号照会通知：由郑惠珊女士（二等秘书）代替李国栋先生。")
    assert [(p.title, p.family, p.function) for p in found.persons] == [("女士", "郑", "二等秘书")]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "In the absence of Ambassador SOLBAKKEN, Mr. MOE will head the delegation."),
        ("en", "Should Ms. Solbakken be unable to attend, she will be replaced by Mr. Moe as Head of Delegation."),
        ("fr", "En cas d'empêchement, Mme SOLBAKKEN sera remplacée par M. MOE comme chef de délégation."),
        ("es", "En caso de ausencia, la Sra. SOLBAKKEN será sustituida por el Sr. MOE."),
        ("ru", "В случае отсутствия г-жи SOLBAKKEN её заменит г-н MOE."),
    ],
)
def test_a_condition_changes_nobody(language: str, text: str) -> None:
    found = read(language, f"communicates its delegation to the first part:{PEOPLE}\n{text}")
    assert found.revision is None
    assert [(p.family, p.role) for p in found.persons][:2] == [("SOLBAKKEN", "head"), ("MOE", "delegate")]
    assert len(found.persons) == 3


@pytest.mark.parametrize(
    ("language", "text", "going"),
    [
        ("en", "with reference to its note 214/20, informs that instead of Mr. Nils BERG, the alternate speaker will be Ms. Ada LUND. Mr. BERG will not take part in the Conference.", "BERG"),
        ("ru", "ссылаясь на ноту № 214/20, сообщает, что вместо г-на Нильса Берга (Mr. Nils BERG) запасным выступающим будет г-жа Ада Лунд (Ms. Ada LUND). Г-н Берг в работе Конференции участвовать не будет.", "BERG"),
        ("ru", "ссылаясь на ноту № 214/20, сообщает, что вместо г-на Нильса Берга (Mr. Nils BERG) запасным выступающим будет г-жа Ада Лунд (Ms. Ada LUND). Г-н Берг в Конференции не участвует.", "BERG"),
        ("ru", "ссылаясь на ноту № 214/20, сообщает, что г-н Нильс БЕРГ участия в Конференции не примет; в состав включена г-жа Ада LUND, запасной выступающий.", "БЕРГ"),
    ],
)  # fmt: skip
def test_who_leaves_is_named_once_more(language: str, text: str, going: str) -> None:
    assert leaves(language, text) == [going]
    assert comes(language, text) == ["LUND"]
    assert "revision_unclear" not in [doubt.code for doubt in read(language, text).doubts]


def test_who_only_gives_up_speaking_is_asked_about() -> None:
    text = "informs that Col. Ian ROSS, instead of Ms. van Dijk, will act as alternate speaker (note 214/20)."
    assert leaves("en", text) == []
    assert "revision_unclear" in [doubt.code for doubt in read("en", text).doubts]


def test_one_who_leaves_and_is_listed_is_held() -> None:
    text = f"with reference to its note 214/20: Mr. Eirik MOE has been replaced by Mr. Jon DAHL.{PEOPLE}"
    assert "revision_unclear" in [doubt.code for doubt in read("en", text).doubts]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "with reference to its note 214/20, wishes to add Mr. Jon DAHL, Counsellor, to its delegation."),
        ("en", "would like to include Mr. Jon DAHL, Counsellor, in its delegation to the first part."),
        ("fr", "prie le Secrétariat de bien vouloir ajouter M. Jon DAHL, Conseiller, à sa délégation."),
        ("es", "desea añadir al Sr. Jon DAHL, Consejero, a su delegación a la primera parte."),
    ],
)
def test_a_note_that_adds_is_a_change(language: str, text: str) -> None:
    found = read(language, text)
    assert found.revision is not None
    assert found.revision.kind == "delta"
    assert not any(doubt.code == "revision_unclear" for doubt in found.doubts)


def test_whom_to_ask_is_nobody_of_the_delegation() -> None:
    text = f"communicates its delegation:{PEOPLE}\nFor any question please contact Mr. Lars FOSS, Attaché (l.foss@mfa.example)."
    assert "FOSS" not in comes("en", text)


EXCHANGES = [
    ("en", "wishes to replace Mr. Ahmed SALEM, Second Secretary, with Mr. Khaled OMAR.", "SALEM", "OMAR", None, "delegate"),
    ("en", "asks to replace the alternate speaker Mr. Ahmed SALEM by Mr. Khaled OMAR.", "SALEM", "OMAR", "alternate", "delegate"),
    ("en", "informs that Mr. Ahmed SALEM will be replaced at the head of the delegation by Ms. Laila OMAR.", "SALEM", "OMAR", None, "head"),
    ("fr", "souhaite remplacer M. Ahmed SALEM, deuxième secrétaire, par M. Khaled OMAR.", "SALEM", "OMAR", None, "delegate"),
    ("fr", "prie de remplacer le chef de délégation, M. Ahmed SALEM, par Mme Laila OMAR.", "SALEM", "OMAR", None, "head"),
    ("fr", "informe que M. Ahmed SALEM sera remplacé en tant qu'orateur suppléant par Mme Laila OMAR.", "SALEM", "OMAR", "alternate", "delegate"),
    ("fr", "informe que M. Ahmed SALEM, empêché, sera remplacé à la tête de la délégation par Mme Laila OMAR.", "SALEM", "OMAR", None, "head"),
    ("es", "solicita sustituir al Sr. Ahmed SALEM por la Sra. Laila OMAR.", "SALEM", "OMAR", None, "delegate"),
    ("es", "solicita reemplazar al orador suplente, Sr. Ahmed SALEM, por la Sra. Laila OMAR.", "SALEM", "OMAR", "alternate", "delegate"),
    ("ru", "просит заменить г-на ИВАНОВА Петра Ильича на г-жу ПЕТРОВУ Анну Ильиничну.", "ИВАНОВА", "ПЕТРОВУ", None, "delegate"),
    ("zh", "谨通知，将王大明参赞替换为李小红二秘。", "王", "李", None, "delegate"),
    ("zh", "谨通知，把王大明参赞换成李小红二秘。", "王", "李", None, "delegate"),
    ("ar", "تود إبلاغكم بأنه سيتم استبدال السيد أحمد سالم بالسيدة هدى خليل، مستشارة.", "سالم", "خليل", None, "delegate"),
    ("ar", "ترجو استبدال المتحدث المناوب السيد أحمد سالم بالسيد خالد عمر.", "سالم", "عمر", "alternate", "delegate"),
    ("ar", "تود إبلاغكم بأن السيد أحمد سالم سيحل محله في رئاسة الوفد السيد خالد عمر، مستشار.", "سالم", "عمر", None, "head"),
]  # fmt: skip


@pytest.mark.parametrize(("language", "text", "going", "coming", "speaker", "role"), EXCHANGES)
def test_one_for_another_and_his_seat(
    language: str, text: str, going: str, coming: str, speaker: str | None, role: str
) -> None:
    found = read(language, f"{TO_NOTE[language]}{text}")
    assert [p.family for p in found.revision.remove] == [going] if found.revision else False
    assert [(p.family, p.speaker, p.role) for p in found.persons] == [(coming, speaker, role)]


TO_NOTE = {
    "en": "with reference to its note 214/20, ",
    "fr": "se référant à sa note n° 214/20, ",
    "es": "con referencia a su Nota 214/20, ",
    "ru": "ссылаясь на ноту № 214/20, ",
    "zh": "继日内字第296号照会，",
    "ar": "بالإشارة إلى مذكرتها رقم 214/20، ",
}


def test_no_title_is_lost_for_standing_right_behind_a_name() -> None:
    found = read("ar", "تتشرف بإبلاغكم بأن الوفد يتألف من السيد أحمد سالم والسيد خالد عمر، مستشار.")
    assert [p.family for p in found.persons] == ["سالم", "عمر"]


@pytest.mark.parametrize(
    "text",
    [
        f"communicates its delegation. Due to the absence of Ambassador Tom ASH from Geneva, it will be headed by the Chargé d'affaires:{PEOPLE}",
        f"communicates its delegation:{PEOPLE}\nOwing to the illness of Ambassador Tom ASH he will not be present.",
    ],
)
def test_who_is_absent_is_nobody_of_a_whole_list(text: str) -> None:
    found = read("en", text)
    assert found.revision is None
    assert "ASH" not in [p.family for p in found.persons]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "with reference to its note 214/20, informs of the withdrawal of Mr. Nils BERG from the delegation and of the addition of Ms. Ada LUND, Attaché."),
        ("en", "with reference to its note 214/20, nominates Ms. Ada LUND, Attaché, upon the resignation of Mr. Nils BERG."),
        ("fr", "se référant à sa note n° 214/20, fait part du désistement de M. Nils BERG et de la désignation de Mme Ada LUND, Attachée."),
        ("fr", "se référant à sa note n° 214/20, informe de la désignation de Mme Ada LUND, Attachée, et de la non-participation de M. Nils BERG."),
        ("es", "en relación con su nota 214/20, comunica la no participación del Sr. Nils BERG y la incorporación de la Sra. Ada LUND, Agregada."),
        ("es", "en relación con su nota 214/20, comunica la designación de la Sra. Ada LUND, Agregada, y la renuncia del Sr. Nils BERG."),
        ("ru", "ссылаясь на ноту № 214/20, сообщает об отказе г-на Nils BERG от участия и о включении в делегацию г-жи Ada LUND, атташе."),
        ("ru", "ссылаясь на ноту № 214/20, сообщает о назначении г-жи Ada LUND, атташе, и об исключении из состава делегации г-на Nils BERG."),
        ("ar", "بالإشارة إلى مذكرتها رقم 214/20، تفيد باعتذار السيد Nils BERG عن المشاركة وإضافة السيدة Ada LUND، ملحق."),
        ("ar", "بالإشارة إلى مذكرتها رقم 214/20، تفيد بتعيين السيدة Ada LUND، ملحق، وبعدم مشاركة السيد Nils BERG."),
        ("zh", "就日内字第296号照会通知：撤下Mr. Nils BERG，增派Ms. Ada LUND（随员）。"),
    ],
)  # fmt: skip
def test_a_noun_says_who_leaves_and_who_is_appointed(language: str, text: str) -> None:
    assert leaves(language, text) == ["BERG"]
    assert comes(language, text) == ["LUND"]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "with reference to its note 214/20, regrets the withdrawal of Mr. Nils BERG and Ms. Ada LUND from the delegation."),
        ("fr", "se référant à sa note n° 214/20, fait part du désistement de M. Nils BERG et de Mme Ada LUND."),
        ("es", "en relación con su nota 214/20, comunica la renuncia del Sr. Nils BERG y de la Sra. Ada LUND."),
        ("ar", "بالإشارة إلى مذكرتها رقم 214/20، تفيد باعتذار السيد Nils BERG والسيدة Ada LUND عن المشاركة."),
    ],
)  # fmt: skip
def test_a_noun_says_that_both_leave(language: str, text: str) -> None:
    assert leaves(language, text) == ["BERG", "LUND"]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        (
            "en",
            "in its note 214/20 the e-mail address of Ms. Ada LUND should read a.lund@n.example instead of lund@n.example.",
        ),
        (
            "fr",
            "dans sa note n° 214/20 l'adresse de Mme Ada LUND doit se lire a.lund@n.example au lieu de lund@n.example.",
        ),
        (
            "es",
            "en su nota 214/20 la dirección de la Sra. Ada LUND debe leerse a.lund@n.example en lugar de lund@n.example.",
        ),
    ],
)
def test_how_an_address_should_read_is_no_post(language: str, text: str) -> None:
    found = read(language, text)
    assert [(p.family, p.function, p.email) for p in found.persons] == [("LUND", None, "a.lund@n.example")]
