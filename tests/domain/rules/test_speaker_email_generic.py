"""``speaker_email_generic``: a speaker's address is an office's, or another speaker's too."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mailbot.domain.meeting import Meeting, Speakers

from .conftest import Judge
from .people import ALTERNATE, HEAD, MEMBER, PRIMARY, note

OFFICES = """
    mission mission.geneve permanentmission.geneva missionbf missiondubf mission-ch mission2020 MISSION
    embassy embassy.of.bf ambassade ambassade-bf embajada embajada.ginebra embaixada botschaft posolstvo
    delegation delegation.onu delegacion wafd daibiaotuan
    info contact contacts office secretariat secretaria protocol protocole protocolo registry
    ccm ccm2020 geneva genf geneve gva bf.gva un-geneva ginebra disarmament desarmement
    burkina bfa burkina.faso un посольство миссия 代表团 وفد
""".split()

PERSONS = """
    awa.traore atraore awa traore.awa awa_traore awa-traore awatraore awa.traore2 at traore85 sanou.m mariam
    genevieve.infante m.contardo unoka protocopou infantino embarek delegatos
""".split()


@pytest.mark.parametrize("local", OFFICES)
def test_due_for_an_office(judge: Judge, local: str) -> None:
    (flag,) = judge(note(HEAD, replace(PRIMARY, email=f"{local}@bf.example"), ALTERNATE))
    assert flag.about == "Issa OUÉDRAOGO"


@pytest.mark.parametrize("local", PERSONS)
def test_not_due_for_a_person(judge: Judge, local: str) -> None:
    assert judge(note(HEAD, replace(PRIMARY, email=f"{local}@bf.example"), ALTERNATE)) == []


@pytest.mark.parametrize("local", ["representation", "representacion"])
def test_due_for_an_office_in_other_words(judge: Judge, local: str) -> None:
    assert judge(note(HEAD, replace(PRIMARY, email=f"{local}@bf.example"), ALTERNATE))


NAMESAKES = [("Emily", "POST", "emily.post"), ("Geneva", "DASHI", "g.dashi")]


@pytest.mark.parametrize(("given", "family", "local"), NAMESAKES)
def test_not_due_for_a_person_named_like_an_office(judge: Judge, given: str, family: str, local: str) -> None:
    speaker = replace(PRIMARY, given=given, family=family, email=f"{local}@bf.example")
    assert judge(note(HEAD, speaker, ALTERNATE)) == []


def test_due_for_the_address_listed_for_the_delegation(judge: Judge) -> None:
    assert judge(note(HEAD, replace(PRIMARY, email="Mission@BF-Geneve.example"), ALTERNATE))


def test_due_for_both_speakers_of_one_address(judge: Judge) -> None:
    shared = replace(ALTERNATE, email="I.Ouedraogo@bf.example")
    assert [flag.about for flag in judge(note(HEAD, PRIMARY, shared))] == ["Issa OUÉDRAOGO", "Mariam SANOU"]


def test_not_due_when_one_person_has_both_parts(judge: Judge) -> None:
    assert judge(note(parts=("RC1", "RC2"))) == []


def test_not_due_for_who_does_not_speak(judge: Judge) -> None:
    assert judge(note(HEAD, PRIMARY, ALTERNATE, replace(MEMBER, email="mission@bf-geneve.example"))) == []


def test_not_due_where_no_personal_address_is_asked_for(judge: Judge, meeting: Meeting) -> None:
    parts = tuple(replace(p, speakers=Speakers(personal_email=False)) if p.speakers else p for p in meeting.parts)
    office = note(HEAD, replace(PRIMARY, email="mission@bf.example"), ALTERNATE)
    assert judge(office, meeting=replace(meeting, parts=parts)) == []
    assert judge(replace(office, parts=("PM1",))) == []


def test_not_due_for_who_speaks_only_where_no_personal_address_is_asked_for(judge: Judge, meeting: Meeting) -> None:
    relaxed = Speakers(personal_email=False)
    parts = tuple(replace(p, speakers=relaxed) if p.id == "RC2" else p for p in meeting.parts)
    office = replace(MEMBER, email="mission@bf.example", parts=("RC2",), speaker="primary")
    everyone = note(HEAD, replace(PRIMARY, speaker_in={"RC2": None}), ALTERNATE, office, parts=("RC1", "RC2"))
    assert judge(everyone, meeting=replace(meeting, parts=parts)) == []
