"""A zone's life: the transition table; state, public facts and audit line written together."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from uuid import UUID

from geoalchemy2.shape import from_shape
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import accounts, audit, review
from app.errors import TransitionError
from app.models.zone import SHOWN, PartnerGroup, Zone, ZonePublic, ZoneVouch
from app.sealing import Opener
from app.zones import facts
from app.zones.facts import Facts

TRANSITIONS: Mapping[tuple[str, str], str] = {
    ("nominated", "vouch"): "vouched",
    ("nominated", "retire"): "retired",
    ("vouched", "activate"): "active",
    ("vouched", "retire"): "retired",
    ("active", "question"): "under_review",
    ("active", "recheck"): "active",
    ("active", "suspend"): "suspended",
    ("active", "retire"): "retired",
    ("under_review", "recheck"): "active",
    ("under_review", "suspend"): "suspended",
    ("under_review", "retire"): "retired",
    ("suspended", "recheck"): "active",
    ("suspended", "retire"): "retired",
}
"""State and act to the next state. `question` is also what a release does, on published counts alone;
`recheck` says that an organizer looked and found it safe."""

RELEASE = "(release)"
"""Who acts, on record, when published counts put a zone under review."""


def get_next(state: str, act: str) -> str:
    """The state that the act leads to.

    Raises:
        TransitionError: it leads nowhere from there.
    """
    following = TRANSITIONS.get((state, act))
    if following is None:
        raise TransitionError(f"a zone that is {state} cannot be changed by: {act}")
    return following


def find_acts(state: str) -> list[str]:
    """What can be done from a state."""
    return [act for known, act in TRANSITIONS if known == state]


def is_due(checked: date | None, today: date, recheck_days: int) -> bool:
    """Whether a zone last checked in that month is to be looked at again; never before it is shown."""
    return checked is not None and checked + timedelta(days=recheck_days) <= today


def act(session: Session, zone_id: UUID, verb: str, opener: Opener, organizer: str, today: date) -> Zone:
    """The zone after the act, with its public facts and the audit line. The caller commits.

    Raises:
        TransitionError: there is no such zone, the act leads nowhere, or too little is known to show it.
        LockedError: this session cannot open it.
    """
    zone = session.get(Zone, zone_id, with_for_update=True, populate_existing=True)
    if zone is None:
        raise TransitionError("there is no such zone")
    zone.state = get_next(zone.state, verb)
    known = facts.from_sealed(opener.open(zone.sealed))
    if zone.state in SHOWN and known.missing():
        raise TransitionError("too little is known of the zone to show it")
    is_checked = verb in ("activate", "recheck")
    _publish(session, zone, known, review.month(today) if is_checked else None)
    audit.add_line(session, today, organizer, f"zone {verb}", zone.audit_reference)
    return zone


def describe(session: Session, zone: Zone, known: Facts, organizer: str, today: date) -> None:
    """Store new facts of a zone, sealed, and what of them is public. The caller commits.

    Raises:
        TransitionError: the zone is shown, and too little would be left to show.
    """
    if zone.state in SHOWN and known.missing():
        raise TransitionError("too little would be known of the zone to show it")
    zone.sealed = accounts.get_sealer(session).seal(known.to_sealed())
    session.flush()
    _publish(session, zone, known, None)
    audit.add_line(session, today, organizer, "zone describe", zone.audit_reference)


def question(session: Session, zone: Zone, today: date) -> None:
    """Put an active zone under review, since a release says so. The caller commits."""
    zone.state = get_next(zone.state, "question")
    shown = session.get_one(ZonePublic, zone.id)
    shown.state = zone.state
    audit.add_line(session, today, RELEASE, "zone question", zone.audit_reference)


def _publish(session: Session, zone: Zone, known: Facts, checked: date | None) -> None:
    """Show what may be shown; take away what may not."""
    shown = session.get(ZonePublic, zone.id)
    if zone.state not in SHOWN:
        if shown is not None:
            session.delete(shown)
        return
    vouchers = find_vouchers(session, zone.id)
    if shown is None:
        shown = ZonePublic(zone_id=zone.id, checked=checked)
        session.add(shown)
    # T: whoever harmed her looks for the shelter. Its position stays in the sealed part, whatever is asked.
    geometry = None if known.is_hidden else known.geometry
    shown.state = zone.state
    shown.is_hidden = known.is_hidden
    shown.name, shown.district = known.name, known.district
    shown.hours, shown.audience, shown.offers = known.hours, known.audience, list(known.offers)
    shown.vouched_by = vouchers
    shown.checked = checked or shown.checked
    shown.shape = None if geometry is None else from_shape(geometry, srid=4326)
    shown.cells = [] if geometry is None else facts.covered(geometry)


def find_vouchers(session: Session, zone_id: UUID) -> list[str]:
    """Names of the groups that vouch for a zone."""
    query = select(PartnerGroup.name).join(ZoneVouch, ZoneVouch.group_id == PartnerGroup.id)
    return list(session.scalars(query.where(ZoneVouch.zone_id == zone_id).order_by(PartnerGroup.name)))
