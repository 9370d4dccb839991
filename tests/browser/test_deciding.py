"""Deciding in the browser: by keyboard, with corrections, undone, stale, by two at once, without JavaScript."""

from __future__ import annotations

import json
import re

import pytest
from playwright.sync_api import Dialog, Page, expect

from .conftest import Enter, settle
from .house import PASSWORD, House


def open_item(page: Page, house: House, code: str) -> dict[str, str]:
    """Opens the first message in the queue that holds with that flag; gives its row of ``mailbot flags``."""
    for item in house.json("flags"):
        if any(flag["code"] == code and flag["severity"] == "hold" for flag in item["flags"]) and item["kind"]:
            page.goto(f"{house.address}/message/{item['message']}")
            return dict(item)
    raise AssertionError(f"nothing in the queue has {code}")


def shown(house: House, message: str) -> dict[str, object]:
    """What ``mailbot show`` says of a message."""
    return dict(house.json("show", message))


def press(page: Page, key: str) -> None:
    """Presses a key as somebody does who has looked at the page first."""
    settle(page)
    page.keyboard.press(key)


def decide(page: Page, button: str = "[data-accept]") -> None:
    """Presses a button that decides, as somebody does who has looked at the page first."""
    settle(page)
    page.locator(button).click()


def decisions(house: House) -> list[tuple[str, str, str]]:
    """Who decided what on which message, the first first."""
    taken = [one for one in house.json("log") if one["kind"] == "decision"]
    return [(one["by"], one["what"], one["message"]) for one in reversed(taken)]


KEYS = """(keys) => {
    for (const key of keys) {
        if (key === "(loaded)") window.dispatchEvent(new PageTransitionEvent("pageshow", { persisted: false }));
        else document.body.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
    }
}"""
"""Keys pressed while the page still stands that the first of them leaves."""

LOADED = "(loaded)"
"""Among the keys: only then the page's last picture had come."""


def recorded(house: House) -> str:
    """The registrations; their numbers apart, which go on when something is undone."""
    return re.sub(r'"revision": \d+', "", house.run("export", "registrations", "--format", "json"))


def acceptable(page: Page, house: House) -> dict[str, str]:
    """Opens the first message that waits and that nothing keeps from being accepted."""
    for item in house.json("flags"):
        if item["disposition"] == "held" and not shown(house, item["message"])["if_accepted"]["obstacle"]:  # type: ignore[index]
            page.goto(f"{house.address}/message/{item['message']}")
            return dict(item)
    raise AssertionError("nothing can be accepted as it stands")


def test_a_right_one_takes_one_key(own_house: House, enter: Enter) -> None:
    page = enter(own_house)
    item = acceptable(page, own_house)
    press(page, "a")
    expect(page.locator(".done").first).to_contain_text("Recorded")
    assert shown(own_house, item["message"])["disposition"] == "recorded"
    decided = shown(own_house, item["message"])["decisions"]
    assert [(d["action"], d["by"]) for d in decided] == [("accept", "anna")]  # type: ignore[attr-defined]


def test_a_name_is_corrected_the_letter_and_the_record_change_and_it_is_undone(own_house: House, enter: Enter) -> None:
    page = enter(own_house)
    item = acceptable(page, own_house)
    before = recorded(own_house)
    page.keyboard.press("e")
    family = page.locator("[name='persons.1.family']")
    family.fill("FARAWAY-SMYTHE")
    expect(page.locator("#coming .letter").first).to_contain_text("FARAWAY-SMYTHE")
    expect(page.locator("[data-accept]")).to_contain_text("corrections")
    family.press("Escape")
    press(page, "a")
    expect(page.locator(".done")).to_contain_text("corrections")
    assert "FARAWAY-SMYTHE" in own_house.run("export", "registrations", "--format", "json")
    press(page, "u")
    page.wait_for_url(f"**/message/{item['message']}")
    assert recorded(own_house) == before
    assert shown(own_house, item["message"])["disposition"] == "held"
    assert own_house.run("letters").count("FARAWAY") == 0


def test_a_stale_decision_is_refused_and_nothing_typed_is_lost(own_house: House, enter: Enter) -> None:
    anna, ben = enter(own_house, "anna"), enter(own_house, "ben")
    item = acceptable(anna, own_house)
    ben.goto(anna.url)
    ben.locator("[name='persons.1.function']").fill("Keeper of the Seals")
    expect(anna.locator(".present")).to_contain_text("ben", timeout=20_000)
    press(anna, "a")
    expect(anna.locator(".done")).to_be_visible()
    expect(ben.locator("main")).to_contain_text("changed since", timeout=20_000)
    decide(ben)
    expect(ben.locator(".wrong[role=alert]").first).to_contain_text("has changed")
    expect(ben.locator("[name='persons.1.function']")).to_have_value("Keeper of the Seals")
    decisions = shown(own_house, item["message"])["decisions"]
    assert [d["by"] for d in decisions] == ["anna"]  # type: ignore[attr-defined]


def test_without_javascript_one_accepts_rejects_and_corrects(own_house: House, enter: Enter) -> None:
    page = enter(own_house, java_script_enabled=False)
    first = acceptable(page, own_house)
    page.locator("[name='persons.1.function']").fill("Third Secretary, by hand")
    page.locator("button[value=accept]").click()
    expect(page.locator(".done")).to_contain_text("Recorded")
    assert "Third Secretary, by hand" in own_house.run("export", "registrations", "--format", "json")
    page.locator(".done button").click()
    assert shown(own_house, first["message"])["disposition"] == "held"
    page.locator("button[value=accept]").click()
    expect(page.locator(".done")).to_contain_text("Recorded")
    second = acceptable(page, own_house)
    page.locator("summary[data-key=r]").click()
    page.locator("#text-reject").fill("Not from the mission")
    page.locator("button[value=reject]").click()
    expect(page.locator(".done")).to_contain_text("Rejected")
    assert shown(own_house, second["message"])["disposition"] == "rejected"


def test_a_key_held_down_decides_once(own_house: House, enter: Enter) -> None:
    page = enter(own_house)
    acceptable(page, own_house)
    settle(page)
    for _ in range(40):
        page.keyboard.down("a")
        page.wait_for_timeout(50)
    page.keyboard.up("a")
    decided = [one for one in own_house.json("log") if one["kind"] == "decision" and one["by"] == "anna"]
    assert len(decided) == 1


def test_asking_does_not_drop_corrections_unasked(own_house: House, enter: Enter) -> None:
    page = enter(own_house)
    item = acceptable(page, own_house)
    page.locator("[name='persons.1.function']").fill("Keeper of the Seals")
    press_in_field = page.locator("[name='persons.1.function']")
    press_in_field.press("Escape")
    press(page, "d")
    page.locator("#text-answer").fill("Who speaks?")
    page.locator("#text-answer").press("Control+Enter")
    expect(page.locator("#refusal")).to_contain_text("without my changes")
    expect(page.locator("[name='persons.1.function']")).to_have_value("Keeper of the Seals")
    expect(page.locator("#text-answer")).to_have_value("Who speaks?")
    assert shown(own_house, item["message"])["decisions"] == []


def test_accepting_does_not_drop_an_unsent_letter_unasked(own_house: House, enter: Enter) -> None:
    page = enter(own_house)
    item = acceptable(page, own_house)
    press(page, "d")
    page.locator("#text-answer").fill("Who speaks?")
    page.locator("#text-answer").press("Escape")
    press(page, "a")
    expect(page.locator("#refusal")).to_contain_text("without sending my letter")
    expect(page.locator("#text-answer")).to_have_value("Who speaks?")
    assert decisions(own_house) == []
    settle(page)
    page.locator("[name=unsent]").check()
    decide(page)
    page.wait_for_url(f"**done={item['message']}")
    assert decisions(own_house) == [("anna", "accept", item["message"])]


def test_what_was_typed_stays_with_its_person_when_another_was_struck_out(own_house: House, enter: Enter) -> None:
    anna, ben = enter(own_house, "anna"), enter(own_house, "ben")
    for item in own_house.json("flags"):
        anna.goto(f"{own_house.address}/message/{item['message']}")
        if anna.locator("fieldset.person").count() >= 2 and anna.locator("[data-accept]").count():
            break
    last = anna.locator("fieldset.person").count()
    name = anna.locator(f"[name='persons.{last}.family']").input_value()
    ben.goto(anna.url)
    ben.locator("[name='persons.1.gone']").check()
    decide(ben)
    expect(ben.locator(".done").first).to_be_visible()
    anna.locator(f"[name='persons.{last}.function']").fill("Keeper of the Seals")
    decide(anna)
    expect(anna.locator("#refusal")).to_contain_text("changed")
    moved = anna.locator("[name$='.function']").filter(visible=True)
    values = {field.get_attribute("name"): field.input_value() for field in moved.all()}
    kept = [key for key, value in values.items() if value == "Keeper of the Seals"]
    assert len(kept) == 1
    assert anna.locator(f"[name='{(kept[0] or '').replace('function', 'family')}']").input_value() == name


def test_people_are_added_moved_and_struck_out(own_house: House, enter: Enter) -> None:
    page = enter(own_house)
    item = acceptable(page, own_house)
    people = page.locator("fieldset.person").count()
    page.locator("details.add > summary").click()
    page.locator(f"[name='persons.{people + 1}.given']").fill("Ottilie")
    page.locator(f"[name='persons.{people + 1}.family']").fill("BRANDVOLD")
    page.locator(f"[name='persons.{people + 1}.function']").fill("Attachée")
    if people > 1:
        page.locator("[name='persons.1.place']").fill(str(people))
        page.locator("[name='persons.2.place']").fill("1")
    decide(page)
    expect(page.locator(".done")).to_be_visible()
    reading = shown(own_house, item["message"])["reading"]
    names = [person["family"] for person in reading["participants"]]  # type: ignore[index]
    assert "BRANDVOLD" in names
    assert len(names) == people + 1


def test_several_are_added_at_once_each_to_their_place(own_house: House, enter: Enter) -> None:
    page = enter(own_house)
    item = acceptable(page, own_house)
    people = page.locator("fieldset.person").count()
    page.locator("details.add > summary").click()
    page.locator(f"[name='persons.{people + 1}.family']").fill("BRANDVOLD")
    page.locator(f"[name='persons.{people + 1}.place']").fill("1")
    page.locator("[data-another]").click()
    second = page.locator(f"[name='persons.{people + 2}.family']")
    expect(page.locator(f"[name='persons.{people + 2}.given']")).to_be_focused()
    expect(second).to_have_value("")
    second.fill("OKONJO")
    expect(page.locator("#coming")).to_contain_text("OKONJO")
    decide(page)
    expect(page.locator(".done")).to_be_visible()
    reading = shown(own_house, item["message"])["reading"]
    names = [person["family"] for person in reading["participants"]]  # type: ignore[index]
    assert (names[0], names[-1], len(names)) == ("BRANDVOLD", "OKONJO", people + 2)


def test_several_are_added_without_javascript(own_house: House, enter: Enter) -> None:
    page = enter(own_house, java_script_enabled=False)
    item = acceptable(page, own_house)
    people = page.locator("fieldset.person").count()
    page.locator("details.add > summary").click()
    page.locator(f"[name='persons.{people + 1}.family']").fill("BRANDVOLD")
    page.locator("[data-another]").click()
    expect(page.locator(f"[name='persons.{people + 1}.family']")).to_have_value("BRANDVOLD")
    page.locator(f"[name='persons.{people + 2}.family']").fill("OKONJO")
    page.locator("button[value=accept]").click()
    expect(page.locator(".done")).to_be_visible()
    reading = shown(own_house, item["message"])["reading"]
    names = [person["family"] for person in reading["participants"]]  # type: ignore[index]
    assert names[-2:] == ["BRANDVOLD", "OKONJO"]


def test_what_is_replaced_is_chosen_among_the_notes_of_the_delegation(own_house: House, enter: Enter) -> None:
    page = enter(own_house)
    record = json.loads(own_house.run("export", "registrations", "--format", "json"))
    known = {row["delegation"]: row["reference"] for row in record if row["reference"]}
    item = acceptable(page, own_house)
    code, reference = next((code, said) for code, said in known.items() if code != item["delegation"])
    field = page.locator("[name='note.revision.of']")
    assert reference not in field.inner_text()
    page.locator("[name='note.delegation']").select_option(code)
    expect(field).to_contain_text(reference)
    field.select_option(reference)
    expect(field.locator("option:checked")).to_contain_text("Nov")
    expect(page.locator("#coming .obstacle")).to_have_count(0)


def test_asking_the_delegation_sends_what_was_edited(own_house: House, enter: Enter) -> None:
    page = enter(own_house)
    for item in own_house.json("flags"):
        page.goto(f"{own_house.address}/message/{item['message']}")
        if page.locator("#text-answer").count() and page.locator("#text-answer").input_value():
            break
    press(page, "d")
    text = page.locator("#text-answer")
    expect(text).to_be_focused()
    text.fill("Kindly tell us who speaks in the morning.")
    text.press("Control+Enter")
    expect(page.locator(".history")).to_contain_text("Kindly tell us")


def test_what_is_typed_right_after_the_key_reaches_the_field(own_house: House, enter: Enter) -> None:
    page = enter(own_house)
    acceptable(page, own_house)
    settle(page)
    # Both in one turn of the browser's: nothing may have to happen between the key and the next one.
    focused = page.evaluate(
        """() => {
            document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "r", bubbles: true, cancelable: true }));
            return document.activeElement.id;
        }"""
    )
    assert focused == "text-reject"
    page.keyboard.press("Escape")
    page.locator("summary[data-key=r]").click()
    expect(page.locator("#text-reject")).to_be_hidden()
    page.locator("summary[data-key=r]").press("Enter")
    expect(page.locator("#text-reject")).to_be_focused()


def test_set_aside_and_taken_up(own_house: House, enter: Enter) -> None:
    page = enter(own_house)
    item = acceptable(page, own_house)
    press(page, "z")
    page.locator("#text-set_aside").fill("Waits for the capital")
    page.locator("#text-set_aside").press("Control+Enter")
    page.wait_for_url("**done=*")
    page.goto(f"{own_house.address}/?s=aside")
    expect(page.locator("#queue")).to_contain_text("Waits for the capital")
    page.goto(f"{own_house.address}/message/{item['message']}")
    press(page, "z")
    page.wait_for_url("**done=*")
    page.goto(f"{own_house.address}/?s=aside")
    expect(page.locator(".empty")).to_be_visible()


def test_after_the_key_for_the_next_message_nothing_is_decided_on_this_one(own_house: House, enter: Enter) -> None:
    page = enter(own_house)
    acceptable(page, own_house)
    following = page.locator("a[data-key=n]").get_attribute("href") or ""
    settle(page)
    page.evaluate(KEYS, ["n", LOADED, "a"])
    page.wait_for_url(f"**{following}")
    assert decisions(own_house) == []
    # What was dropped is dropped: the next page takes its own keys.
    page.go_back()
    press(page, "r")
    expect(page.locator("#text-reject")).to_be_focused()


def test_an_undo_right_after_a_decision_does_not_undo_the_one_before(own_house: House, enter: Enter) -> None:
    page = enter(own_house)
    first = acceptable(page, own_house)
    press(page, "a")
    page.wait_for_url("**done=*")
    second = acceptable(page, own_house)
    page.goto(f"{page.url}?done={first['message']}")
    expect(page.locator(".done button")).to_be_visible()
    settle(page)
    page.evaluate(KEYS, ["a", "u"])
    page.wait_for_url(f"**done={second['message']}")
    assert decisions(own_house) == [("anna", "accept", first["message"]), ("anna", "accept", second["message"])]


def test_the_second_click_of_a_double_click_decides_nothing_on_the_next_page(own_house: House, enter: Enter) -> None:
    page = enter(own_house)
    item = acceptable(page, own_house)
    # Comes as early as a click can: the page is there, and has not been seen.
    page.add_init_script(
        """document.addEventListener("DOMContentLoaded", () => {
            document.querySelector("[data-accept], [data-key=a]")?.click();
        });"""
    )
    decide(page)
    page.wait_for_url("**done=*")
    settle(page)
    assert decisions(own_house) == [("anna", "accept", item["message"])]
    # A moment later the button does what it says.
    after = acceptable(page, own_house)
    decide(page)
    page.wait_for_url(f"**done={after['message']}")
    assert decisions(own_house)[1:] == [("anna", "accept", after["message"])]


def test_whoever_stays_with_what_they_typed_goes_on_deciding(own_house: House, enter: Enter) -> None:
    page = enter(own_house)
    item = acceptable(page, own_house)
    page.locator("[name='persons.1.function']").fill("Keeper of the Seals")
    page.locator("[name='persons.1.function']").press("Escape")
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    press(page, "n")
    expect(page.locator("[name='persons.1.function']")).to_have_value("Keeper of the Seals")
    assert asked == ["beforeunload"]
    page.wait_for_function("() => !window.mailbotIsLeaving()")
    press(page, "a")
    expect(page.locator(".done").first).to_contain_text("corrections")
    assert decisions(own_house) == [("anna", "correct", item["message"])]


@pytest.mark.parametrize("has_script", [True, False])
def test_what_was_typed_outlasts_the_session(own_house: House, enter: Enter, has_script: bool) -> None:
    page = enter(own_house, java_script_enabled=has_script)
    # Nothing but the form may find out that the session is over.
    page.route("**/present?*", lambda route: route.abort())
    item = acceptable(page, own_house)
    page.locator("[name='persons.1.function']").fill("Keeper of the Seals")
    if has_script:
        expect(page.locator("#spoken")).to_contain_text("changed with what you typed")
        settle(page)
    page.context.clear_cookies(name="mailbot")
    page.locator("button[value=accept]").click()
    expect(page.locator(".wrong[role=alert]")).to_contain_text("nothing was decided")
    for password in ("wrong", PASSWORD):
        page.fill("#name", "anna")
        page.fill("#password", password)
        page.locator("button.main").click()
    expect(page.locator("h1")).to_contain_text("logged in again")
    assert decisions(own_house) == []
    page.locator("button.main").click()
    expect(page.locator("[name='persons.1.function']")).to_have_value("Keeper of the Seals")
    if has_script:
        settle(page)
    page.locator("button[value=accept]").click()
    expect(page.locator(".done").first).to_contain_text("corrections")
    assert decisions(own_house) == [("anna", "correct", item["message"])]
    assert "Keeper of the Seals" in own_house.run("export", "registrations", "--format", "json")


def test_after_a_login_in_another_tab_the_page_goes_on(own_house: House, enter: Enter) -> None:
    page = enter(own_house)
    item = acceptable(page, own_house)
    page.context.clear_cookies(name="mailbot")
    page.locator("[name='persons.1.function']").fill("Keeper of the Seals")
    out = page.locator("[data-logged-out]")
    expect(out).to_have_count(2)  # where the letter was, and who is present
    decide(page)
    expect(page.locator("[name='persons.1.function']")).to_have_value("Keeper of the Seals")
    other = page.context.new_page()
    other.goto(f"{own_house.address}/login")
    other.fill("#name", "anna")
    other.fill("#password", PASSWORD)
    other.press("#password", "Enter")
    other.wait_for_url(f"{own_house.address}/")
    other.close()
    expect(out).to_have_count(0)
    expect(page.locator("#coming .letter").first).to_be_visible()
    decide(page)
    page.wait_for_url(f"**done={item['message']}")
    assert decisions(own_house) == [("anna", "correct", item["message"])]


def test_the_letter_shown_is_that_of_what_was_typed_last(own_house: House, enter: Enter) -> None:
    page = enter(own_house)
    acceptable(page, own_house)
    network = page.context.new_cdp_session(page)
    network.send("Network.enable")
    slow = {"offline": False, "latency": 2500, "downloadThroughput": -1, "uploadThroughput": -1}
    network.send("Network.emulateNetworkConditions", slow)
    # Each change is asked about while the answer to the first is on its way.
    for name in ("ALPHA", "BRAVO", "CHARLIE"):
        with page.expect_request("**/preview"):
            page.locator("[name='persons.1.family']").fill(name)
    expect(page.locator("#coming .letter").first).to_contain_text("CHARLIE")
    expect(page.locator("#spoken")).to_contain_text("changed with what you typed")


def test_what_has_been_said_is_not_said_again_every_few_seconds(own_house: House, enter: Enter) -> None:
    anna, ben = enter(own_house, "anna"), enter(own_house, "ben")
    acceptable(anna, own_house)
    ben.goto(anna.url)
    press(ben, "a")
    ben.wait_for_url("**done=*")
    reload = anna.locator(".wrong[role=alert] a")
    expect(reload).to_be_visible()
    reload.focus()
    reload.evaluate("one => { one.seenBefore = true; }")
    with anna.expect_response(lambda one: "/present" in one.url) as came:
        pass
    came.value.finished()
    with anna.expect_response(lambda one: "/present" in one.url):
        pass
    assert reload.evaluate("one => one.seenBefore && one === document.activeElement")
