"""Hot spots over several maps -> emerging, persistent, fading."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from maps.hotspots.spot import HOT, Spot


class Course(StrEnum):
    """How a hot cell has fared over the last maps."""

    EMERGING = "emerging"
    PERSISTENT = "persistent"
    RETURNING = "returning"
    FADING = "fading"


_COURSES = {
    # Hot in the last map, in the one before, in any earlier one.
    (True, False, False): Course.EMERGING,
    (True, False, True): Course.RETURNING,
    (True, True, False): Course.PERSISTENT,
    (True, True, True): Course.PERSISTENT,
    (False, True, False): Course.FADING,
    (False, True, True): Course.FADING,
}
"""A cell hot long ago alone, in neither of the last two maps, has no course any more."""


def follow(maps: Sequence[Sequence[Spot]]) -> dict[str, Course]:
    """The course of every cell hot in one of the last two maps, oldest map first; empty for fewer than two.

    Only the same cell is compared: r7 cells are tested in every map, r8 cells where the map is so fine, and
    an r8 cell may emerge because its map became finer.
    """
    if len(maps) < 2:
        return {}
    hot = [frozenset(spot.cell for spot in spots if spot.kind == HOT) for spots in maps]
    earlier = frozenset().union(*hot[:-2])
    cells = sorted(hot[-1] | hot[-2])
    return {cell: _COURSES[cell in hot[-1], cell in hot[-2], cell in earlier] for cell in cells}
