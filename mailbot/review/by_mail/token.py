"""The token in an announcement: signed for one message, one content of it, one reader, and so of use once.

Whatever is decided changes the content, and with it the token that would be good.
"""

from __future__ import annotations

import base64
import hmac
import json
import re

from mailbot.domain.identity import address_key

SHOWN = 12
"""So much of a message's id is part of its token."""

_LONGEST_TEXT = 400_000
_MAC_BYTES = 16
# Programs that quote may break a line after a hyphen and put their marks before the next.
_BREAK = r"[\s>]{0,8}"
_TOKEN = re.compile(
    rf"(?<![0-9a-z])mb-{_BREAK}([0-9a-f]{{{SHOWN}}})-{_BREAK}([a-z2-7]{{26}})(?![0-9a-z])", re.IGNORECASE | re.ASCII
)


def token_for(key: bytes, message: str, seen: str, address: str) -> str:
    """The token by which that reader decides on that content: ``message`` is the archive id, ``seen`` the hash of what
    is shown. HMAC-SHA-256 (RFC 2104), 128 bits of it."""
    signed = json.dumps(["decide by mail", message, seen, address_key(address)], ensure_ascii=True)
    mac = hmac.digest(key, signed.encode(), "sha256")[:_MAC_BYTES]
    return f"mb-{message[:SHOWN]}-{base64.b32encode(mac).decode().rstrip('=').lower()}"


def is_token_for(token: str, key: bytes, message: str, seen: str, address: str) -> bool:
    """Whether it is that very token; False for any token where there is no key."""
    return bool(key) and hmac.compare_digest(token_for(key, message, seen, address).encode(), token.encode())


def tokens_in(text: str) -> tuple[str, ...]:
    """The different tokens that stand in a text, in order; whether they are good is not looked at. Never raises."""
    found = _TOKEN.finditer(text[:_LONGEST_TEXT])
    return tuple(dict.fromkeys(f"mb-{m[1]}-{m[2]}".lower() for m in found))


def message_of(token: str) -> str:
    """The beginning of the id of the message a token is about."""
    return token[3 : 3 + SHOWN]
