"""When recognised print is left to a person."""

from mailbot.domain.submission import Person, Source
from mailbot.reading.composition.certainty import doubts_of
from mailbot.reading.document import Document, Line, Page


def scan(*lines: tuple[str, float], unread: tuple[str, ...] = ()) -> Document:
    blocks = tuple(Line(text, n, confidence=c) for n, (text, c) in enumerate(lines, 1))
    return Document("scan.pdf", "application/pdf", (Page("1", blocks),), unread)


def body(text: str) -> Document:
    return Document("body", "text/plain", (Page("1", (Line(text, 1),)),))


def person(family: str, given: str, email: str | None, confidence: float, line: int = 2) -> Person:
    source = Source("scan.pdf", 1, line, "", None, confidence)
    sources = {"family": source, "given": source} | ({"email": source} if email else {})
    return Person(family, given, email=email, sources=sources)


def details(documents: list[Document], *persons: Person) -> list[str]:
    found = list(doubts_of(documents, documents, persons))
    assert all(doubt.code == "low_confidence" for doubt in found)
    return [doubt.detail for doubt in found]


LETTERHEAD = ("The Permanent Mission of Ruritania presents its compliments", 0.95)
CLEAN = scan(LETTERHEAD, ("1. Ms. Anna HARTMANN, anna.hartmann@mfa.example", 0.93))


def test_sure_print_is_taken() -> None:
    assert details([CLEAN], person("HARTMANN", "Anna", "anna.hartmann@mfa.example", 0.93)) == []


def test_unsure_fields_are_named_once_a_submission() -> None:
    faint = scan(LETTERHEAD, ("1. Ms. Anna HARTMANN", 0.7), ("2. Mr. Robert NILSSON", 0.7))
    (detail,) = details([faint], person("HARTMANN", "Anna", None, 0.7), person("NILSSON", "Robert", None, 0.7, 3))
    assert "Anna HARTMANN (family, given)" in detail
    assert "Robert NILSSON (family, given)" in detail


def test_what_the_mail_says_too_is_confirmed() -> None:
    faint = scan(LETTERHEAD, ("1. Ms. Anna HARTMANN", 0.7))
    assert details([faint, body("Our delegate is Anna Hartmann.")], person("HARTMANN", "Anna", None, 0.7)) == []


def test_an_address_one_letter_off_its_name_is_doubted_however_sure() -> None:
    assert details([CLEAN], person("HARTMANN", "Anna", "anna.hartmamn@mfa.example", 0.95))
    assert not details([CLEAN], person("HARTMANN", "Anna", "delegation@mfa.example", 0.95))


def test_arabic_and_faint_chinese_always_go_to_a_person() -> None:
    assert details([scan(("تهدي البعثة الدائمة أطيب تحياتها إلى الأمانة", 0.97))])
    assert details([scan(("常驻代表团向秘书处致意并通知如下", 0.8))])
    assert not details([scan(("常驻代表团向秘书处致意并通知如下", 0.96))])


def test_letters_of_two_scripts_in_one_name() -> None:
    assert details([CLEAN], person("BERDIYEVA", "Аупа", None, 0.95))


def test_a_line_in_the_list_that_could_hardly_be_read() -> None:
    spoilt = scan(("1. Ms. Anna HARTMANN", 0.95), ("2, Mc Ro3ert", 0.3), ("3. Mr. Igor PETROV", 0.95))
    assert details([spoilt], person("HARTMANN", "Anna", None, 0.95, 1), person("PETROV", "Igor", None, 0.95, 3))


def test_what_was_not_read_is_told_of_any_document() -> None:
    assert details([scan(LETTERHEAD, unread=("pages 9 to 14 were not read (limit 8)",))]) == [
        "scan.pdf: pages 9 to 14 were not read (limit 8)."
    ]


def test_text_is_never_doubted() -> None:
    assert details([body("تهدي البعثة الدائمة أطيب تحياتها")]) == []


def test_a_domain_one_letter_off_the_others_is_doubted() -> None:
    two = [person("HARTMANN", "Anna", "a@mfa-ru.example", 0.95), person("PETROV", "Igor", "i@mfa-ru.example", 0.95)]
    (detail,) = details([CLEAN], *two, person("NILSSON", "Robert", "r@mfa-ru.exampie", 0.95))
    assert "Robert NILSSON (email)" in detail
    assert details([CLEAN], *two, person("NILSSON", "Robert", "r@mission-x.example", 0.95)) == []


def test_a_small_l_taken_for_a_capital() -> None:
    assert details([CLEAN], person("HARTMANN", "lise", None, 0.95))
    assert details([CLEAN], person("HARTMANN", "Lise", "Lhartmann@mfa.example", 0.95))
