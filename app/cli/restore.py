"""`flask restore`: bring a new machine up from a backup."""

from __future__ import annotations

import os
from pathlib import Path

import click

from app import deployment, sealing
from app.backups import envelope, published, restoring
from app.deployment import Deployment
from app.errors import BackupError, LockedError
from app.sweep import watermark


@click.command("restore")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--releases",
    type=click.Path(exists=True, path_type=Path),
    help="The published releases: a folder of .json files, or one file with a release a line.",
)
def restore(file: Path, releases: Path | None) -> None:
    """Fill an empty installation from FILE; asks for the passphrase of an organizer of that day."""
    here = deployment.current()
    check_secret(here)
    try:
        chain = published.read(releases) if releases else None
        with file.open("rb") as source:
            header = restoring.open_backup(source, here.local_now().date(), here.config.keep_backup_days)
            key = envelope.unlock(header, click.prompt("Passphrase of an organizer", hide_input=True))
            frames = envelope.read_frames(source, header, key)
            done = restoring.restore(here, frames, file.parent, chain)
    except BackupError as error:
        raise click.ClickException(str(error)) from error
    except LockedError as error:
        raise click.ClickException("The passphrase opens no key of this backup.") from error
    keep(here, done)
    tell(done)


def secret_path(here: Deployment) -> Path:
    """Where the instance keeps its secret."""
    return here.config.instance / "secrets" / "secret_key"


def check_secret(here: Deployment) -> None:
    """Refuse a secret from the environment: it would win over the one that comes out of the backup."""
    path = secret_path(here)
    if not path.exists() or path.read_text().strip() != here.config.secret_key:
        raise click.ClickException("Unset SAFELIGHT_SECRET_KEY: the backup brings the deployment's secret.")


def keep(here: Deployment, done: restoring.Restored) -> None:
    """Put secret and settings where the next start finds them; end every session."""
    path = secret_path(here)
    write_private(path, done.secret_key)
    lines = [f"{name}={value}" for name, value in sorted(done.settings.items())]
    write_private(path.with_name("restored.env"), "\n".join([*lines, ""]))
    watermark.set_floor(here.config.instance, done.made_at)
    sealing.lock_all(here.memory)


def write_private(path: Path, text: str) -> None:
    """A file that only we can read, there whole or not at all."""
    part = path.with_suffix(".part")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(text)
    part.rename(path)


def tell(done: restoring.Restored) -> None:
    """Say what came back, and what nobody can know."""
    click.echo(f"{done.reports} reports as of {done.made_at:%Y-%m-%d %H:%M} UTC are back.")
    if done.withdrawn_through is None:
        click.echo("No list `withdrawn` lies beside the backup: reports withdrawn since are back too.")
    else:
        click.echo(
            f"{done.withdrawn} of them were withdrawn by {done.withdrawn_through} and are gone again;"
            " what was withdrawn later is back."
        )
    if done.case_work:
        click.echo(f"{done.case_work} belong to a period that was released since: they are case work only.")
    for name, number in done.purged.items():
        if number:
            click.echo(f"{name} past their time, removed: {number}")
    click.echo("The settings of the old machine are in secrets/restored.env: copy what you need into .env.")
    click.echo("Start again with bin/run.")
