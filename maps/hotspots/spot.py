"""A published map -> its hot and cold cells, at a stated rate of false ones, the added noise counted in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from maps.disclosure import estimate, hexindex, laplace
from maps.disclosure.hexindex import Cells
from maps.disclosure.table import Table
from maps.errors import EstimateError
from maps.hotspots import graph, tail

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

FALSE_RATE = 0.05
"""Expected share of false ones among all hot and cold cells (Benjamini & Hochberg 1995)."""

HOT, COLD = "hot", "cold"
R7, R8 = 7, 8


@dataclass(frozen=True, slots=True)
class Spot:
    """A cell that holds more (hot) or fewer (cold) reports than chance and noise explain.

    `reach` 0 is the cell alone, 1 it and its neighbours; `observed` is the published sum over these,
    `expected` its mean if reports fell evenly or as the baseline does, `noise_sd` the noise in it, `q` the
    false rate at which it is still found.
    """

    cell: str
    resolution: int
    reach: int
    kind: str
    observed: int
    expected: float
    noise_sd: float
    q: float


@dataclass(frozen=True, slots=True)
class _Ring:
    """Sums over each tested cell and its neighbours: published counts, noise draws, weight."""

    cells: Cells
    observed: Integers
    draws: Integers
    weight: Floats


def find(
    tables: Iterable[Table], baseline: Mapping[str, float] | None = None, rate: float = FALSE_RATE
) -> tuple[Spot, ...]:
    """The hot and the cold cells of a map's tables: r7, and r8 where the whole ring is measured so finely.

    `baseline` weighs r8 cells by how many reports an even risk would bring (footfall, population, last year);
    cells it does not name weigh nothing. Without it every r8 cell weighs one.

    Raises:
        EstimateError: no tables `r7` and `leaf`, or a baseline without weight in the area.
    """
    by_name = {table.name: table for table in tables}
    fitted = estimate.fit(by_name.values())
    if not len(fitted.families):
        return ()
    counts = by_name["leaf"].array()[:, 0]
    epsilon = by_name["leaf"].epsilon
    cells8, weight8 = _weights(fitted.families, baseline)
    # The total is published too: with it the null needs nothing else from the data.
    density = max(float(fitted.family_values.sum()), 0.0) / float(weight8.sum())
    rings = [ring for level in (R7, R8) for ring in _rings(counts, fitted, level, cells8, weight8)]
    reach = np.repeat([0, 1, 0, 1], [len(ring.cells) for ring in rings])
    joined = _Ring(*(np.concatenate(columns) for columns in zip(*map(_columns, rings), strict=True)))
    expected = density * joined.weight
    lower, upper = tail.tails(joined.observed, expected, joined.draws, epsilon)
    # Both sides are tested, so each has half: hot and cold together keep the rate.
    q = adjust(np.minimum(2 * np.minimum(lower, upper), 1.0))
    names, resolutions = hexindex.write(joined.cells), hexindex.resolution(joined.cells)
    noise_sd = np.sqrt(joined.draws * laplace.variance(epsilon))
    return tuple(
        Spot(
            cell=names[at],
            resolution=int(resolutions[at]),
            reach=int(reach[at]),
            kind=HOT if upper[at] < lower[at] else COLD,
            observed=int(joined.observed[at]),
            expected=float(expected[at]),
            noise_sd=float(noise_sd[at]),
            q=float(q[at]),
        )
        for at in np.flatnonzero(q <= rate).tolist()
    )


def adjust(p: Floats) -> Floats:
    """Benjamini & Hochberg's adjusted p-values: the false rate at which each would still be found."""
    order = np.argsort(p)
    scaled = p[order] * len(p) / np.arange(1, len(p) + 1)
    out = np.empty(len(p))
    out[order] = np.minimum(np.minimum.accumulate(scaled[::-1])[::-1], 1.0)
    return out


def _weights(families: Cells, baseline: Mapping[str, float] | None) -> tuple[Cells, Floats]:
    """Every r8 cell of the area, sorted, and its weight."""
    cells = np.sort(hexindex.children(families, R8).ravel())
    if baseline is None:
        return cells, np.ones(len(cells))
    weight = np.array([max(baseline.get(name, 0.0), 0.0) for name in hexindex.write(cells)])
    if not weight.sum() > 0:
        raise EstimateError("the baseline gives no cell of the area any weight")
    return cells, weight


def _rings(
    counts: Integers, fitted: estimate.Fit, resolution: int, cells8: Cells, weight8: Floats
) -> Iterator[_Ring]:
    """Sums over each cell alone, then with its neighbours: all cells whose parts are measured that finely."""
    fine = fitted.level >= resolution
    cells, inverse = np.unique(hexindex.parent(fitted.leaves[fine], resolution), return_inverse=True)
    sums = np.bincount(inverse, weights=counts[fine], minlength=len(cells)).astype(np.float64)
    draws = np.bincount(inverse, minlength=len(cells)).astype(np.float64)
    at = hexindex.find(hexindex.parent(cells8, resolution), cells)
    weight = np.bincount(at[at >= 0], weights=weight8[at >= 0], minlength=len(cells)).astype(np.float64)
    yield _Ring(cells, _whole(sums), _whole(draws), weight)
    near = graph.with_self(graph.of_cells(cells))
    whole = np.ones(len(cells), dtype=np.bool_)
    if resolution > R7:
        # Every neighbour that lies in the area must be among the measured ones.
        lacking = hexindex.find(cells8, cells) < 0
        whole = (graph.of_cells(cells8) @ lacking.astype(np.float64))[~lacking] == 0
    yield _Ring(cells[whole], _whole(near @ sums)[whole], _whole(near @ draws)[whole], (near @ weight)[whole])


def _whole(sums: Floats) -> Integers:
    return np.rint(sums).astype(np.int64)


def _columns(ring: _Ring) -> tuple[NDArray[np.generic], ...]:
    return ring.cells, ring.observed, ring.draws, ring.weight
