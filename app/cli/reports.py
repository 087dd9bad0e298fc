"""`flask reports`: bring reports in from other platforms' files."""

from __future__ import annotations

from pathlib import Path

import click
from tqdm import tqdm

from app import deployment
from app.importing import columns, reader, taking

reports = click.Group("reports", help="Reports from other platforms.")


@reports.command("import")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--source", help="Name of where it comes from; the same row of the same source is stored once.")
@click.option(
    "--column", "mapped", multiple=True, metavar="FIELD=NAME", help=f"Of {', '.join(columns.FIELDS)}."
)
@click.option("--day-first", is_flag=True, help="Dates are day/month/year.")
@click.option("--dry-run", is_flag=True, help="Say what would become of each row, and store nothing.")
def import_(file: Path, source: str | None, mapped: tuple[str, ...], day_first: bool, dry_run: bool) -> None:
    """Take in FILE: CSV of Ushahidi, HarassMap, Safecity, Kobo or ODK; GeoJSON; any CSV by --column."""
    mapping = dict(one.split("=", 1) for one in mapped if "=" in one)
    if unknown := set(mapping) - set(columns.FIELDS):
        raise click.BadParameter(f"no field is called {', '.join(sorted(unknown))}", param_hint="--column")
    try:
        opened = reader.open_file(file, mapping)
    except (ValueError, OSError) as failed:
        raise click.ClickException(str(failed)) from failed
    _tell_plan(opened)
    with tqdm(total=len(opened.lines), unit=" rows", disable=None) as bar:
        rows = opened.rows(is_day_first=day_first)
        outcome = taking.take_all(deployment.current(), source or file.stem, rows, bar.update, is_dry=dry_run)
    for left in outcome.left_out:
        click.echo(f"row {left.number} left out: {left.reason}")
    for name, rows_so in outcome.counts.most_common():
        click.echo(f"{rows_so} {name}")


def _tell_plan(opened: reader.Source) -> None:
    click.echo(f"read: {', '.join(opened.plan.positions)}")
    click.echo(f"identity, dropped unread: {', '.join(opened.plan.identity) or 'none'}")
    click.echo(f"not used: {', '.join(opened.plan.unused) or 'none'}")
