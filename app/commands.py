"""The `flask` commands by name; each is imported when it is called.

A web worker never imports what only commands need (readers of map files, the release's noise): it would hold
a third more memory and start seconds later.
"""

from __future__ import annotations

import importlib
from collections.abc import Mapping

import click
from flask import Flask
from flask.cli import AppGroup, ScriptInfo

from app import outage

MODULES: Mapping[str, str] = {
    "area": "app.cli.area",
    "audit": "app.cli.audit",
    "backup": "app.cli.backup",
    "basemap": "app.cli.basemap",
    "categories": "app.cli.categories:categories_",
    "database": "app.cli.database",
    "demo": "app.cli.demo",
    "doctor": "app.cli.doctor",
    "docs": "app.cli.docs",
    "memory": "app.cli.memory",
    "organizers": "app.cli.organizers",
    "places": "app.cli.places",
    "prepare": "app.cli.prepare",
    "purge": "app.cli.purge",
    "redact": "app.cli.redact:redact_",
    "release": "app.cli.release",
    "reports": "app.cli.reports",
    "restore": "app.cli.restore",
    "services": "app.cli.services",
    "site": "app.cli.site",
    "sms": "app.cli.sms",
    "sweep": "app.cli.sweep",
    "tick": "app.cli.tick",
}
"""Command to the module that holds it, under the same name or the one after the colon."""


class Commands(AppGroup):
    """The application's commands, found by name."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every command's name."""
        return sorted({*super().list_commands(ctx), *MODULES})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of this name, within the application's context; None where there is none."""
        if cmd_name not in MODULES:
            return super().get_command(ctx, cmd_name)
        app = ctx.ensure_object(ScriptInfo).load_app()
        ctx.with_resource(app.app_context())
        # Closed last in, first out, with what ended the command in hand.
        ctx.with_resource(outage.told())
        module, _, name = MODULES[cmd_name].partition(":")
        found: click.Command = getattr(importlib.import_module(module), name or cmd_name)
        return found


def install(app: Flask) -> None:
    """Put the commands in reach of `flask`."""
    app.cli = Commands(app.name)
