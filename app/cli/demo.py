"""`flask demo`: load the demonstration once, and say what to open."""

from __future__ import annotations

import json

import click
from flask import current_app

from app import deployment
from app.database import Connection
from app.demo import load as loading
from app.demo.errors import DemoError

demo = click.Group("demo", help="The demonstration: an invented year in a real city.")


@demo.command("load")
def load() -> None:
    """Load the demonstration into an empty database; nothing happens where it is loaded or not wanted."""
    here = deployment.current()
    if not here.config.is_demonstration:
        return
    with here.database.owner.connect() as connection:
        if _is_complete(connection):
            return
        _empty(connection)
    click.echo("Loading the demonstration: about 2,400 invented reports through the real doors.", err=True)
    clock = loading.MovingClock()
    app = current_app.extensions["safelight.remake"](clock)
    try:
        loading.load(app, clock, here.local_now().date())
    except DemoError as error:
        raise click.ClickException(f"The demonstration stopped: {error}. bin/run begins it anew.") from error


def greet_text() -> str:
    """What to open, in a few lines."""
    here = deployment.current()
    url = here.config.public_url
    lines = ["", "Safelight runs.", f"  map       {url}/", f"  report    {url}/report"]
    lines.append(f"  console   {url}/console/")
    path = loading.account_path(here.config.instance)
    if here.config.is_demonstration and path.exists():
        account = json.loads(path.read_text())
        port = here.config.port
        flask = ".venv/bin/flask" if port == 8000 else f"SAFELIGHT_PORT={port} .venv/bin/flask"
        lines += [
            f"            name {account['username']}, passphrase: {account['passphrase']}",
            f'  text it   {flask} sms send "A man followed me near Karol Bagh last night"',
            f"  next      {flask} release publish --today DATE   (time passed in)",
        ]
    else:
        lines.append("  first     .venv/bin/flask organizers add NAME, then .venv/bin/flask doctor")
    return "\n".join([*lines, "Ctrl-C stops it.", "", ""])


def _is_complete(connection: Connection) -> bool:
    """Whether there is anything that must not be touched: a release, or what is no demonstration's."""
    row = connection.execute(
        "SELECT EXISTS (SELECT FROM release) OR EXISTS (SELECT FROM organizer WHERE NOT is_demonstration)"
        " OR EXISTS (SELECT FROM area WHERE id <> 'delhi')"
    ).fetchone()
    return bool(row and row[0])


def _empty(connection: Connection) -> None:
    """Remove what an interrupted loading left."""
    # Whatever refers to a report or to an organizer goes with it; places stay.
    connection.execute("TRUNCATE report, delivery, delivery_key, audit_line, audit_block, release CASCADE")
    connection.execute("TRUNCATE organizer, role, sealing_key, area, cell CASCADE")
