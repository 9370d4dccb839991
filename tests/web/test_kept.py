"""A form that was sent when the session was over: what was typed comes back after the login, and decides nothing."""

from __future__ import annotations

import re
from html import unescape

from .served import PASSWORD, Answer, Served, token_in

TYPED = {
    "token": "old",
    "seen": "0123",
    "action": "accept",
    "password": "p",
    "persons.1.family": '<b>"O\'Brien"</b>',
    "text.reject": "one\ntwo",
}


def ours(page: Served) -> dict[str, str]:
    return {"Origin": f"http://127.0.0.1:{page.port}"}


def fields(shown: Answer) -> dict[str, str]:
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', shown.text)
    return {unescape(key): unescape(value) for key, value in found}


def test_it_goes_through_the_login_and_decides_nothing(own_page: Served) -> None:
    record = own_page.record("MPC-1187").id
    with own_page.unchanged():
        first = own_page.ask("GET", "/login")
        out = own_page.post(f"/message/{record}/decide", TYPED, cookie=first.cookie, headers=ours(own_page))
        assert out.status == 401
        sent = fields(out)
        assert sent["next"] == f"/message/{record}"
        again = own_page.post("/login", sent | {"name": "anna", "password": "no"}, cookie=first.cookie)
        assert again.status == 403
        assert {k: v for k, v in fields(again).items() if k != "token"} == {
            k: v for k, v in sent.items() if k != "token"
        }
        inside = own_page.post("/login", sent | {"name": "anna", "password": PASSWORD}, cookie=first.cookie)
        assert inside.status == 200
        assert inside.cookie != first.cookie
        kept = fields(inside)
        assert "<b>" not in inside.text
        names = {"seen", "persons.1.family", "text.reject"}
        assert {k: v for k, v in kept.items() if k in TYPED and k != "token"} == {k: TYPED[k] for k in names}
        assert kept["token"] == own_page.token(inside.cookie)
        assert "action" not in kept
        back = own_page.post(f"/message/{record}/decide", kept | {"action": "look"}, cookie=inside.cookie)
        assert back.status == 200
        assert "one\ntwo" in back.text


def test_nobody_elses_page_has_a_form_kept(page: Served) -> None:
    path = f"/message/{page.record('MPC-1187').id}/decide"
    for headers in ({}, {"Origin": "https://evil.example"}, {"Origin": "null"}, {"Origin": ""}):
        answer = page.post(path, TYPED, headers=headers)
        assert (answer.status, answer["location"]) == (303, "/login")


def test_elsewhere_nothing_is_kept_and_the_login_leads_back(page: Served) -> None:
    form = {"letter": "0123456789", "action": "resend"}
    answer = page.post("/letters", form, headers=ours(page))
    assert answer.status == 401
    assert fields(answer)["next"] == "/letters"
    assert "resend" not in answer.text


def test_no_decision_is_slipped_into_a_kept_form(own_page: Served) -> None:
    first, record = own_page.ask("GET", "/login"), own_page.record("MPC-1187").id
    form = {"token": token_in(first), "next": f"/message/{record}", "name": "anna", "password": PASSWORD}
    kept = {"kept.action": "accept", "kept.token": "other", "kept.seen": "0123"}
    inside = own_page.post("/login", form | kept, cookie=first.cookie)
    assert {key: value for key, value in fields(inside).items() if key in {"action", "token", "seen"}} == {
        "token": own_page.token(inside.cookie),
        "seen": "0123",
    }


def test_a_kept_form_leads_to_a_message_alone(own_page: Served) -> None:
    for onward in (
        "//evil.example/message/00",
        "/message/../letters",
        "/message/00/decide",
        "/letters",
        "javascript:0",
    ):
        first = own_page.ask("GET", "/login")
        form = {"token": token_in(first), "next": onward, "name": "anna", "password": PASSWORD, "kept.action": "accept"}
        answer = own_page.post("/login", form, cookie=first.cookie)
        assert answer.status == 303
