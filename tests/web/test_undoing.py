"""A decision undone by the page: the one that was shown, whatever others have decided since."""

from __future__ import annotations

import re

from mailbot.review import Ruling, find, rule, undo

from .served import Answer, Served


def rejected(page: Served, cookie: str, record: str) -> str:
    """Rejects the message by its page; gives the decision that the next page offers to undo."""
    form = {"token": page.token(cookie), "seen": find(page.desk, record).seen, "action": "reject", "text.reject": "no"}
    done = page.post(f"/message/{record}/decide", form, cookie=cookie)
    assert done.status == 303, done.text
    shown = page.ask("GET", done["location"], cookie=cookie).text
    found = re.search(r'name="decision" value="([^"]+)"', shown)
    assert found
    return found[1]


def take_back(page: Served, cookie: str, record: str, decision: str) -> Answer:
    form = {"token": page.token(cookie), "decision": decision}
    return page.post(f"/message/{record}/undo", form, cookie=cookie)


def test_what_was_shown_is_undone_once(own_page: Served) -> None:
    record, cookie = own_page.record("MPC-1187").id, own_page.log_in("anna")
    decision = rejected(own_page, cookie, record)
    assert take_back(own_page, cookie, record, decision).status == 303
    with own_page.unchanged():
        assert take_back(own_page, cookie, record, decision).status == 409
    assert [d.action for d in own_page.desk.store.decisions_on(record)] == ["reject", "undo"]


def test_what_somebody_else_decided_since_is_not_undone(own_page: Served) -> None:
    record, cookie = own_page.record("MPC-1187").id, own_page.log_in("anna")
    decision = rejected(own_page, cookie, record)
    undo(own_page.desk, record, "ada")
    rule(own_page.desk, Ruling("reject", record, "ada", seen=find(own_page.desk, record).seen, text="forged"))
    with own_page.unchanged():
        refused = take_back(own_page, cookie, record, decision)
        assert refused.status == 409
        assert "undone already" in refused.text


def test_no_other_decision_is_undone_by_the_page_of_a_message(own_page: Served) -> None:
    record, cookie = own_page.record("MPC-1187").id, own_page.log_in("anna")
    decision = rejected(own_page, cookie, record)
    other = next(one.id for one in own_page.desk.store.all_messages() if one.id != record)
    with own_page.unchanged():
        for message, said in ((other, decision), (record, ""), (record, "0" * 32)):
            assert take_back(own_page, cookie, message, said).status == 409
