"""What every answer says to the browser: nothing from elsewhere, no script but ours, no framing."""

from __future__ import annotations

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "frame-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)

MAIL_POLICY = "; ".join(
    (
        "sandbox",
        "default-src 'none'",
        "img-src data:",
        "style-src 'unsafe-inline'",
        "form-action 'none'",
        "base-uri 'none'",
        "frame-ancestors 'self'",
    )
)
"""For the HTML of a mail, shown in a frame of its own: nothing runs, nothing is fetched."""

FILE_POLICY = "sandbox; default-src 'none'; frame-ancestors 'none'"
"""For a file that is handed out: were it ever shown instead, it could do nothing."""

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    # Not "no-referrer": with it browsers send forms with the origin "null".
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), browsing-topics=()",
    "Cache-Control": "no-store",
}


def with_defaults(said: dict[str, str], *, secure: bool) -> dict[str, str]:
    """The headers of an answer: what it says itself before what all say."""
    strict = {"Strict-Transport-Security": "max-age=31536000"} if secure else {}
    return {**HEADERS, "Content-Security-Policy": POLICY, **strict, **said}
