"""Honorifics and ranks before names."""

from __future__ import annotations

import pytest

from mailbot.domain.submission import Source
from mailbot.reading.composition.spans import Span
from mailbot.reading.composition.titles import split_title


def split(text: str) -> tuple[str | None, str]:
    title, rest = split_title(Span(text, ((0, Source("body", 1, 1, text)),)))
    return title.text if title else None, rest.text.strip()


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("H.E. Dr. Chikondi NYIRONGO", "H.E. Dr."),
        ("HE Ms Ada OBI", "HE Ms"),
        ("HE Ada OBI, Minister", "HE"),
        ("S.E.M. Prosper OKEMBA", "S.E.M."),
        ("S.E. Mgr Paolo Vercellani", "S.E. Mgr"),
        ("Rév. P. Tomasz Wielgor", "Rév. P."),
        ("Lt. Col. Joseph Lungwangwa", "Lt. Col."),
        ("Lt-Col. El Hadji Malick DIENG", "Lt-Col."),
        ("Maj. Gen. (Ret.) Selim BARAK", "Maj. Gen. (Ret.)"),
        ("Général de brigade Ousmane TINE", "Général de brigade"),
        ("Cdt d'aviation Joris LAMBRECHTS", "Cdt d'aviation"),
        ("Cap. Nav. Hugo Peniche Mora", "Cap. Nav."),
        ("Crnl. E.M. Washington BOHÓRQUEZ", "Crnl. E.M."),
        ("Excmo. Sr. D. Ignacio de la RIVA", "Excmo. Sr. D."),
        ("D.ª Begoña URRESTARAZU GIL", "D.ª"),
        ("Ministra Consejera Fiorella Quispe-Tito Paredes", "Ministra Consejera"),
        ("Atty. Ferdinand P. ABELLERA", "Atty."),
        ("PLtCol. Gilbert N. FAJARDO", "PLtCol."),
        ("Wing Commander Yaw BOAKYE-DANQUAH", "Wing Commander"),
        ("полковник Жуковец Андрей Николаевич", "полковник"),
        ("г-жа САРМАНБЕТ Асель", "г-жа"),
        ("سعادة السفير نديم حرفوشي", "سعادة السفير"),
        ("العقيد الركن ثائر البياتي", "العقيد الركن"),
        ("السيد/ شريف غالي", "السيد"),
        ("عميد أ.ح/ تامر القلشاني", "عميد أ.ح"),
        ("le colonel Éric Vasseur", "colonel"),
    ],
)
def test_title_is_taken_off(text, title):
    assert split(text)[0] == title


@pytest.mark.parametrize(
    "text",
    ["He Chanyu", "HE Yifan", "HE Yifan, Counsellor", "Min Aung", "Ambassador", "Minister Counsellor", "GENERAL Ahmed"],
)
def test_a_name_or_a_post_is_no_title(text):
    assert split(text)[0] is None
