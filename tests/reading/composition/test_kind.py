from __future__ import annotations

import pytest

from mailbot.domain.message import Automatic, Bounce, Message
from mailbot.domain.submission import Kind, Person
from mailbot.reading.composition.kind import kind_of, postpones, withdrawal_in
from mailbot.reading.composition.people import People
from mailbot.reading.document import Reading, Unreadable

from .meeting_of_tests import document, message, strand

SOMEBODY = People((Person("Aasgaard", "Henrik", speaker="primary"),))
NOBODY = People()


def kind(
    mail: Message,
    people: People = NOBODY,
    readings: tuple[Reading, ...] = (),
    *,
    greets: bool = False,
    withdraws: bool = False,
) -> Kind:
    return kind_of(mail, [strand(mail.text)], readings, people, withdraws=withdraws, note_greets=greets)


def test_each_kind_is_told() -> None:
    note = "presents its compliments and communicates its delegation: head of delegation"
    assert kind(message(note), SOMEBODY, greets=True) == "submission"
    assert kind(message("Could we have a third link?")) == "question"
    assert kind(message("")) == "empty"
    assert (
        kind(message("See attached."), readings=(Unreadable("a.pdf", "application/pdf", "encrypted"),)) == "unreadable"
    )
    assert kind(message("x", bounce=Bounce(True, (), None)), SOMEBODY) == "bounce"
    assert kind(message("x", is_complaint=True)) == "complaint"
    assert kind(message("I am out of office.", automatic=Automatic(True, "auto-replied"))) == "automatic"
    assert kind(message("news of the week", is_list_mail=True)) == "automatic"


def test_a_note_whose_people_could_not_be_read_is_still_a_submission() -> None:
    text = "presents its compliments and communicates its delegation; head of delegation:"
    assert kind(message(text), NOBODY, greets=True) == "submission"


def test_a_text_with_a_speaker_and_an_address_that_asks_nothing_is_not_taken_for_talk() -> None:
    assert kind(message("The alternate speaker of the delegation: O. Vargas, o.vargas@x.example")) == "submission"
    assert kind(message("Is o.vargas@x.example the alternate speaker of our delegation?")) == "question"
    assert kind(message("Could you tell us who of our delegation is a speaker? Write to o@x.example")) == "question"


def test_a_colleague_who_only_asked_is_nobodys_delegate() -> None:
    asked = "Our deputy, Mr. Oakhanger, asked me to check:\nMay we register more than two persons for the platform?"
    assert kind(message(asked), SIGNED) == "question"
    assert kind(message("Could you register Mr. Oakhanger, Counsellor?"), SIGNED) == "submission"


def test_lists_and_scanners_may_carry_a_submission() -> None:
    scanner = message("", automatic=Automatic(True, "auto-generated"))
    assert kind(scanner, SOMEBODY, (document("list"),)) == "submission"
    assert kind(message("note", is_list_mail=True), SOMEBODY) == "submission"


def test_an_absence_notice_that_names_a_colleague_is_no_submission() -> None:
    absent = message("I am away, contact Henrik Aasgaard.", automatic=Automatic(True, "auto-replied"))
    assert kind(absent, SOMEBODY) == "automatic"


@pytest.mark.parametrize(
    "text",
    [
        "regrets to inform that Norway will not be able to participate in the first part",
        "is not in a position to attend the first part",
        "lamenta informar que la República de Panamá no podrá participar en la primera parte",
        "a le regret d'informer que le Togo ne pourra pas participer à la première partie",
        "сообщает, что делегация не сможет принять участие в первой части",
        "يؤسفها أن تبلغها بأن وفد المملكة المغربية لن يتمكن من المشاركة في الجزء الأول",
        "遗憾通知，我国代表团无法出席第一阶段会议",
        "Norway has decided to withdraw from the second part",
        "la délégation ne prendra part à aucune des deux parties",
        "a décidé de ne pas participer à la deuxième partie",
        "lamenta comunicar que Honduras no estará en posibilidad de participar",
        "делегация не прибудет на вторую часть",
        "يتعذر على وفد السودان المشاركة في الجزء الأول",
        "中方将不派团出席第二阶段会议",
    ],
)
def test_a_delegation_that_will_not_come(text: str) -> None:
    assert withdrawal_in([strand(text)]) is not None
    assert kind(message(text), withdraws=True) == "withdrawal"


@pytest.mark.parametrize(
    "text",
    [
        "Mr Henrik Aasgaard will not be able to attend and is replaced by Ms Moe",
        "Mme Moe ne pourra pas participer et sera remplacée par M. Lie",
        "If the head of delegation cannot attend, who may speak?",
        "will participate in the first part",
        "ليس لديها أي تغيير",
    ],
)
def test_a_single_person_or_a_question_withdraws_nobody(text: str) -> None:
    assert withdrawal_in([strand(text)]) is None


def test_a_withdrawal_from_one_part_with_speakers_for_the_other_is_a_submission() -> None:
    assert kind(message("x"), SOMEBODY, withdraws=True) == "submission"


@pytest.mark.parametrize(
    "text",
    [
        "M. Bréhima Diawoyé, Deuxième Conseiller, ne pourra pas participer à la deuxième partie. Il sera remplacé",
        "Col. Ruben Strandqvist will not be able to attend the first part.",
        "lamenta informar que la Sra. Wara Condorpaza no podrá participar en la primera parte",
        "г-н Осгорд не сможет принять участие во второй части",
        "王晓参赞因故无法出席第一阶段会议。",
        "The Head of Delegation will not be able to attend the first day.",
        "L'ambassadeur ne pourra pas participer à la séance d'ouverture",
        "La liste ne sera pas modifiée",
        "The delegation will not attend the reception",
        "The delegation will not participate in person but online",
        "la delegación no participará presencialmente sino de manera virtual",
        "члены делегации не смогут участвовать очно и подключатся дистанционно",
        "代表团无法现场出席，将线上参会",
        "Our military expert will not be able to attend; the rest of the delegation remains unchanged.",
    ],
)
def test_a_person_who_will_not_come_withdraws_nobody_else(text: str) -> None:
    assert withdrawal_in([strand(text)]) is None


def test_force_majeure_is_nobodys_rank() -> None:
    text = "lamenta informar que, por razones de fuerza mayor, la República de Panamá no podrá participar"
    assert withdrawal_in([strand(text)]) is not None


SIGNED = People((Person("Oakhanger", "Petra", function="Counsellor"),))
HOLDING = [
    "The composition of the delegation is awaited from the capital and will be communicated by Note Verbale.",
    "La composition de la délégation vous sera communiquée ultérieurement par note verbale.",
    "La composición de la delegación será comunicada oportunamente mediante nota verbal.",
    "Состав делегации будет направлен дополнительно нотой.",
    "سنوافيكم بأسماء أعضاء الوفد في وقت لاحق.",
    "代表团名单将另行通知。",
]


@pytest.mark.parametrize("text", HOLDING)
def test_an_answer_that_the_names_will_follow_is_no_submission_of_its_writer(text: str) -> None:
    assert postpones([strand(text)])
    assert kind(message(text), SIGNED) == "question"
    assert kind(message(text), NOBODY, greets=True) == "question"


@pytest.mark.parametrize("text", HOLDING)
def test_one_part_that_follows_hides_nobody_who_is_named_for_the_other(text: str) -> None:
    assert kind(message(text), SOMEBODY, greets=True) == "submission"
    assert kind(message(text), SIGNED, (document("list"),)) == "submission"


def test_a_list_with_the_mail_is_not_still_to_come() -> None:
    assert not postpones([strand("Please find attached the composition of the delegation to the first part.")])
    assert not postpones([strand("имеет честь сообщить состав делегации на первую часть")])
