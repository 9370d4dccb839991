"""The demonstration: a campaign in time lapse, through the same code as the daemon, on an embedded mail server."""

from .campaign import play

__all__ = ["play"]
