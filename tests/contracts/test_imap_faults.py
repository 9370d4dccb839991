"""What an IMAP server may say wrongly of one message, and what that does to others."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailbot.adapters.imap import ImapMailbox
from mailbot.adapters.imap_login import response_codes
from mailbot.adapters.imap_reading import parts
from mailbot.ahead import Ahead
from mailbot.ports import Arrival, Listing, MessageKey, Oversized, Temporary
from tests.conftest import imap_settings
from tests.servers.scripted import ScriptedImap


@given(broke=st.lists(st.integers(0, 6), max_size=120))
def test_what_breaks_answers_is_asked_for_alone_and_last(broke: list[int]) -> None:
    now = datetime.now(UTC)
    made = list(parts(dict.fromkeys(range(len(broke)), (10, now)), dict(enumerate(broke)), 1000))
    assert sorted(uid for part in made for uid in part) == list(range(len(broke)))
    order = [uid for part in made for uid in part]
    calm = [uid for uid in order if broke[uid] < 3]
    assert order[: len(calm)] == calm == sorted(calm)
    assert [broke[uid] for uid in order[len(calm) :]] == sorted(times for times in broke if times >= 3)
    assert all(len(part) == 1 for part in made if any(broke[uid] for uid in part))


@pytest.mark.parametrize("size", [4 * 1024 * 1024 * 1024, 10**20])
def test_no_room_is_made_for_what_a_server_announces(size: int) -> None:
    answer = [b"* 1 FETCH (UID 11 BODY[] {%d}\r\nSubject: x\r\n" % size]
    server = ScriptedImap(UID_FETCH=answer)
    mailbox = ImapMailbox(imap_settings(server, "ccm", timeout_seconds=2), lambda: "x")  # type: ignore[arg-type]
    try:
        with pytest.raises(Temporary, match="closed the connection"):
            list(mailbox.fetch(Listing(7, (11,)), [11]))
    finally:
        mailbox.close()
        server.close()


def test_a_bad_command_has_no_code() -> None:
    assert response_codes(Exception("BAD [b'what']")) == set()
    assert response_codes(Exception("NO [b'[UNAVAILABLE] later']")) == {"UNAVAILABLE"}
    assert response_codes(Exception("NO [b'[BADCHARSET (UTF-8)] no']")) == {"BADCHARSET"}


class _Readers:
    processes = 2

    def read_text(self, *_: object) -> list[object]:
        return []

    read_behind = read_text


def test_what_came_before_the_line_broke_has_its_turn() -> None:
    def arrivals() -> Iterator[Arrival | Oversized]:
        for uid in range(3):
            yield Arrival(MessageKey("a", "INBOX", 7, uid), b"Subject: x\r\n\r\n", datetime.now(UTC))
        raise Temporary("the line broke")

    ahead = Ahead(_Readers(), None)  # type: ignore[arg-type]
    had: list[int] = []

    def take_all() -> None:
        for arrival, _ in ahead.coming(arrivals(), 5):
            had.append(arrival.key.uid)

    with pytest.raises(Temporary):
        take_all()
    ahead.close()
    assert had == [0, 1, 2]
