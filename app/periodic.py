"""What is done again and again: each job is idempotent, all run under one advisory lock."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator

from sqlalchemy.orm import Session

from app import audit, deliveries, publication, release, retention, rewrite, waiting
from app.deployment import Deployment
from app.errors import AreaChangedError
from app.learned import entering
from app.site import shelf
from app.sweep import run as sweep
from app.zones import shown

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
    try:
        with here.database.release.connect() as connection:
            issued = release.publish_due(connection, here.local_now().date(), here.config.secret_key)
    except AreaChangedError as error:
        # Other work goes on; the message names areas and releases only.
        logging.getLogger(__name__).error("%s", error)
        return 0
    if issued:
        shelf.announce(here.config.instance)
    return len(issued)


def fill_queue(here: Deployment) -> int:
    """Let what arrived into the queue, at the batch times only."""
    with here.database.owner.connect() as connection:
        return waiting.let_in_due(connection, here.local_now(), waiting.batch_hours(here.config))


def question_zones(here: Deployment) -> int:
    """Put safe zones under review where the newest published map says so, on release days only."""
    today = here.local_now().date()
    with here.database.public.connect() as connection:
        edition = publication.load(connection, today)
    with Session(here.database.owner_engine) as session:
        questioned = shown.question_contested(session, edition, today)
        session.commit()
        return questioned


def enter_places(here: Deployment) -> int:
    """Let confirmed places into the gazetteer, after a release only."""
    with here.database.owner.connect() as connection:
        return entering.enter_due(connection, here.local_now().date())


def purge(here: Deployment) -> int:
    """Remove what has been kept as long as was said."""
    with here.database.owner.connect() as connection:
        return sum(retention.purge(connection, here.config, here.local_now().date()).values())


def sweep_providers(here: Deployment) -> int:
    """Delete the providers' copies, and take in what never reached us."""
    return sum(one.deleted + one.taken_in for one in sweep.run_all(here))


JOBS: dict[str, Callable[[Deployment], int]] = {
    "deliveries purged": purge_deliveries,
    "audit days closed": chain_audit,
    "releases published": publish,
    "safe zones put under review": question_zones,
    "confirmed places let into the gazetteer": enter_places,
    "reports let into the queue": fill_queue,
    "past their time, removed": purge,
    "rows put in random order": rewrite.rewrite_due,
    "copies at providers, deleted or taken in": sweep_providers,
}
"""What a log line says to what is done, in this order."""
