"""Colours: where a published density lies among the release's own, in round numbers."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence

from maps import cells
from maps.render.view import Count, State

SHARES = (0.35, 0.6, 0.8, 0.93)
"""Shares of the coloured cells below each break: the deepest colour stays rare, so that it stands out."""

DEEPEST = len(SHARES)
"""The number of the deepest of the five colours."""

_ROUND = (1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0)
_GRAIN = 20
"""A density travels as a whole number of twentieths of the first break: nothing finer can be seen."""


def densities(counts: Sequence[Count]) -> dict[str, float]:
    """Reports per km² by cell, 0 where it cannot be told: what colours stand for, since cells differ in size.

    A pooled cell's number is of the part that no finer cell shows, so finer cells' areas are taken off.
    """
    shown = {count.cell for count in counts}
    finer: dict[str, float] = {}
    for count in counts:
        holder = next((up for up in _ancestors(count.cell) if up in shown), None)
        if holder is not None:
            finer[holder] = finer.get(holder, 0.0) + cells.area_km2(count.cell)
    return {count.cell: _density(count, finer) for count in counts}


def _density(count: Count, finer: Mapping[str, float]) -> float:
    if count.state is State.UNSURE:
        return 0.0
    area_km2 = cells.area_km2(count.cell)
    # Seven children do not tile their parent exactly; a tenth is less than any one part's share.
    return max(count.estimate, 0.0) / max(area_km2 - finer.get(count.cell, 0.0), area_km2 / 10)


def _ancestors(cell: str) -> Iterable[str]:
    """The cells above a cell, nearest first, up to r5."""
    return (cells.parent(cell, at) for at in range(cells.resolution(cell) - 1, 4, -1))


def breaks(among: Iterable[float]) -> tuple[float, ...]:
    """Up to four rising densities in round numbers that part the coloured (positive) densities' classes.

    Empty where nothing is coloured.
    """
    coloured = sorted(density for density in among if density > 0)
    if not coloured:
        return ()
    chosen = {nice(coloured[int(share * (len(coloured) - 1))]) for share in SHARES}
    return tuple(sorted(chosen))


def shade(density: float, marks: Sequence[float]) -> int:
    """The colour, 0 (palest) to 4 (deepest), of a density; few marks use both ends of the scale."""
    return int(bisect_right(marks, density) * DEEPEST / len(marks) + 0.5) if marks else DEEPEST


def steps(marks: Sequence[float]) -> tuple[tuple[int, str | None, str | None], ...]:
    """The legend: colour, lower and upper end in reports per km²; None where the scale has no end."""
    ends = [None, *(f"{mark:g}" for mark in marks), None]
    if not marks:
        return ()
    return tuple((shade(low, marks), ends[at], ends[at + 1]) for at, low in enumerate([0.0, *marks]))


def unit(marks: Sequence[float]) -> float:
    """The grain in which densities are sent, in reports per km²."""
    return marks[0] / _GRAIN if marks else 1.0


def nice(value: float) -> float:
    """The nearest of 1, 1.5, 2, 3, 4, 5, 6 or 8 times a power of ten to a positive value."""
    power = 10.0 ** math.floor(math.log10(value))
    step = min(_ROUND, key=lambda candidate: abs(candidate - value / power))
    return float(f"{step * power:.6g}")
