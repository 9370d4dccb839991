"""A mail's HTML in a frame: nothing runs, nothing is fetched, no link leads anywhere."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from mailbot.domain.message import Attachment, Message
from mailbot.web.evidence import mail_html

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


def shown(html: str, *attachments: Attachment) -> str:
    found = mail_html(Message("1", "1", None, "", None, html=html, attachments=attachments))
    assert found is not None
    return found


INLINE = tuple(f"data:image/{kind};base64," for kind in ("png", "jpeg", "gif", "webp"))
FETCHING = [
    "src",
    "href",
    "srcset",
    "background",
    "poster",
    "action",
    "formaction",
    "data",
    "xlink:href",
    "ping",
    "cite",
]


def is_inert(html: str) -> bool:
    """Whether a browser would run and fetch nothing of it."""
    tree = LexborHTMLParser(html)
    for node in tree.root.traverse() if tree.root else ():
        if node.tag in {"script", "style", "link", "meta", "base", "iframe", "object", "embed", "form", "svg", "math"}:
            return False
        for name, value in (node.attributes or {}).items():
            if name.startswith("on") or (name in FETCHING and not (value or "").startswith(INLINE)):
                return False
            if name == "style" and ("url" in (value or "") or "@" in (value or "")):
                return False
    return True


HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<img src='http://tracker.example/1.gif' width=1>",
    "<img srcset='http://tracker.example/1.gif 2x'>",
    "<a href='javascript:alert(1)'>x</a><a href='https://evil.example' ping='https://evil.example'>y</a>",
    "<style>body{background:url(http://t.example)}</style><p style='background:url(http://t.example);color:red'>x</p>",
    "<p style='font-weight:expression(alert(1));text-align:url(http://t.example)'>x</p>",
    "<link rel=stylesheet href=http://t.example><base href=http://t.example><meta http-equiv=refresh content=0>",
    "<svg><script>alert(1)</script><image href='http://t.example'/></svg>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
    "<table background='http://t.example'><td background='http://t.example'>x",
    "<form action=http://t.example><input name=password><button formaction=http://t.example>go",
    "<video poster=http://t.example src=http://t.example></video><object data=http://t.example></object>",
    "<iframe src=http://t.example srcdoc='<script>alert(1)</script>'></iframe>",
    "<img src='data:image/svg+xml,<svg onload=alert(1)>'>",
    "<img alt='<script>alert(1)</script>' src='http://t.example/'>",
    "<img alt='\"><script>alert(1)</script>' src='cid:x'>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
    "<q cite=http://t.example>x</q><blockquote cite=http://t.example>y</blockquote>",
]


@pytest.mark.parametrize("html", HOSTILE)
def test_what_is_hostile_is_inert(html: str) -> None:
    assert not is_inert(html) or "noscript" in html  # hostile only where scripts run: the check's parser runs none
    found = shown(f"<p>before</p>{html}<p>after</p>")
    assert is_inert(found), found
    assert "before" in found
    assert "t.example" not in found
    assert "tracker.example" not in found


@given(st.text(st.sampled_from("<>\"'=/ &;aimgsrcpt:x"), max_size=200), st.sampled_from(HOSTILE))
def test_whatever_stands_around_it(around: str, html: str) -> None:
    assert is_inert(shown(around + html + around))


def test_what_says_something_stays() -> None:
    found = shown(
        "<table border=1><tr><td colspan=2><b>Ms. Ada ROE</b><td dir=rtl style='text-align:right'>سفير</table>"
    )
    assert 'colspan="2"' in found
    assert "<b>Ms. Ada ROE</b>" in found
    assert 'dir="rtl"' in found
    assert "text-align:right" in found.replace(": ", ":")


def test_pictures_are_words_unless_they_came_along() -> None:
    logo = Attachment("logo.png", "image/png", PNG, True, "<Logo@x>")
    found = shown(
        "<img src='cid:logo%40x' alt='the seal'><img src='cid:gone' alt='a &lt;b&gt; map'><img src=http://t.example>",
        logo,
    )
    assert f'src="data:image/png;base64,{base64.b64encode(PNG).decode()}"' in found
    assert "[a &lt;b&gt; map]" in found
    assert "[picture]" in found
    assert mail_html(Message("1", "1", None, "", None, html="<img src=x>"), "image") == "<span>[image]</span>"


def test_a_picture_that_runs_or_is_large_is_a_word() -> None:
    svg = Attachment("a.svg", "image/svg+xml", b"<svg onload='alert(1)'/>", True, "a")
    large = Attachment("b.png", "image/png", PNG + bytes(200_000), True, "b")
    assert "data:" not in shown("<img src=cid:a><img src=cid:b>", svg, large)


def test_no_html_and_too_much_of_it_are_none() -> None:
    assert mail_html(Message("1", "1", None, "", None)) is None
    assert mail_html(Message("1", "1", None, "", None, html="<p>" * 100_000)) is None
    assert mail_html(Message("1", "1", None, "", None, html="<b>\ud800</b>")) is not None


def test_markup_too_deep_for_a_parser_is_none() -> None:
    assert mail_html(Message("1", "1", None, "", None, html="<div>" * 50_000 + "x")) is None
