"""Hostile mail on the page: nothing of it runs, nothing is fetched, nothing steers what is shown."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from .conftest import CASES, Enter, served
from .house import House, meeting_of

MAIL = b"""\
From: "<script>document.title='owned'</script>" <mission@kenya-gva.example>
To: ccm@secretariat.example
Subject: <img src=x onerror="document.title='owned'"> {{ 7*7 }} \xe2\x80\xaegnp.exe
Message-ID: <hostile@kenya-gva.example>
Date: Mon, 9 Nov 2020 09:00:00 +0100
MIME-Version: 1.0
Content-Type: text/html; charset=utf-8

<html><head><meta http-equiv="refresh" content="0;url=http://tracker.example/"><base href="http://tracker.example/">
<style>@import url(http://tracker.example/a.css); body { background: url(http://tracker.example/b.png) }</style></head>
<body onload="document.title='owned'"><script>document.title='owned'</script>
<p>The Mission of Kenya presents its compliments and names for the first part:</p>
<p>1. Ms. Wanjiru <b onmouseover="document.title='owned'">KAMAU</b>, Counsellor</p>
<img src="http://tracker.example/pixel.gif"><svg onload="document.title='owned'"></svg>
<iframe src="http://tracker.example/frame"></iframe><form action="http://tracker.example/"><input name=q></form>
<a href="javascript:document.title='owned'">here</a></body></html>
"""


@pytest.fixture
def hostile_house(tmp_path: Path) -> Iterator[House]:
    """One hostile mail in the store."""
    (tmp_path / "mail.eml").write_bytes(MAIL)
    made = House(tmp_path / "house")
    made.folder.mkdir()
    made.fill([tmp_path / "mail.eml"], meeting_of(CASES / "config.toml"), CASES / "invitees.csv")
    yield from served(made)


def test_nothing_runs_and_nothing_is_fetched(hostile_house: House, enter: Enter) -> None:
    page = enter(hostile_house)
    elsewhere: list[str] = []
    page.context.on(
        "request", lambda one: elsewhere.append(one.url) if not one.url.startswith(hostile_house.address) else None
    )
    page.goto(f"{hostile_house.address}/log")
    page.locator("a[href^='/message/']").first.click()
    page.wait_for_url("**/message/*")
    expect(page.locator("h1")).to_contain_text("onerror=")
    expect(page.locator("h1")).to_contain_text("{{ 7*7 }}")
    page.locator(".as-sent summary").click()
    frame = page.frame_locator("iframe")
    expect(frame.locator("body")).to_contain_text("KAMAU")
    frame.locator("body").hover()
    assert frame.locator("script, iframe, form, svg, meta[http-equiv], base, [onload], [onmouseover]").count() == 0
    page.wait_for_timeout(500)
    assert page.title().startswith("KEN")
    assert elsewhere == []


def test_the_html_alone_is_as_inert(hostile_house: House, enter: Enter, browser: Browser) -> None:
    page = enter(hostile_house)
    page.goto(f"{hostile_house.address}/log")
    message = page.locator("a[href^='/message/']").first.get_attribute("href")
    answer = page.goto(f"{hostile_house.address}{message}/html")
    assert answer is not None
    assert "sandbox" in answer.headers["content-security-policy"]
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert page.title() == "mailbot"
