"""`flask release`: what is open, publish what is due, show, list, verify and correct what was published."""

from __future__ import annotations

from datetime import date, datetime

import click

from app import archive, deployment, errata
from app import release as releases
from app import standing as standings
from app.errors import AreaChangedError, ErratumError
from app.site import shelf
from maps.disclosure import period
from maps.ledger import command, seal

release = click.Group("release", help="Releases: drawn once, immutable.")
DAY = click.DateTime(["%Y-%m-%d"])
TODAY = click.option("--today", type=DAY, help="The day to act as on; a later one in the demonstration only.")
release.add_command(command.verify)


def today_or(given: datetime | None) -> date:
    """Today, or the day given in its place, which only a demonstration may move."""
    here = deployment.current()
    if given is None:
        return here.local_now().date()
    if not here.config.is_demonstration and given.date() > here.local_now().date():
        raise click.ClickException("Only the demonstration may move the clock ahead.")
    return given.date()


@release.command("publish")
@TODAY
def publish(today: datetime | None) -> None:
    """Close every period that is due, draw its release, store it: in one transaction each, once for ever."""
    here, day = deployment.current(), today_or(today)
    try:
        with here.database.release.connect() as connection:
            issued = releases.publish_due(connection, day, here.config.secret_key)
            following = archive.find_next_day(connection)
    except AreaChangedError as error:
        raise click.ClickException(str(error)) from error
    for release_id in issued:
        click.echo(f"published {release_id}")
    if issued:
        shelf.announce(here.config.instance)
    else:
        click.echo("No period is due.")
    if following is not None:
        click.echo(
            f"The next period ends on {following}; its release appears on"
            f" {period.publication(following, archive.WEEKDAY)}."
        )


@release.command("close")
def close() -> None:
    """Say what is open, what will close it and when; changes nothing.

    Periods close by a public rule over the calendar and published totals: nobody closes one by hand, since a
    period cut to fit would tell what lies in it. Closing, drawing and storing are one transaction, on the
    day the release is due: `flask release publish`, or `flask tick`, which does it by itself.
    """
    with deployment.current().database.public.connect() as connection:
        standing = standings.find_standing(connection)
    if standing is None:
        raise click.ClickException("No area is set, so nothing is counted: flask area set FILE")
    bulletin = standing.bulletin
    click.echo(
        f"bulletin  {bulletin.first} to {bulletin.last} (a {bulletin.closed_by});"
        f" appears on {standing.appears_on}"
    )
    click.echo(
        f"map       since {standing.map_since}: {standing.map_total} of {period.MAP_CLOSES_AT} published;"
        f" closes at the latest on {standing.map_latest}"
    )


@release.command("list")
def list_all() -> None:
    """Every entry of the chain."""
    with deployment.current().database.public.connect() as connection:
        for stored in archive.find_all(connection):
            click.echo(f"{stored.position}\t{stored.id}\t{stored.published_on}\t{stored.digest}")


@release.command("show")
@click.argument("release_id")
def show(release_id: str) -> None:
    """One entry's file, as it was signed."""
    with deployment.current().database.public.connect() as connection:
        found = next((one for one in archive.find_all(connection) if one.id == release_id), None)
    if found is None:
        raise click.ClickException("There is no such release: flask release list")
    click.echo(found.file.decode(), nl=False)


@release.command("key")
def show_key() -> None:
    """The public key that releases are signed with: print it somewhere that no intruder can change."""
    click.echo(seal.public_key(archive.signing_seed(deployment.current().config.secret_key)).hex())


@release.command("erratum")
@click.argument("release_id")
@click.argument("reason")
@click.option("--cell", "cells", multiple=True, help="A cell to mark; may be given again and again.")
@click.option("--withdraw", is_flag=True, help="Withdraw the display of the whole release.")
@TODAY
def correct(
    release_id: str, reason: str, cells: tuple[str, ...], withdraw: bool, today: datetime | None
) -> None:
    """Say in public what is wrong with a release: mark cells, or withdraw its display.

    The signed numbers stay: nothing is drawn again and nothing subtracted, since the difference would tell
    what was taken out. REASON is public for ever: it names no person, place or report.
    """
    here, day = deployment.current(), today_or(today)
    try:
        with here.database.release.connect() as connection:
            issued = errata.issue(
                connection, release_id, reason, day, here.config.secret_key, cells=cells, withdraw=withdraw
            )
    except ErratumError as error:
        raise click.ClickException(str(error)) from error
    shelf.announce(here.config.instance)
    click.echo(f"published {issued}")
