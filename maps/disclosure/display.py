"""Estimates -> what a map may show: clear, probable, or cannot tell and pooled in the hexagon above.

The finest cell that clears two standard deviations of its noise is shown; what does not is pooled with its
neighbours under the same parent, up to r6. A cell that is not shown is not safe: it cannot be told.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from maps.disclosure import coarse, hexindex
from maps.disclosure.coarse import Rest
from maps.disclosure.estimate import Fit, Floats, Integers
from maps.disclosure.hexindex import Cells
from maps.disclosure.table import Table

CLEAR, PROBABLE, CANNOT_TELL = "clear", "probable", "cannot tell"
CLEAR_SD = 3.0
PROBABLE_SD = 2.0
MISCOVERAGE = 0.10
"""Share of shown ranges that may miss the true number, on average (Benjamini & Yekutieli 2005)."""


@dataclass(frozen=True, slots=True)
class Shape:
    """One hexagon on the map: the part of `cell` that no finer shape shows.

    `low` to `high` is the rounded range of the number of reports in it; `estimate` and `sd` are of the same
    part. `leaves` is how many leaves it pools; `is_whole` says that no finer shape lies in it.
    """

    cell: str
    resolution: int
    state: str
    estimate: float
    sd: float
    low: int
    high: int
    leaves: int
    is_whole: bool


@dataclass(frozen=True, slots=True)
class _Pool:
    """What is left to show at a level: cells sorted, and in each the leaves, their sum and its variance."""

    cells: Cells
    value: Floats
    variance: Floats
    leaves: Integers
    whole: NDArray[np.bool_]


def shapes(fitted: Fit, rest: Rest = coarse.NONE) -> tuple[Shape, ...]:
    """The shapes of a map, coarse before fine, so that drawing in this order leaves every one visible.

    Together they hold every leaf exactly once, and every big hexagon of the rest.
    """
    pools, shown = _take_rest(rest)
    left = np.ones(len(fitted.leaves), dtype=np.bool_)
    for resolution in (9, 8, 7, 6):
        pool, member = _pool(fitted, left, resolution)
        clears = pool.value >= PROBABLE_SD * np.sqrt(pool.variance)
        keep = clears if resolution > 6 else np.ones(len(pool.cells), dtype=np.bool_)
        pooled = np.flatnonzero(member >= 0)
        left[pooled[keep[member[pooled]]]] = False
        pools.insert(0, pool)
        shown.insert(0, keep)
    tested = sum(len(pool.cells) for pool in pools)
    selected = sum(int((pool.value >= PROBABLE_SD * np.sqrt(pool.variance)).sum()) for pool in pools)
    reach = quantile(MISCOVERAGE * max(selected, 1) / tested) if tested else 0.0
    levels = zip(pools, shown, strict=True)
    return tuple(shape for pool, keep in levels for shape in _write(pool, keep, reach))


def _take_rest(rest: Rest) -> tuple[list[_Pool], list[NDArray[np.bool_]]]:
    """The rest's hexagons as pools that are shown whole; none where there is no rest."""
    if not len(rest.cells):
        return [], []
    one = np.ones(len(rest.cells), dtype=np.int64)
    pool = _Pool(rest.cells, rest.values, np.full(len(one), rest.variance), one, one > 0)
    return [pool], [pool.whole]


def cell_states(table: Table, column: str) -> tuple[Shape, ...]:
    """One column of a published table as shapes, a row each: what maps by group or part of day show."""
    values = table.array()[:, table.columns.index(column)].astype(np.float64)
    size = np.ones(len(values), dtype=np.int64)
    pool = _Pool(
        cells=hexindex.parse(table.rows),
        value=values,
        variance=np.full(len(values), table.noise_sd**2),
        leaves=size,
        whole=size > 0,
    )
    selected = int((values >= PROBABLE_SD * table.noise_sd).sum())
    reach = quantile(MISCOVERAGE * max(selected, 1) / len(values))
    return tuple(_write(pool, pool.whole, reach))


def quantile(miss: float) -> float:
    """How many standard deviations a two-sided range spans either way to miss with at most that probability.

    The wider of the normal's and the Laplace's: a leaf's error is Laplace, a large pool's close to normal,
    mixtures lie between. At 10 % both say 1.6; at 0.1 % the Laplace's tail asks 4.9 where a normal has 3.3.
    """
    return max(-statistics.NormalDist().inv_cdf(miss / 2), -math.log(miss) / math.sqrt(2))


def expected_noise(fitted: Fit, rest: Rest = coarse.NONE) -> float:
    """How many hexagons a map of this partition would colour if there were no report at all, about.

    A page may say so beside the number it does colour: "of these, some 12 may be noise".
    """
    left = np.ones(len(fitted.leaves), dtype=np.bool_)
    tested = sum(len(_pool(fitted, left, resolution)[0].cells) for resolution in (9, 8, 7, 6))
    tested += len(rest.cells)
    return tested * math.exp(-PROBABLE_SD * math.sqrt(2)) / 2


def state(value: float, sd: float) -> str:
    """The display state of an estimate."""
    if value >= CLEAR_SD * sd:
        return CLEAR
    return PROBABLE if value >= PROBABLE_SD * sd else CANNOT_TELL


def rounded_range(value: float, reach: float) -> tuple[int, int]:
    """Value ± reach as whole numbers of two figures or fewer, rounded outwards, never below 0."""
    low, high = max(value - reach, 0.0), max(value + reach, 0.0)
    step = _step(high)
    return math.floor(low / step) * step, math.ceil(high / step) * step


def _step(size: float) -> int:
    """The grain of shown numbers: 1 up to 20, 5 up to 100, then a twentieth of the power of ten above."""
    if size <= 20:
        return 1
    return 5 if size <= 100 else int(10 ** math.ceil(math.log10(size)) // 20)


def _pool(fitted: Fit, left: NDArray[np.bool_], resolution: int) -> tuple[_Pool, Integers]:
    """The leaves not yet shown, pooled at a resolution; and each leaf's index there, -1 if not in it."""
    rows = np.flatnonzero(left & (fitted.level >= resolution))
    cells, inverse = np.unique(hexindex.parent(fitted.leaves[rows], resolution), return_inverse=True)
    value = np.bincount(inverse, weights=fitted.values[rows], minlength=len(cells)).astype(np.float64)
    # A pool may span families (r6): their variances add, leaves within one share an error.
    pair = inverse.astype(np.int64) * len(fitted.families) + fitted.family[rows]
    keys, number = np.unique(pair, return_counts=True)
    parts = fitted.variance(keys % len(fitted.families), number)
    variance = np.bincount(keys // len(fitted.families), weights=parts, minlength=len(cells))
    member = np.full(len(fitted.leaves), -1, dtype=np.int64)
    member[rows] = inverse
    beneath = hexindex.find(hexindex.parent(fitted.leaves, resolution), cells)
    every = np.bincount(beneath[(beneath >= 0) & (fitted.level >= resolution)], minlength=len(cells))
    leaves = np.bincount(inverse, minlength=len(cells)).astype(np.int64)
    return _Pool(cells, value, variance.astype(np.float64), leaves, leaves == every), member


def _write(pool: _Pool, keep: NDArray[np.bool_], reach: float) -> Iterator[Shape]:
    at = np.flatnonzero(keep)
    names = hexindex.write(pool.cells[at])
    resolutions = hexindex.resolution(pool.cells[at]).tolist()
    for name, resolution, row in zip(names, resolutions, at.tolist(), strict=True):
        value, sd = float(pool.value[row]), math.sqrt(pool.variance[row])
        low, high = rounded_range(value, reach * sd)
        yield Shape(
            cell=name,
            resolution=resolution,
            state=state(value, sd),
            estimate=value,
            sd=sd,
            low=low,
            high=high,
            leaves=int(pool.leaves[row]),
            is_whole=bool(pool.whole[row]),
        )
