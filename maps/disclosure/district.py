"""Sums of a map's estimates over wards or districts, with the noise of each sum: what a council asks for."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from maps.disclosure import display, hexindex
from maps.disclosure.estimate import Fit, Floats


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


def sums(fitted: Fit, districts: Mapping[str, Sequence[str]], without: Sequence[str] = ()) -> tuple[Sum, ...]:
    """The sums over districts given as their r9 cells, in the order given; districts may overlap.

    Leaves in `without` are in no sum.
    """
    reach = display.quantile(display.MISCOVERAGE)
    is_counted = ~np.isin(fitted.leaves, hexindex.parse(without))
    return tuple(_sum(fitted, name, cells, is_counted, reach) for name, cells in districts.items())


def _sum(fitted: Fit, name: str, cells: Sequence[str], is_counted: NDArray[np.bool_], reach: float) -> Sum:
    share, measured = _shares(fitted, hexindex.parse(cells), is_counted)
    value = float(share @ fitted.values)
    # Leaves of a family share an error: Var = v Σ share² − Σ over families c (Σ share)².
    together = np.bincount(fitted.family, weights=share, minlength=len(fitted.families))
    variance = fitted.leaf_variance * float(share @ share) - float(fitted.shared @ together**2)
    sd = math.sqrt(max(variance, 0.0))
    low, high = display.rounded_range(value, reach * sd)
    return Sum(name, display.state(value, sd) if sd else display.CANNOT_TELL, value, sd, low, high, measured)


def _shares(fitted: Fit, cells: hexindex.Cells, is_counted: NDArray[np.bool_]) -> tuple[Floats, float]:
    """How much of each leaf that is counted lies in the cells, and how much of the cells in such leaves."""
    share = np.zeros(len(fitted.leaves))
    inside = 0
    for level in (7, 8, 9):
        at = hexindex.find(hexindex.parent(cells, level), fitted.leaves)
        at = at[at >= 0]
        at = at[is_counted[at]]
        share += np.bincount(at, minlength=len(share)) / 7 ** (9 - level)
        inside += len(at)
    return share, inside / max(len(cells), 1)
