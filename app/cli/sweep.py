"""`flask sweep`: delete the providers' copies now, and show what is left there."""

from __future__ import annotations

import click

from app import deployment
from app.sweep import run
from app.sweep.account import Account


@click.command("sweep")
def sweep() -> None:
    """List what the providers hold for our numbers, take in what never came, delete the rest, list again."""
    accounts = run.run_all(deployment.current())
    for account in accounts:
        tell(account)
    if not accounts:
        click.echo(
            "No provider is configured whose copies can be deleted: SAFELIGHT_TWILIO_NUMBERS and others."
        )
    if any(account.problem for account in accounts):
        raise click.ClickException("Not everything could be done; the next sweep begins anew.")


def tell(account: Account) -> None:
    """One provider's account in words; counts and whole hours only."""
    click.echo(
        f"{account.gateway}: {account.found} found, {account.taken_in} had never reached us and were taken"
        f" in, {account.deleted} deleted, {account.later} in flight or put off, {account.refused} refused"
    )
    for hours, number in account.left.items():
        click.echo(f"  left, {hours} to {hours + 1} hours old: {number}")
    if account.problem:
        click.echo(f"  {account.problem}")
