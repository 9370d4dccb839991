"""Domains in which others may have addresses too."""

from __future__ import annotations

from pathlib import Path

import pytest

from mailbot.adapters.maildir import create_maildir
from mailbot.check import notes
from mailbot.domain.public_domains import is_public, looks_like_a_provider
from tests.flows.conftest import CONFIG

INVITEES = """\
code,name,category,language,emails,domains,policy
KEN,Kenya,signatory,en,mission@shared-house.example,,
BFA,Burkina Faso,state_party,fr,burkina@shared-house.example,,
MLI,Mali,state_party,fr,mission@geneva-telecom.example,,
GHA,Ghana,state_party,en,mission@volta-online.example,,addresses
TGO,Togo,state_party,fr,mission@lome-mail.example,lome-mail.example,
BEN,Benin,state_party,fr,mission@mae-benin.example,,
NER,Niger,state_party,fr,niger@ties.itu.int,,
"""


def test_check_names_domains_that_may_be_shared(tmp_path: Path) -> None:
    (tmp_path / "invitees.csv").write_text(INVITEES, encoding="utf-8")
    (tmp_path / "config.toml").write_text(CONFIG, encoding="utf-8")
    create_maildir(tmp_path / "mail")
    told = [note for note in notes(tmp_path / "config.toml") if note.startswith("anybody who writes from")]
    assert [note.split()[4] for note in told] == ["geneva-telecom.example", "shared-house.example"]
    assert "KEN, BFA all have addresses there" in told[1]


@pytest.mark.parametrize(
    "domain",
    "ties.itu.int un.int swisscom.ch vtxnet.ch infomaniak.ch mailinator.com yopmail.com hey.com orange.sn".split(),
)
def test_providers_of_missions_and_throwaway_addresses_are_public(domain: str) -> None:
    assert is_public(domain)


@pytest.mark.parametrize("domain", ["kenya-telecom.example", "fastmail.example", "x.net", "lagos.net.ng"])
def test_what_has_the_name_of_a_provider_looks_like_one(domain: str) -> None:
    assert looks_like_a_provider(domain)


@pytest.mark.parametrize(
    "domain", ["mfa.go.ke", "mission-mail.gov.example", "wipo.int", "diplomatie.example", "icrc.org", ""]
)
def test_what_has_not_does_not(domain: str) -> None:
    assert not looks_like_a_provider(domain)
