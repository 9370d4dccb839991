"""Decisions by mail: what is held is announced, a reply of one word decides, anything else does not and is told so."""

from __future__ import annotations

import email
import email.policy
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage
from email.utils import make_msgid
from pathlib import Path

import pytest

from mailbot.adapters.archive import FileArchive
from mailbot.adapters.letters import LetterRenderer
from mailbot.adapters.maildir import MaildirMailbox, create_maildir
from mailbot.adapters.store import TinyStore, memory_store, open_store
from mailbot.circumstances import provenance
from mailbot.config import load
from mailbot.desk import Desk
from mailbot.domain.letter import Letter
from mailbot.domain.record import FlagRecord, MessageRecord
from mailbot.outputs.mime_letter import to_bytes
from mailbot.reading import mime
from mailbot.review import find, queue, rule, undo
from mailbot.review.by_mail import announce, is_outdated
from mailbot.review.by_mail.announcing import AN_HOUR
from mailbot.review.by_mail.replying import GOOD_FOR, _judged, _reply_in
from mailbot.review.by_mail.token import tokens_in
from mailbot.review.waiting import CROWD
from tests.e2e.mail import CLOSING, COMPLETE, OPENING, note

from .conftest import CONFIG, INVITEES, Clock
from .deciding import STRANGER, families, ruling, take_in

SERVER = "mx.secretariat.example"
DESK, DUTY = "desk@secretariat.example", "duty@secretariat.example"
GENUINE = "dmarc=pass header.from=secretariat.example"


@pytest.fixture
def desk(tmp_path: Path, clock: Clock) -> Iterator[Desk]:
    (tmp_path / "invitees.csv").write_text(INVITEES, encoding="utf-8")
    text = CONFIG.replace('["desk@secretariat.example"]', f'["{DESK}", "{DUTY}"]')
    text = text.replace('path = "mail"', f'path = "mail"\nauthserv_id = "{SERVER}"') + "[review]\nby_mail = true\n"
    (tmp_path / "config.toml").write_text(text, encoding="utf-8")
    create_maildir(tmp_path / "mail")
    config = load(tmp_path / "config.toml")
    mailbox = MaildirMailbox(tmp_path / "mail")
    letters = LetterRenderer(None, config.meeting, config.secretariat, None)
    archive = FileArchive(tmp_path / "messages")
    yield Desk(config, memory_store(), archive, mailbox, letters, clock, signing_key=bytes(range(32)))
    mailbox.close()


def vouched(raw: bytes, results: str = GENUINE) -> bytes:
    return f"Authentication-Results: {SERVER}; {results}\r\n".encode() + raw


def held_note(desk: Desk, number: int = 1, sender: str = STRANGER) -> MessageRecord:
    domain = sender.rpartition("@")[2].rstrip(">")
    raw = note(*COMPLETE, sender=sender, subject=f"Note Verbale {number}")
    (record,) = take_in(desk, vouched(raw, f"dmarc=pass header.from={domain}"))
    assert record.disposition == "held"
    return record


def announced(desk: Desk, to: str = DESK) -> list[Letter]:
    announce(desk)
    return [x for x in desk.store.all_letters() if x.template == "staff_held" and x.to == (to,)]


def answers(desk: Desk) -> list[Letter]:
    return [x for x in desk.store.all_letters() if x.template == "staff_reply"]


def reply(letter: Letter, words: str, sender: str = f"Anna Keller <{DESK}>", **headers: str | None) -> bytes:
    """The reply of a common mail program, quoting the whole announcement below."""
    quoted = "\n".join(f"> {line}" for line in letter.text.splitlines())
    return bare_reply(
        letter,
        f"{words}\n\nOn Thu, 1 Oct 2020 at 10:00, CCM <ccm@secretariat.example> wrote:\n{quoted}\n",
        sender,
        **headers,
    )


def bare_reply(letter: Letter, text: str, sender: str = f"Anna Keller <{DESK}>", **headers: str | None) -> bytes:
    mail = EmailMessage()
    fields: dict[str, str | None] = {
        "From": sender,
        "To": "ccm@secretariat.example",
        "Subject": f"Re: {letter.subject}",
        "Date": "Thu, 01 Oct 2020 10:00:00 +0200",
        "Message-ID": make_msgid(domain="secretariat.example"),
        "In-Reply-To": letter.message_id,
        "References": letter.message_id,
        **{name.replace("_", "-"): value for name, value in headers.items()},
    }
    for name, value in fields.items():
        if value is not None:
            mail[name] = value
    mail.set_content(text)
    return mail.as_bytes()


def sent(desk: Desk, raw: bytes) -> MessageRecord:
    (record,) = take_in(desk, raw)
    return record


def test_an_announcement_says_what_was_read_why_it_waits_and_what_would_go_out(desk: Desk) -> None:
    record = held_note(desk)
    (letter,) = announced(desk)
    for said in (
        "Grace OTIENO",
        "p.mwangi@mfa-ke.example",
        "primary speaker",
        "KMG/DIS/41/20",
        "RC1",
        "s.one@elsewhere",
    ):
        assert said in letter.text
    assert all((f.flag.detail or "?") in letter.text for f in desk.store.open_flags(message=record.id))
    coming = [line for line in letter.text.splitlines() if "mission@kenya-gva.example" in line]
    assert any(line.startswith("Accepted, this would go to") for line in coming)
    (token,) = tokens_in(letter.subject)
    assert tokens_in(letter.text) == (token,)
    (other,) = announced(desk, DUTY)
    assert tokens_in(other.subject) != (token,)
    assert announce(desk) == 0


def test_one_word_records_it_and_is_confirmed_in_one_sentence(desk: Desk) -> None:
    record = held_note(desk)
    (letter,) = announced(desk)
    replied = sent(desk, vouched(reply(letter, "accept")))
    assert families(desk) == ["OTIENO", "MWANGI", "ACHIENG"]
    (decision,) = desk.store.decisions()
    assert (decision.by, decision.action, decision.detail["undo_seconds"]) == (DESK, "accept", 60)
    assert (replied.disposition, replied.kind) == ("answered", "decision")
    assert queue(desk) == ()
    (confirmed,) = answers(desk)
    assert confirmed.to == (DESK,)
    assert f"mailbot undo {record.id[:12]}" in confirmed.text
    assert "mission@kenya-gva.example" in confirmed.text
    (acknowledged,) = [x for x in desk.store.letters_of("KEN") if x.template == "acknowledgement_complete"]
    assert acknowledged.not_before == decision.at + timedelta(seconds=60)
    undo(desk, record.id, "a.keller")
    assert families(desk) == []
    # It waits again, as another thing than what was decided on: a new token.
    assert len(announced(desk)) == 2


@pytest.mark.parametrize(
    ("words", "action", "recorded"),
    [
        ("rejeter", "reject", False),
        ("assign KEN", "assign", True),
        ("Attribuer ken", "assign", True),
        ("ACCEPTER.", "accept", True),
    ],
)
def test_every_word_in_both_languages(desk: Desk, words: str, action: str, recorded: bool) -> None:
    held_note(desk)
    (letter,) = announced(desk)
    sent(desk, vouched(reply(letter, words)))
    assert [d.action for d in desk.store.decisions()] == [action]
    assert bool(families(desk)) is recorded
    assert len(answers(desk)) == 1


def outlook(letter: Letter) -> bytes:
    head = f"From: CCM Secretariat <ccm@secretariat.example>\nSent: Thursday, 1 October 2020 10:00\nTo: {DESK}\n"
    signature = "Anna Keller\nImplementation Support Unit\nTel. +41 22 000 00 00"
    text = f"accept\n\n{signature}\n\n{'_' * 32}\n{head}Subject: {letter.subject}\n\n{letter.text}"
    return bare_reply(letter, text, Subject=f"RE: {letter.subject}")


def german(letter: Letter) -> bytes:
    quoted = "\n".join(f"> {line}" for line in letter.text.splitlines())
    text = f"Accept\n\nMit freundlichen Grüßen\n\nAm 01.10.2020 um 10:00 schrieb CCM Secretariat:\n{quoted}"
    return bare_reply(letter, text, Subject=f"AW: [EXTERN] {letter.subject}", In_Reply_To=None, References=None)


def without_subject(letter: Letter) -> bytes:
    return bare_reply(letter, "accept\n", Subject="Re:")


def nothing_but_the_text(letter: Letter) -> bytes:
    return reply(letter, "accept", Subject="your mail", In_Reply_To=None, References=None)


def unmarked(letter: Letter) -> bytes:
    return bare_reply(letter, f"accept\n\n{letter.text}")


def in_html(letter: Letter) -> bytes:
    mail = email.message_from_bytes(bare_reply(letter, "x"), policy=email.policy.default)
    assert isinstance(mail, EmailMessage)
    wrote = "On Thu, 1 Oct 2020 at 10:00, CCM Secretariat &lt;ccm@secretariat.example&gt; wrote:<br>"
    quoted = f'<div>{wrote}</div><blockquote type="cite">{letter.html}</blockquote>'
    mail.set_content(f"<html><body><p><b>accept</b></p><br>{quoted}</body></html>", subtype="html")
    return mail.as_bytes()


@pytest.mark.parametrize("shape", [outlook, german, without_subject, nothing_but_the_text, unmarked, in_html])
def test_whatever_the_mail_program_makes_of_it(desk: Desk, shape: object) -> None:
    held_note(desk)
    (letter,) = announced(desk)
    sent(desk, vouched(shape(letter)))  # type: ignore[operator]
    assert families(desk) == ["OTIENO", "MWANGI", "ACHIENG"], answers(desk)[-1].text


UNVOUCHED = {
    "nobody has looked": None,
    "it has failed": "dmarc=fail header.from=secretariat.example",
    "it is vouched for as somebody else's": "dmarc=pass header.from=evil.example",
    "by another server": "other",
}


@pytest.mark.parametrize("results", UNVOUCHED.values(), ids=UNVOUCHED.keys())
def test_whoever_forges_a_members_address_decides_nothing_and_the_member_hears_once_a_day(
    desk: Desk, results: str | None
) -> None:
    held_note(desk)
    (letter,) = announced(desk)
    for _ in range(3):
        raw = reply(letter, "accept", Subject=f"You won! {letter.subject}")
        if results == "other":
            raw = f"Authentication-Results: mx.evil.example; {GENUINE}\r\n".encode() + vouched(raw)
        forged = sent(desk, vouched(raw, results) if results not in {None, "other"} else raw)
        assert forged.disposition == "answered"
    assert desk.store.decisions() == ()
    assert len(queue(desk)) == 1
    (told,) = answers(desk)
    assert told.to == (DESK,)
    assert "won" not in told.text + told.subject


def test_a_token_is_good_once(desk: Desk) -> None:
    held_note(desk)
    (letter,) = announced(desk)
    sent(desk, vouched(reply(letter, "accept")))
    replied = sent(desk, vouched(reply(letter, "reject")))
    assert families(desk)
    assert [d.action for d in desk.store.decisions()] == ["accept"]
    assert replied.why == "decided"
    assert "had been decided already: accepted by desk@secretariat.example" in answers(desk)[-1].text


def test_the_same_reply_over_two_routes_is_one(desk: Desk) -> None:
    held_note(desk)
    (letter,) = announced(desk)
    raw = reply(letter, "accept")
    sent(desk, vouched(raw))
    again = sent(desk, b"Received: from a by b; Thu, 1 Oct 2020 10:00:00 +0200\r\n" + vouched(raw))
    assert again.disposition == "duplicate"
    assert len(answers(desk)) == 1


def test_what_has_changed_since_is_not_decided_and_announced_anew(desk: Desk) -> None:
    record = held_note(desk)
    (old,) = announced(desk)
    sent(desk, vouched(note(*COMPLETE, subject="Note Verbale 2"), "dmarc=pass header.from=kenya-gva.example"))
    replied = sent(desk, vouched(reply(old, "accept")))
    assert replied.why == "changed by note"
    assert desk.store.decisions() == ()
    assert "another note of KEN has been recorded" in answers(desk)[-1].text
    _, new = announced(desk)
    assert tokens_in(new.subject) != tokens_in(old.subject)
    sent(desk, vouched(reply(new, "reject")))
    assert [(d.action, d.message) for d in desk.store.decisions()] == [("reject", record.id)]


def test_a_token_is_its_readers_alone(desk: Desk) -> None:
    held_note(desk)
    (letter,) = announced(desk)
    replied = sent(desk, vouched(reply(letter, "accept", f"Duty <{DUTY}>")))
    assert replied.why == "unknown token"
    assert desk.store.decisions() == ()
    assert [x.to for x in answers(desk)] == [(DUTY,)]


def test_a_token_of_somebodys_own_making_decides_nothing(desk: Desk) -> None:
    record = held_note(desk)
    (letter,) = announced(desk)
    (token,) = tokens_in(letter.subject)
    made = f"mb-{record.id[:12]}-{'a' * 26}"
    forged = reply(replace(letter, message_id="<x@y.example>", text=""), "accept", Subject=f"Re: [{made}]")
    assert sent(desk, vouched(forged)).why == "unknown token"
    both = reply(letter, "accept", Subject=f"Re: [{made}] [{token}]")
    assert sent(desk, vouched(both)).why == "several tokens"
    nowhere = reply(
        replace(letter, message_id="<x@y.example>", text=""), "accept", Subject=f"Re: [mb-{'0' * 12}-{'a' * 26}]"
    )
    assert sent(desk, vouched(nowhere)).why == "unknown token"
    assert desk.store.decisions() == ()


def test_a_token_grows_old(desk: Desk, clock: Clock) -> None:
    held_note(desk)
    (letter,) = announced(desk)
    clock.now += GOOD_FOR + timedelta(minutes=1)
    assert sent(desk, vouched(reply(letter, "accept"))).why == "expired"
    assert desk.store.decisions() == ()


def test_a_stranger_with_a_members_token_is_read_as_a_stranger_and_gets_no_answer(desk: Desk) -> None:
    held_note(desk)
    (letter,) = announced(desk)
    raw = reply(letter, "accept", "Mallory <mallory@evil.example>")
    record = sent(desk, vouched(raw, "dmarc=pass header.from=evil.example"))
    assert record.kind != "decision"
    assert desk.store.decisions() == ()
    assert answers(desk) == []


@pytest.mark.parametrize(
    "mark", [{"Auto_Submitted": "auto-replied"}, {"Precedence": "bulk"}, {"X_Autoreply": "yes"}], ids=str
)
def test_a_program_that_replies_decides_nothing_and_is_not_answered(desk: Desk, mark: dict[str, str]) -> None:
    held_note(desk)
    (letter,) = announced(desk)
    record = sent(desk, vouched(reply(letter, "accept", **mark)))
    assert record.disposition == "automatic"
    assert desk.store.decisions() == ()
    assert answers(desk) == []


@pytest.mark.parametrize(
    "words", ["yes please", "accept, but the alternate speaker is Mr. DOE", "", "assign", "accept it"]
)
def test_what_is_not_understood_is_told_and_waits_for_nobody(desk: Desk, words: str) -> None:
    held_note(desk)
    (letter,) = announced(desk)
    assert sent(desk, vouched(reply(letter, words))).why == "not understood"
    assert desk.store.decisions() == ()
    (told,) = answers(desk)
    assert words in told.text
    assert "Reply with one word alone" in told.text
    assert len(queue(desk)) == 1
    # Another try with the same token is as good as the first.
    sent(desk, vouched(reply(letter, "accept")))
    assert families(desk)


def test_what_cannot_be_done_is_told_with_the_reason(desk: Desk) -> None:
    held_note(desk)
    (letter,) = announced(desk)
    assert sent(desk, vouched(reply(letter, "assign XYZ"))).why == "refused"
    assert "XYZ is no code of the invitee list." in answers(desk)[-1].text
    assert desk.store.decisions() == ()


def test_a_note_that_staff_send_in_reply_is_read_like_any_other(desk: Desk) -> None:
    held_note(desk)
    (letter,) = announced(desk)
    mail = email.message_from_bytes(bare_reply(letter, "The mission sent this to me."), policy=email.policy.default)
    assert isinstance(mail, EmailMessage)
    mail.add_attachment("1. Ms. Ada ROE, Counsellor\n", subtype="plain", filename="note.txt")
    assert sent(desk, vouched(mail.as_bytes())).kind != "decision"
    assert answers(desk) == []


def test_a_note_that_staff_paste_into_a_reply_is_read_like_any_other(desk: Desk) -> None:
    held_note(desk)
    (letter,) = announced(desk)
    pasted = OPENING + "".join(COMPLETE) + CLOSING
    assert sent(desk, vouched(reply(letter, pasted))).kind == "submission"
    assert desk.store.decisions() == ()


def test_mistakes_without_end_are_answered_within_the_limits(desk: Desk) -> None:
    held_note(desk)
    (letter,) = announced(desk)
    for number in range(15):
        sent(desk, vouched(reply(letter, f"thanks for mail {number}")))
    assert len(answers(desk)) == desk.config.letters.per_correspondent_per_hour
    alerts = [x for x in desk.store.all_letters() if x.template == "staff_alert"]
    assert len(alerts) == 1


def test_an_answer_of_ours_that_is_answered_decides_nothing(desk: Desk) -> None:
    held_note(desk)
    (letter,) = announced(desk)
    sent(desk, vouched(reply(letter, "accept")))
    (confirmed,) = answers(desk)
    raw = to_bytes(confirmed, "CCM", "ccm@secretariat.example", desk.clock(), "2RC/ccm@secretariat.example")
    assert sent(desk, raw).disposition == "automatic"
    assert len(answers(desk)) == 1


def test_one_of_a_crowd_is_announced_and_of_many_within_an_hour_there_is_one_summary(desk: Desk, clock: Clock) -> None:
    for number in range(CROWD + 2):
        held_note(desk, number)
    (crowd,) = announced(desk)
    assert f"{CROWD + 1} more messages of this sender wait" in crowd.text
    for number in range(AN_HOUR + 3):
        held_note(desk, number, f"S <s@elsewhere{number}.example>")
    assert len(announced(desk)) == AN_HOUR
    summaries = [x for x in desk.store.all_letters() if x.template == "staff_held_many" and x.to == (DESK,)]
    assert len(summaries) == 1
    assert summaries[0].subject.startswith("2RC – 4 more")
    assert announce(desk) == 0
    clock.now += timedelta(hours=2)
    assert announce(desk) == 0
    held_note(desk, 99, "S <s@another.example>")
    assert len(announced(desk)) == AN_HOUR + 1


def test_what_cannot_be_announced_keeps_nothing_else_back(desk: Desk, tmp_path: Path) -> None:
    lost = held_note(desk, 1)
    held_note(desk, 2, "S <s@another.example>")
    for path in (tmp_path / "messages").rglob(f"{lost.id}*"):
        path.unlink()
    (letter,) = announced(desk)
    assert "Note Verbale 2" in letter.subject
    assert announce(desk) == 0


def test_an_announcement_that_is_overtaken_before_it_leaves_is_not_sent(desk: Desk) -> None:
    record = held_note(desk)
    (letter,) = announced(desk)
    assert is_outdated(desk, letter) is None
    rule(desk, ruling("reject", record, seen=find(desk, record.id).seen))
    assert is_outdated(desk, letter) == "decided meanwhile"
    assert is_outdated(desk, replace(letter, template="staff_alert")) is None


def test_without_the_switch_nothing_is_announced_and_no_reply_decides(desk: Desk) -> None:
    held_note(desk)
    (letter,) = announced(desk)
    off = replace(desk, config=replace(desk.config, review=replace(desk.config.review, by_mail=False)))
    assert announce(off) == 0
    assert sent(off, vouched(reply(letter, "accept"))).kind != "decision"
    assert off.store.decisions() == ()


def test_a_reply_cut_short_after_its_decision_is_confirmed_and_decides_no_second_time(desk: Desk) -> None:
    held_note(desk)
    (letter,) = announced(desk)
    raw = vouched(reply(letter, "accept"))
    first = sent(desk, raw)
    (decision,) = desk.store.decisions()
    # As if mailbot had been stopped before the reply was written down.
    message = mime.decode(desk.archive.read(first.id))
    read = _reply_in(desk, message, message)
    assert read is not None
    assert _judged(desk, provenance(desk, raw, message), read).result == "taken"
    assert desk.store.decisions() == (decision,)


def test_in_french_where_the_secretariat_writes_french(desk: Desk, tmp_path: Path) -> None:
    config = replace(desk.config, secretariat=replace(desk.config.secretariat, default_language="fr"))
    french = replace(desk, config=config, letters=LetterRenderer(None, config.meeting, config.secretariat, None))
    held_note(french)
    (letter,) = announced(french)
    assert "Répondez d’un seul mot" in letter.text
    sent(french, vouched(reply(letter, "accepter")))
    assert "Accepté :" in answers(french)[-1].text
    assert families(french)


@pytest.fixture
def looks(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Desk, list[int]]]:
    """The same desk over a store on disk, and a mark for each look at all that waits."""
    store, counted = open_store(tmp_path / "data"), list[int]()
    plain = type(store).open_flags

    def counting(self: TinyStore, **of: str) -> tuple[FlagRecord, ...]:
        if not of:
            counted.append(1)
        return plain(self, **of)

    monkeypatch.setattr(type(store), "open_flags", counting)
    yield replace(desk, store=store), counted
    store.close()


def test_what_waits_is_looked_at_again_only_when_something_has_changed(looks: tuple[Desk, list[int]]) -> None:
    desk, counted = looks
    held_note(desk)
    assert announce(desk) == 2
    announce(desk)
    counted.clear()
    for _ in range(5):
        assert announce(desk) == 0
    assert counted == []
    another = held_note(desk, 2)
    assert announce(desk) == 2
    announce(desk)
    counted.clear()
    # What staff decide elsewhere is a change too: what they put aside and take up again is announced anew.
    rule(desk, ruling("set_aside", another))
    rule(desk, ruling("take_up", another))
    assert announce(desk) == 2
    assert counted
    announce(desk)
    counted.clear()
    assert announce(replace(desk, signing_key=bytes(32))) > 0
    assert counted
