from __future__ import annotations

import importlib.util
import os
from collections.abc import Iterator
from pathlib import Path

import flask
import psycopg
import pytest
from click.testing import CliRunner, Result

from app.cli.places import places

SERVER = os.environ.get("SAFELIGHT_TEST_DSN", "host=/tmp/pg-places user=postgres dbname=postgres")
NAME = "safelight_test_places_cli"
MIGRATION = Path(__file__).parents[3] / "migrations" / "versions" / "0002_places.py"


@pytest.fixture(scope="module")
def app() -> Iterator[flask.Flask]:
    try:
        owner = psycopg.connect(SERVER, autocommit=True)
    except psycopg.OperationalError:
        pytest.skip("no PostgreSQL to test on: set SAFELIGHT_TEST_DSN")
    spec = importlib.util.spec_from_file_location("migration_places", MIGRATION)
    assert spec
    assert spec.loader
    migration = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(migration)
    with owner:
        owner.execute(f"DROP DATABASE IF EXISTS {NAME}")
        owner.execute(f"CREATE DATABASE {NAME}")
        dsn = psycopg.conninfo.make_conninfo(SERVER, dbname=NAME)
        with psycopg.connect(dsn) as connection:
            for statement in migration.CREATE:
                connection.execute(statement)
        made = flask.Flask("safelight")
        made.config["OWNER_DSN"] = dsn
        yield made
        owner.execute(f"DROP DATABASE {NAME} WITH (FORCE)")


def _run(app: flask.Flask, *arguments: str) -> Result:
    with app.app_context():
        return CliRunner().invoke(places, arguments)


@pytest.fixture
def town(tmp_path: Path, app: flask.Flask) -> Path:
    path = tmp_path / "town.csv"
    path.write_text(
        "name,lon,lat,kind\nBlue Mosque,36.82,-1.28,landmark\nNowhere,0,0,town\n", encoding="utf-8"
    )
    return path


def test_import_says_what_it_took_in_and_left_out(app: flask.Flask, town: Path) -> None:
    result = _run(app, "import", str(town), "--licence", "CC0-1.0", "--attribution", "the town")

    assert result.exit_code == 0
    assert "1 places imported" in result.output
    assert "line 3: coordinates are 0, 0" in result.output


def test_list_shows_licence_and_credit(app: flask.Flask, town: Path) -> None:
    _run(app, "import", str(town), "--licence", "CC0-1.0", "--attribution", "the town")

    result = _run(app, "list")

    assert "town.csv\t1\t" in result.output
    assert "CC0-1.0\tthe town" in result.output


def test_search_finds_a_name_by_its_beginning(app: flask.Flask, town: Path) -> None:
    _run(app, "import", str(town))

    assert "Blue Mosque\tlandmark" in _run(app, "search", "blue").output


def test_measure_says_how_near_the_answers_lie(app: flask.Flask, town: Path, tmp_path: Path) -> None:
    _run(app, "import", str(town))
    cases = tmp_path / "cases.csv"
    cases.write_text("text,lon,lat\nnear the blue mosque,36.82,-1.28\nno idea,36.8,-1.2\n", encoding="utf-8")

    result = _run(app, "measure", str(cases), "--bbox", "36.6,-1.5,37.2,-1.0")

    assert "2 texts: 50.0% answered" in result.output
    assert "50.0% within 1 km" in result.output


def test_remove_of_an_unknown_source_fails_with_a_hint(app: flask.Flask) -> None:
    result = _run(app, "remove", "elsewhere")

    assert result.exit_code == 1
    assert "flask places list" in result.output


def test_a_broken_file_ends_with_one_clear_line(app: flask.Flask, tmp_path: Path) -> None:
    path = tmp_path / "bad.csv"
    path.write_text("name,lon\nA,1\n", encoding="utf-8")

    result = _run(app, "import", str(path))

    assert result.exit_code == 1
    assert result.output.strip().endswith("line 1 has no column lat; it has: name, lon")
