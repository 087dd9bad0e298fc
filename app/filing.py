"""What intake may write: a report, an amendment, a withdrawal, a receipt, each together with its delivery.

The role behind it can read no report back. Who amends knows the report's random id, from a dialog that is
sealed and ends, or a receipt (P8); what comes twice is written once (P12).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from app.database import Connection

FRESH = """
WITH fresh AS (
    INSERT INTO delivery (digest, day)
    SELECT %(digest)s, %(today)s
    WHERE NOT EXISTS (SELECT FROM delivery WHERE digest = ANY(%(earlier)s))
    ON CONFLICT DO NOTHING
    RETURNING 1
)
"""
REPORT = """
INSERT INTO report (id, cell_id, precision, category_group, part_of_day, period, sealed)
SELECT %(id)s, cell.id,
       CASE WHEN cell.id IS NULL AND %(cell)s::text IS NOT NULL THEN 'outside' ELSE %(precision)s END,
       %(group)s, %(part)s, %(period)s, %(sealed)s
FROM {source} LEFT JOIN cell ON cell.id = kept_cell(%(cell)s)
ON CONFLICT DO NOTHING
"""
STORE_FRESH = FRESH + REPORT.format(source="fresh")
STORE = REPORT.format(source="(SELECT 1) AS once")
RECOGNISE = f"{FRESH} SELECT 1 FROM fresh"  # noqa: S608  # constants of this file
AMEND = """
SELECT amend_report(%(report)s, %(receipt)s, %(sealed)s, %(replaces)s,
                    %(cell)s, %(precision)s, %(group)s, %(part)s)
"""
WITHDRAW = "SELECT withdraw_report(%(report)s, %(receipt)s)"
FIND_QUESTION = "SELECT report, about FROM find_question(%(receipt)s)"
KEEP_RECEIPT = "SELECT keep_receipt(%(report)s, %(receipt)s)"


@dataclass(frozen=True, slots=True)
class Delivery:
    """What recognises a message that comes twice: its digest under each day's key, today's first."""

    digests: tuple[bytes, ...] = field(repr=False)
    today: date

    def to_row(self) -> dict[str, Any]:
        """As the statements above want it."""
        return {"digest": self.digests[0], "earlier": list(self.digests[1:]), "today": self.today}


@dataclass(frozen=True, slots=True)
class Target:
    """The report that is meant: by its id, or by its receipt's digest."""

    report: UUID | None = field(default=None, repr=False)
    receipt: bytes | None = field(default=None, repr=False)

    def to_row(self) -> dict[str, Any]:
        """As the statements above want it."""
        return {"report": self.report, "receipt": self.receipt}


def store_fresh(connection: Connection, delivery: Delivery, row: Mapping[str, Any]) -> bool:
    """Store a report with its delivery in one statement; False where it was stored before."""
    return connection.execute(STORE_FRESH, {**row, **delivery.to_row()}, prepare=True).rowcount == 1


def store(connection: Connection, row: Mapping[str, Any]) -> bool:
    """Store a report; False where one has its id already."""
    return connection.execute(STORE, row).rowcount == 1


def is_fresh(connection: Connection, delivery: Delivery) -> bool:
    """Whether the delivery comes for the first time; it is known from now on."""
    return connection.execute(RECOGNISE, delivery.to_row()).rowcount == 1


def amend(connection: Connection, target: Target, row: Mapping[str, Any], *, replaces: bool = False) -> bool:
    """Add sealed words to a report and fill what it lacks in clear; False where there is no such report.

    With `replaces`, what it says of place, group and part of the day comes in place of what the report has,
    while nobody has judged it.
    """
    return _is_done(connection, AMEND, {**row, **target.to_row(), "replaces": replaces})


def withdraw(connection: Connection, target: Target) -> UUID | None:
    """Delete a report with all that is tied to it; the id it had, for the list of withdrawals, or None."""
    found = connection.execute(WITHDRAW, target.to_row()).fetchone()
    gone: UUID | None = found[0] if found else None
    return gone


def keep_receipt(connection: Connection, report: UUID, digest: bytes) -> bool:
    """Tie a receipt to a report; False where there is no such report any more."""
    return _is_done(connection, KEEP_RECEIPT, Target(report, digest).to_row())


def find_question(connection: Connection, receipt: bytes) -> tuple[UUID, str] | None:
    """The report of a receipt and what an organizer asks of it, "where" or "when"; None for no question."""
    found = connection.execute(FIND_QUESTION, {"receipt": receipt}).fetchone()
    return None if found is None else (found[0], found[1])


def _is_done(connection: Connection, statement: str, row: Mapping[str, Any]) -> bool:
    found = connection.execute(statement, row).fetchone()
    return found is not None and found[0] is True
