"""Everything a new machine needs, as frames: the manifest, then each table as PostgreSQL's COPY writes it.

Nothing is written to a disk on the way: rows go from the database into the sealed stream.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from dataclasses import fields
from datetime import date, datetime
from graphlib import TopologicalSorter
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from psycopg import sql

from app.backups import envelope, folder
from app.database import Connection
from app.errors import NotReadyError
from app.sealing import Wrapped

if TYPE_CHECKING:
    from config import Config

LEFT_OUT = frozenset({"alembic_version", "delivery", "delivery_key", "spatial_ref_sys"})
"""PostGIS' and Alembic's own; and the digests of deliveries, whose keys must not outlive four days (P12)."""

OWN_TO_A_MACHINE = frozenset({"instance", "port", "database_url", "redis_url", "secret_key", "backups"})
"""Settings that a new machine has of its own."""

CHUNK = 1 << 18
"""Bytes of a table gathered into one frame."""

TABLES = """
SELECT relname, array_agg(quote_ident(attname) ORDER BY attnum)
FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid
WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
  AND attnum > 0 AND NOT attisdropped AND attgenerated = ''
GROUP BY relname
"""
REFERENCES = """
SELECT conrelid::regclass::text, confrelid::regclass::text FROM pg_constraint
WHERE contype = 'f' AND connamespace = 'public'::regnamespace
"""


def write(connection: Connection, config: Config, target: Path, now: datetime, today: date) -> Path:
    """Make a backup in a folder and give its path; a backup that fails leaves no file of that name.

    Raises:
        NotReadyError: there is no organizer yet, and so no key to seal to.
    """
    target.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder.choose_path(target, today)
    part = path.with_suffix(".part")
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            tables = list(find_tables(connection))
            with connection.transaction():
                _hold_still(connection, [table for table, _ in tables])
                writer = envelope.Writer(file, today, *_get_keys(connection))
                writer.put("M", json.dumps(_manifest(connection, config, now)).encode())
                for table, columns in tables:
                    _write_table(connection, writer, table, columns)
                writer.close()
            file.flush()
            os.fsync(file.fileno())
        part.rename(path)
    finally:
        part.unlink(missing_ok=True)
    return path


def _hold_still(connection: Connection, tables: Iterable[str]) -> None:
    """See every table as it is from here on, and keep rewrites out until the end of the transaction (P12).

    A rewrite empties its tables and fills them again: to a view taken before it they are empty. So the locks
    come first, and the view with the first query after them. A rewrite that is at it is waited for; one
    that comes later gives up within its half second, and comes again with the next tick.
    """
    connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
    names = sql.SQL(", ").join(map(sql.Identifier, tables))
    connection.execute(sql.SQL("LOCK TABLE {} IN ACCESS SHARE MODE").format(names))


def _get_keys(connection: Connection) -> tuple[bytes, list[Wrapped]]:
    """The current public key, and its private half as each organizer has it."""
    row = connection.execute("SELECT id, public_key FROM sealing_key WHERE is_current").fetchone()
    if row is None:
        raise NotReadyError("no organizer exists yet")
    wrapped = connection.execute(
        "SELECT salt, wrapped FROM wrapped_key WHERE sealing_key_id = %s ORDER BY salt", (row[0],)
    )
    return bytes(row[1]), [Wrapped(bytes(salt), bytes(box)) for salt, box in wrapped]


def _manifest(connection: Connection, config: Config, now: datetime) -> dict[str, Any]:
    revision = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    return {
        "made_at": now.isoformat(timespec="minutes"),
        "revision": revision and revision[0],
        "secret_key": config.secret_key,
        "settings": to_settings(config),
    }


def to_settings(config: Config) -> dict[str, str]:
    """The settings that differ from their defaults, as the environment spells them."""
    found = {}
    for item in fields(config):
        value = _spell(getattr(config, item.name))
        if item.name not in OWN_TO_A_MACHINE and value != item.metadata["default"]:
            found[f"SAFELIGHT_{item.name.upper()}"] = value
    return found


def _spell(value: object) -> str:
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, tuple):
        return ",".join(map(str, value))
    return value.key if isinstance(value, ZoneInfo) else str(value)


def find_tables(connection: Connection) -> Iterable[tuple[str, list[str]]]:
    """Each table with its columns, those that others refer to first."""
    columns = {table: names for table, names in connection.execute(TABLES) if table not in LEFT_OUT}
    order = TopologicalSorter({table: set[str]() for table in sorted(columns)})
    for table, referred in connection.execute(REFERENCES):
        if table in columns and table != referred:
            order.add(table, referred)
    return [(table, columns[table]) for table in order.static_order()]


def _write_table(connection: Connection, writer: envelope.Writer, table: str, columns: list[str]) -> None:
    writer.put("T", json.dumps({"table": table, "columns": columns}).encode())
    # P5: in the order of the first column, a random id wherever reports are concerned, not of arrival.
    query = sql.SQL("COPY (SELECT {} FROM {} ORDER BY 1) TO STDOUT").format(
        sql.SQL(", ").join(map(sql.SQL, columns)),  # quoted by the database
        sql.Identifier(table),
    )
    gathered = bytearray()
    with connection.cursor() as cursor, cursor.copy(query) as copy:
        for data in copy:
            gathered += data
            if len(gathered) >= CHUNK:
                writer.put("D", bytes(gathered))
                gathered.clear()
    if gathered:
        writer.put("D", bytes(gathered))
