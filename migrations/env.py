"""Alembic's way into the database, as the owner, with PostGIS' own tables left alone."""

from __future__ import annotations

import sqlalchemy
from alembic import context
from geoalchemy2 import alembic_helpers

from app.models import area, audit, base, cell, delivery, organizer, place, release, report
from config import Config

TABLES = (area, audit, cell, delivery, organizer, place, release, report)


def run() -> None:
    """Run the migrations on the address handed over by the command, or on the environment's."""
    url = context.config.attributes.get("url") or Config.from_env().database_url
    engine = sqlalchemy.create_engine(
        url.replace("postgresql://", "postgresql+psycopg://", 1), poolclass=sqlalchemy.NullPool
    )
    with engine.connect() as connection:
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
