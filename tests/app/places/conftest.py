from __future__ import annotations

import importlib.util
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import psycopg
import pytest

VERSIONS = Path(__file__).parents[3] / "migrations" / "versions"
MIGRATIONS = ("0002_places.py", "0015_place_index.py")


@pytest.fixture(scope="session")
def place_dsn(make_environment: Callable[..., dict[str, str]]) -> str:
    """An empty database with the gazetteer's tables alone."""
    dsn = make_environment("places")["SAFELIGHT_DATABASE_URL"]
    with psycopg.connect(dsn) as connection:
        for name in MIGRATIONS:
            for statement in _migration(name).CREATE:
                connection.execute(statement)
    return dsn


def _migration(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location("migration_places", VERSIONS / name)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def connection(place_dsn: str) -> Iterator[psycopg.Connection]:
    with psycopg.connect(place_dsn, autocommit=True) as open_connection:
        yield open_connection
        for (source,) in open_connection.execute("SELECT name FROM place_source").fetchall():
            open_connection.execute("DELETE FROM place_source WHERE name = %s", (source,))
        open_connection.execute("TRUNCATE place_key, place_skeleton, staging.import")
