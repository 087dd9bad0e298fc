"""Exact counts of one period, in memory only: what a release is drawn from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from maps.disclosure import hexindex
from maps.disclosure.budget import GROUPS, PARTS
from maps.disclosure.hexindex import Cells
from maps.errors import CountError

Row = tuple[str, bool, str | None, str | None, int]
"""Cell (r9 or coarser), whether its place is imprecise, category group, part of day, number of reports.

Imprecise: accuracy worse than an r7 cell, or a default pin; such a report counts in r6 tables and bulletins
only, else one default pin becomes the top hot spot. What is unknown is None.
"""

_GROUP_AT: dict[str | None, int] = {None: -1} | {group: at for at, group in enumerate(GROUPS)}
_PART_AT: dict[str | None, int] = {None: -1} | {part: at for at, part in enumerate(PARTS)}


@dataclass(frozen=True, slots=True, repr=False)
class Counts:
    """Reports of one period by cell, imprecision, group, part: five columns of equal length.

    No repr: exact counts belong in no log. `groups` and `parts` index `GROUPS` and `PARTS`, -1 is unknown.
    Each report is in exactly one row, once.
    """

    cells: Cells
    imprecise: NDArray[np.bool_]
    groups: NDArray[np.int64]
    parts: NDArray[np.int64]
    numbers: NDArray[np.int64]

    def __repr__(self) -> str:
        return "Counts(...)"


def tally(rows: Iterable[Row]) -> Counts:
    """The counts of aggregated rows, in any order; the same combination may come more than once.

    Raises:
        CountError: a group or part that is not in the mechanism's table, a negative number, a wrong cell.
    """
    columns = list(zip(*rows, strict=True)) or [(), (), (), (), ()]
    try:
        cells = hexindex.parse(columns[0])
        groups = np.array([_GROUP_AT[group] for group in columns[2]], dtype=np.int64)
        parts = np.array([_PART_AT[part] for part in columns[3]], dtype=np.int64)
    except KeyError as error:
        raise CountError(f"{error.args[0]!r} is no category group or part of day") from error
    except ValueError as error:
        raise CountError("a row's cell is not an H3 cell") from error
    imprecise = np.array(columns[1], dtype=np.bool_)
    numbers = np.array(columns[4], dtype=np.int64)
    if (numbers < 0).any():
        raise CountError("a number of reports cannot be negative")
    return Counts(cells, imprecise | (hexindex.resolution(cells) < 7), groups, parts, numbers)


def histogram(at: NDArray[np.int64], numbers: NDArray[np.int64], size: int) -> NDArray[np.int64]:
    """How many reports fall at each of `size` places; a place of -1 counts nowhere.

    Exactly 1-Lipschitz: a report has one place at most, so one entry changes by one when it comes or goes.
    """
    inside = at >= 0
    out = np.zeros(size, dtype=np.int64)
    np.add.at(out, at[inside], numbers[inside])
    return out


def cross(at: NDArray[np.int64], column: NDArray[np.int64], columns: Sequence[str]) -> NDArray[np.int64]:
    """Places in a row-major table of rows × columns, -1 where row or column is unknown."""
    return np.where((at >= 0) & (column >= 0), at * len(columns) + column, -1)
