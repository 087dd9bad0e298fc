"""`flask organizers`: accounts, by invitation only."""

from __future__ import annotations

import click

from app import accounts, deployment, sessions
from app.errors import LockedError
from sms import receipt

organizers = click.Group("organizers", help="The organizers' accounts.")
ROLES = click.Choice(accounts.ROLES)


@organizers.command("add")
@click.argument("username")
@click.option("--role", "roles", multiple=True, type=ROLES, help="What the account may do; more than once.")
@click.option("--by", help="The organizer who invites; asked for the passphrase, to hand the key on.")
def add(username: str, roles: tuple[str, ...], by: str | None) -> None:
    """Make an account and print its passphrase, once."""
    session, here = sessions.database_session(), deployment.current()
    if accounts.find(session, username) is not None:
        raise click.ClickException("There is an account of this name.")
    passphrase = receipt.passphrase()
    if accounts.find_current_key(session) is None:
        accounts.add_first(session, username, passphrase, here.local_now().date())
    else:
        host = accounts.find(session, by or "")
        if host is None:
            raise click.ClickException("Name an organizer who hands the key on: --by NAME.")
        try:
            keys = accounts.unwrap_keys(
                session, host, click.prompt("Passphrase of " + host.username, hide_input=True)
            )
        except LockedError as error:
            raise click.ClickException("The passphrase does not fit.") from error
        accounts.add(session, username, passphrase, roles or ("reviewer",), keys)
    session.commit()
    click.echo(f"{username} signs in at {here.config.public_url}/console/ with this passphrase, shown once:")
    click.echo(
        f"\n    {passphrase}\n\nWrite it down: without any organizer's passphrase nothing can be read again."
    )
