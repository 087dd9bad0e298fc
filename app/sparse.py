"""The cells of an area where few things have a name, as the gazetteer knows them (P4)."""

from __future__ import annotations

from collections.abc import Sequence

from shapely.geometry.base import BaseGeometry

from app.database import Connection
from maps.disclosure import peopled

BESIDE = 0.1
"""Degrees around an outline in which its outermost r7 cells may reach beyond it: at most 11 km."""


def find(connection: Connection, cells: Sequence[str], outline: BaseGeometry) -> tuple[str, ...]:
    """The r7 cells of an area (its outline lon, lat) whose reports are kept at r8. In a transaction."""
    west, south, east, north = outline.bounds
    box = (west - BESIDE, south - BESIDE, east + BESIDE, north + BESIDE)
    # A row at a time: a country has millions of places.
    with connection.cursor("named") as rows:
        rows.execute(
            "SELECT ST_X(centre), ST_Y(centre) FROM place"
            " WHERE kind = ANY(%s) AND centre && ST_MakeEnvelope(%s, %s, %s, %s, 4326)",
            (list(peopled.COUNTED), *box),
        )
        return peopled.find_sparse(cells, peopled.tally((lon, lat) for lon, lat in rows))


def count(connection: Connection) -> tuple[int, int]:
    """How many r7 cells of the areas are kept at r8, and of how many."""
    row = connection.execute(
        "SELECT coalesce(sum(cardinality(sparse)), 0), coalesce(sum(cardinality(cells)), 0) FROM area"
        " WHERE substr(cells[1], 2, 1) = '7'"
    ).fetchone()
    return row or (0, 0)
