"""The exact counts of a period's accepted reports: they go no further than the draw that asks (P6).

A large city has some hundred thousand combinations of cell, group and part of day. They come as two values,
which takes a fraction of the time of as many rows.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from app.database import Connection
from maps.disclosure import count
from maps.ledger.release import Period

NOWHERE = 0x89754E64993FFFF
"""The r9 cell at 0° N 0° E, in the open sea: where reports without a cell are counted, as elsewhere."""

UNUSED = 0x3FFFF
"""The last bits of any H3 index of r9 or coarser: a tally leaves them out."""

COUNT = """
SELECT array_send(array_agg(tally)), array_send(array_agg(number))
FROM (
    SELECT tally, count(*) AS number FROM report
    WHERE state = 'accepted' AND period BETWEEN %(first)s AND %(last)s
    GROUP BY tally
) AS counted
"""
"""The tallies (app.models.report.TALLY) and the reports of each, as two arrays; NULL where there are none.

Along the index ix_report_accepted and in its order: the rows, which hold sealed words, are not read.
"""

AT_EASE = "SET LOCAL jit = off; SET LOCAL max_parallel_workers_per_gather = 0"
"""For one transaction: compiling takes longer than counting, and so does putting together what several have
counted, since each meets most of the combinations."""

HEADER = 20
ELEMENT = np.dtype([("bytes", ">i4"), ("value", ">i8")])
"""An array as PostgreSQL sends it (array_send): its dimension's header, and numbers that are never NULL."""


def find(connection: Connection, days: Period) -> count.Counts:
    """The counts, within the caller's transaction.

    Raises:
        CountError: a report has a group or part that the mechanism does not know.
    """
    connection.execute(AT_EASE)
    # Not prepared: a plan that must do for any period takes four times as long.
    row = connection.execute(
        COUNT, {"first": days.first, "last": days.last}, prepare=False, binary=True
    ).fetchone()
    tallies, numbers = map(_to_numbers, row or (None, None))
    cells = (tallies >> 7 << 18) | UNUSED
    return count.tally_arrays(
        np.where(tallies >> 7 > 0, cells, NOWHERE).astype(np.uint64),
        tallies & 1 > 0,
        (tallies >> 4 & 7) - 1,
        (tallies >> 1 & 7) - 1,
        numbers,
    )


def _to_numbers(sent: bytes | None) -> NDArray[np.int64]:
    """The elements of a sent array; none of NULL."""
    return np.frombuffer(sent or b"", ELEMENT, offset=HEADER if sent else 0)["value"].astype(np.int64)
