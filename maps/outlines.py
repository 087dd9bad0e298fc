"""Outlines of areas and districts from GeoJSON (RFC 7946), checked so that a mistake is said in words."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import shapely
from shapely.geometry import Polygon, shape
from shapely.geometry.base import BaseGeometry

from maps.errors import GeometryError

Feature = tuple[Mapping[str, Any], BaseGeometry]
"""A feature's properties and its geometry, lon lat."""

NAMES = ("name", "NAME", "Name", "id")
KM_A_DEGREE = 111.32
_STEPS = 64


def read(text: str) -> list[Feature]:
    """The features of a GeoJSON text: a FeatureCollection, a Feature, or a bare geometry.

    Raises:
        GeometryError: it is no GeoJSON; the message says where.
    """
    try:
        value = json.loads(text)
    except ValueError as error:
        raise GeometryError(f"not JSON: {error}") from error
    try:
        return list(_features(value))
    except (
        KeyError,
        TypeError,
        AttributeError,
        IndexError,
        ValueError,
        shapely.errors.ShapelyError,
    ) as error:
        raise GeometryError("not GeoJSON of polygons") from error


def _features(value: dict[str, Any]) -> Iterator[Feature]:
    if value["type"] == "FeatureCollection":
        for feature in value["features"]:
            yield from _features(feature)
    elif value["type"] == "Feature":
        yield value.get("properties") or {}, shape(value["geometry"])
    else:
        yield {}, shape(value)


def pick(features: Sequence[Feature], name: str | None) -> tuple[str, BaseGeometry]:
    """The one feature, or the one of this name, with its name.

    Raises:
        GeometryError: there are several and none was named, or none has this name.
    """
    named = [(_name(properties), outline) for properties, outline in features]
    if name is not None:
        named = [one for one in named if one[0] == name]
    if len(named) != 1:
        raise GeometryError(
            f"{len(named)} features" + (f" are called {name!r}" if name else ": say which with --feature")
        )
    return named[0][0] or "area", named[0][1]


def _name(properties: Mapping[str, Any]) -> str:
    values = (properties.get(field) for field in NAMES)
    return next((str(value).strip() for value in values if value not in (None, "")), "")


def check(outline: BaseGeometry) -> None:
    """Refuse what cannot be filled with cells.

    Raises:
        GeometryError: not a polygon, off the globe, across the antimeridian in one piece, or crossing itself.
    """
    if outline.geom_type not in ("Polygon", "MultiPolygon") or outline.is_empty:
        raise GeometryError("an outline must be a polygon or multipolygon that is not empty")
    west, south, east, north = outline.bounds
    if not all(math.isfinite(edge) for edge in (west, south, east, north)):
        raise GeometryError("a coordinate is no number")
    if south < -90 or north > 90:
        raise GeometryError(
            f"latitudes reach from {south:g} to {north:g}: coordinates must be lon, lat in degrees (WGS 84)"
        )
    if west < -180 or east > 180:
        raise GeometryError(
            f"longitudes reach from {west:g} to {east:g}: split an outline across the antimeridian at 180°"
            " into two polygons (RFC 7946, section 3.1.9)"
        )
    for part in getattr(outline, "geoms", [outline]):
        if part.bounds[2] - part.bounds[0] > 180:
            raise GeometryError(
                "one polygon is wider than 180°: it crosses the antimeridian; split it there into two"
                " (RFC 7946, section 3.1.9)"
            )
    if not outline.is_valid:
        raise GeometryError(f"the outline crosses or touches itself: {shapely.is_valid_reason(outline)}")


def circle(lon: float, lat: float, radius_km: float) -> Polygon:
    """A polygon about a point, good to a percent away from the poles.

    Raises:
        GeometryError: it would reach a pole.
    """
    high = radius_km / KM_A_DEGREE
    if abs(lat) + high > 88:
        raise GeometryError("too near to a pole")
    wide = high / math.cos(math.radians(lat))
    angles = [2 * math.pi * step / _STEPS for step in range(_STEPS)]
    return Polygon([(lon + wide * math.cos(angle), lat + high * math.sin(angle)) for angle in angles])


def area_km2(outline: BaseGeometry) -> float:
    """The area on the sphere, about: each degree shrunk at the outline's middle latitude."""
    _, south, _, north = outline.bounds
    return float(outline.area) * KM_A_DEGREE**2 * math.cos(math.radians((south + north) / 2))
