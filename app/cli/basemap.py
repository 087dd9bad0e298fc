"""`flask basemap`: the streets under the map, from an imported OpenStreetMap extract."""

from __future__ import annotations

from pathlib import Path

import click

from app import deployment
from app.basemap import building, file
from app.errors import PlacesError
from app.site import shelf
from maps.errors import SourceError

basemap = click.Group("basemap", help="The ground under the map: streets, water, parks, rails, names.")


@basemap.command()
@click.argument("extract", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--source", help="The imported source it must be. Default: any with the file's checksum.")
def build(extract: Path, source: str | None) -> None:
    """Turn EXTRACT (.osm.pbf, imported before) into one file of tiles, in place of the one before."""
    try:
        with deployment.owner_connection() as connection:
            built = building.build(deployment.current(), connection, extract, source)
    except (PlacesError, SourceError, OSError) as failed:
        raise click.ClickException(str(failed)) from failed
    shelf.announce(deployment.current().config.instance)
    click.echo(f"{built.tiles} tiles, {built.size / 1e6:.1f} MB")


@basemap.command()
def remove() -> None:
    """Delete the file: maps then show the area's outline and names alone."""
    path = file.find(deployment.current())
    if path is None:
        raise click.ClickException("there is none")
    path.unlink()
    shelf.announce(deployment.current().config.instance)
    click.echo("removed")
