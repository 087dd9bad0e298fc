"""`flask organizers`: accounts, by invitation only, and the life of the sealing key."""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import date
from uuid import UUID

import click
from nacl.public import PrivateKey
from sqlalchemy.orm import Session
from tqdm import tqdm

from app import accounts, audit, deployment, rotation, sealing, seals
from app.errors import LastOrganizerError, LockedError
from app.models.organizer import Organizer
from sms import receipt

organizers = click.Group("organizers", help="The organizers' accounts.")
ROLES = click.Choice(accounts.ROLES)
LOST = (
    "Nobody can reset a passphrase alone: another organizer must do it. If all passphrases are lost, no"
    " report and no backup can ever be read again, by anyone."
)
SECOND = "The second factor is asked for as before. If it is lost as well, reset again with --second-factor."
ALONE = "So far one passphrase is all there is: add a second organizer today."


def open_session() -> Session:
    """A session of the tables' owner, who alone may remove keys."""
    return Session(deployment.current().database.owner_engine, expire_on_commit=False)


def get(session: Session, username: str) -> Organizer:
    """The account of this name."""
    found = accounts.find(session, username)
    if found is None:
        raise click.ClickException(f"There is no organizer {username}: flask organizers list")
    return found


def unlock(session: Session, username: str) -> Mapping[UUID, PrivateKey]:
    """The private keys of an organizer, who is asked for the passphrase."""
    host = get(session, username)
    try:
        return accounts.unwrap_keys(
            session, host, click.prompt("Passphrase of " + host.username, hide_input=True)
        )
    except LockedError as error:
        raise click.ClickException("The passphrase does not fit.") from error


def today() -> date:
    """The day where the deployment is."""
    return deployment.current().local_now().date()


def tell_passphrase(session: Session, username: str, passphrase: str) -> None:
    """Show a passphrase, once, with what its loss means."""
    url = deployment.current().config.public_url
    click.echo(f"{username} signs in at {url}/console/ with this passphrase, shown once:")
    click.echo(f"\n    {passphrase}\n\nWrite it down. {LOST}")
    if len(accounts.find_all(session)) == 1:
        click.echo(ALONE)


@organizers.command("list")
def list_() -> None:
    """Show the accounts and what each may do."""
    with open_session() as session:
        for organizer in accounts.find_all(session):
            click.echo(f"{organizer.username}\t{', '.join(sorted(role.name for role in organizer.roles))}")


@organizers.command("add")
@click.argument("username")
@click.option("--role", "roles", multiple=True, type=ROLES, help="What the account may do; more than once.")
@click.option("--by", help="The organizer who invites; asked for the passphrase, to hand the key on.")
def add(username: str, roles: tuple[str, ...], by: str | None) -> None:
    """Make an account and print its passphrase, once."""
    with open_session() as session:
        if accounts.find(session, username) is not None:
            raise click.ClickException("There is an account of this name.")
        passphrase = receipt.passphrase()
        if accounts.find_current_key(session) is None:
            accounts.add_first(session, username, passphrase, today())
        elif by is None:
            raise click.ClickException("Name an organizer who hands the key on: --by NAME.")
        else:
            keys = unlock(session, by)
            made = accounts.add(session, username, passphrase, roles or ("reviewer",), keys)
            audit.add_line(session, today(), by, "add organizer", made.id)
        session.commit()
        tell_passphrase(session, username, passphrase)


@organizers.command("reset")
@click.argument("username")
@click.option("--by", required=True, help="Another organizer; asked for the passphrase.")
@click.option("--second-factor", "drops_second", is_flag=True, help="Lost, too: turn code and passkeys off.")
def reset(username: str, by: str, *, drops_second: bool) -> None:
    """Give USERNAME a new passphrase in place of a lost one, and end their sessions.

    A code from a phone and passkeys are still asked for, unless --second-factor says that they are lost, too.
    """
    if username == by:
        raise click.ClickException("Another organizer must hand the key on: --by OTHER.")
    with open_session() as session:
        organizer, passphrase = get(session, username), receipt.passphrase()
        act = accounts.reset(session, organizer, passphrase, unlock(session, by), drops_second=drops_second)
        audit.add_line(session, today(), by, act, organizer.id)
        session.commit()
        tell_passphrase(session, username, passphrase)
        if accounts.has_second(session, organizer):
            click.echo(SECOND)


@organizers.command("remove")
@click.argument("username")
@click.option("--by", required=True, help="The organizer who removes; asked for the passphrase.")
def remove(username: str, by: str) -> None:
    """Remove USERNAME's account, and with it the way to the key."""
    with open_session() as session:
        organizer = get(session, username)
        unlock(session, by)
        try:
            accounts.remove(session, organizer)
        except LastOrganizerError as error:
            raise click.ClickException(
                "Nobody else could open the reports: add another organizer first."
            ) from error
        audit.add_line(session, today(), by, "remove organizer", organizer.id)
        session.commit()
    click.echo(f"{username} is removed. Earlier backups still open with that passphrase until they are gone.")
    click.echo("Where that matters, make a new key now: flask organizers rotate --by " + by)


@organizers.command("rotate")
@click.option("--by", required=True, help="The organizer who does it; asked for the passphrase.")
@click.option("--grace", default=rotation.GRACE_S, show_default=True, help="Seconds before the old key goes.")
def rotate(by: str, grace: int) -> None:
    """Make a new key pair, seal everything again, remove the old one.

    Interrupted, it goes on when called again. Everyone keeps their passphrase and has to sign in again.
    """
    here = deployment.current()
    with open_session() as session:
        keys = unlock(session, by)
        if rotation.find_old(session):
            click.echo("An earlier rotation has not ended: going on with it.")
        else:
            audit.add_line(session, today(), by, "rotate key", rotation.begin(session, today()))
            session.commit()
        here.shortly.forget(seals.NAME)
        sealing.lock_all(here.memory)
        with tqdm(total=rotation.count_left(session), unit=" reports", disable=None) as bar:
            for number in rotation.reseal(session, keys):
                bar.update(number)
        time.sleep(grace)
        again = sum(rotation.reseal(session, keys))
        retired = rotation.retire(session)
        session.commit()
    click.echo(f"Old keys removed: {retired}. Sealed again while the old key ended: {again}.")
    click.echo(
        "Make a backup now: flask backup. Backups of the old key open with the passphrases of their day."
    )
