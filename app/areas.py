"""The areas a deployment serves: an outline, filled with cells before any report is read."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import shapely
from shapely.geometry import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from app import sparse
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
    found = tuple(cells.fill(outline, CITY))
    many = MultiPolygon([part for part in getattr(outline, "geoms", [outline]) if isinstance(part, Polygon)])
    with connection.transaction():
        area = Area(area_id, found, sparse.find(connection, found, many))
        connection.execute(
            "INSERT INTO area (id, name, outline, cells, sparse, digest, time_zone, since)"
            " VALUES (%s, %s, ST_SetSRID(ST_GeomFromWKB(%s), 4326), %s, %s, %s, %s, %s)",
            (
                area_id,
                name,
                shapely.to_wkb(many),
                list(area.cells),
                list(area.sparse),
                area.sha256,
                time_zone,
                since.replace(day=1),
            ),
        )
        _store_cells(connection, _around(area))
    return area


def settle(connection: Connection) -> bool:
    """Find the sparse cells of every area anew, after places were imported; False where it is too late.

    What a report can refer to is fixed before the first one is read: with a report or a release in the
    database the areas keep the cells they have.
    """
    with connection.transaction():
        connection.execute("LOCK TABLE report IN SHARE ROW EXCLUSIVE MODE")
        begun = connection.execute(
            "SELECT EXISTS (SELECT FROM report) OR EXISTS (SELECT FROM release)"
        ).fetchone()
        if begun and begun[0]:
            return False
        rows = connection.execute("SELECT id, cells, ST_AsBinary(outline) FROM area").fetchall()
        for area_id, found, outline in rows:
            coarse = sparse.find(connection, found, shapely.from_wkb(bytes(outline)))
            _settle(connection, Area(area_id, tuple(found), coarse))
    return True


def _settle(connection: Connection, area: Area) -> None:
    connection.execute(
        "UPDATE area SET sparse = %s, digest = %s WHERE id = %s", (list(area.sparse), area.sha256, area.id)
    )
    gone = [child for cell in area.sparse for child in cells.children(cell, cells.FINEST)]
    connection.execute("DELETE FROM cell WHERE id = ANY(%s)", (gone,))
    _store_cells(connection, _around(area))


def _around(area: Area) -> set[str]:
    """Every cell a report of the area can refer to: its cells, all within them, and those around them."""
    found: set[str] = set()
    for cell in area.cells:
        found.update(cells.parent(cell, at) for at in range(COARSEST, CITY + 1))
        for at in range(CITY + 1, cells.FINEST + 1):
            if at < cells.FINEST or cell not in area.sparse:
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
        cursor.execute("DROP TABLE coming")
