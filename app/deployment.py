"""One running deployment: its settings, its clock and its connections, handed to whoever needs them."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, cast

from flask import current_app

from app.database import Connection, Database
from app.memory import Memory

if TYPE_CHECKING:
    from config import Config

Clock = Callable[[], datetime]
"""The present, as an aware time in UTC."""


@dataclass(frozen=True, slots=True)
class Deployment:
    """What views and commands work with."""

    config: Config
    clock: Clock
    database: Database
    memory: Memory

    def local_now(self) -> datetime:
        """The present where the deployment is."""
        return self.clock().astimezone(self.config.time_zone)


def current() -> Deployment:
    """The deployment of the running application."""
    return cast("Deployment", current_app.extensions["safelight"])


def owner_connection() -> AbstractContextManager[Connection]:
    """A connection of the tables' owner, for commands."""
    return current().database.owner.connect()
