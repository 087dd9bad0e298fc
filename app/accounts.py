"""Organizers' accounts: made by invitation only, each with its own way to the sealing key (P2)."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import date
from uuid import UUID, uuid4

import flask_security
from nacl.public import PrivateKey
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app import opened, sealing
from app.errors import LastOrganizerError, NotReadyError
from app.models.organizer import Organizer, Role, SealingKey, WrappedKey
from app.models.passkey import Passkey
from app.sealing import Sealer, Wrapped

ROLES = ("reviewer", "operator", "mapper", "analyst", "admin")
RESET = "reset organizer"
RESET_WITH_SECOND = "reset organizer and second factor"
"""Acts on record: what of an account was taken anew."""


def find(session: Session, username: str) -> Organizer | None:
    """The account of this name."""
    if "\0" in username:  # PostgreSQL takes no NUL in a text
        return None
    return session.scalar(select(Organizer).where(Organizer.username == username))


def find_current_key(session: Session) -> SealingKey | None:
    """The key that reports are sealed to now; None before the first organizer."""
    return session.scalar(select(SealingKey).where(SealingKey.is_current))


def get_sealer(session: Session) -> Sealer:
    """What seals to the current key.

    Raises:
        NotReadyError: no organizer exists yet.
    """
    key = find_current_key(session)
    if key is None:
        raise NotReadyError("no organizer exists yet")
    return Sealer(key.id, key.public_key)


def add(
    session: Session,
    username: str,
    passphrase: str,
    roles: tuple[str, ...],
    keys: Mapping[UUID, PrivateKey],
    *,
    is_demonstration: bool = False,
) -> Organizer:
    """A new account that can open what the given private keys open.

    The caller commits. Roles must be some of `ROLES`.
    """
    organizer = Organizer(
        id=uuid4(),
        username=username,
        password=flask_security.hash_password(passphrase),
        active=True,
        fs_uniquifier=secrets.token_hex(32),
        is_demonstration=is_demonstration,
        roles=[_role(session, name) for name in roles],
    )
    session.add(organizer)
    session.flush()
    for key_id, key in keys.items():
        wrap_for(session, organizer, key_id, key, passphrase)
    return organizer


def add_first(
    session: Session, username: str, passphrase: str, today: date, *, is_demonstration: bool = False
) -> Organizer:
    """The first account, and with it the deployment's key pair. The caller commits."""
    key = sealing.make_key()
    row = SealingKey(id=uuid4(), public_key=bytes(key.public_key), made_on=today, is_current=True)
    session.add(row)
    session.flush()
    return add(session, username, passphrase, ROLES, {row.id: key}, is_demonstration=is_demonstration)


def unwrap_keys(session: Session, organizer: Organizer, passphrase: str) -> dict[UUID, PrivateKey]:
    """Every private key that the organizer's passphrase opens, by id.

    Raises:
        LockedError: the passphrase does not fit.
    """
    rows = session.scalars(select(WrappedKey).where(WrappedKey.organizer_id == organizer.id))
    return {row.sealing_key_id: sealing.unwrap(to_wrapped(row), passphrase) for row in rows}


def find_all(session: Session) -> list[Organizer]:
    """Every account by name."""
    return list(session.scalars(select(Organizer).order_by(Organizer.username)))


def reset(
    session: Session,
    organizer: Organizer,
    passphrase: str,
    keys: Mapping[UUID, PrivateKey],
    *,
    drops_second: bool,
) -> str:
    """Give an account a new passphrase that opens the given keys; its sessions end. Gives the act on record.

    The second factor stays, so that whoever talked an organizer into a reset still lacks the device; with
    `drops_second` the code, every passkey and the recovery codes go, for someone who lost them as well. The
    caller commits, with the act as an audit line.
    """
    organizer.password = flask_security.hash_password(passphrase)
    organizer.fs_uniquifier = secrets.token_hex(32)
    opened.end(session, organizer.id)
    session.execute(delete(WrappedKey).where(WrappedKey.organizer_id == organizer.id))
    for key_id, key in keys.items():
        wrap_for(session, organizer, key_id, key, passphrase)
    if drops_second:
        organizer.code_secret, organizer.recovery = None, []
        session.execute(delete(Passkey).where(Passkey.organizer_id == organizer.id))
    return RESET_WITH_SECOND if drops_second else RESET


def has_second(session: Session, organizer: Organizer) -> bool:
    """Whether a second factor is asked of this account."""
    owned = select(Passkey.id).where(Passkey.organizer_id == organizer.id).limit(1)
    return organizer.code_secret is not None or session.scalar(owned) is not None


def remove(session: Session, organizer: Organizer) -> None:
    """Remove an account and its way to the keys. The caller commits.

    Raises:
        LastOrganizerError: nobody else could open the current key.
    """
    key = find_current_key(session)
    others = select(WrappedKey.organizer_id).where(
        WrappedKey.organizer_id != organizer.id, WrappedKey.sealing_key_id == (key and key.id)
    )
    if session.scalar(others.limit(1)) is None:
        raise LastOrganizerError("nobody else could open the reports")
    session.delete(organizer)


def to_wrapped(row: WrappedKey) -> Wrapped:
    """The wrapped key in a row."""
    return Wrapped(row.salt, row.wrapped)


def wrap_for(session: Session, organizer: Organizer, key_id: UUID, key: PrivateKey, passphrase: str) -> None:
    """Give an organizer a way to a key, under a passphrase. The caller commits."""
    store_wrapped(session, organizer.id, key_id, sealing.wrap(key, passphrase))


def store_wrapped(session: Session, organizer_id: UUID, key_id: UUID, wrapped: Wrapped) -> None:
    """Keep an organizer's way to a key."""
    session.add(
        WrappedKey(organizer_id=organizer_id, sealing_key_id=key_id, salt=wrapped.salt, wrapped=wrapped.box)
    )


def _role(session: Session, name: str) -> Role:
    role = session.scalar(select(Role).where(Role.name == name))
    if role is None:
        role = Role(id=uuid4(), name=name)
        session.add(role)
    return role
