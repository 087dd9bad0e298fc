"""`flask memory`: the memory that forgets."""

from __future__ import annotations

import click

from app import deployment, sealing
from app.errors import RefusedServiceError

memory = click.Group("memory", help="The memory that forgets: Redis without persistence.")


@memory.command("clear")
def clear() -> None:
    """Refuse a Redis that writes to the disk, and end every unlocked session, as each start does."""
    here = deployment.current()
    try:
        here.memory.check_forgetful()
    except RefusedServiceError as error:
        raise click.ClickException(str(error)) from error
    sealing.lock_all(here.memory)
