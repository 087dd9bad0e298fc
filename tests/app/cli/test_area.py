from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import osmium
import psycopg
import pytest
from flask import Flask
from flask.testing import FlaskClient
from osmium.osm.mutable import Node, Way

SQUARE = [[37.2, -1.4], [37.4, -1.4], [37.4, -1.2], [37.2, -1.2], [37.2, -1.4]]
"""East of the test city, lon lat."""


@pytest.fixture
def tidy(owner: psycopg.Connection) -> Iterator[None]:
    yield
    owner.execute("DELETE FROM area WHERE id <> 'testville'")
    owner.execute("DELETE FROM district")


def write(path: Path, rings: list[Any], name: str = "Machakos") -> str:
    feature = {
        "type": "Feature",
        "properties": {"name": name},
        "geometry": {"type": "Polygon", "coordinates": rings},
    }
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    return str(path)


def run(app: Flask, *arguments: str) -> Any:
    return app.test_cli_runner().invoke(args=["area", *arguments])


def test_an_area_is_set_from_a_file_listed_with_its_hash_and_may_be_set_again(
    app: Flask, tmp_path: Path, tidy: None
) -> None:
    file = write(tmp_path / "area.geojson", [SQUARE])

    first, again, listed = run(app, "set", file), run(app, "set", file), run(app, "list")

    assert first.exit_code == again.exit_code == 0, first.output + again.output
    assert first.output == again.output
    assert first.output.split("\t")[-1].strip() in listed.output
    assert [line.split("\t")[0] for line in listed.output.splitlines()] == ["machakos", "testville"]


def test_an_area_is_set_around_a_place_of_the_gazetteer(app: Flask, tidy: None) -> None:
    checked = run(app, "set", "testville", "--radius-km", "10", "--id", "testville", "--check")
    beside = run(app, "set", "testville", "--radius-km", "10", "--id", "around", "--check")
    without = run(app, "set", "testville")
    unknown = run(app, "set", "Atlantis", "--radius-km", "10")

    assert checked.exit_code == 0, checked.output
    assert "share no cell" in beside.output
    assert "give --radius-km" in without.output
    assert "neither a file nor a place" in unknown.output


def test_an_area_is_a_boundary_of_an_imported_extract(app: Flask, tmp_path: Path, tidy: None) -> None:
    extract = str(tmp_path / "county.osm.pbf")
    with osmium.SimpleWriter(extract) as writer:
        for number, (lon, lat) in enumerate(SQUARE[:4], start=1):
            writer.add_node(Node(id=number, location=(lon, lat)))
        tags = {"boundary": "administrative", "place": "town", "name": "Machakos"}
        writer.add_way(Way(id=1, nodes=[1, 2, 3, 4, 1], tags=tags))

    early = run(app, "set", extract, "--feature", "Machakos", "--check")
    imported = app.test_cli_runner().invoke(args=["places", "import", extract])
    unnamed = run(app, "set", extract)
    unknown = run(app, "set", extract, "--feature", "Atlantis")
    found = run(app, "set", extract, "--feature", "machakos", "--check")
    app.test_cli_runner().invoke(args=["places", "remove", "county.osm.pbf"])

    assert "not an imported source" in early.output
    assert imported.exit_code == 0, imported.output
    assert "say which with --feature" in unnamed.output
    assert "no boundary called 'Atlantis'" in unknown.output
    assert found.output.startswith("machakos\t"), found.output


@pytest.mark.parametrize(
    ("ring", "words"),
    [
        ([[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]], "crosses or touches itself"),
        ([[179, -17], [-179, -17], [-179, -16], [179, -16], [179, -17]], "antimeridian"),
        ([[179, -17], [181, -17], [181, -16], [179, -16], [179, -17]], "RFC 7946"),
        ([[-1.3, 136.8], [-1.2, 136.8], [-1.2, 136.9], [-1.3, 136.8]], "lon, lat"),
        ([[36.8, -1.3], [36.8001, -1.3], [36.8001, -1.2999], [36.8, -1.3]], "no hexagon"),
        ([[0, 0], [10, 0], [10, 10], [0, 10], [0, 0]], "draw it tighter"),
        ([[36.8, -1.3], [36.9, -1.3], [36.9, -1.2], [36.8, -1.2], [36.8, -1.3]], "share no cell"),
        ([], "not empty"),
        ("no ring", "not GeoJSON"),
    ],
)
def test_an_outline_that_cannot_be_used_is_refused_in_words(
    ring: Any, words: str, app: Flask, tmp_path: Path, tidy: None
) -> None:
    result = run(app, "set", write(tmp_path / "bad.geojson", [ring] if ring else []))

    assert result.exit_code == 1
    assert words in result.output


def test_districts_are_summed_over_on_the_table_page_and_in_the_files(
    app: Flask, client: FlaskClient, tmp_path: Path, tidy: None, owner: psycopg.Connection
) -> None:
    ring = [[36.78, -1.33], [36.86, -1.33], [36.86, -1.24], [36.78, -1.24], [36.78, -1.33]]

    taken = run(app, "districts", write(tmp_path / "wards.geojson", [ring], "Ward One"), "--level", "ward")
    unnamed = run(app, "districts", write(tmp_path / "none.geojson", [ring], ""), "--level", "ward")

    assert taken.output.startswith("1 districts"), taken.output
    assert "feature 1 has no name" in unnamed.output
    assert owner.execute("SELECT level, name, cardinality(cells) > 500 FROM district").fetchall() == [
        ("ward", "Ward One", True)
    ]
