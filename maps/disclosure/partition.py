"""Which leaves an area is counted in: a public rule over published counts, re-derivable by any reader."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from maps.disclosure import hexindex
from maps.disclosure.hexindex import Cells

Integers = NDArray[np.int64]


BUSY_MEAN = 3
"""Published reports an r7 cell, on average over an area, from which all its cells are split."""


@dataclass(frozen=True, slots=True)
class LeafRule:
    """Published stage-1 counts at which an r7 cell is split into its r9 or its r8 cells.

    Where an area's cells hold `all_at` on average, all of them are split, at least into r8.
    """

    r9_at: int
    r8_at: int
    all_at: int


def rule(leaf_epsilon: float) -> LeafRule:
    """The rule for a leaf budget: 300/ε and 8/ε, rounded to integers; 3 on average.

    A cell is split where its leaves then stand out of noise that grows with 1/ε (after Qardaji, Yang & Li
    2013, section IV-B). Forty-nine leaves have seven times the noise variance of seven in every r8 cell, so
    r9 must wait for counts that carry it. An area's mean is known far better than any one cell's count, and
    from 3 on a split of all finds more: docs/decisions/leaf-rule.md has the measurements.
    """
    return LeafRule(r9_at=round(300 / leaf_epsilon), r8_at=round(8 / leaf_epsilon), all_at=BUSY_MEAN)


def levels(published: Integers, is_sparse: NDArray[np.bool_], home: Integers, by: LeafRule) -> Integers:
    """The leaf resolution of each r7 cell by its published count and its area's; sparse cells stop at r8.

    `home` is the index of each cell's area.
    """
    sums = np.bincount(home, weights=published)
    is_busy = (sums >= by.all_at * np.bincount(home))[home]
    finest = np.where(is_sparse, 8, 9)
    return np.where(published >= by.r9_at, finest, np.where(is_busy | (published >= by.r8_at), 8, 7))


def leaves(cells: Cells, level: Integers) -> Cells:
    """The leaves of r7 cells at their levels, sorted: together they cover each cell exactly once."""
    parts = [hexindex.children(cells[level == at], at).ravel() for at in (7, 8, 9)]
    return np.sort(np.concatenate(parts))
