from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import psycopg
import pytest

from app.errors import PlacesError
from app.places import catalogue, importing, swapping
from maps.errors import SourceError
from maps.readers.row import Item, Items, LeftOut, PlaceRow

TODAY = date(2026, 11, 22)
SOURCE = importing.Source("town.csv", "CC0-1.0", "the town", "ab" * 32)


def _row(number: int, name: str = "") -> PlaceRow:
    return PlaceRow(str(number), name or f"Kiosk {number}", "landmark", 36.8 + number / 1e4, -1.28, 0.2)


def _items(rows: Iterable[Item], broken: str = "") -> Items:
    yield from rows
    if broken:
        raise SourceError(broken)


def test_an_import_keeps_places_and_counts_what_it_leaves_out(connection: psycopg.Connection) -> None:
    items = _items([_row(1, "Blue Mosque"), LeftOut("line 3", "no name"), _row(2, "Toi Market")])

    outcome = importing.load(connection, SOURCE, items, TODAY)

    assert (outcome.places, dict(outcome.left_out)) == (2, {"no name": 1})
    assert [source.places for source in catalogue.sources(connection)] == [2]


def test_importing_the_same_file_again_gives_the_same_rows(connection: psycopg.Connection) -> None:
    importing.load(connection, SOURCE, _items([_row(1), _row(2)]), TODAY)
    before = connection.execute("SELECT id, name FROM place ORDER BY id").fetchall()

    importing.load(connection, SOURCE, _items([_row(1), _row(2)]), TODAY)

    assert connection.execute("SELECT id, name FROM place ORDER BY id").fetchall() == before
    assert connection.execute("SELECT count(*) FROM place_key").fetchone() == (2,)


def test_a_broken_file_leaves_what_stood_before(connection: psycopg.Connection) -> None:
    importing.load(connection, SOURCE, _items([_row(1, "Old Town Hall Road")]), TODAY)

    with pytest.raises(SourceError, match="line 9"):
        importing.load(connection, SOURCE, _items([_row(2)], broken="line 9 is cut off"), TODAY)

    assert [place.name for place in catalogue.search(connection, "old town hall road")] == [
        "Old Town Hall Road"
    ]


def test_a_file_without_usable_places_is_refused(connection: psycopg.Connection) -> None:
    with pytest.raises(PlacesError, match="line 2: coordinates out of range"):
        importing.load(connection, SOURCE, _items([LeftOut("line 2", "coordinates out of range")]), TODAY)


def test_a_stopped_import_is_taken_up_where_it_stopped(
    connection: psycopg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "BATCH", 2)
    rows = [_row(number) for number in range(5)]
    steps: list[int] = []
    with pytest.raises(SourceError):
        importing.load(connection, SOURCE, _items(rows[:4], broken="pulled plug"), TODAY)

    outcome = importing.load(connection, SOURCE, _items(rows), TODAY, steps.append)

    assert outcome.places == 5
    assert steps == [4, 1]


def test_removing_a_source_leaves_no_key_behind(connection: psycopg.Connection) -> None:
    importing.load(connection, SOURCE, _items([_row(1, "Blue Mosque")]), TODAY)

    was_there = catalogue.remove(connection, "town.csv")

    assert was_there
    counts = connection.execute(
        """SELECT (SELECT count(*) FROM place), (SELECT count(*) FROM place_key),
                  (SELECT count(*) FROM place_word)"""
    ).fetchone()
    assert counts == (0, 0, 0)


def test_an_import_that_fails_at_its_last_step_leaves_what_stood_before(
    connection: psycopg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    importing.load(connection, SOURCE, _items([_row(1, "Old Town Hall Road")]), TODAY)
    monkeypatch.setitem(swapping._STAGED, "place_word", "SELECT 1 / 0, '', 0")

    with pytest.raises(psycopg.errors.DivisionByZero):
        importing.load(connection, SOURCE, _items([_row(2, "Green Bridge")]), TODAY)

    assert [place.name for place in catalogue.search(connection, "old town hall road")] == [
        "Old Town Hall Road"
    ]
    assert catalogue.search(connection, "green bridge") == []
    assert [source.places for source in catalogue.sources(connection)] == [1]
