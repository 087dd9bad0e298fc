"""Published tables of a map -> the best estimate of every leaf, with its variance. Post-processing only.

Within one r7 family the stage-1 count and the sum of its leaves measure the same number; weighing them by
their inverse variances and spreading the difference evenly over the leaves is the exact least-squares
solution (Hay et al., "Boosting the accuracy of differentially private histograms through consistency", VLDB
2010, section 4).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from maps.disclosure import hexindex, laplace
from maps.disclosure.hexindex import Cells
from maps.disclosure.table import Table
from maps.errors import EstimateError

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Fit:
    """Estimates of one map: leaves sorted by cell, and what their errors share.

    `family` is each leaf's index among `families`, the r7 cells. The error of a sum over m leaves of family f
    has variance m·leaf_variance − m²·shared[f]; errors of different families are independent.
    """

    leaves: Cells
    level: Integers
    values: Floats
    family: Integers
    families: Cells
    family_values: Floats
    shared: Floats
    leaf_variance: float

    def variance(self, family: Integers, number: Integers) -> Floats:
        """The variance of sums over `number` leaves of each family."""
        return number * self.leaf_variance - number.astype(np.float64) ** 2 * self.shared[family]


def fit(tables: Iterable[Table]) -> Fit:
    """The least-squares fit of a map's tables `r7` and `leaf`.

    Raises:
        EstimateError: one of the two is missing, or they are not of one area.
    """
    by_name = {table.name: table for table in tables}
    if not by_name.keys() >= {"r7", "leaf"}:
        raise EstimateError("a map without its tables r7 and leaf has nothing to estimate")
    stage1, stage2 = by_name["r7"], by_name["leaf"]
    families, leaves = hexindex.parse(stage1.rows), hexindex.parse(stage2.rows)
    family = hexindex.find(hexindex.parent(leaves, 7), families)
    number = np.bincount(family[family >= 0], minlength=len(families))
    if (family < 0).any() or (number == 0).any():
        raise EstimateError("the leaves do not cover the r7 cells")
    counts = stage2.array()[:, 0].astype(np.float64)
    sums = np.bincount(family, weights=counts, minlength=len(families))
    v1, v2 = laplace.variance(stage1.epsilon), laplace.variance(stage2.epsilon)
    weight = number * v2 / (v1 + number * v2)
    combined = sums + weight * (stage1.array()[:, 0] - sums)
    return Fit(
        leaves=leaves,
        level=hexindex.resolution(leaves),
        values=counts + ((combined - sums) / number)[family],
        family=family,
        families=families,
        family_values=combined,
        shared=weight * v2 / number,
        leaf_variance=v2,
    )


def spread(fitted: Fit, at: int) -> tuple[Cells, Floats]:
    """Every cell of the area at a resolution 7 to 9, sorted, with its estimate.

    Finer leaves are summed; a coarser leaf is spread evenly, which says nothing about where in it.
    """
    fine = fitted.level >= at
    cells, inverse = np.unique(hexindex.parent(fitted.leaves[fine], at), return_inverse=True)
    sums = np.bincount(inverse, weights=fitted.values[fine], minlength=len(cells))
    all_cells, all_values = [cells], [sums.astype(np.float64)]
    for level in range(7, at):
        whole = fitted.level == level
        family = hexindex.children(fitted.leaves[whole], at)
        all_cells.append(family.ravel())
        all_values.append(np.repeat(fitted.values[whole] / 7 ** (at - level), 7 ** (at - level)))
    joined = np.concatenate(all_cells)
    order = np.argsort(joined)
    return joined[order], np.concatenate(all_values)[order]
