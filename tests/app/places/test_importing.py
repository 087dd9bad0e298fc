from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from datetime import date

import psycopg
import pytest

from app.errors import PlacesError
from app.places import catalogue, importing, index, lookup, swapping
from maps.errors import SourceError
from maps.gazetteer.place import AreaPrior
from maps.readers.row import Item, Items, LeftOut, PlaceRow

NAIROBI = AreaPrior(36.6, -1.5, 37.2, -1.0)
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


def test_a_file_with_lon_and_lat_changed_over_is_refused_whole(connection: psycopg.Connection) -> None:
    importing.load(connection, SOURCE, _items([_row(1, "Blue Mosque")]), TODAY)
    rows = [_row(number) for number in range(5)]
    swapped = [dataclasses.replace(row, lon=row.lat, lat=row.lon) for row in rows]

    with pytest.raises(PlacesError, match=r"coordinates look swapped.* 5 would"):
        importing.load(connection, SOURCE, _items(swapped), TODAY, area=NAIROBI)

    assert connection.execute("SELECT name FROM place").fetchall() == [("Blue Mosque",)]
    assert importing.load(connection, SOURCE, _items(rows), TODAY, area=NAIROBI).places == 5


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
    monkeypatch.setitem(swapping._STAGED, "place_word", "SELECT 1 / 0, '', 0, 0")

    with pytest.raises(psycopg.errors.DivisionByZero):
        importing.load(connection, SOURCE, _items([_row(2, "Green Bridge")]), TODAY)

    assert [place.name for place in catalogue.search(connection, "old town hall road")] == [
        "Old Town Hall Road"
    ]
    assert catalogue.search(connection, "green bridge") == []
    assert [source.places for source in catalogue.sources(connection)] == [1]


@pytest.fixture
def anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every import makes the tables anew."""
    monkeypatch.setattr(swapping, "LARGE", 0)


def _find_definitions(connection: psycopg.Connection) -> list[tuple[str, ...]]:
    return connection.execute(
        """SELECT tablename, indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename LIKE 'place%'
           UNION ALL
           SELECT conrelid::regclass::text, conname || pg_get_constraintdef(oid) FROM pg_constraint
           WHERE connamespace = 'public'::regnamespace AND conrelid::regclass::text LIKE 'place%'
           UNION ALL
           SELECT table_name, column_name || data_type || is_nullable || coalesce(column_default, '')
             || coalesce(collation_name, '') FROM information_schema.columns
           WHERE table_schema = 'public' AND table_name LIKE 'place%'
           UNION ALL
           SELECT relname, given.grantee::text || given.privilege_type FROM pg_class, aclexplode(relacl) given
           WHERE relname LIKE 'place%' ORDER BY 1, 2"""
    ).fetchall()


@pytest.mark.usefixtures("anew")
def test_tables_made_anew_are_defined_as_the_old_ones(connection: psycopg.Connection) -> None:
    connection.execute("GRANT SELECT ON place, place_key TO pg_monitor")
    before = _find_definitions(connection)

    importing.load(connection, SOURCE, _items([_row(1, "Blue Mosque")]), TODAY)

    assert _find_definitions(connection) == before
    assert connection.execute("SELECT count(*) FROM pg_class WHERE relname LIKE 'next_%'").fetchone() == (0,)


@pytest.mark.usefixtures("anew")
def test_tables_made_anew_hold_the_other_sources_and_the_new_rows(connection: psycopg.Connection) -> None:
    other = importing.Source("country.txt", "CC0-1.0", "the country", "cd" * 32)
    importing.load(connection, other, _items([_row(1, "Green Bridge")]), TODAY)
    importing.load(connection, SOURCE, _items([_row(1, "Blue Mosque"), _row(2, "Toi Market")]), TODAY)

    importing.load(connection, SOURCE, _items([_row(2, "Toi Market"), _row(3, "Old Mill")]), TODAY)

    names = connection.execute("SELECT name FROM place ORDER BY name").fetchall()
    assert [name for (name,) in names] == ["Green Bridge", "Old Mill", "Toi Market"]
    assert [(source.name, source.places) for source in catalogue.sources(connection)] == [
        ("country.txt", 1),
        ("town.csv", 2),
    ]
    keys = connection.execute("SELECT DISTINCT key FROM place_key ORDER BY key").fetchall()
    assert ("blue mosque",) not in keys
    assert ("green bridge",) in keys


@pytest.mark.usefixtures("anew")
def test_the_finder_goes_on_while_tables_are_made_anew(
    connection: psycopg.Connection, place_dsn: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    importing.load(connection, SOURCE, _items([_row(1, "Blue Mosque")]), TODAY)
    seen: list[int] = []
    lock = swapping._lock

    with psycopg.connect(place_dsn, autocommit=True) as reader:
        reader.prepare_threshold = 0

        def look_then_lock(writer: psycopg.Connection) -> None:
            seen.append(len(lookup.over(reader).exact(["blue mosque"])))
            lock(writer)

        monkeypatch.setattr(swapping, "_lock", look_then_lock)
        importing.load(connection, SOURCE, _items([_row(2, "Green Bridge")]), TODAY)
        seen.append(len(lookup.over(reader).exact(["green bridge"])))

    assert seen == [1, 1]


@pytest.mark.usefixtures("anew")
def test_tables_in_use_without_a_pause_stay_as_they_are(
    connection: psycopg.Connection, place_dsn: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    importing.load(connection, SOURCE, _items([_row(1, "Blue Mosque")]), TODAY)
    monkeypatch.setattr(swapping, "TRIES", 2)
    monkeypatch.setattr(swapping, "LOCK_MS", 20)

    with psycopg.connect(place_dsn) as reader:
        reader.execute("SELECT count(*) FROM place_key")
        with pytest.raises(PlacesError, match="in use"):
            importing.load(connection, SOURCE, _items([_row(2, "Green Bridge")]), TODAY)

    assert [place.name for place in catalogue.search(connection, "blue mosque")] == ["Blue Mosque"]
    assert importing.load(connection, SOURCE, _items([_row(2, "Green Bridge")]), TODAY).places == 1


def test_nothing_is_removed_while_an_import_runs(connection: psycopg.Connection, place_dsn: str) -> None:
    importing.load(connection, SOURCE, _items([_row(1, "Blue Mosque")]), TODAY)

    with psycopg.connect(place_dsn) as other:
        other.execute("SELECT pg_advisory_lock(%s)", (importing.LOCK,))
        with pytest.raises(PlacesError, match="another import"):
            catalogue.remove(connection, "town.csv")

    assert len(catalogue.sources(connection)) == 1


def test_sources_imported_before_there_was_an_index_get_one(connection: psycopg.Connection) -> None:
    importing.load(connection, SOURCE, _items([_row(1, "Blue Mosque")]), TODAY)
    connection.execute("DELETE FROM place_index")

    built = index.build_missing(connection)

    assert built == 1
    assert len(lookup.over(connection).exact(["blue mosque"])) == 1
    assert dict(index.read(connection).near("mosqe")) == {"mosque": 1}
