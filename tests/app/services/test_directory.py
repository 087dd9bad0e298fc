"""Services by place and need, and in the console."""

from __future__ import annotations

import re
from pathlib import Path

import psycopg
from flask import Flask
from flask.testing import FlaskClient

FILE = """name,taxonomy_term,phone,service_area,longitude,latitude,address_1
Night line,hotline,+44 7700 900100,,,,
Far clinic,clinic,,North,36.90,-1.20,2 Far Road
Near clinic,clinic,,Centre,36.8246,-1.2857,1 Near Road
Rose House,shelter,+44 7700 900101,Eastleigh,36.85,-1.275,17 Quiet Lane
"""


def load(console: FlaskClient) -> None:
    answer = console.post("/console/services/import", data={"rows": FILE}, follow_redirects=True)
    assert "4 services stored" in answer.get_data(as_text=True)


def names(page: str) -> list[str]:
    return re.findall(r"<h2><bdi>([^<]+)", page)


def test_the_nearest_of_a_kind_comes_first(console: FlaskClient, client: FlaskClient) -> None:
    load(console)

    page = client.post("/help", data={"place": "Kencom Stage", "need": "clinic"}).get_data(as_text=True)

    assert names(page) == ["Near clinic", "Far clinic"]


def test_a_hidden_shelter_is_found_by_its_district_and_has_no_address(
    console: FlaskClient, client: FlaskClient, owner: psycopg.Connection
) -> None:
    load(console)

    page = client.post("/help", data={"place": "Eastleigh"}).get_data(as_text=True)

    assert names(page)[:2] == ["Night line", "Rose House"]
    assert "Quiet" not in page + client.get("/help/services.csv").get_data(as_text=True)
    assert owner.execute("SELECT point, address FROM service WHERE kind = 'shelter'").fetchall() == [
        (None, "")
    ]


def test_a_hotline_comes_first_and_leaves_room_for_places_to_go(
    console: FlaskClient, client: FlaskClient
) -> None:
    load(console)

    page = client.post("/help", data={"place": "Kencom Stage"}).get_data(as_text=True)

    assert names(page)[:2] == ["Night line", "Near clinic"]


def test_the_place_stands_in_no_address(console: FlaskClient, client: FlaskClient) -> None:
    page = client.get("/help").get_data(as_text=True)

    assert '<form method="post" action="/help"' in page


def test_a_secret_address_is_sealed_and_read_by_organizers_only(
    console: FlaskClient, client: FlaskClient, owner: psycopg.Connection
) -> None:
    form = {
        "name": "Rose House",
        "kind": "shelter",
        "area": "Eastleigh",
        "is_hidden": "1",
        "secret": "17 Quiet Lane",
    }
    console.post("/console/services/", data=form)
    row = owner.execute("SELECT id, (service)::text FROM service").fetchone()
    assert row is not None

    assert "Quiet" not in row[1]
    assert "Quiet" not in client.get("/help").get_data(as_text=True)
    assert "17 Quiet Lane" in console.get(f"/console/services/{row[0]}").get_data(as_text=True)


def test_a_form_that_cannot_be_stored_comes_back_as_it_was_typed(console: FlaskClient) -> None:
    answer = console.post(
        "/console/services/", data={"name": "A", "kind": "clinic", "point": "far, away", "about": "Kept"}
    )

    assert answer.status_code == 400
    assert "Kept" in answer.get_data(as_text=True)


def test_the_command_brings_a_file_in_and_out_again(app: Flask, tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text(FILE)
    run = app.test_cli_runner()

    first = run.invoke(args=["services", "import", str(tmp_path / "in.csv")])
    again = run.invoke(args=["services", "import", str(tmp_path / "in.csv")])
    out = run.invoke(args=["services", "export", str(tmp_path / "out.geojson")])

    assert first.output == again.output == "4 services stored, 0 left out\n"
    assert out.output == "4 services written\n"
    assert "Quiet" not in (tmp_path / "out.geojson").read_text()
