"""Accepted reports of one period become one immutable release, once (P6).

Freeze and draw are one transaction: it holds the freeze lock alone, counts, draws, and stores the finished
file. A job that crashed before the commit published nothing and drew for nobody; one that crashed after it
finds its file. Exact counts and noise live in this process' memory for that transaction only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app import archive, counting
from app.archive import Stored
from app.database import Connection
from app.errors import AreaChangedError
from app.review import FREEZE_LOCK
from maps.disclosure import draw, period
from maps.disclosure.area import Area, ordered
from maps.ledger import release, seal


def publish_due(connection: Connection, today: date, secret_key: str) -> list[str]:
    """Draw every release whose day has come, oldest first; gives their ids.

    Called again, or by two at once, it draws nothing twice.
    """
    issued: list[str] = []
    while True:
        with connection.transaction():
            connection.execute("SELECT pg_advisory_xact_lock(%s)", (FREEZE_LOCK,))
            chain = archive.find_all(connection)
            due = find_due(connection, chain, today)
            if due is None:
                return issued
            issued.append(_issue(connection, chain, due, seed=archive.signing_seed(secret_key)))


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


def _find_due_bulletin(connection: Connection, chain: Sequence[Stored], today: date) -> Due | None:
    closed = archive.find_open(connection, chain)
    return None if closed is None else _due(chain, "bulletin", closed, 0, today)


def _find_due_map(chain: Sequence[Stored], today: date) -> Due | None:
    closing = period.map_closing(archive.find_since_map(chain))
    if closing is None:
        return None
    closed = release.Period(closing.first, closing.last, closing.closed_by)
    return _due(chain, "map", closed, closing.published_total, today)


def _due(
    chain: Sequence[Stored], kind: str, closed: release.Period, published_total: int, today: date
) -> Due | None:
    """What is due of a closed period; never dated before the entry it follows, whatever the clock did."""
    published_on = max(
        period.publication(closed.last, archive.WEEKDAY), *(one.published_on for one in chain[-1:]), date.min
    )
    return Due(kind, closed, published_on, published_total) if published_on <= today else None


def _issue(connection: Connection, chain: Sequence[Stored], due: Due, seed: seal.SigningSeed) -> str:
    counts = counting.find(connection, due.period)
    areas = archive.load_areas(connection)
    _check_areas(chain, due, areas)
    if due.kind == "bulletin":
        drawn = draw.draw_bulletin(counts, areas)
    else:
        drawn = draw.draw_map(counts, areas, due.published_total)
    previous = chain[-1].digest if chain else None
    file = release.issue(drawn, due.period, due.published_on, previous, seed)
    return archive.append(
        connection, chain, due.kind, (due.period.first, due.period.last), due.published_on, file
    )


def _check_areas(chain: Sequence[Stored], due: Due, areas: Sequence[Area]) -> None:
    """Areas stand still within a map's period: a report is counted in one area by bulletin and map alike.

    Raises:
        AreaChangedError: they did not.
    """
    now = [area.sha256 for area in ordered(areas)]
    within = archive.find_since_map(chain)
    first = due.period.first if due.kind == "map" else within[0].first if within else due.period.first
    for stored in chain:
        is_within = stored.kind == "bulletin" and stored.first >= first
        if is_within and [area["sha256"] for area in stored.entry["areas"]] != now:
            raise AreaChangedError(
                f"the areas are not those of {stored.id}: they may change only when a map period opens"
            )
