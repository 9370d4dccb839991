"""The configuration: the example loads whole, every fault of a broken one is told at once, secrets stay secret."""

from __future__ import annotations

import re
import stat
import subprocess
import sys
import tomllib
from datetime import UTC, date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailbot.config import (
    ConfigError,
    Fault,
    LetterSettings,
    MailboxSettings,
    ReadingSettings,
    Secret,
    SmtpSettings,
    WebSettings,
    load,
)
from mailbot.configuration.findings import Findings
from mailbot.configuration.invitee_list import read_invitees
from mailbot.configuration.oauth2_section import read_oauth2
from mailbot.configuration.reader import read_config
from mailbot.configuration.section import Section
from mailbot.domain.flag import CODES
from mailbot.domain.meeting import Invitee, Milestone, Session, Speakers

ROOT = Path(__file__).parent.parent
EXAMPLE = ROOT / "config.example.toml"
BROKEN = sorted((ROOT / "tests" / "bad_configs").iterdir())
ZURICH = ZoneInfo("Europe/Zurich")

MINIMAL = """
timezone = "Europe/Zurich"
invitees = "invitees.csv"
[secretariat]
name = "CCM Secretariat"
address = "ccm@un.example"
staff = ["desk@un.example"]
[mailbox]
host = "imap.un.example"
username = "ccm@un.example"
[smtp]
host = "smtp.un.example"
[meeting]
id = "2RC"
title.en = "Second Review Conference"
[[meeting.parts]]
id = "RC1"
title.en = "first part"
starts_on = 2020-11-25
ends_on = 2020-11-27
format = "virtual"
"""
INVITEES = "code,name,category,language,emails\nAUT,Austria,state_party,en,mission@mfa-austria.example\n"


def written(folder: Path, text: str, invitees: str | bytes = INVITEES) -> Path:
    (folder / "invitees.csv").write_bytes(invitees if isinstance(invitees, bytes) else invitees.encode())
    path = folder / "config.toml"
    path.write_text(text, encoding="utf-8")
    return path


def faults_of(path: Path, *, need_secrets: bool = False) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        load(path, need_secrets=need_secrets)
    assert str(caught.value).splitlines() == [str(f) for f in caught.value.faults]
    return str(caught.value).splitlines()


# the example


def test_the_example_loads_and_is_the_event():
    config = load(EXAMPLE)
    assert config.meeting.id == "2RC"
    assert [p.id for p in config.meeting.parts] == ["PM1", "PM2", "RC1", "RC2"]
    rc1 = config.meeting.part("RC1")
    assert rc1 is not None
    assert (rc1.starts_on, rc1.ends_on, rc1.format) == (date(2020, 11, 25), date(2020, 11, 27), "virtual")
    assert rc1.sessions == (
        Session(time(10), time(12)),
        Session(time(13), time(15)),
        Session(time(16), time(18)),
    )
    assert rc1.speakers == Speakers(1, 1, True)
    due = datetime(2020, 11, 18, 22, 59, tzinfo=UTC)
    assert rc1.milestone("note_verbale") == Milestone("note_verbale", due, (14, 7, 2, 0))
    indico = rc1.milestone("indico")
    assert indico is not None
    assert indico.due_at == datetime(2020, 11, 20, 23, 59, tzinfo=ZURICH)
    assert config.secretariat.staff == ("desk@un.example", "duty.officer@un.example")
    assert config.store == ROOT / "data"


@pytest.mark.parametrize("part", ["PM1", "PM2", "RC1", "RC2"])
def test_the_example_speaks_six_languages(part: str):
    meeting = load(EXAMPLE).meeting
    found = meeting.part(part)
    assert found is not None
    assert set(found.title) == set(meeting.title) == set(meeting.place) == {"en", "fr", "es", "ru", "ar", "zh"}
    assert len(found.aliases) >= 6


def test_the_example_names_every_key_the_loader_knows():
    _, findings = read_config(EXAMPLE, need_secrets=False)
    lines = [line.removeprefix("# … ").removeprefix("# ") for line in EXAMPLE.read_text(encoding="utf-8").splitlines()]
    tables = {line.strip("[]") for line in lines if line.startswith("[") and line.endswith("]")}
    named = set(tables)
    table = ""
    for line in lines:
        if line.startswith("[") and line.endswith("]"):
            table = line.strip("[]") + "."
        elif " = " in line:
            named.add(table + line.split(" = ")[0])
            named.add(table + line.split(" = ")[0].split(".")[0])
    # an inline table's keys stand within one line
    speakers = {f"meeting.parts.speakers.{key}" for key in ("primary", "alternate", "personal_email")}
    assert "speakers = { primary = 1, alternate = 1, personal_email = true }" in lines
    assert findings.known_keys() - named - speakers == set()


def _without_commented_sections(lines: list[str]) -> list[str]:
    kept, inside = [], False
    for line in lines:
        inside = line.startswith("# [") or (inside and not line.startswith("["))
        kept += [] if inside else [line]
    return kept


def test_the_examples_oauth2_is_read(tmp_path: Path):
    """Its commented section, uncommented, has no key the loader does not know."""
    text = EXAMPLE.read_text(encoding="utf-8")
    start = text.index("# [mailbox.oauth2]")
    section = text[start : text.index("[smtp]", start)]
    keys = [line[2:] for line in section.splitlines() if re.match(r"# (\[|[a-z_0-9]+ = )", line)]
    table = tomllib.loads("\n".join(keys))
    findings = Findings(tmp_path)
    for name in ("account.json", "mailbot.pem", "service-account.json", "certificates.pem"):
        (tmp_path / name).touch()
    read_oauth2(Section(findings, "mailbox", table["mailbox"]), need_secrets=False)
    assert {f.remedy.split(" beside")[0] for f in findings.faults} <= {"is one too many"}  # the example shows every way
    assert set(table["mailbox"]["oauth2"]) <= findings.sections[-1].asked


def test_the_examples_commented_defaults_are_the_defaults(tmp_path: Path):
    """Every '# key = value' of the example, uncommented, changes nothing."""
    lines = _without_commented_sections(EXAMPLE.read_text(encoding="utf-8").splitlines())
    skipped = ("# password_", "# path", "# templates", "# practices", "# ca_file", "# certificate", "# key", "# … or")
    text = "\n".join(
        line[2:]
        if line.startswith("# ") and " = " in line and line[2].islower() and not line.startswith(skipped)
        else line
        for line in lines
    )
    assert text.count("\n# ") < "\n".join(lines).count("\n# ") - 35
    (tmp_path / "invitees.example.csv").write_bytes((ROOT / "invitees.example.csv").read_bytes())
    (tmp_path / "config.toml").write_text(text, encoding="utf-8")
    plain, spelt_out = load(EXAMPLE), load(tmp_path / "config.toml")
    assert spelt_out.letters == plain.letters == LetterSettings()
    assert spelt_out.mailbox == plain.mailbox
    assert spelt_out.smtp == plain.smtp
    assert spelt_out.reading == plain.reading == ReadingSettings()
    assert plain.web == WebSettings("127.0.0.1", 8025)
    assert (spelt_out.log_format, spelt_out.log_level) == (plain.log_format, plain.log_level)
    assert set(spelt_out.severities) == CODES
    assert plain.severities == {}


def test_the_examples_invitees():
    invitees = load(EXAMPLE).invitees
    assert {i.category for i in invitees.all} == {
        "state_party", "signatory", "observer_state", "un", "observer_1_2", "observer_1_3",
    }  # fmt: skip
    assert {i.language for i in invitees.all} == {"en", "fr", "es", "ru", "ar", "zh"}
    burkina = invitees.get("BFA")
    assert burkina is not None
    assert burkina.emails == ("mission@burkina-geneve.example", "protocole@burkina-geneve.example")


# broken configurations


@pytest.mark.parametrize("folder", BROKEN, ids=lambda f: f.name)
def test_every_fault_is_told_at_once(folder: Path):
    expected = (folder / "expected.txt").read_text(encoding="utf-8").splitlines()
    assert faults_of(folder / "config.toml") == expected
    assert not any("hunter2" in line for line in expected)


def test_there_are_enough_broken_configurations():
    assert len(BROKEN) >= 12


def test_an_absent_file(tmp_path: Path):
    assert faults_of(tmp_path / "config.toml") == [
        "config.toml: there is no such file: copy config.example.toml, or name one with --config"
    ]


def test_a_folder_instead_of_a_file(tmp_path: Path):
    (line,) = faults_of(tmp_path)
    assert "cannot be read" in line


def test_not_utf8(tmp_path: Path):
    path = tmp_path / "config.toml"
    path.write_bytes(b'timezone = "Europe/Zurich"\n[meeting]\ntitle.fr = "Conf\xe9rence"\n')
    assert faults_of(path) == ["config.toml line 3: is not UTF-8: save the file as UTF-8"]


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_faults_never_another_error(tmp_path_factory: pytest.TempPathFactory, raw: bytes):
    path = tmp_path_factory.getbasetemp() / "any.toml"
    path.write_bytes(raw)
    assert faults_of(path)


values = st.recursive(
    st.one_of(
        st.none().map(lambda _: ""), st.booleans(), st.integers(-5, 99999), st.floats(), st.text(max_size=8),
        st.dates(), st.times(), st.datetimes(), st.sampled_from(["~x/y", "a\0b", "/" + "n" * 300, "09:00"]),
    ),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(["en", "id", "kind", "due"]), inner),
    max_leaves=4,
)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_any_value_at_any_key_is_a_fault_at_worst(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject):
    """One setting of the example replaced by anything: it loads or is a ConfigError, nothing else."""
    import tomllib

    from mailbot.configuration import reader

    folder = tmp_path_factory.getbasetemp()
    path = folder / "mutated.toml"
    table = tomllib.loads(EXAMPLE.read_text(encoding="utf-8"))
    node: object = table
    while True:
        if isinstance(node, list) and node:
            node = data.draw(st.sampled_from(node))
            continue
        assert isinstance(node, dict)
        key = data.draw(st.sampled_from(sorted(node)))
        if isinstance(node[key], dict | list) and node[key] and data.draw(st.booleans()):
            inner = node[key]
            if isinstance(inner, dict) or isinstance(inner[0], dict):
                node = inner
                continue
        node[key] = data.draw(values)
        break
    path.write_bytes(b"")
    findings = Findings(folder)
    reader.config_of(path, table, findings, need_secrets=False)
    assert all(isinstance(f, Fault) for f in findings.faults)


# defaults, dates, paths


def test_a_minimal_configuration_has_every_default(tmp_path: Path):
    config = load(written(tmp_path, MINIMAL))
    assert config.mailbox == MailboxSettings("imap", host="imap.un.example", username="ccm@un.example")
    assert config.smtp == SmtpSettings("smtp.un.example")
    assert config.letters == LetterSettings()
    assert config.store == tmp_path / "data"
    assert config.templates is None
    assert config.secretariat.default_language == "en"
    assert config.meeting.parts[0].speakers is None
    assert config.invitees.all == (
        Invitee("AUT", "Austria", "state_party", "en", ("mission@mfa-austria.example",)),
    )  # fmt: skip


def test_the_port_follows_the_security(tmp_path: Path):
    text = MINIMAL.replace("[smtp]\n", '[smtp]\nsecurity = "tls"\n').replace(
        "[mailbox]\n", '[mailbox]\nsecurity = "starttls"\n'
    )
    config = load(written(tmp_path, text))
    assert (config.mailbox.port, config.smtp.port) == (143, 465)


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.8.8.8", "::1", "LOCALHOST"])
def test_no_encryption_on_loopback_only(tmp_path: Path, host: str):
    text = MINIMAL.replace('host = "imap.un.example"', f'host = "{host}"\nsecurity = "none"')
    assert load(written(tmp_path, text)).mailbox.security == "none"


@pytest.mark.parametrize("host", ["localhost.un.example", "10.0.0.1", "127.0.0.1.un.example", "::2"])
def test_no_plain_text_beyond_loopback(tmp_path: Path, host: str):
    text = MINIMAL.replace('host = "imap.un.example"', f'host = "{host}"\nsecurity = "none"')
    (line,) = faults_of(written(tmp_path, text))
    assert line.startswith('mailbox.security = "none": would send the password in the clear')


@pytest.mark.parametrize(
    ("due", "utc"),
    [
        ("2020-10-24", datetime(2020, 10, 24, 21, 59, tzinfo=UTC)),  # summer time
        ("2020-10-25", datetime(2020, 10, 25, 22, 59, tzinfo=UTC)),  # the night it ends
        ("2020-11-18T18:00:00", datetime(2020, 11, 18, 17, 0, tzinfo=UTC)),
        ("2020-11-18T18:00:00-05:00", datetime(2020, 11, 18, 23, 0, tzinfo=UTC)),
        ("2020-10-25T02:30:00", datetime(2020, 10, 25, 1, 30, tzinfo=UTC)),  # comes twice: the second
    ],
)
def test_when_a_milestone_is_due(tmp_path: Path, due: str, utc: datetime):
    text = (
        f'{MINIMAL}[[meeting.parts.milestones]]\nkind = "note_verbale"\ndue = {due}\nremind_days_before = [0, 7, 2]\n'
    )
    (milestone,) = load(written(tmp_path, text)).meeting.parts[0].milestones
    assert milestone.due_at.astimezone(UTC) == utc
    assert milestone.due_at.tzinfo == ZURICH
    assert milestone.remind_days_before == (7, 2, 0)


def test_a_milestone_for_information_needs_no_reminders(tmp_path: Path):
    text = f'{MINIMAL}[[meeting.parts.milestones]]\nkind = "visa_request"\ndue = 2020-11-01\n'
    assert load(written(tmp_path, text)).meeting.parts[0].milestones[0].kind == "visa_request"


def test_paths_are_relative_to_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "letters").mkdir()
    (tmp_path / "practices.pdf").write_bytes(b"%PDF-1.7")
    text = (
        'templates = "letters"\n'
        + MINIMAL
        + '[letters]\npractices = "practices.pdf"\n[store]\npath = "/var/lib/mailbot-none"\n'
    )
    path = written(tmp_path, text)
    monkeypatch.chdir("/")
    config = load(path)
    assert config.templates == tmp_path / "letters"
    assert config.letters.practices == tmp_path / "practices.pdf"
    assert config.store == Path("/var/lib/mailbot-none")


def test_hours_may_be_texts_times_or_none(tmp_path: Path):
    text = MINIMAL + '[letters]\nreminder_time = 08:30:00\nquiet_from = ""\nquiet_until = ""\ndigest_time = "7:05"\n'
    letters = load(written(tmp_path, text)).letters
    assert (letters.reminder_time, letters.quiet_from, letters.quiet_until) == (time(8, 30), None, None)
    assert letters.digest_time == time(7, 5)


def test_a_file_saved_by_an_editor_of_windows(tmp_path: Path):
    path = written(tmp_path, MINIMAL)
    path.write_bytes(b"\xef\xbb\xbf" + MINIMAL.replace("\n", "\r\n").encode())
    assert load(path).meeting.id == "2RC"


# the invitee list


HEADING = "code,name,category,language,emails"
CIV = "CIV,Côte d'Ivoire,state_party,fr"


@pytest.mark.parametrize(
    "raw",
    [
        f"\ufeff{HEADING}\r\n{CIV},a@ci.example;b@ci.example\r\n".encode(),
        f"{HEADING},{CIV},".replace(",", ";").replace("emails;", "emails\n").encode() + b"a@ci.example;b@ci.example\n",
        f'{HEADING}\n{CIV.upper()},"a@ci.example; b@ci.example"\n'.replace("CÔTE D'IVOIRE", "Côte d'Ivoire").encode(),
        f"{HEADING}\n{CIV},a@ci.example,b@ci.example\n".encode(),
        f"{HEADING}\n{CIV},a@ci.example b@ci.example".replace(",", "\t").encode("utf-16"),
        b"Emails,Remarks,Name,Code,Language,Category\n"
        + '"a@ci.example\nb@ci.example",x,Côte d\'Ivoire,CIV,fr,state_party\n\n'.encode(),
        f"# invited\n{HEADING}\n\n{CIV.replace(',', ' , ')},a@ci.example;b@ci.example;a@ci.example\n".encode(),
    ],
)
def test_the_list_as_programmes_save_it(tmp_path: Path, raw: bytes):
    config = load(written(tmp_path, MINIMAL, raw))
    assert config.invitees.all == (
        Invitee("CIV", "Côte d'Ivoire", "state_party", "fr", ("a@ci.example", "b@ci.example")),
    )


def test_two_delegations_may_share_an_address(tmp_path: Path):
    raw = INVITEES + "TGO,Togo,state_party,fr,consulate@law.example\nBEN,Benin,state_party,,consulate@law.example\n"
    invitees = load(written(tmp_path, MINIMAL, raw)).invitees
    assert [i.code for i in invitees.by_address("Consulate@law.example")] == ["TGO", "BEN"]
    assert invitees.all[2].language is None


def test_a_fault_names_the_line_it_stands_on_behind_broken_cells(tmp_path: Path):
    raw = 'code,name,category,language,emails\nAUT,"Austria\n(Vienna)",state_party,en,\nFRA,France,nobody,fr,\n'
    assert faults_of(written(tmp_path, MINIMAL, raw)) == [
        'invitees.csv line 4, category = "nobody": must be one of state_party, signatory, observer_state, un, '
        "observer_1_2, observer_1_3"
    ]


@settings(max_examples=100, deadline=None)
@given(
    st.one_of(st.binary(max_size=300), st.text(max_size=300).map(lambda t: (INVITEES + t).encode("utf-8", "replace")))
)
def test_any_list_is_read_or_faulted(tmp_path_factory: pytest.TempPathFactory, raw: bytes):
    path = tmp_path_factory.getbasetemp() / "any.csv"
    path.write_bytes(raw)
    findings = Findings(path.parent)
    invitees = read_invitees(path, findings)
    assert invitees.all or findings.faults


# secrets


def test_a_secret_from_the_environment(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("MAILBOT_TEST_SECRET", "hunter2\n")
    assert Secret(env="MAILBOT_TEST_SECRET").reveal() == "hunter2"


def test_a_secret_from_a_file(tmp_path: Path):
    (tmp_path / "secret").write_bytes("pässword with blanks \r\n".encode())
    assert Secret(file=tmp_path / "secret").reveal() == "pässword with blanks "


def test_a_secret_from_a_command():
    secret = Secret(command=(sys.executable, "-c", "print('hunter' + '2')"))
    assert secret.reveal() == "hunter2"
    assert "hunter2" not in repr(secret)


@pytest.mark.parametrize(
    "secret",
    [
        Secret(),
        Secret(env="MAILBOT_TEST_UNSET"),
        Secret(file=Path("/nonexistent/secret")),
        Secret(file=Path("/")),
        Secret(command=("/nonexistent/programme",)),
        Secret(command=(sys.executable, "-c", "import sys; sys.exit('hunter2')")),
        Secret(command=(sys.executable, "-c", "print()")),
        Secret(command=(sys.executable, "-c", "print('hunter2'); print('hunter2')")),
        Secret(command=(sys.executable, "-c", "import sys; sys.stdout.buffer.write(b'hunter2\\xff')")),
    ],
)
def test_a_secret_that_cannot_be_had(secret: Secret):
    with pytest.raises(ConfigError) as caught:
        secret.reveal()
    (fault,) = caught.value.faults
    assert fault.remedy
    assert "hunter2" not in fault.remedy


def test_secrets_are_asked_for_only_when_needed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("MAILBOT_TEST_UNSET", raising=False)
    text = MINIMAL.replace("[smtp]\n", '[smtp]\nusername = "ccm"\npassword_file = "absent"\n')
    text = text.replace("[mailbox]\n", '[mailbox]\npassword_env = "MAILBOT_TEST_UNSET"\n')
    path = written(tmp_path, text)
    assert load(path).mailbox.password == Secret(env="MAILBOT_TEST_UNSET")
    assert faults_of(path, need_secrets=True) == [
        'mailbox.password_env = "MAILBOT_TEST_UNSET": is not set: set that environment variable before starting',
        'smtp.password_file = "absent": cannot be read (No such file or directory): create the file, readable by '
        "mailbot alone",
    ]
    monkeypatch.setenv("MAILBOT_TEST_UNSET", "x")
    (tmp_path / "absent").write_text("y\n")
    (tmp_path / "absent").chmod(stat.S_IRUSR)
    config = load(path, need_secrets=True)
    assert config.smtp.password is not None
    assert config.smtp.password.reveal() == "y"


def test_a_password_is_wanted_where_there_is_a_log_in(tmp_path: Path):
    assert faults_of(written(tmp_path, MINIMAL), need_secrets=True) == [
        "mailbox.password_env: is missing: say where the password comes from"
    ]


def test_a_maildir_needs_no_secret(tmp_path: Path):
    text = MINIMAL.replace('host = "imap.un.example"\nusername = "ccm@un.example"', 'kind = "maildir"\npath = "box"')
    config = load(written(tmp_path, text), need_secrets=True)
    assert config.mailbox.path == tmp_path / "box"


# start-up


def test_importing_is_light():
    code = "import sys, mailbot.config; print(' '.join(sorted(sys.modules)))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert not {"email_validator", "pydantic", "tomllib", "subprocess", "mailbot.configuration.reader"} & set(loaded)
