"""The areas a deployment serves: an outline, filled with cells before any report is read."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import shapely
from shapely.geometry import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from app.database import Connection
from maps import cells
from maps.disclosure.area import CITY, Area

COARSEST = 5
"""The coarsest cell a report can lie in: "the city"."""


def store(
    connection: Connection, area_id: str, name: str, outline: BaseGeometry, time_zone: str, since: date
) -> Area:
    """Store an area with its cells, in one transaction; gives what releases count in.

    Args:
        connection: the owner's.
        area_id: a short name that releases carry for ever.
        name: what pages call it.
        outline: a polygon or multipolygon, lon lat.
        time_zone: where it is, as in the tz database.
        since: the day counting begins; its month is the first period.

    Raises:
        GeometryError: the outline is not usable.
        AreaError: it fills no cell, or breaks a rule of releases.
    """
    area = Area(area_id, tuple(cells.fill(outline, CITY)))
    many = MultiPolygon([part for part in getattr(outline, "geoms", [outline]) if isinstance(part, Polygon)])
    with connection.transaction():
        connection.execute(
            "INSERT INTO area (id, name, outline, cells, digest, time_zone, since)"
            " VALUES (%s, %s, ST_SetSRID(ST_GeomFromWKB(%s), 4326), %s, %s, %s, %s)",
            (
                area_id,
                name,
                shapely.to_wkb(many),
                list(area.cells),
                area.sha256,
                time_zone,
                since.replace(day=1),
            ),
        )
        _store_cells(connection, _around(area.cells))
    return area


def _around(city_cells: Iterable[str]) -> set[str]:
    """Every cell a report of the area can refer to: its r7 cells, all within them, and those around them."""
    found: set[str] = set()
    for cell in city_cells:
        found.update(cells.parent(cell, at) for at in range(COARSEST, CITY + 1))
        for at in range(CITY + 1, cells.FINEST + 1):
            found.update(cells.children(cell, at))
    return found


def _store_cells(connection: Connection, wanted: Iterable[str]) -> None:
    ordered = sorted(wanted)
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE coming (LIKE cell) ON COMMIT DROP")
        with cursor.copy("COPY coming (id, resolution, polygon, centre) FROM STDIN") as copy:
            for cell in ordered:
                polygon = shapely.set_srid(cells.polygon(cell), 4326)
                centre = shapely.set_srid(shapely.Point(cells.centre(cell)), 4326)
                copy.write_row(
                    (
                        cell,
                        cells.resolution(cell),
                        shapely.to_wkb(polygon, hex=True, include_srid=True),
                        shapely.to_wkb(centre, hex=True, include_srid=True),
                    )
                )
        cursor.execute("INSERT INTO cell SELECT * FROM coming ON CONFLICT DO NOTHING")
