"""`flask tick`: all periodic work through one entry."""

from __future__ import annotations

import time

import click
from flask import current_app

from app import deployment, outage, periodic
from app.site import shelf


@click.command("tick")
@click.option("--every", type=click.IntRange(min=1), help="Go on for ever, with this many seconds between.")
def tick(every: int | None) -> None:
    """Do what is due: idempotent, one at a time however many are started."""
    while True:
        try:
            for line in periodic.run(deployment.current()):
                click.echo(line)
            made = make_site()
            if made:
                click.echo(f"public files made: {made}")
        except tuple(outage.SENTENCES) as error:
            if every is None:
                raise
            click.echo(f"{outage.describe(error)} The work waits.", err=True)
        if every is None:
            return
        time.sleep(every)


def make_site() -> int:
    """Make the files of the public site that are missing, before a reader asks for them."""
    found: shelf.Shelf = current_app.extensions["safelight.shelf"]
    return found.make_all()
