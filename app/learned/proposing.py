"""Where enough accepted reports agree on a name: a proposal, and what organizers do with it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID, uuid4

from geoalchemy2.shape import from_shape
from shapely.geometry import Point
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from app import accounts, audit, sealing
from app.errors import TransitionError
from app.models.learned import KINDS, LearnedDismissal, LearnedName, LearnedPlace
from app.models.release import Release
from app.sealing import Opener
from maps import cells
from maps.gazetteer import learning, names
from maps.gazetteer.learning import Agreement
from maps.gazetteer.place import KINDS as FACTS

LONGEST = 100
"""Characters of a confirmed place's name."""
LOCK = 0x5AFE0003
"""The advisory lock under which a proposal is settled, so that of two organizers one is told."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A name that at least three accepted reports give to one spot; `written` are its spellings."""

    key: str = field(repr=False)
    written: tuple[str, ...] = field(repr=False)
    where: Agreement = field(repr=False)
    elsewhere: int

    @property
    def cell(self) -> str:
        """The r9 cell of the median."""
        return cells.snap(self.where.lon, self.where.lat)


@dataclass(frozen=True, slots=True)
class Dismissed:
    """A name that was put away, as it was written most."""

    id: UUID
    key: str = field(repr=False)
    written: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Confirmed:
    """A place as the organizer has it."""

    name: str = field(repr=False)
    kind: str


@dataclass(frozen=True, slots=True)
class _Heard:
    """One row, opened."""

    row: UUID
    key: str = field(repr=False)
    written: str = field(repr=False)
    cell: str = field(repr=False)


def find_all(session: Session, opener: Opener) -> list[Proposal]:
    """Every proposal, those that the most reports agree on first.

    Raises:
        LockedError: this session cannot open what is sealed.
    """
    by_key: defaultdict[str, list[_Heard]] = defaultdict(list)
    for heard in _open_all(session, opener):
        by_key[heard.key].append(heard)
    dismissed = {one.key for one in find_dismissed(session, opener)}
    found = (_propose(key, rows) for key, rows in by_key.items() if key not in dismissed)
    return sorted((one for one in found if one), key=lambda one: (-one.where.agreeing, one.key))


def _propose(key: str, rows: Sequence[_Heard]) -> Proposal | None:
    """What the rows of one name propose."""
    where = learning.agree([learning.Point(*cells.centre(heard.cell)) for heard in rows])
    if where is None:
        return None
    spellings = Counter(heard.written for heard in rows)
    ordered = sorted(spellings, key=lambda written: (-spellings[written], written))
    return Proposal(key, tuple(ordered), where, len(rows) - where.agreeing)


def _open_all(session: Session, opener: Opener) -> list[_Heard]:
    mark = sealing.mark_of(LearnedName.sealed)
    rows = {found: row for row, found in session.execute(select(LearnedName.id, mark))}

    def fetch(missing: list[str]) -> Sequence[tuple[str, bytes]]:
        ids = [rows[one] for one in missing]
        return session.execute(select(mark, LearnedName.sealed).where(LearnedName.id.in_(ids))).all()

    opened = opener.open_all(sealing.NAMES, rows, fetch)
    return [_Heard(rows[one], said["key"], said["written"], said["cell"]) for one, said in opened.items()]


def confirm(
    session: Session, key: str, told: Confirmed, opener: Opener, organizer: str, today: date
) -> LearnedPlace:
    """Make a proposal a public place, which waits for the next release; what was sealed of it goes.

    The caller commits.

    Raises:
        TransitionError: there is no such proposal any more, or the place cannot be found under this name.
        LockedError: this session cannot open what is sealed.
    """
    proposal = _get(session, key, opener)
    words = names.words(told.name)
    if told.kind not in KINDS or not words or names.is_weak(words) or len(told.name) > LONGEST:
        raise TransitionError("a place needs a name of its own and a kind")
    where = proposal.where
    place = LearnedPlace(
        id=uuid4(),
        name=told.name,
        kind=told.kind,
        centre=from_shape(Point(where.lon, where.lat), srid=4326),
        accuracy_m=max(FACTS[told.kind].accuracy_m, round(where.spread_m)),
        after_release=session.scalar(select(func.coalesce(func.max(Release.position), -1))),
        audit_reference=audit.new_reference(),
    )
    session.add(place)
    _forget(session, key, opener)
    audit.add_line(session, today, organizer, "place confirm", place.audit_reference)
    return place


def dismiss(session: Session, key: str, opener: Opener, organizer: str, today: date) -> None:
    """Put a proposal away: what was sealed of it goes, the name is not proposed again. The caller commits.

    Raises:
        TransitionError, LockedError: as `confirm`.
    """
    proposal = _get(session, key, opener)
    _forget(session, key, opener)
    sealed = accounts.get_sealer(session).seal({"key": key, "written": proposal.written[0]})
    session.add(LearnedDismissal(id=uuid4(), sealed=sealed))
    audit.add_line(session, today, organizer, "place dismiss", audit.new_reference())


def find_dismissed(session: Session, opener: Opener) -> list[Dismissed]:
    """The names that were put away, in their own order.

    Raises:
        LockedError: this session cannot open what is sealed.
    """
    rows = session.execute(select(LearnedDismissal.id, LearnedDismissal.sealed))
    opened = ((row, opener.open(sealed)) for row, sealed in rows)
    found = (Dismissed(row, said["key"], said["written"]) for row, said in opened)
    return sorted(found, key=lambda one: (one.key, one.id))


def let_back(session: Session, dismissal_id: UUID, organizer: str, today: date) -> None:
    """Let a name be proposed again, once three further reports agree on it. The caller commits.

    Raises:
        TransitionError: it is not put away any more.
    """
    dismissed = session.get(LearnedDismissal, dismissal_id, with_for_update=True)
    if dismissed is None:
        raise TransitionError("this name is not put away")
    session.delete(dismissed)
    audit.add_line(session, today, organizer, "place let back", audit.new_reference())


def take_back(session: Session, place_id: UUID, organizer: str, today: date) -> None:
    """Withdraw a confirmed place; the periodic work takes it out of the gazetteer. The caller commits.

    Raises:
        TransitionError: there is none.
    """
    place = session.get(LearnedPlace, place_id, with_for_update=True)
    if place is None:
        raise TransitionError("there is no such place")
    audit.add_line(session, today, organizer, "place take back", place.audit_reference)
    session.delete(place)


def list_confirmed(session: Session) -> list[LearnedPlace]:
    """Every confirmed place, those that wait first."""
    wanted = select(LearnedPlace).order_by(LearnedPlace.is_entered, LearnedPlace.name, LearnedPlace.id)
    return list(session.scalars(wanted))


def _get(session: Session, key: str, opener: Opener) -> Proposal:
    session.execute(select(func.pg_advisory_xact_lock(LOCK)))
    proposal = next((one for one in find_all(session, opener) if one.key == key), None)
    if proposal is None:
        raise TransitionError("there is no such proposal")
    return proposal


def _forget(session: Session, key: str, opener: Opener) -> None:
    """Remove what was sealed of a name."""
    gone = [heard.row for heard in _open_all(session, opener) if heard.key == key]
    session.execute(delete(LearnedName).where(LearnedName.id.in_(gone)))
