"""Every address of the page, attacked: without a session, with a wrong one, with the wrong role, with forged forms."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from html.parser import HTMLParser

import pytest
from itsdangerous import URLSafeTimedSerializer, encoding

from mailbot.reminders import plan
from mailbot.review import find
from mailbot.web.access.sessions import KEY_FILE
from mailbot.web.access.users import ROLES
from mailbot.web.app import PLACES
from mailbot.web.door import Place

from .served import USERS, Answer, Served, token_in

KINDS = {place.path + (" POST" if place.is_post else ""): place for place in PLACES}
GUARDED = [pytest.param(place, id=name) for name, place in KINDS.items() if place.role is not None]
EVERY = [pytest.param(place, id=name) for name, place in KINDS.items()]
POSTS = [pytest.param(place, id=name) for name, place in KINDS.items() if place.is_post]
IN_SESSION = [
    pytest.param(place, id=name) for name, place in KINDS.items() if place.is_post and place.path not in {"/login"}
]


def path_of(place: Place, page: Served) -> str:
    """An address that is there: of a message with a file, a delegation, a style sheet."""
    record = page.record("script" if "html" in place.path else "Revised note")
    real = {"{id}": record.id, "{key}": "1", "{page}": "1", "{code}": "ARG", "{name}": "style.css", "{ticket}": "none"}
    path = place.path
    for name, value in real.items():
        path = path.replace(name, value)
    assert "{" not in path
    return path


def form_of(place: Place, page: Served) -> dict[str, str]:
    """A form that would change something."""
    record = page.record("Revised note")
    letter = next(one for one in page.desk.store.all_letters() if one.state == "queued")
    planned = next(iter(plan(page.desk, page.clock.now, page.clock.now + timedelta(days=30))))
    return {
        "action": "hold" if "plan" in place.path else "cancel" if place.path == "/letters" else "reject",
        "text.reject": "no",
        "seen": find(page.desk, record.id).seen,
        "letter": letter.key,
        "key": planned.key,
        "language": "fr",
        "next": "/",
    }


@pytest.fixture(scope="session")
def cookies(page: Served) -> dict[str, str]:
    return {name: page.log_in(name) for name in USERS}


def enough(place: Place) -> str:
    """Somebody who may."""
    return next(
        name for name, role in USERS.items() if place.role is None or ROLES.index(role) >= ROLES.index(place.role)
    )


@pytest.mark.parametrize("place", GUARDED)
def test_nobody_gets_in_without_a_session(place: Place, page: Served) -> None:
    path, method = path_of(place, page), "POST" if place.is_post else "GET"
    with page.unchanged():
        answer = page.ask(method, path, b"action=reject" if place.is_post else None)
        assert answer.status == 303
        assert re.fullmatch(r"/login(\?next=[\w%/.-]+)?", answer["location"])
        part = page.ask(method, path, b"" if place.is_post else None, headers={"HX-Request": "true"})
        assert part.status == 401
        assert b"data-logged-out" in part.body
        assert len(part.body) < 400


@pytest.mark.parametrize("place", GUARDED)
def test_no_forged_tampered_expired_or_ended_cookie_gets_in(
    place: Place, page: Served, cookies: dict[str, str]
) -> None:
    path, method = path_of(place, page), "POST" if place.is_post else "GET"
    for kind, cookie in wrong_cookies(page, cookies["ada"]).items():
        with page.unchanged():
            answer = page.ask(method, path, b"action=reject" if place.is_post else None, cookie=cookie)
            assert answer.status == 303, kind
            assert answer["location"].startswith("/login"), kind


_wrong: dict[str, str] = {}


def wrong_cookies(page: Served, right: str) -> dict[str, str]:
    if not _wrong:
        value = right.partition("=")[2]
        body, stamp, mac = value.rsplit(".", 2)
        said = json.loads(encoding.base64_decode(body))
        other = encoding.base64_encode(json.dumps(["x" * 24, "ada", said[2]])).decode()
        forged = URLSafeTimedSerializer(b"0" * 32, salt="mailbot session").dumps(said)
        _wrong["signed with another key"] = f"mailbot={forged}"
        _wrong["tampered"] = f"mailbot={other}.{stamp}.{mac}"
        _wrong["without signature"] = f"mailbot={body}"
        _wrong["signature cut"] = right[:-4]
        _wrong["another stamp"] = f"mailbot={body}.{encoding.base64_encode(b'~~~~').decode()}.{mac}"
        _wrong["expired"] = f"mailbot={_expired(page, said)}"
        _wrong["of another salt"] = f"mailbot={_signer(page, 'other').dumps(said)}"
        _wrong["of nobody"] = f"mailbot={_signer(page).dumps([said[0], 'nobody', said[2]])}"
        _wrong["of an older password"] = f"mailbot={_signer(page).dumps([said[0], 'ada', '0' * 16])}"
        _wrong["no list"] = f"mailbot={_signer(page).dumps({'user': 'ada'})}"
        _wrong["no texts"] = f"mailbot={_signer(page).dumps([1, ['ada'], None])}"
        ended = page.log_in("ada")
        page.post("/logout", {"token": page.token(ended)}, cookie=ended)
        _wrong["logged out"] = ended
        _wrong["before the login"] = page.ask("GET", "/login").cookie
        _wrong["garbage"] = "mailbot=\xff\xfe%00\t'\""
        _wrong["long"] = "mailbot=" + "A" * 30_000
    return _wrong


def _signer(page: Served, salt: str = "mailbot session") -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer((page.store / KEY_FILE).read_bytes(), salt=salt)


def _expired(page: Served, said: list[str]) -> str:
    """As the page would have signed it eleven hours ago."""
    import time

    signer = _signer(page)
    made = signer.make_signer(signer.salt)
    made.get_timestamp = lambda: int(time.time()) - 11 * 3600  # type: ignore[method-assign]
    payload = signer.dump_payload(said)
    return made.sign(payload).decode()


def test_what_the_wrong_cookies_are_made_from_is_right(page: Served, cookies: dict[str, str]) -> None:
    said = json.loads(encoding.base64_decode(cookies["ada"].partition("=")[2].split(".")[0]))
    assert page.ask("GET", "/status", cookie=f"mailbot={_signer(page).dumps(said)}").status == 200


@pytest.mark.parametrize("place", GUARDED)
def test_a_role_that_is_too_small_changes_nothing(place: Place, page: Served, cookies: dict[str, str]) -> None:
    assert place.role is not None
    small = [name for name, role in USERS.items() if ROLES.index(role) < ROLES.index(place.role)]
    assert bool(small) == (place.role != "viewer")
    for name in small:
        form = form_of(place, page) | {"token": page.token(cookies[name])}
        with page.unchanged():
            assert page.post(path_of(place, page), form, cookie=cookies[name]).status == 403


@pytest.mark.parametrize("place", IN_SESSION)
def test_a_form_of_another_origin_or_session_changes_nothing(
    place: Place, page: Served, cookies: dict[str, str]
) -> None:
    who = enough(place)
    cookie, path = cookies[who], path_of(place, page)
    form = form_of(place, page)
    own = form | {"token": page.token(cookie)}
    other = form | {"token": page.token(cookies["anna" if who == "ada" else "ada"])}
    foreign = [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": f"http://127.0.0.1:{page.port + 1}"},
        {"Origin": "http://["},
        {"Origin": f"http://127.0.0.1:{page.port}@evil.example"},
    ]
    with page.unchanged():
        assert page.post(path, form, cookie=cookie).status == 403
        assert page.post(path, other, cookie=cookie).status == 403
        assert page.post(path, form | {"token": ""}, cookie=cookie).status == 403
        assert page.post(path, form | {"token": "é" * 64}, cookie=cookie).status == 403
        assert page.post(path, form, cookie=cookie, headers={"X-Form-Token": "0" * 64}).status == 403
        for headers in foreign:
            assert page.post(path, own, cookie=cookie, headers=headers).status == 403, headers
        for kind in ("text/plain", "application/json", "multipart/form-data; boundary=x", ""):
            answer = page.post(path, own, cookie=cookie, headers={"Content-Type": kind})
            assert answer.status == 415, kind


@pytest.mark.parametrize("place", POSTS)
def test_nothing_is_done_by_looking(place: Place, page: Served, cookies: dict[str, str]) -> None:
    """What is a POST is nothing else; by another method there is no such page, or the page that only looks."""
    path, cookie = path_of(place, page), cookies["ada"]
    query = "&".join(f"{k}={v}" for k, v in form_of(place, page).items()) + f"&token={page.token(cookie)}"
    looks = any(other.path == place.path and not other.is_post for other in PLACES)
    with page.unchanged():
        for method in ("GET", "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "QUERY"):
            answer = page.ask(method, f"{path}?{query}", cookie=cookie)
            assert answer.status in ({200, 303} if looks and method in {"GET", "HEAD"} else {404}), method


@pytest.mark.parametrize("place", EVERY)
def test_every_answer_carries_the_headers_that_protect_it(place: Place, page: Served, cookies: dict[str, str]) -> None:
    path, method, cookie = path_of(place, page), "POST" if place.is_post else "GET", cookies["ada"]
    answers = [
        page.ask(method, path, b"" if place.is_post else None),
        page.ask(method, path, b"token=x" if place.is_post else None, cookie=cookie),
        page.ask("GET", path, cookie=cookie, headers={"HX-Request": "true"}),
        page.ask("BREW", path, cookie=cookie),
        page.ask("GET", path, headers={"Host": "evil.example"}),
        page.ask("GET", path, headers={"Host": "["}),
    ]
    assert not place.is_post or answers[1].status == 403 or place.path == "/login"
    for answer in answers:
        assert_protected(place, answer)


def assert_protected(place: Place, answer: Answer) -> None:
    policy = answer["content-security-policy"]
    assert "default-src 'none'" in policy
    assert answer["x-content-type-options"] == "nosniff"
    assert answer.every("server") == []
    assert answer.every("x-powered-by") == []
    is_kept = answer.status == 200 and ("/static/" in place.path or "/page/" in place.path)
    assert answer["cache-control"].startswith("private" if is_kept else "no-store")
    is_mail = answer.status == 200 and place.path.endswith("/html")
    assert ("sandbox" in policy) == (is_mail or (answer.status == 200 and bool(answer.every("content-disposition"))))
    assert f"frame-ancestors {chr(39)}{'self' if is_mail else 'none'}{chr(39)}" in policy
    if is_mail:
        assert "script-src" not in policy
        assert "allow-" not in policy
    else:
        assert "unsafe" not in policy
    for one in answer.every("set-cookie"):
        assert {"HttpOnly", "Path=/", "SameSite=strict"} <= {part.strip() for part in one.split(";")}


class Drawn(HTMLParser):
    """What a strict policy would refuse, or what leads elsewhere."""

    def __init__(self) -> None:
        super().__init__()
        self.wrong: list[str] = []
        self.scripts = 0
        self._in = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        self._in = tag if tag in {"script", "style"} else ""
        self.scripts += tag == "script"
        for name, value in attrs:
            if name == "style" or name.startswith("on") or name.startswith("hx-on"):
                self.wrong.append(f"{tag} {name}")
            leads = name in {"href", "src", "action", "formaction", "hx-get", "hx-post", "data", "srcset"}
            if leads and not re.match(r"/(?!/)|#|data:image/|$", value or "") and tag != "rect":
                self.wrong.append(f"{tag} {name}={value}")
            if name.startswith("hx-") and re.match(r"\s*(js|javascript):", value or ""):
                self.wrong.append(f"{tag} {name}={value}")
        is_mail = tag == "iframe" and re.fullmatch(r"/message/[0-9a-f]{64}/html", said.get("src") or "")
        if tag == "iframe" and not (is_mail and said.get("sandbox", "-") in {"", None}):
            self.wrong.append(tag)
        if tag in {"object", "embed", "base", "style"} or (tag == "script" and not said.get("src")):
            self.wrong.append(tag)
        if tag == "form" and said.get("method") == "post":
            assert (said.get("action") or "/").startswith("/")

    def handle_data(self, data: str) -> None:
        if self._in and data.strip():
            self.wrong.append(f"inline {self._in}: {data[:40]}")


def test_no_page_draws_anything_inline_or_from_elsewhere(page: Served, cookies: dict[str, str]) -> None:
    paths = [path_of(place, page) for place in PLACES if not place.is_post and place.role]
    paths += [f"/message/{m.id}" for m in page.desk.store.all_messages()]
    paths += ["/?q=%22%3E%3Cscript%3E&s=all", "/letters?q=%3Cscript%3E", "/delegations?q=%22onclick", "/nowhere"]
    pages = {path: page.ask("GET", path, cookie=cookies["ada"]) for path in paths}
    pages["login"] = page.ask("GET", "/login?next=/%22onclick=alert(1)")
    drawn = {path: a for path, a in pages.items() if a["content-type"].startswith("text/html") and "/html" not in path}
    assert len(drawn) > 12
    for path, answer in drawn.items():
        found = Drawn()
        found.feed(answer.text)
        assert found.wrong == [], path
        assert found.scripts <= 4
        assert "<script>alert" not in answer.text


def test_the_html_of_a_mail_does_nothing(page: Served, cookies: dict[str, str]) -> None:
    answer = page.ask("GET", f"/message/{page.record('script').id}/html", cookie=cookies["vera"])
    assert answer.status == 200
    assert "MPC-1/2020" in answer.text
    found = Drawn()
    found.feed(answer.text)
    assert [one for one in found.wrong if "style" not in one] == []
    assert "alert" not in answer.text
    assert "tracker.example/x.png" not in answer.text.replace("alt", "")


def test_with_everything_right_it_is_done(own_page: Served) -> None:
    """The other tests would pass on a page that does nothing at all."""
    record = own_page.record("MPC-1187")
    cookie = own_page.log_in("anna")
    shown = own_page.ask("GET", f"/message/{record.id}", cookie=cookie)
    seen = re.search(r'name="seen" value="([^"]+)"', shown.text)
    assert seen
    form = {"token": token_in(shown), "seen": seen[1], "action": "reject", "text.reject": "no"}
    origin = {"Origin": f"http://127.0.0.1:{own_page.port}"}
    answer = own_page.post(f"/message/{record.id}/decide", form, cookie=cookie, headers=origin)
    assert answer.status == 303, answer.text
    (decision,) = own_page.desk.store.decisions_on(record.id)
    assert (decision.action, decision.by) == ("reject", "anna")
