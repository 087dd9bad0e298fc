from __future__ import annotations

import math

import h3
import pytest

from maps.disclosure import area, coarse, count, display, district, draw, estimate, hexindex, laplace, rest
from maps.disclosure.area import Area
from maps.errors import AreaError
from maps.hotspots import spot, surface

CENTRE = h3.latlng_to_cell(30.05, 31.24, 7)
CITY = Area("city", tuple(sorted(h3.grid_disk(CENTRE, 2))))
HOME = {6: h3.cell_to_parent(CENTRE, 6), 5: h3.cell_to_parent(CENTRE, 5)}


def around(at: int) -> Area:
    """The city's own big hexagon and two rings around it."""
    return Area("rest", tuple(sorted(h3.grid_disk(HOME[at], 2))))


def leave(land: Area) -> Area:
    """The land without what the city touches."""
    return rest.without(land, rest.find_touched(land, [CITY]))


@pytest.mark.parametrize("at", [6, 5])
def test_a_rest_leaves_out_what_a_city_touches(at: int) -> None:
    left = leave(around(at))

    touched = {h3.cell_to_parent(cell, at) for cell in CITY.cells}
    assert set(around(at).cells) - set(left.cells) == touched & set(around(at).cells)
    assert area.ordered([left, CITY])


def test_two_rests_of_different_size_share_no_ground() -> None:
    ring = Area("ring", tuple(sorted(h3.cell_to_children(around(5).cells[0], 6))))

    assert rest.find_touched(around(5), [ring]) == (around(5).cells[0],)
    assert rest.find_touched(ring, [around(5)]) == ring.cells


@pytest.mark.parametrize(
    "nested",
    [[around(6), CITY], [around(5), CITY], [around(5), Area("ring", (HOME[6],))]],
    ids=["a city in r6", "a city in r5", "r6 in r5"],
)
def test_p6_areas_of_which_one_holds_a_part_of_another_are_refused(nested: list[Area]) -> None:
    with pytest.raises(AreaError, match="share no cell"):
        area.ordered(nested)


@pytest.mark.parametrize("at", [6, 5])
def test_the_rest_s_hexagons_are_the_sums_over_groups(at: int) -> None:
    land = leave(around(at))
    busy = land.cells[0]
    rows = [(busy, False, "words", None, 400), (busy, False, "looks", "night", 200)]
    tables = draw.draw_map(count.tally(rows), [CITY, land], 2_500).tables

    found = coarse.find(tables)
    shapes = {shape.cell: shape for shape in display.shapes(estimate.fit(tables), found)}

    assert hexindex.write(found.cells) == land.cells
    assert math.isclose(found.variance, 5 * laplace.variance(0.10))
    assert abs(found.values[0] - 600) < 6 * math.sqrt(found.variance)
    assert (shapes[busy].state, shapes[busy].resolution) == (display.CLEAR, at)
    assert set(land.cells) <= set(shapes)


def test_a_district_in_the_rest_takes_its_share_of_a_big_hexagon() -> None:
    land = leave(around(6))
    fine = h3.cell_to_children(land.cells[0], 9)
    tables = draw.draw_map(
        count.tally([(land.cells[0], False, "words", None, 900)]), [CITY, land], 2_500
    ).tables
    fitted, found = estimate.fit(tables), coarse.find(tables)

    whole, half = district.sums(fitted, {"all": fine, "half": fine[: len(fine) // 2]}, rest=found)
    (without,) = district.sums(fitted, {"all": fine}, [land.cells[0]], found)

    assert math.isclose(whole.estimate, found.values[0])
    assert math.isclose(whole.sd, math.sqrt(found.variance))
    assert math.isclose(half.sd / whole.sd, (len(fine) // 2) / len(fine))
    assert (whole.measured, without.measured) == (1.0, 0.0)


def test_a_country_without_a_city_has_a_map_too() -> None:
    land = around(5)
    tables = draw.draw_map(count.tally([(land.cells[0], False, "words", None, 900)]), [land], 2_500).tables

    shapes = display.shapes(estimate.fit(tables), coarse.find(tables))

    assert [shape.cell for shape in shapes] == list(land.cells)
    assert shapes[0].state == display.CLEAR
    assert spot.find(tables) == ()
    assert len(surface.surface(tables).cells) == 0
