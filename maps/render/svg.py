"""Shapes as SVG paths.

Looks are presentation attributes, not styles: a strict policy refuses styles inside an SVG as well (P10).
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from xml.sax.saxutils import escape

import shapely
from shapely.geometry.base import BaseGeometry


def path(shape: BaseGeometry, look: str) -> str:
    """The shape as one path element, or "" for an empty one; tenths of a unit are finer than a hair."""
    rings = [_points(line) for line in _lines(shape)]
    return f'<path d="{"".join(rings)}" {look}/>' if rings else ""


def _lines(shape: BaseGeometry) -> Iterable[BaseGeometry]:
    for part in shapely.get_parts(shape):
        if part.is_empty:
            continue
        if part.geom_type == "Polygon":
            yield part.exterior
            yield from part.interiors
        elif part.geom_type in ("LineString", "LinearRing"):
            yield part
        elif part.geom_type.startswith(("Multi", "Geometry")):
            yield from _lines(part)


def _points(line: BaseGeometry) -> str:
    """Moves relative to the last rounded point: half the bytes, and errors do not add up."""
    points = [(round(x * 10), round(y * 10)) for x, y in line.coords]
    closed = points[0] == points[-1] and len(points) > 3
    steps = [f"M{points[0][0] / 10:g} {points[0][1] / 10:g}"]
    # "z" draws the way back to the first point by itself.
    drawn = points[:-1] if closed else points
    steps += [f"l{(u - x) / 10:g} {(v - y) / 10:g}" for (x, y), (u, v) in pairwise(drawn)]
    return "".join(steps) + ("z" if closed else "")


def name(words: str, x: float, y: float, *, size: int, ink: str, halo: str) -> str:
    """A dot and the words under it, with a halo that keeps both readable on any ground."""
    return (
        f'<circle cx="{x:g}" cy="{y:g}" r="2.2" fill="{ink}" stroke="{halo}"/>'
        f'<text x="{x:g}" y="{y + size:g}" font-family="sans-serif" font-size="{size}" font-weight="600" '
        f'text-anchor="middle" dominant-baseline="central" fill="{ink}" stroke="{halo}" stroke-width="3" '
        f'paint-order="stroke">{escape(words)}</text>'
    )
