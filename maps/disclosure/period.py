"""When a period closes: public rules over published, noisy totals and the calendar."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from maps.disclosure.budget import TOTALS_ONLY_BELOW

MAP_CLOSES_AT = 2_000
"""Published reports that close a map: twelve maps of 200 find 64 % of the true hottest 25 cells, one of 2,400
finds 92 %."""

MAP_MONTHS = 12
"""Months that a map spans at most, whatever was published."""

DELAY_DAYS = 14
"""Days between a period's end and its publication, at least: nobody may tie a change to last night."""


@dataclass(frozen=True, slots=True)
class Published:
    """A published bulletin: its days, both included, and the noisy total of its areas."""

    first: date
    last: date
    total: int


@dataclass(frozen=True, slots=True)
class Closing:
    """A map period that has closed: its days, the rule that closed it, the published total it covers."""

    first: date
    last: date
    closed_by: str
    published_total: int


def bulletin_end(first: date, before: Published | None) -> tuple[date, str]:
    """The last day of the bulletin that begins on `first`, and its rule: "month" or "quarter".

    A calendar quarter for the first and as long as the bulletin before published under 100; else a month.
    """
    if before is not None and before.total >= TOTALS_ONLY_BELOW:
        return month_end(first), "month"
    quarter_last_month = (first.month + 2) // 3 * 3
    return month_end(first.replace(month=quarter_last_month, day=1)), "quarter"


def map_closing(bulletins: Sequence[Published]) -> Closing | None:
    """The closing of the map over the bulletins since the last map, oldest first; None while it is open.

    It closes with the first bulletin at whose end the published totals reach 2,000, or after which the next
    bulletin would carry it past 12 months.

    Raises:
        ValueError: the bulletins leave a gap or overlap.
    """
    total = 0
    for at, bulletin in enumerate(bulletins):
        if at and bulletin.first != bulletins[at - 1].last + timedelta(days=1):
            raise ValueError(f"the bulletin of {bulletin.first} does not begin where the one before ends")
        total += bulletin.total
        following, _ = bulletin_end(bulletin.last + timedelta(days=1), bulletin)
        if total >= MAP_CLOSES_AT or _months(bulletins[0].first, following) > MAP_MONTHS:
            rule = "volume" if total >= MAP_CLOSES_AT else "year"
            return Closing(bulletins[0].first, bulletin.last, rule, total)
    return None


def publication(last: date, weekday: int) -> date:
    """The first such weekday (Monday is 0) at least 14 days after a period's last day."""
    earliest = last + timedelta(days=DELAY_DAYS)
    return earliest + timedelta(days=(weekday - earliest.weekday()) % 7)


def month_end(day: date) -> date:
    """The last day of the day's month."""
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def _months(first: date, last: date) -> int:
    """Calendar months touched by the days from first to last."""
    return (last.year - first.year) * 12 + last.month - first.month + 1
