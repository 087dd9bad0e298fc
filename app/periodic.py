"""What is done again and again: each job is idempotent, all run under one advisory lock."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from sqlalchemy.orm import Session

from app import audit, deliveries, release
from app.deployment import Deployment

LOCK = 0x5AFE0002
"""The advisory lock that keeps two runs apart."""


def run(here: Deployment) -> Iterator[str]:
    """Run every job; gives a line for each that did something. Nothing where another run holds the lock."""
    with here.database.owner.connect() as connection:
        held = connection.execute("SELECT pg_try_advisory_lock(%s)", (LOCK,)).fetchone()
        if not held or not held[0]:
            return
        try:
            for name, job in JOBS.items():
                done = job(here)
                if done:
                    yield f"{name}: {done}"
        finally:
            connection.execute("SELECT pg_advisory_unlock(%s)", (LOCK,))


def purge_deliveries(here: Deployment) -> int:
    """Remove delivery digests and keys after their four days."""
    with here.database.owner.connect() as connection:
        return deliveries.purge(connection, here.clock().date())


def chain_audit(here: Deployment) -> int:
    """Close finished days of the audit log."""
    with Session(here.database.owner_engine) as session:
        blocks = audit.chain(session, here.local_now().date())
        session.commit()
        return blocks


def publish(here: Deployment) -> int:
    """Draw every release whose day has come."""
    with here.database.release.connect() as connection:
        return len(release.publish_due(connection, here.local_now().date(), here.config.secret_key))


JOBS: dict[str, Callable[[Deployment], int]] = {
    "deliveries purged": purge_deliveries,
    "audit days closed": chain_audit,
    "releases published": publish,
}
"""What a log line says to what is done, in this order."""
