"""Which leaves an area is counted in: a public rule over published counts, re-derivable by any reader."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from maps.disclosure import hexindex
from maps.disclosure.hexindex import Cells


@dataclass(frozen=True, slots=True)
class LeafRule:
    """The published stage-1 counts at which an r7 cell is split into its r9 or its r8 cells."""

    r9_at: int
    r8_at: int


def rule(leaf_epsilon: float) -> LeafRule:
    """The rule for a leaf budget: 300/ε and 8/ε, rounded to integers.

    A cell is split where its leaves then stand out of noise that grows with 1/ε (after Qardaji, Yang & Li
    2013, section IV-B). Forty-nine leaves have seven times the noise variance of seven in every r8 cell, so
    r9 must wait for counts that carry it: docs/decisions/leaf-rule.md has the measurements.
    """
    return LeafRule(r9_at=round(300 / leaf_epsilon), r8_at=round(8 / leaf_epsilon))


def levels(published: NDArray[np.int64], is_sparse: NDArray[np.bool_], by: LeafRule) -> NDArray[np.int64]:
    """The leaf resolution of each r7 cell, by its published count; sparse cells stop at r8."""
    finest = np.where(is_sparse, 8, 9)
    return np.where(published >= by.r9_at, finest, np.where(published >= by.r8_at, 8, 7)).astype(np.int64)


def leaves(cells: Cells, level: NDArray[np.int64]) -> Cells:
    """The leaves of r7 cells at their levels, sorted: together they cover each cell exactly once."""
    parts = [hexindex.children(cells[level == at], at).ravel() for at in (7, 8, 9)]
    return np.sort(np.concatenate(parts))
