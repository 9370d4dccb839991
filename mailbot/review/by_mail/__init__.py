"""Deciding without leaving the mail program: what is held is announced by mail, and a reply of one word decides."""

from .announcing import announce, is_outdated
from .replying import take_in_reply

__all__ = ["announce", "is_outdated", "take_in_reply"]
