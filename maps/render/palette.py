"""Colour classes: where a published density lies among the release's own."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterable

from maps.render.view import Count, State

SHARES = (0.35, 0.6, 0.8, 0.93)
"""Shares of the coloured cells below each break: the darkest class stays rare, so that it stands out."""

_STEPS = (1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0)

CLASSES = len(SHARES) + 1


def breaks(counts: Iterable[Count]) -> tuple[float, ...]:
    """Up to four rising densities (reports per km²) in round numbers that part the coloured cells' classes.

    Empty where nothing is coloured.
    """
    densities = sorted(count.density for count in counts if count.state is not State.UNSURE)
    if not densities:
        return ()
    chosen = (nice(densities[int(share * (len(densities) - 1))]) for share in SHARES)
    return tuple(sorted({value for value in chosen if value > 0}))


def level(density: float, among: tuple[float, ...]) -> int:
    """The class of a density: 0 to `len(among)`."""
    return bisect_right(among, density)


def shade(density: float, among: tuple[float, ...]) -> int:
    """The colour, 0 (palest) to 4 (deepest), of a density: few classes use the ends of the scale."""
    return round(level(density, among) * (CLASSES - 1) / len(among)) if among else CLASSES - 1


def nice(value: float) -> float:
    """The nearest round number (1, 1.5, 2, 3, 4, 5, 6 or 8 times a power of ten); 0 for 0."""
    if value <= 0:
        return 0.0
    power = 10.0 ** math.floor(math.log10(value))
    step = min(_STEPS, key=lambda candidate: abs(candidate - value / power))
    return float(f"{step * power:.6g}")
