"""Letters: every one in every language and form, hostile names, exact times, and everything that is missing."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from email.message import EmailMessage
from html.parser import HTMLParser
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mailbot.adapters.letters import LetterRenderer
from mailbot.adapters.letters.values import gender_of, is_excellency, name_text, one_line
from mailbot.config import Secretariat
from mailbot.domain.delegation import Diff, Missing, Participant, Participation, PartStanding, Standing
from mailbot.domain.flag import DEFAULT_SEVERITY
from mailbot.domain.letter import Intent, Thread, message_id_for
from mailbot.domain.meeting import Invitee, Meeting, Milestone, Part, Session, Speakers
from mailbot.domain.submission import LANGUAGES
from mailbot.outputs.preview import LETTERS, STAFF_LETTERS, sample_intent, sample_invitees
from mailbot.ports import Permanent

GENEVA = ZoneInfo("Europe/Zurich")
SESSIONS = tuple(Session(time(a), time(b)) for a, b in ((10, 12), (13, 15), (16, 18)))
PLACE = {"en": "Geneva", "fr": "Genève", "es": "Ginebra", "ru": "Женева", "ar": "جنيف", "zh": "日内瓦"}


def part(part_id: str, starts: date, due: datetime) -> Part:
    return Part(
        part_id,
        {"en": f"part {part_id}", "ar": f"الجزء {part_id}"},
        starts,
        starts + timedelta(days=2),
        "virtual",
        sessions=SESSIONS,
        platform="Interprefy",
        webcast="https://webtv.un.example/2rc?a=1&b=2",
        speakers=Speakers(),
        milestones=(
            Milestone("note_verbale", due, (14, 2, 0)),
            Milestone("indico", due + timedelta(days=2), (2,), "https://indico.un.example/1"),
            Milestone("connection_test", due + timedelta(days=5), (1,), None),
        ),
    )


MEETING = Meeting(
    "2RC",
    {"en": "Second Review Conference", "fr": "Deuxième Conférence d’examen", "ar": "المؤتمر الاستعراضي الثاني"},
    "Europe/Zurich",
    (
        part("RC1", date(2020, 11, 25), datetime(2020, 11, 18, 23, 59, tzinfo=GENEVA)),
        part("RC2", date(2021, 2, 4), datetime(2021, 1, 27, 23, 59, tzinfo=GENEVA)),
    ),
    PLACE,
)
SECRETARIAT = Secretariat("CCM Secretariat", "ccm@un.example", ("desk@un.example",), "en")
NOW = datetime(2020, 11, 12, 8, 0, tzinfo=UTC)
STATE, ORGANISATION = sample_invitees()
RENDERER = LetterRenderer(None, MEETING, SECRETARIAT, None)
PAIRS = [(x, y) for x in LETTERS for y in (("en", "fr") if x in STAFF_LETTERS else LANGUAGES)]
BIDI_CONTROLS = re.compile("[\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c]")


def acknowledgement(
    *people: Participant, missing: tuple[Missing, ...] = (), language: str = "en", template: str = ""
) -> Intent:
    return Intent(
        template=template or ("acknowledgement_incomplete" if missing else "acknowledgement_complete"),
        cause="message:1",
        to=("mission@state.example",),
        language=language,
        delegation="BFA",
        facts={
            "received": {"subject": "Note", "at": NOW, "reference": None},
            "standing": Standing("BFA", (PartStanding("RC1", "complete", people),)),
            "diff": Diff(),
            "missing": missing,
            "parts": ("RC1",),
            "late_parts": (),
            "pending_approval": False,
        },
    )


class Page(HTMLParser):
    """The tags, comments and text of an HTML page."""

    def __init__(self, html: str | None) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: set[str] = set()
        self.links: list[str] = []
        self.text = ""
        self.feed(html or "")
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.links += [value or "" for name, value in attrs if name == "href"]

    def handle_comment(self, data: str) -> None:  # noqa: ARG002
        self.tags.add("comment")

    def handle_data(self, data: str) -> None:
        self.text += data


def seen(html: str | None) -> str:
    """The text a reader of the HTML sees."""
    return re.sub(r"\s+", " ", Page(html).text)


@pytest.mark.parametrize("invitee", [STATE, ORGANISATION, None], ids=["state", "organisation", "unknown"])
@pytest.mark.parametrize(("letter", "language"), PAIRS)
def test_every_letter_in_every_language_and_form(letter: str, language: str, invitee: Invitee | None) -> None:
    intent = sample_intent(letter, language, MEETING, invitee)
    written = RENDERER.render(intent, NOW, invitee)
    assert written.language == language
    assert written.html is not None
    assert "{" not in written.text.replace("{{", "")
    for form in (written.subject, written.text, seen(written.html)):
        assert "None" not in form
        assert "Undefined" not in form
    assert written.message_id == message_id_for(intent.key, "un.example")
    assert f'<html lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}">' in written.html
    assert "\n\n\n" not in written.text


NOTE_WORDS = {
    "en": ("presents its compliments", "assurances of its highest consideration"),
    "fr": ("présente ses compliments", "assurances de sa très haute considération"),
    "es": ("saluda atentamente", "más alta consideración"),
    "ru": ("свидетельствует свое уважение", "уверения в своем весьма высоком уважении"),
    "ar": ("أطيب تحياتها", "فائق اعتبارها"),
    "zh": ("致意", "顺致最崇高的敬意"),
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_states_get_a_note_verbale_and_others_a_letter(language: str) -> None:
    def text(invitee: Invitee | None) -> str:
        return RENDERER.render(sample_intent("question_received", language, MEETING, invitee), NOW, invitee).text

    for phrase in NOTE_WORDS[language]:
        assert phrase in text(STATE)
        assert phrase not in text(ORGANISATION)
        assert phrase not in text(None)


@pytest.mark.parametrize(
    ("code", "name", "language", "wanted"),
    [
        ("NLD", "Netherlands", "en", "Permanent Mission of the Netherlands"),
        ("NLD", "Netherlands", "fr", "Mission permanente des Pays-Bas"),
        ("PER", "Peru", "es", "Misión Permanente del Perú"),
        ("KAZ", "Kazakhstan", "ru", "Постоянному представительству Казахстана"),
        ("AUT", "Austria", "ar", "البعثة الدائمة للنمسا"),
        ("BFA", "Burkina Faso", "zh", "布基纳法索常驻代表团"),
        ("PSE", "State of Palestine", "en", "Permanent Observer Mission of the State of Palestine"),
        ("VAT", "Holy See", "fr", "Mission permanente d’observation du Saint-Siège"),
        ("XKX", "Elsewhere", "fr", "Mission permanente (Elsewhere)"),
        ("XKX", "Elsewhere", "en", "Permanent Mission of Elsewhere"),
    ],
)
def test_missions_are_named_without_grammatical_traps(code: str, name: str, language: str, wanted: str) -> None:
    invitee = Invitee(code, name, "state_party")
    written = RENDERER.render(sample_intent("question_received", language, MEETING, invitee), NOW, invitee)
    assert wanted in written.text.replace("\u2068", "").replace("\u2069", "")


def test_an_absent_language_falls_back_to_the_default_then_to_english() -> None:
    french = LetterRenderer(None, MEETING, replace(SECRETARIAT, default_language="fr"), None)
    intent = sample_intent("question_received", "en", MEETING, STATE)
    assert french.render(replace(intent, language="pt"), NOW, STATE).language == "fr"
    assert RENDERER.render(replace(intent, language="../en"), NOW, STATE).language == "en"
    digest = sample_intent("staff_digest", "zh", MEETING, None)
    assert RENDERER.render(digest, NOW, None).language == "en"


HOSTILE = st.one_of(
    st.text(min_size=1, max_size=60),
    st.sampled_from(
        [
            "{{ secretariat.__class__ }}",
            "{% for x in range(10**9) %}",
            "<script>alert(1)</script>",
            '"><img src=x onerror=y>',
            "Ann\r\nBcc: all@state.example",
            "Ann\nSubject: other",
            "\u202egnp.exe\u202c",
            "a\u2066b\u2069c\u200fd",
            "nul\x00byte\x1b[31m",
            "\ud800lone",
            "نديم\nحرفوشي",
            "<!-- -->",
            "- item\n\n# heading",
            "&amp;",
        ]
    ),
)


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(family=HOSTILE, subject=HOSTILE, language=st.sampled_from(LANGUAGES))
def test_hostile_names_and_subjects_are_printed_and_do_nothing_else(family: str, subject: str, language: str) -> None:
    person = Participant(
        family=family, given="Ana", title="Ms.", function=family, email="ana@mfa.example",
        participations=(Participation("RC1", "head", "primary"),),
    )  # fmt: skip
    missing = (Missing("speaker_email_missing", "RC1", person.full_name),)
    intent = acknowledgement(person, missing=missing, language=language)
    intent = replace(intent, facts={**intent.facts, "received": {"subject": subject, "at": NOW, "reference": None}})
    written = RENDERER.render(intent, NOW, replace(STATE, code="XKX", name=family))
    clean = one_line(family)
    assert clean in written.text
    assert one_line(subject) in written.text
    assert re.sub(r"\s+", " ", clean) in seen(written.html)
    tags = Page(written.html).tags
    assert not tags & {"script", "img", "iframe", "comment"}
    header = EmailMessage()
    header["Subject"] = written.subject
    assert len(written.subject) <= 200
    assert not re.search("[\x00-\x1f\x7f-\x9f\u2028\u2029]", written.subject)
    assert not BIDI_CONTROLS.search(written.subject)
    assert not re.search("[\u202a-\u202e\u200e\u200f]", written.text)
    opened, closed = written.text.count("\u2066") + written.text.count("\u2068"), written.text.count("\u2069")
    assert opened == closed
    written.text.encode()
    (written.html or "").encode()


def test_a_reply_keeps_the_writers_subject_on_one_line() -> None:
    thread = Thread("<a@b.example>", (), "RE: Re: Liste\r\nBcc: x@y.example")
    intent = replace(sample_intent("answer", "en", MEETING, STATE), thread=thread)
    assert RENDERER.render(intent, NOW, STATE).subject == "Re: Liste Bcc: x@y.example"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_letter_asks_for_every_missing_item(language: str) -> None:
    asked = [code for code, severity in DEFAULT_SEVERITY.items() if severity == "ask"]
    missing = tuple(Missing(code, "RC1", f"Person{n} NAME{n}", f"p{n}@x.example") for n, code in enumerate(asked))
    missing += (
        Missing("a_code_of_tomorrow", "RC1", "Person99 NAME99"),
        Missing("role_ambiguous", None, "Person98 NAME98"),
    )
    written = RENDERER.render(acknowledgement(missing=missing, language=language), NOW, STATE)
    listed = [line for line in written.text.splitlines() if line.startswith("- ")]
    assert len(listed) == len(missing)
    assert len({re.sub(r"\d+", "", line) for line in listed}) == len(listed) - 1, "each code has its own sentence"
    unnamed = {"head_missing", "primary_missing", "alternate_missing"}
    for item, line in zip(missing, listed, strict=True):
        assert item.code in unnamed or (item.about or "") in line
    assert seen(written.html).count("NAME") >= len(missing) - len(unnamed)


def test_the_read_back_shows_every_field_as_recorded() -> None:
    head = Participant(
        "van der Meulen", "Jos", "H.E. Mr", "Ambassador", "Ministry", "jos@mfa.example",
        participations=(Participation("RC1", "head", "alternate", "virtual"),),
    )  # fmt: skip
    written = RENDERER.render(acknowledgement(head), NOW, STATE)
    for word in ("1. H.E. Mr Jos van der Meulen", "Ambassador", "Ministry", "jos@mfa.example", "Head of delegation"):
        assert word in written.text
    for word in ("van der Meulen", "Alternate speaker", "Online", "jos@mfa.example", "Ambassador"):
        assert word in seen(written.html)
    assert "<strong>van der Meulen</strong>" in (written.html or "")


def test_names_in_chinese_script_run_family_name_first() -> None:
    assert name_text(Participant("林", "澄岳", "先生")) == "林澄岳先生"
    assert name_text(Participant("林", "澄岳", "Mr.")) == "Mr. 林澄岳"
    assert name_text(Participant("GAO", "Yi", "Mr.")) == "Mr. Yi GAO"
    assert name_text(Participant("欧阳", "Yi")) == "Yi 欧阳"
    assert name_text(Participant(None)) == "—"


@pytest.mark.parametrize(
    ("title", "gender", "excellency"),
    [
        ("Ms.", "f", False), ("S.E. M.", "m", True), ("S.E. Mme", "f", True), ("H.E. Mr.", "m", True),
        ("Dr.", "", False), ("г-жа", "f", False), ("السيد", "m", False), ("女士", "f", False), (None, "", False),
        ("Sergeant", "", False), ("Excmo. Sr.", "m", True), ("Col.", "", False),
    ],
)  # fmt: skip
def test_forms_of_address_follow_the_title_only(title: str | None, gender: str, excellency: bool) -> None:
    assert (gender_of(title), is_excellency(title)) == (gender, excellency)


def test_a_held_message_gets_a_bare_receipt() -> None:
    for language in LANGUAGES:
        intent = sample_intent("acknowledgement_under_review", language, MEETING, STATE)
        people = (
            sample_intent("acknowledgement_complete", language, MEETING, STATE).facts["standing"].parts[0].participants
        )
        intent = replace(
            intent, facts={**intent.facts, "standing": Standing("BFA", (PartStanding("RC1", "held", people),))}
        )
        written = RENDERER.render(intent, NOW, STATE)
        for person in people:
            assert person.family not in written.text
            assert person.family not in (written.html or "")


@pytest.mark.parametrize(
    ("due", "wanted"),
    [
        (datetime(2020, 10, 24, 21, 59, tzinfo=UTC), "Saturday, 24 October 2020, 23:59, Geneva time (UTC+2)"),
        (datetime(2020, 10, 25, 22, 59, tzinfo=UTC), "Sunday, 25 October 2020, 23:59, Geneva time (UTC+1)"),
        (datetime(2021, 3, 28, 0, 30, tzinfo=UTC), "Sunday, 28 March 2021, 01:30, Geneva time (UTC+1)"),
        (datetime(2021, 3, 28, 1, 30, tzinfo=UTC), "Sunday, 28 March 2021, 03:30, Geneva time (UTC+2)"),
    ],
)
def test_deadlines_are_right_across_summer_time(due: datetime, wanted: str) -> None:
    milestone = {"kind": "note_verbale", "part": "RC1", "due_at": due, "link": None}
    intent = sample_intent("reminder_nothing_received", "en", MEETING, STATE)
    intent = replace(intent, facts={**intent.facts, "milestone": milestone, "milestones": [milestone]})
    assert f"Part RC1 (25–27 November 2020): {wanted}" in RENDERER.render(intent, NOW, STATE).text


@pytest.mark.parametrize(
    ("place", "zone", "language", "wanted"),
    [
        ({}, "Asia/Kolkata", "en", "Kolkata time (UTC+5:30)"),
        ({}, "Europe/Zurich", "fr", "heure de Genève (UTC+1)"),
        ({"en": "Palais des Nations, Geneva"}, "Europe/Zurich", "en", "Geneva time (UTC+1)"),
        ({"zh": "日内瓦万国宫"}, "Europe/Zurich", "zh", "（日内瓦时间，UTC+1）"),
        ({"en": "Lausanne"}, "Europe/Zurich", "en", "Lausanne time (UTC+1)"),
        ({"fr": "Addis-Abeba"}, "Africa/Addis_Ababa", "fr", "heure d’Addis-Abeba (UTC+3)"),
        ({}, "UTC", "en", "UTC time (UTC)"),
    ],
)
def test_hours_are_named_after_a_town(place: dict[str, str], zone: str, language: str, wanted: str) -> None:
    meeting = replace(MEETING, timezone=zone, place=place)
    intent = sample_intent("question_received", language, meeting, None)
    assert wanted in LetterRenderer(None, meeting, SECRETARIAT, None).render(intent, NOW, None).text


@pytest.mark.parametrize("language", LANGUAGES)
def test_links_in_html_lead_where_they_say(language: str) -> None:
    written = RENDERER.render(sample_intent("speaker_indico", language, MEETING, STATE), NOW, STATE)
    assert set(Page(written.html).links) == {"https://indico.un.example/1", "https://webtv.un.example/2rc?a=1&b=2"}
    assert "javascript:" not in (written.html or "")


def test_arabic_isolates_what_runs_the_other_way() -> None:
    person = Participant("AL-ZANOUNI", "Samah", "Ms.", email="s@pal.example", participations=(Participation("RC1"),))
    written = RENDERER.render(acknowledgement(person, language="ar"), NOW, STATE)
    assert "\u2068s@pal.example\u2069" in written.text
    assert "\u2068Ms. Samah AL-ZANOUNI\u2069" in written.text
    assert re.search(r"<bdi[^>]*>s@pal\.example</bdi>", written.html or "")
    arabic = Participant("حرفوشي", "نديم", participations=(Participation("RC1"),))
    written = RENDERER.render(acknowledgement(arabic), NOW, STATE)
    assert "\u2068نديم حرفوشي\u2069" in written.text


def test_a_fact_that_is_needed_and_absent_is_named() -> None:
    intent = acknowledgement()
    facts = {key: value for key, value in intent.facts.items() if key != "received"}
    with pytest.raises(Permanent, match="'received' is undefined"):
        RENDERER.render(replace(intent, facts=facts), NOW, STATE)
    with pytest.raises(Permanent, match="There is no letter"):
        RENDERER.render(replace(intent, template="../../etc"), NOW, STATE)


def test_threading_follows_rfc_5322_and_is_bounded() -> None:
    references = (*(f"<{n}@mfa.example>" for n in range(100)), "<bad\r\nBcc: x>", "not an id")
    intent = replace(acknowledgement(), thread=Thread("<last@mfa.example>", references))
    written = RENDERER.render(intent, NOW, STATE)
    assert written.in_reply_to == "<last@mfa.example>"
    assert len(written.references) == 20
    assert (written.references[0], written.references[-1]) == ("<0@mfa.example>", "<last@mfa.example>")
    broken = RENDERER.render(replace(intent, thread=Thread("<a\r\nX: y@z>", ())), NOW, STATE)
    assert (broken.in_reply_to, broken.references) == (None, ())
    with pytest.raises(Permanent, match="address"):
        RENDERER.render(replace(intent, to=("a@b.example\r\nBcc: c@d.example",)), NOW, STATE)


def test_attachments_go_along_when_wanted() -> None:
    intent = replace(acknowledgement(), attach_practices=True, calendar_parts=("RC1",))
    practices, calendar = RENDERER.render(intent, NOW, STATE).attachments
    assert practices.content.startswith(b"%PDF-")
    assert (practices.media_type, calendar.name, calendar.media_type) == (
        "application/pdf",
        "invitation.ics",
        "text/calendar",
    )
    assert calendar.content.startswith(b"BEGIN:VCALENDAR")
    assert RENDERER.render(acknowledgement(), NOW, STATE).attachments == ()


def test_own_templates_take_the_place_of_the_shipped_ones(tmp_path: Path) -> None:
    folder = tmp_path / "letters" / "question_received"
    folder.mkdir(parents=True)
    (folder / "en.txt.j2").write_text("Subject: Ours\n\nThank you, {{ invitee_name }}.\n")
    renderer = LetterRenderer(tmp_path, MEETING, SECRETARIAT, None)
    written = renderer.render(sample_intent("question_received", "en", MEETING, STATE), NOW, STATE)
    assert (written.subject, "Thank you, Burkina Faso." in written.text) == ("Ours", True)
    assert "Thank you, Burkina Faso." in (written.html or "")


def test_check_finds_every_fault(tmp_path: Path) -> None:
    assert RENDERER.check_templates() == ()
    texts = {
        "question_received/en": "Subject: x\n\n{{ receivd.at }}",
        "question_received/fr": "No subject here",
        "staff_alert/en": "Subject: x\n\n{% if %}",
        "staff_alert/fr": "Subject: x\n\n{{ ''.__class__.__mro__ }}",
        "no_such_letter/en": "Subject: x\n\ny",
    }
    for path, text in texts.items():
        file = tmp_path / "letters" / f"{path}.txt.j2"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    faults = "\n".join(LetterRenderer(tmp_path, MEETING, SECRETARIAT, None).check_templates())
    for path in texts:
        assert path.partition("/")[0] in faults
    for word in ("'receivd' is undefined", "Subject: …", "line 3", "unsafe", "no_such_letter"):
        assert word in faults
    assert len(faults.splitlines()) == len(texts)
