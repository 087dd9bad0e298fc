"""Organizers by each other's hand: invited, given roles, removed; and a passphrase changed by its owner."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from uuid import UUID

import flask_security
from nacl.public import PrivateKey
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app import accounts
from app.errors import MemberError
from app.models.organizer import Organizer, Role, WrappedKey

SHORTEST = 20
"""Characters of a passphrase that someone chooses; made ones have seven words, 90 bits."""
USERNAME = re.compile(r"[\w.-]{2,40}")


def list_all(session: Session) -> Sequence[Organizer]:
    """Every account by name."""
    return session.scalars(select(Organizer).order_by(Organizer.username)).all()


def invite(
    session: Session,
    host: Organizer,
    username: str,
    roles: Sequence[str],
    passphrase: str,
    keys: Mapping[UUID, PrivateKey],
) -> Organizer:
    """A new account that opens what its host's session opens. The caller commits.

    Raises:
        MemberError: the name is taken or cannot be one, or no role was given.
    """
    if not USERNAME.fullmatch(username) or accounts.find(session, username) is not None:
        raise MemberError("the name is taken, or has other signs than letters, digits, dot and dash")
    chosen = tuple(role for role in accounts.ROLES if role in roles)
    if not chosen:
        raise MemberError("an organizer needs at least one role")
    # A demonstration's guests are as void elsewhere as their host.
    return accounts.add(session, username, passphrase, chosen, keys, is_demonstration=host.is_demonstration)


def set_roles(session: Session, organizer: Organizer, roles: Sequence[str]) -> None:
    """Give an organizer these roles and no others. The caller commits.

    Raises:
        MemberError: nobody would be left to invite others.
    """
    if "admin" not in roles and _is_last_admin(session, organizer):
        raise MemberError("the last admin must stay one")
    rows = session.scalars(
        select(Role).where(Role.name.in_([role for role in accounts.ROLES if role in roles]))
    )
    organizer.roles = list(rows)


def remove(session: Session, organizer: Organizer) -> None:
    """Delete an account with its sessions and its way to the key. The caller commits.

    What the removed organizer has read stays read: a new key for later reports is `flask organizers` work.

    Raises:
        MemberError: nobody would be left to invite others.
        LastOrganizerError: nobody else could open the reports.
    """
    if _is_last_admin(session, organizer):
        raise MemberError("the last admin cannot be removed")
    accounts.remove(session, organizer)


def change_passphrase(session: Session, organizer: Organizer, old: str, new: str) -> None:
    """Wrap the organizer's keys under a new passphrase, and sign in with it from now on. The caller commits.

    Raises:
        MemberError: the new one is too short.
        LockedError: the old one does not fit.
    """
    if len(new) < SHORTEST:
        raise MemberError("the new passphrase is too short")
    keys = accounts.unwrap_keys(session, organizer, old)
    session.execute(delete(WrappedKey).where(WrappedKey.organizer_id == organizer.id))
    for key_id, key in keys.items():
        accounts.wrap_for(session, organizer, key_id, key, new)
    organizer.password = flask_security.hash_password(new)


def _is_last_admin(session: Session, organizer: Organizer) -> bool:
    admins = session.scalars(select(Organizer).where(Organizer.roles.any(Role.name == "admin"))).all()
    return [admin.id for admin in admins] == [organizer.id]
