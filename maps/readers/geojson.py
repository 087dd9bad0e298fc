"""Places of a GeoJSON file, one feature after the other, however long the collection is."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, TextIO

import shapely
from shapely.errors import ShapelyError
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from maps.errors import SourceError
from maps.gazetteer.place import KINDS
from maps.readers import kinds, row, text
from maps.readers.row import Items, LeftOut, PlaceRow

CHUNK = 1 << 20
"""Characters read at a time."""
LARGEST = 64 << 20
"""Characters of one feature: the coastline of a country fits."""
_START = re.compile(r'"features"\s*:\s*\[')
_BETWEEN = re.compile(r"[\s,\x1e]*")
_LANGUAGE = re.compile(r"name[_:]([A-Za-z]{2,3})")
_NAME_KEYS = ("name", "Name", "NAME", "title")
_OTHER_KEYS = ("alt_name", "old_name", "official_name", "short_name", "loc_name", "int_name")


def read(path: Path) -> Items:
    """The named features of a collection, or of a file with one feature a line; areas by an inner point.

    Raises:
        SourceError: the file is no GeoJSON; the message names the feature.
    """
    with text.opened(path) as file:
        for number, feature in enumerate(features(file), start=1):
            yield _place(number, feature)


def features(file: TextIO) -> Iterator[Mapping[str, Any]]:
    """One feature after the other; only one is held.

    Raises:
        SourceError: a feature is cut off or no JSON.
    """
    decode = json.JSONDecoder().raw_decode
    buffer = file.read(CHUNK)
    start = _START.search(buffer)
    at, count = (start.end() if start else 0), 0
    while True:
        between = _BETWEEN.match(buffer, at)
        at = between.end() if between else at
        if at < len(buffer) and buffer[at] in "]}":
            return
        try:
            feature, at = decode(buffer, at)
        except ValueError as cut:
            more = file.read(CHUNK)
            if not more and not buffer[at:].strip():
                return
            if not more or len(buffer) - at > LARGEST:
                raise SourceError(f"feature {count + 1} is no GeoJSON: {cut}") from cut
            buffer, at = buffer[at:] + more, 0
            continue
        if not isinstance(feature, dict):
            raise SourceError(f"feature {count + 1} is no JSON object")
        count += 1
        yield feature


def _place(number: int, feature: Mapping[str, Any]) -> row.Item:
    where = f"feature {number}"
    facts = feature.get("properties") or {}
    name = next((str(facts[key]) for key in _NAME_KEYS if facts.get(key)), "")
    rank = _rank(facts)
    if rank is None:
        return LeftOut(where, f"kind is none of {', '.join(KINDS)}")
    lon, lat = _point(feature.get("geometry"))
    ref = facts.get("id") or facts.get("@id") or feature.get("id") or f"{name}@{lon:.6f},{lat:.6f}"
    names = row.grouped(_names(facts))
    found = PlaceRow(str(ref), row.clean(name), rank.kind, lon, lat, rank.importance, names)
    return row.place_or_reason(where, found)


def _rank(facts: Mapping[str, Any]) -> kinds.Rank | None:
    kind = str(facts.get("kind") or "").lower()
    if kind:
        return kinds.Rank(kind, 0.3) if kind in KINDS else None
    known = kinds.WHOS_ON_FIRST.get(str(facts.get("placetype") or ""))
    tags = {str(key): str(value) for key, value in facts.items() if value}
    rank = known or kinds.of_tags(tags) or kinds.Rank("landmark", 0.2)
    return kinds.peopled(rank, row.number(str(facts.get("population"))))


def _point(geometry: dict[str, Any] | None) -> tuple[float, float]:
    """A point of the geometry: itself, one on the line or in the area; not-a-number if broken."""
    if not geometry:
        return math.nan, math.nan
    try:
        given = shape(geometry)
        if given.geom_type == "Point":
            return float(shapely.get_x(given)), float(shapely.get_y(given))
        point = shapely.point_on_surface(_together(given))
        return row.wrapped(float(shapely.get_x(point))), float(shapely.get_y(point))
    except (ShapelyError, ValueError, TypeError, AttributeError, KeyError, IndexError):
        return math.nan, math.nan


def _together(found: BaseGeometry) -> BaseGeometry:
    """The geometry in one piece: one that crosses the antimeridian goes on beyond 180 degrees east."""
    if found.is_empty or found.bounds[2] - found.bounds[0] <= 180:
        return found
    return shapely.transform(found, lambda points: points + (points[:, :1] < 0) * [[360.0, 0.0]])


def _names(facts: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for key, value in facts.items():
        language = _LANGUAGE.fullmatch(str(key))
        if value and (language or key in _OTHER_KEYS):
            yield from ((language[1] if language else "", part) for part in str(value).split(";"))
