"""Tables that spreadsheets read beside a map's cells: bulletins, hot spots, districts, trends."""

from __future__ import annotations

import csv
import io
from datetime import date
from typing import Any

from app import publication
from app.archive import Stored
from app.publication import Edition
from app.site import figures
from maps import export


def write_csv(head: tuple[str, ...], rows: list[tuple[Any, ...]]) -> bytes:
    """Rows as CSV (RFC 4180), text guarded against being read as a formula."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(head)
    writer.writerows([export.guard(value) for value in row] for row in rows)
    return text.getvalue().encode()


def counts_csv(stored: Stored) -> bytes:
    """A bulletin's tables, a row a number, as they were published: signed integers."""
    rows = [
        (stored.id, stored.first, stored.last, table.name, row, column, count, round(table.noise_sd, 2))
        for table in publication.tables(stored).values()
        for row, counts in zip(table.rows, table.array().tolist(), strict=True)
        for column, count in zip(table.columns, counts, strict=True)
    ]
    head = ("release", "period_from", "period_to", "table", "row", "column", "published", "noise_sd")
    return write_csv(head, [tuple(map(_plain, row)) for row in rows])


def _plain(value: object) -> str | int | float:
    return value if isinstance(value, (int, float, str)) else str(value)


def spots_csv(edition: Edition, stored: Stored) -> bytes:
    """The hot and cold cells with their numbers and course."""
    rows = [
        (
            stored.id,
            one.spot.cell,
            one.spot.resolution,
            one.row.lon,
            one.row.lat,
            one.row.place,
            one.spot.kind,
            one.spot.reach,
            one.spot.observed,
            round(one.spot.expected, 1),
            round(one.spot.noise_sd, 2),
            f"{one.spot.q:.2g}",
            one.course,
        )
        for one in figures.spot_rows(edition, stored)
    ]
    head = (
        "release", "cell", "resolution", "lon", "lat", "place", "kind", "reach", "observed", "expected",
        "noise_sd", "q", "course",
    )  # fmt: skip
    return write_csv(head, rows)


def districts_csv(edition: Edition, stored: Stored) -> bytes:
    """The sums by district with the noise of each sum."""
    rows = [
        (
            stored.id,
            str(stored.first),
            str(stored.last),
            level,
            one.district,
            round(one.estimate, 1),
            one.low,
            one.high,
            one.state,
            round(one.sd, 2),
            round(one.measured, 3),
        )
        for level, sums in figures.district_sums(edition, stored)
        for one in sums
    ]
    head = (
        "release", "period_from", "period_to", "level", "district", "estimate", "low", "high", "state",
        "noise_sd", "share_measured",
    )  # fmt: skip
    return write_csv(head, rows)


def trends_csv(edition: Edition, until: date) -> bytes:
    """The changes in reports a month with their ranges and the noise of each change."""
    rows = [
        (
            one.key,
            one.before.id,
            one.after.id,
            one.trend.verdict,
            round(one.trend.change, 1),
            round(one.trend.low, 1),
            round(one.trend.high, 1),
            round(one.trend.noise_sd, 2),
        )
        for one in figures.trend_rows(edition, until)
    ]
    head = ("what", "before", "after", "verdict", "change_a_month", "low", "high", "noise_sd")
    return write_csv(head, rows)
