"""What visitors' marks say of a zone, for organizers."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.zone import ZoneAudit
from app.zones.door import PARAMETERS


@dataclass(frozen=True, slots=True)
class Score:
    """The mean of one parameter's marks, 0 (worst) to 3."""

    parameter: str
    mean: float


@dataclass(frozen=True, slots=True)
class Summary:
    """How many visitors left marks, and what they say; the lowest first."""

    visits: int
    scores: tuple[Score, ...]


def sum_up(session: Session, zone_id: UUID) -> Summary:
    """The marks of one zone; no scores where nobody left any."""
    marks = list(session.scalars(select(ZoneAudit.marks).where(ZoneAudit.zone_id == zone_id)))
    if not marks:
        return Summary(0, ())
    means = [sum(one[at] for one in marks) / len(marks) for at in range(len(PARAMETERS))]
    scores = sorted(map(Score, PARAMETERS, means), key=lambda score: score.mean)
    return Summary(len(marks), tuple(scores))
