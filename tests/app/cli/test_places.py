from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

from app import factory
from config import Config


@pytest.fixture(scope="module")
def app(make_environment: Callable[..., dict[str, str]]) -> Iterator[Flask]:
    made = factory.create_app(Config.from_env(make_environment("places_cli")))
    assert made.test_cli_runner().invoke(args=["database", "upgrade"]).exit_code == 0
    yield made
    made.extensions["safelight"].database.close()


def _run(app: Flask, *arguments: str) -> Result:
    return app.test_cli_runner().invoke(args=["places", *arguments])


@pytest.fixture
def town(tmp_path: Path, app: Flask) -> Path:
    path = tmp_path / "town.csv"
    path.write_text(
        "name,lon,lat,kind\nBlue Mosque,36.82,-1.28,landmark\nNowhere,0,0,town\n", encoding="utf-8"
    )
    return path


def test_import_says_what_it_took_in_and_left_out(app: Flask, town: Path) -> None:
    result = _run(app, "import", str(town), "--licence", "CC0-1.0", "--attribution", "the town")

    assert result.exit_code == 0
    assert "1 places imported" in result.output
    assert "line 3: coordinates are 0, 0" in result.output


def test_list_shows_licence_and_credit(app: Flask, town: Path) -> None:
    _run(app, "import", str(town), "--licence", "CC0-1.0", "--attribution", "the town")

    result = _run(app, "list")

    assert "town.csv\t1\t" in result.output
    assert "CC0-1.0\tthe town" in result.output


def test_search_finds_a_name_by_its_beginning(app: Flask, town: Path) -> None:
    _run(app, "import", str(town))

    assert "Blue Mosque\tlandmark" in _run(app, "search", "blue").output


def test_measure_says_how_near_the_answers_lie(app: Flask, town: Path, tmp_path: Path) -> None:
    _run(app, "import", str(town))
    cases = tmp_path / "cases.csv"
    cases.write_text("text,lon,lat\nnear the blue mosque,36.82,-1.28\nno idea,36.8,-1.2\n", encoding="utf-8")

    result = _run(app, "measure", str(cases), "--bbox", "36.6,-1.5,37.2,-1.0")

    assert "2 texts: 50.0% answered" in result.output
    assert "50.0% within 1 km" in result.output


@pytest.mark.parametrize("box", ["37.2,-1.5,36.6,-1.0", "36.6,-1.5,37.2", "0,-91,1,1"])
def test_a_box_that_is_none_is_refused(app: Flask, town: Path, box: str) -> None:
    result = _run(app, "measure", str(town), "--bbox", box)

    assert result.exit_code == 2
    assert "--bbox" in result.output


def test_stops_are_known_by_their_head_line(app: Flask, tmp_path: Path) -> None:
    path = tmp_path / "nairobi_stops.txt"
    path.write_text("stop_id,stop_name,stop_lat,stop_lon\n1,Kencom,-1.2855,36.8255\n", encoding="utf-8")

    assert "1 places imported" in _run(app, "import", str(path)).output
    assert "Kencom\tstop" in _run(app, "search", "kencom").output


def test_a_search_without_a_find_says_so(app: Flask) -> None:
    assert "No place" in _run(app, "search", "atlantis").output


def test_remove_of_an_unknown_source_fails_with_a_hint(app: Flask) -> None:
    result = _run(app, "remove", "elsewhere")

    assert result.exit_code == 1
    assert "flask places list" in result.output


def test_a_broken_file_ends_with_one_clear_line(app: Flask, tmp_path: Path) -> None:
    path = tmp_path / "bad.csv"
    path.write_text("name,lon\nA,1\n", encoding="utf-8")

    result = _run(app, "import", str(path))

    assert result.exit_code == 1
    assert result.output.strip().endswith("line 1 has no column lat; it has: name, lon")
