from __future__ import annotations

import pytest

from maps import cells
from maps.disclosure import peopled
from maps.disclosure.area import Area

MIDDLE = cells.snap(36.82, -1.285, 7)
AREA = tuple(sorted(cells.ring(MIDDLE, 2)))


@pytest.mark.parametrize(
    ("everywhere", "there", "is_sparse"),
    [
        pytest.param(1000, 48, True, id="one short of one a fine cell"),
        pytest.param(1000, 49, False, id="one a fine cell"),
        pytest.param(8, 1, True, id="poor source, under a quarter of the mean"),
        pytest.param(8, 2, False, id="poor source, a quarter of the mean"),
        pytest.param(0, 0, False, id="nothing known"),
    ],
)
def test_a_cell_is_sparse_by_the_public_rule(everywhere: int, there: int, is_sparse: bool) -> None:
    named = dict.fromkeys(AREA, everywhere) | {MIDDLE: there}

    sparse = peopled.find_sparse(AREA, named)

    assert sparse == ((MIDDLE,) if is_sparse else ())


def test_what_is_found_makes_an_area() -> None:
    sparse = peopled.find_sparse(AREA, {MIDDLE: 400})

    assert len(Area("city", AREA, sparse).sparse) == len(AREA) - 1


def test_the_rest_of_a_country_is_coarse_already() -> None:
    assert peopled.find_sparse((cells.parent(MIDDLE, 6),), {}) == ()


def test_points_are_counted_by_the_cell_that_holds_them() -> None:
    counted = peopled.tally([cells.centre(MIDDLE), cells.centre(MIDDLE), cells.centre(AREA[0])])

    assert counted == {MIDDLE: 2, AREA[0]: 1}
