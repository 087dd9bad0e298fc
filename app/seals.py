"""The key that reports are sealed to, as intake reads it."""

from __future__ import annotations

from app.database import Connection
from app.deployment import Deployment
from app.errors import NotReadyError
from app.sealing import Sealer

NAME = "sealer"
"""What the current key is known by in `Deployment.shortly`."""


def get_sealer(here: Deployment, connection: Connection) -> Sealer:
    """What seals to the deployment's current public key, as it was within the last ten seconds.

    A rotation waits for longer before the old key goes (`rotation.GRACE_S`): nothing is sealed to a lost key.

    Raises:
        NotReadyError: no organizer exists yet, and so no key.
    """
    return here.shortly.get(NAME, lambda: load_sealer(connection))


def load_sealer(connection: Connection) -> Sealer:
    """What seals to the current key as the database has it.

    Raises:
        NotReadyError: as `get_sealer`.
    """
    row = connection.execute("SELECT id, public_key FROM sealing_key WHERE is_current").fetchone()
    if row is None:
        raise NotReadyError("no organizer exists yet")
    return Sealer(row[0], bytes(row[1]))
