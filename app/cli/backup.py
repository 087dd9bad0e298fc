"""`flask backup`: everything a new machine needs, in one file sealed to the organizers' key."""

from __future__ import annotations

from pathlib import Path

import click

from app import deployment, withdrawals
from app.backups import dump
from app.errors import NotReadyError


@click.command("backup")
@click.argument("folder", required=False, type=click.Path(file_okay=False, path_type=Path))
def backup(folder: Path | None) -> None:
    """Write a backup into FOLDER; without one, into the instance's own.

    `flask purge` removes old backups from the instance's folder alone: what is carried elsewhere must be
    deleted there.
    """
    here = deployment.current()
    target, today = folder or here.config.backup_folder, here.local_now().date()
    with here.database.owner.connect() as connection:
        try:
            path = dump.write(connection, here.config, target, here.clock(), today)
        except NotReadyError as error:
            raise click.ClickException("No organizer exists: flask organizers add NAME") from error
        withdrawals.write(connection, target, today)
    click.echo(f"{path}: {path.stat().st_size / 1e6:.1f} MB, opened by any organizer's passphrase.")
    click.echo(f"Delete it by day {here.config.keep_backup_days}. Keep the file `withdrawn` beside it.")
