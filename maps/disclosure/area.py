"""Where releases speak of: fixed sets of cells, chosen before any report is read."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass

import h3
import numpy as np
from numpy.typing import NDArray

from maps import cells as hexagons
from maps.disclosure import hexindex
from maps.disclosure.hexindex import Cells
from maps.errors import AreaError

ELSEWHERE = "elsewhere"
"""The row of a bulletin's totals for reports outside every area; no area may be called so."""

CITY = 7
REST = (5, 6)


@dataclass(frozen=True, slots=True)
class Area:
    """A named set of cells: a city at r7, or the rest of a country at r6 or r5 (coarse tables only).

    Draw it tightly around where people are: empty cells are published too, and their noise costs accuracy.
    `sparse` names the r7 cells where few people live and reports are kept at r8: never split to r9 (P4).

    Raises:
        AreaError: no cell, a cell twice or not of one permitted resolution, a pentagon, a reserved name.
    """

    id: str
    cells: tuple[str, ...]
    sparse: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.id or self.id == ELSEWHERE:
            raise AreaError(f"an area needs a name other than {ELSEWHERE!r}")
        if not self.cells or list(self.cells) != sorted(set(self.cells)):
            raise AreaError(f"area {self.id}: cells must be there, sorted, each once")
        if not all(hexagons.is_cell(cell) for cell in self.cells):
            raise AreaError(f"area {self.id}: every cell must be an H3 cell")
        resolutions = {h3.get_resolution(cell) for cell in self.cells}
        if len(resolutions) > 1 or not resolutions <= {CITY, *REST}:
            raise AreaError(
                f"area {self.id}: cells must share the resolution 7 (a city), or 6 or 5 (the rest)"
            )
        if hexindex.has_pentagon(self.cells):
            raise AreaError(f"area {self.id}: a pentagon has no seven children")
        if list(self.sparse) != sorted(set(self.sparse) & set(self.cells)):
            raise AreaError(f"area {self.id}: sparse cells must be among its cells, sorted, each once")

    @property
    def resolution(self) -> int:
        """The resolution the area's cells share: 7, or 6 or 5 for the rest of a country."""
        return int(h3.get_resolution(self.cells[0]))

    @property
    def is_rest(self) -> bool:
        """Whether it is the rest of a country, not a city."""
        return self.resolution != CITY

    @property
    def sha256(self) -> str:
        """The area's hash, hexadecimal, over its canonical JSON: it changes with any cell."""
        value = {"cells": self.cells, "id": self.id, "sparse": self.sparse}
        return hashlib.sha256(
            json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode()
        ).hexdigest()


def ordered(areas: Sequence[Area]) -> tuple[Area, ...]:
    """The areas by name, which have different names and share no cell: neither one nor a part of one.

    Raises:
        AreaError: a report could count in two areas and pay twice (P6).
    """
    ids = [area.id for area in areas]
    cells = hexindex.parse(cell for area in areas for cell in area.cells)
    if len(set(ids)) < len(ids) or len(np.unique(cells)) < len(cells) or _is_nested(cells):
        raise AreaError("areas must have different names and share no cell")
    return tuple(sorted(areas, key=lambda area: area.id))


def _is_nested(cells: Cells) -> bool:
    """Whether one of the cells lies in another."""
    sizes = hexindex.resolution(cells)
    return any(
        bool(np.isin(hexindex.parent(cells[sizes > level], level), cells[sizes == level]).any())
        for level in REST
    )


def fine_cells(areas: Sequence[Area]) -> Cells:
    """All r7 cells of the cities, sorted: the rows of the table `r7`."""
    return np.sort(hexindex.parse(cell for area in areas if not area.is_rest for cell in area.cells))


def coarse_cells(areas: Sequence[Area]) -> Cells:
    """The rows of the r6 tables, sorted: r6 cells that touch a city, and the rest's own r6 or r5 cells."""
    rest = hexindex.parse(cell for area in areas if area.is_rest for cell in area.cells)
    return np.union1d(hexindex.parent(fine_cells(areas), 6), rest)


def sparse_cells(areas: Sequence[Area]) -> Cells:
    """The r7 cells that are never split to r9, sorted."""
    return np.sort(hexindex.parse(cell for area in areas for cell in area.sparse))


def route(cells: Cells, imprecise: NDArray[np.bool_], areas: Sequence[Area]) -> NDArray[np.int64]:
    """The index of the one area each report belongs to, -1 for elsewhere.

    A precise place belongs to the area that holds it. An imprecise one belongs to the area whose cells lie
    in or around it, the one with most of them where there are several.
    """
    resolutions = hexindex.resolution(cells)
    found = np.full(len(cells), -1, dtype=np.int64)
    listed = hexindex.parse(cell for area in areas for cell in area.cells)
    owners = np.repeat(np.arange(len(areas)), [len(area.cells) for area in areas])
    sizes = hexindex.resolution(listed)
    for level in range(CITY, -1, -1):
        up = hexindex.parent(cells, level)
        open_ = (found < 0) & (resolutions >= level)
        wide = imprecise & ((level >= min(REST)) | (resolutions == level))
        for rows, of in ((open_ & ~wide, sizes == level), (open_ & wide, sizes >= level)):
            keys, owner = _owners(listed[of], owners[of], level)
            at = hexindex.find(up[rows], keys)
            found[rows] = np.where(at >= 0, owner[at], -1) if len(keys) else -1
    return found


def _owners(cells: Cells, owners: NDArray[np.int64], level: int) -> tuple[Cells, NDArray[np.int64]]:
    """The ancestors of areas' cells at a level, sorted, and for each the area that covers most of it."""
    weights = 7.0 ** (CITY - hexindex.resolution(cells))
    order = np.lexsort((owners, ups := hexindex.parent(cells, level)))
    ups, owners = ups[order], owners[order]
    is_new = np.ones(len(ups), dtype=np.bool_)
    is_new[1:] = (ups[1:] != ups[:-1]) | (owners[1:] != owners[:-1])
    starts = np.flatnonzero(is_new)
    covered = np.add.reduceat(weights[order], starts) if len(starts) else weights
    ups, owners = ups[starts], owners[starts]
    # Most covered first, then the first of equals: a function of the areas alone.
    best = np.lexsort((owners, -covered, ups))
    keys, first = np.unique(ups[best], return_index=True)
    return keys, owners[best][first]
