"""A new machine brought up from a backup: all of it in one transaction, or nothing (P13).

The published chain is read first: a period that was released after the backup is never drawn again, and what
comes back of it is case work. Withdrawn reports stay away, and what has been kept long enough goes at once.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO
from uuid import uuid4

import sqlalchemy
from psycopg import sql

from app import archive, release, retention, review, roles, schema, withdrawals
from app.archive import Stored
from app.backups import dump, envelope, folder, published
from app.database import Connection
from app.errors import BackupError

if TYPE_CHECKING:
    from app.deployment import Deployment

OCCUPIED = """
SELECT EXISTS (SELECT FROM report) OR EXISTS (SELECT FROM organizer) OR EXISTS (SELECT FROM release)
"""


@dataclass(frozen=True, slots=True)
class Restored:
    """What came back: counts for whoever restores, and what the new machine must be told."""

    made_at: datetime
    secret_key: str
    settings: dict[str, str]
    reports: int
    withdrawn: int
    withdrawn_through: date | None
    case_work: int
    purged: dict[str, int]


def open_backup(file: BinaryIO, today: date, keep_days: int) -> envelope.Header:
    """The backup's first line.

    Raises:
        BackupError: it is no backup, or has been kept as long as was said.
    """
    header = envelope.read_header(file)
    if folder.is_expired(header.made_on, today, keep_days):
        raise BackupError(
            f"The backup is of {header.made_on} and was to be deleted after {keep_days} days:"
            " what reporters were promised forbids to restore it."
        )
    return header


def restore(
    here: Deployment, frames: Iterator[tuple[str, bytes]], beside: Path, chain: published.Chain | None
) -> Restored:
    """Fill an empty database from a backup's frames.

    Args:
        here: the new machine.
        frames: what `envelope.read_frames` gives.
        beside: the folder of the list of withdrawals.
        chain: the releases as the public has them; None where nobody handed them over.

    Raises:
        BackupError: the database is not empty, the backup is damaged or of a newer version, or a period may
            have been released since: nothing was changed.
    """
    manifest = _read_manifest(frames)
    with here.database.owner_engine.begin() as tables:
        connection = _get_driver(tables)
        _check_empty(tables, connection)
        schema.make_anew(tables, manifest["revision"])
        fill(connection, frames)
        schema.upgrade(tables)
        roles.put_in_force(connection, here.config.database_url, manifest["secret_key"])
        return _settle(here, connection, manifest, beside, chain)


def _read_manifest(frames: Iterator[tuple[str, bytes]]) -> dict[str, Any]:
    kind, payload = next(frames)
    manifest: dict[str, Any] = json.loads(payload)
    if kind != "M" or not schema.is_known(manifest["revision"]):
        raise BackupError("The backup was made by a newer version: install that one first.")
    return manifest


def _get_driver(tables: sqlalchemy.Connection) -> Connection:
    """The driver's connection under SQLAlchemy's, within its transaction."""
    tables.exec_driver_sql("SELECT 1")
    driver: Connection = tables.connection.driver_connection  # type: ignore[assignment]  # psycopg's
    return driver


def _check_empty(tables: sqlalchemy.Connection, connection: Connection) -> None:
    if not sqlalchemy.inspect(tables).has_table("report"):
        return
    row = connection.execute(OCCUPIED).fetchone()
    if row and row[0]:
        raise BackupError("This database is in use: restore into an empty one (SAFELIGHT_INSTANCE=NEW).")


def fill(connection: Connection, frames: Iterator[tuple[str, bytes]]) -> None:
    """Copy each table's frames in, as they come; only into tables and columns that we have ourselves."""
    known = {table: set(columns) for table, columns in dump.find_tables(connection)}
    following = next(frames, None)
    while following is not None:
        table = json.loads(following[1])
        if not set(table["columns"]) <= known.get(table["table"], set()):
            raise BackupError("The backup holds a table that does not belong to its version.")
        query = sql.SQL("COPY {} ({}) FROM STDIN").format(
            sql.Identifier(table["table"]),
            sql.SQL(", ").join(map(sql.SQL, table["columns"])),
        )
        with connection.cursor() as cursor, cursor.copy(query) as copy:
            while (following := next(frames, None)) is not None and following[0] == "D":
                copy.write(following[1])


def _settle(
    here: Deployment,
    connection: Connection,
    manifest: dict[str, Any],
    beside: Path,
    chain: published.Chain | None,
) -> Restored:
    """Make what came back true again: the chain, withdrawals, retention."""
    today, secret_key = here.local_now().date(), str(manifest["secret_key"])
    came = connection.execute("SELECT count(*) FROM report").fetchone()
    later = published.extend(connection, chain, secret_key)
    if chain is None and release.find_due(connection, archive.find_all(connection), today) is not None:
        raise BackupError(
            "A release may have been published since the backup: hand over the published releases with"
            " --releases FOLDER, so that no period is drawn twice."
        )
    case_work = set_aside(connection, later, today)
    known = withdrawals.read(beside)
    withdrawn = withdrawals.apply(connection, secret_key, known, today) if known else 0
    return Restored(
        made_at=datetime.fromisoformat(manifest["made_at"]),
        secret_key=secret_key,
        settings=manifest["settings"],
        reports=int(came[0]) if came else 0,
        withdrawn=withdrawn,
        withdrawn_through=known.through if known else None,
        case_work=case_work,
        purged=retention.purge_rows(connection, here.config, secret_key, today),
    )


def set_aside(connection: Connection, later: list[Stored], today: date) -> int:
    """Make case work of the accepted reports whose period was released after the backup; gives how many.

    They may be among those that the release counted; counted again, they would cost their ε twice (P6).
    """
    bulletins = [stored for stored in later if stored.kind == "bulletin"]
    if not bulletins:
        return 0
    changed = connection.execute(
        "UPDATE report SET state = %s WHERE state = 'accepted' AND period BETWEEN %s AND %s"
        " RETURNING audit_reference",
        (
            review.get_next("accepted", "restore"),
            min(stored.first for stored in bulletins),
            max(stored.last for stored in bulletins),
        ),
    ).fetchall()
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO audit_line (id, day, organizer, act, reference)"
            " VALUES (%s, %s, 'flask restore', 'restore', %s)",
            [(uuid4(), today, reference) for (reference,) in changed],
        )
    return len(changed)
