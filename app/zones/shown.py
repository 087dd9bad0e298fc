"""Zones as everyone sees them, and what a release's published counts do to them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, LiteralString
from uuid import UUID

from psycopg.rows import class_row
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import publication
from app.database import Connection
from app.models.zone import Zone, ZonePublic
from app.publication import Edition
from app.zones import life
from maps import cells
from maps.render.view import State, View

SELECT = (
    "SELECT zone_id AS id, state, is_hidden, name, district, hours, offers, audience, vouched_by, checked,"
    " ST_AsGeoJSON(shape, 5)::json AS shape FROM zone_public "
)
FINE = 8
"""Coarser counts than r8 (0.7 km²) say nothing about one place."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One zone's public facts; `shape` is GeoJSON or None, always None for a hidden one."""

    id: UUID
    state: str
    is_hidden: bool
    name: str
    district: str
    hours: str
    offers: Sequence[str]
    audience: str
    vouched_by: Sequence[str]
    checked: date
    shape: dict[str, Any] | None


def count(connection: Connection, district: str | None = None) -> int:
    """How many zones are shown, in all or in one district."""
    query = "SELECT count(*) FROM zone_public WHERE %(district)s::text IS NULL OR district = %(district)s"
    row = connection.execute(query, {"district": district}).fetchone()
    return int(row[0]) if row else 0


def list_districts(connection: Connection) -> list[str]:
    """The districts that have a zone, by name."""
    rows = connection.execute("SELECT DISTINCT district FROM zone_public ORDER BY district").fetchall()
    return [district for (district,) in rows]


def find_some(
    connection: Connection, district: str | None = None, most: int | None = None, offset: int = 0
) -> list[Shown]:
    """Zones that are shown, all or some, by district and name: an order that tells no distances."""
    return _select(
        connection,
        "WHERE %(district)s::text IS NULL OR district = %(district)s"
        " ORDER BY district, name, zone_id LIMIT %(most)s OFFSET %(offset)s",
        {"district": district, "most": most, "offset": offset},
    )


def find(connection: Connection, zone_id: UUID) -> Shown | None:
    """One zone, if it is shown."""
    return next(iter(_select(connection, "WHERE zone_id = %(id)s", {"id": zone_id})), None)


def _select(connection: Connection, which: LiteralString, values: dict[str, Any]) -> list[Shown]:
    with connection.cursor(row_factory=class_row(Shown)) as cursor:
        return cursor.execute(SELECT + which, values).fetchall()


def to_geojson(zones: Iterable[Shown]) -> dict[str, Any]:
    """The zones as a GeoJSON FeatureCollection; hidden ones have no geometry (RFC 7946, 3.2)."""
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "id": str(zone.id),
                "geometry": zone.shape,
                "properties": {
                    "name": zone.name,
                    "state": zone.state,
                    "district": zone.district,
                    "hours": zone.hours,
                    "offers": list(zone.offers),
                    "audience": zone.audience,
                    "vouched_by": list(zone.vouched_by),
                    "checked": f"{zone.checked:%Y-%m}",
                    "location_hidden": zone.is_hidden,
                },
            }
            for zone in zones
        ],
    }


def is_contested(zone_cells: Iterable[str], view: View) -> bool:
    """Whether a published count clearly above the noise lies over one of the cells, at r8 or finer."""
    clear = {
        count.cell
        for count in view.counts
        if count.state is State.CLEAR and cells.resolution(count.cell) >= FINE
    }
    return any(cells.parent(cell, at) in clear for cell in zone_cells for at in (FINE, cells.FINEST))


def question_contested(session: Session, edition: Edition, today: date) -> int:
    """Put active zones under review where the newest published map says so; gives how many. Commits nothing.

    Each map is looked at once a zone. Hidden zones are left out: a state that changes with a map's cells
    would say in which of them the shelter stands. Exact counts are never asked (P6).
    """
    newest = edition.newest
    if newest is None:
        return 0
    unseen = select(Zone, ZonePublic).join(ZonePublic, ZonePublic.zone_id == Zone.id)
    unseen = unseen.where(Zone.seen_release.is_distinct_from(newest.id), ~ZonePublic.is_hidden)
    rows = session.execute(unseen.with_for_update()).all()
    view = publication.to_view(edition, newest) if rows else None
    questioned = 0
    for zone, shown in rows:
        zone.seen_release = newest.id
        if view and zone.state == "active" and is_contested(shown.cells, view):
            life.question(session, zone, today)
            questioned += 1
    return questioned
