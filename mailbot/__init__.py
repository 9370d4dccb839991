"""mailbot answers the notes verbales of a meeting: it reads, records, acknowledges and reminds."""

__version__ = "0.1.0"
