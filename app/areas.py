"""The areas a deployment serves: an outline, filled with cells before any report is read."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import shapely
from shapely.geometry import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from app import release as releases
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
    area = make(area_id, outline)
    with connection.transaction():
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
        before = {one.id: one for one in releases.load_areas(connection)}
        ordered([*(one for one in before.values() if one.id != area.id), area])
        within = releases.find_since_map(releases.find_all(connection))
        if within and before.get(area.id) != area:
            raise AreaError(
                f"area {area.id}: bulletins since {within[0].first} counted in other areas; areas change only"
                " between a map and the first bulletin after it: flask release close says when that is"
            )
        _write(connection, area, name, outline, time_zone, today)


def _write(
    connection: Connection, area: Area, name: str, outline: BaseGeometry, time_zone: str, since: date
) -> None:
    many = MultiPolygon([part for part in getattr(outline, "geoms", [outline]) if isinstance(part, Polygon)])
    row = (
        area.id,
        name,
        shapely.to_wkb(many),
        list(area.cells),
        area.sha256,
        time_zone,
        since.replace(day=1),
    )
    connection.execute(
        "INSERT INTO area (id, name, outline, cells, digest, time_zone, since)"
        " VALUES (%s, %s, ST_SetSRID(ST_GeomFromWKB(%s), 4326), %s, %s, %s, %s)"
        " ON CONFLICT (id) DO UPDATE SET name = excluded.name, outline = excluded.outline,"
        " cells = excluded.cells, digest = excluded.digest",
        row,
    )
    _store_cells(connection, _around(area.cells))


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
