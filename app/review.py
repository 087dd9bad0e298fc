"""Judging reports: the transition table, and the one function that writes state and audit line together."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import audit
from app.errors import TransitionError
from app.models.release import Release
from app.models.report import Report
from app.sealing import Opener

TRANSITIONS: Mapping[tuple[str, str], str] = {
    ("pending", "accept"): "accepted",
    ("pending", "keep"): "kept",
    ("pending", "reject"): "rejected",
    ("accepted", "undo"): "pending",
    ("kept", "undo"): "pending",
    ("rejected", "undo"): "pending",
    ("pending", "withdraw"): "withdrawn",
    ("accepted", "withdraw"): "withdrawn",
    ("kept", "withdraw"): "withdrawn",
    ("rejected", "withdraw"): "withdrawn",
}
"""State and act to the next state; what is not listed is refused.

`kept` is case work that no release counts. A withdrawn report is deleted with its row.
"""

ORGANIZER_ACTS = ("accept", "keep", "reject", "undo")

FREEZE_LOCK = 0x5AFE0001
"""The advisory lock that a freeze holds alone and every judgement shares."""


def month(day: date) -> date:
    """The first day of the month: the finest time a report keeps (P4)."""
    return day.replace(day=1)


def get_next(state: str, act: str) -> str:
    """The state that the act leads to.

    Raises:
        TransitionError: it leads nowhere from there.
    """
    following = TRANSITIONS.get((state, act))
    if following is None:
        raise TransitionError(f"a report that is {state} cannot be changed by: {act}")
    return following


def is_frozen(session: Session, period: date) -> bool:
    """Whether a release was drawn over this month, so that no report may enter or re-enter it."""
    drawn = select(Release.position).where(Release.kind == "bulletin", Release.period_to >= period).limit(1)
    return session.scalar(drawn) is not None


def decide(session: Session, report_id: UUID, act: str, organizer: str, today: date) -> Report:
    """The report after the act, its state and the audit line written together. The caller commits.

    An accepted report belongs to the month of its acceptance. The row is locked, so that of two organizers
    one wins and the other is told.

    Raises:
        TransitionError: there is no such report, or the act leads nowhere from its state.
    """
    session.execute(select(func.pg_advisory_xact_lock_shared(FREEZE_LOCK)))
    report = session.get(Report, report_id, with_for_update=True, populate_existing=True)
    if report is None:
        raise TransitionError("there is no such report")
    if report.state == "accepted" and act == "undo" and is_frozen(session, report.period):
        raise TransitionError("the report is counted in a release: it cannot be counted again")
    report.state = get_next(report.state, act)
    if report.state == "accepted":
        report.period = month(today)
    audit.add_line(session, today, organizer, act, report.audit_reference)
    return report


def find_waiting(session: Session, most: int = 20) -> list[Report]:
    """Some reports that wait for judgement, in an order that says nothing about their arrival (P5)."""
    return list(
        session.scalars(select(Report).where(Report.state == "pending").order_by(Report.id).limit(most))
    )


def count_waiting(session: Session) -> int:
    """How many reports wait for judgement."""
    return session.scalar(select(func.count()).where(Report.state == "pending")) or 0


def read(session: Session, report: Report, opener: Opener, organizer: str, today: date) -> dict[str, Any]:
    """What the report says, opened; being read is on record. The caller commits.

    Raises:
        LockedError: this session cannot open it.
    """
    audit.add_line(session, today, organizer, "read", report.audit_reference)
    return opener.open(report.sealed)


def judge(session: Session, report_id: UUID, act: str, opener: Opener, organizer: str, today: date) -> Report:
    """As `decide`, but what exceeds a phone's daily share is kept as case work when it is accepted (P6).

    Raises:
        TransitionError, LockedError: as `decide` and `read`.
    """
    if act == "accept":
        report = session.get(Report, report_id)
        if report is not None and opener.open(report.sealed).get("beyond_daily"):
            act = "keep"
    return decide(session, report_id, act, organizer, today)
