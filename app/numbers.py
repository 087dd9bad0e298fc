"""Exact counts for analysts, from a snapshot that is taken once a week and never written to a disk.

A live count would let someone inside watch reports arrive one by one; a stored one, set beside a release,
would give the release's noise away for ever (P6). So it lies in the memory that forgets, for eight days.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.memory import Memory
from app.models.cell import Cell
from app.models.report import Report
from maps import cells

KEEP_SECONDS = 8 * 24 * 3600
COARSE = 7
"""The finest cells that are counted here: 5 km²; in the rest of a country its own big ones."""


@dataclass(frozen=True, slots=True)
class Count:
    """Accepted reports of one month, r7 cell, group and part of day; None where that is unknown."""

    period: str
    cell: str | None
    group: str | None
    part: str | None
    reports: int


@dataclass(frozen=True, slots=True)
class Table:
    """What a filter leaves: the total, and counts by group and part, and by cell, the most first."""

    total: int
    by_kind: dict[tuple[str | None, str | None], int]
    by_cell: list[tuple[str, int]]


def get_snapshot(memory: Memory, session: Session, today: date) -> tuple[str, list[Count]]:
    """The week's name and its counts, taken when someone first asks in the week.

    Raises:
        redis.RedisError: the memory does not answer; nothing is counted without it.
    """
    year, week, _ = today.isocalendar()
    name = f"{year}-W{week:02}"
    held = memory.client.get(f"numbers:{name}")
    if not isinstance(held, bytes):
        taken = json.dumps(_count(session)).encode()
        memory.client.set(f"numbers:{name}", taken, nx=True, ex=KEEP_SECONDS)
        held = memory.client.get(f"numbers:{name}")
        held = held if isinstance(held, bytes) else taken
    return name, [Count(*row) for row in json.loads(held)]


def tabulate(
    counts: Iterable[Count], period: str | None = None, group: str | None = None, part: str | None = None
) -> Table:
    """The counts of one month, group or part of day, or of all."""
    chosen = [
        count
        for count in counts
        if period in (None, count.period) and group in (None, count.group) and part in (None, count.part)
    ]
    by_kind: Counter[tuple[str | None, str | None]] = Counter()
    by_cell: Counter[str] = Counter()
    for count in chosen:
        by_kind[count.group, count.part] += count.reports
        if count.cell is not None:
            by_cell[count.cell] += count.reports
    return Table(sum(count.reports for count in chosen), dict(by_kind), by_cell.most_common(30))


def _count(session: Session) -> list[tuple[str, str | None, str | None, str | None, int]]:
    columns = (Report.period, Report.cell_id, Report.category_group, Report.part_of_day, Cell.is_rest)
    query = (
        select(*columns, func.count())
        .outerjoin(Cell, Cell.id == Report.cell_id)
        .where(Report.state == "accepted")
        .group_by(*columns)
    )
    found: Counter[tuple[str, str | None, str | None, str | None]] = Counter()
    for period, cell, group, part, is_rest, reports in session.execute(query):
        coarse = None if cell is None or cells.resolution(cell) < COARSE else cells.parent(cell, COARSE)
        found[period.isoformat()[:7], cell if is_rest else coarse, group, part] += reports
    return [(*kind, reports) for kind, reports in found.items()]
