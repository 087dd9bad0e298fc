"""Alembic's way into the database, as the owner, with PostGIS' own tables left alone."""

from __future__ import annotations

import sqlalchemy
from alembic import context
from geoalchemy2 import alembic_helpers

from app.models import (
    amendment,
    area,
    audit,
    base,
    cell,
    delivery,
    district,
    imported,
    learned,
    organizer,
    passkey,
    place,
    queue,
    release,
    report,
    service,
    session,
    withdrawal,
    wording,
    zone,
)
from config import Config

TABLES = (
    amendment,
    area,
    audit,
    cell,
    delivery,
    district,
    imported,
    learned,
    organizer,
    passkey,
    place,
    queue,
    release,
    report,
    service,
    session,
    withdrawal,
    wording,
    zone,
)


def run() -> None:
    """Run the migrations on the connection or the address handed over by the caller, or the environment's."""
    given = context.config.attributes.get("connection")
    if given is not None:
        migrate(given)
        return
    url = context.config.attributes.get("url") or Config.from_env().database_url
    engine = sqlalchemy.create_engine(
        url.replace("postgresql://", "postgresql+psycopg://", 1), poolclass=sqlalchemy.NullPool
    )
    with engine.connect() as connection:
        migrate(connection)


def migrate(connection: sqlalchemy.Connection) -> None:
    """Run the migrations; within the caller's transaction where there is one."""
    context.configure(
        connection=connection,
        target_metadata=base.Base.metadata,
        include_object=alembic_helpers.include_object,
        process_revision_directives=alembic_helpers.writer,
        render_item=alembic_helpers.render_item,
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()


run()
