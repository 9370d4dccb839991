"""The letters by the page: given up or sent again, and taken back."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from html import unescape
from urllib.parse import quote, urlencode

import pytest

from mailbot.domain.letter import Letter, LetterState
from mailbot.reminders import plan
from mailbot.review import Ruling, find, rule, rule_on_letter, undo, view

from .served import Answer, Served, token_in


def a_letter(page: Served, state: LetterState = "queued") -> Letter:
    found = next(one for one in page.desk.store.all_letters() if one.state == "queued" and one.delegation)
    letter = page.desk.store.letter(found.key)
    assert letter is not None
    if state != "queued":
        letter = replace(letter, state=state, attempts=3, failure="550 no")
        with page.desk.store.transaction():
            page.desk.store.put_letter(letter)
    return letter


def press(page: Served, cookie: str, path: str, letter: Letter, action: str = "", decision: str = "") -> Answer:
    form = {"token": page.token(cookie), "letter": letter.key, "state": letter.state}
    form |= {"action": action, "decision": decision}
    return page.post(path, form, cookie=cookie)


def decision_in(shown: str) -> str:
    """The decision that the page offers to undo."""
    found = re.search(r'name="decision" value="([^"]+)"', shown)
    assert found
    return found[1]


@pytest.mark.parametrize(("state", "action"), [("queued", "cancel"), ("failed", "resend"), ("doubtful", "cancel")])
def test_what_was_pressed_is_told_and_taken_back(own_page: Served, state: LetterState, action: str) -> None:
    letter = a_letter(own_page, state)
    cookie = own_page.log_in("anna")
    done = press(own_page, cookie, "/letters", letter, action)
    assert (done.status, done["location"]) == (303, f"/letters?done={letter.short_id}")
    shown = own_page.ask("GET", done["location"], cookie=cookie).text
    assert 'action="/letters/undo"' in shown
    assert 'action="/letters/undo"' not in own_page.ask("GET", done["location"], cookie=own_page.log_in("vera")).text
    assert own_page.desk.store.letter(letter.key) != letter
    assert press(own_page, cookie, "/letters/undo", letter).status == 409
    assert press(own_page, cookie, "/letters/undo", letter, decision=decision_in(shown)).status == 303
    assert own_page.desk.store.letter(letter.key) == letter
    assert 'action="/letters/undo"' not in own_page.ask("GET", done["location"], cookie=cookie).text


def test_what_has_left_is_not_taken_back_and_nothing_else_is(own_page: Served) -> None:
    letter = a_letter(own_page, "failed")
    cookie = own_page.log_in("anna")
    assert press(own_page, cookie, "/letters/undo", letter).status == 409
    sent = rule_on_letter(own_page.desk, letter.key, "resend", "a.keller")
    with own_page.desk.store.transaction():
        own_page.desk.store.put_letter(replace(sent, state="sent", sent_at=own_page.clock.now))
    with own_page.unchanged():
        taken = own_page.desk.store.decisions()[-1]
        refused = press(own_page, cookie, "/letters/undo", letter, decision=taken.id)
        assert refused.status == 409
        assert "cannot be undone any more" in refused.text
        record = own_page.record("MPC-1187")
        form = {"token": own_page.token(cookie), "letter": record.id}
        assert own_page.post("/letters/undo", form, cookie=cookie).status == 409


def test_a_decision_somebody_else_took_since_is_not_undone_by_an_older_page(own_page: Served) -> None:
    letter = a_letter(own_page, "failed")
    cookie = own_page.log_in("anna")
    done = press(own_page, cookie, "/letters", letter, "resend")
    old = decision_in(own_page.ask("GET", done["location"], cookie=cookie).text)
    undo(own_page.desk, old, "ada")
    rule_on_letter(own_page.desk, letter.key, "cancel", "ada")
    with own_page.unchanged():
        assert press(own_page, cookie, "/letters/undo", letter, decision=old).status == 409


def test_a_letter_that_is_no_longer_as_it_was_shown_is_left_alone(own_page: Served) -> None:
    cookie, queued = own_page.log_in("anna"), a_letter(own_page)
    shown = unescape(own_page.ask("GET", "/letters", cookie=cookie).text)
    assert f'value="{queued.key}"><input type="hidden" name="state" value="queued">' in shown
    letter = a_letter(own_page, "doubtful")
    rule_on_letter(own_page.desk, letter.key, "resend", "ada", undo_seconds=60)
    with own_page.unchanged():
        refused = press(own_page, cookie, "/letters", letter, "cancel")
        assert refused.status == 409
        assert "another state by now" in refused.text


def test_a_letter_sent_again_waits_until_it_can_be_taken_back_no_more(own_page: Served) -> None:
    letter = a_letter(own_page, "failed")
    press(own_page, own_page.log_in("anna"), "/letters", letter, "resend")
    now = own_page.desk.store.letter(letter.key)
    assert now is not None
    assert (now.not_before - own_page.clock.now).total_seconds() == own_page.site.settings.undo_seconds > 0


def test_of_a_letter_in_doubt_it_is_not_said_that_it_was_not_sent(own_page: Served) -> None:
    letter = a_letter(own_page, "doubtful")
    shown = own_page.ask("GET", f"/letters?state=doubtful&q={letter.delegation}", cookie=own_page.log_in("anna"))
    assert token_in(shown)
    assert "Do not send" not in shown.text


def test_what_moving_a_note_would_do_elsewhere_is_drawn(own_page: Served) -> None:
    record = own_page.record("Revised note")
    assert record.submission is not None
    cookie = own_page.log_in("anna")
    other = next(one for one in own_page.desk.invitees.all if one.code != record.delegation)
    shown = own_page.ask("GET", f"/message/{record.id}", cookie=cookie)
    form = [
        ("token", token_in(shown)),
        ("seen", find(own_page.desk, record.id).seen),
        ("note", "here"),
        ("note.delegation", other.code),
        *(("note.parts", part) for part in record.submission.parts),
    ]
    asked = Ruling("assign", record.id, "anna", delegation=other.code)
    coming = view(own_page.desk, record.id, asked).preview
    assert coming is not None
    assert coming.elsewhere is not None
    assert coming.stopped
    drawn = own_page.post(f"/message/{record.id}/preview", form, cookie=cookie).text
    assert f"Afterwards in the record of {record.delegation}" in drawn
    assert "Does not go out" in drawn


def test_what_staff_changed_bears_their_name_and_hour(own_page: Served) -> None:
    record = own_page.record("Revised note")
    cookie = own_page.log_in("anna")
    before = own_page.ask("GET", f"/delegations/{record.delegation}", cookie=cookie).text
    rule(own_page.desk, Ruling("correct", record.id, "a.keller", changes=(("persons.1.title", "Dr."),)))
    decided = own_page.desk.store.decisions_on(record.id)[-1]
    after = own_page.ask("GET", f"/delegations/{record.delegation}", cookie=cookie).text
    assert "a.keller" not in before
    assert f'<time datetime="{decided.at.isoformat()}">' in after
    assert "by a.keller" in after


def test_a_planned_letter_is_shown_as_it_would_read(page: Served) -> None:
    now, cookie = page.clock.now, page.log_in("vera")
    found = list(plan(page.desk, now, now + timedelta(days=14)))
    row = next(one for one in found if one.wanted.intent.delegation == "ARG")
    shown = page.ask("GET", f"/meeting/plan?{urlencode({'days': 14, 'key': row.key})}", cookie=cookie).text
    letter = page.desk.write(row.wanted.intent, row.at)
    assert letter.text.strip()
    assert unescape(shown).count(letter.text.strip()) == 1
    rows = page.ask("GET", "/meeting/plan", cookie=cookie).text
    assert f"/meeting/plan?{urlencode({'days': 14, 'key': row.key}, quote_via=quote, safe='/')}#letter" in unescape(
        rows
    )
    assert letter.text.strip() not in unescape(rows)
    assert 'id="letter"' not in page.ask("GET", "/meeting/plan?key=none", cookie=cookie).text


@pytest.mark.parametrize(("subject", "stays"), [("MPC-1187", True), ("Revised note", False)])
def test_what_was_asked_about_stays_on_the_table_while_it_waits(own_page: Served, subject: str, stays: bool) -> None:
    cookie, record = own_page.log_in("anna"), own_page.record(subject)
    assert bool(own_page.desk.store.open_flags(message=record.id)) is stays
    form = {
        "token": own_page.token(cookie),
        "seen": find(own_page.desk, record.id).seen,
        "action": "answer",
        "text.answer": "Who speaks?",
    }
    asked = own_page.post(f"/message/{record.id}/decide", form, cookie=cookie)
    assert asked.status == 303
    assert asked["location"].endswith(f"?done={record.id}")
    assert asked["location"].startswith(f"/message/{record.id}?") is stays


def test_a_refusal_opens_only_what_was_written_in(own_page: Served) -> None:
    cookie, record = own_page.log_in("anna"), own_page.record("MPC-1187")
    shown = own_page.ask("GET", f"/message/{record.id}", cookie=cookie).text
    draft = unescape(re.search(r'id="text-answer"[^>]*>([^<]*)<', shown)[1])  # type: ignore[index]
    assert draft.strip()
    form = {"token": own_page.token(cookie), "seen": "not that", "action": "accept", "text.answer": draft}
    opened = re.compile(r'class="more-action" open')
    for typed, count in (({}, 0), ({"text.answer": "Who speaks?"}, 1), ({"action": "answer"}, 1)):
        refused = own_page.post(f"/message/{record.id}/decide", form | typed, cookie=cookie)
        assert (refused.status, len(opened.findall(refused.text))) == (409, count), typed


def test_a_delegation_names_the_message_of_what_is_open(page: Served) -> None:
    record = page.record("MPC-1187")
    shown = page.ask("GET", f"/delegations/{record.delegation}", cookie=page.log_in("vera")).text
    open_section = shown[shown.index('aria-labelledby="open"') :].partition("</section>")[0]
    assert f'href="/message/{record.id}"' in open_section
    assert open_section.count('<li class="flag') == len(page.desk.store.open_flags(delegation=record.delegation))
