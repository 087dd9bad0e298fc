"""Who may open which page: every console route names its roles or stands in the list of open ones (P11)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import wraps
from http import HTTPStatus
from typing import Any, ParamSpec, TypeVar, cast

from flask import Flask, abort
from flask_login import current_user

from app import accounts, sessions
from app.errors import LockedError

P = ParamSpec("P")
R = TypeVar("R")

OPEN = frozenset({"entrance.show_sign_in", "entrance.sign_in", "entrance.sign_out"})
"""The console's routes that need no role."""

PUBLIC_BLUEPRINTS = frozenset(
    {
        *("webhook", "report", "receipt", "places", "basemap", "public", "privacy"),
        *("api", "ushahidi", "open311", "oembed", "safe_zones", "help_services", "posts"),
    }
)
"""Blueprints outside the console: open to everyone, each under a database role that can read no report."""


def needs(*roles: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """A decorator: the view is for signed-in organizers with one of these roles; none given means any.

    Nobody signed in is a `LockedError`, so that what was typed survives a session that ended.
    """
    allowed = roles or accounts.ROLES

    def guard(view: Callable[P, R]) -> Callable[P, R]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
            if not sessions.is_signed_in():
                raise LockedError("nobody is signed in")
            if not find_roles() & set(allowed):
                abort(HTTPStatus.FORBIDDEN)
            return view(*args, **kwargs)

        cast("Any", guarded).roles = allowed
        return guarded

    return guard


def find_roles() -> frozenset[str]:
    """The roles of the signed-in organizer."""
    return frozenset(role.name for role in cast("Any", current_user).roles)


def find_unguarded(app: Flask) -> Iterator[str]:
    """Endpoints that neither name a role nor stand in a list of public ones; there must be none."""
    for rule in app.url_map.iter_rules():
        blueprint = rule.endpoint.rpartition(".")[0]
        is_public = rule.endpoint in OPEN | {"static"} or blueprint in PUBLIC_BLUEPRINTS
        is_guarded = bool(getattr(app.view_functions[rule.endpoint], "roles", ()))
        if not is_guarded and (
            not is_public or (rule.rule.startswith(sessions.PATH) and rule.endpoint not in OPEN)
        ):
            yield rule.endpoint
