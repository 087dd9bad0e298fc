"""A map's published counts -> the likeliest surface of r8 cells: what ranks places and the heat map shows.

A quiet cell with loud noise stands beside a truly hot one in the published counts. Here each r8 cell's count
is first expected from the counts around it, by weights that the published counts themselves give (regression
on neighbours whose noise is independent of the cell's own), and then corrected by its own count as far as its
noise allows (empirical Bayes; Fay & Herriot 1979). Post-processing of public numbers alone (P6).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy import optimize

from maps.disclosure import estimate, hexindex, laplace
from maps.disclosure.estimate import Fit, Floats, Integers
from maps.disclosure.hexindex import Cells
from maps.disclosure.table import Table
from maps.hotspots import graph, posterior

LEAST = 0.02
"""Reports an r8 cell is expected to hold at least: a prior of nothing could never be corrected."""

SHAPES = (0.3, 0.7, 1.5, 3.0, 8.0)
"""How much places may differ from what is expected (variance m + m²/shape): the likeliest is taken."""

ENOUGH = 49
"""Split r8 cells under which there is too little to learn weights from: all are expected to hold the mean."""

RINGS = 3


@dataclass(frozen=True, slots=True)
class Surface:
    """Every r8 cell of the cities, sorted, with its most likely number of reports, never below 0.

    `noise_sd` is the standard deviation of the noise in the cell's own published number.
    """

    cells: Cells
    likely: Floats
    noise_sd: Floats


@dataclass(frozen=True, slots=True)
class _Ground:
    """The r8 cells, sorted: each one's published value, its family's index, and the noise draws in it.

    `draws` is 1 for a leaf, 7 for a sum of r9 leaves, 0 for a seventh of an r7 leaf.
    """

    cells: Cells
    values: Floats
    family: Integers
    draws: Integers


def surface(tables: Iterable[Table], without: Iterable[str] = ()) -> Surface:
    """The likeliest surface of a map's tables; what the cells `without` published warms no other cell.

    Raises:
        EstimateError: no tables `r7` and `leaf`, or they are not of one area.
    """
    by_name = {table.name: table for table in tables}
    fitted = estimate.fit(by_name.values())
    if not len(fitted.families):
        return Surface(fitted.leaves, fitted.values, fitted.values)
    leaf, stage1 = by_name["leaf"], by_name["r7"]
    ground = _lay(replace(fitted, values=leaf.array()[:, 0].astype(np.float64)))
    in_families = stage1.array()[:, 0].astype(np.float64)
    hidden = _find_hidden(ground, without)
    if hidden.any():
        ground = replace(ground, values=_fill(ground, hidden))
        sums, is_touched = (np.bincount(ground.family, weights=one) for one in (ground.values, hidden))
        in_families = np.where(is_touched > 0, sums, in_families)
        fitted = replace(fitted, family_values=np.where(is_touched > 0, sums, fitted.family_values))
    expected = _expect(ground, in_families, laplace.variance(leaf.epsilon))
    likely = (_family_means(fitted) / 7)[ground.family]
    likely = np.where(ground.draws > 0, _correct(ground, expected, leaf.epsilon), likely)
    noise_sd = leaf.noise_sd * np.where(ground.draws > 0, np.sqrt(ground.draws), 1 / 7)
    return Surface(ground.cells, np.maximum(likely, 0.0), noise_sd)


def _lay(fitted: Fit) -> _Ground:
    cells, values = estimate.spread(fitted, 8)
    family = hexindex.find(hexindex.parent(cells, 7), fitted.families)
    return _Ground(cells, values, family, (_number(fitted) // 7)[family])


def _find_hidden(ground: _Ground, without: Iterable[str]) -> NDArray[np.bool_]:
    """The cells that lie in one of `without` or hold one; where an r7 leaf does, all of its seven parts."""
    given = hexindex.parse(without)
    hidden = np.zeros(len(ground.cells), dtype=np.bool_)
    for level in np.unique(hexindex.resolution(given)).tolist():
        of_level = given[hexindex.resolution(given) == level]
        shared = min(level, 8)
        hidden |= np.isin(hexindex.parent(ground.cells, shared), hexindex.parent(of_level, shared))
    is_touched = np.bincount(ground.family, weights=hidden) > 0
    hidden |= (ground.draws == 0) & is_touched[ground.family]
    return hidden


def _fill(ground: _Ground, hidden: NDArray[np.bool_]) -> Floats:
    """The values, with the mean of what is left around them in the place of the hidden ones."""
    alone = 0.0 if hidden.all() else float(ground.values[~hidden].mean())
    around = _mean_around(graph.of_cells(ground.cells), ground.values, alone, ~hidden)
    return np.where(hidden, around, ground.values)


def _number(fitted: Fit) -> Integers:
    """The number of leaves of each family: 1, 7 or 49."""
    return np.bincount(fitted.family, minlength=len(fitted.families))


def _expect(ground: _Ground, in_families: Floats, variance: float) -> Floats:
    """What each split cell's surroundings say of it: by weights learnt over all of them, none negative."""
    overall = max(float(ground.values.mean()), LEAST)
    is_split = ground.draws > 0
    if is_split.sum() < ENOUGH:
        return np.full(len(ground.cells), overall)
    sums = np.bincount(ground.family, weights=ground.values)
    around = np.stack(
        [
            *_rings(ground),
            (sums[ground.family] - ground.values) / 6,
            in_families[ground.family] / 7,
            np.full(len(ground.cells), overall),
        ],
        axis=1,
    )
    certainty = 1 / np.sqrt(ground.draws[is_split] * variance + overall)
    weights, _ = optimize.nnls(around[is_split] * certainty[:, None], ground.values[is_split] * certainty)
    return np.maximum(around @ weights, LEAST)


def _rings(ground: _Ground) -> list[Floats]:
    """The mean value of the cells one, two and three steps away; 0 where there are none."""
    near = graph.of_cells(ground.cells)
    reached, seen, means = near, graph.with_self(near), []
    for _ in range(RINGS):
        means.append(_mean_around(reached, ground.values, 0.0))
        further = ((reached @ near) > 0).astype(np.float64)
        reached = further - further.multiply(seen > 0)
        seen = seen + reached
    return means


def _mean_around(
    near: graph.Graph, values: Floats, alone: float, counted: NDArray[np.bool_] | None = None
) -> Floats:
    """The mean value of each one's neighbours, or of those that are counted; `alone` where it has none."""
    weight = np.ones(len(values)) if counted is None else counted.astype(np.float64)
    degree = near @ weight
    return np.where(degree > 0, (near @ (values * weight)) / np.maximum(degree, 1), alone)


def _correct(ground: _Ground, expected: Floats, epsilon: float) -> Floats:
    """Each split cell's likeliest count at the likeliest of `SHAPES`; 0 elsewhere."""
    observed = np.rint(ground.values).astype(np.int64)
    kinds = [(draws, ground.draws == draws) for draws in (1, 7)]
    best, likely = -np.inf, np.zeros(len(ground.cells))
    for shape in SHAPES:
        found, score = np.zeros(len(ground.cells)), 0.0
        for draws, at in kinds:
            found[at], of_these = posterior.mean(observed[at], expected[at], shape, draws, epsilon)
            score += of_these
        if score > best:
            best, likely = score, found
    return likely


def _family_means(fitted: Fit) -> Floats:
    """Each family's count, drawn towards the mean of the r7 cells around it."""
    overall = float(fitted.family_values.mean())
    around = _mean_around(graph.of_cells(fitted.families), fitted.family_values, overall)
    number = _number(fitted)
    noise = fitted.variance(np.arange(len(number)), number)
    difference = fitted.family_values - around
    beyond = max(float((difference**2).mean() - noise.mean()), 1e-6)
    return around + beyond / (beyond + noise) * difference
