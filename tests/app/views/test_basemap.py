from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.basemap import file
from app.deployment import Deployment

TOWN = """<osm version="0.6">
  <node id="1" version="1" lat="-1.2860" lon="36.8180"/>
  <node id="2" version="1" lat="-1.2840" lon="36.8220"/>
  <way id="10" version="1"><nd ref="1"/><nd ref="2"/>
    <tag k="highway" v="primary"/><tag k="name" v="Market Road"/></way>
</osm>
"""


@pytest.fixture
def town(app: Flask, here: Deployment, tmp_path: Path) -> Iterator[Path]:
    """An imported extract of one street; its source and the built file are removed afterwards."""
    extract = tmp_path / "town.osm"
    extract.write_text(TOWN)
    runner = app.test_cli_runner()
    options = ["--source", "town", "--licence", "ODbL", "--attribution", "© the town's mappers"]
    assert runner.invoke(args=["places", "import", str(extract), *options]).exit_code == 0
    yield extract
    runner.invoke(args=["places", "remove", "town"])
    (here.config.instance / file.NAME).unlink(missing_ok=True)


@pytest.fixture
def url(app: Flask, client: FlaskClient, here: Deployment, town: Path) -> str:
    """Where the built ground is."""
    result = app.test_cli_runner().invoke(args=["basemap", "build", str(town)])
    assert result.exit_code == 0, result.output
    return f"/basemap/{file.find_version(here)}.pmtiles"


def test_the_ground_is_served_by_ranges(client: FlaskClient, here: Deployment, url: str) -> None:
    answer = client.get(url, headers={"Range": "bytes=0-6"})

    assert answer.status_code == 206
    assert answer.data == b"PMTiles"
    assert answer.headers["Content-Range"] == f"bytes 0-6/{(here.config.instance / file.NAME).stat().st_size}"
    assert "immutable" in answer.headers["Cache-Control"]
    assert "Set-Cookie" not in answer.headers
    answer.close()


@pytest.mark.parametrize("path", ["/basemap/0.pmtiles", "/basemap/../secrets/secret_key", "/basemap/x"])
def test_nothing_else_is_served(client: FlaskClient, url: str, path: str) -> None:
    assert client.get(path).status_code == 404


def test_the_form_names_the_ground_and_who_made_it(client: FlaskClient, url: str) -> None:
    page = client.get("/report").get_data(as_text=True)

    assert f'data-basemap="{url}"' in page
    assert "© the town&#39;s mappers (ODbL)" in page


def test_an_extract_that_was_not_imported_has_nobody_to_credit(
    app: Flask, town: Path, here: Deployment
) -> None:
    town.write_text(TOWN.replace("Market", "Other"))

    result = app.test_cli_runner().invoke(args=["basemap", "build", str(town)])

    assert result.exit_code == 1
    assert "places import it first" in result.output
    assert file.find(here) is None


def test_a_build_that_fails_leaves_the_ground_before(
    app: Flask, here: Deployment, town: Path, url: str
) -> None:
    path = here.config.instance / file.NAME
    before = path.read_bytes()
    town.write_text("broken")

    result = app.test_cli_runner().invoke(args=["basemap", "build", str(town)])

    assert result.exit_code == 1
    assert path.read_bytes() == before


def test_without_the_ground_pages_do_without(app: Flask, client: FlaskClient, url: str) -> None:
    result = app.test_cli_runner().invoke(args=["basemap", "remove"])

    assert result.exit_code == 0
    assert "data-basemap" not in client.get("/report").get_data(as_text=True)
