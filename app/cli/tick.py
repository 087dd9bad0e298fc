"""`flask tick`: all periodic work through one entry."""

from __future__ import annotations

import time

import click

from app import deployment, periodic
from app.errors import UnavailableError


@click.command("tick")
@click.option("--every", type=click.IntRange(min=1), help="Go on for ever, with this many seconds between.")
def tick(every: int | None) -> None:
    """Do what is due: idempotent, one at a time however many are started."""
    while True:
        try:
            for line in periodic.run(deployment.current()):
                click.echo(line)
        except UnavailableError:
            click.echo("The database does not answer; the work waits.", err=True)
            if every is None:
                raise
        if every is None:
            return
        time.sleep(every)
