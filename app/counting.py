"""The exact counts of a period's accepted reports: they go no further than the draw that asks (P6).

A large city has some hundred thousand combinations of cell, group and part of day. They come as one value,
which takes a fraction of the time of as many rows.
"""

from __future__ import annotations

import numpy as np

from app.database import Connection
from maps.disclosure import count
from maps.disclosure.budget import GROUPS, PARTS
from maps.ledger.release import Period

NOWHERE = "89754e64993ffff"
"""The r9 cell at 0° N 0° E, in the open sea: where reports without a cell are counted, as elsewhere."""

COUNT = """
SELECT string_agg(
    int8send(('x' || coalesce(cell, %(nowhere)s))::bit(60)::bigint)
    || int8send(CASE WHEN grouped IS NULL THEN 0 ELSE coalesce(array_position(%(groups)s, grouped), -1) END)
    || int8send(CASE WHEN part IS NULL THEN 0 ELSE coalesce(array_position(%(parts)s, part), -1) END)
    || int8send(number - imprecise) || int8send(imprecise), ''::bytea)
FROM (
    SELECT cell_id COLLATE "C" AS cell, category_group COLLATE "C" AS grouped,
           part_of_day COLLATE "C" AS part, count(*) AS number,
           count(*) FILTER (WHERE precision COLLATE "C" IN ('town', 'city')) AS imprecise
    FROM report
    WHERE state = 'accepted' AND period BETWEEN %(first)s AND %(last)s
    GROUP BY 1, 2, 3
) AS counted
"""
"""Five numbers of eight bytes each: cell; group and part, from 1, 0 for none, -1 for one that is unknown;
reports with a precise place, and with an imprecise one. NULL where there are none.

Along the index ix_report_accepted and in its order: the rows, which hold sealed words, are not read.
"""
NUMBERS = 5

AT_EASE = "SET LOCAL work_mem = '256MB'; SET LOCAL jit = off; SET LOCAL parallel_tuple_cost = 0.001"
"""For one transaction: the groups of a large city fit into memory; compiling takes longer than counting; and
several may count, though each hands on many groups."""


def find(connection: Connection, days: Period) -> count.Counts:
    """The counts, within the caller's transaction.

    Raises:
        CountError: a report has a group or part that the mechanism does not know.
    """
    connection.execute(AT_EASE)
    values: dict[str, object] = {"nowhere": NOWHERE, "groups": list(GROUPS), "parts": list(PARTS)}
    values |= {"first": days.first, "last": days.last}
    # Not prepared: a plan that must do for any period takes four times as long.
    row = connection.execute(COUNT, values, prepare=False, binary=True).fetchone()
    data = row[0] if row and row[0] else b""
    cells, groups, parts, precise, imprecise = np.frombuffer(data, dtype=">i8").reshape(-1, NUMBERS).T
    return count.tally_arrays(
        np.tile(cells, 2).astype(np.uint64),
        np.repeat([False, True], len(cells)),
        np.tile(groups, 2).astype(np.int64) - 1,
        np.tile(parts, 2).astype(np.int64) - 1,
        np.concatenate([precise, imprecise]).astype(np.int64),
    )
