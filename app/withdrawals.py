"""What was withdrawn stays withdrawn, also after a backup is restored (P8, P13).

Beside the backups lies a list of keyed digests of withdrawn reports' random ids. Without the deployment's
secret it says nothing; with a backup and the secret it says which of its rows must not come back.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from uuid import UUID

from app.database import Connection
from app.errors import BackupError

NAME = "withdrawn"
"""The list's file, in the backups' folder."""


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """The list as it was read: complete through a day, and the digests."""

    through: date
    digests: frozenset[bytes]


def digest(secret_key: str, report_id: UUID) -> bytes:
    """What stands for a report in the list (HMAC-SHA256, cut to 128 bits)."""
    key = hmac.new(secret_key.encode(), b"withdrawn reports", hashlib.sha256).digest()
    return hmac.new(key, report_id.bytes, hashlib.sha256).digest()[:16]


def note(connection: Connection, secret_key: str, report_id: UUID, today: date) -> None:
    """Remember a withdrawal. Belongs into the transaction that removes the report's row."""
    connection.execute(
        "INSERT INTO withdrawal (digest, month) VALUES (%s, %s) ON CONFLICT DO NOTHING",
        (digest(secret_key, report_id), today.replace(day=1)),
    )


def count(connection: Connection) -> int:
    """Reports that are withdrawn and whose rows are still there."""
    row = connection.execute("SELECT count(*) FROM report WHERE state = 'withdrawn'").fetchone()
    return int(row[0]) if row else 0


def remove_all(connection: Connection, secret_key: str, today: date) -> int:
    """Remove the rows of withdrawn reports and remember them; gives how many."""
    with connection.transaction():
        gone = connection.execute("DELETE FROM report WHERE state = 'withdrawn' RETURNING id").fetchall()
        for (report_id,) in gone:
            note(connection, secret_key, report_id, today)
    return len(gone)


def purge(connection: Connection, limit: date) -> int:
    """Forget withdrawals that no kept backup can bring back; `limit` is the newest expired backup's day."""
    return connection.execute(
        "DELETE FROM withdrawal WHERE month + interval '1 month' <= %s", (limit,)
    ).rowcount


def write(connection: Connection, folder: Path, today: date) -> None:
    """Write the list beside the backups, where there are any; sorted, so that its order says nothing (P5)."""
    rows = connection.execute("SELECT digest FROM withdrawal ORDER BY digest").fetchall()
    text = "\n".join([f"through {today}", *(bytes(found).hex() for (found,) in rows), ""])
    path = folder / NAME
    if not folder.exists() or (path.exists() and path.read_text() == text):
        return
    part = path.with_suffix(".part")
    part.write_text(text)
    part.rename(path)


def read(folder: Path) -> Withdrawn | None:
    """The list in a folder; None where there is none.

    Raises:
        BackupError: it is no such list.
    """
    path = folder / NAME
    if not path.exists():
        return None
    first, *lines = path.read_text().split()[1:]
    try:
        return Withdrawn(date.fromisoformat(first), frozenset(map(bytes.fromhex, lines)))
    except ValueError:
        raise BackupError(f"{path.name} is no list of withdrawals.") from None


def apply(connection: Connection, secret_key: str, withdrawn: Withdrawn, today: date) -> int:
    """Remove the reports that the list names; gives how many were there."""
    reports = connection.execute("SELECT id FROM report").fetchall()
    back = [found for (found,) in reports if digest(secret_key, found) in withdrawn.digests]
    for report_id in back:
        connection.execute("DELETE FROM report WHERE id = %s", (report_id,))
        note(connection, secret_key, report_id, today)
    return len(back)
