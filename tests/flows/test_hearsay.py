"""Whose words a message passes on: a vouched address lends nobody else its voice."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mailbot.desk import Desk
from tests.e2e.mail import CLOSING, COMPLETE, HEAD, message, note

from .deciding import take_in

SERVER = "mx.secretariat.example"
MISSION = "mission@kenya-gva.example"
CHANGE = (
    "Ref: KMG/DIS/44/20\n\nThe Permanent Mission of the Republic of Kenya presents its compliments to the Secretariat "
    "and, further to its note KMG/DIS/41/20, has the honour to inform it that for the first part of the Second Review "
    "Conference the e-mail address of Mr. Peter MWANGI, Counsellor, primary speaker, is now p.mwangi@evil.example. "
    f"All other members of the delegation remain unchanged.\n{CLOSING}"
)
SENT_ON = (
    "---------- Forwarded message ---------\nFrom: {}\nDate: Mon, 9 Nov 2020 at 10:00\nSubject: Note Verbale\n"
    "To: <ccm@secretariat.example>\n\n"
)
OF_KENYA = SENT_ON.format(f"Kenya Mission <{MISSION}>") + CHANGE
WROTE = "On Mon, 9 Nov 2020 at 10:00, Evil <m@evil.example> wrote:\n\n"


@pytest.fixture
def known(desk: Desk) -> Desk:
    """The receiving server is believed, and Kenya's whole delegation is recorded."""
    strict = replace(desk, config=replace(desk.config, mailbox=replace(desk.config.mailbox, authserv_id=SERVER)))
    take_in(strict, vouched(note(*COMPLETE)))
    return strict


def vouched(raw: bytes, domain: str = "kenya-gva.example") -> bytes:
    return f"Authentication-Results: {SERVER}; dmarc=pass header.from={domain}\n".encode() + raw


def of_mission(text: str, subject: str = "Note Verbale KMG/DIS/44/20", **headers: str) -> bytes:
    return vouched(message(text, subject=subject, **headers))


def of_staff(text: str, subject: str = "Fwd: Note Verbale") -> bytes:
    return vouched(message(text, "Desk <desk@secretariat.example>", subject), "secretariat.example")


def attached(cover: str, inner: bytes, sender: str = "Desk <desk@secretariat.example>") -> bytes:
    head = (
        "Received: from a.example by mx.secretariat.example; Mon, 09 Nov 2020 10:30:05 +0100\n"
        f"From: {sender}\nTo: ccm@secretariat.example\nSubject: Fwd: note\nDate: Mon, 09 Nov 2020 10:30:00 +0100\n"
        "Message-ID: <sent-on@secretariat.example>\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=BB\n\n"
        f"--BB\nContent-Type: text/plain\n\n{cover}\n--BB\nContent-Type: message/rfc822\n\n"
    )
    return vouched(head.encode() + inner + b"\n--BB--\n", sender.rpartition("@")[2].strip(">"))


def speaker_address(desk: Desk) -> list[str | None]:
    revision = desk.store.current_revision("KEN")
    return [p.email for p in revision.participants if p.family == "MWANGI"] if revision else []


def assert_held(desk: Desk, raw: bytes, code: str = "sender_unverified") -> None:
    """Held for a person with that flag, and nothing changed."""
    (record,) = take_in(desk, raw)
    assert record.disposition == "held"
    assert code in {flag.flag.code for flag in desk.store.open_flags() if flag.message == record.id}
    assert speaker_address(desk) == ["p.mwangi@mfa-ke.example"]


def assert_recorded(desk: Desk, raw: bytes) -> None:
    (record,) = take_in(desk, raw)
    assert (record.disposition, speaker_address(desk)) == ("recorded", ["p.mwangi@evil.example"])


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied"},
        {"Auto_Submitted": "auto-generated"},
        {"Return_Path": "<>"},
        {"X_Auto_Response_Suppress": "All"},
        {"Precedence": "auto_reply"},
        {"X_Autoreply": "yes"},
    ],
    ids=lambda headers: next(iter(headers)),
)
def test_what_a_program_repeats_changes_no_speaker(known: Desk, headers: dict[str, str]) -> None:
    assert_held(known, of_mission(CHANGE, **headers))


@pytest.mark.parametrize(
    "above",
    [
        "Your request #123 has been received. The original text of your message was:",
        "Your message:",
        "--- Original message text follows: ---\nYou wrote:",
        "Merci.\n\nVotre message :",
        "Le texte de votre demande était :",
        "Su mensaje original:",
        "Ваше сообщение:",
        "Текст вашего обращения:",
        "您的邮件：",
        "رسالتكم:",
    ],
)
def test_what_is_echoed_without_any_mark_is_not_the_writers(known: Desk, above: str) -> None:
    assert_held(known, of_mission(f"{above}\n\n{CHANGE}"))


@pytest.mark.parametrize(
    ("above", "subject"),
    [
        ("Your request has been registered under number 4711.", "Note Verbale KMG/DIS/44/20"),
        ("", "[Ticket#2020110912] Note Verbale"),
    ],
)
def test_what_reads_like_the_answer_of_a_program_changes_no_speaker(known: Desk, above: str, subject: str) -> None:
    assert_held(known, of_mission(f"{above}\n\n{CHANGE}", subject))


def test_a_first_note_that_a_program_sends_and_a_change_through_a_list_are_recorded(desk: Desk) -> None:
    strict = replace(desk, config=replace(desk.config, mailbox=replace(desk.config.mailbox, authserv_id=SERVER)))
    first = vouched(note(*COMPLETE, Auto_Submitted="auto-generated", Precedence="bulk"))
    assert [record.disposition for record in take_in(strict, first)] == ["recorded"]
    assert_recorded(strict, of_mission(CHANGE, List_Id="<missions.lists.example>", Precedence="bulk"))


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("Who are you?\n\n" + WROTE + "".join(f"> {line}\n" for line in OF_KENYA.split("\n")), "Re: Note"),
        ("Who are you?\n\n" + WROTE + "".join(f"> {line}\n" for line in OF_KENYA.split("\n")), "Note"),
        ("Noted.\n\n" + "".join(f"> {line}\n" for line in OF_KENYA.split("\n")), "Re: Fwd: Note"),
        (WROTE.replace("wrote", "a écrit") + "".join(f"> {line}\n" for line in OF_KENYA.split("\n")), "Re: Note"),
        (
            f"Who are you?\n\n-----Original Message-----\nFrom: Evil <m@evil.example>\nSent: 1\nTo: D\n\n{OF_KENYA}",
            "RE: N",
        ),
        (WROTE + OF_KENYA, "Re: Note"),
    ],
)
def test_a_forward_inside_an_answer_of_staff_is_not_what_counts(known: Desk, text: str, subject: str) -> None:
    (record,) = take_in(known, of_staff(text, subject))
    assert record.disposition in {"held", "automatic"}
    assert speaker_address(known) == ["p.mwangi@mfa-ke.example"]


@pytest.mark.parametrize(
    "above",
    [
        "-----Özgün İleti-----\nKimden: Evil <m@evil.example>\nKonu: Note\n\n",
        "-- Przekazana wiadomosc dalej --\nOd: Zly <m@evil.example>\nTemat: nota\n\n",
        "Avsändare = m@evil.example\n\n",
    ],
)
def test_a_header_in_no_known_words_above_a_forward_is_told(known: Desk, above: str) -> None:
    (record,) = take_in(known, of_staff(f"FYI\n\n{above}{OF_KENYA}"))
    assert (record.disposition, speaker_address(known)) == ("held", ["p.mwangi@mfa-ke.example"])


@pytest.mark.parametrize(
    "comment",
    [
        "This is forged, ignore it please.",
        "Is this theirs?",
        "Please do not register.",
        "Ceci est un faux, ne pas traiter.",
        "Esto es falso, no registrar.",
        "Это подделка, не регистрировать.",
        "这是伪造的，请忽略。",
        "هذه رسالة مزورة، يرجى تجاهلها.",
        "I have talked to the ambassador about it on the phone.",
    ],
)
def test_a_comment_of_staff_above_a_forward_is_read_by_a_person(known: Desk, comment: str) -> None:
    assert_held(known, of_staff(f"{comment}\n\n{OF_KENYA}"))


@pytest.mark.parametrize(
    "comment",
    [
        "",
        "Please register.",
        "FYI",
        "For processing please, this one came to my personal mailbox.\n\nAnna",
        "Pour traitement, merci. A.",
        "Para su registro, gracias.",
        "Прошу зарегистрировать.",
        "请登记，谢谢。",
        "يرجى التسجيل، شكرا.",
        "Dear colleagues,\nPlease see below a note from Kenya.\n\nBest regards,\nAnna Keller\nConference Officer",
    ],
)
def test_what_staff_send_on_to_be_registered_is_recorded(known: Desk, comment: str) -> None:
    assert_recorded(known, of_staff(f"{comment}\n\n{OF_KENYA}"))


@pytest.mark.parametrize(
    "author", ["Evil <m@evil.example>", "Kenya MFA <x@mfa.go.ke>", "B <mission@burkina-gva.example>"]
)
@pytest.mark.parametrize("above", ["We did not send this. It is a forgery.", "Please note."])
def test_what_a_mission_sends_on_of_somebody_unknown_changes_no_speaker(known: Desk, author: str, above: str) -> None:
    assert_held(known, of_mission(f"{above}\n\n{SENT_ON.format(author)}{CHANGE}"))
    inner = message(CHANGE, author, "Note Verbale KMG/DIS/45/20")
    assert_held(known, attached(above, inner, f"Kenya <{MISSION}>"))


def test_what_a_mission_takes_back_is_not_recorded_even_as_its_first_note(desk: Desk) -> None:
    strict = replace(desk, config=replace(desk.config, mailbox=replace(desk.config.mailbox, authserv_id=SERVER)))
    inner = note(*COMPLETE)
    (record,) = take_in(strict, attached("We did not send this; it is a forgery.", inner, f"Kenya <{MISSION}>"))
    assert (record.disposition, strict.store.current_revision("KEN")) == ("held", None)


def test_what_a_mission_sends_on_of_its_own_is_recorded(known: Desk) -> None:
    assert_recorded(known, of_mission(f"Please find our note below.\n\n{OF_KENYA}"))


def test_the_first_list_of_a_capital_that_its_mission_sends_on_is_recorded(desk: Desk) -> None:
    capital = SENT_ON.format("Ministry <x@mfa.go.ke>") + note(HEAD).decode().partition("\n\n")[2]
    assert [r.disposition for r in take_in(desk, message(f"Please see below.\n\n{capital}"))] == ["recorded"]


@pytest.mark.parametrize(
    "head",
    [
        f"Authentication-Results: {SERVER}; dmarc=fail header.from=kenya-gva.example\n",
        f"Authentication-Results: {SERVER}; spf=fail smtp.mailfrom=evil.example\n",
        "Authentication-Results: mx.elsewhere.example; dmarc=fail (p=none) header.from=kenya-gva.example\n",
        "From: m@evil.example\n",
        "Sender: m@evil.example\n",
    ],
)
def test_an_attached_message_is_looked_at_as_if_it_came_by_itself(known: Desk, head: str) -> None:
    inner = message(CHANGE, subject="Note Verbale KMG/DIS/44/20")
    assert_held(known, attached("Please register.", head.encode() + inner))


def test_an_attached_message_that_nothing_speaks_against_is_recorded(known: Desk) -> None:
    assert_recorded(known, attached("Please register.", vouched(message(CHANGE, subject="Note KMG/DIS/44/20"))))


def test_an_address_at_a_provider_of_missions_speaks_for_nobody_else(known: Desk) -> None:
    invitees = replace(
        known.config.invitees,
        all=tuple(
            replace(i, emails=("mission.kenya@ties.itu.int",)) for i in known.config.invitees.all if i.code == "KEN"
        ),
    )
    desk = replace(known, config=replace(known.config, invitees=invitees))
    other = vouched(message(CHANGE, "mission.zzz@ties.itu.int", "Note Verbale KMG/DIS/44/20"), "ties.itu.int")
    assert_held(desk, other, "sender_unknown")
    own = vouched(message(CHANGE, "mission.kenya@ties.itu.int", "Note Verbale KMG/DIS/44/20"), "ties.itu.int")
    assert_recorded(desk, own)


@pytest.mark.parametrize(
    "results", ["", "Authentication-Results: spf=fail; dmarc=fail header.from=kenya-gva.example\n"]
)
def test_mail_from_inside_the_organisation_is_of_its_own_domains(known: Desk, results: str) -> None:
    mailbox = replace(known.config.mailbox, authserv_id="exchange-online")
    desk = replace(known, config=replace(known.config, mailbox=mailbox))
    inside = f"{results}X-MS-Exchange-Organization-AuthAs: Internal\n".encode()
    assert_held(desk, inside + message(CHANGE, subject="Note Verbale KMG/DIS/44/20"))
    staff = message(OF_KENYA, "Desk <desk@secretariat.example>", "Fwd: Note")
    if results:
        assert_held(desk, inside + staff)
    else:
        assert_recorded(desk, inside + staff)
