from __future__ import annotations

import csv
from pathlib import Path

import pytest

from app.demo import city
from maps import cells


@pytest.mark.parametrize(
    ("office", "place"),
    [
        ("Laxmi Nagar SO East Delhi", "Laxmi Nagar"),
        ("Ashok Vihar HO", "Ashok Vihar"),
        ("Hari Nagar S.O (West Delhi)", "Hari Nagar"),
        ("KALKAJI NDC", "KALKAJI"),
        ("Mayur Vihar PhI SO", "Mayur Vihar"),
    ],
)
def test_a_post_office_becomes_what_people_call_the_place(office: str, place: str) -> None:
    assert city.clean(office) == place


def test_the_fifty_best_known_places_have_names_in_three_scripts() -> None:
    localities = {place.name: place for place in city.load_localities()}
    named = city.load_names()

    assert len(named) == 50
    assert set(named) <= set(localities)
    for place in named:
        devanagari, urdu = localities[place].other_names[:2]
        assert "ऀ" <= devanagari[0] <= "ॿ"
        assert "؀" <= urdu[0] <= "ۿ"


def test_the_area_is_one_valid_polygon_of_about_a_hundred_cells() -> None:
    outline = city.outline(city.load_localities())

    assert outline.is_valid
    assert 60 < len(cells.fill(outline, 7)) < 160


def test_the_file_is_one_that_the_gazetteer_reads(tmp_path: Path) -> None:
    path = tmp_path / "delhi.csv"

    city.write_csv(city.load_localities(), path)

    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {"name", "lon", "lat", "kind", "name:hi", "name:ur", "other names"} == set(rows[0])
    assert len(rows) > 250
