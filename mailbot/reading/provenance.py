"""Who a message comes from, as far as its header tells: what the receiving server vouches for, and what does not fit.

Works on the raw bytes: a decoded header has lost what matters here (encoded words, several fields, hidden
characters).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from mailbot.domain.identity import address_key, domain_key
from mailbot.domain.message import Address, Message
from mailbot.domain.provenance import Provenance

from .authentication import EXCHANGE_ONLINE, Method, Results, results_of
from .fields import Fields, addresses, decode_words, raw_text, split_header
from .leaves import with_line_feeds

_MAX_HEADER = 400_000
_ADDRESS = re.compile(r"[^\s<>()\[\],;:\"'@]{1,100}@[^\s<>()\[\],;:\"'@]{1,255}")
# What turns text round (UAX 9). Marks, joiners and embeddings stay: Arabic and Persian names come with them.
_TURNED = re.compile("[\u202d\u202e]")
# What nobody sees: no address has it.
_HIDDEN = re.compile("[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\U000e0000-\U000e007f]")
_DMARC_FAILED = re.compile(r"(?<![\w.-])dmarc\s{0,5}=\s{0,5}(?:fail|reject|quarantine)", re.IGNORECASE)
_OUTCOMES = {"temperror": "could not be tried", "permerror": "could not be tried", "none": "says nothing"}


def provenance_of(
    raw: bytes, message: Message, authserv_id: str = "", own_domains: frozenset[str] = frozenset()
) -> Provenance:
    """What the header of ``raw``, decoded as ``message``, tells. Pure; never raises.

    ``authserv_id`` names the server that is believed (RFC 8601 section 2.5), in the topmost
    Authentication-Results field only: anybody can write one of that name further down. Empty: none is.
    ``own_domains`` (domain keys) are the organisation's: of those alone may mail have been sent from inside it.
    """
    fields, _ = split_header(with_line_feeds(raw[:_MAX_HEADER]))
    sender = message.sender
    verdict = _vouched(fields, sender, authserv_id, own_domains) if authserv_id else Provenance()
    is_alone = len(_values(fields, "from")) == 1 and len(_mailboxes(fields)) == 1
    oddities = tuple(dict.fromkeys(_oddities(fields, message, is_vouched=verdict.verdict == "pass")))
    if verdict.verdict == "pass" and not is_alone:
        verdict = Provenance("fail", "The From field names several senders: the receiving server vouches for one.")
    return Provenance(verdict.verdict, verdict.why, oddities)


def faults_of_attached(message: Message, authserv_id: str = "") -> tuple[str, ...]:
    """What the header of a message attached to another shows against its sender; empty if nothing, or no header.

    That no server vouched for it says nothing: it may have come another way. A failure counts whoever tells of it.
    """
    if not message.head:
        return ()
    fields, _ = split_header(message.head)
    found = list(_oddities(fields, message, is_vouched=False))
    written = _values(fields, "authentication-results")
    if any(_DMARC_FAILED.search(value[:20_000]) for value in written):
        found.append("The attached message bears a server's word that it was not sent by whom it names (DMARC).")
    elif written and authserv_id:
        verdict = _vouched(fields, message.sender, authserv_id)
        results = results_of(written[0])
        if verdict.verdict == "fail" and results and results.server == domain_key(authserv_id):
            found.append(f"Of the attached message: {verdict.why}")
    return tuple(dict.fromkeys(found))


def _values(fields: Fields, name: str) -> list[str]:
    return [raw_text(value) for key, value in fields if key.lower() == name]


# -- what the receiving server says ---------------------------------------------------------------------------


def _vouched(
    fields: Fields, sender: Address | None, authserv_id: str, own_domains: frozenset[str] = frozenset()
) -> Provenance:
    written = _values(fields, "authentication-results")
    is_exchange = authserv_id == EXCHANGE_ONLINE
    if is_exchange and sender is not None and _is_from_inside(fields, sender, own_domains):
        return Provenance("pass", "Sent from inside the organisation.")
    if not written:
        return Provenance("fail", "The receiving server has not said whether the sender is who it says.")
    results = results_of(written[0])
    expected = "" if is_exchange else domain_key(authserv_id)
    if results is None or results.server != expected:
        told = "cannot be read" if results is None else "is not the receiving server's"
        return Provenance("fail", f"The topmost Authentication-Results field {told}, so nobody vouches for the sender.")
    if sender is None or not sender.domain:
        return Provenance("fail", "The message names no sender.")
    return _judged(results, domain_key(sender.domain))


def _is_from_inside(fields: Fields, sender: Address, own_domains: frozenset[str]) -> bool:
    """Whether Exchange marks it as sent from inside: nobody inside has another domain, nor fails its DMARC."""
    if [v.strip() for v in _values(fields, "x-ms-exchange-organization-authas")] != ["Internal"]:
        return False
    has_failed = any(_DMARC_FAILED.search(v[:20_000]) for v in _values(fields, "authentication-results"))
    return domain_key(sender.domain) in own_domains and not has_failed


def _judged(results: Results, domain: str) -> Provenance:
    """DMARC decides (RFC 7489); without a policy, SPF or DKIM for the From domain itself."""
    dmarc = [m for m in results.methods if m.name == "dmarc"]
    for method in dmarc:
        about = method.get("header.from")
        if about and _domain_of(about) != domain:
            return Provenance("fail", f"DMARC was tried for {_domain_of(about)}, not for {domain}.")
        if method.result == "fail":
            return Provenance("fail", f"DMARC failed for {domain}: the message was not sent by its servers.")
    if dmarc and all(m.result == "pass" for m in dmarc):
        return Provenance("pass", f"DMARC passed for {domain}.")
    for method in results.methods:
        if method.result == "pass" and _is_aligned(_vouches_for(method), domain):
            return Provenance("pass", f"{method.name.upper()} passed for {domain}.")
    tried = ", ".join(_outcome(results, name) for name in ("dmarc", "spf", "dkim"))
    return Provenance("fail", f"Nothing shows that the message comes from {domain} ({tried}).")


def _outcome(results: Results, name: str) -> str:
    found = next((m for m in results.methods if m.name == name), None)
    if found is None:
        return f"{name.upper()} was not tried"
    if found.result == "pass":
        other = _vouches_for(found)
        return f"{name.upper()} passed for {other}" if other else f"{name.upper()} passed for another"
    return f"{name.upper()} {_OUTCOMES.get(found.result, 'failed')}"


def _vouches_for(method: Method) -> str:
    """The domain a result speaks of, as far as it can stand for the From address."""
    names = {"dkim": ("header.d", "header.i"), "spf": ("smtp.mailfrom",), "auth": ("smtp.auth",)}
    return next((_domain_of(value) for name in names.get(method.name, ()) if (value := method.get(name))), "")


def _domain_of(value: str) -> str:
    return domain_key(value.rpartition("@")[2])


def _is_aligned(domain: str, wanted: str) -> bool:
    """Whether the two are one, or one below the other (relaxed alignment, RFC 7489 section 3.1)."""
    if "." not in domain or "." not in wanted:
        return domain == wanted != ""
    return domain == wanted or domain.endswith("." + wanted) or wanted.endswith("." + domain)


# -- what does not fit ----------------------------------------------------------------------------------------


def _mailboxes(fields: Fields) -> tuple[Address, ...]:
    return tuple(a for key, value in fields if key.lower() == "from" for a in addresses(value))


def _oddities(fields: Fields, message: Message, *, is_vouched: bool) -> Iterator[str]:
    sender = message.sender
    if sender is None:
        return
    written = _values(fields, "from")
    if len(written) > 1:
        yield f"There are {len(written)} From fields: mail programs show one, servers may have looked at another."
    boxes = _mailboxes(fields)
    if len({domain_key(box.domain) for box in boxes}) > 1:
        yield f"The From field names several senders: {', '.join(box.address[:80] for box in boxes[:5])}."
    if written and address_key(sender.address) not in _strict(written[0]):
        yield "The From field can be read in two ways, so it is not certain whose address it is."
    yield from _in_the_name(sender)
    if any(_is_disguised(decode_words(value)) for value in written):
        yield "The From field holds characters that turn the text round or hide in an address."
    if not is_vouched and not message.is_list_mail:
        yield from _other_sender(fields, sender)


def _is_disguised(field: str) -> bool:
    return bool(_TURNED.search(field)) or any(_HIDDEN.search(shown) for shown in _ADDRESS.findall(field[:4_000]))


def _in_the_name(sender: Address) -> Iterator[str]:
    for shown in _ADDRESS.findall(sender.name[:1_000]):
        if domain_key(shown.rpartition("@")[2]) != domain_key(sender.domain):
            yield f"The sender is shown as {shown}, but the address is {sender.address}."
            return


def _other_sender(fields: Fields, sender: Address) -> Iterator[str]:
    """A Sender field (RFC 5322 section 3.6.2) of another domain: somebody else has handed the message in."""
    for key, value in fields:
        if key.lower() == "sender":
            other = next(iter(addresses(value)), None)
            if other and not _is_aligned(domain_key(other.domain), domain_key(sender.domain)):
                yield f"It was handed in by {other.address} (Sender field), not by {sender.address}."
            return


def _strict(field: str) -> set[str]:
    """Every address of a From field read by the letter (RFC 5322 section 3.4): quotes and comments hold none."""
    bare = _without_comments(field)
    found = re.findall(r"<([^<>]{1,400})>", bare) or bare.split(",")
    # A source route, long obsolete, stands before the address (RFC 5322 section 4.4).
    return {address_key(decode_words(one).rpartition(":")[2].replace(" ", "")) for one in found[:100]}


def _without_comments(field: str) -> str:
    out: list[str] = []
    depth, quoted, at = 0, False, 0
    while at < len(field):
        char = field[at]
        if char == "\\":
            at += 2
            continue
        if char == '"' and not depth:
            quoted = not quoted
        elif not quoted:
            depth += (char == "(") - (char == ")" and depth > 0)
            if not depth and char != ")":
                out.append(char)
        at += 1
    return "".join(out)
