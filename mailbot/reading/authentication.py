"""What the receiving server found out about a message's sender: Authentication-Results (RFC 8601, RFC 7601)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from mailbot.domain.identity import domain_key

LONGEST_FIELD = 8_192
_MAX_RESULTS = 50
_MAX_TOKENS = 2_000
_SPECIALS = frozenset(";=./")

EXCHANGE_ONLINE = "exchange-online"
"""Stands for a field without a name, as Exchange Online writes it (it renames those that come from outside)."""


@dataclass(frozen=True, slots=True)
class Method:
    """One result: ``dkim`` ``pass``, with properties such as ``header.d`` → ``mfa.example`` (small letters)."""

    name: str
    result: str
    properties: tuple[tuple[str, str], ...] = ()

    def get(self, name: str) -> str:
        """The first property of that name, or nothing."""
        return next((value for key, value in self.properties if key == name), "")


@dataclass(frozen=True, slots=True)
class Results:
    """One Authentication-Results field; ``server`` is its authserv-id, empty where it has none."""

    server: str
    methods: tuple[Method, ...] = ()


def results_of(field: str) -> Results | None:
    """The field's content, as sent (encoded words left alone: who sends may put them into what is quoted here).

    None where it does not follow the grammar: a field one has to guess at vouches for nobody. Pure, never raises.
    """
    tokens = _tokens(field)
    if len(field) > LONGEST_FIELD or tokens is None:
        return None
    pieces = list(_pieces(tokens))
    server = ""
    if "=" not in [t for t in pieces[0] if isinstance(t, str)]:
        server = _server(pieces.pop(0))
    methods: list[Method] = []
    for piece in pieces[:_MAX_RESULTS]:
        if not piece or piece == ["none"]:
            continue
        method = _method(piece)
        if method is None:
            return None
        methods.append(method)
    return Results(server, tuple(methods))


@dataclass(frozen=True, slots=True)
class _Quoted:
    """The content of a quoted string: never a separator, whatever it holds."""

    text: str


_Token = str | _Quoted


def _tokens(field: str) -> list[_Token] | None:
    """Words, separators and quoted strings, comments (nested ones too) left out; None if something is not closed."""
    out: list[_Token] = []
    word: list[str] = []
    at, end = 0, min(len(field), LONGEST_FIELD)
    while at < end and len(out) < _MAX_TOKENS:
        char = field[at]
        if char in '("' or char.isspace() or char in _SPECIALS:
            if word:
                out.append("".join(word).lower())
                word = []
            if char == "(":
                at = _after_comment(field, at)
            elif char == '"':
                text, at = _quoted(field, at)
                out.append(_Quoted(text.lower()))
            else:
                if char in _SPECIALS:
                    out.append(char)
                elif out and out[-1] != " ":
                    out.append(" ")
                at += 1
            if at < 0:
                return None
            continue
        if char == ")":
            return None
        word.append(char)
        at += 1
    if word:
        out.append("".join(word).lower())
    return out


def _after_comment(field: str, at: int) -> int:
    """The position after the comment that begins there; -1 if it never ends."""
    depth = 0
    while at < len(field):
        char = field[at]
        if char == "\\":
            at += 1
        depth += (char == "(") - (char == ")")
        at += 1
        if depth == 0:
            return at
    return -1


def _quoted(field: str, at: int) -> tuple[str, int]:
    text: list[str] = []
    at += 1
    while at < len(field):
        char = field[at]
        if char == '"':
            return "".join(text), at + 1
        if char == "\\" and at + 1 < len(field):
            at += 1
            char = field[at]
        text.append(char)
        at += 1
    return "", -1


def _pieces(tokens: list[_Token]) -> Iterator[list[_Token]]:
    """The tokens between semicolons."""
    piece: list[_Token] = []
    for item in tokens:
        if item == ";":
            yield _trimmed(piece)
            piece = []
        else:
            piece.append(item)
    yield _trimmed(piece)


def _trimmed(piece: list[_Token]) -> list[_Token]:
    start, end = 0, len(piece)
    while start < end and piece[start] == " ":
        start += 1
    while end > start and piece[end - 1] == " ":
        end -= 1
    return piece[start:end]


def _server(piece: list[_Token]) -> str:
    """The authserv-id; empty where a version follows it that nobody here knows (RFC 8601 section 2.2)."""
    name, _, version = "".join(_text(token) for token in piece).strip().partition(" ")
    return domain_key(name) if version.strip() in ("", "1") else ""


def _text(token: _Token) -> str:
    return token.text if isinstance(token, _Quoted) else token


def _method(piece: list[_Token]) -> Method | None:
    """``dkim/1 = pass reason="…" header.d=mfa.example``; None if it is no such thing."""
    pairs = _pairs(piece)
    if not pairs:
        return None
    name, result = pairs[0][0].partition("/")[0], pairs[0][1]
    return Method(name, result, tuple((key, value) for key, value in pairs[1:]))


def _pairs(piece: list[_Token]) -> list[tuple[str, str]] | None:
    """``key = value`` pairs, blanks around ``=``, ``.`` and ``/`` allowed in the key; None if anything is over."""
    pairs: list[tuple[str, str]] = []
    at = 0
    while at < len(piece):
        key, at = _key(piece, at)
        if not key or at >= len(piece) or piece[at] != "=":
            return pairs if not key and at >= len(piece) else None
        at = _skip(piece, at + 1)
        value: list[str] = []
        while at < len(piece) and piece[at] != " ":
            value.append(_text(piece[at]))
            at += 1
        if not value:
            return None
        pairs.append((key, "".join(value)))
        at = _skip(piece, at)
    return pairs


def _key(piece: list[_Token], at: int) -> tuple[str, int]:
    """A keyword or ``ptype.property``, up to the ``=``; words with a blank between and no dot or slash are none."""
    parts: list[str] = []
    while at < len(piece) and piece[at] != "=":
        item = piece[at]
        if isinstance(item, _Quoted):
            return "", at
        at += 1
        if item == " ":
            joins = (parts and parts[-1] in "./") or (at < len(piece) and piece[at] in {".", "/", "="})
            if parts and not joins:
                return "", at
        else:
            parts.append(item)
    return "".join(parts), at


def _skip(piece: list[_Token], at: int) -> int:
    while at < len(piece) and piece[at] == " ":
        at += 1
    return at
