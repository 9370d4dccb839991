"""What becomes of mail: whose it is, when it came, who is answered, and what never enters the record."""

from __future__ import annotations

import textwrap
from dataclasses import replace
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import make_msgid
from pathlib import Path

import pytest

from mailbot.adapters.letters import LetterRenderer
from mailbot.adapters.maildir import deliver
from mailbot.desk import Desk, standing
from mailbot.domain.flag import DEFAULT_SEVERITY, Severity
from mailbot.domain.letter import Letter
from mailbot.domain.record import MessageRecord
from mailbot.intake import take_in_all
from mailbot.outputs.mime_letter import to_bytes
from tests.e2e.mail import ALTERNATE, CLOSING, COMPLETE, HEAD, KENYA, OPENING, PRIMARY, message, note
from tests.flows.conftest import Clock

STRANGER = "Somebody <s.one@elsewhere.example>"
STAFF = "Desk <desk@secretariat.example>"
INTRUDERS = (
    "1. Mr. Evil INTRUDER, Ambassador, Head of Delegation\n"
    "2. Ms. Eve MALLORY, Counsellor, primary speaker (eve@evil.example)\n"
)
FORWARDED = (
    "---------- Forwarded message ---------\nFrom: Kenya Mission <mission@kenya-gva.example>\n"
    "Date: Mon, 9 Nov 2020 at 10:00\nSubject: Note Verbale\nTo: <ccm@secretariat.example>\n\n"
)


def take_in(desk: Desk, raw: bytes, at: datetime | None = None) -> MessageRecord:
    """Delivers one message and takes it in; its record."""
    assert desk.config.mailbox.path is not None
    before = {m.id for m in desk.store.all_messages()}
    deliver(desk.config.mailbox.path, raw, at=at)
    take_in_all(desk)
    (record,) = (m for m in desk.store.all_messages() if m.id not in before)
    return record


def families(desk: Desk) -> list[str | None]:
    revision = desk.store.current_revision("KEN")
    return [p.family for p in revision.participants] if revision else []


def letters(desk: Desk) -> list[tuple[str, tuple[str, ...]]]:
    return [(letter.template, letter.to) for letter in desk.store.letters_in("queued")]


def codes(desk: Desk) -> set[str]:
    return {record.flag.code for record in desk.store.open_flags()}


# whose it is


def test_a_stranger_who_forwards_a_note_counts_as_the_stranger(desk: Desk) -> None:
    take_in(desk, note(*COMPLETE))
    raw = message(FORWARDED + OPENING + INTRUDERS + CLOSING, sender=STRANGER, subject="Fwd: Note Verbale")
    record = take_in(desk, raw)
    assert (record.disposition, record.sender) == ("held", "s.one@elsewhere.example")
    assert "sender_unknown" in codes(desk)
    assert families(desk) == ["OTIENO", "MWANGI", "ACHIENG"]
    assert letters(desk)[-1] == ("acknowledgement_under_review", ("s.one@elsewhere.example",))


def test_what_staff_forward_counts_as_its_first_sender(desk: Desk) -> None:
    raw = message(FORWARDED + OPENING + HEAD + CLOSING, sender=STAFF, subject="Fwd: Note Verbale")
    record = take_in(desk, raw)
    assert (record.disposition, record.sender) == ("recorded", "mission@kenya-gva.example")
    assert families(desk) == ["OTIENO"]
    assert [to for _, to in letters(desk)] == [("mission@kenya-gva.example",)]


def test_a_mission_forwarding_its_capitals_note_counts_itself(desk: Desk) -> None:
    forwarded = FORWARDED.replace("Kenya Mission <mission@kenya-gva.example>", "Nairobi <dg@mfa-nairobi.example>")
    record = take_in(desk, message(forwarded + OPENING + HEAD + CLOSING, subject="Fwd: Note Verbale"))
    assert (record.disposition, record.sender, families(desk)) == ("recorded", "mission@kenya-gva.example", ["OTIENO"])


# when it came


AFTER_THE_DEADLINE = datetime(2020, 11, 19, 8, 0, tzinfo=UTC)


def without_received(raw: bytes) -> bytes:
    _, _, rest = raw.partition(b"From:")
    return b"From:" + rest


def test_the_senders_own_date_does_not_make_a_late_note_timely(desk: Desk, clock: Clock) -> None:
    clock.now = AFTER_THE_DEADLINE
    record = take_in(desk, without_received(note(*COMPLETE)), at=AFTER_THE_DEADLINE)
    assert record.received_at == AFTER_THE_DEADLINE
    assert "late" in codes(desk)


def test_the_receiving_servers_word_does(desk: Desk, clock: Clock) -> None:
    clock.now = AFTER_THE_DEADLINE
    record = take_in(desk, note(*COMPLETE), at=AFTER_THE_DEADLINE)
    assert record.received_at == datetime(2020, 11, 9, 9, 0, 5, tzinfo=UTC)
    assert "late" not in codes(desk)


def test_in_a_rehearsal_mail_comes_no_later_than_the_clock_says(desk: Desk, clock: Clock) -> None:
    clock.now = datetime(2020, 11, 9, 9, 0, tzinfo=UTC)
    record = take_in(desk, without_received(note(*COMPLETE)))
    assert record.received_at == clock.now


# who is answered


@pytest.mark.parametrize("sender", [STRANGER, STAFF])
def test_unasked_mail_and_the_staffs_own_get_no_receipt(desk: Desk, sender: str) -> None:
    record = take_in(desk, message("Shall we meet for lunch on Friday?", sender=sender, subject="Lunch"))
    assert (record.disposition, record.kind) == ("held", "question")
    assert letters(desk) == []


@pytest.mark.parametrize("sender", ["Kenya Mission <mission@kenya-gva.example>", "Desk <d.officer@kenya-gva.example>"])
def test_an_invitees_question_gets_one(desk: Desk, sender: str) -> None:
    take_in(desk, message("Could we name three speakers for the first part?", sender=sender, subject="A question"))
    assert [template for template, _ in letters(desk)] == ["question_received"]


def test_a_recorded_speakers_question_gets_one(desk: Desk) -> None:
    take_in(desk, note(*COMPLETE))
    take_in(desk, message("When can I test my line?", sender="P <P.Mwangi@mfa-ke.example>", subject="A question"))
    assert letters(desk)[-1] == ("question_received", ("P.Mwangi@mfa-ke.example",))


# our own letters


def acknowledged(desk: Desk, clock: Clock) -> tuple[Letter, tuple[object, ...]]:
    """Kenya's note and its replacement: the letter that answered the first, and who is recorded since."""
    clock.now = datetime(2020, 11, 9, 10, 0, tzinfo=UTC)
    take_in(desk, note(*COMPLETE))
    (letter,) = desk.store.letters_in("queued")
    other = "2. Ms. Jane KIPROTICH, Counsellor, primary speaker (j.kiprotich@mfa-ke.example)\n"
    take_in(desk, note(HEAD, other, ALTERNATE, subject="Note Verbale KMG/DIS/43/20"))
    return letter, recorded(desk)


def recorded(desk: Desk) -> tuple[object, ...]:
    return tuple(desk.store.current_revision("KEN").participants)  # type: ignore[union-attr]


def reply(html: str, letter: Letter, plain: str | None = None) -> bytes:
    """An answer to the letter in HTML, with a plain alternative if there is one."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = KENYA, "ccm@secretariat.example", f"Re: {letter.subject}"
    mail["Date"], mail["Message-ID"] = "Tue, 10 Nov 2020 12:00:00 +0100", make_msgid(domain="kenya-gva.example")
    mail["In-Reply-To"] = letter.message_id
    if plain is not None:
        mail.set_content(plain)
        mail.add_alternative(html, subtype="html")
    else:
        mail.set_content(html, subtype="html")
    return mail.as_bytes()


ABOVE = {
    "nothing": "",
    "underscores": "_______________________________________________\n\n",
    "marker": "-----Original Message-----\n",
    "sender": "--- CCM Secretariat wrote: ---\n\n",
    "lotus": "From:\tCCM Secretariat <ccm@secretariat.example>\nTo:\tMission\nDate:\t09/11/2020 10:05\n\n",
    "russian": "Понедельник, 9 ноября 2020, 10:05 +03:00 от CCM Secretariat <ccm@secretariat.example>:\n\n",
    "arabic": "من: CCM Secretariat\nتاريخ الإرسال: 9 نوفمبر 2020 10:05\nإلى: Mission\n\n",
    "chinese": "At 2020-11-09 10:05:00, \"CCM Secretariat\" <ccm@secretariat.example> wrote:\n\n",
}  # fmt: skip


@pytest.mark.parametrize("above", ABOVE.values(), ids=ABOVE)
@pytest.mark.parametrize("rewrapped", [False, True])
def test_a_thank_you_above_our_letter_is_no_composition(desk: Desk, clock: Clock, above: str, rewrapped: bool) -> None:
    letter, before = acknowledged(desk, clock)
    ours = "\n".join(textwrap.fill(line, 60) for line in letter.text.splitlines()) if rewrapped else letter.text
    record = take_in(desk, message(f"Received, thank you.\n\n{above}{ours}", subject=f"Re: {letter.subject}"))
    assert (record.kind, record.disposition) == ("question", "held")
    assert recorded(desk) == before


BODIES = {
    "bare blockquote": "<div>Received, thank you.</div><blockquote>{}</blockquote>",
    "a division": "<div>Received, thank you.</div><div>{}</div>",
    "a rule": "<p>Received, thank you.</p><hr><p><b>From:</b> CCM Secretariat<br><b>Sent:</b> Monday</p>{}",
}


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
@pytest.mark.parametrize("with_plain", [False, True])
def test_so_it_is_in_html(desk: Desk, clock: Clock, body: str, with_plain: bool) -> None:
    letter, before = acknowledged(desk, clock)
    inside = (letter.html or "").partition("<body")[2].partition(">")[2].partition("</body>")[0]
    quoted = "On Mon, 9 Nov 2020 at 10:05, CCM Secretariat <ccm@secretariat.example> wrote:\n\n"
    quoted += "\n".join(f"> {line}" for line in letter.text.splitlines())
    raw = reply(body.replace("{}", inside), letter, f"Received, thank you.\n\n{quoted}" if with_plain else None)
    record = take_in(desk, raw)
    assert (record.kind, record.disposition) == ("question", "held")
    assert recorded(desk) == before


@pytest.mark.parametrize("headers", [{"Auto_Submitted": "auto-replied"}, {}])
@pytest.mark.parametrize("above", ABOVE.values(), ids=ABOVE)
def test_an_out_of_office_note_that_repeats_our_letter(
    desk: Desk, clock: Clock, above: str, headers: dict[str, str]
) -> None:
    letter, before = acknowledged(desk, clock)
    text = f"I am out of the office until Monday. Your message was:\n\n{above}{letter.text}"
    record = take_in(desk, message(text, subject=f"Re: {letter.subject}", **headers))
    assert (record.kind, record.disposition) == ("automatic", "automatic")
    assert recorded(desk) == before


DELTA = (
    "Our alternate speaker will be Ms. Anne KIPTOO, First Secretary, a.kiptoo@mfa-ke.example, for the first part. "
    "All other members remain unchanged.\n\n"
)


@pytest.mark.parametrize("layout", [f"{DELTA}{{}}", f"{{}}\n\n{DELTA}"])
def test_a_change_above_or_below_our_letter_is_read_alone(desk: Desk, clock: Clock, layout: str) -> None:
    letter, _ = acknowledged(desk, clock)
    raw = message(layout.format(letter.text), subject=f"Re: {letter.subject}", In_Reply_To=letter.message_id)
    record = take_in(desk, raw)
    assert record.disposition == "recorded"
    assert {"KIPROTICH", "KIPTOO"} <= set(families(desk))
    assert "MWANGI" not in families(desk)


def test_our_letter_filled_in_like_a_form_is_held(desk: Desk, clock: Clock) -> None:
    letter, before = acknowledged(desk, clock)
    filled = letter.text.replace("MWANGI", "MWANGI-KARIUKI").replace("Counsellor", "Minister Counsellor")
    assert filled != letter.text
    record = take_in(desk, message(filled, subject=f"Re: {letter.subject}", In_Reply_To=letter.message_id))
    assert record.disposition == "held"
    assert recorded(desk) == before


def test_a_whole_note_above_our_letter_is_read_whole(desk: Desk, clock: Clock) -> None:
    letter, _ = acknowledged(desk, clock)
    text = OPENING.replace("41/20", "44/20") + HEAD + PRIMARY + CLOSING + "\n\n" + letter.text
    record = take_in(desk, message(text, subject=f"Re: {letter.subject}", In_Reply_To=letter.message_id))
    assert (record.disposition, families(desk)) == ("recorded", ["OTIENO", "MWANGI"])


@pytest.mark.parametrize("severity", ["hold", "note"])
def test_our_own_letter_come_back_is_automatic_whatever_the_severities(
    desk: Desk, clock: Clock, severity: Severity
) -> None:
    letter, before = acknowledged(desk, clock)
    config = replace(desk.config, severities=dict.fromkeys(DEFAULT_SEVERITY, severity))
    raw = to_bytes(letter, "CCM Secretariat", "ccm@secretariat.example", clock.now, "2RC/ccm@secretariat.example")
    already, flags = letters(desk), codes(desk)
    record = take_in(replace(desk, config=config), raw)
    assert (record.kind, record.disposition) == ("automatic", "automatic")
    assert (recorded(desk), letters(desk), codes(desk)) == (before, already, flags)


def test_our_loop_mark_on_a_note_of_others_loses_nothing(desk: Desk) -> None:
    record = take_in(desk, note(*COMPLETE, X_Mailbot_Loop="2RC/ccm@secretariat.example"))
    assert record.disposition == "recorded"
    assert letters(desk) == []


# letters that cannot be written


def with_template(desk: Desk, folder: Path, letter: str, text: str) -> Desk:
    """The desk with one letter of the site's own, in English."""
    path = folder / "own" / "letters" / letter
    path.mkdir(parents=True)
    (path / "en.txt.j2").write_text(text, encoding="utf-8")
    renderer = LetterRenderer(folder / "own", desk.config.meeting, desk.config.secretariat, None)
    return replace(desk, letters=renderer)


FAILS_WITHOUT_A_REFERENCE = "Subject: Recorded\n\n{{ received.reference.upper() }}\n"


def test_a_letter_that_cannot_be_written_stops_nothing(desk: Desk, tmp_path: Path) -> None:
    broken = with_template(desk, tmp_path, "acknowledgement_complete", FAILS_WITHOUT_A_REFERENCE)
    text = OPENING.replace("Ref: KMG/DIS/41/20\n\n", "") + "".join(COMPLETE) + CLOSING
    record = take_in(broken, message(text, subject="Delegation"))
    assert (record.disposition, families(desk)) == ("recorded", ["OTIENO", "MWANGI", "ACHIENG"])
    (flag,) = (f for f in desk.store.open_flags(message=record.id) if f.flag.severity == "hold")
    assert (flag.flag.code, flag.flag.severity, flag.flag.about) == ("crashed", "hold", "acknowledgement_complete")
    assert "letters/acknowledgement_complete/en.txt.j2" in flag.flag.detail
    assert standing(desk, "KEN").parts[0].state == "complete"
    assert letters(desk) == [("staff_alert", ("desk@secretariat.example",))]
    assert take_in(broken, note(*COMPLETE, sender=STRANGER)).disposition == "held"


def test_not_even_the_alert_about_it(desk: Desk, tmp_path: Path) -> None:
    broken = with_template(desk, tmp_path, "staff_alert", "Subject: {{ nobody.knows }}\n")
    broken = with_template(broken, tmp_path, "acknowledgement_complete", FAILS_WITHOUT_A_REFERENCE)
    assert take_in(broken, note(*COMPLETE)).disposition == "recorded"


def test_check_tries_what_a_message_may_lack(desk: Desk, tmp_path: Path) -> None:
    broken = with_template(desk, tmp_path, "acknowledgement_complete", FAILS_WITHOUT_A_REFERENCE)
    assert isinstance(broken.letters, LetterRenderer)
    (fault,) = broken.letters.check_templates()
    assert fault.startswith("Letter acknowledgement_complete, en: ")
