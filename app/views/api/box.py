"""Boxes of degrees that a request asks for, by their corners or as a map's tile."""

from __future__ import annotations

import math
from dataclasses import dataclass

from app.errors import AppError

FINEST_ZOOM = 22


class ParameterError(AppError):
    """A parameter cannot be used; the message says which and what it may be."""


@dataclass(frozen=True, slots=True)
class Box:
    """West, south, east, north in degrees; west beyond east crosses the antimeridian (RFC 7946, 5.2)."""

    west: float
    south: float
    east: float
    north: float

    def meets(self, bounds: tuple[float, float, float, float]) -> bool:
        """Whether a cell with these bounds may touch the box; its longitudes may go beyond 180."""
        west, south, east, north = bounds
        if north < self.south or south > self.north:
            return False
        spans = [(self.west, self.east)]
        if self.west > self.east:
            spans = [(self.west, 180.0), (-180.0, self.east)]
        return any(
            west + turn <= end and east + turn >= start
            for start, end in spans
            for turn in (-360.0, 0.0, 360.0)
        )


def read(text: str) -> Box:
    """A box of four degrees: west, south, east, north.

    Raises:
        ParameterError: not four numbers, off the globe, or south beyond north.
    """
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError as error:
        raise ParameterError("bbox must be west,south,east,north in degrees") from error
    if not all(math.isfinite(edge) for edge in (west, south, east, north)):
        raise ParameterError("bbox must hold numbers")
    if not (-90 <= south <= north <= 90):
        raise ParameterError("bbox: latitudes must lie in -90..90, south first")
    if not (-180 <= west <= 180 and -180 <= east <= 180):
        raise ParameterError(
            "bbox: longitudes must lie in -180..180; west beyond east crosses the antimeridian"
        )
    return Box(west, south, east, north)


def of_tile(z: int, x: int, y: int) -> Box:
    """The box of a Web Mercator tile.

    Raises:
        ParameterError: there is no such tile.
    """
    if not 0 <= z <= FINEST_ZOOM:
        raise ParameterError(f"zoom must lie in 0..{FINEST_ZOOM}")
    side = 2**z
    if not (0 <= x < side and 0 <= y < side):
        raise ParameterError(f"at zoom {z} tiles are numbered 0..{side - 1}")

    def latitude(row: int) -> float:
        return math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * row / side))))

    return Box(x / side * 360 - 180, latitude(y + 1), (x + 1) / side * 360 - 180, latitude(y))
