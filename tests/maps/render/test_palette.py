from __future__ import annotations

import pytest

from maps import cells
from maps.render import palette
from maps.render.view import Count, State

PARENT = cells.snap(36.82, -1.29, 7)
CHILDREN = cells.children(PARENT, 8)


def _count(cell: str, estimate: float, state: State = State.CLEAR) -> Count:
    return Count(cell, estimate, 0, 10, state, 2.8)


def test_the_same_number_is_denser_in_a_smaller_cell() -> None:
    found = palette.densities([_count(PARENT, 21.0)])
    finer = palette.densities([_count(CHILDREN[0], 21.0)])

    assert finer[CHILDREN[0]] / found[PARENT] == pytest.approx(7, rel=0.02)


def test_a_pooled_cells_density_is_of_the_part_that_finer_cells_leave() -> None:
    pooled = palette.densities([_count(PARENT, 21.0), *(_count(cell, 1.0) for cell in CHILDREN[:6])])
    alone = palette.densities([_count(PARENT, 21.0)])

    assert pooled[PARENT] / alone[PARENT] == pytest.approx(7, rel=0.05)


def test_what_cannot_be_told_has_no_colour() -> None:
    assert palette.densities([_count(PARENT, 21.0, State.UNSURE)]) == {PARENT: 0.0}


def test_a_negative_estimate_is_no_density() -> None:
    assert palette.densities([_count(PARENT, -4.0)]) == {PARENT: 0.0}


@pytest.mark.parametrize(
    ("densities", "expected"),
    [
        pytest.param([], (), id="nothing"),
        pytest.param([0.0, 0.0], (), id="nothing coloured"),
        pytest.param([4.1], (4.0,), id="one cell"),
        pytest.param([5.0] * 40, (5.0,), id="all alike"),
        pytest.param([float(n) for n in range(1, 101)], (30.0, 60.0, 80.0, 100.0), id="spread evenly"),
        pytest.param([n / 10_000 for n in range(1, 101)], (0.003, 0.006, 0.008, 0.01), id="sparse country"),
    ],
)
def test_breaks_are_few_round_and_rising(densities: list[float], expected: tuple[float, ...]) -> None:
    assert palette.breaks(densities) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("density", "marks", "expected"),
    [
        (0.5, (1.0, 2.0, 3.0, 4.0), 0),
        (1.0, (1.0, 2.0, 3.0, 4.0), 1),
        (9.0, (1.0, 2.0, 3.0, 4.0), 4),
        (0.5, (1.0,), 0),
        (1.5, (1.0,), 4),
        (1.5, (1.0, 2.0), 2),
        (1.5, (), 4),
    ],
)
def test_colours_span_the_scale(density: float, marks: tuple[float, ...], expected: int) -> None:
    assert palette.shade(density, marks) == expected


def test_the_legend_names_both_ends_of_every_step() -> None:
    assert palette.steps((2.0, 5.0)) == ((0, None, "2"), (2, "2", "5"), (4, "5", None))


def test_an_empty_release_has_no_legend() -> None:
    assert palette.steps(()) == ()
