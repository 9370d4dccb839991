"""Fixtures: a browser of Debian's, and a house whose queue it works."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from .house import CASES, PASSWORD, House, meeting_of

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

CORPUS = Path(os.environ.get("MAILBOT_CORPUS") or Path(__file__).parents[3] / "shared" / "corpus")
Enter = Callable[..., "Page"]


@pytest.hookimpl(tryfirst=True)  # before xdist looks at the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All on one worker: they share a store that takes a while to fill."""
    for item in items:
        if "tests/browser/" in str(item.path):
            item.add_marker(pytest.mark.xdist_group("browser"))
            item.add_marker(pytest.mark.timeout(300))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium. Skipped where it is absent; required where MAILBOT_REQUIRE_CHROMIUM=1 says so."""
    program = shutil.which("chromium") or shutil.which("google-chrome")
    if program is None:
        if os.environ.get("MAILBOT_REQUIRE_CHROMIUM") == "1":
            pytest.fail("Chromium is required here: apt-get install chromium")
        pytest.skip("needs Chromium (Debian's chromium)")
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=30_000)  # like every other wait of the browser's: a busy machine is no failure
    with sync_playwright() as play:
        started = play.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """The golden cases in one store: what is looked at, and not decided on."""
    yield from served(_filled(tmp_path_factory.mktemp("house"), sorted(CASES.glob("*/message.eml")), CASES))


@pytest.fixture
def own_house(house: House, tmp_path: Path) -> Iterator[House]:
    """The same, for the test to decide in."""
    own = House(tmp_path)
    own.like(house)
    yield from served(own)


@pytest.fixture
def corpus_house(tmp_path: Path) -> Iterator[House]:
    """The sample submissions, where they are at hand."""
    if not CORPUS.is_dir():
        pytest.skip("the sample submissions are not beside the checkout")
    yield from served(_filled(tmp_path, sorted(CORPUS.glob("*.eml")), CORPUS))


def _filled(folder: Path, messages: list[Path], source: Path) -> House:
    made = House(folder)
    made.fill(messages, meeting_of(CASES / "config.toml"), source / "invitees.csv")
    return made


def served(made: House) -> Iterator[House]:
    """The house with its page, until the test is over."""
    try:
        made.serve()
        yield made
    finally:
        made.close()


@pytest.fixture
def enter(browser: Browser) -> Iterator[Enter]:
    """Logs somebody in: ``enter(house, "anna", **context)`` gives their page. No error of the page goes unnoticed."""
    contexts: list[BrowserContext] = []
    errors: list[str] = []

    def go_in(house: House, name: str = "anna", **options: object) -> Page:
        context = browser.new_context(**options)  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda said: errors.append(said.text) if "Content Security Policy" in said.text else None)
        page.goto(f"{house.address}/login")
        page.fill("#name", name)
        page.fill("#password", PASSWORD)
        page.press("#password", "Enter")
        page.wait_for_url(f"{house.address}/")
        return page

    yield go_in
    for context in contexts:
        context.close()
    assert errors == []


def settle(page: Page) -> None:
    """Wait until a key decides: a page just opened takes none that was meant for the page before."""
    page.wait_for_function("() => window.mailbotIsSettled?.()")
