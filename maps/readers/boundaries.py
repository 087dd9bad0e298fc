"""Boundaries in an OpenStreetMap extract: the outlines of towns, districts, quarters that have a name."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import osmium
import shapely
from shapely.geometry.base import BaseGeometry

from maps.errors import SourceError
from maps.readers import osm, row

KEYS = ("boundary", "place")
"""An area with one of these is a boundary: of an administration, or of what people call a place."""


def find(path: Path, name: str) -> list[BaseGeometry]:
    """The outlines, lon lat, of what bears this name in any language, the widest first.

    An outline whose ways are not all in the extract is none.

    Raises:
        SourceError: the file is broken or no OpenStreetMap data.
    """
    wanted = row.clean(name).casefold()
    try:
        found = list(_outlines(path, wanted))
    except (RuntimeError, osmium.InvalidLocationError) as broken:
        raise SourceError(f"{path.name} can't be read as OpenStreetMap data: {broken}") from broken
    return sorted(found, key=lambda outline: -outline.area)


def _outlines(path: Path, wanted: str) -> Iterator[BaseGeometry]:
    bounds = osmium.filter.KeyFilter(*KEYS)
    write = osmium.geom.WKBFactory()
    with osm.processor(path) as objects:
        for each in objects.with_areas(bounds).with_filter(bounds):
            if isinstance(each, osmium.osm.Area) and wanted in _names(dict(each.tags)):
                yield shapely.from_wkb(write.create_multipolygon(each))


def _names(tags: dict[str, str]) -> set[str]:
    every = [tags.get("name", ""), *(name for _, name in osm.names(tags))]
    return {row.clean(name).casefold() for name in every if name}
