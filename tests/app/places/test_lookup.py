from __future__ import annotations

from datetime import date

import psycopg
import pytest

from app.places import importing, lookup
from maps.gazetteer import finder, place
from maps.gazetteer.place import AreaPrior
from maps.readers.row import PlaceRow

NAIROBI = AreaPrior(36.6, -1.5, 37.2, -1.0)


@pytest.fixture
def filled(connection: psycopg.Connection) -> psycopg.Connection:
    rows = [
        PlaceRow("1", "Tom Mboya Street", "street", 36.826, -1.284, 0.4),
        PlaceRow("2", "Tom Mboya Street", "street", 34.75, -0.1, 0.9),
        PlaceRow("3", "المهندسين", "neighbourhood", 31.2, 30.056, 0.5, {"en": ("Mohandessin",)}),
        PlaceRow("4", "Nairobi", "city", 36.8172, -1.2864, 0.9),
        *(PlaceRow(f"shop {n}", "Quick Mart", "landmark", 35 + n / 100, 1.0, 0.1) for n in range(30)),
    ]
    importing.load(connection, importing.Source("s", "CC0-1.0", "s", "0"), iter(rows), date(2026, 11, 22))
    return connection


def test_places_inside_the_area_come_first(filled: psycopg.Connection) -> None:
    rows = lookup.over(filled, NAIROBI).exact(["tom mboya st"])

    assert [round(row.lon) for row in rows] == [37, 35]


def test_places_between_two_areas_do_not_take_the_room_of_those_within(filled: psycopg.Connection) -> None:
    # Quick Marts lie between; the box around both areas would hold all of them.
    areas = place.around([AreaPrior(34.7, -0.2, 34.8, 0.0), AreaPrior(35.285, 0.9, 35.5, 1.1)])

    rows = lookup.over(filled, areas).exact(["quick mart"])

    assert len(rows) == 12
    assert 35.29 in [round(row.lon, 2) for row in rows]
    assert areas.gap_m(35.0, 0.5) > 50_000
    assert areas.centre() is None


def test_a_filter_leaves_out_what_lies_outside(filled: psycopg.Connection) -> None:
    area = AreaPrior(36.6, -1.5, 37.2, -1.0, is_filter=True)

    assert len(lookup.over(filled, area).exact(["tom mboya st"])) == 1


def test_a_name_of_many_shops_is_bounded(filled: psycopg.Connection) -> None:
    assert len(lookup.over(filled).exact(["quick mart"])) == 12


@pytest.mark.parametrize("text", ["in mohandiseen", "في المهندسين", "mohandesin", "Mohandesssin"])
def test_one_quarter_is_found_in_two_scripts_and_with_a_slip(filled: psycopg.Connection, text: str) -> None:
    finding = finder.find(text, lookup.over(filled))

    assert finding.place is not None
    assert finding.place.name == "المهندسين"


def test_the_centre_of_a_city_is_known(filled: psycopg.Connection) -> None:
    rows = lookup.over(filled).centres(36.8172, -1.2864, 25.0)

    assert [row.name for row in rows] == ["Nairobi"]


def test_a_line_break_in_a_message_breaks_no_query(filled: psycopg.Connection) -> None:
    finding = finder.find("help\n\nTom Mboya\nStreet\n", lookup.over(filled, NAIROBI), area=NAIROBI)

    assert finding.place is not None
