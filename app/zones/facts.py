"""What is known of a safe zone, as it is sealed."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

import shapely
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from maps import cells

OFFERS = ("staff", "phone", "toilet", "water", "charging", "first_aid", "waiting", "transport", "light")
"""What a zone may offer."""

LARGEST_KM2 = 5.0
"""A zone is a place one can walk to; what is larger says nothing."""

KM_A_DEGREE = 111.195
"""Of latitude, on the mean sphere."""


@dataclass(frozen=True, slots=True)
class Facts:
    """One zone. `outline` is GeoJSON, a Point or a Polygon (lon, lat); `repr` shows none of it.

    `address` and, for a hidden zone, `outline` never leave the sealed part.
    """

    name: str = field(default="", repr=False)
    note: str = field(default="", repr=False)
    district: str = field(default="", repr=False)
    hours: str = ""
    audience: str = ""
    offers: tuple[str, ...] = ()
    address: str = field(default="", repr=False)
    outline: str = field(default="", repr=False)
    is_hidden: bool = False
    held: tuple[str, ...] = ()
    """Intake's marks of `app.floods`, for organizers."""

    def to_sealed(self) -> dict[str, Any]:
        """The mapping that is sealed."""
        return asdict(self)

    @property
    def geometry(self) -> BaseGeometry | None:
        """Where it is, lon lat; None where that is not known."""
        return shape(json.loads(self.outline)) if self.outline else None

    def missing(self) -> list[str]:
        """What must be known before it can be shown."""
        wanted = ("name", "district") if self.is_hidden else ("name", "district", "outline")
        return [name for name in wanted if not getattr(self, name)]


def from_sealed(details: Mapping[str, Any]) -> Facts:
    """The facts that were sealed."""
    lists = {name: tuple(details.get(name, ())) for name in ("offers", "held")}
    return Facts(**{**details, **lists})


def with_point(facts: Facts, lon: float, lat: float) -> Facts:
    """The facts with a point as their place."""
    return replace(
        facts, outline=json.dumps({"type": "Point", "coordinates": [round(lon, 5), round(lat, 5)]})
    )


def read_outline(text: str) -> str | None:
    """The GeoJSON of a usable point or polygon (also inside a Feature), or None.

    A polygon must be valid and at most `LARGEST_KM2`.
    """
    try:
        loaded = json.loads(text)
        geometry = shape(loaded.get("geometry", loaded))
    except (ValueError, TypeError, AttributeError, KeyError, shapely.errors.ShapelyError):
        return None
    west, south, east, north = geometry.bounds if not geometry.is_empty else (181.0, 0.0, 0.0, 0.0)
    is_on_globe = -180 <= west <= east <= 180 and -90 <= south <= north <= 90
    if geometry.geom_type not in ("Point", "Polygon") or not geometry.is_valid or not is_on_globe:
        return None
    if area_km2(geometry) > LARGEST_KM2:
        return None
    return json.dumps(shapely.geometry.mapping(geometry))


def area_km2(geometry: BaseGeometry) -> float:
    """The area in km², equirectangular about its middle: a fraction of a percent off at a zone's size."""
    return float(geometry.area) * KM_A_DEGREE**2 * math.cos(math.radians(geometry.centroid.y))


def covered(geometry: BaseGeometry) -> list[str]:
    """The r9 cells that a zone lies in."""
    corners = {cells.snap(lon, lat) for lon, lat in shapely.get_coordinates(geometry).tolist()}
    inside = cells.fill(geometry, cells.FINEST) if geometry.geom_type == "Polygon" else []
    return sorted({*inside, *corners})
