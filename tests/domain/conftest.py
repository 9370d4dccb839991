"""A small meeting and invitee list for the pure rules."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from mailbot.domain.meeting import Invitee, Invitees, Meeting, Milestone, Part, Speakers

ZONE = ZoneInfo("Europe/Zurich")


@pytest.fixture
def meeting() -> Meeting:
    """PM1 without speakers, RC1 virtual with a deadline on 18 November, RC2 hybrid."""
    due = datetime(2020, 11, 18, 23, 59, tzinfo=ZONE).astimezone(UTC)
    indico = datetime(2020, 11, 20, 23, 59, tzinfo=ZONE).astimezone(UTC)
    rc1 = Part(
        "RC1",
        {"en": "first part"},
        date(2020, 11, 25),
        date(2020, 11, 27),
        "virtual",
        speakers=Speakers(),
        milestones=(
            Milestone("note_verbale", due, (14, 7, 2, 0)),
            Milestone("indico", indico, (3, 0), link="https://indico.un.example/e/1"),
        ),
    )
    rc2 = Part("RC2", {"en": "second part"}, date(2021, 2, 4), date(2021, 2, 5), "hybrid", speakers=Speakers())
    pm1 = Part("PM1", {"en": "first preparatory meeting"}, date(2020, 6, 29), date(2020, 6, 29), "in_person")
    return Meeting("2RC", {"en": "Second Review Conference"}, "Europe/Zurich", (pm1, rc1, rc2))


@pytest.fixture
def invitees() -> Invitees:
    """A State, an organisation, and an observer that needs approval."""
    return Invitees(
        (
            Invitee("KEN", "Kenya", "signatory", "en", ("mission@kenya-gva.example",)),
            Invitee("BFA", "Burkina Faso", "state_party", "fr", ("mission@bf-geneve.example", "a.traore@bf.example")),
            Invitee("CMC", "Cluster Munition Coalition", "observer_1_2", "en", ("info@cmc.example",)),
            Invitee("EU", "European Union", "observer_1_3", "en", ("delegation@eu.example",)),
        )
    )
