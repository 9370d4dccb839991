"""The ports: what the flows need from the world outside, whoever provides it.

Each port has at least two implementations and one contract suite (tests/contracts) that all of them pass.
Times that cross a port are aware datetimes. Errors are ``Temporary`` or ``Permanent``, never a library's own.
"""

from .alarm import Alarm, Notice
from .errors import Away, Doubtful, OutsideError, Permanent, Refused, Temporary
from .mail import Arrival, Listing, Mailbox, MessageKey, Oversized, Tokens, Transport
from .record import Archive, Sought, Store

__all__ = [
    "Alarm",
    "Archive",
    "Arrival",
    "Away",
    "Doubtful",
    "Listing",
    "Mailbox",
    "MessageKey",
    "Notice",
    "OutsideError",
    "Oversized",
    "Permanent",
    "Refused",
    "Sought",
    "Store",
    "Temporary",
    "Tokens",
    "Transport",
]
