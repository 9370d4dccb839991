"""``attachment_unreadable``: an attachment could not be read."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mailbot.domain.submission import AttachmentReading, Kind

from .conftest import Judge
from .people import note

READ = AttachmentReading("NV.pdf", "application/pdf", 9000, "read")
LOGO = AttachmentReading("logo.png", "image/png", 900, "ignored", "logo")
LOCKED = AttachmentReading("NV.pdf", "application/pdf", 9000, "unreadable", "encrypted")


def test_due_for_each_with_the_reason(judge: Judge) -> None:
    damaged = replace(LOCKED, name="annex.docx", reason="damaged")
    flags = judge(note(attachments=(READ, LOCKED, damaged)))
    assert [(flag.about, flag.severity) for flag in flags] == [("NV.pdf", "hold"), ("annex.docx", "hold")]
    assert "encrypted" in flags[0].detail


def test_says_what_could_be_done(judge: Judge) -> None:
    scan = replace(LOCKED, reason="no text found", detail="tesseract is not installed")
    (flag,) = judge(note(attachments=(scan,)))
    assert "tesseract is not installed" in flag.detail


@pytest.mark.parametrize("kind", ["unreadable", "question", "empty", "withdrawal"])
def test_due_whatever_a_person_sent(judge: Judge, kind: Kind) -> None:
    assert judge(replace(note(attachments=(LOCKED,), persons=()), kind=kind))


def test_not_due_for_what_was_read_or_set_aside(judge: Judge) -> None:
    assert judge(note(attachments=(READ, LOGO))) == []


@pytest.mark.parametrize("kind", ["automatic", "bounce", "complaint"])
def test_not_due_for_what_a_programme_sent(judge: Judge, kind: Kind) -> None:
    assert judge(replace(note(attachments=(LOCKED,), persons=()), kind=kind)) == []
