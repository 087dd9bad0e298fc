from __future__ import annotations

import sqlite3
import struct
from dataclasses import replace
from pathlib import Path

import pytest
import shapely

from maps import cells, export, geopackage
from maps.render.view import View


@pytest.fixture
def opened(view: View) -> sqlite3.Connection:
    database = sqlite3.connect(":memory:")
    database.deserialize(geopackage.write(view))
    return database


def test_the_file_names_itself_a_geopackage(view: View) -> None:
    assert geopackage.write(view)[68:72] == b"GPKG"


def test_the_same_view_gives_the_same_file(view: View) -> None:
    assert geopackage.write(view) == geopackage.write(replace(view))


def test_every_row_has_its_hexagon_and_its_noise(opened: sqlite3.Connection, view: View) -> None:
    found = opened.execute(f"SELECT cell, geom, noise_sd FROM {geopackage.TABLE} ORDER BY fid").fetchall()

    assert len(found) == len(list(export.rows(view)))
    cell, blob, noise_sd = found[0]
    assert struct.unpack("<2sBBi", blob[:8]) == (b"GP", 0, 3, 4326)
    assert shapely.from_wkb(blob[40:]).equals(cells.polygon(cell))
    assert noise_sd == view.counts[0].noise_sd


def test_the_contents_state_extent_and_epsilon(opened: sqlite3.Connection, view: View) -> None:
    west, south, east, north, text = opened.execute(
        "SELECT min_x, min_y, max_x, max_y, description FROM gpkg_contents"
    ).fetchone()

    assert west < view.labels[0].lon < east
    assert south < view.labels[0].lat < north
    assert "epsilon 0.8" in text


def test_an_empty_release_is_a_valid_file(view: View) -> None:
    database = sqlite3.connect(":memory:")

    database.deserialize(geopackage.write(replace(view, counts=(), slices=())))

    assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_gdal_reads_it(view: View, tmp_path: Path) -> None:
    pyogrio = pytest.importorskip("pyogrio", reason="GDAL's reader is not installed")
    file = tmp_path / "release.gpkg"
    file.write_bytes(geopackage.write(view))

    info = pyogrio.read_info(file)

    assert info["crs"] == "EPSG:4326"
    assert info["features"] == len(list(export.rows(view)))
