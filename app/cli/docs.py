"""`flask docs`: pages that are made from the program."""

from __future__ import annotations

import click

from app import states as page

docs = click.Group("docs", help="Pages that are made from the program.")


@docs.command("states")
def states() -> None:
    """Print docs/states.md: what becomes of a report."""
    click.echo(page.to_markdown(), nl=False)
