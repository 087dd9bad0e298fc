"""Storing services: the public facts, and a shelter's address sealed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from geoalchemy2.shape import from_shape
from shapely.geometry import Point
from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from app import accounts, audit
from app.models.service import Service
from app.sealing import Opener
from app.services.directory import Listing


def save(
    session: Session, listing: Listing, organizer: str, today: date, secret_address: str = ""
) -> Service:
    """Store a service under its id, new or in place of what stood there. The caller commits.

    `secret_address` is sealed; an empty one leaves what was sealed before.
    """
    service = session.get(Service, listing.id)
    act = "service describe" if service else "service add"
    if service is None:
        service = Service(id=listing.id)
        session.add(service)
    for name, value in _to_columns(listing).items():
        setattr(service, name, value)
    service.checked_by = organizer
    if secret_address:
        service.sealed = accounts.get_sealer(session).seal({"address": secret_address})
    session.flush()
    audit.add_line(session, today, organizer, act, service.audit_reference)
    return service


def save_all(session: Session, listings: Iterable[Listing], organizer: str, today: date) -> int:
    """Store the services of a file; gives how many. The caller commits."""
    return len([save(session, listing, organizer, today) for listing in listings])


def remove(session: Session, service_id: UUID, organizer: str, today: date) -> bool:
    """Whether there was such a service; it is gone. The caller commits."""
    service = session.get(Service, service_id)
    if service is not None:
        audit.add_line(session, today, organizer, "service remove", service.audit_reference)
        session.delete(service)
    return service is not None


def find_secret_address(service: Service, opener: Opener) -> str:
    """The sealed address, or nothing."""
    return "" if service.sealed is None else str(opener.open(service.sealed).get("address", ""))


def count(session: Session, words: str = "") -> int:
    """How many services there are whose name or area holds these words."""
    return session.scalar(select(func.count()).select_from(Service).where(_holds(words))) or 0


def find_some(session: Session, words: str, most: int, offset: int = 0) -> list[Service]:
    """Some of them, those that were not checked for longest first."""
    wanted = select(Service).where(_holds(words)).order_by(Service.checked_on, Service.name, Service.id)
    return list(session.scalars(wanted.limit(most).offset(offset)))


def _holds(words: str) -> ColumnElement[bool]:
    return or_(*(column.icontains(words, autoescape=True) for column in (Service.name, Service.area)))


def count_due(session: Session, today: date, recheck_days: int) -> int:
    """How many services nobody has checked for that long."""
    oldest = today - timedelta(days=recheck_days)
    return session.scalar(select(func.count()).where(Service.checked_on <= oldest)) or 0


def _to_columns(listing: Listing) -> dict[str, Any]:
    columns = asdict(listing)
    lon, lat = columns.pop("lon"), columns.pop("lat")
    columns["languages"] = list(listing.languages)
    columns["point"] = None if lon is None else from_shape(Point(lon, lat), srid=4326)
    return columns
