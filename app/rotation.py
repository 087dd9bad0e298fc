"""A new key pair in the old one's place, and everything sealed again (P2).

First the new key is current, and handed to every organizer without their passphrases; from then on reports
are sealed to it. Then what the old keys sealed is opened and sealed again, batch by batch: whoever is
interrupted begins again and goes on where it stopped. Last, the old keys go.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from nacl.public import PrivateKey
from sqlalchemy import ColumnElement, delete, func, select
from sqlalchemy.orm import Session

from app import accounts, sealing
from app.errors import LockedError
from app.models.amendment import Amendment
from app.models.learned import LearnedDismissal, LearnedName
from app.models.organizer import SealingKey, WrappedKey
from app.models.report import Report
from app.models.service import Service
from app.models.zone import Zone
from app.sealing import Opener, Sealer

SEALED: tuple[type[Any], ...] = (Report, Amendment, Zone, Service, LearnedName, LearnedDismissal)
"""Every table with a column `sealed`; what is left out here is lost with the old key."""
BATCH = 200
GRACE_S = 60
"""Seconds between the new key's first day and the old one's end: no request that read the old key as the
current one is longer under way, so that nothing is sealed to a key that is gone."""


def find_old(session: Session) -> list[UUID]:
    """The keys that are no longer current and not yet gone: a rotation that has not ended."""
    return list(session.scalars(select(SealingKey.id).where(~SealingKey.is_current)))


def begin(session: Session, today: date) -> UUID:
    """Make a new key the current one and hand it to everyone who holds the old. The caller commits."""
    old = session.scalars(select(SealingKey).where(SealingKey.is_current).with_for_update()).one()
    key = sealing.make_key()
    new = SealingKey(id=uuid4(), public_key=bytes(key.public_key), made_on=today, is_current=True)
    old.is_current = False
    session.add(new)
    session.flush()
    for row in session.scalars(select(WrappedKey).where(WrappedKey.sealing_key_id == old.id)).all():
        handed = sealing.wrap_for(key, accounts.to_wrapped(row))
        accounts.store_wrapped(session, row.organizer_id, new.id, handed)
    return new.id


def count_left(session: Session) -> int:
    """What is sealed to an old key: reports, what was added to them, zones, services."""
    old = find_old(session)
    return sum(session.scalar(select(func.count()).where(_is_old(kind, old))) or 0 for kind in SEALED)


def reseal(session: Session, keys: Mapping[UUID, PrivateKey]) -> Iterator[int]:
    """Seal everything again to the current key; gives the size of each batch, committed.

    Raises:
        LockedError: a report is sealed to a key that was not handed over.
    """
    current = accounts.find_current_key(session)
    if current is None:
        raise LockedError("there is no key")
    sealer, opener = Sealer(current.id, current.public_key), Opener(keys)
    for kind in SEALED:
        while batch := _find_batch(session, kind):
            for row in batch:
                row.sealed = sealer.seal(opener.open(row.sealed))
            session.commit()
            yield len(batch)


def _find_batch(session: Session, kind: type[Any]) -> list[Any]:
    wanted = select(kind).where(_is_old(kind, find_old(session))).order_by(kind.id).limit(BATCH)
    return list(session.scalars(wanted.with_for_update()))


def _is_old(kind: type[Any], old: list[UUID]) -> ColumnElement[bool]:
    return func.substring(kind.sealed, 1, 16).in_([key_id.bytes for key_id in old])


def retire(session: Session) -> int:
    """Remove the old keys that nothing is sealed to any more; gives how many. The caller commits."""
    if count_left(session):
        return 0
    old = find_old(session)
    session.execute(delete(SealingKey).where(SealingKey.id.in_(old)))
    return len(old)
