"""The last step of an import: what is staged takes the place of what its source held before, all at once.

A small source is written into the tables that stand. For a large one the tables are made anew beside them,
without indexes first: keeping those up to date row by row takes many times as long. Either way it is one
transaction, and until its end the finder reads what stood before.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import psycopg
from psycopg import sql

from app.errors import PlacesError
from app.places import index, staging
from app.places.staging import TABLES

LARGE = 100_000
"""Staged keys from which tables may be made anew."""
SHARE = 0.25
"""Of the keys that stand, which as many staged ones must be: a small town beside a country is written in."""
LOCK_MS = 500
"""How long the finder may wait for the new tables: below the second after which deadlocks are looked for."""
TRIES = 120
MEMORY = ("SET LOCAL work_mem = '64MB'", "SET LOCAL maintenance_work_mem = '256MB'")


@dataclass(frozen=True, slots=True)
class SourceFacts:
    """A source's row in `place_source`, but for its name and counts."""

    licence: str
    attribution: str
    checksum: str
    imported: date
    left_out: str


_STAGED = {
    "place": """SELECT DISTINCT ON (id) id, %(id)s::smallint, source_ref, name, kind,
                  ST_SetSRID(ST_MakePoint(lon, lat), 4326), accuracy_m, importance, names
                FROM staging.place""",
    "place_key": """SELECT DISTINCT ON (key, place_id) place_id, key, is_core, lon, lat, importance
                    FROM staging.place_key ORDER BY key, place_id, is_core""",
    "place_skeleton": """SELECT DISTINCT ON (skeleton, place_id, form)
                           place_id, skeleton, form, is_latin, is_core, lon, lat, importance
                         FROM staging.place_skeleton ORDER BY skeleton, place_id, form, is_core""",
    "place_word": """SELECT %(id)s::smallint, word, sum(uses)::integer, bit_or(squares)
                     FROM staging.place_word GROUP BY word ORDER BY word""",
}
_COLUMNS = {
    "place": "id, source_id, source_ref, name, kind, centre, accuracy_m, importance, names",
    "place_key": "place_id, key, is_core, lon, lat, importance",
    "place_skeleton": "place_id, skeleton, form, is_latin, is_core, lon, lat, importance",
    "place_word": "source_id, word, uses, squares",
}
_MINE = {
    "place": "source_id = %(id)s",
    "place_key": "place_id IN (SELECT id FROM place WHERE source_id = %(id)s)",
    "place_skeleton": "place_id IN (SELECT id FROM place WHERE source_id = %(id)s)",
    "place_word": "source_id = %(id)s",
}
"""Which rows of a table came from one source."""


def remove(connection: psycopg.Connection, source: str) -> bool:
    """Whether there was such a source; all that came from it is deleted, uncommitted."""
    found = connection.execute("SELECT id FROM place_source WHERE name = %s", (source,)).fetchone()
    if found is None:
        return False
    _empty(connection, found[0])
    connection.execute("DELETE FROM place_source WHERE id = %s", found)
    return True


def swap(connection: psycopg.Connection, source: str, facts: SourceFacts) -> int:
    """The number of places; the source's old ones are gone and the staged ones in, uncommitted."""
    for setting in MEMORY:
        connection.execute(setting)
    source_id = _enter(connection, source, facts)
    is_large = _is_large(connection)
    (_make_beside if is_large else _merge)(connection, source_id)
    index.build(connection, source_id, index.STAGED)
    counted = connection.execute(
        """UPDATE place_source SET places = (SELECT count(DISTINCT id) FROM staging.place)
           WHERE id = %s RETURNING places""",
        (source_id,),
    ).fetchone()
    staging.clear(connection)
    if is_large:  # last of all: from here on the finder waits
        _exchange(connection)
    return int(counted[0]) if counted else 0


def _enter(connection: psycopg.Connection, source: str, facts: SourceFacts) -> int:
    """The source's number, with its facts as they are now."""
    row = connection.execute(
        """INSERT INTO place_source (id, name, licence, attribution, checksum, imported, places, left_out)
           SELECT coalesce(max(id), 0) + 1, %s, %s, %s, %s, %s, 0, %s FROM place_source
           ON CONFLICT (name) DO UPDATE SET (licence, attribution, checksum, imported, left_out) =
             (excluded.licence, excluded.attribution, excluded.checksum, excluded.imported, excluded.left_out)
           RETURNING id""",
        (source, facts.licence, facts.attribution, facts.checksum, facts.imported, facts.left_out),
    ).fetchone()
    return int(row[0]) if row else 0


def _is_large(connection: psycopg.Connection) -> bool:
    row = connection.execute(
        """SELECT (SELECT count(*) FROM staging.place_key),
                  (SELECT greatest(reltuples, 0) FROM pg_class WHERE oid = 'place_key'::regclass)"""
    ).fetchone()
    staged, standing = row or (0, 0)
    return bool(staged >= LARGE and staged >= SHARE * standing)


def _empty(connection: psycopg.Connection, source_id: int) -> None:
    for table in reversed(TABLES):
        connection.execute(f"DELETE FROM {table} WHERE {_MINE[table]}", {"id": source_id})  # noqa: S608  # constants


def _merge(connection: psycopg.Connection, source_id: int) -> None:
    """Write what is staged into the tables that stand, in place of what they held of the source."""
    _empty(connection, source_id)
    for table in TABLES:
        connection.execute(f"INSERT INTO {table} ({_COLUMNS[table]}) {_STAGED[table]}", {"id": source_id})


def _make_beside(connection: psycopg.Connection, source_id: int) -> None:
    """Make each table anew with what is staged, then its indexes."""
    for table in TABLES:
        columns = _COLUMNS[table]
        others = f"SELECT {columns} FROM {table} WHERE NOT {_MINE[table]}"  # noqa: S608  # constants
        connection.execute(
            f"CREATE TABLE staging.next_{table} (LIKE {table} INCLUDING DEFAULTS INCLUDING CONSTRAINTS)"
        )
        for rows in (others, _STAGED[table]):
            connection.execute(f"INSERT INTO staging.next_{table} ({columns}) {rows}", {"id": source_id})
        _copy_definitions(connection, table)
        connection.execute(f"ANALYZE staging.next_{table}")


def _exchange(connection: psycopg.Connection) -> None:
    """Put the new tables in the old ones' place."""
    _lock(connection)
    for table in TABLES:
        connection.execute(f"DROP TABLE {table}")
        connection.execute(f"ALTER TABLE staging.next_{table} SET SCHEMA public")
        connection.execute(f"ALTER TABLE next_{table} RENAME TO {table}")


_INDEXES = """
SELECT pg_get_indexdef(indexrelid) FROM pg_index WHERE indrelid = %(table)s::regclass
  AND indexrelid NOT IN (SELECT conindid FROM pg_constraint WHERE conrelid = %(table)s::regclass)
ORDER BY indexrelid
"""
_CONSTRAINTS = """
SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint
WHERE conrelid = %(table)s::regclass AND contype IN ('p', 'u', 'f') ORDER BY contype DESC, conname
"""
_RIGHTS = """
SELECT privilege_type, grantee::regrole::text FROM pg_class, aclexplode(relacl)
WHERE oid = %(table)s::regclass AND grantee <> relowner AND grantee <> 0
"""


def _copy_definitions(connection: psycopg.Connection, table: str) -> None:
    """Indexes, constraints and rights, under the names they have: another schema knows none of them yet."""
    name = {"table": table}
    beside = sql.Identifier("staging", f"next_{table}")
    for (index_definition,) in connection.execute(_INDEXES, name).fetchall():
        connection.execute(index_definition.replace(f" ON public.{table} ", f" ON staging.next_{table} ", 1))
    for constraint, definition in connection.execute(_CONSTRAINTS, name).fetchall():
        connection.execute(
            sql.SQL("ALTER TABLE {} ADD CONSTRAINT {} {}").format(
                beside, sql.Identifier(constraint), sql.SQL(definition)
            )
        )
    for right, role in connection.execute(_RIGHTS, name).fetchall():
        connection.execute(sql.SQL("GRANT {} ON {} TO {}").format(sql.SQL(right), beside, sql.SQL(role)))


def _lock(connection: psycopg.Connection) -> None:
    """Hold the tables alone, without ever letting the finder wait long for them.

    Raises:
        PlacesError: they were in use for a minute.
    """
    for _ in range(TRIES):
        try:
            with connection.transaction():
                connection.execute(f"SET LOCAL lock_timeout = {LOCK_MS}")
                connection.execute(f"LOCK TABLE {', '.join(TABLES)} IN ACCESS EXCLUSIVE MODE")
                connection.execute("SET LOCAL lock_timeout = 0")
                return
        except psycopg.errors.LockNotAvailable:
            continue
    raise PlacesError("the places are in use without a pause; what is read so far is kept: import it again")


def settle(connection: psycopg.Connection) -> None:
    """Let the planner know the new rows, and let the indexes answer alone."""
    was, connection.autocommit = connection.autocommit, True
    try:
        connection.execute(f"VACUUM (ANALYZE) {', '.join((*TABLES, 'place_source', 'place_index'))}")
    finally:
        connection.autocommit = was
