"""The dates gateways write, into aware UTC. A date nobody can read is None: no message is refused for it."""

from __future__ import annotations

from datetime import UTC, datetime
from email import utils

from sms.gateways import words

FIRST_MS = 10**11
"""Unix times from here on are milliseconds: as seconds this is the year 5138."""


def read_time(value: object) -> datetime | None:
    """The moment in a Unix time (seconds or milliseconds), an ISO 8601 or an RFC 2822 date.

    A date without a zone is UTC, which is what the gateways that leave it out mean.
    """
    text = words.to_text(value).strip()
    for reader in (_read_unix, _read_iso, utils.parsedate_to_datetime):
        try:
            moment = reader(text)
            return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
        except (ValueError, OverflowError, OSError):
            continue
    return None


def _read_unix(text: str) -> datetime:
    seconds = float(text)
    return datetime.fromtimestamp(seconds / 1000 if seconds >= FIRST_MS else seconds, UTC)


def _read_iso(text: str) -> datetime:
    return datetime.fromisoformat(text)
