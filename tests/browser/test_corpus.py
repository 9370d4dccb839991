"""The queue of the sample submissions, worked from end to end by keyboard alone."""

from __future__ import annotations

from statistics import median

from playwright.sync_api import expect

from .conftest import Enter, settle
from .house import House

MOST_KEYS = 3


def test_the_whole_queue_by_keyboard(corpus_house: House, enter: Enter) -> None:
    page = enter(corpus_house)
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url("**/message/*")
    presses: list[int] = []
    waiting = page.locator(".kinds a").first
    for _ in range(100):
        if "/message/" not in page.url:
            break
        opened = page.url
        settle(page)
        accept = page.locator("button[value=accept][data-key=a]")
        can_be_accepted = page.locator("#coming .obstacle").count() == 0 and accept.count() > 0
        if can_be_accepted:
            page.keyboard.press("a")
            presses.append(1)
        else:
            page.keyboard.press("r")
            page.keyboard.type("not to be recorded")
            page.keyboard.press("Control+Enter")
        page.wait_for_function("before => location.href !== before", arg=opened)
        expect(page.locator(".done")).to_be_visible()
    expect(waiting).to_contain_text(" 0")
    assert len(presses) >= 3
    assert median(presses) <= MOST_KEYS
    left = [item for item in corpus_house.json("flags") if item["disposition"] == "held"]
    assert left == []
