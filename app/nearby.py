"""Still maps for organizers: what the newest map published around a place, and exact counts by hexagon."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from datetime import date
from functools import lru_cache

import shapely
from shapely.geometry.base import BaseGeometry

from app import placing, publication
from app.database import Connection
from app.deployment import Deployment
from maps import cells
from maps.render import palette, plan
from maps.render.view import Label

AROUND = 7
"""A plan shows the r7 cell (5 km²) that a place lies in, and as much again on each side."""


def draw_published(
    here: Deployment, connection: Connection, cell: str, language: str, today: date
) -> str | None:
    """A cell among the published ones, as SVG; None for one too coarse to lie among them.

    Everything but the cell itself is read from releases: no report is counted here (P6).
    """
    if cells.resolution(cell) <= AROUND:
        return None
    shades = here.shortly.get(f"published {today}", lambda: _find_published(connection, today))
    extent = plan.around(cells.parent(cell, AROUND))
    labels = tuple(placing.find_labels(connection, plan.square(extent).bounds, language))
    ground = _draw_ground(extent, placing.find_outline(here, connection), labels, tuple(shades.items()))
    return plan.mark(ground, extent, cell)


def draw_counts(
    here: Deployment, connection: Connection, counts: Mapping[str, int], language: str
) -> str | None:
    """Counts by cell, darker for more, as SVG; None where there are none."""
    if not counts:
        return None
    extent = shapely.union_all([cells.polygon(cell) for cell in counts]).envelope
    return placing.draw(here, connection, extent, language, shades=_to_depths(counts))


@lru_cache(maxsize=256)
def _draw_ground(
    extent: BaseGeometry,
    outline: BaseGeometry | None,
    labels: tuple[Label, ...],
    shades: tuple[tuple[str, int], ...],
) -> str:
    """A plan of public things alone, which many reports have in common."""
    return plan.draw(extent, title="", outline=outline, labels=labels, shades=dict(shades))


def _find_published(connection: Connection, today: date) -> Mapping[str, int]:
    edition = publication.load(connection, today)
    if edition.newest is None:
        return {}
    return _to_depths(palette.densities(publication.to_view(edition, edition.newest).counts))


def _to_depths(amounts: Mapping[str, float]) -> dict[str, int]:
    """The number of each cell's colour, the palest first; none for what is not above zero."""
    bounds = palette.breaks(amounts.values())
    return {
        cell: min(bisect_right(bounds, amount), palette.DEEPEST)
        for cell, amount in amounts.items()
        if amount > 0
    }
