"""Still maps for organizers: drawn from releases alone, but for the one cell that is marked."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import psycopg
import pytest

from app import nearby, release
from app.deployment import Deployment
from maps import cells
from maps.render import plan
from tests import city

TODAY = date(2026, 4, 21)
CELL = cells.snap(*city.CENTRE)


@pytest.fixture
def published(here: Deployment, owner: psycopg.Connection) -> Iterator[None]:
    """A map of the first month."""
    owner.execute(city.REPORTS, {"period": city.FIRST_DAY})
    with here.database.release.connect() as connection:
        release.publish_due(connection, TODAY, here.config.secret_key)
    yield
    here.shortly.forget(f"published {TODAY}")


def draw(here: Deployment, cell: str) -> str | None:
    with here.database.public.connect() as connection:
        return nearby.draw_published(here, connection, cell, "en", TODAY)


def test_a_place_is_drawn_among_the_published_cells(here: Deployment, published: None) -> None:
    drawn = draw(here, CELL)

    assert drawn is not None
    assert any(colour in drawn for colour in plan.HEAT)
    assert drawn.count(plan.CHOSEN_LINE) == 1
    assert any(name in drawn for name, *_ in city.PLACES)


def test_p6_reports_that_no_release_counts_change_nothing_of_the_drawing(
    here: Deployment, published: None, owner: psycopg.Connection
) -> None:
    before = draw(here, CELL)
    here.shortly.forget(f"published {TODAY}")
    owner.execute(city.REPORTS, {"period": TODAY.replace(day=1)})

    assert draw(here, CELL) == before


def test_before_a_first_map_the_place_stands_alone(here: Deployment) -> None:
    drawn = draw(here, CELL)

    assert drawn is not None
    assert not any(colour in drawn for colour in plan.HEAT)


def test_a_cell_as_coarse_as_the_plan_is_not_drawn(here: Deployment) -> None:
    assert draw(here, cells.parent(CELL, 7)) is None


def test_counts_are_darker_for_more_and_nothing_is_drawn_of_none(here: Deployment) -> None:
    coarse = cells.parent(CELL, 7)
    with here.database.public.connect() as connection:
        none = nearby.draw_counts(here, connection, {}, "en")
        drawn = nearby.draw_counts(here, connection, {coarse: 40}, "en")

    assert none is None
    assert drawn is not None
    assert sum(colour in drawn for colour in plan.HEAT) == 1


def test_a_marked_plan_is_the_plan_with_one_cell_more() -> None:
    ground = plan.draw(plan.around(CELL), title="")

    assert plan.mark(ground, plan.around(CELL), CELL) == plan.draw(plan.around(CELL), title="", chosen=CELL)
