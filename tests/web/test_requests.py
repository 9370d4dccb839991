"""Requests as no browser sends them: paths, headers, hosts, forms, slowness."""

from __future__ import annotations

import contextlib
import resource
import socket
import time
from urllib.parse import quote

import pytest

from mailbot.web import door, server
from mailbot.web.pages.files import _handed_out

from .served import Served

TRICKS = [
    "..",
    "%2e%2e",
    "..%2f..%2fetc%2fpasswd",
    "%2e%2e%2f%2e%2e%2fusers.json",
    "..%5c..%5cweb.key",
    "%00",
    "x%00y",
    "a" * 5000,
    "%C2%B2",
    "%D9%A1",
    "-1",
    "+1",
    "0",
    "00001",
    "99999",
    "1.5",
    "1e3",
    "999999999999999999999",
    "%20",
    "%0d%0aX-Evil:%201",
    "%FF%FE",
    "%ED%A0%80",
    "';DROP%20TABLE%20x;--",
    "%25",
    "*",
    "____",
    "%%",
    "1%0a",
    "None",
    "{id}",
    "&",
]


@pytest.fixture(scope="session")
def cookie(page: Served) -> str:
    return page.log_in("ada")


@pytest.mark.parametrize(
    "path",
    [
        "/message/{x}",
        "/message/{x}/present",
        "/message/{x}/page/1/1",
        "/message/{x}/file/1",
        "/message/{x}/html",
        "/message/{x}/raw",
        "/message/{id}/page/{x}/1",
        "/message/{id}/page/1/{x}",
        "/message/{id}/file/{x}",
        "/delegations/{x}",
        "/static/{x}",
        "/{x}",
    ],
)
def test_no_trick_with_a_path_leads_anywhere(page: Served, cookie: str, path: str) -> None:
    record = page.record("Revised note")
    for trick in TRICKS:
        answer = page.ask("GET", path.replace("{id}", record.id).replace("{x}", trick), cookie=cookie)
        assert answer.status in {404, 409}, trick
        assert answer.every("x-evil") == []
        assert b"argon2" not in answer.body
        assert answer["content-security-policy"]


def test_the_same_places_answer_to_what_is_right(page: Served, cookie: str) -> None:
    record = page.record("Revised note")
    for path in ("", "/present", "/page/1/1", "/file/1", "/raw"):
        assert page.ask("GET", f"/message/{record.id}{path}", cookie=cookie).status == 200, path


@pytest.mark.parametrize("trick", ["0", "01", "00001", "%D9%A1", "%EF%BC%91", "+1", "1.0", "%201", "1%20"])
def test_a_page_has_one_number(page: Served, cookie: str, trick: str) -> None:
    """Each page is kept by the browser, and drawn, once."""
    record = page.record("Revised note")
    assert page.ask("GET", f"/message/{record.id}/page/1/{trick}", cookie=cookie).status == 404


@pytest.mark.parametrize("trick", TRICKS)
def test_no_trick_with_a_query_leads_anywhere(page: Served, cookie: str, trick: str) -> None:
    moments = "before=0001-01-01T00:00:00%2B14:00", "before=9999-12-31T23:59:59-14:00", f"before={trick}"
    queries = (
        *(f"/log?{moment}" for moment in moments),
        f"/log?delegation={trick}&q={trick}",
        f"/letters?from={trick}&state={trick}&q={trick}",
        f"/?q={trick}&s={trick}&done={trick}",
        f"/delegations?q={trick}&state={trick}&category={trick}&part={trick}",
        f"/delegations/ARG?from={trick}&to={trick}",
        f"/meeting/plan?days={trick}",
        f"/letters/templates?delegation={trick}",
        f"/login?next={trick}",
        f"/message/{page.record('Revised note').id}/present?seen={trick}",
    )
    for query in queries:
        answer = page.ask("GET", query, cookie=cookie)
        assert answer.status in {200, 303, 409}, query
        assert answer.every("x-evil") == []


def test_a_number_of_other_digits_is_none(page: Served, cookie: str) -> None:
    for number in ("%C2%B2", "%D9%A3", "-5", "1_0", "9" * 30):
        assert page.ask("GET", f"/letters?from={number}", cookie=cookie).status == 200


@pytest.mark.parametrize(
    "name",
    [
        'a"; x="y.txt',
        "a\r\nSet-Cookie: evil=1",
        "a\nb",
        "\u202etxt.exe",
        "../../etc/passwd",
        "..\\..\\x",
        "\x00",
        "",
        "...",
        "a\x85b\u2028c\u2029d\u061ce",
        "é\ud800.pdf",
        "x" * 5000,
        "%0d%0aX: y",
        "名.pdf",
        "a;b=c",
        "\u2067x",
        "CON:",
        "/",
        "\x7f",
    ],
)
def test_no_name_of_a_file_makes_a_header_or_a_path(name: str) -> None:
    answer = _handed_out(b"x", name)
    said = answer.headers["content-disposition"]
    assert said.isascii()
    assert said.isprintable()
    head, _, names = said.partition("; ")
    plain, _, real = names.rpartition("; ")
    assert head == "attachment"
    assert plain.startswith('filename="')
    assert plain.count('"') == 2
    assert real.startswith("filename*=UTF-8''")
    assert not {"/", "\\", "%0D", "%0A", "%00", "%5C", "%2F"} & {
        real[17:][i : i + n] for i in range(len(real)) for n in (1, 3)
    }
    for turning in ("\u202e", "\u2067", "\u061c", "\x85", "\u2028"):
        assert quote(turning) not in real
    assert len(said) < 2100
    assert answer.media_type == "application/octet-stream"


def test_files_are_handed_out_and_never_shown(page: Served, cookie: str) -> None:
    record = page.record("script")
    found = [page.ask("GET", f"/message/{record.id}/file/{key}", cookie=cookie) for key in range(1, 9)]
    files = [page.ask("GET", f"/message/{record.id}/raw", cookie=cookie), *(f for f in found if f.status == 200)]
    assert len(files) == 4
    for file in files:
        assert file["content-type"] == "application/octet-stream"
        assert file["content-disposition"].startswith("attachment; ")
        assert file["content-security-policy"].startswith("sandbox; default-src 'none'")
        assert file.every("set-cookie") == []
        assert "etc/" not in file["content-disposition"]


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "127.0.0.1.evil.example",
        "localhost.evil.example",
        "",
        "[",
        "[::1",
        "evil@",
        "0",
        "169.254.169.254",
    ],
)
def test_a_name_that_is_not_ours_gets_nothing(page: Served, cookie: str, host: str) -> None:
    """A name of somebody else's that leads to our address (DNS rebinding)."""
    for path in ("/", "/login", "/status", "/static/style.css", "/login/", "/nowhere"):
        answer = page.ask("GET", path, cookie=cookie, headers={"Host": host})
        assert answer.status == 421, path
        assert answer.every("location") == []
        assert answer.every("set-cookie") == [] or "mailbot=" in answer["set-cookie"]
        assert "evil" not in answer.text


def test_nothing_about_the_request_is_believed_of_its_headers(page: Served, cookie: str) -> None:
    forged = {
        "X-Forwarded-Host": "evil.example",
        "X-Forwarded-For": "10.0.0.1",
        "X-Forwarded-Proto": "https",
        "Remote-User": "ada",
        "Forwarded": "for=1.2.3.4;host=evil.example;proto=https",
        "X-Original-URL": "/status",
        "X-Rewrite-URL": "/status",
        "X-HTTP-Method-Override": "POST",
        "X-Forwarded-Prefix": "//evil.example",
    }
    answer = page.ask("GET", "/", headers=forged)
    assert answer.status == 303
    assert answer["location"] == "/login"
    assert answer.every("strict-transport-security") == []
    assert "evil.example" not in page.ask("GET", "/", headers=forged, cookie=cookie).text


def test_a_path_with_a_stroke_too_many_is_nowhere(page: Served, cookie: str) -> None:
    """It is not completed, with whatever host the request names."""
    for path in (
        "/status/",
        "//status",
        "//evil.example/",
        "//evil.example//status",
        "/%2fevil.example",
        "/./status",
        "/x/../status",
    ):
        answer = page.ask("GET", path, cookie=cookie)
        assert answer.status == 404, path
        assert answer.every("location") == []


@pytest.mark.parametrize("path", ["/login", "/language", "/message/{id}/decide", "/message/{id}/preview", "/letters"])
def test_forms_that_cannot_be_read_are_refused_soon(page: Served, cookie: str, path: str) -> None:
    path = path.replace("{id}", page.record("Revised note").id)
    token = f"token={page.token(cookie)}&"
    wrong = {
        b"a=" + b"x" * (door.LARGEST_FORM + 1): 413,
        b"&".join([b"a=1"] * (door.MOST_FIELDS + 1)): 400,
        b"&" * (door.MOST_FIELDS + 1): 400,
        b"a=\xff\xfe": 400,
        b"name=%FF%FE": 400,
        b"name=%ED%A0%80": 400,
    }
    with page.unchanged():
        for body, status in wrong.items():
            began = time.monotonic()
            answer = page.ask("POST", path, token.encode() + body, cookie=cookie)
            assert answer.status == status, body[:20]
            assert time.monotonic() - began < 10


def test_nuls_belong_into_no_field(page: Served, cookie: str) -> None:
    record = page.record("Revised note")
    form = [
        ("token", page.token(cookie)),
        ("note", "here"),
        ("note.reference", "A\0B\r\nC"),
        ("\0", "\0"),
        ("seen", "\0"),
    ]
    answer = page.post(f"/message/{record.id}/preview", form, cookie=cookie)
    assert answer.status == 200
    assert "\0" not in answer.text


@pytest.mark.parametrize("place", ["²", "٣", "③", "-1", "1e5", "nan", "99999", "", "1.5", "１"])
def test_no_number_of_a_form_is_a_fault(page: Served, cookie: str, place: str) -> None:
    record = page.record("MPC-1187")
    form = {
        "token": page.token(cookie),
        "note": "here",
        "persons.1": "here",
        "persons.1.place": place,
        f"persons.{place}": "here",
        f"persons.{place}.family": "X",
        "persons.9999.family": "Y",
        "persons.9999.speaker.XX": "primary",
        "persons.0.family": "Z",
    }
    answer = page.post(f"/message/{record.id}/preview", form, cookie=cookie)
    assert answer.status in {200, 409}


def _send_on(line: socket.socket, piece: bytes, until: float) -> None:
    while time.monotonic() < until:
        line.sendall(piece)
        time.sleep(0.002)


def test_a_body_that_does_not_end_takes_no_memory(page: Served, cookie: str, monkeypatch: pytest.MonkeyPatch) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    monkeypatch.setattr(server, "REST_SECONDS", 0.5)
    with socket.create_connection(("127.0.0.1", page.port), timeout=20) as line:
        line.sendall(
            f"POST /login HTTP/1.1\r\nHost: localhost\r\nCookie: {cookie}\r\nTransfer-Encoding: chunked\r\n"
            "Content-Type: application/x-www-form-urlencoded\r\n\r\n".encode()
        )
        piece = b"10000\r\n" + b"x" * 0x10000 + b"\r\n"
        with pytest.raises(OSError, match=r"."):
            _send_on(line, piece, time.monotonic() + 10)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100_000


@pytest.mark.parametrize(
    "head",
    [
        b"GET /login?q=" + b"x" * 200_000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"GET /login HTTP/1.1\r\nHost: localhost\r\nX: " + b"x" * 200_000 + b"\r\n\r\n",
        b"GET /login HTTP/1.1\r\nHost: localhost\r\nX-A: b\x00c\r\n\r\n",
        b"GET /log in HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"GET /login HTTP/1.1\r\nHost: a\r\nHost: localhost\r\n\r\n",
        b"POST /login HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n",
        b"POST /login HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00",
    ],
)
def test_what_is_no_request_is_refused_soon(page: Served, head: bytes) -> None:
    with socket.create_connection(("127.0.0.1", page.port), timeout=20) as line:
        said = b""
        with contextlib.suppress(ConnectionError, BrokenPipeError):
            line.sendall(head)
            while piece := line.recv(65536):
                said += piece
    assert said == b"" or said.startswith(b"HTTP/1.1 4")
    assert b"server:" not in said.lower()


def test_a_request_of_http_1_0_without_a_host_gets_nothing(page: Served) -> None:
    with socket.create_connection(("127.0.0.1", page.port), timeout=20) as line:
        line.sendall(b"GET /login HTTP/1.0\r\n\r\n")
        assert line.recv(65536).startswith(b"HTTP/1.1 421")


def test_whoever_is_slow_keeps_no_place(page: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    """A head or a form that comes drop by drop is given up; others are served meanwhile."""
    monkeypatch.setattr(door, "FORM_SECONDS", 1)
    monkeypatch.setattr(server, "HEAD_SECONDS", 1)
    first = page.ask("GET", "/login")
    slow_form = (
        f"POST /login HTTP/1.1\r\nHost: localhost\r\nCookie: {first.cookie}\r\nContent-Length: 100\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\n\r\n"
    )
    starts = {b"": b"", b"GET /login HTT": b"", slow_form.encode(): b"HTTP/1.1 408"}
    lines = {start: socket.create_connection(("127.0.0.1", page.port), timeout=15) for start in starts}
    began = time.monotonic()
    for start, line in lines.items():
        line.sendall(start)
    for _ in range(6):
        time.sleep(0.1)
        for start, line in lines.items():
            if start:
                line.sendall(b"a")
    assert page.ask("GET", "/login").status == 200
    for start, line in lines.items():
        with line:
            assert line.recv(12) == starts[start]
    assert time.monotonic() - began < 10


def test_so_many_at_once_and_no_more(page: Served) -> None:
    lines = [socket.create_connection(("127.0.0.1", page.port), timeout=15) for _ in range(server.MOST_REQUESTS + 1)]
    try:
        time.sleep(0.3)
        assert page.ask("GET", "/login").status == 503
    finally:
        for line in lines:
            line.close()
    time.sleep(0.3)
    assert page.ask("GET", "/login").status == 200


def test_a_fault_of_ours_is_told_without_its_words(own_page: Served) -> None:
    cookie = own_page.log_in("anna")
    archive = own_page.store / "messages"
    archive.rename(own_page.store / "elsewhere")
    try:
        answer = own_page.ask("GET", f"/message/{own_page.record('Revised note').id}/raw", cookie=cookie)
    finally:
        (own_page.store / "elsewhere").rename(archive)
    assert answer.status in {500, 503}
    assert "Traceback" not in answer.text
    assert answer["content-security-policy"]
