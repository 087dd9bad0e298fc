"""The areas a deployment serves: an outline, filled with cells before any report is read."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import shapely
from shapely.geometry import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from app import archive, sparse
from app.database import Connection
from app.review import FREEZE_LOCK
from maps import cells, outlines
from maps.disclosure.area import CITY, Area, ordered
from maps.errors import AreaError

COARSEST = 5
"""The coarsest cell a report can lie in: "the city"."""

MOST_CELLS = 6_000
"""r7 cells of one area: about 31,000 km²; every finer cell in it gets a row."""


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
    with connection.transaction():
        area = _coarsen(connection, make(area_id, outline), outline)
        _write(connection, area, name, outline, time_zone, since)
    return area


def make(area_id: str, outline: BaseGeometry) -> Area:
    """The area's cells: every r7 cell whose centre lies in the outline (lon, lat).

    Raises:
        GeometryError: the outline is not usable; the message says what is wrong with it.
        AreaError: it fills no cell, too many, or breaks a rule of releases.
    """
    outlines.check(outline)
    inside = tuple(cells.fill(outline, CITY))
    if not inside:
        raise AreaError(f"area {area_id}: it holds the centre of no hexagon: it is under about 5 km²")
    if len(inside) > MOST_CELLS:
        raise AreaError(f"area {area_id}: {len(inside)} cells are more than {MOST_CELLS}: draw it tighter")
    return Area(area_id, inside)


def change(
    connection: Connection, area: Area, name: str, outline: BaseGeometry, time_zone: str, today: date
) -> None:
    """Put the area in the place of the one with its id, or beside the others. The owner's connection.

    Raises:
        AreaError: it shares cells with another area, or a map period is under way, whose areas stand still.
    """
    with connection.transaction():
        # The same lock as a draw's: no release is drawn over half a change.
        connection.execute("SELECT pg_advisory_xact_lock(%s)", (FREEZE_LOCK,))
        area = _coarsen(connection, area, outline)
        before = {one.id: one for one in archive.load_areas(connection)}
        ordered([*(one for one in before.values() if one.id != area.id), area])
        within = archive.find_since_map(archive.find_all(connection))
        if within and before.get(area.id) != area:
            raise AreaError(
                f"area {area.id}: bulletins since {within[0].first} counted in other areas; areas change only"
                " between a map and the first bulletin after it: flask release close says when that is"
            )
        _write(connection, area, name, outline, time_zone, today)


def _write(
    connection: Connection, area: Area, name: str, outline: BaseGeometry, time_zone: str, since: date
) -> None:
    row = (
        area.id,
        name,
        shapely.to_wkb(_to_many(outline)),
        list(area.cells),
        list(area.sparse),
        area.sha256,
        time_zone,
        since.replace(day=1),
    )
    connection.execute(
        "INSERT INTO area (id, name, outline, cells, sparse, digest, time_zone, since)"
        " VALUES (%s, %s, ST_SetSRID(ST_GeomFromWKB(%s), 4326), %s, %s, %s, %s, %s)"
        " ON CONFLICT (id) DO UPDATE SET name = excluded.name, outline = excluded.outline,"
        " cells = excluded.cells, sparse = excluded.sparse, digest = excluded.digest",
        row,
    )
    _store_cells(connection, _around(area))


def _coarsen(connection: Connection, area: Area, outline: BaseGeometry) -> Area:
    """The area with the cells in which few people live marked as sparse (P4)."""
    return Area(area.id, area.cells, sparse.find(connection, area.cells, _to_many(outline)))


def _to_many(outline: BaseGeometry) -> MultiPolygon:
    return MultiPolygon([part for part in getattr(outline, "geoms", [outline]) if isinstance(part, Polygon)])


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
