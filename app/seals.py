"""The key that reports are sealed to, as intake reads it."""

from __future__ import annotations

from app.database import Connection
from app.errors import NotReadyError
from app.sealing import Sealer


def get_sealer(connection: Connection) -> Sealer:
    """What seals to the deployment's current public key. Asked each time: what a rotated key sealed is lost.

    Raises:
        NotReadyError: no organizer exists yet, and so no key.
    """
    row = connection.execute(
        "SELECT id, public_key FROM sealing_key WHERE is_current", prepare=True
    ).fetchone()
    if row is None:
        raise NotReadyError("no organizer exists yet")
    return Sealer(row[0], bytes(row[1]))
