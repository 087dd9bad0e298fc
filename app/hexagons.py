"""The cells that reports may refer to: no other can be kept, whichever door a report comes through (P4)."""

from __future__ import annotations

from collections.abc import Iterable

import shapely

from app.database import Connection
from maps import cells
from maps.disclosure.area import CITY, REST, Area

COARSEST = 5
"""The coarsest cell a report can lie in: "the city"."""

# Precise once, but kept at a cell that is now too big to say where in the area around it.
WIDEN = """
UPDATE report SET precision = CASE resolution WHEN 6 THEN 'town' ELSE 'city' END
FROM cell WHERE cell.id = cell_id AND is_rest AND NOT cell.id = ANY(%(rest)s)
  AND precision IN ('spot', 'street', 'neighbourhood')
"""
MARK = (
    "UPDATE cell SET is_rest = NOT is_rest WHERE is_rest <> (id = ANY(%(rest)s)) AND resolution = ANY(%(at)s)"
)


def around(area: Area) -> set[str]:
    """Every cell a report of the area can refer to: its own, those around them, in a city all in them."""
    found: set[str] = set()
    for cell in area.cells:
        found.update(cells.parent(cell, at) for at in range(COARSEST, area.resolution + 1))
        if not area.is_rest:
            finest = cells.FINEST - (cell in area.sparse)
            for at in range(CITY + 1, finest + 1):
                found.update(cells.children(cell, at))
    return found


def drop_fine(connection: Connection, area: Area) -> None:
    """Take the r9 cells of the area's sparse ones away: no report may refer to one."""
    gone = [child for cell in area.sparse for child in cells.children(cell, cells.FINEST)]
    connection.execute("DELETE FROM cell WHERE id = ANY(%s)", (gone,))


def store(connection: Connection, wanted: Iterable[str]) -> None:
    """Put cells that are not there yet into their table. In a transaction of the owner's."""
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMPORARY TABLE coming ON COMMIT DROP AS"
            " SELECT id, resolution, polygon, centre FROM cell WITH NO DATA"
        )
        with cursor.copy("COPY coming (id, resolution, polygon, centre) FROM STDIN") as copy:
            for cell in sorted(wanted):
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
        cursor.execute(
            "INSERT INTO cell (id, resolution, polygon, centre) SELECT * FROM coming ON CONFLICT DO NOTHING"
        )
        cursor.execute("DROP TABLE coming")


def mark_rest(connection: Connection, areas: Iterable[Area]) -> None:
    """Mark the cells of a country's rest, and no others. In a transaction of the owner's.

    A report kept at a cell that is none of the rest's any more is known as precisely as that cell is: it
    counts in the big hexagons of the area that came, and in no small one.
    """
    rest = [cell for area in areas if area.is_rest for cell in area.cells]
    connection.execute(WIDEN, {"rest": rest})
    connection.execute(MARK, {"rest": rest, "at": list(REST)})
