"""Wards and districts: polygons in, cells stored; sums of releases over them are post-processing."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from app.database import Connection
from maps import cells, outlines
from maps.errors import GeometryError

NAMES = ("name", "NAME", "Name", "ward", "WARD_NAME", "district", "label")
IDS = ("id", "ID", "code", "pcode", "ADM2_PCODE", "ADM3_PCODE", "ref")
MOST_CELLS = 2_000_000
"""r9 cells of all districts together: about 200,000 km²."""


@dataclass(frozen=True, slots=True)
class District:
    """One division: its level ("ward"), id, name and r9 cells, sorted."""

    level: str
    id: str
    name: str
    cells: tuple[str, ...]

    @property
    def digest(self) -> str:
        """sha256 over the cells, hexadecimal."""
        return hashlib.sha256("\n".join(self.cells).encode()).hexdigest()


def read(text: str, level: str, name_field: str | None = None) -> list[District]:
    """The districts of a GeoJSON FeatureCollection of polygons in lon, lat.

    Raises:
        GeometryError: not such a file, a feature without a name or a usable polygon; the message says which.
    """
    found: dict[str, District] = {}
    for at, (properties, outline) in enumerate(outlines.read(text), start=1):
        name = _first(properties, (name_field,) if name_field else NAMES)
        if name is None:
            raise GeometryError(f"feature {at} has no name: say which property holds it with --name")
        district_id = _first(properties, IDS) or name
        if district_id in found:
            raise GeometryError(f"feature {at}: two districts have the id {district_id!r}")
        try:
            outlines.check(outline)
            inside = cells.fill(outline, cells.FINEST)
        except GeometryError as error:
            raise GeometryError(f"feature {at} ({name}): {error}") from error
        found[district_id] = District(level, district_id, name, tuple(inside))
    if sum(len(one.cells) for one in found.values()) > MOST_CELLS:
        raise GeometryError("the districts are too large to be summed in r9 cells")
    return [found[key] for key in sorted(found)]


def _first(properties: Mapping[str, Any], fields: Iterable[str]) -> str | None:
    values = (properties.get(field) for field in fields)
    return next((str(value).strip() for value in values if value not in (None, "")), None)


def store(connection: Connection, level: str, found: Iterable[District]) -> int:
    """Put these districts in the place of all of their level; gives how many. The owner's connection."""
    with connection.transaction():
        connection.execute("DELETE FROM district WHERE level = %s", (level,))
        rows = [(one.level, one.id, one.name, list(one.cells), one.digest) for one in found]
        with connection.cursor() as cursor:
            cursor.executemany("INSERT INTO district VALUES (%s, %s, %s, %s, %s)", rows)
    return len(rows)


def load(connection: Connection) -> tuple[District, ...]:
    """Every district, by level and id."""
    rows = connection.execute("SELECT level, id, name, cells FROM district ORDER BY level, id")
    return tuple(District(level, key, name, tuple(inside)) for level, key, name, inside in rows)
