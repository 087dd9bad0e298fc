"""Every route is public by list or behind a role."""

from __future__ import annotations

from flask import Flask

from app import access


def test_no_route_is_without_a_role_unless_it_is_listed_as_open(app: Flask) -> None:
    assert list(access.find_unguarded(app)) == []


def test_a_console_route_that_names_no_role_is_found(app: Flask) -> None:
    app.add_url_rule("/console/forgotten", "home.forgotten", lambda: "")

    assert list(access.find_unguarded(app)) == ["home.forgotten"]
