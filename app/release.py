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
from app.errors import AreaChangedError
from app.review import FREEZE_LOCK
from maps.disclosure import budget, count, draw, period
from maps.disclosure.area import Area, ordered
from maps.ledger import canonical, release, seal

WEEKDAY = 1
"""Releases appear on Tuesdays."""

NOWHERE = "89754e64993ffff"
"""The r9 cell at 0° N 0° E, in the open sea: where reports without a cell are counted, as elsewhere."""

COUNT = """
SELECT cell_id COLLATE "C", precision COLLATE "C", category_group COLLATE "C", part_of_day COLLATE "C",
       count(*)
FROM report
WHERE state = 'accepted' AND period BETWEEN %(first)s AND %(last)s
GROUP BY 1, 2, 3, 4
"""
"""Plain columns, compared byte by byte: any expression here costs as much again as the count."""

IMPRECISE = ("town", "city")
AT_EASE = "SET LOCAL work_mem = '256MB'; SET LOCAL jit = off"
"""For one transaction: the groups of a large city fit into memory; compiling takes longer than counting."""


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


def publish_due(connection: Connection, today: date, secret_key: str) -> list[str]:
    """Draw every release whose day has come, oldest first; gives their ids.

    Called again, or by two at once, it draws nothing twice.
    """
    issued: list[str] = []
    while True:
        with connection.transaction():
            connection.execute("SELECT pg_advisory_xact_lock(%s)", (FREEZE_LOCK,))
            chain = find_all(connection)
            due = find_due(connection, chain, today)
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


def find_due(connection: Connection, chain: Sequence[Stored], today: date) -> Due | None:
    """The release to be drawn next, where its day has come."""
    return _find_due_map(chain, today) or _find_due_bulletin(connection, chain, today)


def find_next_day(connection: Connection) -> date | None:
    """The last day of the period that is open; None before there is an area."""
    open_period = find_open(connection, find_all(connection))
    return None if open_period is None else open_period.last


def find_open(connection: Connection, chain: Sequence[Stored]) -> release.Period | None:
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
    closed = find_open(connection, chain)
    return None if closed is None else _due(chain, "bulletin", closed, 0, today)


def find_since_map(chain: Sequence[Stored]) -> list[period.Published]:
    """The bulletins of the map period that is open, oldest first; none where it has just begun."""
    mapped = max((stored.last for stored in chain if stored.kind == "map"), default=date.min)
    return [_read_bulletin(one) for one in chain if one.kind == "bulletin" and one.first > mapped]


def _find_due_map(chain: Sequence[Stored], today: date) -> Due | None:
    closing = period.map_closing(find_since_map(chain))
    if closing is None:
        return None
    closed = release.Period(closing.first, closing.last, closing.closed_by)
    return _due(chain, "map", closed, closing.published_total, today)


def _due(
    chain: Sequence[Stored], kind: str, closed: release.Period, published_total: int, today: date
) -> Due | None:
    """What is due of a closed period; never dated before the entry it follows, whatever the clock did."""
    published_on = max(
        period.publication(closed.last, WEEKDAY), *(one.published_on for one in chain[-1:]), date.min
    )
    return Due(kind, closed, published_on, published_total) if published_on <= today else None


def _read_bulletin(stored: Stored) -> period.Published:
    """The published total of the areas; `elsewhere` is no part of a map."""
    table = next(table for table in release.tables(stored.entry) if table.name == "total")
    inside = sum(table.counts[:-1])
    return period.Published(stored.first, stored.last, inside)


def _issue(connection: Connection, chain: Sequence[Stored], due: Due, seed: seal.SigningSeed) -> str:
    counts = _count(connection, due.period)
    areas = load_areas(connection)
    _check_areas(chain, due, areas)
    if due.kind == "bulletin":
        drawn = draw.draw_bulletin(counts, areas)
    else:
        drawn = draw.draw_map(counts, areas, due.published_total)
    previous = chain[-1].digest if chain else None
    file = release.issue(drawn, due.period, due.published_on, previous, seed)
    return append(connection, chain, due.kind, (due.period.first, due.period.last), due.published_on, file)


def _count(connection: Connection, days: release.Period) -> count.Counts:
    """The exact counts of accepted reports: they go no further than the draw that asks for them."""
    connection.execute(AT_EASE)
    rows = connection.execute(COUNT, {"first": days.first, "last": days.last})
    return count.tally(
        (cell or NOWHERE, precision in IMPRECISE, group, part, number)
        for cell, precision, group, part, number in rows
    )


def _check_areas(chain: Sequence[Stored], due: Due, areas: Sequence[Area]) -> None:
    """Areas stand still within a map's period: a report is counted in one area by bulletin and map alike.

    Raises:
        AreaChangedError: they did not.
    """
    now = [area.sha256 for area in ordered(areas)]
    within = find_since_map(chain)
    first = due.period.first if due.kind == "map" else within[0].first if within else due.period.first
    for stored in chain:
        is_within = stored.kind == "bulletin" and stored.first >= first
        if is_within and [area["sha256"] for area in stored.entry["areas"]] != now:
            raise AreaChangedError(
                f"the areas are not those of {stored.id}: they may change only when a map period opens"
            )


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


def life_budget() -> Mapping[str, float]:
    """What one report can cost at most: in its bulletin and in its map."""
    return {
        "bulletin": sum(budget.BULLETIN.values()),
        "map": max(sum(p.values()) for p in budget.MAP.values()),
    }
