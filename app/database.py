"""Connections to PostgreSQL, one role each."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import flask
import psycopg


@contextmanager
def owner_connection() -> Iterator[psycopg.Connection]:
    """A connection of the owner of all tables, for commands; closed at the end."""
    with psycopg.connect(flask.current_app.config["OWNER_DSN"]) as connection:
        yield connection
