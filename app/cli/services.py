"""`flask services`: the directory in and out as files."""

from __future__ import annotations

from pathlib import Path

import click

from app import deployment, sessions
from app.services import directory, exchange, store

services = click.Group("services", help="Services that help.")
FORMATS = {".csv": exchange.to_csv, ".geojson": exchange.to_geojson, ".json": exchange.to_geojson}


@services.command("import")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--dry-run", is_flag=True, help="Say what would be stored, and store nothing.")
def import_(file: Path, dry_run: bool) -> None:
    """Store the services of FILE (CSV or GeoJSON, HSDS field names); read again, it stores nothing twice."""
    here, session = deployment.current(), sessions.database_session()
    today = here.local_now().date()
    found = exchange.read(file.read_text("utf-8-sig"), today)
    for reason in found.left_out:
        click.echo(f"left out, {reason}", err=True)
    if not dry_run:
        store.save_all(session, found.listings, "(command)", today)
        session.commit()
    verb = "would be stored" if dry_run else "stored"
    click.echo(f"{len(found.listings)} services {verb}, {len(found.left_out)} left out")


@services.command("export")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def export(file: Path) -> None:
    """Write every service's public facts to FILE, by its suffix CSV or GeoJSON."""
    write = FORMATS.get(file.suffix.lower())
    if write is None:
        raise click.ClickException("The file must end in .csv or .geojson.")
    with deployment.current().database.public.connect() as connection:
        listings = directory.find_all(connection)
    file.write_text(write(listings), "utf-8")
    click.echo(f"{len(listings)} services written")
