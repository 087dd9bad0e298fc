"""Zones as organizers list them: by state, in an order that tells no arrival; those due for a re-check."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from app import audit
from app.models.zone import Zone, ZonePublic
from app.sealing import Opener
from app.zones import facts, life
from app.zones.facts import Facts

STATES = ("vouched", "nominated", "under_review", "active", "suspended")
"""States that are listed, those first in which an organizer has something to do."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads, and when: being seen is on record."""

    session: Session
    opener: Opener
    organizer: str
    today: date
    recheck_days: int


@dataclass(frozen=True, slots=True)
class Entry:
    """One zone, opened."""

    zone: Zone
    known: Facts
    is_due: bool


def count(session: Session) -> Mapping[str, int]:
    """How many zones are in each state that is listed and has any."""
    rows = session.execute(select(Zone.state, func.count()).group_by(Zone.state))
    found = {state: number for state, number in rows}  # noqa: C416  # a result has keys, which dict() would ask
    return {state: found[state] for state in STATES if state in found}


def count_due(session: Session, today: date, recheck_days: int) -> int:
    """How many shown zones nobody has checked for that long."""
    oldest = today - timedelta(days=recheck_days)
    return session.scalar(select(func.count()).where(ZonePublic.checked <= oldest)) or 0


def find_some(reader: Reader, state: str, most: int, offset: int = 0) -> list[Entry]:
    """Some zones of one state. The caller commits.

    Raises:
        LockedError: this session cannot open them.
    """
    wanted = select(Zone, ZonePublic.checked).outerjoin(ZonePublic, ZonePublic.zone_id == Zone.id)
    wanted = wanted.where(Zone.state == state).order_by(Zone.id).limit(most).offset(offset)
    return _open(reader, [(zone, checked) for zone, checked in reader.session.execute(wanted)])


def search(reader: Reader, words: str, most: int) -> list[Entry]:
    """Shown zones whose name or district holds these words; what was only nominated is sealed, name and all.

    The caller commits.

    Raises:
        LockedError: this session cannot open them.
    """
    wanted = select(Zone, ZonePublic.checked).join(ZonePublic, ZonePublic.zone_id == Zone.id)
    held = [column.icontains(words, autoescape=True) for column in (ZonePublic.name, ZonePublic.district)]
    wanted = wanted.where(or_(*held)).order_by(ZonePublic.name, Zone.id).limit(most)
    return _open(reader, [(zone, checked) for zone, checked in reader.session.execute(wanted)])


def _open(reader: Reader, rows: list[tuple[Zone, date | None]]) -> list[Entry]:
    references = [zone.audit_reference for zone, _ in rows]
    audit.add_lines(reader.session, reader.today, reader.organizer, "zone read", references)
    return [
        Entry(
            zone,
            facts.from_sealed(reader.opener.open(zone.sealed)),
            life.is_due(checked, reader.today, reader.recheck_days),
        )
        for zone, checked in rows
    ]
