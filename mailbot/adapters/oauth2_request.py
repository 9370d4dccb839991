"""One request to a token endpoint, and what its answer means to the person who can mend it."""

from __future__ import annotations

import json
import re
import ssl
import urllib.error
import urllib.request
import uuid
from dataclasses import dataclass
from http.client import HTTPException
from typing import IO, Any, NoReturn
from urllib.parse import urlencode, urlsplit

from ..config import OAuth2Settings
from ..ports import OutsideError, Permanent, Temporary
from .web import reply_to

_SECONDS = 20
_MOST_BYTES = 1 << 20
_SHORTEST_SECONDS = 1.0
_USUAL_SECONDS = 300.0
_LONGEST_SECONDS = 86_400.0
_ASSERTION_SECONDS = 600
_WHY = re.compile(r"AADSTS\d{4,7}")
_REMEDIES = {
    "AADSTS7000215": "the client secret is wrong: take its value, not its id",
    "AADSTS7000222": "the client secret has expired: make a new one",
    "AADSTS700016": "the tenant does not know this client_id: correct it, or tenant",
    "AADSTS90002": "there is no such tenant: correct tenant",
    "invalid_client": "the client_id or its secret is refused: correct them, or make a new secret",
    "invalid_grant": "the refresh token no longer holds: ask for a new one and put it in its place",
    "invalid_scope": "the scope is refused: correct it",
    "unauthorized_client": "the client may not do this: an administrator must grant it access to mail",
}


@dataclass(frozen=True, slots=True)
class Answer:
    """What the endpoint gave: the token, for how many seconds, and perhaps a new refresh token."""

    token: str
    expires_in: float
    refresh_token: str | None


def ask(settings: OAuth2Settings, form: dict[str, str]) -> Answer:
    """Asks for a token. Raises Temporary or Permanent with a sentence that holds no secret."""
    request = urllib.request.Request(  # noqa: S310 - https, or loopback: checked with the configuration
        settings.token_url, urlencode(form).encode(), {"Accept": "application/json"}, method="POST"
    )
    where = f"The token server {urlsplit(settings.token_url).netloc.rpartition('@')[2]}"
    try:
        with reply_to(request, settings.ca_file, _SECONDS) as reply:
            return _answer(_document(reply), where)
    except urllib.error.HTTPError as error:
        with error:
            _refuse(error, where)
    except ssl.SSLCertVerificationError as error:
        raise Permanent(f"{where} shows a certificate that cannot be trusted: check token_url, or ca_file") from error
    except (OSError, HTTPException) as error:
        reason = getattr(error, "reason", None) or error
        if isinstance(reason, ssl.SSLCertVerificationError):
            raise Permanent(
                f"{where} shows a certificate that cannot be trusted: check token_url, or ca_file"
            ) from error
        raise Temporary(f"{where} cannot be reached ({type(reason).__name__}): it is tried again") from error
    except ValueError as error:
        raise Temporary(f"{where} answers what is not a token: it is tried again; check token_url") from error


def assertion_of(settings: OAuth2Settings, now: float) -> str:
    """A signed statement of who we are: with the service account's key, or the client's certificate.

    Raises Permanent if the key cannot be used, or the extra ``oauth`` is not installed.
    """
    try:
        import jwt
    except ImportError as error:
        raise Permanent("Certificates and service accounts need more: pip install 'mailbot[oauth]'") from error
    times = {"iat": int(now), "exp": int(now) + _ASSERTION_SECONDS}
    try:
        if settings.grant == "service_account":
            return _service_account(jwt, settings, times)
        return _certificate(jwt, settings, times)
    except (OSError, ValueError, LookupError, TypeError, jwt.PyJWTError) as error:
        path = settings.key_file or settings.certificate
        raise Permanent(f"{path}: no key to sign with can be read there ({type(error).__name__})") from error


def _service_account(jwt: Any, settings: OAuth2Settings, times: dict[str, int]) -> str:
    assert settings.key_file is not None  # noqa: S101 - the configuration demands it
    account = json.loads(settings.key_file.read_text(encoding="utf-8"))
    claims = {"iss": account["client_email"], "scope": settings.scope, "aud": settings.token_url, **times}
    if settings.subject:
        claims["sub"] = settings.subject
    headers = {"kid": account["private_key_id"]} if account.get("private_key_id") else {}
    return str(jwt.encode(claims, account["private_key"], "RS256", headers))


def _certificate(jwt: Any, settings: OAuth2Settings, times: dict[str, int]) -> str:
    from base64 import urlsafe_b64encode

    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.x509 import load_pem_x509_certificate

    assert settings.certificate is not None  # noqa: S101 - asked only if there is one
    pem = settings.certificate.read_bytes()
    print_ = load_pem_x509_certificate(pem).fingerprint(SHA256())
    claims = {"iss": settings.client_id, "sub": settings.client_id, "aud": settings.token_url, "nbf": times["iat"]}
    claims |= {**times, "jti": str(uuid.uuid4())}
    header = {"x5t#S256": urlsafe_b64encode(print_).rstrip(b"=").decode()}
    return str(jwt.encode(claims, pem.decode("ascii"), "PS256", header))


def _document(reply: IO[bytes]) -> dict[str, Any]:
    try:
        document = json.loads(reply.read(_MOST_BYTES))
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    if not isinstance(document, dict):
        raise ValueError("not an object")  # noqa: TRY004 - what is no token is a ValueError here
    return document


def _answer(document: dict[str, Any], where: str) -> Answer:
    token, lifetime = document.get("access_token"), document.get("expires_in", _USUAL_SECONDS)
    if not isinstance(token, str) or not token.isascii() or not token.isprintable() or not token:
        raise Temporary(f"{where} answers without a token: it is tried again; check token_url")
    seconds = float(lifetime) if isinstance(lifetime, int | float | str) else _USUAL_SECONDS
    refresh = document.get("refresh_token")
    # Asked anew each day whatever it says: an end beyond all calendars is no time to wait for.
    seconds = min(max(_SHORTEST_SECONDS, seconds), _LONGEST_SECONDS)
    return Answer(token, seconds, refresh if isinstance(refresh, str) and refresh else None)


def _refuse(error: urllib.error.HTTPError, where: str) -> NoReturn:
    raise _refusal(error, where) from error


def _refusal(error: urllib.error.HTTPError, where: str) -> OutsideError:
    if error.code == 429 or error.code >= 500:
        return Temporary(f"{where} is busy or out of order ({error.code}): it is tried again")
    try:
        document = _document(error)
    except (ValueError, OSError, HTTPException):
        document = {}
    code = document.get("error")
    code = code if isinstance(code, str) and re.fullmatch(r"[a-z_]{1,60}", code) else str(error.code)
    found = _WHY.search(str(document.get("error_description", "")))
    why = found[0] if found else code
    if code in {"temporarily_unavailable", "server_error", "slow_down"}:
        return Temporary(f"{where} is busy ({code}): it is tried again")
    remedy = _REMEDIES.get(why) or _REMEDIES.get(code) or "check token_url, client_id and the secret"
    return Permanent(f"{where} gives no token ({why}): {remedy}")
