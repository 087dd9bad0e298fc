"""A country: a city and the rest around it, where a text becomes a big hexagon and nothing finer."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest
from flask import Flask
from flask.testing import FlaskClient
from shapely.geometry import box, mapping

from app import areas, hexagons, numbers, placing, sessions
from app.deployment import Deployment
from maps import cells

COUNTRY = box(36.4, -1.8, 37.6, -0.8)
FIELD = cells.snap(37.3012, -1.5534)
"""A place in the rest, as precise as can be meant."""
MAP_ID = "map-2026-01-01-2026-12-31"


def run(app: Flask, *arguments: str) -> Any:
    return app.test_cli_runner().invoke(args=list(arguments))


@pytest.fixture(params=[6, 5], ids=["r6", "r5"])
def rest(
    request: pytest.FixtureRequest, app: Flask, owner: psycopg.Connection, tmp_path: Path
) -> Iterator[int]:
    """The rest of the country at a resolution; there is only the city afterwards."""
    file = tmp_path / "country.geojson"
    file.write_text(
        json.dumps({"type": "Feature", "properties": {"name": "Land"}, "geometry": mapping(COUNTRY)})
    )
    result = run(app, "area", "set", str(file), "--id", "rest", "--coarse", str(request.param))
    assert result.exit_code == 0, result.output
    assert "touch another area and were left out" in result.output
    yield request.param
    owner.execute("TRUNCATE report, release CASCADE")
    owner.execute("DELETE FROM area WHERE id = 'rest'")
    hexagons.mark_rest(owner, ())
    owner.execute(
        "DELETE FROM cell WHERE NOT EXISTS (SELECT FROM area WHERE ST_Intersects(outline, polygon))"
    )
    owner.execute("DELETE FROM district")


def test_a_text_from_the_rest_becomes_a_big_hexagon_of_the_public_map(
    app: Flask,
    client: FlaskClient,
    owner: psycopg.Connection,
    send_text: Callable[..., object],
    accept_all: Callable[[], int],
    repeat_accepted: Callable[[int], None],
    publish: Callable[[datetime], str],
    rest: int,
    tmp_path: Path,
) -> None:
    big = cells.parent(FIELD, rest)
    districts = tmp_path / "districts.geojson"
    features = [{"type": "Feature", "properties": {"name": "East"}, "geometry": mapping(cells.polygon(big))}]
    districts.write_text(json.dumps({"type": "FeatureCollection", "features": features}))

    send_text("A man followed me at -1.5534, 37.3012 last night")
    send_text("A man followed me near Kencom Stage last night", "+15550124")
    kept = owner.execute("SELECT cell_id FROM report ORDER BY length(cell_id), cell_id").fetchall()
    assert accept_all() == 2
    repeat_accepted(300)
    assert run(app, "area", "districts", str(districts)).exit_code == 0
    said = publish(datetime(2027, 1, 20, tzinfo=UTC))

    assert (big,) in kept
    assert MAP_ID in said
    file = tmp_path / "map.json"
    file.write_bytes(client.get(f"/releases/{MAP_ID}.json").data)
    key = client.get("/data/key").text.strip()
    verified = run(app, "release", "verify", str(file), "--key", key)
    assert verified.exit_code == 0, verified.output
    rows = list(csv.DictReader(io.StringIO(client.get(f"/releases/{MAP_ID}.csv").text)))
    (shown,) = (row for row in rows if row["cell"] == big and row["breakdown"] == "all")
    assert (shown["state"], shown["resolution"]) == ("clear", str(rest))
    assert int(shown["low"]) <= 301 <= int(shown["high"])
    assert client.get(f"/api/cells/{FIELD}").status_code == 200
    assert client.get("/").status_code == client.get("/table").status_code == 200
    assert "Around the cities" in client.get("/about-the-numbers").text
    sums = client.get(f"/api/releases/{MAP_ID}/districts").get_json()
    assert "'clear'" in str(sums), sums
    for path in ("geojson", "kml", "gpkg", "hxl.csv"):
        assert client.get(f"/releases/{MAP_ID}.{path}").status_code == 200


def test_the_reporter_is_shown_the_big_hexagon(client: FlaskClient, rest: int) -> None:
    shown = client.post("/places/cell", data={"where": f"spot {FIELD}"}).get_json()

    assert shown["inside"] is True
    assert f"{placing.across_m(cells.parent(FIELD, rest)) / 1000:g} km across" in shown["across"]


@pytest.mark.parametrize("at", [9, 8, 7, 6, 5])
def test_nothing_finer_than_the_big_hexagon_is_kept(owner: psycopg.Connection, rest: int, at: int) -> None:
    kept = owner.execute("SELECT kept_cell(%s)", (cells.parent(FIELD, at),)).fetchone()

    assert kept == (cells.parent(FIELD, min(at, rest)),)


def test_an_import_of_places_and_the_week_s_numbers_know_the_rest(
    app: Flask, here: Deployment, owner: psycopg.Connection, send_text: Callable[..., object], rest: int
) -> None:
    assert areas.settle(owner)
    send_text("A man followed me at -1.5534, 37.3012 last night")
    owner.execute("UPDATE report SET state = 'accepted'")

    with app.app_context():
        _, counts = numbers.get_snapshot(here.memory, sessions.database_session(), date(2030, 1, 1))

    assert [one.cell for one in counts] == [cells.parent(FIELD, rest)]


def test_around_the_city_what_neither_area_holds_is_elsewhere(
    owner: psycopg.Connection, here: Deployment, rest: int
) -> None:
    row = owner.execute("SELECT cells FROM area WHERE id = 'testville'").fetchone()
    assert row is not None
    beside = next(
        near for cell in row[0] for near in cells.children(cells.parent(cell, rest), 7) if near not in row[0]
    )

    assert owner.execute("SELECT kept_cell(%s)", (cells.children(beside, 9)[0],)).fetchone() == (None,)


def test_a_city_set_later_takes_its_hexagons_out_of_the_rest(
    app: Flask, owner: psycopg.Connection, send_text: Callable[..., object], rest: int, tmp_path: Path
) -> None:
    big = cells.parent(FIELD, rest)
    file = tmp_path / "town.geojson"
    file.write_text(json.dumps(mapping(cells.polygon(cells.parent(FIELD, 7)).buffer(0.01))))
    send_text("A man followed me at -1.5534, 37.3012 last night")

    result = run(app, "area", "set", str(file), "--id", "town")

    try:
        assert "the area rest gave way" in result.output
        assert owner.execute("SELECT %s = ANY(cells) FROM area WHERE id = 'rest'", (big,)).fetchone() == (
            False,
        )
        assert owner.execute("SELECT kept_cell(%s)", (FIELD,)).fetchone() == (FIELD,)
        precision = {6: "town", 5: "city"}[rest]
        assert owner.execute("SELECT cell_id, precision FROM report").fetchall() == [(big, precision)]
    finally:
        owner.execute("DELETE FROM area WHERE id = 'town'")


def test_list_and_show_tell_what_an_area_is(app: Flask, rest: int) -> None:
    listed, shown = run(app, "area", "list").output, run(app, "area", "show", "rest").output

    assert f"rest, r{rest}" in listed
    assert "city, r7" in listed
    assert f"reports are kept at\tr{rest}, nothing finer" in shown


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (("--coarse", "7"), "'7' is not one of '6', '5'"),
        (("--coarse", "6", "--id", "again"), "other areas hold or touch all of its cells"),
        (("--id", "again"), "areas must have different names and share no cell"),
    ],
    ids=["a wrong resolution", "a rest on the city", "a city on the city"],
)
def test_what_cannot_be_set_is_said_in_words(
    app: Flask, owner: psycopg.Connection, tmp_path: Path, arguments: tuple[str, ...], complaint: str
) -> None:
    row = owner.execute("SELECT ST_AsGeoJSON(outline) FROM area").fetchone()
    assert row is not None
    file = tmp_path / "again.geojson"
    file.write_text(row[0])

    result = run(app, "area", "set", str(file), *arguments)

    assert result.exit_code != 0
    assert complaint in result.output


def test_too_many_hexagons_are_refused_with_a_way_out(app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "continent.geojson"
    file.write_text(json.dumps(mapping(box(15, -10, 35, 5))))

    result = run(app, "area", "set", str(file), "--id", "all", "--coarse", "6", "--check")

    assert result.exit_code == 1
    assert "--coarse 5" in result.output
