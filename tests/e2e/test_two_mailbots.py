"""Two daemons, each a delegation in the list of the other, get each other's letters: they must fall silent."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.servers.dovecot import Dovecot
from tests.servers.smtp import Received, SmtpReceiver

from .conftest import Office
from .mail import COMPLETE, message, note

OURS, THEIRS = "ccm@secretariat.example", "protocol@kenya-gva.example"
# Every mark by which one of us, or any program, is known: a gateway might lose them all.
_MARKS = re.compile(
    rb"^(?:Auto-Submitted|X-Mailbot-Loop|X-Auto-Response-Suppress|Precedence):[^\n]*\n(?:[ \t][^\n]*\n)*", re.M | re.I
)
_THREAD = re.compile(rb"^(?:In-Reply-To|References):[^\n]*\n(?:[ \t][^\n]*\n)*", re.M | re.I)


@dataclass
class Post:
    """Carries what each sends to the other; ``lossy`` gateways lose every mark of a program on the way."""

    offices: dict[str, Office]
    lossy: bool = False
    carried: dict[str, int] = field(default_factory=dict)

    def carry(self) -> int:
        """Delivers what is new, and gives how much that was."""
        count = 0
        for sender, office in self.offices.items():
            done = self.carried.get(sender, 0)
            new = office.smtp.messages[done:]
            self.carried[sender] = done + len(new)
            for letter in new:
                for recipient in set(letter.recipients) & (self.offices.keys() - {sender}):
                    self.offices[recipient].submit(self._on_the_way(letter))
                    count += 1
        return count

    def _on_the_way(self, letter: Received) -> bytes:
        return _THREAD.sub(b"", _MARKS.sub(b"", letter.raw)) if self.lossy else letter.raw

    def until_silent(self, seconds: float = 3, most_seconds: float = 90) -> None:
        """Carries to and fro until all that came has been dealt with, and neither has written anything for a while."""
        begun = still = time.monotonic()
        while time.monotonic() - still < seconds:
            assert time.monotonic() - begun < most_seconds, "they do not stop"
            if self.carry() or any(office.count_in("INBOX") for office in self.offices.values()):
                still = time.monotonic()
            time.sleep(0.1)


@pytest.fixture
def offices(dovecot: Dovecot, tmp_path: Path) -> Iterator[dict[str, Office]]:
    made = {}
    for own, other in ((OURS, THEIRS), (THEIRS, OURS)):
        receiver = SmtpReceiver()
        receiver.start()
        folder = tmp_path / own.partition("@")[0]
        folder.mkdir()
        office = Office(folder, dovecot, dovecot.new_user(), receiver)
        office.write_config()
        text = office.config.read_text(encoding="utf-8").replace(OURS, own)
        office.config.write_text(text.replace('id = "2RC"', f'id = "{own[:3]}"'), encoding="utf-8")
        list_ = folder / "invitees.csv"
        known = list_.read_text(encoding="utf-8").replace("mission@kenya-gva.example", other)
        list_.write_text(known, encoding="utf-8")
        made[own] = office
    yield made
    for office in made.values():
        for process in office.processes:
            process.kill()
            process.wait()
        office.smtp.stop()


FIRST = {
    "note": note(*COMPLETE, sender=THEIRS),
    "question": message("Where do we park? Do we need badges?", sender=THEIRS, subject="A question"),
}


@pytest.mark.dovecot
@pytest.mark.timeout(240)
@pytest.mark.parametrize("lossy", [False, True], ids=["marked", "every mark lost"])
@pytest.mark.parametrize("first", FIRST)
def test_two_daemons_fall_silent(offices: dict[str, Office], first: str, lossy: bool) -> None:
    post = Post(offices, lossy)
    processes = [office.start() for office in offices.values()]
    offices[OURS].submit(FIRST[first])
    offices[OURS].until(lambda: bool(offices[OURS].smtp.messages), 90)
    post.until_silent()
    ours, theirs = ([len(to(office, other)) for other in offices] for office in offices.values())
    # Our answer and nothing else; where nothing tells our letters from a person's, a few, and then silence.
    assert 1 <= ours[1] <= (3 if lossy else 1)
    assert theirs[0] <= (3 if lossy else 0)
    for office, process in zip(offices.values(), processes, strict=True):
        assert office.stop(process) == 0
        # Each message has one disposition, and none is left where it came.
        assert office.count_in("INBOX") == 0


def to(office: Office, address: str) -> list[Received]:
    return [letter for letter in office.smtp.messages if address in letter.recipients]
