"""Partner groups, which may vouch for zones with a code."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.zone import PartnerGroup
from app.zones import door
from sms import receipt

CODE_WORDS = 4
"""52 bits, and tried at most a few times an hour."""


def list_all(session: Session) -> list[PartnerGroup]:
    """Every group by name."""
    return list(session.scalars(select(PartnerGroup).order_by(PartnerGroup.name)))


def add(session: Session, secret_key: str, name: str) -> tuple[PartnerGroup, str]:
    """A new group and its code, which is shown once. The caller commits."""
    code = receipt.passphrase(CODE_WORDS)
    group = PartnerGroup(name=name, code_digest=door.digest(secret_key, code))
    session.add(group)
    session.flush()
    return group, code


def remove(session: Session, group_id: UUID) -> bool:
    """Whether there was such a group; its word for zones is gone with it. The caller commits."""
    group = session.get(PartnerGroup, group_id)
    if group is not None:
        session.delete(group)
    return group is not None
