"""The areas a deployment serves: an outline, filled with cells before any report is read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import shapely
from shapely.geometry import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from app import archive, hexagons, sparse
from app.database import Connection
from app.review import FREEZE_LOCK
from maps import cells, outlines
from maps.disclosure import rest
from maps.disclosure.area import CITY, REST, Area, ordered
from maps.errors import AreaError

MOST_CELLS = 6_000
"""r7 cells of one area: about 31,000 km²; every finer cell in it gets a row."""

MOST_BIG_CELLS = 15_000
"""r6 or r5 cells of a country's rest: about 540,000 km², or 3,800,000; each has nine numbers in every map."""


@dataclass(frozen=True, slots=True)
class Change:
    """What setting an area does: its cells, those left to other areas, and the rests that give way."""

    area: Area
    left_out: tuple[str, ...] = ()
    shrunk: tuple[Area, ...] = ()


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


def make(area_id: str, outline: BaseGeometry, at: int = CITY) -> Area:
    """The area's cells: every cell of a resolution whose centre lies in the outline (lon, lat).

    Resolution 7 is a city's; 6 or 5 are for the rest of a country.

    Raises:
        GeometryError: the outline is not usable; the message says what is wrong with it.
        AreaError: it fills no cell, too many, or breaks a rule of releases.
    """
    outlines.check(outline)
    if at not in (CITY, *REST):
        raise AreaError(
            f"area {area_id}: cells are r{CITY}, or r6 or r5 for the rest of a country, not r{at}"
        )
    inside = tuple(cells.fill(outline, at))
    if not inside:
        size = cells.area_km2(cells.snap(outline.centroid.x, outline.centroid.y, at))
        raise AreaError(
            f"area {area_id}: it holds the centre of no hexagon: one is about {size:.0f} km² there"
        )
    most = MOST_CELLS if at == CITY else MOST_BIG_CELLS
    if len(inside) > most:
        wider = "draw it tighter" if at in (CITY, min(REST)) else "--coarse 5 makes fewer and bigger ones"
        raise AreaError(f"area {area_id}: {len(inside)} cells are more than {most}: {wider}")
    return Area(area_id, inside)


def weigh(area: Area, stored: Sequence[Area]) -> Change:
    """What setting the area would do beside those stored: a rest leaves out what others hold, and gives way.

    Raises:
        AreaError: nothing is left of a rest, or the area shares cells with another one.
    """
    others = [one for one in stored if one.id != area.id]
    left_out: tuple[str, ...] = ()
    shrunk: tuple[Area, ...] = ()
    if area.is_rest:
        left_out = rest.find_touched(area, others)
        if len(left_out) == len(area.cells):
            raise AreaError(f"area {area.id}: other areas hold or touch all of its cells")
        area = rest.without(area, left_out)
    else:
        shrunk = tuple(
            _give_way(one, area.id, touched)
            for one in others
            if one.is_rest and (touched := rest.find_touched(one, [area]))
        )
    now = {one.id: one for one in (*others, *shrunk, area)}
    ordered(list(now.values()))
    return Change(area, left_out, shrunk)


def _give_way(one: Area, city: str, touched: Sequence[str]) -> Area:
    if len(touched) == len(one.cells):
        raise AreaError(f"area {city}: it would leave nothing of the area {one.id}")
    return rest.without(one, touched)


def change(
    connection: Connection, area: Area, name: str, outline: BaseGeometry, time_zone: str, today: date
) -> Change:
    """Put the area in the place of the one with its id, or beside the others. The owner's connection.

    Raises:
        AreaError: it shares cells with another area, or a map period is under way, whose areas stand still.
    """
    with connection.transaction():
        # The same lock as a draw's: no release is drawn over half a change.
        connection.execute("SELECT pg_advisory_xact_lock(%s)", (FREEZE_LOCK,))
        before = archive.load_areas(connection)
        made = weigh(_coarsen(connection, area, outline), before)
        within = archive.find_since_map(archive.find_all(connection))
        if within and made.area not in before:
            raise AreaError(
                f"area {area.id}: bulletins since {within[0].first} counted in other areas; areas change only"
                " between a map and the first bulletin after it: flask release close says when that is"
            )
        for one in made.shrunk:
            _rewrite(connection, one)
        _write(connection, made.area, name, outline, time_zone, today)
    return made


def _rewrite(connection: Connection, area: Area) -> None:
    """Store the cells that are left of an area; its outline and name stay."""
    connection.execute(
        "UPDATE area SET cells = %s, digest = %s WHERE id = %s", (list(area.cells), area.sha256, area.id)
    )


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
    hexagons.store(connection, hexagons.around(area))
    hexagons.mark_rest(connection, archive.load_areas(connection))


def _coarsen(connection: Connection, area: Area, outline: BaseGeometry) -> Area:
    """The area with the cells in which few people live marked as sparse (P4)."""
    if area.is_rest:
        return area
    return replace(area, sparse=sparse.find(connection, area.cells, _to_many(outline)))


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
            area = Area(area_id, tuple(found))
            _settle(connection, _coarsen(connection, area, shapely.from_wkb(bytes(outline))))
    return True


def _settle(connection: Connection, area: Area) -> None:
    connection.execute(
        "UPDATE area SET sparse = %s, digest = %s WHERE id = %s", (list(area.sparse), area.sha256, area.id)
    )
    hexagons.drop_fine(connection, area)
    hexagons.store(connection, hexagons.around(area))
