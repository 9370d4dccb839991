"""Silent errors: what a reading has wrong of a person and none of its flags admits.

A flag admits a fault when following it up would bring the fault to light: staff must look at the submission before
anything is recorded, or the delegation is asked about just that field of just that person. A flag that holds a
message for another reason (who sent it, which part it is for) admits nothing: staff settle that reason, accept, and
the misspelt minister goes into the list.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from types import MappingProxyType

from mailbot.domain.flag import DEFAULT_SEVERITY

from .comparing import address, tokens
from .persons import Matching, same_email, same_name, same_speaker, same_split
from .verdicts import Fault, FaultKind, Reading, Standing, full_name


@dataclass(frozen=True, slots=True)
class Admission:
    """What one flag code admits, and why.

    ``kinds`` are the faults it speaks of. ``named``: only of the person ``about`` names, where it names any. ``when``
    narrows it further, to faults it can mean.
    """

    kinds: frozenset[FaultKind]
    why: str
    named: bool = True
    when: Callable[[Fault], bool] = lambda _: True


EVERYTHING: frozenset[FaultKind] = frozenset(
    ("missing", "invented", "stays", "leaves", "name", "split", "email", "role", "speaker")
)


def _is_head(fault: Fault) -> bool:
    return fault.want is not None and fault.want.get("role") == "head"


def _speaks_as(kind: str) -> Callable[[Fault], bool]:
    def holds(fault: Fault) -> bool:
        want = fault.want or {}
        return kind in {want.get("speaker"), *(want.get("speaks") or {}).values()}

    return holds


def _all(why: str) -> Admission:
    return Admission(EVERYTHING, why, named=False)


def _only(kinds: str, why: str) -> Admission:
    return Admission(frozenset(kind for kind in EVERYTHING if kind in kinds.split()), why)


ADMITS: Mapping[str, Admission] = MappingProxyType(
    {
        # Held because the reading itself is in doubt: staff compare it with the note, whole.
        "low_confidence": _all("the reading is not sure of itself; staff compare it with the note"),
        "attachment_unreadable": _all("what could not be read may be the list; staff open it"),
        "nothing_understood": _all("nobody was found; staff read the message"),
        "delegation_unclear": _all("nothing can be recorded before staff have read whose note it is"),
        "revision_unclear": _all("staff put the composition together from both notes"),
        "crashed": _all("nothing was read; staff read the message"),
        # Asked of the delegation, about one field of one person.
        "name_order_uncertain": _only("split", "the delegation is asked which is the family name"),
        "latin_name_needed": _only("name split", "the delegation is asked to spell the name, in given and family name"),
        "email_invalid": _only("email", "the delegation is asked for an address that works"),
        "email_shared": _only("email", "the delegation is asked whose the address is"),
        "email_mismatch": _only("email", "the delegation is asked which of two addresses holds"),
        "speaker_email_missing": _only("email", "the delegation is asked for the speaker's address"),
        "speaker_email_generic": _only("email", "the delegation is asked for the speaker's own address"),
        "role_ambiguous": _only("role speaker", "the delegation is asked what the alternate stands in for"),
        "two_heads": _only("role", "the delegation is asked which of them is the head"),
        "same_speaker_twice": _only("speaker", "the delegation is asked as what the person speaks"),
        "speakers_too_many": _only("speaker", "the delegation is asked which of them speak"),
        # Asked of the delegation, about a person it did not see.
        "head_missing": Admission(
            frozenset({"role", "missing"}), "the delegation is asked who is its head", False, _is_head
        ),
        "primary_missing": Admission(
            frozenset({"speaker", "missing"}), "the delegation is asked who speaks", False, _speaks_as("primary")
        ),
        "alternate_missing": Admission(
            frozenset({"speaker", "missing"}), "the delegation is asked who stands in", False, _speaks_as("alternate")
        ),
    }
)
"""Every other code admits no fault of a person: it speaks of the sender, the part, the hour, the reference, another
system; ``duplicate_participant`` and the like are notes, which nobody need read."""


def standing(flags: Iterable[Reading]) -> Standing:
    """What becomes of a submission with these flags."""
    severities = {severity_of(flag) for flag in flags}
    return "hold" if "hold" in severities else "ask" if "ask" in severities else "recorded"


def severity_of(flag: Reading) -> str:
    """The flag's own severity; where it states none, the code's."""
    return str(flag.get("severity") or DEFAULT_SEVERITY.get(str(flag.get("code")), "note"))


def faults(matching: Matching, due: Set[str]) -> Iterator[Fault]:
    """What the record would have wrong; ``due`` are truth's flag codes, which say what nobody can tell."""
    for want, got in matching.pairs:
        if got is None:
            yield Fault("missing", want, None)
            continue
        if not same_name(want, got):
            yield Fault("name", want, got)
        elif "family" in want and "name_order_uncertain" not in due and not same_split(want, got):
            yield Fault("split", want, got)
        if "email" in want and not same_email(want["email"], got.get("email"), due):
            yield Fault("email", want, got)
        if "role_ambiguous" in due:
            continue
        if "role" in want and got.get("role") != want["role"]:
            yield Fault("role", want, got)
        if ("speaker" in want or "speaks" in want) and not same_speaker(want, got, due):
            yield Fault("speaker", want, got)
    for got in matching.invented:
        yield Fault("invented", None, got)


def removal_faults(want: Sequence[Reading], got: Sequence[Reading]) -> Iterator[Fault]:
    """Who would stay in the list although they leave, and the other way round."""
    left = list(got)
    for person in want:
        same = next((other for other in left if same_name(person, other)), None)
        if same is None:
            yield Fault("stays", person, None)
        else:
            left.remove(same)
    for other in left:
        yield Fault("leaves", None, other)


def is_admitted(fault: Fault, flags: Iterable[Reading]) -> bool:
    """Whether a hold or ask flag among them says so."""
    return any(_admits(flag, fault) for flag in flags if severity_of(flag) in {"hold", "ask"})


def _admits(flag: Reading, fault: Fault) -> bool:
    admission = ADMITS.get(str(flag.get("code")))
    if admission is None or fault.kind not in admission.kinds or not admission.when(fault):
        return False
    return not admission.named or _is_about(flag.get("about"), fault.got)


def _is_about(about: object, person: Reading | None) -> bool:
    """Whether ``about`` (a name, several with commas between, or an address) means that person; nothing means all."""
    if not about:
        return True
    if person is None:
        return False
    if person.get("email") and address(person["email"]) == address(about):
        return True
    name = tokens(full_name(person))
    return tokens(about) == name or any(tokens(one) == name for one in str(about).split(", "))
