"""Sums of a map's estimates over wards or districts, with the noise of each sum: what a council asks for."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from maps.disclosure import coarse, display, hexindex
from maps.disclosure.coarse import Rest
from maps.disclosure.estimate import Fit, Floats
from maps.disclosure.hexindex import Cells


@dataclass(frozen=True, slots=True)
class Sum:
    """A district's reports: estimate, standard deviation of its noise, state and rounded range.

    `measured` is the share of the district's cells that lie in the release's area: below 1, the sum is of a
    part. A leaf across a border counts by its share of cells on either side; one left out counts as outside.
    """

    district: str
    state: str
    estimate: float
    sd: float
    low: int
    high: int
    measured: float


def sums(
    fitted: Fit,
    districts: Mapping[str, Sequence[str]],
    without: Sequence[str] = (),
    rest: Rest = coarse.NONE,
) -> tuple[Sum, ...]:
    """The sums over districts given as their r9 cells, in the order given; districts may overlap.

    Leaves, and hexagons of the rest, in `without` are in no sum.
    """
    reach = display.quantile(display.MISCOVERAGE)
    out = hexindex.parse(without)
    counted = ~np.isin(fitted.leaves, out), ~np.isin(rest.cells, out)
    return tuple(_sum(fitted, rest, name, cells, counted, reach) for name, cells in districts.items())


def _sum(
    fitted: Fit,
    rest: Rest,
    name: str,
    cells: Sequence[str],
    counted: tuple[NDArray[np.bool_], NDArray[np.bool_]],
    reach: float,
) -> Sum:
    inside = hexindex.parse(cells)
    share, in_leaves = _shares(fitted.leaves, inside, counted[0], (7, 8, 9))
    big, in_rest = _shares(rest.cells, inside, counted[1], (5, 6))
    value = float(share @ fitted.values) + float(big @ rest.values)
    # Leaves of a family share an error: Var = v Σ share² − Σ over families c (Σ share)².
    together = np.bincount(fitted.family, weights=share, minlength=len(fitted.families))
    variance = fitted.leaf_variance * float(share @ share) - float(fitted.shared @ together**2)
    sd = math.sqrt(max(variance, 0.0) + rest.variance * float(big @ big))
    low, high = display.rounded_range(value, reach * sd)
    measured = (in_leaves + in_rest) / max(len(inside), 1)
    return Sum(name, display.state(value, sd) if sd else display.CANNOT_TELL, value, sd, low, high, measured)


def _shares(
    parts: Cells, cells: Cells, is_counted: NDArray[np.bool_], levels: Sequence[int]
) -> tuple[Floats, int]:
    """How much of each part that is counted lies in the r9 cells, and how many of them in such parts."""
    share = np.zeros(len(parts))
    inside = 0
    for level in levels:
        at = hexindex.find(hexindex.parent(cells, level), parts)
        at = at[at >= 0]
        at = at[is_counted[at]]
        share += np.bincount(at, minlength=len(share)) / 7 ** (9 - level)
        inside += len(at)
    return share, inside
