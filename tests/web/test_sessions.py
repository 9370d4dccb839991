"""Logging in and out: what a session is, how it ends, how guessing is slowed."""

from __future__ import annotations

import statistics
import time
from datetime import timedelta
from pathlib import Path

import pytest

from mailbot.ports import Permanent
from mailbot.web.access import throttle
from mailbot.web.access.ended import Ended
from mailbot.web.access.sessions import KEY_FILE, key_in
from mailbot.web.access.throttle import Failures, Throttle, keys_of
from mailbot.web.access.users import FILE, NoSuchUser, Users, is_right
from mailbot.web.pages.account import inside

from .served import NOW, PASSWORD, Answer, Served, later, served, token_in


def is_in(page: Served, cookie: str) -> bool:
    answer = page.ask("GET", "/status", cookie=cookie)
    assert answer.status in {200, 303}
    return answer.status == 200


def try_log_in(page: Served, name: str, password: str, **more: object) -> Answer:
    first = page.ask("GET", "/login")
    form = {"token": token_in(first), "name": name, "password": password}
    return page.post("/login", form, cookie=first.cookie, **more)


def test_a_planted_session_does_not_become_the_one_that_is_logged_in(page: Served) -> None:
    first = page.ask("GET", "/login")
    planted = first.cookie
    form = {"token": token_in(first), "name": "anna", "password": PASSWORD}
    own = page.post("/login", form, cookie=planted).cookie
    assert is_in(page, own)
    assert not is_in(page, planted)
    assert page.token(own) != page.token(planted)


def test_logging_in_again_makes_another_session(page: Served) -> None:
    assert page.log_in("anna") != page.log_in("anna")


def test_no_login_without_the_form_of_ones_own_session(page: Served) -> None:
    """Nobody is logged in as somebody else by a page elsewhere."""
    first, other = page.ask("GET", "/login"), page.ask("GET", "/login")
    form = {"name": "anna", "password": PASSWORD}
    assert page.post("/login", form | {"token": token_in(other)}, cookie=first.cookie).status == 403
    assert page.post("/login", form | {"token": token_in(first)}).status == 403


def test_a_logout_outlasts_a_restart(own_folder: Path) -> None:
    config = own_folder / "config.toml"
    with served(config) as page:
        left, kept = page.log_in("anna"), page.log_in("anna")
        answer = page.post("/logout", {"token": page.token(left)}, cookie=left)
        assert answer.status == 303
        assert not is_in(page, left)
        assert not is_in(page, answer.cookie)
    with served(config) as page:
        assert not is_in(page, left)
        assert is_in(page, kept)


def test_nobody_fills_the_list_of_ended_sessions_without_logging_in(page: Served) -> None:
    first = page.ask("GET", "/login")
    with page.unchanged():
        assert page.post("/logout", {"token": token_in(first)}, cookie=first.cookie).status == 303


def test_ended_sessions_are_forgotten_when_they_would_be_over(tmp_path: Path) -> None:
    ended = Ended(tmp_path)
    ended.add("old", -1)
    ended.add("new", 60)
    assert "new" in Ended(tmp_path)
    assert "old" not in Ended(tmp_path)
    assert (tmp_path / "web.ended").stat().st_mode & 0o777 == 0o600
    (tmp_path / "web.ended").write_bytes(b"[]")
    with pytest.raises(Permanent):
        Ended(tmp_path)


@pytest.mark.parametrize("change", ["password", "role", "removal"])
def test_password_role_and_removal_end_every_session(own_page: Served, change: str) -> None:
    cookie, other = own_page.log_in("anna"), own_page.log_in("vera")
    users = Users(own_page.store)
    if change == "removal":
        users.remove("anna")
    elif change == "role":
        users.put("anna", "administrator", PASSWORD)
    else:
        users.put("anna", "reviewer", "another long password")
    assert not is_in(own_page, cookie)
    assert is_in(own_page, other)


def test_the_files_are_for_their_owner_alone(own_page: Served) -> None:
    for name in (FILE, KEY_FILE):
        assert (own_page.store / name).stat().st_mode & 0o777 == 0o600
    assert PASSWORD.encode() not in (own_page.store / FILE).read_bytes()
    assert b"$argon2id$" in (own_page.store / FILE).read_bytes()


def test_a_key_that_is_none_is_not_used(tmp_path: Path) -> None:
    (tmp_path / KEY_FILE).write_bytes(b"")
    with pytest.raises(Permanent):
        key_in(tmp_path)


@pytest.mark.parametrize("content", [b"{", b"[]", b'{"anna": 1}', b'{"anna": {"role": "god", "secret": ""}}', b"\xff"])
def test_a_damaged_list_of_users_lets_nobody_in(own_page: Served, content: bytes) -> None:
    cookie = own_page.log_in("ada")
    (own_page.store / FILE).write_bytes(content)
    answer = own_page.ask("GET", "/status", cookie=cookie)
    assert answer.status == 503
    assert answer["content-security-policy"]
    assert try_log_in(own_page, "ada", PASSWORD).status == 503


def test_an_empty_list_of_users_lets_nobody_in(own_page: Served) -> None:
    (own_page.store / FILE).unlink()
    for name, password in (("", ""), ("anna", PASSWORD), ("anna", ""), ("nobody", "nobody has this password")):
        later(own_page.clock, hours=1)
        assert try_log_in(own_page, name, password).status == 403


@pytest.mark.parametrize("name", ["", "a b", "a\n", "a/b", "<b>", "x" * 65, "a|b", "\u202eanna"])
def test_names_that_are_none(tmp_path: Path, name: str) -> None:
    with pytest.raises(NoSuchUser):
        Users(tmp_path).put(name, "viewer")


def test_cookies_behind_tls_cannot_be_planted_by_another_host(own_folder: Path) -> None:
    with served(own_folder / "config.toml", public_url="https://mailbot.un.example") as page:
        page.headers = {"Host": "mailbot.un.example"}
        for answer in (page.ask("GET", "/login"), try_log_in(page, "anna", PASSWORD)):
            (cookie,) = answer.every("set-cookie")
            assert cookie.startswith("__Host-mailbot=")
            assert {"Secure", "HttpOnly", "Path=/", "SameSite=strict"} <= {p.strip() for p in cookie.split(";")}
            assert "domain" not in cookie.lower()
            assert answer["strict-transport-security"]
        # One without the prefix, which any host beside could set, is not looked at.
        own = try_log_in(page, "anna", PASSWORD).cookie
        assert is_in(page, own)
        assert not is_in(page, own.removeprefix("__Host-"))


def test_guessing_at_a_name_is_slowed_and_its_owner_gets_in_again(own_page: Served) -> None:
    for _ in range(throttle.FREE_TRIES):
        assert try_log_in(own_page, "anna", "wrong password").status == 403
    held = try_log_in(own_page, "anna", PASSWORD)
    assert held.status == 429
    later(own_page.clock, seconds=throttle.FIRST_WAIT.total_seconds() + 1)
    assert try_log_in(own_page, "anna", PASSWORD).status == 303


def test_many_names_from_one_address_are_one_guesser(own_page: Served) -> None:
    for n in range(throttle.FREE_TRIES):
        assert try_log_in(own_page, f"name{n}", "wrong password").status == 403
    assert try_log_in(own_page, "another", "wrong password").status == 429
    assert try_log_in(own_page, "anna", PASSWORD).status == 429


def test_a_guesser_at_one_address_does_not_keep_the_owner_out() -> None:
    """However long it goes on, there are minutes in each quarter of an hour in which the name may be tried."""
    kept, now, free = Throttle(), NOW, 0
    for _ in range(6 * 60):
        now += timedelta(seconds=10)
        theirs = keys_of("anna", "192.0.2.1")
        if not kept.wait(theirs, now):
            kept.failed(theirs, now)
        free += not kept.wait(keys_of("anna", "192.0.2.2"), now)
    assert free > 6 * 60 / 2
    assert kept.wait(keys_of("ben", "192.0.2.2"), now) == timedelta()


def test_waits_grow_and_have_an_end() -> None:
    waits = [Failures(count, NOW).wait(throttle.LONGEST_WAIT) for count in range(200)]
    assert waits == sorted(waits)
    assert waits[throttle.FREE_TRIES - 1] == timedelta()
    assert waits[throttle.FREE_TRIES] == throttle.FIRST_WAIT
    assert waits[-1] == throttle.LONGEST_WAIT


def test_what_is_kept_of_failures_is_bounded() -> None:
    kept = Throttle()
    for n in range(throttle.MOST_KEPT + 100):
        kept.failed((f"name {n}",), NOW + timedelta(milliseconds=n))
    assert len(kept._failures) <= throttle.MOST_KEPT
    assert keys_of("x" * 500_000, "y") == (f"name {'x' * 64}", "client y")
    later_on = NOW + throttle.FORGOTTEN_AFTER + timedelta(minutes=1)
    kept.failed(("name x",), later_on)
    assert len(kept._failures) == 1


def test_an_address_of_ipv6_is_its_network() -> None:
    assert keys_of("a", "2001:db8::1")[1] == keys_of("a", "2001:db8::2:1")[1]
    assert keys_of("a", "2001:db8::1")[1] != keys_of("a", "2001:db8:0:1::1")[1]


def test_a_name_nobody_has_takes_as_long_as_one_somebody_has(tmp_path: Path) -> None:
    users = Users(tmp_path)
    users.put("anna", "viewer", PASSWORD)
    users.put("proxied", "viewer")
    who = {"anna": users.get("anna"), "nobody": None, "proxied": users.get("proxied")}
    assert not is_right(None, "nobody has this password")
    assert not is_right(who["proxied"], "nobody has this password")
    assert not is_right(who["proxied"], "")
    took: dict[str, list[float]] = {name: [] for name in who}
    for _ in range(7):
        for name, user in who.items():
            began = time.process_time()
            assert not is_right(user, "a wrong password")
            took[name].append(time.process_time() - began)
    known = statistics.median(took["anna"])
    for name in ("nobody", "proxied"):
        assert 0.4 < statistics.median(took[name]) / known < 2.5


@pytest.mark.parametrize(
    "path",
    [
        "", "//evil.example", "///evil.example", "/\\evil.example", "\\\\evil.example", "https://evil.example", "evil",
        "javascript:alert(1)", "/\t/evil.example", "/\r\nSet-Cookie: a=b", "\t//evil.example", " //evil.example",
        "//[", "http:/evil.example", "/\x00", "/x\u2028y", "/" + "x" * 5000, "@evil.example", "/..\\evil", "data:,x",
    ],
)  # fmt: skip
def test_nobody_is_sent_elsewhere(path: str) -> None:
    assert inside(path) == "/"


@pytest.mark.parametrize("path", ["/", "/message/abcd?seen=1", "/letters?q=%0d%0aX", "/a b", "/é?q=ا", "/x@y:1"])
def test_the_way_back_to_a_page_of_ours(path: str) -> None:
    assert inside(path) == path


@pytest.mark.parametrize(
    "onward", ["//evil.example", "/\\evil.example", "https://evil.example/", "//[", "/%0d%0aX-Evil: 1"]
)
def test_a_login_leads_to_our_pages_alone(page: Served, onward: str) -> None:
    cookie = page.log_in("anna")
    first = page.ask("GET", "/login")
    form = {"token": token_in(first), "name": "anna", "password": PASSWORD, "next": onward}
    language = {"token": page.token(cookie), "language": "fr", "next": onward}
    for answer in (
        page.post("/login", form, cookie=first.cookie),
        page.post("/language", language, cookie=cookie),
        page.ask("GET", f"/login?next={onward.replace(' ', '%20')}", cookie=cookie),
    ):
        assert answer.status == 303
        assert answer["location"].startswith("/")
        assert not answer["location"].startswith(("//", "/\\"))
        assert answer.every("x-evil") == []


def test_a_language_that_is_none_sets_no_cookie(page: Served) -> None:
    cookie = page.log_in("anna")
    for language in ("xx", "fr; Domain=evil", "fr\r\nSet-Cookie: a=b", "../fr", ""):
        answer = page.post("/language", {"token": page.token(cookie), "language": language}, cookie=cookie)
        assert answer.status == 303
        assert answer.every("set-cookie") == []
    for wrong in ("mailbot_language=../../etc", "mailbot_language=xx", "mailbot_language=" + "f" * 5000):
        assert page.ask("GET", "/login", cookie=wrong).status == 200
