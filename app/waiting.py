"""The queue: what waits for judgement and why, filled in batches so that nobody inside sees an arrival (P5).

A report arrives as `arrived`, which no page shows or counts. At fixed times of day a job makes all of them
`pending` at once. Whoever sees the queue grow learns six hours, not a minute that a phone's log could match.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app.database import Connection
from app.models.report import ASKED, Report

if TYPE_CHECKING:
    from config import Config

NEXT_SLOT = """
INSERT INTO queue_batch (is_only, slot) VALUES (true, %(slot)s)
ON CONFLICT (is_only) DO UPDATE SET slot = excluded.slot WHERE queue_batch.slot <> excluded.slot
RETURNING 1
"""
SIMILAR_STATES = ("pending", "accepted")
UNSEEN = ("arrived", "answered")
"""What the next batch lets in."""
MOST_ALIKE = 5


def batch_hours(config: Config) -> int:
    """Hours between batches; 0 in the demonstration, where one wants to see one's own text."""
    return 0 if config.is_demonstration else config.batch_hours


def let_in_due(connection: Connection, now: datetime, hours: int) -> int:
    """Let everything that arrived into the queue when a new batch time has come; gives how many.

    Batch times are whole multiples of `hours` after midnight at `now`, which is local. That a slot was used
    is stored whether or not anything had arrived, so that the row tells nothing.
    """
    slot = f"{now:%Y-%m-%d} {now.hour // hours if hours else now.isoformat()}"
    with connection.transaction():
        if connection.execute(NEXT_SLOT, {"slot": slot}).fetchone() is None:
            return 0
        arrived = connection.execute(
            "SELECT id FROM report WHERE state = ANY(%s) ORDER BY gen_random_uuid() FOR UPDATE",
            (list(UNSEEN),),
        ).fetchall()
        # One by one in random order, so that the new row versions stand in random order too (P5).
        with connection.cursor() as cursor:
            cursor.executemany("UPDATE report SET state = 'pending' WHERE id = %s", arrived)
    return len(arrived)


def let_in(session: Session) -> None:
    """Let in what arrived at once, where there are no batches. The caller commits."""
    session.execute(update(Report).where(Report.state.in_(UNSEEN)).values(state="pending"))


def find_some(session: Session, most: int = 10) -> list[Report]:
    """Some reports that wait for judgement, in an order that says nothing about their arrival (P5)."""
    return list(
        session.scalars(select(Report).where(Report.state == "pending").order_by(Report.id).limit(most))
    )


def count(session: Session) -> int:
    """How many reports wait for judgement."""
    return session.scalar(select(func.count()).where(Report.state == "pending")) or 0


def find_asked(session: Session, most: int = 50) -> list[UUID]:
    """Reports with an open question; one that was answered since the last batch is still among them (P5)."""
    return list(
        session.scalars(select(Report.id).where(Report.state.in_(ASKED)).order_by(Report.id).limit(most))
    )


def find_alike(session: Session, reports: Sequence[Report]) -> dict[UUID, list[UUID]]:
    """For each report the others, pending or accepted in its month, of its cell, group and part of day."""
    placed = [report for report in reports if None not in _kind(report)]
    found = {kind: _find_of_kind(session, kind) for kind in {_kind(report) for report in placed}}
    return {
        report.id: [other for other in found[_kind(report)] if other != report.id][:MOST_ALIKE]
        for report in placed
    }


def _find_of_kind(session: Session, kind: tuple[Any, ...]) -> list[UUID]:
    columns = (Report.cell_id, Report.category_group, Report.part_of_day, Report.period)
    same = (column == value for column, value in zip(columns, kind, strict=True))
    query = select(Report.id).where(*same, Report.state.in_(SIMILAR_STATES)).limit(MOST_ALIKE + 1)
    return list(session.scalars(query))


def explain(report: Report, details: Mapping[str, Any], alike: Sequence[UUID]) -> list[str]:
    """Why the report waits, as keys of the page's words; "new" where nothing else is to be said."""
    held = [key for key, holds in REASONS.items() if holds(report, details)]
    if alike:
        held.append("alike")
    return held or ["new"]


def _kind(report: Report) -> tuple[Any, ...]:
    return report.cell_id, report.category_group, report.part_of_day, report.period


REASONS: Mapping[str, Callable[[Report, Mapping[str, Any]], bool]] = {
    "answered": lambda _report, details: (
        bool(details.get("asked")) and len(details.get("amendments") or ()) > details.get("known", 0)
    ),
    "beyond_daily": lambda _report, details: bool(details.get("beyond_daily")),
    "held": lambda _report, details: bool(details.get("held")),
    "wish": lambda _report, details: bool(details.get("wish")),
    "unplaced": lambda report, _details: report.precision == "none",
    "outside": lambda report, _details: report.precision == "outside",
    "coarse": lambda report, _details: report.precision in ("town", "city"),
    "ambiguous": lambda _report, details: len(details.get("candidates") or ()) > 1,
    "no_category": lambda _report, details: not details.get("category"),
    "text_failed": lambda _report, details: bool(details.get("text_failed")),
}
"""Reason to its test on the report and its opened details; `beyond_daily` and `held` are intake's marks."""
