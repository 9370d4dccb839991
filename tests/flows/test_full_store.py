"""What the review page asks of a store as a long conference leaves it: right, and without looking at everything."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks import full_store
from mailbot.adapters.maildir import create_maildir
from mailbot.config import load
from mailbot.daemon import open_desk
from mailbot.desk import Desk
from mailbot.domain.decide import content_hash
from mailbot.review import find, log, queue, search
from mailbot.review.waiting import seen_hash

from .conftest import CONFIG

MESSAGES, FLAGS = 600, 100


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    home: Path = tmp_path_factory.mktemp("full")
    full_store.write_invitees(home / "invitees.csv")
    (home / "config.toml").write_text(CONFIG, encoding="utf-8")
    create_maildir(home / "mail")
    with open_desk(load(home / "config.toml"), clock=lambda: full_store.NOW) as desk:
        full_store.fill(desk, MESSAGES, FLAGS)
        yield desk


def test_the_hash_of_an_item_is_the_one_a_decision_is_bound_to(full: Desk) -> None:
    items = queue(full)
    assert len(items) == FLAGS
    for item in items[:20]:
        assert item.record is not None
        assert item.seen == find(full, item.id).seen == seen_hash(full, item.record)
        read = item.record.submission
        assert read is not None
        whole = [content_hash(read), None, "recorded", [], []]
        bare = replace(item.record, delegation=None)
        flags = sorted([f.key, f.flag.severity, f.flag.detail] for f in item.flags)
        whole[3], whole[4] = flags, [d.id for d in full.store.decisions_on(item.id)]
        assert seen_hash(full, bare) == content_hash(whole)


def test_everything_is_found(full: Desk) -> None:
    assert {hit.kind for hit in search(full, "ivanov qaa")} == {"message"}
    assert len(search(full, "qaa", limit=99)) == 2 * MESSAGES // full_store.DELEGATIONS
    pages, before = 0, None
    while page := log(full, limit=200, before=before):
        pages += len(page)
        before = page[-1].at
    assert pages == 3 * MESSAGES
