"""P6: what a release counts is what stands in the rows, combination by combination."""

from __future__ import annotations

from collections import Counter
from datetime import date
from itertools import product

import psycopg
import pytest

from app import counting
from app.models.report import GROUPS, PARTS, PRECISIONS
from maps import cells
from maps.disclosure import budget, hexindex
from maps.disclosure.count import Counts
from maps.ledger.release import Period

JANUARY = Period(date(2026, 1, 1), date(2026, 1, 31), "quarter")
IMPRECISE = ("town", "city")
HUB = cells.snap(36.8245, -1.2858)
CELLS = (None, HUB, cells.parent(HUB, 6), cells.parent(HUB, 5))
PUT = """
INSERT INTO report (cell_id, precision, category_group, part_of_day, period, state, sealed)
VALUES (%s, %s, %s, %s, %s, %s, '\\x00')
"""

Combination = tuple[int, bool, str | None, str | None]


def put(owner: psycopg.Connection, *rows: tuple[object, ...]) -> None:
    for coarse in CELLS[2:]:
        owner.execute(
            "INSERT INTO cell (id, resolution, polygon, centre) SELECT %s, %s, polygon, centre FROM cell"
            " WHERE id = %s ON CONFLICT DO NOTHING",
            (coarse, cells.resolution(str(coarse)), HUB),
        )
    owner.cursor().executemany(PUT, rows)


def read(counts: Counts) -> Counter[Combination]:
    """Combination to reports; without a place, the cell in the open sea."""
    groups, parts = (*budget.GROUPS, None), (*budget.PARTS, None)  # -1 is the last
    found: Counter[Combination] = Counter()
    for at, group, part, number in zip(
        counts.at.tolist(),
        counts.groups.tolist(),
        counts.parts.tolist(),
        counts.numbers.tolist(),
        strict=True,
    ):
        cell, imprecise = int(counts.cells[at]), bool(counts.imprecise[at])
        found[cell, imprecise, groups[group], parts[part]] += number
    return found


def test_each_combination_is_counted_as_it_stands(owner: psycopg.Connection) -> None:
    combinations = list(product(CELLS, PRECISIONS, (None, *GROUPS), (None, *PARTS)))
    rows = [
        (*combination, JANUARY.first, "accepted")
        for at, combination in enumerate(combinations)
        for _ in range(1 + at % 3)
    ]

    put(owner, *rows)

    expected: Counter[Combination] = Counter()
    for cell, precision, group, part, *_ in rows:
        number = int(cell, 16) if cell else counting.NOWHERE
        coarse = cell is not None and cells.resolution(cell) < 7
        expected[number, coarse or precision in IMPRECISE, group, part] += 1
    assert read(counting.find(owner, JANUARY)) == expected


def test_only_accepted_reports_of_the_period_are_counted(owner: psycopg.Connection) -> None:
    one = (HUB, "spot", "words", "night")

    put(
        owner,
        (*one, date(2026, 1, 1), "accepted"),
        (*one, date(2025, 12, 1), "accepted"),
        (*one, date(2026, 2, 1), "accepted"),
        (*one, date(2026, 1, 1), "pending"),
        (*one, date(2026, 1, 1), "rejected"),
    )

    assert read(counting.find(owner, JANUARY)) == {(int(HUB, 16), False, "words", "night"): 1}


def test_a_period_without_reports_has_empty_counts(owner: psycopg.Connection) -> None:
    counts = counting.find(owner, JANUARY)

    assert (len(counts.cells), counts.numbers.sum()) == (0, 0)


def test_the_open_sea_is_the_cell_at_no_degrees() -> None:
    assert hexindex.write(hexindex.parse([cells.snap(0, 0)])) == (f"{counting.NOWHERE:x}",)


@pytest.mark.parametrize("resolution", range(10))
def test_a_tally_holds_a_cell_of_any_size(owner: psycopg.Connection, resolution: int) -> None:
    cell = cells.parent(HUB, resolution)

    row = owner.execute(
        "SELECT (('x' || %s)::bit(60)::bigint >> 18 << 18) | %s", (cell, counting.UNUSED)
    ).fetchone()

    assert row == (int(cell, 16),)
