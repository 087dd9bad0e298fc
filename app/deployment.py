"""One running deployment: its settings, its clock and its connections, handed to whoever needs them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, cast

from flask import current_app

from app.ceiling import Ceiling
from app.database import Connection, Database
from app.gateways import Menu
from app.memory import Memory
from app.outgoing import Sender
from app.places.index import Held
from app.shortly import Shortly
from sms.gateways import base
from sms.gateways.copies import Copies

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
    copies: Mapping[str, Copies] = field(default_factory=dict)
    """The providers that keep copies which we can list and delete, by gateway (P7)."""
    gateways: Mapping[str, base.Gateway] = field(default_factory=dict, repr=False)
    menus: Mapping[str, Menu] = field(default_factory=dict, repr=False)
    sender: Sender = field(default_factory=Sender)
    shortly: Shortly = field(default_factory=Shortly)
    gazetteer: Held = field(default_factory=Held, repr=False)
    ceiling: Ceiling = field(default_factory=Ceiling)
    suggestions: Ceiling = field(default_factory=lambda: Ceiling(most=40))

    def local_now(self) -> datetime:
        """The present where the deployment is."""
        return self.clock().astimezone(self.config.time_zone)


def current() -> Deployment:
    """The deployment of the running application."""
    return cast("Deployment", current_app.extensions["safelight"])


def owner_connection() -> AbstractContextManager[Connection]:
    """A connection of the tables' owner, for commands."""
    return current().database.owner.connect()
