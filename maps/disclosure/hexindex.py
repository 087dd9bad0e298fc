"""H3 cells as 64-bit integers, many at once: parents and children by shifting bits.

The layout (H3 documentation, "H3Index Bit Layout"): four bits of resolution at bit 52, then three bits for
each of fifteen digits, those finer than the resolution all ones. `maps.cells` does it one cell at a time.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import h3
import numpy as np
from numpy.typing import NDArray

Cells = NDArray[np.uint64]

_RESOLUTION_AT = np.uint64(52)
_RESOLUTION_BITS = np.uint64(0xF << 52)
_FINEST = 15


def parse(cells: Iterable[str]) -> Cells:
    """The cells' integers, in the order given."""
    return np.fromiter((int(cell, 16) for cell in cells), dtype=np.uint64)


def write(cells: Cells) -> tuple[str, ...]:
    """The cells' usual hexadecimal names."""
    return tuple(f"{cell:x}" for cell in cells.tolist())


def resolution(cells: Cells) -> NDArray[np.int64]:
    """Each cell's resolution."""
    return ((cells & _RESOLUTION_BITS) >> _RESOLUTION_AT).astype(np.int64)


def parent(cells: Cells, at: int) -> Cells:
    """Each cell's ancestor at a resolution no finer than its own."""
    unused = np.uint64((1 << 3 * (_FINEST - at)) - 1)
    return (cells & ~_RESOLUTION_BITS) | np.uint64(at << 52) | unused


def children(cells: Cells, at: int) -> Cells:
    """Each cell's descendants at a finer resolution: shape (cells, 7 ** levels), in index order.

    The cells share one resolution and none is a pentagon.
    """
    family = cells[:, None]
    start = int(resolution(cells[:1])[0]) if len(cells) else at
    for level in range(start + 1, at + 1):
        shift = np.uint64(3 * (_FINEST - level))
        stem = (family & ~_RESOLUTION_BITS & ~(np.uint64(7) << shift)) | np.uint64(level << 52)
        digits = np.arange(7, dtype=np.uint64) << shift
        family = (stem[:, :, None] | digits).reshape(len(cells), -1)
    return family


def centre_child(cells: Cells, at: int) -> Cells:
    """Each cell's central descendant at a resolution, or its ancestor there where it is finer itself."""
    coarse = resolution(cells)
    out = parent(cells, at)
    for level in range(at, 0, -1):
        # Digits finer than the cell's own are ones; the centre's are zeros.
        clear = np.where(coarse < level, np.uint64(7 << 3 * (_FINEST - level)), np.uint64(0))
        out &= ~clear
    return out


def find(cells: Cells, among: Cells) -> NDArray[np.int64]:
    """Each cell's index in a sorted array, -1 where it is not there."""
    if not len(among):
        return np.full(len(cells), -1, dtype=np.int64)
    at = np.minimum(np.searchsorted(among, cells), len(among) - 1)
    return np.where(among[at] == cells, at, -1).astype(np.int64)


def has_pentagon(cells: Sequence[str]) -> bool:
    """Whether one of the cells is among H3's twelve pentagons a resolution."""
    return any(h3.is_pentagon(cell) for cell in cells)
