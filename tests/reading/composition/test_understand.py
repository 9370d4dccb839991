from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailbot.domain.message import Address, Attachment, Message
from mailbot.domain.submission import LANGUAGES, Submission
from mailbot.reading.composition import understand
from mailbot.reading.document import Document, Ignored, Reading, Unreadable

from .meeting_of_tests import INVITEES, MEETING, document, message


def read(mail: Message, *readings: Reading, staff: frozenset[str] = frozenset()) -> Submission:
    return understand(mail, readings, MEETING, INVITEES, staff)


WORKED = tomllib.loads((Path(__file__).parent / "worked.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", WORKED)
@pytest.mark.parametrize("channel", ["body", "attachment"])
def test_the_worked_submissions(name: str, channel: str) -> None:
    worked = WORKED[name]
    text, subject = worked["text"], worked.get("subject", "")
    if channel == "body":
        found = read(message(text, "somebody@mail.example", subject))
    else:
        found = read(message("Please find attached.", "somebody@mail.example", subject), document(text))
    assert found.kind == "submission"
    assert (found.delegation, found.stated) == (worked["delegation"], worked["delegation"])
    assert found.language == worked["language"]
    assert list(found.parts) == worked["parts"]
    assert found.reference == worked.get("reference")
    assert (found.revision.kind if found.revision else None) == worked.get("revision")
    assert (found.revision.of if found.revision else None) == worked.get("of")


NOTE = WORKED["RU-2"]["text"]


def test_every_field_says_where_it_was_read() -> None:
    found = read(message("Attached.", subject="note"), document(NOTE))
    assert set(found.sources) == {"delegation", "parts", "reference", "revision", "revision.of"}
    assert {source.document for source in found.sources.values()} == {"note.pdf"}
    assert found.sources["reference"].line == 1
    assert found.sources["delegation"].page == 1


def test_what_staff_forward_counts_as_the_original_senders() -> None:
    original = message(NOTE, "kz@mfa-kz.example", "Нота")
    forward = message(
        "For processing, head of delegation is new. Anna", "a.keller@secretariat.example", originals=(original,)
    )
    found = read(forward, staff=frozenset({"a.keller@secretariat.example"}))
    assert (found.delegation, found.reference, found.by_address) == ("KAZ", "20-4/532", ())
    assert "Anna" not in found.text


def test_a_forward_with_words_of_its_own_keeps_its_sender() -> None:
    original = message(NOTE, "capital@other.example")
    found = read(message("Please accept the list below.", originals=(original,)))
    assert (found.stated, found.by_address) == ("KAZ", ("NOR",))


def test_our_own_letter_sent_back_is_not_read() -> None:
    letter = message(WORKED["FR-1"]["text"], "ccm@secretariat.example")
    reply = message(NOTE, originals=(letter,), to=(Address("", "ccm@secretariat.example"),))
    assert read(reply).stated == "KAZ"


def test_the_same_note_attached_twice_is_read_once() -> None:
    once = read(message("Attached."), document(NOTE))
    twice = read(message("Attached."), document(NOTE), document(NOTE, "note.docx"))
    assert len(twice.persons) == len(once.persons)


def test_attachments_are_accounted_for() -> None:
    files = tuple(Attachment(n, "application/pdf", b"12345") for n in ("note.pdf", "powers.pdf", "logo.png"))
    readings = (
        document(NOTE),
        Unreadable("powers.pdf", "application/pdf", "encrypted"),
        Ignored("logo.png", "image/png", "logo"),
    )
    found = read(message("Attached.", attachments=files), *readings)
    assert [(a.name, a.status, a.reason, a.size) for a in found.attachments] == [
        ("note.pdf", "read", None, 5),
        ("powers.pdf", "unreadable", "encrypted", 5),
        ("logo.png", "ignored", "logo", 5),
    ]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("The credentials of the delegation will be submitted in due course.", True),
        ("Les pouvoirs du chef de la délégation sont joints.", True),
        ("Los plenos poderes serán remitidos.", True),
        ("Полномочия делегации будут представлены дополнительно.", True),
        ("وثائق التفويض مرفقة", True),
        ("全权证书随后送交。", True),
        ("H.E. Mr X, Ambassador Extraordinary and Plenipotentiary", False),
        ("Чрезвычайный и Полномочный Посол", False),
        ("se complace en acreditar a la siguiente delegación", False),
        ("Please send the Interprefy login credentials to the speakers.", False),
        ("Ministre plénipotentiaire", False),
        ("特命全权大使", False),
    ],
)
def test_credentials_are_spoken_of_or_not(text: str, says: bool) -> None:
    found = read(message(f"{NOTE}\n{text}"))
    assert (found.says_credentials is not None) == says


def test_an_empty_message_is_empty() -> None:
    found = read(message(""))
    assert (found.kind, found.persons, found.delegation) == ("empty", (), "NOR")


def test_an_unreadable_note_keeps_what_the_mail_says() -> None:
    mail = message("请查收附件。", "chinamission@mfa-cn.example", "第一阶段会议名单")
    found = read(mail, Unreadable("note.pdf", "application/pdf", "encrypted"))
    assert (found.kind, found.language, found.delegation, found.parts) == ("unreadable", "zh", "CHN", ("RC1",))


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=300), st.text(max_size=60), st.text(max_size=300))
def test_any_message_is_understood_without_error(text: str, subject: str, attached: str) -> None:
    found = read(message(text, subject=subject), document(attached))
    assert found.language in LANGUAGES
    assert set(found.parts) <= {part.id for part in MEETING.parts}


def test_documents_of_every_shape_are_understood() -> None:
    assert read(message("x"), Document("empty.pdf", "application/pdf", ())).kind in {"question", "empty"}


def test_a_withdrawal_is_from_the_part_it_names() -> None:
    opening = "The Permanent Mission of Norway presents its compliments and informs"
    text = f"{opening} that Norway will not attend the first part"
    assert read(message(f"{text}, but looks forward to the second part.")).parts == ("RC1",)
    both = read(message(f"{text} of the Conference.\nSecond part:\n1. Mr Ola MOE, Head of Delegation, ola@mfa.example"))
    assert (both.kind, both.parts) == ("submission", ("RC2",))
    assert [(doubt.code, doubt.part) for doubt in both.doubts] == [("revision_unclear", "RC1")]
    prose = f"{text}, but will attend the second part with Mr Ola MOE, primary speaker, ola@mfa.example."
    assert "revision_unclear" in [doubt.code for doubt in read(message(prose)).doubts]


_LIST = "\n\n1. Mr. Erlan ABISHEV, Ambassador, Head of Delegation\n2. Ms. Aliya OMAROVA, Attaché\n"


@pytest.mark.parametrize(
    ("subject", "text", "reference"),
    [
        ("Delegation, NV No. 20-4/532", "With reference to our Note No. 20-4/532, please find our list:" + _LIST, True),
        ("Нота № 20-4/532", "Со ссылкой на нашу ноту № 20-4/532 направляем состав делегации:" + _LIST, True),
        ("Note n° 20-4/532", "En référence à notre note n° 20-4/532, voici la délégation :" + _LIST, True),
        ("Delegation", "With reference to our Note No. 20-4/532, please find our list:" + _LIST, False),
        ("Note No. 20-4/532", "With reference to our Note No. 20-4/532, please add Ms. Aliya OMAROVA, Attaché.", False),
    ],
)
def test_a_mail_named_for_a_note_conveys_it_unless_it_changes_it(subject: str, text: str, reference: bool) -> None:
    found = read(message(text, "mission@kz.example", subject=subject))
    assert found.reference == ("20-4/532" if reference else None)
