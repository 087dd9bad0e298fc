from __future__ import annotations

import math

import h3
import pytest

from maps import cells
from maps.render import lattice
from maps.render.lattice import Packed

PLACES = {
    "nairobi": (36.82, -1.29, 9),
    "delhi": (77.2, 28.6, 8),
    "cairo": (31.24, 30.05, 7),
    "across the antimeridian": (180.0, -16.5, 8),
    "beside the pole": (12.0, 89.5, 7),
    "across an icosahedron edge": (-58.4, -34.6, 8),
    "on an icosahedron corner": (10.5, 64.7, 8),
}


def _unpack(packed: Packed) -> dict[str, list[tuple[float, float]]]:
    """What a browser makes of the patches: static/map/cells.js in Python."""
    found = {}
    for patch in packed.patches:
        number = 0
        for step, cell in zip(patch.steps, patch.order, strict=True):
            number += step
            i, j = patch.origin[0] + number % patch.width, patch.origin[1] + number // patch.width
            found[cell] = lattice.corners(patch, i, j)
    return found


def _apart_m(one: tuple[float, float], other: tuple[float, float]) -> float:
    return 1000 * float(h3.great_circle_distance(one[::-1], other[::-1]))


@pytest.mark.parametrize("place", PLACES)
def test_unpacked_corners_are_the_cells_own(place: str) -> None:
    wanted = cells.ring(cells.snap(*PLACES[place]), 12)

    packed = lattice.pack(wanted)

    assert sorted(packed.order) == sorted(wanted)
    for cell, corners in _unpack(packed).items():
        ours, theirs = corners, cells.boundary(cell)
        worst = max(min(_apart_m(corner, other) for other in ours) for corner in theirs)
        assert worst < 0.01, cell


def test_cells_of_an_ordinary_city_all_lie_on_one_lattice() -> None:
    packed = lattice.pack(cells.ring(cells.snap(77.2, 28.6, 8), 30))

    assert len(packed.patches) == 1
    assert packed.loose == ()


@pytest.mark.parametrize("pentagon", h3.get_pentagons(7))
def test_no_cell_around_a_pentagon_is_lost(pentagon: str) -> None:
    around = cells.ring(pentagon, 3)

    packed = lattice.pack(around)

    assert sorted(packed.order) == sorted(around)
    assert pentagon in packed.loose


def test_the_order_of_the_cells_does_not_matter() -> None:
    some = cells.ring(cells.snap(36.82, -1.29, 8), 4)

    assert lattice.pack(some) == lattice.pack([*reversed(some), some[0]])


@pytest.mark.parametrize("number", [0, 1, 2])
def test_few_cells_are_packed_as_well(number: int) -> None:
    some = cells.ring(cells.snap(36.82, -1.29, 8), 1)[:number]

    packed = lattice.pack(some)

    assert sorted(packed.order) == sorted(some)
    assert all(math.isfinite(value) for patch in packed.patches for value in patch.frame)


def test_mixed_resolutions_get_a_patch_each() -> None:
    middle = cells.snap(36.82, -1.29, 6)

    packed = lattice.pack([middle, *cells.children(middle, 7), *cells.children(middle, 8)])

    assert [patch.resolution for patch in packed.patches] == [6, 7, 8]
