"""What a map may say: least squares, the three states, ranges that hold for what is shown."""

from __future__ import annotations

from datetime import date

import h3
import numpy as np
import pytest

from maps.disclosure import area, count, display, draw, estimate, hexindex, laplace, period
from maps.disclosure.table import Table
from maps.errors import EstimateError

CENTRE = h3.latlng_to_cell(30.05, 31.24, 7)
CITY = area.Area("city", tuple(sorted(h3.grid_disk(CENTRE, 4))))
FINEST = hexindex.children(hexindex.parse(CITY.cells), 9).ravel()


def a_map(where: hexindex.Cells) -> tuple[Table, ...]:
    counts = count.tally_cells(where)
    return draw.draw_map(counts, [CITY], 2_500).tables


def crowd(reports: int, seed: int) -> hexindex.Cells:
    rng = np.random.default_rng(seed)
    weights = np.exp(rng.normal(size=len(FINEST)) * 2)
    return rng.choice(FINEST, reports, p=weights / weights.sum())


def test_estimates_are_the_exact_least_squares_solution() -> None:
    tables = {table.name: table for table in a_map(crowd(3_000, 1))}
    fitted = estimate.fit(tables.values())
    home = int(np.argmax(np.bincount(fitted.family)))
    rows = np.flatnonzero(fitted.family == home)
    design = np.vstack([np.ones(len(rows)), np.eye(len(rows))])
    v1, v2 = (laplace.variance(tables[name].epsilon) for name in ("r7", "leaf"))
    weight = np.diag(np.concatenate([[1 / v1], np.full(len(rows), 1 / v2)]))
    seen = np.concatenate([[tables["r7"].counts[home]], np.array(tables["leaf"].counts)[rows]])

    solution = np.linalg.solve(design.T @ weight @ design, design.T @ weight @ seen)
    covariance = np.linalg.inv(design.T @ weight @ design)

    np.testing.assert_allclose(fitted.values[rows], solution, atol=1e-9)
    pairs = fitted.variance(np.full(3, home), np.arange(1, 4))
    np.testing.assert_allclose(pairs, [covariance[:n, :n].sum() for n in (1, 2, 3)], atol=1e-9)


@pytest.mark.parametrize("at", [7, 8, 9])
def test_spreading_keeps_the_sum_and_covers_every_cell(at: int) -> None:
    fitted = estimate.fit(a_map(crowd(3_000, 2)))

    cells, values = estimate.spread(fitted, at)

    assert len(cells) == len(CITY.cells) * 7 ** (at - 7)
    assert values.sum() == pytest.approx(fitted.values.sum())


def test_shapes_hold_every_leaf_once_and_pool_what_cannot_be_told() -> None:
    fitted = estimate.fit(a_map(crowd(3_000, 3)))

    shown = display.shapes(fitted)

    assert sum(shape.leaves for shape in shown) == len(fitted.leaves)
    assert sum(shape.estimate for shape in shown) == pytest.approx(fitted.values.sum())
    assert all(shape.state != display.CANNOT_TELL for shape in shown if shape.resolution > 6)
    assert len({shape.cell for shape in shown}) == len(shown)
    assert [shape.resolution for shape in shown] == sorted(shape.resolution for shape in shown)


@pytest.mark.parametrize("reports", [200, 5_000])
def test_shown_ranges_hold_the_true_number_nine_times_in_ten(reports: int) -> None:
    held = []
    for seed in range(12):
        where = crowd(reports, seed)
        fitted = estimate.fit(a_map(where))
        at = hexindex.find(
            np.concatenate([hexindex.parent(where, level) for level in (7, 8, 9)]), fitted.leaves
        )
        truth = np.bincount(at[at >= 0], minlength=len(fitted.leaves))
        level = fitted.level
        for shape in display.shapes(fitted):
            if shape.state != display.CANNOT_TELL and shape.is_whole:
                inside = hexindex.parent(fitted.leaves, shape.resolution) == int(shape.cell, 16)
                number = truth[inside & (level >= shape.resolution)].sum()
                held.append(shape.low <= number <= shape.high)

    assert np.mean(held) >= 0.9


@pytest.mark.parametrize(
    ("value", "sd", "state"),
    [
        (9.0, 3.0, "clear"),
        (8.9, 3.0, "probable"),
        (6.0, 3.0, "probable"),
        (5.9, 3.0, "cannot tell"),
        (-9, 3, "cannot tell"),
    ],
)
def test_states_are_told_by_the_noise(value: float, sd: float, state: str) -> None:
    assert display.state(value, sd) == state


@pytest.mark.parametrize(
    ("value", "reach", "shown"),
    [
        (12.4, 3.2, (9, 16)),
        (3.0, 5.0, (0, 8)),
        (-9.0, 4.0, (0, 0)),
        (61.0, 11.0, (50, 75)),
        (903.0, 60.0, (800, 1000)),
    ],
)
def test_ranges_are_rounded_outwards(value: float, reach: float, shown: tuple[int, int]) -> None:
    assert display.rounded_range(value, reach) == shown


def test_a_table_by_group_gives_a_state_for_every_row() -> None:
    table = next(table for table in a_map(crowd(500, 1)) if table.name == "r6_group")

    shown = display.cell_states(table, "touching")

    assert [shape.cell for shape in shown] == list(table.rows)


def test_a_map_without_its_tables_has_nothing_to_estimate() -> None:
    with pytest.raises(EstimateError):
        estimate.fit([])


JANUARY = date(2026, 1, 1)


@pytest.mark.parametrize(
    ("first", "before", "end", "rule"),
    [
        (date(2026, 1, 1), None, date(2026, 3, 31), "quarter"),
        (date(2026, 2, 10), None, date(2026, 3, 31), "quarter"),
        (date(2026, 4, 1), 99, date(2026, 6, 30), "quarter"),
        (date(2026, 4, 1), 100, date(2026, 4, 30), "month"),
        (date(2028, 2, 1), 400, date(2028, 2, 29), "month"),
        (date(2026, 12, 1), -30, date(2026, 12, 31), "quarter"),
    ],
)
def test_a_bulletin_is_a_month_or_while_there_is_little_a_quarter(
    first: date, before: int | None, end: date, rule: str
) -> None:
    last = None if before is None else period.Published(JANUARY, JANUARY, before)

    assert period.bulletin_end(first, last) == (end, rule)


def months(*totals: int) -> list[period.Published]:
    firsts = [date(2026 + at // 12, at % 12 + 1, 1) for at in range(len(totals))]
    return [
        period.Published(first, period.month_end(first), total)
        for first, total in zip(firsts, totals, strict=True)
    ]


@pytest.mark.parametrize(
    ("totals", "closed"),
    [
        ([], None),
        ([1_999], None),
        ([2_000], (date(2026, 1, 31), "volume", 2_000)),
        ([1_500, 900], (date(2026, 2, 28), "volume", 2_400)),
        ([20] * 11, None),
        ([20] * 12, (date(2026, 12, 31), "year", 240)),
        ([-5] * 12, (date(2026, 12, 31), "year", -60)),
        ([2_500, 10, 10], (date(2026, 1, 31), "volume", 2_500)),
    ],
)
def test_a_map_closes_by_published_totals_or_after_a_year(
    totals: list[int], closed: tuple[date, str, int] | None
) -> None:
    found = period.map_closing(months(*totals))

    assert (found and (found.last, found.closed_by, found.published_total)) == closed


def test_bulletins_that_leave_a_gap_close_nothing() -> None:
    with pytest.raises(ValueError, match="does not begin"):
        period.map_closing([months(1, 1, 1)[0], months(1, 1, 1)[2]])


def test_publication_waits_two_weeks_for_the_weekday() -> None:
    assert period.publication(date(2026, 1, 31), weekday=0) == date(2026, 2, 16)
    assert period.publication(date(2026, 2, 2), weekday=0) == date(2026, 2, 16)
