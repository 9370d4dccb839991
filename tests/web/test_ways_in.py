"""The ways to the page: through a proxy that says who it is, and by TLS."""

from __future__ import annotations

import ssl
from dataclasses import replace
from pathlib import Path

import pytest

from mailbot.config import ConfigError, load
from mailbot.web.access import throttle
from tests.servers.certificate import make_certificate
from tests.servers.ports import free_port

from .served import PASSWORD, Served, served, token_in, write_config

PROXY = {"proxies": ("127.0.0.1",), "user_header": "Remote-User", "public_url": "https://mailbot.un.example"}
HOST = {"Host": "mailbot.un.example"}


@pytest.fixture
def config(own_folder: Path) -> Path:
    return own_folder / "config.toml"


def by_proxy(page: Served, *names: str, path: str = "/status", field: str = "Remote-User", cookie: str = "") -> int:
    return page.ask("GET", path, cookie=cookie, headers=(*HOST.items(), *((field, name) for name in names))).status


def test_who_the_proxy_names_is_in_with_their_role(config: Path) -> None:
    with served(config, **PROXY) as page:
        page.headers = HOST
        assert by_proxy(page, "vera") == 200
        assert by_proxy(page) == 403
        assert by_proxy(page, "") == 403
        assert by_proxy(page, "nobody") == 403
        # A proxy that adds its field to the browser's instead of putting it in its place.
        assert by_proxy(page, "ada", "vera") == 403
        assert by_proxy(page, "vera", "vera") == 403
        assert by_proxy(page, "ada, vera") == 403
        assert by_proxy(page, "ada\x00") in {400, 403}
        for field in ("Remote_User", "X-Remote-User", "Remote-Use", "X-Forwarded-User"):
            assert by_proxy(page, "ada", field=field) == 403


def test_behind_such_a_proxy_no_password_opens_anything(config: Path) -> None:
    with served(config) as page:
        cookie = page.log_in("ada")
    with served(config, **PROXY) as page:
        page.headers = HOST
        assert by_proxy(page, cookie="__Host-" + cookie) == 403
        first = page.ask("GET", "/login")
        form = {"token": token_in(first), "name": "ada", "password": PASSWORD}
        assert page.post("/login", form, cookie=first.cookie).status == 403


def test_a_form_is_of_the_user_the_proxy_names(config: Path) -> None:
    """A session may be planted by a host beside; it is not another user's."""
    with served(config, **PROXY) as page:
        mine = page.ask("GET", "/status", headers={**HOST, "Remote-User": "vera"})
        form = {"token": token_in(mine), "language": "fr"}
        theirs = page.post("/language", form, cookie=mine.cookie, headers={**HOST, "Remote-User": "ada"})
        assert theirs.status == 403
        own = page.post("/language", form, cookie=mine.cookie, headers={**HOST, "Remote-User": "vera"})
        assert own.status == 303


def test_whoever_is_no_proxy_gets_nothing(config: Path) -> None:
    with served(config, **PROXY | {"proxies": ("192.0.2.7",)}) as page:
        page.headers = HOST
        for headers in ({}, {"Remote-User": "ada"}, {"Remote-User": "ada", "X-Forwarded-For": "192.0.2.7"}):
            for path in ("/status", "/login", "/"):
                answer = page.ask("GET", path, headers={**HOST, **headers})
                assert answer.status == 403
                assert "Log out" not in answer.text


def test_without_such_settings_the_field_says_nothing(page: Served) -> None:
    assert page.ask("GET", "/status", headers={"Remote-User": "ada"}).status == 303


def test_guessing_behind_a_proxy_is_counted_for_the_address_it_has_seen(config: Path) -> None:
    with served(config, proxies=("127.0.0.1",), public_url=PROXY["public_url"]) as page:
        page.headers = HOST

        def guess(name: str, *forwarded: str) -> int:
            first = page.ask("GET", "/login")
            form = {"token": token_in(first), "name": name, "password": "wrong password"}
            headers = (*HOST.items(), *(("X-Forwarded-For", one) for one in forwarded))
            return page.post("/login", form, cookie=first.cookie, headers=headers).status

        # What the browser says itself stands first; the proxy adds what it has seen.
        for n in range(throttle.FREE_TRIES):
            assert guess(f"n{n}", f"198.51.100.{n}, 203.0.113.9") == 403
        assert guess("n8", "198.51.100.77, 203.0.113.9") == 429
        assert guess("n8", "198.51.100.77", "203.0.113.9") == 429
        assert guess("n9", "203.0.113.10") == 403


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion:DeprecationWarning")
def test_by_tls(config: Path, tmp_path: Path) -> None:
    made = make_certificate(tmp_path)
    with served(config, certificate=made.cert, key=made.key) as page:
        page.context = ssl.create_default_context(cafile=str(made.cert))
        cookie = page.log_in("anna")
        assert cookie.startswith("__Host-mailbot=")
        answer = page.ask("GET", "/status", cookie=cookie)
        assert answer.status == 200
        assert answer["strict-transport-security"].startswith("max-age=")
        old = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        old.check_hostname, old.verify_mode = False, ssl.CERT_NONE
        old.maximum_version = ssl.TLSVersion.TLSv1_1  # what nobody should use any more
        page.context = old
        with pytest.raises(ssl.SSLError):
            page.ask("GET", "/login")
        page.context = None
        with pytest.raises(OSError, match=r"."):
            page.ask("GET", "/login")


@pytest.mark.parametrize(
    ("listen", "more", "is_refused"),
    [
        ("198.51.100.1", "", True),
        ("::", "", True),
        ("192.0.2.1", 'public_url = "https://mailbot.un.example"', True),
        ("198.51.100.1", 'proxies = ["10.0.0.5"]', True),
        ("198.51.100.1", 'proxies = ["10.0.0.5"]\npublic_url = "http://mailbot.un.example"', True),
        ("198.51.100.1", 'proxies = ["10.0.0.5"]\npublic_url = "https://mailbot.un.example"', False),
        ("127.0.0.1", "", False),
        ("127.0.0.1", 'user_header = "Remote-User"', True),
    ],
)
def test_it_is_not_reached_from_outside_in_the_clear(
    own_folder: Path, listen: str, more: str, is_refused: bool
) -> None:
    port = free_port()
    path = write_config(own_folder, port, more)
    where = f"[{listen}]:{port}" if ":" in listen else f"{listen}:{port}"
    path.write_text(path.read_text("utf-8").replace(f"127.0.0.1:{port}", where), "utf-8")
    if is_refused:
        with pytest.raises(ConfigError, match=r"web\."):
            load(path)
    else:
        web = load(path).web
        assert web is not None
        assert replace(web).host == listen
