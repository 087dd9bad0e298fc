"""Released maps of the small city: reports put straight into the table, drawn by the real command."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import psycopg
import pytest
from flask import Flask

from app.demo.load import MovingClock
from maps import cells
from maps.disclosure import budget

HUB = cells.snap(36.8245, -1.2858)
"""Where most of the made-up reports lie: the stage."""
MAP_ID = "map-2026-01-01-2026-12-31"

Accept = Callable[..., None]
Publish = Callable[..., str]


@pytest.fixture
def accept(owner: psycopg.Connection) -> Accept:
    """Puts accepted reports in: accept(number, cell, period=..., group=..., part=...)."""

    def put(
        number: int,
        cell: str | None = HUB,
        period: date = date(2026, 1, 1),
        group: str = "words",
        part: str = "night",
    ) -> None:
        owner.execute(
            "INSERT INTO report (cell_id, precision, category_group, part_of_day, period, state, sealed)"
            " SELECT %s, 'street', %s, %s, %s, 'accepted', '\\x00' FROM generate_series(1, %s)",
            (cell, group, part, period, number),
        )

    return put


@pytest.fixture
def publish(app: Flask, clock: MovingClock) -> Publish:
    """Runs `flask release publish` on a day; gives what it says."""

    def run(day: date = date(2027, 1, 20)) -> str:
        clock.at = datetime(day.year, day.month, day.day, 9, tzinfo=UTC)
        result = app.test_cli_runner().invoke(args=["release", "publish"])
        assert result.exit_code == 0, result.output
        return result.output

    return run


@pytest.fixture
def city(accept: Accept, publish: Publish) -> str:
    """A year with one map of 600 reports, most of them at the stage by night; gives the map's id."""
    for month in range(1, 13):
        accept(40, period=date(2026, month, 1))
        accept(10, cells.snap(36.85, -1.275), date(2026, month, 1), "touching", "evening")
    assert MAP_ID in publish()
    return MAP_ID


@pytest.fixture
def totals(city: str, publish: Publish, monkeypatch: pytest.MonkeyPatch) -> str:
    """A year without reports after that, and its map of totals alone; gives the map's id."""
    # Four bulletins of nothing but noise sum to a hundred now and then.
    monkeypatch.setattr(budget, "TOTALS_ONLY_BELOW", 1_000)
    said = publish(date(2028, 2, 20)).split()
    return next(word for word in said if word.startswith("map-"))
