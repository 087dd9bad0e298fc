"""A small still map to choose a cell on, or to see which one is kept: outline, hexagons, names."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from xml.sax.saxutils import escape

import shapely
from shapely.geometry import Polygon
from shapely.geometry.base import BaseGeometry

from maps import cells
from maps.render import svg
from maps.render.frame import Frame, spread
from maps.render.view import Label

WIDTH = 288
"""Picture units and CSS pixels, for a screen of 320: a tap is reported in CSS pixels, so it is not scaled."""

PAPER, INK, EDGE, GRID = "#fffaf5", "#26130f", "#8a7068", "#d9c6ba"
END = "</svg>"
WIDEST = 0.2
"""Degrees; an r5 cell, the coarsest that is drawn, is 17 km wide."""
HEAT = ("#fdeacb", "#fbd49b", "#f7b267", "#ef8748", "#d95f2b")
"""Paler than the map's own, so that names stay readable over them."""
CHOSEN, CHOSEN_LINE = "#f5a15a", "#a3210f"


def draw(
    extent: BaseGeometry,
    *,
    title: str,
    outline: BaseGeometry | None = None,
    grid: Sequence[str] = (),
    chosen: str | None = None,
    labels: Sequence[Label] = (),
    shades: Mapping[str, int] = MappingProxyType({}),
) -> str:
    """A square plan of the extent (lon, lat): the area's outline, a grid of cells, one of them filled.

    `shades` colours cells by a number from 0, pale, to 4; finer ones lie over coarser ones.
    """
    ground = square(extent)
    frame = Frame(ground, WIDTH)
    shaded = [
        svg.path(frame.project(polygon), f'fill="{HEAT[shades[cell]]}"')
        for cell in sorted(_near(shades, ground), key=cells.resolution)
        if ground.intersects(polygon := cells.polygon(cell))
    ]
    lines = shapely.MultiLineString([cells.polygon(cell).exterior for cell in grid])
    body = [*shaded, svg.path(frame.project(lines), f'fill="none" stroke="{GRID}" stroke-width="1"')]
    if outline is not None:
        edge = frame.project(outline.boundary)
        body.append(svg.path(edge, f'fill="none" stroke="{EDGE}" stroke-width="1.5" stroke-dasharray="5 3"'))
    if chosen is not None:
        body.append(_draw_chosen(frame, chosen))
    body += [svg.name(*name, size=12, ink=INK, halo=PAPER) for name in spread(frame, labels)]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {frame.width} {frame.height}" '
        f'width="{frame.width}" height="{frame.height}" role="img"><title>{escape(title)}</title>'
        f'<rect width="100%" height="100%" fill="{PAPER}"/>{"".join(body)}{END}'
    )


def mark(drawn: str, extent: BaseGeometry, chosen: str) -> str:
    """A plan of this extent with one more cell filled, over what was drawn."""
    return f"{drawn.removesuffix(END)}{_draw_chosen(Frame(square(extent), WIDTH), chosen)}{END}"


def _draw_chosen(frame: Frame, cell: str) -> str:
    look = f'fill="{CHOSEN}" fill-opacity="0.75" stroke="{CHOSEN_LINE}" stroke-width="2"'
    return svg.path(frame.project(cells.polygon(cell)), look)


def _near(found: Iterable[str], ground: Polygon) -> list[str]:
    """Those of the cells that may touch the ground: their middles lie within a cell's width of it."""
    west, south, east, north = ground.buffer(WIDEST).bounds
    middles = ((cell, *cells.centre(cell)) for cell in found)
    return [cell for cell, lon, lat in middles if west <= lon <= east and south <= lat <= north]


def find(extent: BaseGeometry, x: float, y: float) -> tuple[float, float]:
    """The lon, lat under a point of the plan of this extent."""
    return Frame(square(extent), WIDTH).find(x, y)


def around(cell: str) -> BaseGeometry:
    """The ground that a plan of one cell shows: twice its own breadth."""
    shape = cells.polygon(cell)
    return shape.envelope.buffer(max(shape.bounds[2] - shape.bounds[0], shape.bounds[3] - shape.bounds[1]))


def square(extent: BaseGeometry) -> Polygon:
    """The box around a shape, grown until it is as wide as high on the ground."""
    west, south, east, north = extent.bounds
    stretch = math.cos(math.radians((south + north) / 2)) or 1.0
    half = max((east - west) * stretch, north - south) / 2
    middle_lon, middle_lat = (west + east) / 2, (south + north) / 2
    return shapely.box(
        middle_lon - half / stretch, middle_lat - half, middle_lon + half / stretch, middle_lat + half
    )
