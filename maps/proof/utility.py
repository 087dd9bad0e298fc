"""How well maps find the hottest places, beside flat grids that spend the same ε, on real points.

Recall of the true 25 hottest r8 cells; ties are broken by chance on both sides. Neither is told how many
reports there are. The flat grids get all ε that a map spends on counts by place; r7 spread evenly, r9 summed.
"""

from __future__ import annotations

import csv
import gzip
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import h3
import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from maps.disclosure import budget, count, draw, estimate, hexindex, noise
from maps.disclosure.area import Area
from maps.disclosure.hexindex import Cells
from maps.hotspots import surface

Floats = NDArray[np.float64]

HOTTEST = 25
SIZES = (1_000, 5_000, 20_000)
SEEDS = 20
PUBLISHED = 2_500
"""The published total handed to every map, whatever its size: the standard profile."""

PLACE_EPSILON = budget.MAP["standard"]["r7"] + budget.MAP["standard"]["leaf"]


@dataclass(frozen=True, slots=True)
class Recall:
    """Mean share of the hottest cells found, and its standard deviation between seeds."""

    mean: float
    sd: float


def read_points(path: Path) -> Cells:
    """The r9 cells of a CSV's points (columns longitude and latitude), gzipped or not."""
    with gzip.open(path, "rt") if path.suffix == ".gz" else path.open() as lines:
        rows = csv.DictReader(lines)
        return hexindex.parse(
            h3.latlng_to_cell(float(row["latitude"]), float(row["longitude"]), 9) for row in rows
        )


def area_around(points: Cells) -> Area:
    """The r7 cells that hold a point, and those that touch them: an outline drawn with some care."""
    homes = hexindex.write(np.unique(hexindex.parent(points, 7)))
    return Area("points", tuple(sorted({near for home in homes for near in h3.grid_disk(home, 1)})))


def compare(points: Cells, reports: int, seeds: int = SEEDS) -> Mapping[str, Recall]:
    """The recall of the map's surface, its least-squares estimates and the flat grids, by name."""
    area = area_around(points)
    found: dict[str, list[float]] = {}
    for seed in range(seeds):
        rng = np.random.default_rng(seed)
        sample = rng.choice(points, reports, replace=False)
        cells, truth = _flat(area, sample, 8, None)
        best = _hottest(truth, rng)
        for name, values in _estimates(area, sample, cells).items():
            share = len(best & _hottest(values, rng)) / HOTTEST
            found.setdefault(name, []).append(share)
    return {name: Recall(float(np.mean(all_)), float(np.std(all_))) for name, all_ in found.items()}


def _estimates(area: Area, sample: Cells, cells: Cells) -> dict[str, Floats]:
    tables = draw.draw_map(count.tally_cells(sample), [area], PUBLISHED).tables
    return {
        "map": surface.surface(tables).likely,
        "least squares": estimate.spread(estimate.fit(tables), 8)[1],
        **{f"flat r{level}": _flat(area, sample, level, PLACE_EPSILON)[1] for level in (7, 8, 9)},
    }


def _flat(area: Area, sample: Cells, level: int, epsilon: float | None) -> tuple[Cells, Floats]:
    """The area's r8 cells, sorted, counted at a level with noise of ε (None: exactly)."""
    homes = hexindex.parse(area.cells)
    rows = homes if level == 7 else np.sort(hexindex.children(homes, level).ravel())
    at = hexindex.find(hexindex.parent(sample, level), rows)
    values = count.histogram(at, np.ones(len(sample), dtype=np.int64), len(rows))
    noisy = (values if epsilon is None else noise.add(values, epsilon)).astype(np.float64)
    cells = np.sort(hexindex.children(homes, 8).ravel())
    if level == 7:
        return cells, noisy[hexindex.find(hexindex.parent(cells, 7), rows)] / 7
    within = hexindex.find(hexindex.parent(rows, 8), cells)
    return cells, np.bincount(within, weights=noisy, minlength=len(cells)).astype(np.float64)


def _hottest(values: Floats, rng: Generator) -> set[int]:
    return set(np.lexsort((rng.random(len(values)), -values))[:HOTTEST].tolist())
