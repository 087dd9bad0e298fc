"""`flask database`: bring the tables up to date and put the roles in force."""

from __future__ import annotations

from pathlib import Path

import click
from alembic import command
from alembic.config import Config as AlembicConfig

from app import deployment, roles

MIGRATIONS = Path(__file__).parents[2] / "migrations" / "alembic.ini"

database = click.Group("database", help="The database's tables and roles.")


@database.command("upgrade")
def upgrade() -> None:
    """Make the roles, run the migrations, put the roles' rights in force."""
    here = deployment.current()
    url = here.config.database_url
    with here.database.owner.connect() as connection:
        roles.make(
            connection, here.config.secret_key, with_passwords="@" in url and ":" in url.split("//")[1]
        )
        settings = AlembicConfig(str(MIGRATIONS))
        settings.attributes["url"] = url
        command.upgrade(settings, "head")
        roles.grant(connection)
    click.echo("The database is up to date.")
