"""Neighbour graphs as sparse matrices: of H3 cells by arithmetic, of anything from lists."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import h3
import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from maps.disclosure import hexindex
from maps.disclosure.hexindex import Cells

Graph = Any
"""A square scipy CSR array of ones where two things are neighbours; nothing is its own neighbour."""

_DIGIT_I = np.array([0, -1, 0, -1, 1, 0, 1], dtype=np.int64)
_DIGIT_J = np.array([0, -1, 1, 0, 0, -1, 1], dtype=np.int64)
"""Axial coordinates of the seven children about their parent's centre (H3: K, J, JK, I, IK, IJ axes)."""

_STEPS = ((1, 0), (0, 1), (1, 1), (-1, 0), (0, -1), (-1, -1))
_BASE_AT, _FINEST = 45, 15
_PENTAGONS = np.array([h3.get_base_cell_number(cell) for cell in h3.get_pentagons(0)])


def of_lists(neighbours: Sequence[Sequence[int]]) -> Graph:
    """The graph in which thing i has the neighbours of the i-th list."""
    degree = np.fromiter((len(near) for near in neighbours), dtype=np.int64, count=len(neighbours))
    flat = np.fromiter((at for near in neighbours for at in near), dtype=np.int64, count=int(degree.sum()))
    return _matrix(degree, flat)


def of_cells(cells: Cells) -> Graph:
    """The graph of cells of one resolution that touch, in the order given; each cell once.

    Within one of H3's 122 base cells the cells are a plain hexagonal lattice: coordinates follow from the
    digits, neighbours from a sorted search. Cells with less than six found there are asked of H3 one by one.
    """
    if not len(cells):
        return sparse.csr_array((0, 0))
    order = np.argsort(keys := _keys(cells))
    ranked = keys[order]
    near = np.empty((len(cells), len(_STEPS)), dtype=np.int64)
    near.fill(-1)
    for at, (i, j) in enumerate(_STEPS[:3]):
        near[:, at] = _find(keys + ((i << 24) + j), ranked, order)
        found = np.flatnonzero(near[:, at] >= 0)
        # Touching is mutual: the opposite step needs no search of its own.
        near[near[found, at], at + 3] = found
    base = (cells >> np.uint64(_BASE_AT)).astype(np.int64) & 0x7F
    open_ = np.flatnonzero((near < 0).any(axis=1) | np.isin(base, _PENTAGONS))
    _ask(cells, open_, near)
    return _matrix((near >= 0).sum(axis=1), near[near >= 0])


def with_self(graph: Graph) -> Graph:
    """The graph in which everything is also its own neighbour, as Gi* counts."""
    return (graph + sparse.eye_array(graph.shape[0], format="csr")).tocsr()


def _keys(cells: Cells) -> NDArray[np.int64]:
    """One integer a cell: base cell, then the axial coordinates in it, 24 bits each.

    Each level turns and stretches the lattice by √7, one way at odd and the other at even resolutions.
    """
    i = np.zeros(len(cells), dtype=np.int64)
    j = np.zeros(len(cells), dtype=np.int64)
    for level in range(1, int(hexindex.resolution(cells[:1])[0]) + 1):
        digit = ((cells >> np.uint64(3 * (_FINEST - level))) & np.uint64(7)).astype(np.int64)
        i, j = (2 * i + j, 3 * j - i) if level % 2 else (3 * i - j, i + 2 * j)
        i, j = i + _DIGIT_I[digit], j + _DIGIT_J[digit]
    base = (cells >> np.uint64(_BASE_AT)).astype(np.int64) & 0x7F
    return (base << 48) + ((i + (1 << 23)) << 24) + (j + (1 << 23))


def _find(keys: NDArray[np.int64], ranked: NDArray[np.int64], order: NDArray[np.int64]) -> NDArray[np.int64]:
    at = np.minimum(np.searchsorted(ranked, keys), len(ranked) - 1)
    return np.where(ranked[at] == keys, order[at], -1)


def _ask(cells: Cells, rows: NDArray[np.int64], near: NDArray[np.int64]) -> None:
    """Fills the rows of `near` with what H3 says: at the rim, across base cells, about pentagons."""
    index = {cell: at for at, cell in enumerate(cells.tolist())}
    for row, name in zip(rows.tolist(), hexindex.write(cells[rows]), strict=True):
        found = [index.get(int(cell, 16), -1) for cell in h3.grid_disk(name, 1) if cell != name]
        near[row] = found + [-1] * (len(_STEPS) - len(found))


def _matrix(degree: NDArray[np.int64], flat: NDArray[np.int64]) -> Graph:
    start = np.concatenate([[0], np.cumsum(degree)])
    return sparse.csr_array((np.ones(len(flat)), flat, start), shape=(len(degree), len(degree)))
