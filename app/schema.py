"""The tables' version: bring it to where it is wanted, in one transaction with whatever else is done."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy
from alembic import command
from alembic.config import Config as AlembicConfig
from alembic.script import ScriptDirectory
from alembic.util.exc import CommandError

SETTINGS = Path(__file__).parents[1] / "migrations" / "alembic.ini"
HEAD = "head"


def _settings(connection: sqlalchemy.Connection) -> AlembicConfig:
    settings = AlembicConfig(str(SETTINGS))
    settings.attributes["connection"] = connection
    return settings


def upgrade(connection: sqlalchemy.Connection, revision: str = HEAD) -> None:
    """Run the migrations up to a revision."""
    command.upgrade(_settings(connection), revision)


def make_anew(connection: sqlalchemy.Connection, revision: str) -> None:
    """Drop all tables, and make them as they were at a revision."""
    settings = _settings(connection)
    if sqlalchemy.inspect(connection).has_table("alembic_version"):
        command.downgrade(settings, "base")
    command.upgrade(settings, revision)


def is_known(revision: str) -> bool:
    """Whether this version of the program can make the tables of a revision."""
    scripts = ScriptDirectory.from_config(AlembicConfig(str(SETTINGS)))
    try:
        return scripts.get_revision(revision) is not None
    except CommandError:
        return False
