"""Whether an address's domain takes mail, asked of DNS: optional, off by default (``[reading] check_dns``)."""

from __future__ import annotations

from email_validator import EmailUndeliverableError, caching_resolver, validate_email

from mailbot.reading.validity import address_fault

TIMEOUT_SECONDS = 5


class DomainLookUp:
    """Faults of an address as written, then of its domain. Answers are cached; a DNS failure is no fault."""

    def __init__(self) -> None:
        self._resolver = caching_resolver(timeout=TIMEOUT_SECONDS)

    def __call__(self, address: str) -> str | None:
        """One sentence saying why the address cannot take mail, or None."""
        written = address_fault(address)
        if written is not None:
            return written
        try:
            validate_email(address, check_deliverability=True, dns_resolver=self._resolver)
        except EmailUndeliverableError as error:
            return str(error)
        return None
