"""What the record says in fixed English phrases, in the words of the page: refusals, changes, reasons."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from mailbot.corrections import Refused
from mailbot.domain.flag import CODES

from .words import Words


def refusal_said(words: Words, refusal: Refused) -> str:
    """Why something was not done; the sentence for the command line where the page has none of its own."""
    key = f"refused.{refusal.code}"
    if key not in words.texts:
        return str(refusal)
    facts = dict(refusal.facts)
    if "key" in facts:
        facts["key"] = _field_said(words, str(facts["key"]))
    if "state" in facts:
        facts["state"] = words.of("letter_state", facts["state"])
    return words(key, **facts)


def change_said(words: Words, key: str, value: str) -> str:
    """One change of a correction, written ``KEY=VALUE``, as a phrase: "Family name (person 3): X"."""
    if key == "persons.+":
        return words("change.added", name=" ".join(value.replace("|", " ").split()))
    if key.startswith("persons.") and key.count(".") == 1 and value == "-":
        return words("change.struck", number=key.removeprefix("persons."))
    name = key.split(".")[2] if key.startswith("persons.") and key.count(".") > 1 else key.rpartition(".")[2]
    return words("change.set", what=_field_said(words, key), value=words.of(name, value) if value else "–")


def _field_said(words: Words, key: str) -> str:
    """The name of the field a change is of, and whose it is."""
    if not key.startswith("persons."):
        return words.of("field", key.removeprefix("revision."))
    _, number, field, *rest = [*key.split("."), ""]
    name = words.of("field", field) + (f" {rest[0]}" if rest and rest[0] else "")
    return words("change.of_person", what=name, number=number)


_SAID_WHOLE = {
    "recorded": "why.recorded",
    "already recorded": "why.recorded",
    "a question": "why.question",
    "a delivery status notification": "why.notification",
    "automatic mail without a submission": "why.automatic",
    "complaint mail without a submission": "why.complaint",
    "seen before": "why.seen_before",
    "our own letter came back": "why.own",
    "something waits for a decision": "why.waits",
    "much waits for a decision": "why.waits",
    "daily digest": "why.digest",
    "says that the message has arrived and a person looks at it": "why.receipt",
}
_SAID = (
    (re.compile(r"held: (?P<codes>.+)", re.DOTALL), "why.held"),
    (
        re.compile(r"(?P<action>accept|correct|assign|reject|dismiss|answer)(?:ed)? by (?P<name>.+)", re.DOTALL),
        "why.by",
    ),
    (re.compile(r"answers the note of (?P<name>.+)", re.DOTALL), "why.answers"),
    (re.compile(r"tells (?P<name>.+) that a note was recorded for it by mistake", re.DOTALL), "why.mistaken"),
    (re.compile(r"(?P<part>\S+): speaker, (?P<kind>\w+) due in (?P<days>-?\d{1,6}) days"), "why.speaker"),
)
_WANTED = re.compile(r"(\S+): ([\w, ]+); (?:(\d{1,6}) days before the deadline|today is the last day)(?:; |$)")
LONGEST_REASON = 2000


def why_said(words: Words, reason: str) -> str:
    """Why a letter is written, or a message was dealt with as it was; empty for what is no fixed phrase."""
    if reason in _SAID_WHOLE:
        return words(_SAID_WHOLE[reason])
    if len(reason) > LONGEST_REASON:
        return ""
    for pattern, key in _SAID:
        if found := pattern.fullmatch(reason):
            return words(key, **_facts(words, found.groupdict()))
    wanted = list(_WANTED.finditer(reason))
    if "".join(found[0] for found in wanted) != reason:
        return ""
    return "; ".join(_wanted_said(words, found[1], found[2], found[3]) for found in wanted)


def _facts(words: Words, found: dict[str, str]) -> dict[str, object]:
    """What a reason names, as the page calls it."""
    said: dict[str, object] = {name: found[name] for name in ("name", "part") if name in found}
    if "days" in found:
        said["n"] = int(found["days"])
    if "codes" in found:
        said["what"] = _codes_said(words, found["codes"])
    if "action" in found:
        said["what"] = words.of("decision", found["action"])
    if "kind" in found:
        said["what"] = words.of("letter_name", f"speaker_{found['kind']}")
    return said


def _wanted_said(words: Words, part: str, codes: str, days: str | None) -> str:
    what = words("why.nothing") if codes == "nothing received" else _codes_said(words, codes)
    when = words("why.days", n=int(days)) if days else words("why.today")
    return f"{part}: {what}, {when}"


def _codes_said(words: Words, codes: str) -> str:
    return ", ".join(words.of("flag" if code in CODES else "kind", code) for code in codes.split(", "))


def verdict_said(words: Words, troubles: Sequence[Mapping[str, Any]]) -> str:
    """The state of things in one line, of the troubles as ``health_data`` gives them."""
    if not troubles:
        return words("verdict.well")
    down = [trouble for trouble in troubles if trouble["level"] == "down"]
    what = "; ".join(trouble_said(words, trouble) for trouble in down or troubles)
    return words("verdict.down" if down else "verdict.look", what=what)


def trouble_said(words: Words, trouble: Mapping[str, Any]) -> str:
    """What is not well; what it is about, where the page does not speak the language it is told in."""
    if words.language == "en":
        return str(trouble["title"])
    return words.of("trouble", str(trouble["cause"]).partition(" ")[0])
