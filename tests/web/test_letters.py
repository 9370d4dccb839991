"""The letters by the page: given up or sent again, and taken back."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mailbot.domain.letter import Letter, LetterState
from mailbot.review import Ruling, find, rule, rule_on_letter, view

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


def press(page: Served, cookie: str, path: str, letter: Letter, action: str = "") -> Answer:
    form = {"token": page.token(cookie), "letter": letter.key, "action": action}
    return page.post(path, form, cookie=cookie)


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
    assert press(own_page, cookie, "/letters/undo", letter).status == 303
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
        refused = press(own_page, cookie, "/letters/undo", letter)
        assert refused.status == 409
        assert "cannot be undone any more" in refused.text
        record = own_page.record("MPC-1187")
        form = {"token": own_page.token(cookie), "letter": record.id}
        assert own_page.post("/letters/undo", form, cookie=cookie).status == 409


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
