"""Exact counts of one period, in memory only: what a release is drawn from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from maps.disclosure import hexindex
from maps.disclosure.budget import GROUPS, PARTS
from maps.disclosure.hexindex import Cells
from maps.errors import CountError

Integers = NDArray[np.int64]
T = TypeVar("T")
Row = tuple[str, bool, str | None, str | None, int]
"""Cell (r9 or coarser), whether its place is imprecise, category group, part of day, number of reports.

Imprecise: accuracy worse than an r7 cell, or a default pin; such a report counts in r6 tables and bulletins
only, else one default pin becomes the top hot spot. What is unknown is None.
"""

_GROUP_AT: dict[str | None, int] = {None: -1} | {group: at for at, group in enumerate(GROUPS)}
_PART_AT: dict[str | None, int] = {None: -1} | {part: at for at, part in enumerate(PARTS)}


@dataclass(frozen=True, slots=True, repr=False)
class Counts:
    """Reports of one period: places (cell and whether it is imprecise), and rows of reports at them.

    Row k is `numbers[k]` reports at place `at[k]`; `groups` and `parts` index `GROUPS` and `PARTS`, -1 is
    unknown. Each report is in exactly one row, once. No repr: exact counts belong in no log.
    """

    cells: Cells
    imprecise: NDArray[np.bool_]
    at: Integers
    groups: Integers
    parts: Integers
    numbers: Integers

    def __repr__(self) -> str:
        return "Counts(...)"

    def by_place(self) -> Integers:
        """The number of reports at each place."""
        return histogram(self.at, self.numbers, len(self.cells))


def tally(rows: Iterable[Row]) -> Counts:
    """The counts of aggregated rows, in any order; the same combination may come more than once.

    Raises:
        CountError: a group or part that is not in the mechanism's table, a negative number, a wrong cell.
    """
    columns = tuple(zip(*rows, strict=True))
    names, flags, in_group, in_part, in_row = columns or ((), (), (), (), ())
    try:
        cells = hexindex.parse(names)
        groups, parts = _look_up(_GROUP_AT, in_group), _look_up(_PART_AT, in_part)
    except KeyError as error:
        raise CountError(f"{error.args[0]!r} is no category group or part of day") from error
    except ValueError as error:
        raise CountError("a row's cell is not an H3 cell") from error
    flagged, numbers = np.array(flags, dtype=np.bool_), np.array(in_row, dtype=np.int64)
    return tally_arrays(cells, flagged, groups, parts, numbers)


def tally_arrays(
    cells: Cells, flags: NDArray[np.bool_], groups: Integers, parts: Integers, numbers: Integers
) -> Counts:
    """What `tally` gives, of arrays with one entry a row; `groups` and `parts` as in `Counts`.

    Raises:
        CountError: as `tally`.
    """
    if (groups < -1).any() or (groups >= len(GROUPS)).any():
        raise CountError("a row's category group is not one of the mechanism's")
    if (parts < -1).any() or (parts >= len(PARTS)).any():
        raise CountError("a row's part of day is not one of the mechanism's")
    if (numbers < 0).any():
        raise CountError("a number of reports cannot be negative")
    known, at_cell = np.unique(cells, return_inverse=True)
    places, at = np.unique(2 * at_cell + flags, return_inverse=True)
    found = known[places // 2]
    imprecise = (places % 2 == 1) | (hexindex.resolution(found) < 7)
    return Counts(found, imprecise, at.astype(np.int64), groups, parts, numbers)


def _look_up(table: Mapping[T, int], keys: Sequence[T]) -> Integers:
    """Each key's number in a table."""
    return np.fromiter(map(table.__getitem__, keys), dtype=np.int64, count=len(keys))


def tally_cells(cells: Cells) -> Counts:
    """The counts of one report a cell, precise, nothing else known of it."""
    unique, numbers = np.unique(cells, return_counts=True)
    unknown = np.full(len(unique), -1, dtype=np.int64)
    precise = np.zeros(len(unique), dtype=np.bool_)
    return Counts(unique, precise, np.arange(len(unique)), unknown, unknown, numbers.astype(np.int64))


def histogram(at: Integers, numbers: Integers, size: int) -> Integers:
    """How many reports fall at each of `size` places; a place of -1 counts nowhere.

    Exactly 1-Lipschitz: a report has one place at most, so one entry changes by one when it comes or goes.
    """
    inside = at >= 0
    out = np.zeros(size, dtype=np.int64)
    np.add.at(out, at[inside], numbers[inside])
    return out


def cross(at: Integers, column: Integers, columns: Sequence[str]) -> Integers:
    """Places in a row-major table of rows × columns, -1 where row or column is unknown."""
    return np.where((at >= 0) & (column >= 0), at * len(columns) + column, -1)
