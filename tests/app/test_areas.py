from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import archive, areas
from app.deployment import Deployment
from maps import cells
from tests import city

MOSQUE = cells.snap(36.82, -1.283)


@pytest.fixture
def fields(app: Flask, owner: psycopg.Connection, tmp_path: Path) -> Iterator[str]:
    """An r7 cell of the area in which nothing has a name: the areas' cells are as they were afterwards."""
    row = owner.execute("SELECT sparse[1] FROM area").fetchone()
    assert row
    yield row[0]
    owner.execute("TRUNCATE report, release CASCADE")
    app.test_cli_runner().invoke(args=["places", "remove", "crowd"])
    areas.settle(owner)


def import_crowd(app: Flask, folder: Path, cell: str) -> str:
    """Give every r9 cell of a cell a named thing."""
    file = folder / "crowd.csv"
    lines = [
        "Kiosk {} {},{},{}".format(number, child[-6:], *cells.centre(child))
        for child in cells.children(cell, 9)
        for number in range(2)
    ]
    file.write_text("\n".join(["name,lon,lat", *lines]))
    result = app.test_cli_runner().invoke(args=["places", "import", str(file), "--source", "crowd"])
    assert result.exit_code == 0, result.output
    return result.output


def test_where_nothing_has_a_name_no_report_can_refer_to_a_fine_cell(
    owner: psycopg.Connection, fields: str
) -> None:
    kept = owner.execute(
        "SELECT resolution, count(*) FROM cell WHERE id = ANY(%s) GROUP BY 1",
        ([*cells.children(fields, 8), *cells.children(fields, 9)],),
    ).fetchall()

    assert kept == [(8, 7)]


@pytest.mark.parametrize("is_corrected", [False, True], ids=["sent", "pointed at"])
def test_a_report_from_there_is_kept_one_level_coarser(
    client: FlaskClient, owner: psycopg.Connection, fields: str, is_corrected: bool
) -> None:
    fine = cells.children(fields, 9)[10]
    lon, lat = cells.centre(fine)
    place = {"where": f"spot {fine}"} if is_corrected else {"place": f"{lat:.6f}, {lon:.6f}"}

    client.post("/report", data={"text": "He stared", **place})

    assert owner.execute("SELECT cell_id, precision FROM report").fetchall() == [
        (cells.parent(fine, 8), "spot")
    ]


def test_the_reporter_is_shown_the_coarser_cell(client: FlaskClient, fields: str) -> None:
    fine = cells.children(fields, 9)[10]

    shown = client.post("/places/cell", data={"where": f"spot {fine}"}).get_json()

    assert shown["inside"] is True
    assert "km across" in shown["across"]


def test_an_import_that_names_things_there_refines_the_cells(
    app: Flask, owner: psycopg.Connection, fields: str, tmp_path: Path
) -> None:
    before = owner.execute("SELECT digest FROM area").fetchone()

    import_crowd(app, tmp_path, fields)

    row = owner.execute("SELECT sparse, digest FROM area").fetchone()
    fine = owner.execute(
        "SELECT count(*) FROM cell WHERE id = ANY(%s)", (cells.children(fields, 9),)
    ).fetchone()
    assert row
    assert before
    assert fields not in row[0]
    assert row[1] != before[0]
    assert fine == (49,)


def test_once_there_is_a_report_the_cells_stay(
    app: Flask, client: FlaskClient, owner: psycopg.Connection, fields: str, tmp_path: Path
) -> None:
    client.post("/report", data={"text": "He stared", "place": "Blue Mosque"})

    output = import_crowd(app, tmp_path, fields)

    assert "the areas keep the cells they have" in output
    assert owner.execute("SELECT %s = ANY(sparse) FROM area", (fields,)).fetchone() == (True,)


def test_releases_never_split_the_sparse_cells(here: Deployment, fields: str) -> None:
    with here.database.release.connect() as connection:
        (area,) = archive.load_areas(connection)

    assert fields in area.sparse


def test_the_numbers_of_the_gazetteer_say_how_many_cells_are_coarse(app: Flask, fields: str) -> None:
    output = app.test_cli_runner().invoke(args=["places", "stats"]).output

    assert "of 19 r7 cells of the areas have too few named things: kept at r8" in output


def test_the_database_knows_the_parent_as_h3_does(owner: psycopg.Connection, fields: str) -> None:
    pairs: list[Any] = [
        (fine, owner.execute("SELECT kept_cell(%s)", (fine,)).fetchone())
        for fine in cells.children(fields, 9)
    ]

    assert [kept for _, kept in pairs] == [(cells.parent(fine, 8),) for fine, _ in pairs]


@pytest.mark.parametrize("cell", [MOSQUE, cells.parent(MOSQUE, 7), cells.parent(MOSQUE, 5)])
def test_other_cells_are_kept_as_they_are(
    owner: psycopg.Connection, prepared: city.Account, cell: str
) -> None:
    assert owner.execute("SELECT kept_cell(%s)", (cell,)).fetchone() == (cell,)
