"""Published tables of a map -> an estimate of every big hexagon of a country's rest. Post-processing only.

The rest has no small hexagons and no table of its own: its number is the sum over the category groups of
`r6_group`. A report without a group is not in it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from maps.disclosure import hexindex, laplace
from maps.disclosure.estimate import Floats
from maps.disclosure.hexindex import Cells
from maps.disclosure.table import Table


@dataclass(frozen=True, slots=True)
class Rest:
    """The big hexagons, sorted, with their numbers and the variance of the noise in each."""

    cells: Cells
    values: Floats
    variance: float


NONE = Rest(np.array([], dtype=np.uint64), np.array([], dtype=np.float64), 0.0)


def find(tables: Iterable[Table]) -> Rest:
    """The rest's hexagons of a map: the rows of its coarse table that hold no r7 cell of a city."""
    by_name = {table.name: table for table in tables}
    if not by_name.keys() >= {"r6_group", "r7"}:
        return NONE
    table = by_name["r6_group"]
    rows = hexindex.parse(table.rows)
    is_rest = ~np.isin(rows, hexindex.parent(hexindex.parse(by_name["r7"].rows), 6))
    return Rest(
        cells=rows[is_rest],
        values=table.array()[is_rest].sum(axis=1).astype(np.float64),
        variance=len(table.columns) * laplace.variance(table.epsilon),
    )
