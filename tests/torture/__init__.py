"""mailbot killed, its disk taken away, hostile mail delivered: ``make torture``."""
