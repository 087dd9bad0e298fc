"""The staging tables of an import, and the one transaction that swaps them in."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import psycopg

from maps.gazetteer import entries, typos
from maps.gazetteer.place import KINDS
from maps.readers.row import PlaceRow

TABLES = ("place", "place_key", "place_skeleton", "place_word")

_COPY = {
    "place": "id, source_ref, name, kind, lon, lat, accuracy_m, importance, names",
    "place_key": "place_id, key, is_core, lon, lat, importance",
    "place_skeleton": "place_id, skeleton, form, is_latin, is_core, lon, lat, importance",
    "place_word": "word, neighbours, uses",
}
"""Columns of the staging tables, as copied."""


@dataclass(frozen=True, slots=True)
class SourceFacts:
    """A source's row in `place_source`, but for its name and counts."""

    licence: str
    attribution: str
    checksum: str
    imported: date
    left_out: str


class State(NamedTuple):
    """How far the import in the staging tables got."""

    source: str
    checksum: str
    seen: int
    places: int
    left_out: str


def place_id(source: str, ref: str) -> int:
    """63 bits of a digest: the same place of the same source has the same id in every import."""
    digest = hashlib.blake2b(f"{source}\0{ref}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") >> 1


def state(connection: psycopg.Connection) -> State | None:
    """The import under way or stopped, if any."""
    found = connection.execute(
        "SELECT source, checksum, seen, places, left_out::text FROM staging.import"
    ).fetchone()
    return State(*found) if found else None


def clear(connection: psycopg.Connection) -> None:
    """Forget whatever is staged."""
    connection.execute(f"TRUNCATE {', '.join(f'staging.{table}' for table in TABLES)}, staging.import")


def begin(connection: psycopg.Connection, source: str, checksum: str) -> None:
    """Note which file is being staged."""
    connection.execute(
        "INSERT INTO staging.import (source, checksum, seen, places, left_out) VALUES (%s, %s, 0, 0, '{}')",
        (source, checksum),
    )


def remember(connection: psycopg.Connection, seen: int, places: int, left_out: str) -> None:
    """Note how far it got."""
    connection.execute(
        "UPDATE staging.import SET seen = %s, places = %s, left_out = %s", (seen, places, left_out)
    )


def copy(connection: psycopg.Connection, source: str, rows: Sequence[PlaceRow]) -> None:
    """Stage some places with all their keys."""
    found = [(place_id(source, row.ref), row, entries.of(_spellings(row), row.streets)) for row in rows]
    words = Counter(word for _, _, entry in found for word in entry.words)
    _copy(connection, "place", (_place(id_, row) for id_, row, _ in found))
    _copy(connection, "place_key", (line for each in found for line in _keys(*each)))
    _copy(connection, "place_skeleton", (line for each in found for line in _skeletons(*each)))
    _copy(
        connection,
        "place_word",
        ((word, typos.neighbours(word), uses) for word, uses in sorted(words.items())),
    )


def _copy(connection: psycopg.Connection, table: str, lines: Iterable[Sequence[object]]) -> None:
    statement = f"COPY staging.{table} ({_COPY[table]}) FROM STDIN"
    with connection.cursor() as cursor, cursor.copy(statement) as target:  # fixed names
        for line in lines:
            target.write_row(line)


def _spellings(row: PlaceRow) -> list[str]:
    return [row.name, *(name for names in row.names.values() for name in names)] if not row.streets else []


def _place(id_: int, row: PlaceRow) -> Sequence[object]:
    accuracy_m = row.accuracy_m or KINDS[row.kind].accuracy_m
    names = json.dumps({language: list(names) for language, names in row.names.items()}, ensure_ascii=False)
    return id_, row.ref, row.name, row.kind, row.lon, row.lat, accuracy_m, row.importance, names


def _keys(id_: int, row: PlaceRow, entry: entries.Entries) -> Iterator[Sequence[object]]:
    for key, is_core in entry.keys.items():
        yield id_, key, is_core, row.lon, row.lat, row.importance


def _skeletons(id_: int, row: PlaceRow, entry: entries.Entries) -> Iterator[Sequence[object]]:
    for (skeleton, form, is_latin), is_core in entry.skeletons.items():
        yield id_, skeleton, form, is_latin, is_core, row.lon, row.lat, row.importance


_REMOVE = (
    "DELETE FROM place_key k USING place p WHERE k.place_id = p.id AND p.source_id = %(id)s",
    "DELETE FROM place_skeleton k USING place p WHERE k.place_id = p.id AND p.source_id = %(id)s",
    "DELETE FROM place_word WHERE source_id = %(id)s",
    "DELETE FROM place WHERE source_id = %(id)s",
    "DELETE FROM place_source WHERE id = %(id)s",
)

_SWAP = (
    """INSERT INTO place (id, source_id, source_ref, name, kind, centre, accuracy_m, importance, names)
       SELECT DISTINCT ON (id) id, %(id)s, source_ref, name, kind,
              ST_SetSRID(ST_MakePoint(lon, lat), 4326), accuracy_m, importance, names FROM staging.place""",
    """INSERT INTO place_key (place_id, key, is_core, lon, lat, importance)
       SELECT DISTINCT ON (key, place_id) place_id, key, is_core, lon, lat, importance
       FROM staging.place_key ORDER BY key, place_id, is_core""",
    """INSERT INTO place_skeleton (place_id, skeleton, form, is_latin, is_core, lon, lat, importance)
       SELECT DISTINCT ON (skeleton, place_id, form)
              place_id, skeleton, form, is_latin, is_core, lon, lat, importance
       FROM staging.place_skeleton ORDER BY skeleton, place_id, form, is_core""",
    """INSERT INTO place_word (source_id, word, neighbours, uses)
       SELECT %(id)s, word, min(neighbours), sum(uses) FROM staging.place_word GROUP BY word""",
)


def remove(connection: psycopg.Connection, source: str) -> bool:
    """Whether there was such a source; all that came from it is deleted, uncommitted."""
    found = connection.execute("SELECT id FROM place_source WHERE name = %s", (source,)).fetchone()
    for statement in _REMOVE if found else ():
        connection.execute(statement, {"id": found[0] if found else None})
    return found is not None


def swap(connection: psycopg.Connection, source: str, facts: SourceFacts) -> int:
    """The number of places; the source's old ones are gone and the staged ones in, uncommitted."""
    remove(connection, source)
    connection.execute(
        """INSERT INTO place_source (id, name, licence, attribution, checksum, imported, places, left_out)
           SELECT coalesce(max(id), 0) + 1, %s, %s, %s, %s, %s, 0, %s FROM place_source""",
        (source, facts.licence, facts.attribution, facts.checksum, facts.imported, facts.left_out),
    )
    (source_id,) = connection.execute(
        "SELECT id FROM place_source WHERE name = %s", (source,)
    ).fetchone() or (0,)
    for statement in _SWAP:
        connection.execute(statement, {"id": source_id})
    counted = connection.execute(
        """UPDATE place_source SET places = (SELECT count(*) FROM place WHERE source_id = %(id)s)
           WHERE id = %(id)s RETURNING places""",
        {"id": source_id},
    ).fetchone()
    clear(connection)
    return int(counted[0]) if counted else 0


def settle(connection: psycopg.Connection) -> None:
    """Let the planner know the new rows, and let the indexes answer alone."""
    was, connection.autocommit = connection.autocommit, True
    try:
        connection.execute(f"VACUUM (ANALYZE) {', '.join((*TABLES, 'place_source'))}")
    finally:
        connection.autocommit = was
