"""The HTML of a mail made harmless: nothing in it runs, nothing is fetched, no link leads anywhere."""

from __future__ import annotations

import base64
import html as markup
import re
from collections.abc import Mapping

from mailbot.domain.message import Message
from mailbot.reading.html import is_too_deep

from .mail import messages_in

_MAX_CHARACTERS = 1_000_000
_MAX_TAGS = 60_000
_MAX_PICTURE_OCTETS = 150_000
_MAX_PICTURES_OCTETS = 600_000
_PICTURES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
_TAGS = frozenset(
    "a abbr b bdi bdo big blockquote br caption center cite code col colgroup dd del div dl dt em font "
    "h1 h2 h3 h4 h5 h6 hr "
    "i img ins kbd li ol p pre q s small span strike strong sub sup table tbody td tfoot th thead tr tt u ul".split()
)
_GONE_WITH_CONTENT = frozenset(
    {"script", "style", "title", "template", "noscript", "svg", "math", "iframe", "object", "textarea", "select"}
)
_EVERYWHERE = frozenset({"dir", "lang", "align", "style"})
_ATTRIBUTES = {
    "*": _EVERYWHERE,
    "td": {"colspan", "rowspan", "valign", "width"},
    "th": {"colspan", "rowspan", "valign", "width"},
    "table": {"border", "cellpadding", "cellspacing", "width"},
    "ol": {"start", "type"},
    "img": {"src", "alt"},
}
# None of them takes an address as its value.
_STYLES = frozenset({"font-weight", "font-style", "text-align", "text-decoration", "direction", "unicode-bidi"})
_IMAGE = re.compile(r'<img((?:\s[a-z]{1,20}="[^"]{0,1000000}")*)\s?/?>')
_ATTRIBUTE = re.compile(r'\s([a-z]{1,20})="([^"]*)"')


def mail_html(message: Message, picture_word: str = "picture") -> str | None:
    """The HTML body as a fragment fit for a frame that may run and fetch nothing; None if there is none to show.

    Small pictures that came along are in it as ``data:`` addresses; of all others their description, or
    ``picture_word``, stands in square brackets. To be served with a policy of ``default-src 'none'; img-src data:;
    style-src 'unsafe-inline'``. Never raises.
    """
    if not message.html or len(message.html) > _MAX_CHARACTERS or message.html.count("<") > _MAX_TAGS:
        return None
    if is_too_deep(message.html):
        return None
    import nh3

    pictures = _pictures(message)

    def kept(tag: str, attribute: str, value: str) -> str | None:
        if (tag, attribute) != ("img", "src"):
            return value
        return pictures.get(_content_id(value[4:])) if value[:4].casefold() == "cid:" else None

    text = message.html.encode("utf-8", "replace").decode("utf-8")
    clean = nh3.clean(
        text,
        tags=set(_TAGS),
        clean_content_tags=set(_GONE_WITH_CONTENT),
        attributes={tag: set(names) for tag, names in _ATTRIBUTES.items()},
        attribute_filter=kept,
        url_schemes={"cid", "data"},
        url_relative="deny",
        filter_style_properties=set(_STYLES),
    )
    return _IMAGE.sub(lambda found: _image(found[1], picture_word), clean)


def _image(attributes: str, word: str) -> str:
    """A picture that came along, or the words in place of one that did not."""
    values = dict(_ATTRIBUTE.findall(attributes))
    if values.get("src", "").startswith("data:image/"):
        return f"<img{attributes}>"
    said = " ".join(markup.unescape(values.get("alt", "")).split())[:200] or word
    return f"<span>[{markup.escape(said)}]</span>"


def _pictures(message: Message) -> Mapping[str, str]:
    """Small pictures of the message by their content id, as addresses that hold them."""
    found: dict[str, str] = {}
    left = _MAX_PICTURES_OCTETS
    for attachment in (file for one in messages_in(message) for file in one.attachments):
        fits = attachment.size <= min(left, _MAX_PICTURE_OCTETS)
        if attachment.content_id and attachment.media_type in _PICTURES and fits:
            left -= attachment.size
            content = base64.b64encode(attachment.content).decode("ascii")
            found[_content_id(attachment.content_id)] = f"data:{attachment.media_type};base64,{content}"
    return found


def _content_id(written: str) -> str:
    """A content id without its brackets (RFC 2392), to be compared."""
    from urllib.parse import unquote

    return unquote(written).strip().strip("<>").casefold()
