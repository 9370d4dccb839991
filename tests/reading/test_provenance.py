"""Who a message comes from: the receiving server's verdict (RFC 8601) and what the header shows otherwise."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailbot.domain.provenance import Provenance
from mailbot.reading import mime
from mailbot.reading.authentication import LONGEST_FIELD, results_of
from mailbot.reading.provenance import provenance_of

SERVER = "mx.secretariat.example"
FROM = "From: Kenya Mission <mission@kenya-gva.example>\n"


def seen(header: str, server: str = SERVER, own_domains: frozenset[str] = frozenset()) -> Provenance:
    raw = f"{header}Subject: Note\n\nThe Mission presents its compliments.\n".encode()
    return provenance_of(raw, mime.decode(raw), server, own_domains)


def verdict(results: str, header: str = FROM) -> str:
    return seen(f"Authentication-Results: {results}\n{header}").verdict


# the grammar, by the examples of RFC 8601 appendix B


def test_an_authserv_id_alone() -> None:
    results = results_of("example.org 1; none")
    assert results is not None
    assert (results.server, results.methods) == ("example.org", ())


def test_several_methods_over_several_lines() -> None:
    results = results_of(
        "example.com;\n auth=pass (cram-md5) smtp.auth=sender@example.net;\n spf=pass smtp.mailfrom=example.net"
    )
    assert results is not None
    assert [(m.name, m.result, m.properties) for m in results.methods] == [
        ("auth", "pass", (("smtp.auth", "sender@example.net"),)),
        ("spf", "pass", (("smtp.mailfrom", "example.net"),)),
    ]


def test_comments_wherever_they_may_stand() -> None:
    results = results_of(
        "foo.example.net (foobar) 1 (baz);\n dkim (Because I like it) / 1 (One yay) = (wait for it) fail\n"
        "  policy (A dot can go here) . (like that) expired\n  (this surprised me)"
        " = (as I wasn't expecting it) 1362471462"
    )
    assert results is not None
    (method,) = results.methods
    assert (results.server, method.name, method.result) == ("foo.example.net", "dkim", "fail")
    assert method.get("policy.expired") == "1362471462"


def test_a_quoted_string_holds_no_further_result() -> None:
    results = results_of('mx; spf=fail smtp.mailfrom="x;dmarc=pass header.from=kenya.example"@evil.example')
    assert results is not None
    assert [m.name for m in results.methods] == ["spf"]


@pytest.mark.parametrize("bad", ["mx; (dmarc=pass", "mx; dmarc=pass) x", 'mx; dmarc="pass', "mx; dmarc", "x" * 9000])
def test_what_does_not_follow_the_grammar_vouches_for_nobody(bad: str) -> None:
    assert results_of(bad) is None


@given(st.text(max_size=300))
def test_no_text_makes_it_raise(text: str) -> None:
    results_of(text)


@pytest.mark.parametrize("piece", ["(", ")", "\\(", '"', "a=", "a;", " ", ".", "a.b=c "])
def test_long_fields_take_no_time(piece: str) -> None:
    started = time.perf_counter()
    results_of(piece * (LONGEST_FIELD // len(piece)))
    results_of(piece * 200_000)
    assert time.perf_counter() - started < 1


# the verdict


@pytest.mark.parametrize(
    ("results", "expected"),
    [
        (f"{SERVER}; dmarc=pass header.from=kenya-gva.example", "pass"),
        (f"{SERVER}; dmarc=pass (p=reject) header.from=KENYA-gva.example; spf=fail", "pass"),
        (f"{SERVER}; dmarc=fail header.from=kenya-gva.example; spf=pass smtp.mailfrom=kenya-gva.example", "fail"),
        (f"{SERVER}; dmarc=pass header.from=evil.example", "fail"),
        (f"{SERVER}; dmarc=pass header.from=kenya-gva.example; dmarc=fail", "fail"),
        (f"{SERVER}; dmarc=none; spf=pass smtp.mailfrom=bounce@mail.kenya-gva.example", "pass"),
        (f"{SERVER}; dkim=pass header.d=kenya-gva.example", "pass"),
        (f"{SERVER}; dkim=pass header.i=@kenya-gva.example", "pass"),
        (f"{SERVER}; dkim=fail header.d=kenya-gva.example; dkim=pass header.d=kenya-gva.example", "pass"),
        (f"{SERVER}; spf=pass smtp.mailfrom=evil.example; dkim=pass header.d=evil.example", "fail"),
        (f"{SERVER}; spf=pass smtp.mailfrom=x-kenya-gva.example", "fail"),
        (f"{SERVER}; spf=pass smtp.helo=kenya-gva.example", "fail"),
        (f"{SERVER}; spf=none; dkim=none", "fail"),
        (f"{SERVER}; none", "fail"),
        (f"{SERVER}.evil.example; dmarc=pass header.from=kenya-gva.example", "fail"),
        ("dmarc=pass header.from=kenya-gva.example", "fail"),
    ],
)
def test_the_verdict(results: str, expected: str) -> None:
    assert verdict(results) == expected


def test_only_the_topmost_field_counts() -> None:
    forged = f"Authentication-Results: {SERVER}; dmarc=pass header.from=kenya-gva.example\n"
    real = f"Authentication-Results: {SERVER}; dmarc=fail header.from=kenya-gva.example\n"
    assert seen(real + forged + FROM).verdict == "fail"
    foreign = "Authentication-Results: mx.elsewhere.example; dmarc=pass\n"
    assert seen(foreign + forged + FROM).verdict == "fail"


def test_a_version_nobody_here_knows_is_no_verdict() -> None:
    known, unknown = (f"{SERVER} {n}; dmarc=pass header.from=kenya-gva.example" for n in (1, 2))
    assert (verdict(known), verdict(unknown)) == ("pass", verdict("other.example; none"))


def test_an_encoded_word_in_the_envelope_sender_adds_no_result() -> None:
    """Decoding the field as text would turn it into a separator and a result of the sender's own making."""
    word = "=?utf-8?q?x;_dmarc=3Dpass_header.from=3Dkenya-gva.example?="
    assert verdict(f"{SERVER}; spf=pass smtp.mailfrom={word}@evil.example") == "fail"


def test_no_server_named_no_verdict_used() -> None:
    assert seen(f"Authentication-Results: {SERVER}; dmarc=fail\n{FROM}", "") == Provenance()


def test_a_server_that_says_nothing_vouches_for_nobody() -> None:
    assert seen(FROM).verdict == "fail"


def test_exchange_online_writes_no_name_and_marks_its_own() -> None:
    told = "Authentication-Results: spf=pass (sender IP is 192.0.2.1) smtp.mailfrom=kenya-gva.example; dmarc=pass\n"
    told += " action=none header.from=kenya-gva.example;compauth=pass reason=100\n"
    assert seen(told + FROM, "exchange-online").verdict == "pass"
    inside = "X-MS-Exchange-Organization-AuthAs: Internal\n"
    own = frozenset({"kenya-gva.example"})
    assert seen(inside + FROM, "exchange-online", own).verdict == "pass"
    assert seen(inside + FROM, SERVER, own).verdict == "fail"


def test_mail_from_inside_the_organisation_is_of_its_own_domains_and_has_not_failed() -> None:
    inside = "X-MS-Exchange-Organization-AuthAs: Internal\n"
    assert seen(inside + FROM, "exchange-online", frozenset({"secretariat.example"})).verdict == "fail"
    failed = "Authentication-Results: spf=fail; dmarc=fail header.from=kenya-gva.example\n"
    assert seen(failed + inside + FROM, "exchange-online", frozenset({"kenya-gva.example"})).verdict == "fail"


def test_a_verdict_on_one_of_two_senders_is_none() -> None:
    told = f"Authentication-Results: {SERVER}; dmarc=pass header.from=kenya-gva.example\n"
    assert seen(told + FROM + "From: evil@evil.example\n").verdict == "fail"


# what does not fit


@pytest.mark.parametrize(
    ("header", "said"),
    [
        ('From: "mission@kenya-gva.example" <evil@evil.example>\n', "shown as mission@kenya-gva.example"),
        ("From: =?utf-8?q?mission=40kenya-gva.example?= <evil@evil.example>\n", "shown as mission@kenya-gva.example"),
        ("From: evil@evil.example (<mission@kenya-gva.example>)\n", "two ways"),
        ('From: "mission@kenya-gva.example" <>\n', "two ways"),
        ("From: mission@kenya-gva.example, evil@evil.example\n", "several senders"),
        (FROM + "From: evil@evil.example\n", "2 From fields"),
        (FROM + "Sender: evil@evil.example\n", "handed in by evil@evil.example"),
        ("From: Kenya =?utf-8?b?4oCu?= <mission@kenya-gva.example>\n", "turn the text round"),
    ],
)
def test_what_shows_another_sender_is_told(header: str, said: str) -> None:
    assert said in " ".join(seen(header, "").oddities)


@pytest.mark.parametrize(
    "header",
    [
        FROM,
        "From: mission@kenya-gva.example\n",
        'From: "OTIENO, Grace (Geneva)" <mission@kenya-gva.example>\n',
        "From: Kenya (the mission) <mission@kenya-gva.example>\n",
        "From: 'mission@kenya-gva.example' <mission@kenya-gva.example>\n",
        "From: =?utf-8?b?2KfZhNio2LnYq9ip4oCP?= <mission@kenya-gva.example>\n",
        FROM + "Sender: assistant@kenya-gva.example\n",
        FROM + "Reply-To: desk@kenya-gva.example\n",
        FROM + "Sender: list-bounces@lists.example\nList-Id: <list.lists.example>\n",
    ],
)
def test_ordinary_headers_are_not_odd(header: str) -> None:
    assert seen(header, "").oddities == ()


@given(st.binary(max_size=400))
def test_no_header_makes_it_raise(junk: bytes) -> None:
    raw = b"From: " + junk
    provenance_of(raw, mime.decode(raw), SERVER)
