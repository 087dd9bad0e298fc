"""Published tables and what follows from them alone: what a release holds, without the means to draw one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from maps.disclosure import budget, hexindex, laplace, partition
from maps.disclosure.area import Area, route, sparse_cells

Integers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Table:
    """One published table: signed integers, row-major over every row and column of its domain."""

    name: str
    epsilon: float
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    counts: tuple[int, ...]

    @property
    def noise_sd(self) -> float:
        """The standard deviation of each entry's noise."""
        return laplace.sd(self.epsilon)

    def array(self) -> Integers:
        """The counts as an array, rows × columns."""
        return np.array(self.counts, dtype=np.int64).reshape(len(self.rows), len(self.columns))


@dataclass(frozen=True, slots=True)
class Drawn:
    """A release's finished tables.

    `published_total` is the sum of bulletins that chose a map's profile; None in a bulletin.
    """

    kind: str
    profile: str
    areas: tuple[Area, ...]
    published_total: int | None
    tables: tuple[Table, ...]

    def table(self, name: str) -> Table | None:
        """The table of that name, None where the release has none (under 100 published: totals only)."""
        return next((table for table in self.tables if table.name == name), None)


ONE = ("n",)
GROUP_PARTS = tuple(f"{group}:{part}" for group in budget.GROUPS for part in budget.PARTS)


def leaves_for(stage1: Table, areas: Sequence[Area], by: partition.LeafRule) -> hexindex.Cells:
    """The leaves that follow from a published table `r7`: a function of public values alone."""
    cells = hexindex.parse(stage1.rows)
    is_sparse = hexindex.find(cells, sparse_cells(areas)) >= 0
    home = route(cells, np.zeros(len(cells), dtype=np.bool_), areas)
    return partition.leaves(cells, partition.levels(stage1.array()[:, 0], is_sparse, home, by))
