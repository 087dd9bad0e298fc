"""Services as everyone may know them, by need and by place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from psycopg.rows import class_row

from app.database import Connection
from app.models.service import KINDS
from maps.gazetteer import names
from maps.gazetteer.place import Place, distance_m

SELECT = (
    "SELECT id, name, kind, about, area, hours, languages, cost, phone, url, eligibility, application,"
    " capacity, address, is_hidden, checked_on, ST_X(point) AS lon, ST_Y(point) AS lat FROM service"
)
FAR_M = 50_000.0
"""Beyond this a service with a place of its own is not near; hotlines and the like are near everywhere."""


@dataclass(frozen=True, slots=True)
class Listing:
    """One service's public facts; empty text is unknown, `lon` and `lat` are None without a public point."""

    id: UUID
    name: str
    kind: str
    about: str
    area: str
    hours: str
    languages: Sequence[str]
    cost: str
    phone: str
    url: str
    eligibility: str
    application: str
    capacity: str
    address: str
    is_hidden: bool
    checked_on: date
    lon: float | None = None
    lat: float | None = None


def find_all(connection: Connection, need: str | None = None, most: int | None = None) -> list[Listing]:
    """Every service, or those of one kind, by kind (hotlines first) and name; the first of them, or all."""
    with connection.cursor(row_factory=class_row(Listing)) as cursor:
        cursor.execute(
            SELECT + " WHERE %(need)s::text IS NULL OR kind = %(need)s"
            " ORDER BY array_position(%(kinds)s::text[], kind), name, id LIMIT %(most)s",
            {"need": need, "kinds": list(KINDS), "most": most},
        )
        return cursor.fetchall()


def nearest(
    connection: Connection, place: Place | None, need: str | None = None, most: int = 3
) -> list[Listing]:
    """The services that fit best: a third hotlines, then those of the place's own district, then by distance.

    A hidden one ranks by its district's name and never by distance: asked from many places, distances would
    say where it stands. Without a place the order is by kind and name.
    """
    listed = find_all(connection, need)
    if place is None:
        return listed[:most]
    by_rank = sorted(((_rank(one, place), one) for one in listed), key=lambda pair: pair[0])
    ranked = [one for (_, gap_m), one in by_rank if gap_m <= FAR_M]
    # Whoever needs help now can call from anywhere; in a text of three, the other two are places to go.
    hotlines = [one for one in ranked if one.kind == "hotline"][: max(1, most // 3)]
    return [*hotlines, *(one for one in ranked if one not in hotlines)][:most]


def _rank(listing: Listing, place: Place) -> tuple[int, float]:
    if names.key(place.name) and names.key(place.name) in names.key(listing.area):
        return 0, 0.0
    if listing.lon is None or listing.lat is None:
        return 2, 0.0
    return 1, distance_m(place.lon, place.lat, listing.lon, listing.lat)
