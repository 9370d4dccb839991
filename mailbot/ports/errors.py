"""What goes wrong outside, in the few kinds that the flows tell apart."""

from __future__ import annotations

from collections.abc import Mapping


class OutsideError(Exception):
    """The world outside failed; the message is one sentence with the remedy."""


class Temporary(OutsideError):
    """Worth trying again later, with back-off."""


class Permanent(OutsideError):
    """Will not get better by itself: flag it and stop."""


class Away(Temporary):
    """The server as a whole is away (not there, closing, refuses the login): nothing else will go either."""


class Refused(Permanent):
    """Every recipient was refused for good; ``recipients`` holds each with the server's reason."""

    def __init__(self, sentence: str, recipients: Mapping[str, str]) -> None:
        super().__init__(sentence)
        self.recipients = dict(recipients)


class Doubtful(OutsideError):
    """The server may or may not have taken the message: a person looks, it is not sent again."""
