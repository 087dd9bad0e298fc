"""How often hot spots are found where there are none, and how often where they were planted."""

from __future__ import annotations

import h3
import numpy as np
from numpy.random import Generator

from maps.disclosure import count, draw, hexindex
from maps.disclosure.area import Area
from maps.disclosure.hexindex import Cells
from maps.hotspots import spot

PUBLISHED = 2_500
PLANTED = 3
SHARE = 80
"""Each planted spot brings a further 1/80 of the reports, at one r9 cell."""

_MIDDLE = h3.latlng_to_cell(30.05, 31.24, 7)


def city(radius: int = 9) -> Area:
    """A round city of r7 cells; 271 of them at radius 9."""
    return Area("city", tuple(sorted(h3.grid_disk(_MIDDLE, radius))))


def false_rate(reports: int, runs: int = 200, seed: int = 1) -> float:
    """The share of runs on uniform data with any hot spot."""
    place, rng = city(), np.random.default_rng(seed)
    finest = hexindex.children(hexindex.parse(place.cells), 9).ravel()
    return float(np.mean([bool(_hot(place, rng.choice(finest, reports))) for _ in range(runs)]))


def power(reports: int, runs: int = 40, seed: int = 1) -> float:
    """The share of planted spots found, at the r8 or the r7 cell that holds them."""
    place, rng = city(), np.random.default_rng(seed)
    finest = hexindex.children(hexindex.parse(place.cells), 9).ravel()
    return float(np.mean([_found(place, finest, reports, rng) for _ in range(runs)]))


def _found(place: Area, finest: Cells, reports: int, rng: Generator) -> float:
    planted = rng.choice(finest, PLANTED, replace=False)
    even = rng.choice(finest, reports - PLANTED * (reports // SHARE))
    hot = _hot(place, np.concatenate([even, np.repeat(planted, reports // SHARE)]))
    holders = zip(*(hexindex.write(hexindex.parent(planted, level)) for level in (7, 8)), strict=True)
    return float(np.mean([bool(hot & set(cells)) for cells in holders]))


def _hot(place: Area, where: Cells) -> set[str]:
    counts = count.tally_cells(where)
    tables = draw.draw_map(counts, [place], PUBLISHED).tables
    return {one.cell for one in spot.find(tables) if one.kind == spot.HOT}
