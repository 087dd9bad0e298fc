"""The chain of releases as its table has it: read, looked through, lengthened. Nothing is drawn here."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from app.database import Connection
from maps.disclosure import period
from maps.disclosure.area import Area
from maps.ledger import canonical, release, seal

WEEKDAY = 1
"""Releases appear on Tuesdays."""


@dataclass(frozen=True, slots=True)
class Stored:
    """One entry of the chain as it stands in the table."""

    position: int
    id: str
    kind: str
    first: date
    last: date
    published_on: date
    file: bytes
    digest: str

    @property
    def entry(self) -> dict[str, Any]:
        """The file's mapping."""
        loaded: dict[str, Any] = canonical.load(self.file)
        return loaded


def signing_seed(secret_key: str) -> seal.SigningSeed:
    """The Ed25519 seed of this deployment's releases, derived from its secret (HMAC-SHA256)."""
    return seal.SigningSeed(hmac.new(secret_key.encode(), b"release signing", hashlib.sha256).digest())


def find_all(connection: Connection, today: date | None = None) -> list[Stored]:
    """The chain in its order; with a day, what is public on it."""
    rows = connection.execute(
        "SELECT position, id, kind, period_from, period_to, published_on, file, digest FROM release"
        " WHERE published_on <= coalesce(%s, 'infinity'::date) ORDER BY position",
        (today,),
    )
    return [
        Stored(position, release_id, kind, first, last, published_on, bytes(file), digest)
        for position, release_id, kind, first, last, published_on, file, digest in rows
    ]


def load_areas(connection: Connection) -> tuple[Area, ...]:
    """Every area that releases count."""
    rows = connection.execute("SELECT id, cells, sparse FROM area ORDER BY id").fetchall()
    return tuple(Area(area_id, tuple(cells), tuple(sparse)) for area_id, cells, sparse in rows)


def find_next_day(connection: Connection) -> date | None:
    """The last day of the period that is open; None before there is an area."""
    open_period = find_open(connection, find_all(connection))
    return None if open_period is None else open_period.last


def find_open(connection: Connection, chain: Sequence[Stored]) -> release.Period | None:
    """The bulletin period after the last published one."""
    bulletins = [read_bulletin(stored) for stored in chain if stored.kind == "bulletin"]
    before = bulletins[-1] if bulletins else None
    if before is None:
        since = connection.execute("SELECT min(since) FROM area").fetchone()
        first = None if since is None else since[0]
    else:
        first = before.last + timedelta(days=1)
    if first is None:
        return None
    last, rule = period.bulletin_end(first, before)
    return release.Period(first, last, rule)


def find_since_map(chain: Sequence[Stored]) -> list[period.Published]:
    """The bulletins of the map period that is open, oldest first; none where it has just begun."""
    mapped = max((stored.last for stored in chain if stored.kind == "map"), default=date.min)
    return [read_bulletin(one) for one in chain if one.kind == "bulletin" and one.first > mapped]


def read_bulletin(stored: Stored) -> period.Published:
    """The published total of the areas; `elsewhere` is no part of a map."""
    table = next(table for table in release.tables(stored.entry) if table.name == "total")
    inside = sum(table.counts[:-1])
    return period.Published(stored.first, stored.last, inside)


def append(
    connection: Connection,
    chain: Sequence[Stored],
    kind: str,
    days: tuple[date, date],
    published_on: date,
    file: bytes,
) -> str:
    """Store a finished entry at the end of the chain, within the caller's transaction; gives its id."""
    entry = canonical.load(file)
    stored = Stored(len(chain), entry["id"], kind, *days, published_on, file, entry["sha256"])
    store(connection, stored)
    return stored.id


def store(connection: Connection, stored: Stored) -> None:
    """Put an entry into the table of the chain."""
    connection.execute(
        "INSERT INTO release (position, id, kind, period_from, period_to, published_on, file, digest)"
        " VALUES (%s, %s, %s, %s, %s, %s, %s, %s)",
        (
            stored.position,
            stored.id,
            stored.kind,
            stored.first,
            stored.last,
            stored.published_on,
            stored.file,
            stored.digest,
        ),
    )
