"""What is open and what will close it: said to who asks, changed by nobody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app import archive
from app.database import Connection
from maps.disclosure import period
from maps.ledger.release import Period


@dataclass(frozen=True, slots=True)
class Standing:
    """What is open: the bulletin's period, and the map's first day and published total so far."""

    bulletin: Period
    appears_on: date
    map_since: date
    map_total: int
    map_latest: date


def find_standing(connection: Connection) -> Standing | None:
    """The periods that are open and what will close them; None before there is an area."""
    chain = archive.find_all(connection)
    open_period = archive.find_open(connection, chain)
    if open_period is None:
        return None
    since_map = archive.find_since_map(chain)
    since = since_map[0].first if since_map else open_period.first
    latest = since.replace(year=since.year + (since.month > 1), month=(since.month - 2) % 12 + 1, day=1)
    return Standing(
        bulletin=open_period,
        appears_on=period.publication(open_period.last, archive.WEEKDAY),
        map_since=since,
        map_total=sum(one.total for one in since_map),
        map_latest=period.month_end(latest),
    )
