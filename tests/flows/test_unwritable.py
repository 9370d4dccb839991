"""A sender nobody can write to: no letter sets out to that address, and nothing ends without somebody hearing of it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mailbot.corrections import Refused
from mailbot.desk import Desk
from mailbot.domain.meeting import Invitees
from mailbot.review import rule
from tests.e2e.mail import COMPLETE, KENYA, message, note

from .deciding import families, last_letter, ruling, take_in
from .test_delivery import Outbox, outbox

__all__ = ["outbox"]

NOBODY = ["a@[127.0.0.1]", "a@evil..example", "x@y@z.example", "a" * 65 + "@long.example", "a@127.0.0.1"]


def from_address(address: str) -> bytes:
    """Kenya's note from that address, written into the header as it is: no library would."""
    return note(*COMPLETE).replace(KENYA.encode(), f"Kenya Mission <{address}>".encode())


@pytest.mark.parametrize("address", NOBODY)
def test_a_stranger_nobody_can_write_to_gets_nothing_and_waits_for_a_person(desk: Desk, address: str) -> None:
    (record,) = take_in(desk, from_address(address))
    assert record.sender == address
    assert record.disposition == "held"
    assert [letter.to for letter in desk.store.all_letters()] == []
    (told,) = [f for f in desk.store.open_flags(message=record.id) if f.flag.code == "crashed"]
    assert told.flag.severity == "hold"
    assert "nobody can write to that address" in told.flag.detail
    rule(desk, ruling("answer", record, text="Was it you?"))
    assert last_letter(desk).to == ("mission@kenya-gva.example",)


def test_staff_are_told_that_they_cannot_write_there(desk: Desk) -> None:
    question = message("Could we name three speakers?").replace(KENYA.encode(), b"Somebody <a@evil..example>")
    (record,) = take_in(desk, question)
    assert record.disposition == "held"
    with pytest.raises(Refused, match="Nobody can write"):
        rule(desk, ruling("answer", record, text="Who are you?"))


def test_the_missions_own_mailbox_reads_what_its_officer_cannot(desk: Desk) -> None:
    address = "o" * 65 + "@kenya-gva.example"
    (record,) = take_in(desk, from_address(address))
    assert record.disposition == "recorded"
    (letter,) = desk.store.all_letters()
    assert letter.to == ("mission@kenya-gva.example",)
    (flag,) = desk.store.open_flags(message=record.id)
    assert (flag.flag.severity, flag.flag.about) == ("note", address)


def test_a_delegation_nobody_of_which_can_be_told_waits_for_a_person(desk: Desk) -> None:
    kenya = desk.config.invitees.get("KEN")
    assert kenya is not None
    alone = replace(kenya, emails=(), domains=("kenya-gva.example",))
    desk = replace(desk, config=replace(desk.config, invitees=Invitees((alone,))))
    (record,) = take_in(desk, from_address("o" * 65 + "@kenya-gva.example"))
    assert record.disposition == "held"
    assert families(desk) == []
    assert "crashed" in [f.flag.code for f in desk.store.open_flags(message=record.id)]


def test_a_recipient_nobody_can_write_to_keeps_no_other_from_the_letter(outbox: Outbox) -> None:
    outbox.add("both", to=("a@evil..example", "good@mfa.example"))
    outbox.deliver()
    assert outbox.arrived == ["good@mfa.example"]
    assert b"evil" not in outbox.receiver.messages[0].raw
    letter = outbox.letter("both")
    assert (letter.state, letter.accepted, letter.refused) == ("sent", ("good@mfa.example",), ("a@evil..example",))
    assert [(f.flag.code, f.flag.about) for f in outbox.store.open_flags()] == [("bounce", "a@evil..example")]


@pytest.mark.parametrize("address", NOBODY)
def test_a_letter_to_nobody_fails_and_says_why(outbox: Outbox, address: str) -> None:
    outbox.add("none", to=(address,))
    assert outbox.deliver().failed == 1
    letter = outbox.letter("none")
    assert (letter.state, letter.failure) == ("failed", "553 5.1.3 not an address")
    assert [(f.flag.code, f.flag.severity, f.flag.about) for f in outbox.store.open_flags()] == [
        ("bounce", "hold", address)
    ]
    assert outbox.arrived == []


def test_a_server_that_takes_ascii_alone_has_the_letter_for_the_others(outbox: Outbox) -> None:
    outbox.receiver.smtputf8 = False
    outbox.add("both", to=("missión@mfa.example", "good@mfa.example"))
    outbox.add("alone", to=("missión@mfa.example",))
    outbox.deliver()
    assert outbox.arrived == ["good@mfa.example"]
    assert (outbox.letter("both").state, outbox.letter("both").refused) == ("sent", ("missión@mfa.example",))
    assert outbox.letter("alone").state == "failed"
    assert "6531" in (outbox.letter("alone").failure or "")
    assert {f.flag.code for f in outbox.store.open_flags()} == {"bounce", "crashed"}
