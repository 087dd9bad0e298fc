"""Sums by ward: post-processing of the published map, with the noise of the sum."""

from __future__ import annotations

import h3
import numpy as np
import pytest

from maps.disclosure import area, count, display, district, draw, estimate, hexindex

CITY = area.Area("city", tuple(sorted(h3.grid_disk(h3.latlng_to_cell(30.05, 31.24, 7), 2))))
WARD = [cell for home in CITY.cells[:3] for cell in h3.cell_to_children(home, 9)]
ROWS: list[count.Row] = [(cell, False, None, None, 9) for cell in WARD]


def fit() -> estimate.Fit:
    return estimate.fit(draw.draw_map(count.tally(ROWS), [CITY], 2_500).tables)


def test_sums_hold_the_true_number_nine_times_in_ten() -> None:
    found = [district.sums(fit(), {"ward": WARD})[0] for _ in range(60)]

    assert np.mean([one.low <= 9 * len(WARD) <= one.high for one in found]) >= 0.85
    spread = np.std([one.estimate for one in found])
    assert spread == pytest.approx(np.mean([one.sd for one in found]), rel=0.35)


def test_wards_that_tile_the_city_sum_to_its_total() -> None:
    fitted = fit()
    wards = {home: sorted(h3.cell_to_children(home, 9)) for home in CITY.cells}

    found = district.sums(fitted, wards)

    assert sum(one.estimate for one in found) == pytest.approx(fitted.values.sum())
    assert [one.measured for one in found] == [1.0] * len(wards)


def test_a_leaf_that_is_left_out_counts_as_outside() -> None:
    fitted = fit()
    gone = [cell for cell in WARD if h3.cell_to_parent(cell, 7) == CITY.cells[0]]
    leaves = [leaf for leaf in hexindex.write(fitted.leaves) if h3.cell_to_parent(leaf, 7) == CITY.cells[0]]

    whole, rest = (district.sums(fitted, {"ward": WARD}, without)[0] for without in ((), leaves))

    other = [cell for cell in WARD if cell not in gone]
    assert rest.estimate == district.sums(fitted, {"other": other})[0].estimate < whole.estimate
    assert rest.measured == pytest.approx(2 / 3)


def test_a_district_outside_the_area_cannot_be_told() -> None:
    far = h3.latlng_to_cell(0.0, 0.0, 9)

    found = district.sums(fit(), {"far": [far], "border": [WARD[0], far]})

    assert (found[0].state, found[0].measured) == (display.CANNOT_TELL, 0.0)
    assert found[1].measured == 0.5
