"""Keeping the record: made anew, examined, and in the end forgotten."""
