"""H3 cells: point to cell; cell to polygon, parents, neighbours; coordinates are lon, lat (WGS 84)."""

from __future__ import annotations

import re
from collections.abc import Iterable

import h3
import shapely
from shapely.geometry import Polygon
from shapely.geometry.base import BaseGeometry

from maps.errors import GeometryError

FINEST = 9
"""The resolution a report is stored at: hexagons of about 0.1 km² (P4)."""
SPELLING = re.compile(r"8[0-9a-f]{14}")
"""A cell's index as H3 prints it: 64 bits in hexadecimal, of which the first is always 8."""


def snap(lon: float, lat: float, resolution: int = FINEST) -> str:
    """The cell that holds a point.

    Raises:
        GeometryError: the coordinates are not on the globe.
    """
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        raise GeometryError("longitude must lie in -180..180 and latitude in -90..90")
    return str(h3.latlng_to_cell(lat, lon, resolution))


def resolution(cell: str) -> int:
    """The cell's resolution, 0 (coarsest) to 15."""
    return int(h3.get_resolution(cell))


def is_cell(text: str) -> bool:
    """Whether the text names a cell, as we write it: h3 reads signs, spaces and other digits as well."""
    return SPELLING.fullmatch(text) is not None and bool(h3.is_valid_cell(text))


def parent(cell: str, at: int) -> str:
    """The ancestor at a coarser resolution, or the cell itself at its own."""
    return str(h3.cell_to_parent(cell, at))


def children(cell: str, at: int) -> list[str]:
    """All descendants at a finer resolution, in index order."""
    return [str(child) for child in h3.cell_to_children(cell, at)]


def ring(cell: str, k: int = 1) -> list[str]:
    """The cell and all cells within k steps."""
    return [str(near) for near in h3.grid_disk(cell, k)]


def centre(cell: str) -> tuple[float, float]:
    """The cell's centre as lon, lat."""
    lat, lon = h3.cell_to_latlng(cell)
    return lon, lat


def boundary(cell: str) -> list[tuple[float, float]]:
    """The cell's corners as lon, lat, counter-clockwise, first not repeated.

    A cell across the antimeridian gets longitudes beyond 180, so that its ring stays in one piece.
    """
    corners = [(lon, lat) for lat, lon in h3.cell_to_boundary(cell)]
    if max(lon for lon, _ in corners) - min(lon for lon, _ in corners) > 180:
        corners = [(lon + 360 if lon < 0 else lon, lat) for lon, lat in corners]
    return corners


def polygon(cell: str) -> Polygon:
    """The cell as a shapely polygon, lon, lat."""
    return Polygon(boundary(cell))


def area_km2(cell: str) -> float:
    """The cell's area on the sphere in km²."""
    return float(h3.cell_area(cell, unit="km^2"))


def fill(shape: BaseGeometry, at: int) -> list[str]:
    """The cells whose centre lies in the shape (a polygon or multipolygon in lon, lat), sorted.

    Raises:
        GeometryError: the shape is empty, invalid or not an area.
    """
    if shape.is_empty or shape.geom_type not in ("Polygon", "MultiPolygon"):
        raise GeometryError("an area must be a polygon or multipolygon that is not empty")
    if not shape.is_valid:
        raise GeometryError(f"the area's outline is not valid: {shapely.is_valid_reason(shape)}")
    return sorted(str(cell) for cell in h3.geo_to_cells(shape, at))


def union(cells: Iterable[str]) -> BaseGeometry:
    """The cells' common outline."""
    return shapely.union_all([polygon(cell) for cell in cells])
