"""Correcting what a report says: sealed anew, the clear columns changed, the act on record."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import accounts, audit, review, understanding
from app.errors import TransitionError
from app.models.place import Place
from app.models.report import Report
from app.sealing import Opener
from maps.gazetteer import place as places
from sms import categories

GRADES = ("unverified", "corroborated", "verified", "unverifiable")
"""How sure organizers are that it happened so; sealed, and apart from acceptance."""

CORRECTABLE = ("pending", "accepted", "kept")
AS_IT_WAS = "as-it-was"
"""In a kind's stead: the report keeps its own, which is in no list any more."""
NOWHERE = "nowhere"
"""In a place's stead: the report has none."""


@dataclass(frozen=True, slots=True)
class Correction:
    """What an organizer says it should be; `place` is a gazetteer id, `NOWHERE`, or None to leave it.

    `phrase` is what the reporter calls the place, as the words have it; None to leave it.
    """

    category: str | None
    part_of_day: str | None
    occurred_on: date | None
    grade: str
    place: int | str | None = None
    phrase: str | None = field(default=None, repr=False)


def correct(
    session: Session, report_id: UUID, correction: Correction, opener: Opener, organizer: str, today: date
) -> Report:
    """The report as corrected: sealed part, clear columns and audit line in one write. The caller commits.

    Raises:
        TransitionError: there is no such report, it is settled, or a release has counted what would change.
        LockedError: this session cannot open it.
    """
    session.execute(select(func.pg_advisory_xact_lock_shared(review.FREEZE_LOCK)))
    report = session.get(Report, report_id, with_for_update=True, populate_existing=True)
    if report is None or report.state not in CORRECTABLE or not report.sealed:
        raise TransitionError("there is no such report to correct")
    details = opener.open(report.sealed)
    known = categories.to_current(details.get("category"))
    details |= {"category": known}
    if correction.category == AS_IT_WAS:
        correction = replace(correction, category=known)
    clear, changed = _apply(session, report, correction)
    if _is_clear_changed(report, clear):
        if report.state == "accepted" and review.is_frozen(session, report.period):
            # P6: what a release counted is not moved after it; only the sealed part may still change.
            raise TransitionError("a release has counted this report: what it counted stays")
        for name, value in clear.items():
            setattr(report, name, value)
    corrected = sorted(
        {*details.get("corrected", ()), *(k for k, v in changed.items() if details.get(k) != v)}
    )
    report.sealed = accounts.get_sealer(session).seal({**details, **changed, "corrected": corrected})
    audit.add_line(session, today, organizer, "correct", report.audit_reference)
    return report


def _apply(
    session: Session, report: Report, correction: Correction
) -> tuple[dict[str, str | None], dict[str, Any]]:
    """The clear columns, and the sealed fields, as the correction has them."""
    kind = categories.resolve(correction.category)
    # A kind that is in no list any more keeps the group that was counted.
    group = kind.group if kind else report.category_group if correction.category else None
    clear: dict[str, str | None] = {
        "cell_id": report.cell_id,
        "precision": report.precision,
        "category_group": group,
        "part_of_day": correction.part_of_day,
    }
    changed: dict[str, Any] = {
        "category": correction.category,
        "occurred_on": correction.occurred_on and correction.occurred_on.isoformat(),
        "verification": correction.grade,
    }
    if correction.phrase is not None:
        # Chosen by a person who knows what was cut: nothing of it is a cut any more.
        changed |= {"place_phrase": correction.phrase, "place_phrase_cuts": []}
    if correction.place == NOWHERE:
        clear |= {"cell_id": None, "precision": "none"}
        changed |= {"place": None, "accuracy_m": None, "candidates": []}
    elif isinstance(correction.place, int):
        located, name = _locate(session, correction.place)
        clear |= located
        changed |= name
    return clear, changed


def _locate(session: Session, place_id: int) -> tuple[dict[str, str | None], dict[str, Any]]:
    """Cell and precision of a gazetteer's place, never its point (P4), and its name for the sealed part."""
    row = session.execute(
        select(
            Place.name, Place.kind, Place.accuracy_m, func.ST_X(Place.centre), func.ST_Y(Place.centre)
        ).where(Place.id == place_id)
    ).one_or_none()
    if row is None:
        raise TransitionError("there is no such place in the gazetteer")
    name, kind, accuracy_m, lon, lat = row
    found = places.Place(place_id, name, kind, lon, lat, accuracy_m, score=1.0, why=())
    clear = understanding.place_to_clear(found)
    kept = _find_kept(session, clear["cell"])
    where = {"cell_id": kept, "precision": clear["precision"]}
    if clear["cell"] is not None and kept is None:
        where = {"cell_id": None, "precision": "outside"}
    return where, {"place": name, "accuracy_m": accuracy_m, "candidates": []}


def _find_kept(session: Session, cell: str | None) -> str | None:
    """The cell that reports from this one are kept at; None where no area holds it (P4)."""
    return session.scalar(select(func.kept_cell(cell)))


def _is_clear_changed(report: Report, clear: dict[str, str | None]) -> bool:
    return any(getattr(report, name) != value for name, value in clear.items())
