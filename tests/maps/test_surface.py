"""The likeliest surface: exact where arithmetic can say it, nearer to the truth than what was published."""

from __future__ import annotations

from dataclasses import replace

import h3
import numpy as np
import pytest
from scipy import stats

from maps.disclosure import area, count, draw, estimate, hexindex
from maps.disclosure.table import Table
from maps.errors import EstimateError
from maps.hotspots import posterior, surface

CITY = area.Area("city", tuple(sorted(h3.grid_disk(h3.latlng_to_cell(30.05, 31.24, 7), 6))))
FINEST = hexindex.children(hexindex.parse(CITY.cells), 9).ravel()


def crowd(reports: int, seed: int) -> hexindex.Cells:
    rng = np.random.default_rng(seed)
    weights = np.exp(rng.normal(size=len(FINEST)) * 2)
    return rng.choice(FINEST, reports, p=weights / weights.sum())


def a_map(where: hexindex.Cells) -> tuple[Table, ...]:
    return draw.draw_map(count.tally_cells(where), [CITY], 2_500).tables


def counted(where: hexindex.Cells, cells: hexindex.Cells) -> np.ndarray:
    return np.bincount(hexindex.find(hexindex.parent(where, 8), cells), minlength=len(cells))


@pytest.mark.parametrize("observed", [-9, 0, 3, 40])
@pytest.mark.parametrize(("expected", "shape"), [(0.05, 0.3), (4.0, 1.5), (20.0, 8.0)])
def test_the_posterior_mean_is_the_sum_over_all_that_is_possible(
    observed: int, expected: float, shape: float
) -> None:
    counts = np.arange(400)
    weight = stats.nbinom.pmf(counts, shape, shape / (shape + expected))
    weight = (1 - posterior.STRAY) * weight + posterior.STRAY * 6 / np.pi**2 / (1 + counts) ** 2
    weight = weight * stats.dlaplace.pmf(observed - counts, 0.6)

    found, _ = posterior.mean(np.array([observed]), np.array([expected]), shape, 1, 0.6)

    assert found == pytest.approx((weight * counts).sum() / weight.sum(), rel=1e-3, abs=1e-3)


def test_the_likelihood_prefers_the_shape_that_counts_were_drawn_with() -> None:
    rng = np.random.default_rng(3)
    expected = np.full(4_000, 5.0)
    counts = rng.negative_binomial(1.5, 1.5 / 6.5, len(expected))
    noise = rng.geometric(0.4, (7, len(expected))) - rng.geometric(0.4, (7, len(expected)))
    observed = counts + noise.sum(axis=0)

    scores = [posterior.mean(observed, expected, k, 7, -np.log(0.6))[1] for k in surface.SHAPES]

    assert surface.SHAPES[int(np.argmax(scores))] == 1.5


@pytest.mark.parametrize("reports", [0, 60, 2_000, 60_000], ids=lambda reports: f"{reports} reports")
def test_the_surface_covers_the_city_and_is_never_negative(reports: int) -> None:
    found = surface.surface(a_map(crowd(reports, 4)))

    assert len(found.cells) == len(CITY.cells) * 7
    assert (np.diff(found.cells.astype(object)) > 0).all()
    assert found.likely.min() >= 0
    assert found.likely.sum() == pytest.approx(reports, rel=0.2, abs=300)


@pytest.mark.parametrize("reports", [600, 1_500, 3_000])
def test_it_is_nearer_to_the_truth_than_least_squares(reports: int) -> None:
    where = crowd(reports, 5)
    tables = a_map(where)
    found = surface.surface(tables)
    truth = counted(where, found.cells)

    missed, by_squares = (
        np.sqrt(((values - truth) ** 2).mean())
        for values in (found.likely, estimate.spread(estimate.fit(tables), 8)[1])
    )

    assert missed < by_squares


def test_a_hot_place_stays_hot() -> None:
    here = FINEST[1_000]

    found = surface.surface(a_map(np.concatenate([crowd(2_000, 6), np.repeat(here, 150)])))

    at = hexindex.find(hexindex.parent(np.array([here]), 8), found.cells)[0]
    assert np.argmax(found.likely) == at
    assert found.likely[at] == pytest.approx(150, abs=40)


def test_without_its_tables_there_is_no_surface() -> None:
    with pytest.raises(EstimateError):
        surface.surface([])


@pytest.mark.parametrize("level", [6, 7, 8, 9])
@pytest.mark.parametrize("reports", [60, 3_000], ids=["few", "many"])
def test_what_is_marked_as_wrong_warms_no_other_cell(level: int, reports: int) -> None:
    tables = a_map(crowd(reports, 5))
    leaf = next(table for table in tables if table.name == "leaf")
    somewhere = hexindex.parse([leaf.rows[len(leaf.rows) // 2]])
    resolution = hexindex.resolution(somewhere)[0]
    wrong = (
        hexindex.parent(somewhere, level) if level <= resolution else hexindex.centre_child(somewhere, level)
    )
    (marked,) = hexindex.write(wrong)

    one = surface.surface(tables, [marked])
    other = surface.surface([add(table, marked, 500) for table in tables], [marked])

    assert one.likely.tolist() == other.likely.tolist()


def add(table: Table, cell: str, number: int) -> Table:
    """The table with as many more reports in every row that the cell lies in, or that lies in it."""
    level = h3.get_resolution(cell)
    rows = [(row, min(level, h3.get_resolution(row))) for row in table.rows]
    is_of = [h3.cell_to_parent(row, at) == h3.cell_to_parent(cell, at) for row, at in rows]
    if len(table.columns) > 1 or not any(is_of):
        return table
    counts = tuple(count + number * mine for count, mine in zip(table.counts, is_of, strict=True))
    return replace(table, counts=counts)
