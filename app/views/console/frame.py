"""The frame of the console's pages: its navigation, and who is signed in."""

from __future__ import annotations

from typing import Any

from flask import render_template, request, url_for
from flask_babel import lazy_gettext

from app import access, accounts, sessions

SECTIONS = (
    ("home.show", lazy_gettext("Today"), accounts.ROLES),
    ("review.show_queue", lazy_gettext("Reports"), ("reviewer",)),
    ("learned.show_all", lazy_gettext("Places"), ("reviewer", "mapper")),
    ("calls.show", lazy_gettext("Calls"), ("operator",)),
    ("zones.show_all", lazy_gettext("Safe zones"), ("mapper",)),
    ("services.show_all", lazy_gettext("Help"), ("mapper",)),
    ("numbers.show", lazy_gettext("Numbers"), ("analyst",)),
    ("organizers.show_all", lazy_gettext("Organizers"), ("admin",)),
    ("account.show", lazy_gettext("Me"), accounts.ROLES),
)
"""Endpoint, name and roles of each section, in the order of the navigation."""


def render(template: str, **values: Any) -> str:  # noqa: ANN401  # what templates take
    """A page of the console, with the sections that the organizer may open."""
    mine = access.find_roles()
    nav = [(url_for(endpoint), name) for endpoint, name, roles in SECTIONS if mine & set(roles)]
    # A link may have the chosen language behind its path.
    paths = [address.partition("?")[0] for address, _ in nav]
    here = next((path for path in reversed(paths) if request.path.startswith(path)), request.path)
    return render_template(
        template,
        nav=[*nav, (url_for("public.show_map"), lazy_gettext("Public map"))],
        nav_here=here,
        organizer=sessions.username(),
        my_roles=mine,
        **values,
    )
