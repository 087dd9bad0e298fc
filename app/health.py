"""What is wrong with an installation, and what to do about it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import redis
from alembic.config import Config as AlembicConfig
from alembic.script import ScriptDirectory

from app import outage, roles
from app.database import ROLES
from app.deployment import Deployment
from app.errors import RefusedServiceError, UnavailableError

ROOT = Path(__file__).parents[1]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to know: `wrong` must be mended, `note` should be known."""

    level: str
    text: str


def examine(here: Deployment) -> Iterator[Finding]:
    """Every finding; a database that is down ends the questions about what is in it."""
    yield from _examine_memory(here)
    yield from _examine_files(here)
    try:
        for question in QUESTIONS:
            yield from question(here)
    except UnavailableError:
        yield Finding("wrong", outage.DATABASE)


def _examine_memory(here: Deployment) -> Iterator[Finding]:
    try:
        here.memory.check_forgetful()
    except RefusedServiceError as error:
        yield Finding("wrong", str(error))
    except redis.RedisError:
        yield Finding("wrong", outage.MEMORY)


def _examine_files(here: Deployment) -> Iterator[Finding]:
    if not (ROOT / "static" / "vendor").exists():
        yield Finding("wrong", "The front-end files are missing: run bin/frontend.")
    secret = here.config.instance / "secrets"
    if secret.exists() and secret.stat().st_mode & 0o077:
        yield Finding("wrong", f"Others can read the secrets: chmod 700 {secret}")
    if here.config.public_url.startswith("http:") and not here.config.is_loopback:
        yield Finding("note", "The public address is not encrypted by TLS; an onion service is, by itself.")


def _examine_migrations(here: Deployment) -> Iterator[Finding]:
    scripts = ScriptDirectory.from_config(AlembicConfig(str(ROOT / "migrations" / "alembic.ini")))
    with here.database.owner.connect() as connection:
        known = connection.execute("SELECT to_regclass('alembic_version')").fetchone()
        row = known and known[0] and connection.execute("SELECT version_num FROM alembic_version").fetchone()
    if not row or row[0] != scripts.get_current_head():
        yield Finding("wrong", "The tables are not up to date: flask database upgrade")


def _examine_roles(here: Deployment) -> Iterator[Finding]:
    for role in ROLES:
        surface = getattr(here.database, role)
        if role == "organizer":
            continue
        try:
            with surface.connect() as connection:
                connection.execute("SELECT 1")
        except UnavailableError:
            yield Finding("wrong", f"The role {role} cannot sign in to the database: flask database upgrade")


def _examine_logging(here: Deployment) -> Iterator[Finding]:
    with here.database.intake.connect() as connection:
        loud = roles.find_loud(connection)
    if loud:
        yield Finding(
            "wrong",
            "PostgreSQL would log the words of reports: in its configuration set "
            + ", ".join(f"{name} = {roles.QUIET[name]}" for name in loud),
        )


def _examine_counters(here: Deployment) -> Iterator[Finding]:
    with here.database.public.connect() as connection:
        if roles.reads_counters(connection):
            yield Finding(
                "note",
                "Every role can read the database's own counters, which show that a report came:"
                " run flask database upgrade once with the address of a superuser in SAFELIGHT_DATABASE_URL.",
            )


def _examine_content(here: Deployment) -> Iterator[Finding]:
    with here.database.owner.connect() as connection:
        for statement, finding in MISSING:
            row = connection.execute(statement).fetchone()
            if row is None or not row[0]:
                yield finding
        demo = connection.execute("SELECT count(*) FROM organizer WHERE is_demonstration").fetchone()
    if demo and demo[0] and not here.config.is_demonstration:
        yield Finding(
            "wrong",
            "This database holds the demonstration, whose account is refused here:"
            " use a new SAFELIGHT_INSTANCE or database.",
        )


def _examine_organizers(here: Deployment) -> Iterator[Finding]:
    with here.database.owner.connect() as connection:
        row = connection.execute("SELECT count(*) FROM organizer WHERE NOT is_demonstration").fetchone()
        old = connection.execute("SELECT count(*) FROM sealing_key WHERE NOT is_current").fetchone()
    if row and row[0] == 1:
        yield Finding(
            "note",
            "One passphrase opens everything, and if it is lost nothing can be read again:"
            " flask organizers add NAME --by OTHER.",
        )
    if old and old[0]:
        yield Finding(
            "wrong", "A change of the sealing key has not ended: flask organizers rotate --by NAME."
        )


def _examine_gateways(here: Deployment) -> Iterator[Finding]:
    if not here.config.has_gateway:
        yield Finding(
            "note", "No gateway is configured: only the form and the demonstration take reports in."
        )


MISSING = (
    ("SELECT count(*) FROM sealing_key", Finding("wrong", "No organizer exists: flask organizers add NAME")),
    ("SELECT count(*) FROM area", Finding("wrong", "No area is set: flask area set FILE")),
    ("SELECT count(*) FROM place", Finding("wrong", "The gazetteer is empty: flask places import FILE")),
)
QUESTIONS: tuple[Callable[[Deployment], Iterator[Finding]], ...] = (
    _examine_migrations,
    _examine_roles,
    _examine_logging,
    _examine_counters,
    _examine_content,
    _examine_organizers,
    _examine_gateways,
)
