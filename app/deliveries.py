"""Recognising repeated deliveries by a keyed digest of gateway and message id alone (P12).

The keys stand in PostGIS and not in the memory that forgets: a gateway retries for two days, also across a
restart of Redis. Each is one day's, and gone with that day's digests after four.
"""

from __future__ import annotations

import secrets
from datetime import date, timedelta

from app.database import Connection
from sms import identity
from sms.message import Inbound

KEEP_DAYS = 4


def get_digests(connection: Connection, inbound: Inbound, today: date) -> list[bytes]:
    """The delivery's digest under today's key, then under each earlier key still kept."""
    return [identity.delivery_digest(inbound, key) for key in _get_keys(connection, today)]


def _get_keys(connection: Connection, today: date) -> list[bytes]:
    rows = dict(
        connection.execute(
            "SELECT day, key FROM delivery_key WHERE day > %s", (today - timedelta(days=KEEP_DAYS),)
        ).fetchall()
    )
    if today not in rows:
        connection.execute(
            "INSERT INTO delivery_key (day, key) VALUES (%s, %s) ON CONFLICT DO NOTHING",
            (today, secrets.token_bytes(32)),
        )
        return _get_keys(connection, today)
    return [bytes(rows[day]) for day in sorted(rows, reverse=True) if day <= today]


def purge(connection: Connection, today: date) -> int:
    """Remove keys and digests older than four days; gives the number of digests."""
    oldest = today - timedelta(days=KEEP_DAYS)
    connection.execute("DELETE FROM delivery_key WHERE day <= %s", (oldest,))
    return connection.execute("DELETE FROM delivery WHERE day <= %s", (oldest,)).rowcount
