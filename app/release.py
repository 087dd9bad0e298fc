"""Accepted reports of one period become one immutable release, once (P6).

Freeze and draw are one transaction: it holds the freeze lock alone, counts, draws, and stores the finished
file. A job that crashed before the commit published nothing and drew for nobody; one that crashed after it
finds its file. Exact counts and noise live in this process' memory for that transaction only.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from app.database import Connection
from app.review import FREEZE_LOCK
from maps.disclosure import budget, count, draw, period
from maps.disclosure.area import Area
from maps.ledger import canonical, release, seal

WEEKDAY = 1
"""Releases appear on Tuesdays."""

NOWHERE = "89754e64993ffff"
"""The r9 cell at 0° N 0° E, in the open sea: where reports without a cell are counted, as elsewhere."""

COUNT = """
SELECT coalesce(cell_id, %(nowhere)s), precision IN ('town', 'city'), category_group, part_of_day, count(*)
FROM report
WHERE state = 'accepted' AND period BETWEEN %(first)s AND %(last)s
GROUP BY 1, 2, 3, 4
"""


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
    rows = connection.execute("SELECT id, cells FROM area ORDER BY id").fetchall()
    return tuple(Area(area_id, tuple(cells)) for area_id, cells in rows)


def publish_due(connection: Connection, today: date, secret_key: str) -> list[str]:
    """Draw every release whose day has come, oldest first; gives their ids.

    Called again, or by two at once, it draws nothing twice.
    """
    issued: list[str] = []
    while True:
        with connection.transaction():
            connection.execute("SELECT pg_advisory_xact_lock(%s)", (FREEZE_LOCK,))
            chain = find_all(connection)
            due = _find_due_map(chain, today) or _find_due_bulletin(connection, chain, today)
            if due is None:
                return issued
            issued.append(_issue(connection, chain, due, seed=signing_seed(secret_key)))


@dataclass(frozen=True, slots=True)
class Due:
    """A release that has closed and whose day has come."""

    kind: str
    period: release.Period
    published_on: date
    published_total: int


def find_next_day(connection: Connection) -> date | None:
    """The last day of the period that is open; None before there is an area."""
    open_period = _find_open(connection, find_all(connection))
    return None if open_period is None else open_period.last


def _find_open(connection: Connection, chain: Sequence[Stored]) -> release.Period | None:
    """The bulletin period after the last published one."""
    bulletins = [_read_bulletin(stored) for stored in chain if stored.kind == "bulletin"]
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


def _find_due_bulletin(connection: Connection, chain: Sequence[Stored], today: date) -> Due | None:
    closed = _find_open(connection, chain)
    return None if closed is None else _due("bulletin", closed, 0, today)


def _find_due_map(chain: Sequence[Stored], today: date) -> Due | None:
    mapped = max((stored.last for stored in chain if stored.kind == "map"), default=date.min)
    bulletins = [
        _read_bulletin(stored) for stored in chain if stored.kind == "bulletin" and stored.first > mapped
    ]
    closing = period.map_closing(bulletins)
    if closing is None:
        return None
    closed = release.Period(closing.first, closing.last, closing.closed_by)
    return _due("map", closed, closing.published_total, today)


def _due(kind: str, closed: release.Period, published_total: int, today: date) -> Due | None:
    published_on = period.publication(closed.last, WEEKDAY)
    return Due(kind, closed, published_on, published_total) if published_on <= today else None


def _read_bulletin(stored: Stored) -> period.Published:
    """The published total of the areas; `elsewhere` is no part of a map."""
    table = next(table for table in release.tables(stored.entry) if table.name == "total")
    inside = sum(table.counts[:-1])
    return period.Published(stored.first, stored.last, inside)


def _issue(connection: Connection, chain: Sequence[Stored], due: Due, seed: seal.SigningSeed) -> str:
    days = {"first": due.period.first, "last": due.period.last, "nowhere": NOWHERE}
    counts = count.tally(connection.execute(COUNT, days))
    areas = load_areas(connection)
    if due.kind == "bulletin":
        drawn = draw.draw_bulletin(counts, areas)
    else:
        drawn = draw.draw_map(counts, areas, due.published_total)
    previous = chain[-1].digest if chain else None
    file = release.issue(drawn, due.period, due.published_on, previous, seed)
    entry = canonical.load(file)
    connection.execute(
        "INSERT INTO release (position, id, kind, period_from, period_to, published_on, file, digest)"
        " VALUES (%s, %s, %s, %s, %s, %s, %s, %s)",
        (
            len(chain),
            entry["id"],
            due.kind,
            due.period.first,
            due.period.last,
            due.published_on,
            file,
            entry["sha256"],
        ),
    )
    return str(entry["id"])


def life_budget() -> Mapping[str, float]:
    """What one report can cost at most: in its bulletin and in its map."""
    return {
        "bulletin": sum(budget.BULLETIN.values()),
        "map": max(sum(p.values()) for p in budget.MAP.values()),
    }
