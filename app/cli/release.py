"""`flask release`: publish what is due, show and list what was published."""

from __future__ import annotations

from datetime import date, datetime

import click

from app import deployment
from app import release as releases
from maps.disclosure import period

release = click.Group("release", help="Releases: drawn once, immutable.")
DAY = click.DateTime(["%Y-%m-%d"])


def today_or(given: datetime | None) -> date:
    """Today, or the day given in its place, which only a demonstration may move."""
    here = deployment.current()
    if given is None:
        return here.local_now().date()
    if not here.config.is_demonstration and given.date() > here.local_now().date():
        raise click.ClickException("Only the demonstration may move the clock ahead.")
    return given.date()


@release.command("publish")
@click.option("--today", type=DAY, help="The day to act as on; a later one in the demonstration only.")
def publish(today: datetime | None) -> None:
    """Close every period that is due, draw its release, store it."""
    here, day = deployment.current(), today_or(today)
    with here.database.release.connect() as connection:
        issued = releases.publish_due(connection, day, here.config.secret_key)
        following = releases.find_next_day(connection)
    for release_id in issued:
        click.echo(f"published {release_id}")
    if not issued:
        click.echo("No period is due.")
    if following is not None:
        click.echo(
            f"The next period ends on {following}; its release appears on"
            f" {period.publication(following, releases.WEEKDAY)}."
        )


@release.command("list")
def list_all() -> None:
    """Every entry of the chain."""
    with deployment.current().database.public.connect() as connection:
        for stored in releases.find_all(connection):
            click.echo(f"{stored.position}\t{stored.id}\t{stored.published_on}\t{stored.digest}")


@release.command("show")
@click.argument("release_id")
def show(release_id: str) -> None:
    """One release's file, as it was signed."""
    with deployment.current().database.public.connect() as connection:
        found = next((one for one in releases.find_all(connection) if one.id == release_id), None)
    if found is None:
        raise click.ClickException("There is no such release: flask release list")
    click.echo(found.file.decode(), nl=False)
