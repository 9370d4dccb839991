"""Looking: the evidence lights up, hostile mail stays inert, every page is accessible, in all sizes and colours."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from .conftest import Enter, settle
from .house import House

PAGES = (
    "/",
    "/?s=all",
    "/delegations",
    "/delegations/KEN",
    "/meeting",
    "/letters",
    "/letters/templates",
    "/log",
    "/status",
)
LOOKS = (
    {"color_scheme": "light"},
    {"color_scheme": "dark"},
    {"viewport": {"width": 320, "height": 640}, "color_scheme": "light"},
    {"locale": "fr"},
)


def violations(page: Page) -> list[str]:
    """What axe-core finds wrong with a page, WCAG 2.2 AA and best practices."""
    found = Axe().run(
        page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
    )
    return [f"{one['id']}: {node['html'][:200]}" for one in found.response["violations"] for node in one["nodes"][:3]]


def is_too_wide(page: Page) -> bool:
    """Whether the page as a whole must be scrolled sideways (WCAG 1.4.10)."""
    return bool(page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth + 1"))


@pytest.mark.parametrize("look", LOOKS, ids=("light", "dark", "narrow", "french"))
def test_every_page_is_accessible(house: House, enter: Enter, look: dict[str, object]) -> None:
    page = enter(house, "ada", **look)
    messages = [item["message"] for item in house.json("flags")]
    wrong: dict[str, list[str]] = {}
    for path in (*PAGES, *(f"/message/{one}" for one in messages[:12])):
        page.goto(house.address + path)
        found = violations(page) + (["too wide"] if is_too_wide(page) else [])
        if found:
            wrong[path] = found
    assert wrong == {}


def test_the_login_is_accessible(house: House, browser: object) -> None:
    page = browser.new_page()  # type: ignore[attr-defined]
    page.goto(f"{house.address}/login")
    assert violations(page) == []
    page.close()


def test_a_field_lights_its_source_and_the_reverse(house: House, enter: Enter) -> None:
    page = enter(house)
    for item in house.json("flags"):
        page.goto(f"{house.address}/message/{item['message']}")
        if page.locator("mark[data-marks~='persons.1.family']").count():
            break
    mark = page.locator("mark[data-marks~='persons.1.family']").first
    page.locator("[name='persons.1.family']").focus()
    expect(mark).to_have_class("lit")
    expect(mark).to_contain_text(page.locator("[name='persons.1.family']").input_value().split()[0])
    page.locator("[name='persons.1.family']").blur()
    mark.hover()
    expect(page.locator(".lit-field").first).to_be_visible()


def test_opening_the_question_moves_nothing(house: House, enter: Enter) -> None:
    page = enter(house)
    for item in house.json("flags"):
        page.goto(f"{house.address}/message/{item['message']}")
        if page.locator("fieldset.person").count() > 1 and page.locator("#text-answer").count():
            break
    settle(page)
    page.evaluate("window.scrollTo(0, 40)")
    page.keyboard.press("d")
    expect(page.locator("#text-answer")).to_be_focused()
    expect(page.locator("#text-answer")).to_be_in_viewport(ratio=0.9)
    assert page.evaluate("window.scrollY") == 40


def test_a_role_in_one_part_lights_where_the_role_was_read(house: House, enter: Enter) -> None:
    page = enter(house)
    for item in house.json("search", "Argentina", "--limit", "100"):
        if item["kind"] == "message":
            page.goto(f"{house.address}/message/{item['id']}")
        if (
            page.locator("[name='persons.1.role.RC2']").count()
            and page.locator("[data-marks~='persons.1.role']").count()
        ):
            break
    page.locator("#person-1 details.rest").evaluate("one => { one.open = true; }")
    page.locator("[name='persons.1.role.RC2']").focus()
    assert page.locator(".lit[data-marks~='persons.1.role']").count() > 0


def test_keys_are_told(house: House, enter: Enter) -> None:
    page = enter(house)
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.locator("#keys")).to_be_hidden()
    page.keyboard.press("j")
    expect(page.locator("[data-item]").first).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**/message/*")
    page.keyboard.press("q")
    page.wait_for_url(f"{house.address}/")
    page.keyboard.press("/")
    expect(page.locator("#q")).to_be_focused()


def test_keys_can_be_switched_off_and_on_again(house: House, enter: Enter) -> None:
    page = enter(house)
    first = page.locator("[data-item]").first
    page.locator("[data-opens=keys]").click()
    page.locator("#keys-on").uncheck()
    page.locator("#keys button").click()
    page.goto(f"{house.address}/?s=all")
    for key in ("j", "?", "q"):
        page.keyboard.press(key)
    expect(first).not_to_be_focused()
    expect(page.locator("#keys")).to_be_hidden()
    assert page.url.endswith("?s=all")
    page.locator("[data-opens=keys]").click()
    page.locator("#keys-on").check()
    page.locator("#keys button").click()
    page.keyboard.press("j")
    expect(first).to_be_focused()


@pytest.mark.parametrize(("key", "code"), [("о", "KeyJ"), ("ت", "KeyJ"), ("J", "KeyJ"), ("j", "KeyC"), ("ю", "Period")])
def test_keys_of_other_scripts_and_caps_lock(house: House, enter: Enter, key: str, code: str) -> None:
    page = enter(house)
    page.evaluate(
        """(what) => {
            document.body.dispatchEvent(new KeyboardEvent("keydown", { ...what, bubbles: true, cancelable: true }));
        }""",
        {"key": key, "code": code},
    )
    first = page.locator("[data-item]").first
    if code == "Period":
        expect(first).not_to_be_focused()
    else:
        expect(first).to_be_focused()


def test_the_interface_speaks_french(house: House, enter: Enter) -> None:
    page = enter(house)
    page.locator("button[value=fr]").click()
    expect(page.locator("h1")).to_contain_text("À traiter")
    assert page.locator("html").get_attribute("lang") == "fr"


def test_the_queue_brings_itself_up_to_date(own_house: House, enter: Enter) -> None:
    page = enter(own_house)
    waiting = page.locator(".kinds a").first
    before = waiting.inner_text()
    held = next(item["message"] for item in own_house.json("flags") if item["disposition"] == "held")
    own_house.run("resolve", held, "reject", "--text", "not for us")
    expect(waiting).not_to_have_text(before, timeout=20_000)
    assert page.locator(f"a[href='/message/{held}']").count() == 0


def test_a_viewer_sees_and_cannot_decide(house: House, enter: Enter) -> None:
    page = enter(house, "vera")
    held = next(item["message"] for item in house.json("flags") if item["disposition"] == "held")
    page.goto(f"{house.address}/message/{held}")
    expect(page.locator("#decision input:not([type=hidden]), #decision select").first).to_be_disabled()
    assert page.locator("button[name=action]").count() == 0
