"""The ``[reading]`` section: how much reading a document may take."""

from __future__ import annotations

from .model import ReadingSettings
from .section import Section


def read_reading(top: Section) -> ReadingSettings:
    """The ``[reading]`` section."""
    section, default = top.section("reading"), ReadingSettings()
    return ReadingSettings(
        isolate=section.switch("isolate", default.isolate),
        text_seconds=section.number("text_seconds", default.text_seconds, 1, 600),
        document_seconds=section.number("document_seconds", default.document_seconds, 1, 600),
        page_seconds=section.number("page_seconds", default.page_seconds, 1, 600),
        message_seconds=section.number("message_seconds", default.message_seconds, 1, 3600),
        memory_mb=section.number("memory_mb", default.memory_mb, 128, 8192),
        processes=section.number("processes", default.processes, 0, 64),
        idle_seconds=section.number("idle_seconds", default.idle_seconds, 0, 3600),
        check_dns=section.switch("check_dns", default.check_dns),
    )
