"""`flask purge`: remove what has been kept as long as was said."""

from __future__ import annotations

import click

from app import deployment, retention


@click.command("purge")
@click.option("--dry-run", is_flag=True, help="Count what would go and remove nothing.")
def purge(dry_run: bool) -> None:
    """Remove what has been kept as long as was said, and show the calendar."""
    here = deployment.current()
    today = here.local_now().date()
    act = retention.count_due if dry_run else retention.purge
    with here.database.owner.connect() as connection:
        counts = act(connection, here.config, today)
    word = "due" if dry_run else "gone"
    for entry in retention.calendar(here.config, today):
        click.echo(
            f"{entry.name}\t{entry.days} days after {entry.start}\t{word}: {counts.get(entry.name, 0)}"
        )
