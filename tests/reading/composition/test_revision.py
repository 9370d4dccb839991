from __future__ import annotations

import pytest

from mailbot.domain.submission import Person
from mailbot.reading.composition.people import People
from mailbot.reading.composition.reference import references_of
from mailbot.reading.composition.revision import RevisionRead, revision_of

from .meeting_of_tests import strand

HEAD = Person("Aasgaard", "Henrik", role="head")
ONE = People((Person("Aasgaard", "Henrik", speaker="alternate"),))
FULL = People((HEAD, Person("Moe", "Eirik"), Person("Lie", "Ragnhild"), Person("Svee", "Marit")))
LEAVING = People((Person("Aasgaard", "Henrik"),), (Person("Moe", "Eirik"),))


def read(text: str, people: People = ONE, around: str = "", *, is_reply: bool = False) -> RevisionRead:
    note = [strand(text)]
    subject = strand(around, "subject")
    return revision_of(note, [subject], people, references_of(note, [], subject, []), is_reply=is_reply)


def kind(found: RevisionRead) -> str | None:
    return found.change.kind if found.change else None


@pytest.mark.parametrize(
    "text",
    [
        "further to its Note No. 187/LPM.20, submits the REVISED delegation to the first part",
        "the present note supersedes Note No. GEN/CCM/20/1",
        "qu'elle le prie de considérer comme annulée et remplacée par la présente",
        "La présente note annule et remplace la note n° 0412/MPCI du 2 octobre",
        "La presente Nota deja sin efecto y sustituye la Nota 214/2020",
        "La presente nota sustituye a la nota anterior No. 214/2020",
        "сообщает состав делегации (взамен ноты № 20-4/498)",
        "направляет уточненный список делегации",
        "هذه المذكرة تلغي المذكرة رقم 51/2020 وتحل محلها",
        "本照会替代日内字〔2020〕第296号照会",
        "此前（2020）日内字第327号照会所附名单作废",
        "إلحاقا بمذكرتها رقم 5/1190/2020، تبلغها بأن الوفد قد عدل كليا ليصبح كما يلي",
        "the delegation communicated by Note No. 12/2020 has been revised entirely and will now read as follows",
        "la délégation est désormais composée comme suit",
        "la delegación comunicada por la nota 3/2021 queda modificada de la siguiente manera",
        "состав делегации, сообщенный нотой № 4-н, полностью изменен и теперь выглядит следующим образом",
        "代表团名单变更如下",
    ],
)
def test_a_whole_new_composition(text: str) -> None:
    found = read(text, FULL)
    assert kind(found) == "replace"
    assert found.doubts == ()
    assert found.source is not None


@pytest.mark.parametrize(
    "text",
    [
        "Mr Aasgaard will replace Ms Moe as alternate speaker.",
        "Ms Moe is replaced by Mr Aasgaard",
        "Mr Aasgaard has been added to the delegation",
        "M. Aasgaard remplace Mme Moe en qualité d’orateur suppléant",
        "Le reste de la délégation demeure inchangé.",
        "el Sr. Aasgaard sustituye en la delegación a la primera parte al Sr. Moe. Los demás no cambian.",
        "Se incorpora: Sr. Aasgaard. Se retira: Sr. Moe",
        "исключить: Моэ; включить: Осгорд. Остальной состав делегации остается без изменений.",
        "يضاف إلى الوفد: السيد آسغارد. ويبقى باقي أعضاء الوفد دون تغيير.",
        "增派三等秘书贺庭芳为代表团成员。其余名单不变。",
        "Please change the email of Mr Aasgaard to h.aasgaard@mfa.example",
        "Veuillez corriger l'adresse de M. Aasgaard",
        "Our alternate speaker will be Mr Aasgaard. Everything else in our note stays as it is.",
    ],
)
def test_only_what_is_named_changes(text: str) -> None:
    found = read(text, LEAVING) if "Mo" in text or "Моэ" in text else read(text)
    assert kind(found) == "delta"
    assert found.doubts == ()


@pytest.mark.parametrize(
    "text",
    [
        "Mr Aasgaard will replace Ms Moe as alternate speaker.",
        "prie le Secrétariat de bien vouloir retirer M. Moe de la délégation et ajouter M. Aasgaard",
        "се исключить Моэ и включить г-на Осгорда",
        "solicita excluir al Sr. Moe e incorporar al Sr. Aasgaard",
        "由奥斯高接替莫伊。",
    ],
)
def test_somebody_leaves_and_it_was_not_read_who(text: str) -> None:
    found = read(text)
    assert kind(found) == "delta"
    assert [doubt.code for doubt in found.doubts] == ["revision_unclear"]


@pytest.mark.parametrize(
    "text",
    [
        "submits its delegation. Should Mr. Moe be unable to attend, he will be replaced by Mr. Aasgaard.",
        "communique sa délégation. En cas d'empêchement, M. Moe sera remplacé par M. Aasgaard.",
        "comunica su delegación. En caso de ausencia, el Sr. Moe será sustituido por el Sr. Aasgaard.",
        "сообщает состав делегации. В случае отсутствия г-на Моэ его заменит г-н Осгорд.",
        "في حال تعذر حضور السيد مو، يستبدل بالسيد آسغارد.",
        "代表团名单如下。如莫伊因故不能出席，由奥斯高代替。",
    ],
)
def test_what_holds_only_if_changes_nothing(text: str) -> None:
    assert read(text, FULL).change is None


def test_who_leaves_goes_along() -> None:
    found = read("Mr Aasgaard replaces Mr Moe in the delegation.", LEAVING)
    assert found.change is not None
    assert [person.family for person in found.change.remove] == ["Moe"]
    assert found.change.kind == "delta"


def test_the_earlier_reference_is_what_it_changes() -> None:
    text = "Nota 122/2020\nLa Misión, con referencia a su Nota 109/2020, informa que se incorpora el Sr. X"
    found = read(text)
    assert found.change is not None
    assert found.change.of == "109/2020"


@pytest.mark.parametrize("subject", ["Revised delegation of Norway", "délégation (RÉVISÉE)", "更正：代表团名单"])
def test_the_subject_may_say_it(subject: str) -> None:
    assert kind(read("The delegation is composed as follows:", FULL, subject)) == "replace"


@pytest.mark.parametrize(
    "text",
    [
        "in addition to and amendment of its note No. 12/2020",
        "в дополнение и изменение ноты № 0312/20/25 направляет список участников",
        "en complément et modification de sa note n° 12/2020",
    ],
)
def test_what_says_both_is_left_to_a_person(text: str) -> None:
    found = read(text)
    assert [doubt.code for doubt in found.doubts] == ["revision_unclear"]


@pytest.mark.parametrize(
    "text",
    [
        "further to its Note No. 12/2020, transmits the names of the following participants",
        "faisant suite à sa note n° 12/2020, communique les noms des participants",
        "dando seguimiento a su nota 12/2020, comunica los nombres de los participantes",
        "в развитие своей ноты № 12-н направляет список участников",
        "وإلحاقا بمذكرتها رقم 12/2020 تنقل إليها أسماء المشاركين",
        "继第12号照会，谨通知参会人员",
    ],
)
def test_what_follows_an_earlier_note_and_does_not_say_how_is_left_to_a_person(text: str) -> None:
    found = read(text)
    assert kind(found) == "delta"
    assert [doubt.code for doubt in found.doubts] == ["revision_unclear"]


def test_a_note_further_to_one_on_participation_is_the_first_list() -> None:
    text = "further to its Note No. 12/2020 confirming its participation, communicates its delegation"
    assert kind(read(text, FULL)) is None


def test_an_addition_that_lists_a_whole_delegation_is_left_to_a_person() -> None:
    found = read("in addition to its note No. 12/2020, communicates the delegation", FULL)
    assert [doubt.code for doubt in found.doubts] == ["revision_unclear"]


@pytest.mark.parametrize(
    "text",
    [
        "has the honour to communicate the composition of the delegation",
        "La Mission permanente a l'honneur de communiquer la délégation, présentée ci-dessous",
        "with reference to its Note No. 12/2020 on participation, communicates its delegation",
        "Mr Aasgaard, Deputy Permanent Representative, head of delegation; alternate head to be named",
    ],
)
def test_a_first_submission_has_no_revision(text: str) -> None:
    assert kind(read(text, FULL)) is None


def test_a_reply_that_names_one_person_adds_to_the_note() -> None:
    text = "The alternate speaker: Mr Henrik Aasgaard, h.aasgaard@mfa.example"
    assert kind(read(text, is_reply=True)) == "delta"
    assert kind(read(text, is_reply=False)) is None
    assert kind(read(text, FULL, is_reply=True)) is None


@pytest.mark.parametrize(
    "text",
    [
        "The primary speaker will be Mr Henrik Aasgaard; substitute speaker: Ms Ragnhild Lie.",
        "Our alternate speaker will be Ms Lie and our primary speaker Mr Aasgaard.",
        "В состав делегации входят: г-н Осгорд, глава делегации",
        "В состав делегации включены: г-н Осгорд",
        "La delegación se integra por el Sr. Aasgaard, Jefe de Delegación",
        "La délégation comprend M. Aasgaard, orateur principal",
        "يتكون الوفد من السيد آسغارد",
        "代表团成员：张三",
    ],
)
def test_a_small_first_delegation_is_no_change(text: str) -> None:
    assert kind(read(text)) is None


@pytest.mark.parametrize(
    "text",
    [
        "with reference to its Note No. 187/LPM.20, informs that the alternate speaker will be Mr. Aasgaard",
        "con relación a su Nota 187/LPM.20, informa que el orador suplente será el Sr. Aasgaard",
    ],
)
def test_an_alternate_alone_is_no_composition(text: str) -> None:
    found = read(text, ONE)
    assert kind(found) == "delta"
    assert found.doubts == ()
