"""Places of an OpenStreetMap extract: named nodes and areas, streets as wholes, and their crossings."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import osmium

from maps.errors import SourceError
from maps.readers import kinds, row
from maps.readers.row import Items, LeftOut, PlaceRow
from maps.readers.streets import Streets

IN_MEMORY_BYTES = 150_000_000
"""Size of an extract up to which node locations are kept in memory, 16 bytes a node; beyond, in a file."""

_OTHER_NAMES = (
    "alt_name",
    "old_name",
    "official_name",
    "short_name",
    "loc_name",
    "int_name",
    "nat_name",
    "reg_name",
)
_LANGUAGE = re.compile(r"(?:name|alt_name|old_name|official_name|short_name):([a-z]{2,3})(?:[-_]\w+)?")


def read(path: Path) -> Items:
    """The places of a PBF (or other OpenStreetMap) file: nodes, then areas, then streets, then crossings.

    Raises:
        SourceError: the file is broken or no OpenStreetMap data; it names the last place before.
    """
    streets, last = Streets(), "its beginning"
    try:
        with processor(path) as objects:
            for item in _items(objects, streets):
                last = item.where if isinstance(item, LeftOut) else item.ref
                yield item
    except (RuntimeError, osmium.InvalidLocationError) as broken:
        raise SourceError(
            f"{path.name} can't be read as OpenStreetMap data after {last}: {broken}"
        ) from broken
    yield from streets.places()
    yield from streets.crossings()


@contextmanager
def processor(path: Path) -> Iterator[osmium.FileProcessor]:
    """The file's objects with their locations, in bounded memory."""
    is_large = path.stat().st_size > IN_MEMORY_BYTES
    with tempfile.TemporaryDirectory() as spool:
        index = f"sparse_file_array,{spool}/nodes" if is_large else "flex_mem"
        yield osmium.FileProcessor(str(path)).with_locations(index)


def _items(objects: osmium.FileProcessor, streets: Streets) -> Items:
    named = osmium.filter.KeyFilter("name")
    for each in objects.with_areas(named).with_filter(named):
        tags = dict(each.tags)
        if isinstance(each, osmium.osm.Node):
            yield from _place(f"node {each.id}", tags, each.location.lon, each.location.lat)
        elif isinstance(each, osmium.osm.Way):
            if tags.get("highway") in kinds.OSM_STREETS:
                _add_street(streets, each, tags)
        elif isinstance(each, osmium.osm.Area) and tags.get("highway") not in kinds.OSM_STREETS:
            ref = f"{'way' if each.from_way() else 'relation'} {each.orig_id()}"
            yield from _place(ref, tags, *_middle(each))


def _place(ref: str, tags: Mapping[str, str], lon: float, lat: float) -> Items:
    rank = kinds.of_tags(tags)
    if rank is None:
        return
    rank = kinds.peopled(rank, row.number(tags.get("population")))
    name = row.clean(tags["name"])
    found = PlaceRow(ref, name, rank.kind, lon, lat, rank.importance, row.grouped(names(tags)))
    yield row.place_or_reason(ref, found)


def names(tags: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Language and name of all the names an object bears besides `name`."""
    for key, value in tags.items():
        language = _LANGUAGE.fullmatch(key)
        if language or key in _OTHER_NAMES:
            yield from ((language[1] if language else "", part) for part in value.split(";"))


def _middle(area: osmium.osm.Area) -> tuple[float, float]:
    """The middle of the box around the area's outer rings."""
    corners = [(node.lon, node.lat) for ring in area.outer_rings() for node in ring]
    lons, lats = zip(*corners, strict=True)
    if max(lons) - min(lons) > 180:  # across the antimeridian
        lons = tuple(lon % 360 for lon in lons)
    return row.wrapped((min(lons) + max(lons)) / 2), (min(lats) + max(lats)) / 2


def _add_street(streets: Streets, way: osmium.osm.Way, tags: Mapping[str, str]) -> None:
    line = [(node.ref, node.lon, node.lat) for node in way.nodes if node.location.valid()]
    if line:
        streets.add(row.clean(tags["name"]), tags["highway"], row.grouped(names(tags)), line)
