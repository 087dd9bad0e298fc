"""Counts to published tables: full domains, one place a report, the ε that was promised."""

from __future__ import annotations

from collections.abc import Callable

import h3
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maps.disclosure import area, budget, count, draw, hexindex, laplace, noise, partition
from maps.disclosure.table import Table
from maps.errors import AreaError, CountError

CENTRE = h3.latlng_to_cell(30.05, 31.24, 7)
CITY = area.Area("city", tuple(sorted(h3.grid_disk(CENTRE, 2))))
FAR = h3.latlng_to_cell(0.0, 0.0, 9)
INSIDE = [h3.cell_to_children(cell, 9)[at] for at, cell in enumerate(CITY.cells)]


def exact(values: noise.Counts, epsilon: float) -> noise.Counts:
    assert epsilon > 0
    return values.copy()


def a_life(rows: list[count.Row], areas: list[area.Area]) -> dict[str, Table]:
    counts = count.tally(rows)
    drawn = (draw.draw_bulletin(counts, areas, exact), draw.draw_map(counts, areas, 2_500, exact))
    return {table.name: table for one in drawn for table in one.tables}


CROWD: list[count.Row] = [(cell, False, "words", "night", 40) for cell in INSIDE[:10]]

ROWS = st.tuples(
    st.sampled_from([*INSIDE, FAR, CENTRE, h3.cell_to_parent(CENTRE, 6), h3.cell_to_parent(CENTRE, 4)]),
    st.booleans(),
    st.sampled_from([None, *budget.GROUPS]),
    st.sampled_from([None, *budget.PARTS]),
    st.just(1),
)


@settings(max_examples=60, deadline=None)
@given(crowd=st.lists(ROWS, max_size=8), one=ROWS)
def test_one_report_changes_one_entry_of_a_table_by_one_at_most(
    crowd: list[count.Row], one: count.Row
) -> None:
    before = a_life(CROWD + crowd, [CITY])
    after = a_life([*CROWD, *crowd, one], [CITY])

    for name in before.keys() - {"leaf"}:
        change = np.abs(after[name].array() - before[name].array())
        assert change.sum() <= 1, name
    # The leaves are compared under one partition, since the partition is read from published counts.
    leaf_before, leaf_after = before["leaf"], after["leaf"]
    if leaf_before.rows == leaf_after.rows:
        assert np.abs(leaf_after.array() - leaf_before.array()).sum() <= 1


def test_a_life_costs_what_opendp_says_and_no_more_than_one() -> None:
    lives = [[*budget.BULLETIN.values(), *tables.values()] for tables in budget.MAP.values()]

    assert all(noise.cost(life) <= budget.LIFE for life in lives)
    assert all(sum(life) == pytest.approx(budget.LIFE, abs=1e-12) for life in lives)
    assert all(noise.cost([epsilon]) <= epsilon for life in lives for epsilon in life)


def test_noise_is_discrete_laplace_of_the_stated_width() -> None:
    zeros = np.zeros(40_000, dtype=np.int64)

    drawn = noise.add(zeros, 0.5)

    assert drawn.dtype == np.int64
    assert drawn.std() == pytest.approx(laplace.sd(0.5), rel=0.05)
    assert abs(drawn.mean()) < 0.1
    assert not np.array_equal(drawn, noise.add(zeros, 0.5))


def test_no_noise_is_drawn_for_no_cells() -> None:
    assert len(noise.add(np.zeros(0, dtype=np.int64), 0.5)) == 0


def test_every_table_covers_its_whole_domain_even_of_no_reports() -> None:
    tables = a_life([], [CITY])
    drawn = draw.draw_map(count.tally([]), [CITY], 500)

    assert len(tables["r7"].rows) == len(CITY.cells)
    assert set(tables) == {"total", "r6_group", "r6_part", "r7", "leaf"}
    assert all(len(table.counts) == len(table.rows) * len(table.columns) for table in drawn.tables)
    assert any(number < 0 for table in drawn.tables for number in table.counts)
    assert all(type(number) is int for table in drawn.tables for number in table.counts)


def test_under_a_hundred_published_there_are_totals_only() -> None:
    counts = count.tally([(INSIDE[0], False, "words", "night", 99)])

    bulletin = draw.draw_bulletin(counts, [CITY], exact)

    assert [table.name for table in bulletin.tables] == ["total"]
    assert draw.draw_map(counts, [CITY], 99, exact).tables == ()


def test_above_twenty_thousand_published_groups_are_told_by_r7_within_the_same_life() -> None:
    drawn = draw.draw_map(count.tally(CROWD), [CITY], 20_001, exact)

    assert drawn.profile == "wide"
    assert [table.name for table in drawn.tables] == ["r6_group", "r6_part", "r7", "r7_group", "leaf"]


WHERE: dict[str, tuple[count.Row, set[str]]] = {
    "all known": (
        (INSIDE[0], False, "looks", "night", 1),
        {"total", "r6_group", "r6_part", "r7", "leaf", "group_part"},
    ),
    "no part": ((INSIDE[0], False, "looks", None, 1), {"total", "r6_group", "r7", "leaf"}),
    "no group": ((INSIDE[0], False, None, "night", 1), {"total", "r6_part", "r7", "leaf"}),
    "a default pin": (
        (INSIDE[0], True, "looks", "night", 1),
        {"total", "r6_group", "r6_part", "group_part"},
    ),
    "a district": (
        (h3.cell_to_parent(CENTRE, 6), False, "looks", "night", 1),
        {"total", "r6_group", "r6_part", "group_part"},
    ),
    "the whole city": (
        (h3.cell_to_parent(CENTRE, 5), False, "looks", "night", 1),
        {"total", "group_part"},
    ),
}


@pytest.mark.parametrize(("row", "tables"), WHERE.values(), ids=WHERE.keys())
def test_what_is_unknown_counts_in_the_tables_without_it(row: count.Row, tables: set[str]) -> None:
    before, after = a_life(CROWD, [CITY]), a_life([*CROWD, row], [CITY])

    changed = {name for name in before if sum(after[name].counts) != sum(before[name].counts)}

    assert changed == tables


def test_a_report_outside_every_area_counts_as_elsewhere_alone() -> None:
    before, after = a_life(CROWD, [CITY]), a_life([*CROWD, (FAR, False, "words", "night", 1)], [CITY])

    changed = {name for name in before if before[name] != after[name]}

    assert changed == {"total"}
    assert after["total"].rows == ("city", "elsewhere")
    assert after["total"].counts[1] == before["total"].counts[1] + 1


def test_a_country_is_cities_and_the_rest_with_every_report_in_one_of_them() -> None:
    rest = area.Area("rest", tuple(sorted(h3.grid_ring(h3.cell_to_parent(CENTRE, 6), 3))))
    out = h3.cell_to_center_child(rest.cells[0], 9)

    tables = a_life([*CROWD, (out, False, "words", "night", 7)], [rest, CITY])

    assert tables["total"].rows == ("city", "rest", "elsewhere")
    assert tables["total"].counts == (400, 7, 0)
    assert set(rest.cells) < set(tables["r6_group"].rows)
    assert sum(tables["r6_group"].counts) == 407
    assert sum(tables["r7"].counts) == 400


BY = partition.rule(0.5)


@pytest.mark.parametrize(
    ("published", "is_sparse", "level"),
    [
        (BY.r9_at, False, 9),
        (BY.r9_at, True, 8),
        (BY.r9_at - 1, False, 8),
        (BY.r8_at, False, 8),
        (BY.r8_at - 1, False, 7),
        (-40, False, 7),
    ],
)
def test_a_cell_is_split_by_its_published_count(published: int, is_sparse: bool, level: int) -> None:
    beside = -BY.r9_at
    sparse = np.array([is_sparse, False])

    found = partition.levels(np.array([published, beside]), sparse, np.array([0, 0]), BY)

    assert found.tolist() == [level, 7]


def test_all_cells_of_an_area_that_holds_enough_on_average_are_split_and_no_others() -> None:
    home = np.array([0, 0, 1, 1, 2])
    published = np.array([2 * BY.all_at, 0, 2 * BY.all_at - 1, 0, -5])

    found = partition.levels(published, home > 2, home, BY)

    assert found.tolist() == [8, 8, 7, 7, 7]


def test_leaves_cover_every_cell_exactly_once() -> None:
    cells = np.sort(hexindex.parse(CITY.cells))
    level = np.array([7 + at % 3 for at in range(len(cells))])

    leaves = partition.leaves(cells, level)

    finest = [child for leaf in hexindex.write(leaves) for child in h3.cell_to_children(leaf, 9)]
    assert sorted(finest) == sorted(child for cell in CITY.cells for child in h3.cell_to_children(cell, 9))


def test_a_report_kept_coarser_than_its_leaf_counts_in_the_leaf_at_its_centre() -> None:
    at = h3.cell_to_children(CENTRE, 8)[3]

    leaf = a_life([(at, False, None, None, 700)], [CITY])["leaf"]

    assert dict(zip(leaf.rows, leaf.counts, strict=True))[h3.cell_to_center_child(at, 9)] == 700


BROKEN: dict[str, Callable[[], object]] = {
    "no cell": lambda: area.Area("a", ()),
    "unsorted": lambda: area.Area("a", tuple(reversed(CITY.cells))),
    "of two resolutions": lambda: area.Area("a", tuple(sorted([CENTRE, h3.cell_to_parent(CENTRE, 6)]))),
    "too fine": lambda: area.Area("a", (FAR,)),
    "no cells of H3": lambda: area.Area("a", ("here",)),
    "called elsewhere": lambda: area.Area("elsewhere", CITY.cells),
    "a pentagon": lambda: area.Area("a", (next(iter(h3.get_pentagons(7))),)),
    "sparse outside": lambda: area.Area("a", CITY.cells, (FAR,)),
    "overlapping": lambda: draw.draw_map(count.tally([]), [CITY, area.Area("b", CITY.cells[:1])], 500),
    "twice the same name": lambda: area.ordered([CITY, area.Area("city", (h3.cell_to_parent(FAR, 7),))]),
}


@pytest.mark.parametrize("make", BROKEN.values(), ids=BROKEN.keys())
def test_an_area_that_breaks_the_promise_is_refused(make: Callable[[], object]) -> None:
    with pytest.raises(AreaError):
        make()


@pytest.mark.parametrize(
    "row",
    [
        (CENTRE, False, "harassment", None, 1),
        (CENTRE, False, None, "noon", 1),
        (CENTRE, False, None, None, -1),
        ("here", False, None, None, 1),
    ],
    ids=["group", "part", "number", "cell"],
)
def test_rows_of_another_shape_are_refused(row: count.Row) -> None:
    with pytest.raises(CountError):
        count.tally([row])


def test_exact_counts_have_no_repr() -> None:
    assert repr(count.tally(CROWD)) == "Counts(...)"


@pytest.mark.parametrize("at", [5, 6, 7, 8])
def test_parents_and_children_are_those_of_h3(at: int) -> None:
    cells = hexindex.parse(INSIDE)

    assert hexindex.write(hexindex.parent(cells, at)) == tuple(h3.cell_to_parent(cell, at) for cell in INSIDE)
    city = hexindex.parse(CITY.cells)
    family = hexindex.children(city, 9)
    assert [list(hexindex.write(row)) for row in family] == [
        sorted(h3.cell_to_children(cell, 9)) for cell in CITY.cells
    ]
