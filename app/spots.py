"""Where a report is kept: a cell and how precisely it is meant, never a point (P4)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from maps import cells
from maps.gazetteer.place import Place

RESOLUTION: Mapping[str, int] = MappingProxyType(
    {"spot": 9, "street": 9, "neighbourhood": 9, "town": 6, "city": 5}
)
"""Precision to the resolution stored; "the city" is a hexagon of its size, a region is no place (P4)."""

WIDTHS: Mapping[str, int] = MappingProxyType({"finest": 9, "wide": 8, "wider": 7, "city": 5})
"""What a reporter may choose, to the finest resolution that is then kept."""

COARSE: Mapping[int, str] = MappingProxyType({7: "neighbourhood", 6: "town", 5: "city"})
"""The precision that a cell stands for once it is coarser than what was meant."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A cell, and the precision stored with it."""

    cell: str = field(repr=False)
    precision: str

    def __str__(self) -> str:
        """As a form's field carries it: "street 89..."."""
        return f"{self.precision} {self.cell}"


def read(value: str) -> Spot | None:
    """The spot a form's field carries; None where it is empty or no such thing."""
    precision, _, cell = value.partition(" ")
    if precision not in RESOLUTION or not cells.is_cell(cell):
        return None
    spot = Spot(cell, precision)
    at = cells.resolution(cell)
    return coarsen(spot, cells.FINEST) if at >= min(RESOLUTION.values()) else None


def snap(lon: float, lat: float, precision: str = "spot") -> Spot:
    """The spot of a point.

    Raises:
        maps.errors.GeometryError: the coordinates are not on the globe.
    """
    return Spot(cells.snap(lon, lat, RESOLUTION[precision]), precision)


def of(place: Place) -> Spot | None:
    """The spot that stands for a place; None for a region, which no cell stands for."""
    return snap(place.lon, place.lat, place.precision) if place.precision in RESOLUTION else None


def coarsen(spot: Spot, finest: int) -> Spot:
    """The spot at a resolution no finer than this one."""
    if cells.resolution(spot.cell) <= finest:
        return spot
    return Spot(cells.parent(spot.cell, finest), COARSE.get(finest, spot.precision))
