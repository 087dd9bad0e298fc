"""Rows without an order: tables rewritten in random order, so that nothing on disk says what came first (P5).

A database keeps two records of arrival that no query asks for: where a row lies, and the number of the
transaction that wrote it, which freezing hides and does not erase. One transaction copies a table in random
order, empties it into a new file, and puts the copy back: every row then carries that transaction's number.
"""

from __future__ import annotations

from collections.abc import Mapping

import psycopg
import redis
from psycopg import sql

from app.database import Connection
from app.deployment import Deployment

TABLES: Mapping[str, tuple[str, ...]] = {
    "deliveries": ("delivery",),
    "reports": ("report", "amendment", "receipt"),
    "audit": ("audit_line",),
    "imports": ("import_row",),
    "zones": ("partner_group", "zone", "zone_public", "zone_vouch", "zone_audit"),
    "withdrawals": ("withdrawal",),
    "learned": ("learned_name", "learned_place", "learned_dismissal"),
}
"""Name to tables that are rewritten together, because rows of one refer to rows of another: parents first.

Each name is a transaction of its own, so that no two of these locks are ever held at once.
"""

LOCK_MS = 500
"""How long a rewrite waits for its table, and intake behind it: below the second after which PostgreSQL looks
for deadlocks. Where it is not let in, the next tick tries again."""

WRITTEN = """
SELECT attname FROM pg_attribute
WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''
"""
COPY = """
CREATE TEMPORARY TABLE {copy} ON COMMIT DROP AS SELECT {columns} FROM {table} ORDER BY gen_random_uuid()
"""
PUT_BACK = "INSERT INTO {table} ({columns}) SELECT {columns} FROM {copy}"

DUE = "rewrite:done:{name}"


def rewrite_due(here: Deployment) -> int:
    """Rewrite what was not rewritten within the configured minutes; gives the number of rows moved."""
    moved = 0
    with here.database.owner.connect() as connection:
        for name, tables in TABLES.items():
            if not _claim(here, name):
                continue
            rows = rewrite(connection, tables)
            if rows is None:
                _release(here, name)
            moved += rows or 0
        if moved:
            forget_log(connection)
    return moved


def _claim(here: Deployment, name: str) -> bool:
    """Whether it is due; the mark expires by itself. Without Redis it always is: order is what must go."""
    try:
        return here.memory.claim(DUE.format(name=name), 60 * here.config.rewrite_minutes)
    except redis.RedisError:
        return True


def _release(here: Deployment, name: str) -> None:
    try:
        here.memory.client.delete(DUE.format(name=name))
    except redis.RedisError:
        return


def rewrite(connection: Connection, tables: tuple[str, ...]) -> int | None:
    """Rewrite tables that hang together; gives the rows moved, None where others held them too long.

    Nothing written meanwhile is lost: writers wait for the lock and find the same table, with its indexes,
    constraints and rights. `tables` must name parents before children.
    """
    names = [sql.Identifier(table) for table in tables]
    try:
        with connection.transaction():
            connection.execute(sql.SQL("SET LOCAL lock_timeout = {}").format(sql.Literal(LOCK_MS)))
            connection.execute(
                sql.SQL("LOCK TABLE {} IN ACCESS EXCLUSIVE MODE").format(sql.SQL(", ").join(names))
            )
            connection.execute("SET LOCAL lock_timeout = 0")
            return _shuffle(connection, tables)
    except psycopg.errors.LockNotAvailable:
        return None


def _shuffle(connection: Connection, tables: tuple[str, ...]) -> int:
    """Copy all, empty all in one statement, put all back."""
    parts = [
        {
            "table": sql.Identifier(table),
            "copy": sql.Identifier(f"shuffled_{place}"),
            "columns": _written(connection, table),
        }
        for place, table in enumerate(tables)
    ]
    for part in parts:
        connection.execute(sql.SQL(COPY).format(**part))
    connection.execute(sql.SQL("TRUNCATE {}").format(sql.SQL(", ").join(map(sql.Identifier, tables))))
    return sum(connection.execute(sql.SQL(PUT_BACK).format(**part)).rowcount for part in parts)


def _written(connection: Connection, table: str) -> sql.Composed:
    """The columns that are written, without those that the database works out of them."""
    names = connection.execute(WRITTEN, (table,)).fetchall()
    return sql.SQL(", ").join(sql.Identifier(name) for (name,) in names)


def forget_log(connection: Connection) -> None:
    """Let PostgreSQL remove the write-ahead log in which rows still stand in their order.

    The segment in use may hold the last arrivals beside the rewrite, so it is ended first: the checkpoint
    then needs none of it. Only a superuser may; elsewhere it happens by itself, when the segment is full.
    """
    try:
        connection.execute("SELECT pg_switch_wal()")
        connection.execute("CHECKPOINT")
    except psycopg.errors.InsufficientPrivilege:
        return
