"""Recognising repeated deliveries by a keyed digest of gateway and message id alone (P12).

The keys stand in PostGIS and not in the memory that forgets: a gateway retries for two days, also across a
restart of Redis. Each is one day's, and gone with that day's digests after four.
"""

from __future__ import annotations

import secrets
from datetime import date, timedelta

from app.database import Connection
from app.deployment import Deployment
from app.filing import Delivery
from sms import identity
from sms.message import Inbound

KEEP_DAYS = 4


def recognise(here: Deployment, connection: Connection, inbound: Inbound) -> Delivery:
    """The message's delivery, under today's key and each earlier one still kept."""
    today = here.clock().date()
    keys = here.shortly.get(f"delivery keys {today}", lambda: _get_keys(connection, today))
    return Delivery(tuple(identity.delivery_digest(inbound, key) for key in keys), today)


def is_known(connection: Connection, delivery: Delivery) -> bool:
    """Whether the message was delivered in the last four days."""
    row = connection.execute(
        "SELECT EXISTS (SELECT FROM delivery WHERE digest = ANY(%s))", (list(delivery.digests),)
    ).fetchone()
    return bool(row and row[0])


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
