"""Real servers on loopback for the tests: an IMAP server, an SMTP receiver, a line that can be cut."""
