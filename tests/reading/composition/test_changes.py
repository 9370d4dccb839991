from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from mailbot.domain.submission import Submission
from mailbot.reading.composition import understand

from .meeting_of_tests import INVITEES, MEETING, message

LETTERHEADS = {
    "en": "Ref. 311/20\nThe Permanent Mission of Norway presents its compliments to the Secretariat and ",
    "fr": "N/Réf. 311/20\nLa Mission permanente de la Norvège présente ses compliments au Secrétariat et ",
    "es": "Nota 311/20\nLa Misión Permanente de Noruega saluda atentamente a la Secretaría y ",
    "ru": "№ 311/20\nПостоянное представительство Норвегии свидетельствует свое уважение Секретариату и ",
    "ar": "الرقم: 311/20\nتهدي البعثة الدائمة للنرويج أطيب تحياتها إلى الأمانة، ",
    "zh": "编号：311/20\n挪威常驻日内瓦代表团向秘书处致意，参加第一阶段会议。",
}
PEOPLE = """
1. H.E. Ms. Ingrid SOLBAKKEN, Ambassador, Head of Delegation
2. Mr. Eirik MOE, Counsellor, primary speaker, e.moe@mfa.example
3. Ms. Ragnhild LIE, First Secretary, alternate speaker, r.lie@mfa.example
"""


def sentences() -> Iterator[tuple[str, str, str, str, str]]:
    language = "en"
    for line in (Path(__file__).parent / "changes.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            language = line.strip("[]")
        elif line and not line.startswith("#"):
            change, of, who, text = line.split("|", 3)
            yield language, change, of, who, text


def read(language: str, text: str) -> Submission:
    return understand(message(LETTERHEADS[language] + text), (), MEETING, INVITEES)


@pytest.mark.parametrize(("language", "change", "of", "who", "text"), list(sentences()))
def test_what_a_sentence_changes_and_which_note(language: str, change: str, of: str, who: str, text: str) -> None:
    found = read(language, text + (PEOPLE if who == "full" else ""))
    assert (found.revision.kind if found.revision else "first") == change
    assert (found.revision.of if found.revision else None) == (of or None)
    assert found.reference == "311/20"
    assert not any(doubt.code == "revision_unclear" for doubt in found.doubts)
