"""What an extract has to draw: streets, rails, water, green and names.

Shapes are in world units: Web Mercator from 0 to 1, y down.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
import osmium
import shapely
from numpy.typing import NDArray
from shapely.geometry import LineString
from shapely.geometry.base import BaseGeometry

from maps.errors import SourceError
from maps.readers import osm, row

DEEPEST = 14
"""The finest zoom of the tiles; a browser draws closer looks from it."""


@dataclass(frozen=True, slots=True)
class Look:
    """How something is drawn: the layer and kind it belongs to, and the zoom from which it is there."""

    layer: str
    kind: str
    from_zoom: int


LINES: Mapping[tuple[str, str], Look] = MappingProxyType(
    {
        **{("highway", value): Look("roads", "major", 8) for value in ("motorway", "trunk")},
        ("highway", "primary"): Look("roads", "major", 9),
        ("highway", "secondary"): Look("roads", "medium", 11),
        ("highway", "tertiary"): Look("roads", "medium", 12),
        **{
            ("highway", value): Look("roads", "minor", 13)
            for value in ("residential", "unclassified", "living_street", "pedestrian", "road")
        },
        **{
            ("highway", value): Look("roads", "path", 14)
            for value in ("service", "footway", "path", "cycleway", "steps", "track", "bridleway")
        },
        ("railway", "rail"): Look("rail", "rail", 10),
        **{
            ("railway", value): Look("rail", "tram", 12)
            for value in ("subway", "light_rail", "tram", "monorail", "narrow_gauge")
        },
        ("natural", "coastline"): Look("water", "shore", 8),
        ("waterway", "river"): Look("water", "river", 9),
        ("waterway", "canal"): Look("water", "stream", 11),
        ("waterway", "stream"): Look("water", "stream", 13),
    }
)
AREAS: Mapping[tuple[str, str], Look] = MappingProxyType(
    {
        **{
            pair: Look("water", "water", 8)
            for pair in (
                ("natural", "water"),
                ("natural", "bay"),
                ("waterway", "riverbank"),
                ("waterway", "dock"),
                ("landuse", "reservoir"),
                ("landuse", "basin"),
            )
        },
        **{
            pair: Look("green", "park", 9)
            for pair in (
                ("leisure", "park"),
                ("leisure", "garden"),
                ("leisure", "nature_reserve"),
                ("leisure", "golf_course"),
                ("landuse", "forest"),
                ("landuse", "grass"),
                ("landuse", "cemetery"),
                ("landuse", "recreation_ground"),
                ("natural", "wood"),
            )
        },
    }
)
POINTS: Mapping[tuple[str, str], Look] = MappingProxyType(
    {
        ("place", "city"): Look("names", "city", 8),
        ("place", "town"): Look("names", "city", 9),
        ("place", "suburb"): Look("names", "quarter", 11),
        ("place", "village"): Look("names", "quarter", 11),
        ("place", "quarter"): Look("names", "quarter", 12),
        ("place", "neighbourhood"): Look("names", "quarter", 13),
        ("railway", "station"): Look("names", "stop", 12),
        ("amenity", "bus_station"): Look("names", "stop", 13),
    }
)
"""Tag to look; of several tags of one thing the first of the table counts."""
TITLES: Mapping[str, Look] = MappingProxyType(
    {"water": Look("names", "water", 12), "park": Look("names", "park", 13)}
)
"""Named areas bear their name at a point inside, by their kind."""
KEYS = tuple({key for table in (LINES, AREAS, POINTS) for key, _ in table})


@dataclass(frozen=True, slots=True)
class Shapes:
    """Everything to draw, in parallel: shapes in world units, looks, attributes."""

    shapes: NDArray[np.object_]
    looks: Sequence[Look]
    attributes: Sequence[Mapping[str, str]]


@dataclass(slots=True)
class _Found:
    """What has been read: roads of one name come together, so that a long street has one long line."""

    languages: tuple[str, ...]
    rest: list[tuple[BaseGeometry, Look, Mapping[str, str]]] = field(default_factory=list)
    named: dict[tuple[Look, tuple[tuple[str, str], ...]], list[LineString]] = field(default_factory=dict)

    def add(self, shape: BaseGeometry, look: Look, tags: Mapping[str, str]) -> None:
        attributes = {"kind": look.kind, **names(tags, self.languages)}
        if look.kind in TITLES and "name" in attributes:
            self.rest.append((shapely.point_on_surface(shape), TITLES[look.kind], attributes))
            attributes = {"kind": look.kind}
        if isinstance(shape, LineString) and "name" in attributes:
            self.named.setdefault((look, tuple(attributes.items())), []).append(shape)
        else:
            self.rest.append((shape, look, attributes))

    def all(self) -> Iterator[tuple[BaseGeometry, Look, Mapping[str, str]]]:
        yield from self.rest
        for (look, attributes), lines in self.named.items():
            for part in shapely.get_parts(shapely.line_merge(shapely.MultiLineString(lines))):
                yield part, look, dict(attributes)


def read(path: Path, languages: Sequence[str]) -> Shapes:
    """The shapes of an OpenStreetMap extract, with names in local script and in these languages.

    Raises:
        SourceError: the file is broken, is no OpenStreetMap data, or has nothing to draw.
    """
    found = _Found(tuple(languages))
    try:
        with tempfile.TemporaryDirectory() as spool:
            _read(path, spool, found)
    except (RuntimeError, osmium.InvalidLocationError) as broken:
        raise SourceError(f"{path.name} can't be read as OpenStreetMap data: {broken}") from broken
    drawn = list(found.all())
    if not drawn:
        raise SourceError(f"{path.name} has no street, water, park or name to draw")
    world = shapely.transform(np.array([shape for shape, _, _ in drawn], dtype=object), _to_world)
    return Shapes(world, [look for _, look, _ in drawn], [attributes for _, _, attributes in drawn])


def _read(path: Path, spool: str, found: _Found) -> None:
    is_large = path.stat().st_size > osm.IN_MEMORY_BYTES
    index = f"sparse_file_array,{spool}/nodes" if is_large else "flex_mem"
    wanted = osmium.filter.KeyFilter(*KEYS)
    for each in osmium.FileProcessor(str(path)).with_locations(index).with_areas(wanted).with_filter(wanted):
        tags = dict(each.tags)
        look = _find(each, tags)
        shape = None if look is None else _draw(each)
        if look is not None and shape is not None:
            found.add(shape, look, tags)


def _find(each: object, tags: Mapping[str, str]) -> Look | None:
    """How a node, way or area is drawn; None where it is not."""
    if isinstance(each, osmium.osm.Node):
        return find_look(POINTS, tags) if tags.get("name") else None
    if isinstance(each, osmium.osm.Way):
        return find_look(LINES, tags) if len(each.nodes) > 1 and _is_outside(tags) else None
    return find_look(AREAS, tags) if isinstance(each, osmium.osm.Area) else None


def _draw(each: object) -> BaseGeometry | None:
    """The thing's shape, lon lat; None for a line that leaves the extract or a ring that does not close."""
    write = WRITERS[type(each)]
    try:
        return shapely.from_wkb(write(each))
    except (RuntimeError, osmium.InvalidLocationError):
        return None


_FACTORY = osmium.geom.WKBFactory()
WRITERS: Mapping[type, Callable[[Any], str]] = MappingProxyType(
    {
        osmium.osm.Node: _FACTORY.create_point,
        osmium.osm.Way: _FACTORY.create_linestring,
        osmium.osm.Area: _FACTORY.create_multipolygon,
    }
)


def find_look(table: Mapping[tuple[str, str], Look], tags: Mapping[str, str]) -> Look | None:
    """How a thing with these tags is drawn; None where it is not."""
    return next((look for (key, value), look in table.items() if tags.get(key) == value), None)


def _is_outside(tags: Mapping[str, str]) -> bool:
    """Whether a line can be seen from above: no tunnel, no siding, no area's edge."""
    is_tunnel = tags.get("tunnel", "no") != "no"
    is_siding = "railway" in tags and "service" in tags
    return not (is_tunnel or is_siding or tags.get("area") == "yes")


def names(tags: Mapping[str, str], languages: Sequence[str]) -> dict[str, str]:
    """The name as it is written there, and in the languages asked for where that differs."""
    local = row.clean(tags.get("name", ""))[: row.LONGEST_NAME]
    if not local:
        return {}
    found = {"name": local}
    for language in languages:
        other = row.clean(tags.get(f"name:{language}", ""))[: row.LONGEST_NAME]
        if other and other != local:
            found[f"name:{language}"] = other
    return found


def _to_world(points: NDArray[np.float64]) -> NDArray[np.float64]:
    lon, lat = points.T
    sine = np.sin(np.radians(np.clip(lat, -85.0, 85.0)))
    return np.column_stack([(lon + 180) / 360, 0.5 - np.log((1 + sine) / (1 - sine)) / (4 * np.pi)])
