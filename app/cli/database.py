"""`flask database`: bring the tables up to date and put the roles in force."""

from __future__ import annotations

import click

from app import deployment, roles, schema
from app.places import index

database = click.Group("database", help="The database's tables and roles.")


@database.command("upgrade")
def upgrade() -> None:
    """Make the roles, run the migrations, put the roles' rights in force."""
    here = deployment.current()
    with here.database.owner_engine.connect() as tables:
        schema.upgrade(tables)
    with here.database.owner.connect() as connection:
        roles.put_in_force(connection, here.config.database_url, here.config.secret_key)
        index.build_missing(connection)
    click.echo("The database is up to date.")
