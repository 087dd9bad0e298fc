"""The rest of a country: big cells around the cities, which leave out whatever another area holds."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from maps.disclosure import hexindex
from maps.disclosure.area import Area
from maps.disclosure.hexindex import Cells


def find_touched(area: Area, others: Iterable[Area]) -> tuple[str, ...]:
    """The cells of an area that hold, or lie in, a cell of another one, in their order."""
    cells = hexindex.parse(area.cells)
    taken = np.zeros(len(cells), dtype=np.bool_)
    for other in others:
        taken |= _is_in(cells, hexindex.parse(other.cells))
    return tuple(cell for cell, is_taken in zip(area.cells, taken.tolist(), strict=True) if is_taken)


def without(area: Area, touched: Collection[str]) -> Area:
    """The area without those of its cells.

    Raises:
        AreaError: nothing is left of it.
    """
    gone = frozenset(touched)
    return replace(area, cells=tuple(cell for cell in area.cells if cell not in gone))


def _is_in(cells: Cells, others: Cells) -> NDArray[np.bool_]:
    """Which of the cells share ground with one of the others; each side is of one resolution."""
    level = min(int(hexindex.resolution(side[:1])[0]) for side in (cells, others))
    return np.isin(hexindex.parent(cells, level), hexindex.parent(others, level))
