"""Where few things have a name, and so few people are: a fixed public rule over imported places (P4)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from maps import cells
from maps.disclosure.area import CITY

ENOUGH = 49
"""Named things in an r7 cell from which its reports may be kept at r9: one for each r9 cell in it."""
SHARE = 4
"""A poor source does not make a whole city empty: a quarter of the area's mean is enough."""

COUNTED = ("landmark", "stop", "street", "neighbourhood")
"""Kinds that are counted: crossings follow from streets, and a town's point says nothing of its cell."""


def tally(points: Iterable[tuple[float, float]]) -> Counter[str]:
    """How many points (lon, lat) lie in each r7 cell."""
    return Counter(cells.snap(lon, lat, CITY) for lon, lat in points)


def find_sparse(area: Sequence[str], named: Mapping[str, int]) -> tuple[str, ...]:
    """The r7 cells of an area with too few named things, sorted; reports there are kept at r8.

    Sparse is what has fewer than the lower of `ENOUGH` and a `SHARE`th of the area's mean. Where nothing is
    imported nothing is known, and none is sparse. The areas of a country's rest, r6 and r5, have none.
    """
    if not area or cells.resolution(area[0]) != CITY:
        return ()
    mean = sum(named.get(cell, 0) for cell in area) / len(area)
    least = min(ENOUGH, mean / SHARE)
    return tuple(sorted(cell for cell in area if named.get(cell, 0) < least))
