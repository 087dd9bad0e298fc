"""Connections, one role a surface, so that a hole in the public pages cannot read a report.

Intake and the public pages use plain psycopg with one connection a thread; organizers use SQLAlchemy.
"""

from __future__ import annotations

import hashlib
import hmac
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlsplit, urlunsplit

import psycopg
import sqlalchemy
from sqlalchemy import Engine

from app.errors import UnavailableError

ROLES = ("intake", "organizer", "release", "public")
QUIET = "-c log_parameter_max_length_on_error=0"
"""P1: what a failing statement was given is never logged, whatever the server is set to: places are looked up
by the words of a text. Anyone may set this one; `app.roles` sets what only a superuser may."""
Connection = psycopg.Connection[Any]


def role_name(role: str) -> str:
    """The database's name for one of our roles."""
    return f"safelight_{role}"


def role_password(secret_key: str, role: str) -> str:
    """The password of one role's log-in, derived from the deployment's secret (HMAC-SHA256)."""
    return hmac.new(secret_key.encode(), f"database role {role}".encode(), hashlib.sha256).hexdigest()


def role_url(owner_url: str, role: str, secret_key: str) -> str:
    """The owner's address with the role in the owner's place."""
    parts = urlsplit(owner_url)
    credentials = role_name(role)
    if parts.password:
        credentials += ":" + quote(role_password(secret_key, role))
    host = parts.netloc.rpartition("@")[2]
    return urlunsplit(parts._replace(netloc=f"{credentials}@{host}"))


@dataclass(slots=True)
class Surface:
    """One role's connections, one a thread; a broken one is replaced at its next use."""

    url: str = field(repr=False)
    _local: threading.local = field(default_factory=threading.local, repr=False)

    @contextmanager
    def connect(self) -> Iterator[Connection]:
        """The connection of this thread, in autocommit.

        Raises:
            UnavailableError: the database does not answer or went away; nothing half done is left.
        """
        connection: Connection | None = getattr(self._local, "connection", None)
        try:
            if connection is None or connection.closed or connection.broken:
                connection = psycopg.connect(
                    self.url, autocommit=True, connect_timeout=3, prepare_threshold=1, options=QUIET
                )
                self._local.connection = connection
            yield connection
        except psycopg.OperationalError:
            # The driver's message may quote what was sent, so it ends here (P1).
            self.close()
            raise UnavailableError("the database does not answer") from None

    def close(self) -> None:
        """Close this thread's connection."""
        connection: Connection | None = getattr(self._local, "connection", None)
        self._local.connection = None
        if connection is not None:
            connection.close()


@dataclass(frozen=True, slots=True)
class Database:
    """Every surface's connections."""

    intake: Surface
    public: Surface
    release: Surface
    owner: Surface
    organizer: Engine
    owner_engine: Engine

    def close(self) -> None:
        """Close this thread's connections and the engines' own."""
        for surface in (self.intake, self.public, self.release, self.owner):
            surface.close()
        self.organizer.dispose()
        self.owner_engine.dispose()


def open_database(owner_url: str, secret_key: str) -> Database:
    """Connections for all roles; none is opened before it is used."""
    surfaces = {role: Surface(role_url(owner_url, role, secret_key)) for role in ROLES}
    return Database(
        intake=surfaces["intake"],
        public=surfaces["public"],
        release=surfaces["release"],
        owner=Surface(owner_url),
        organizer=_engine(surfaces["organizer"].url),
        owner_engine=_engine(owner_url),
    )


def _engine(url: str) -> Engine:
    """SQLAlchemy's way in; its errors name no parameter (P1)."""
    return sqlalchemy.create_engine(
        url.replace("postgresql://", "postgresql+psycopg://", 1),
        pool_pre_ping=True,
        hide_parameters=True,
        connect_args={"options": QUIET},
    )
