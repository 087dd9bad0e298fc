"""What organizers and commands ask about the gazetteer: its sources, a name, its numbers."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import NamedTuple

import psycopg

from app.errors import PlacesError
from app.places import importing, staging, swapping
from maps.gazetteer import names


class SourceLine(NamedTuple):
    """One imported source, with the credit every page that uses its data shows."""

    name: str
    places: int
    licence: str
    attribution: str
    imported: date


class PlaceLine(NamedTuple):
    """One place as a search shows it."""

    id: int
    name: str
    kind: str
    lon: float
    lat: float
    accuracy_m: int
    source: str


class Stats(NamedTuple):
    """What the tables hold."""

    places: int
    keys: int
    skeletons: int
    words: int
    kinds: dict[str, int]
    bytes: int


def sources(connection: psycopg.Connection) -> list[SourceLine]:
    """The imported sources by name."""
    found = connection.execute(
        "SELECT name, places, licence, attribution, imported FROM place_source ORDER BY name"
    )
    return [SourceLine(*line) for line in found]


def find_credits(connection: psycopg.Connection) -> tuple[str, ...]:
    """Whom pages that use the places name: each source's attribution with its licence, each once."""
    found = [line for line in sources(connection) if line.attribution]
    return tuple(dict.fromkeys(_say(line.attribution, line.licence) for line in found))


def find_credit(connection: psycopg.Connection, extract: Path, source: str | None = None) -> str:
    """What the extract's licence asks to show: pages show it for as long as the source is imported.

    Raises:
        PlacesError: the extract is not one that was imported, so nobody knows whom to credit.
    """
    found = connection.execute(
        "SELECT attribution FROM place_source WHERE checksum = %s AND name = coalesce(%s, name)",
        (importing.survey(extract)[0], source),
    ).fetchone()
    if found is None:
        raise PlacesError(
            f"{extract.name} is not an imported source as it is: flask places import it first, so that its"
            " credit is shown"
        )
    return str(found[0])


def _say(attribution: str, licence: str) -> str:
    return attribution if not licence or licence in attribution else f"{attribution} ({licence})"


def search(connection: psycopg.Connection, text: str, limit: int = 20) -> list[PlaceLine]:
    """Places whose name is this or begins with it, exact and well-known ones first."""
    key = names.key(text)
    found = connection.execute(
        """SELECT p.id, p.name, p.kind, ST_X(p.centre), ST_Y(p.centre), p.accuracy_m, s.name
           FROM (SELECT place_id, bool_or(key = %(key)s) AS is_exact FROM place_key
                 WHERE key = %(key)s OR (key >= %(key)s || ' ' AND key < %(key)s || '!')
                 GROUP BY place_id LIMIT 2000) k
           JOIN place p ON p.id = k.place_id JOIN place_source s ON s.id = p.source_id
           ORDER BY k.is_exact DESC, p.importance DESC, p.id LIMIT %(limit)s""",
        {"key": key, "limit": limit},
    )
    return [PlaceLine(*line) for line in found]


def remove(connection: psycopg.Connection, source: str) -> bool:
    """Whether there was such a source; it and all its places are gone.

    Raises:
        PlacesError: an import is running.
    """
    with connection.transaction():
        importing.wait_not(connection)
        return swapping.remove(connection, source)


def stats(connection: psycopg.Connection) -> Stats:
    """Counts over the whole gazetteer."""
    kinds: dict[str, int] = dict(
        connection.execute("SELECT kind, count(*) FROM place GROUP BY kind ORDER BY 2 DESC").fetchall()
    )
    counts = connection.execute(
        """SELECT (SELECT count(*) FROM place), (SELECT count(*) FROM place_key),
                  (SELECT count(*) FROM place_skeleton), (SELECT count(*) FROM place_word),
                  (SELECT sum(pg_total_relation_size(name::regclass))::bigint
                   FROM unnest(%s::text[]) AS name)""",
        ([*staging.TABLES, "place_index"],),
    ).fetchone()
    places, keys, skeletons, words, size = counts or (0, 0, 0, 0, 0)
    return Stats(places, keys, skeletons, words, kinds, size)
