"""Fifty messages of the development corpus in one ``mailbot once``; skipped where the corpus is not at hand."""

from __future__ import annotations

import email
import email.policy
import json
from collections import Counter
from pathlib import Path

import pytest

from .conftest import Office

CORPUS = Path(__file__).parents[3] / "shared" / "corpus"

pytestmark = [
    pytest.mark.dovecot,
    pytest.mark.skipif(not CORPUS.is_dir(), reason="the development corpus is not beside the checkout"),
]

SECOND_PART = """
[[meeting.parts]]
id = "RC2"
title.en = "second part"
title.fr = "deuxième partie"
starts_on = 2021-02-04
ends_on = 2021-02-05
format = "hybrid"
speakers = { primary = 1, alternate = 1, personal_email = true }
"""


@pytest.fixture
def truth() -> list[dict[str, object]]:
    lines = (CORPUS / "truth.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines][:50]


def test_fifty_messages_each_answered_at_most_once(office: Office, truth: list[dict[str, object]]) -> None:
    text = office.config.read_text(encoding="utf-8").replace("desk@secretariat", "a.keller@secretariat")
    office.config.write_text(text + SECOND_PART, encoding="utf-8")
    (office.folder / "invitees.csv").write_bytes((CORPUS / "invitees.csv").read_bytes())
    ids = {}
    for entry in truth:
        raw = (CORPUS / str(entry["file"])).read_bytes()
        ids[email.message_from_bytes(raw)["Message-ID"]] = entry
        office.submit(raw)
    office.run("once")
    answered = Counter()
    for received in office.smtp.messages:
        letter = email.message_from_bytes(received.raw, policy=email.policy.default)
        answered[letter["In-Reply-To"]] += 1
    assert set(answered.values()) <= {1}
    for message_id, entry in ids.items():
        assert entry["may_answer"] or not answered[message_id], entry["file"]
    assert len(answered) >= 40
    sent = len(office.smtp.messages)
    office.run("once")
    assert len(office.smtp.messages) == sent
    ledger = office.json("status")["ledger"]
    filed = {folder: office.count_in(folder) for folder in ("INBOX", "Processed", "For review", "Automatic")}
    assert sum(ledger.values()) == 50 == sum(filed.values())
    assert filed["INBOX"] == 0
    assert filed["For review"] == ledger.get("held", 0) + ledger.get("crashed", 0)
    assert "crashed" not in ledger
