"""The tables of the store and what they are asked by."""

from __future__ import annotations

from ..keys import Index, Schema

SCHEMA: Schema = {
    "ledger": (
        Index(("account", "folder", "uid_validity", "uid"), unique=True),
        Index(("account", "folder", "uid_validity", "uid", "stage")),
        Index(("account", "folder", "uid_validity", "stage", "uid")),
        Index(("stage", "account")),
        Index(("message",)),
        Index(("disposition",)),
    ),
    "messages": (
        Index(("id",), unique=True),
        Index(("message_id",)),
        Index(("content_id",)),
        Index(("delegation", "received_at")),
        Index(("handled_at", "id", "delegation", "sought")),
    ),
    "revisions": (Index(("delegation", "number"), unique=True),),
    "flags": (
        Index(("key",), unique=True),
        Index(("verdict", "raised_at")),
        Index(("verdict", "delegation", "raised_at")),
        Index(("verdict", "message", "raised_at")),
        Index(("verdict", "flag.code")),
        Index(("flag.code", "delegation", "raised_at")),
    ),
    "letters": (
        Index(("key",), unique=True),
        Index(("message_id",)),
        Index(("state", "not_before", "created_at")),
        Index(("state", "created_at")),
        Index(("delegation", "created_at")),
        Index(("cause", "created_at")),
        Index(("created_at", "key", "delegation", "sought")),
    ),
    "addressees": (Index(("address", "created_at")),),
    "enclosures": (Index(("hash",), unique=True),),
    "decisions": (Index(("id",), unique=True), Index(("at",)), Index(("message", "at")), Index(("delegation", "at"))),
    "reminders": (Index(("key",), unique=True),),
    "settings": (Index(("name",), unique=True),),
}
