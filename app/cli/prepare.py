"""`flask prepare`: everything between the services' start and the server's, in one process."""

from __future__ import annotations

import click

from app import deployment
from app.cli import database, demo, memory


@click.command("prepare")
@click.pass_context
def prepare(ctx: click.Context) -> None:
    """Migrate, refuse a memory that writes, end old sessions, load the demonstration, write the greeting."""
    for step in (database.upgrade, memory.clear, demo.load):
        ctx.invoke(step)
    greeting = deployment.current().config.instance / "greeting.txt"
    greeting.touch(0o600)
    greeting.write_text(demo.greet_text())
