"""Deciding in the browser: by keyboard, with corrections, undone, stale, by two at once, without JavaScript."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from .conftest import Enter
from .house import House


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
    page.keyboard.press("a")
    expect(page.locator(".done")).to_contain_text("Recorded")
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
    page.keyboard.press("a")
    expect(page.locator(".done")).to_contain_text("corrections")
    assert "FARAWAY-SMYTHE" in own_house.run("export", "registrations", "--format", "json")
    page.keyboard.press("u")
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
    anna.keyboard.press("a")
    expect(anna.locator(".done")).to_be_visible()
    expect(ben.locator("main")).to_contain_text("changed since", timeout=20_000)
    ben.locator("[data-accept]").click()
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
    page.locator("[data-accept]").click()
    expect(page.locator(".done")).to_be_visible()
    reading = shown(own_house, item["message"])["reading"]
    names = [person["family"] for person in reading["participants"]]  # type: ignore[index]
    assert "BRANDVOLD" in names
    assert len(names) == people + 1


def test_asking_the_delegation_sends_what_was_edited(own_house: House, enter: Enter) -> None:
    page = enter(own_house)
    for item in own_house.json("flags"):
        page.goto(f"{own_house.address}/message/{item['message']}")
        if page.locator("#text-answer").count() and page.locator("#text-answer").input_value():
            break
    page.keyboard.press("d")
    text = page.locator("#text-answer")
    expect(text).to_be_focused()
    text.fill("Kindly tell us who speaks in the morning.")
    text.press("Control+Enter")
    expect(page.locator(".history")).to_contain_text("Kindly tell us")


def test_set_aside_and_taken_up(own_house: House, enter: Enter) -> None:
    page = enter(own_house)
    item = acceptable(page, own_house)
    page.keyboard.press("z")
    page.locator("#text-set_aside").fill("Waits for the capital")
    page.locator("#text-set_aside").press("Control+Enter")
    page.wait_for_url("**done=*")
    page.goto(f"{own_house.address}/?s=aside")
    expect(page.locator("#queue")).to_contain_text("Waits for the capital")
    page.goto(f"{own_house.address}/message/{item['message']}")
    page.keyboard.press("z")
    page.wait_for_url("**done=*")
    page.goto(f"{own_house.address}/?s=aside")
    expect(page.locator(".empty")).to_be_visible()
