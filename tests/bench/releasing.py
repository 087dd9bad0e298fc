"""A release drawn from the database, beside the plainest count of the same table in the same run.

Run by `make bench`. Sealed words are as long as real ones, so that a report takes as much of the disk;
`releasing.py 10000000 1` takes ten million reports with few bytes each.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import h3
import psycopg
from psycopg import sql

from app import areas, factory, release
from app.deployment import Deployment
from config import Config
from maps import cells
from tests import city
from tests.bench.database import make_settings

RINGS = 9
"""Rings of r7 cells around the centre: some 13,000 r9 cells, a city of 1,400 km²."""

TODAY = date(2026, 5, 20)
FILL = """
INSERT INTO report (id, cell_id, precision, category_group, part_of_day, period, state, sealed)
SELECT lpad(to_hex(n), 32, '0')::uuid, cell, (ARRAY['spot', 'street', 'town'])[1 + mod(n, 3)],
       (ARRAY['words', 'looks', 'following', 'touching', 'other'])[1 + mod(n * 7, 5)],
       (ARRAY['morning', 'afternoon', 'evening', 'night'])[1 + mod(n * 3, 4)],
       '2026-01-01', 'accepted', decode(repeat(md5(n::text), {blocks}), 'hex')
FROM (
    SELECT n, floor({cells} * power(random(), 3))::int AS rank FROM generate_series(1, {reports}) AS n
) AS one
JOIN near USING (rank)
"""
INDEXES = "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'report' AND indexname LIKE 'ix_%'"
GROUP_BY = "SELECT cell_id, count(*) FROM report GROUP BY cell_id"


def main(reports: int, blocks: int = 68) -> None:
    """Fill, count, publish, and print the comparison."""
    config = Config.from_env(make_settings(Config.from_env(dict(os.environ))))
    with tempfile.TemporaryDirectory() as folder:
        city.found(config, Path(folder))
    here: Deployment = factory.create_app(config).extensions["safelight"]
    spread = h3.grid_disk(cells.snap(*city.CENTRE, 7), RINGS)
    with here.database.owner.connect() as connection:
        connection.execute("DELETE FROM area")
        areas.store(
            connection, "testville", "Testville", cells.union(spread), "Africa/Nairobi", city.FIRST_DAY
        )
    fill(config, (reports, blocks), [fine for coarse in spread for fine in h3.cell_to_children(coarse, 9)])
    with here.database.owner.connect() as connection:
        counting = min(measure(lambda: connection.execute(GROUP_BY).fetchall()) for _ in range(3))
    with here.database.release.connect() as connection:
        issued: list[str] = []
        publishing = measure(lambda: issued.extend(release.publish_due(connection, TODAY, config.secret_key)))
    # The bulletin and the map count the same reports; what comes after them is empty.
    each = publishing / 2
    sys.stdout.write(
        f"{reports:,} reports: GROUP BY cell {counting:.2f} s; bulletin and map drawn and signed,"
        f" {each:.2f} s each\nratio    {each / counting:9.2f}\n"
    )


def fill(config: Config, size: tuple[int, int], among: list[str]) -> None:
    """Accepted reports of one month, so many of so many times 16 bytes, more in some cells than in others."""
    reports, blocks = size
    with psycopg.connect(config.database_url, autocommit=True) as connection:
        # Without triggers: each row's cell would be looked up.
        connection.execute("SET session_replication_role = replica")
        connection.execute("SET synchronous_commit = off")
        connection.execute("CREATE TEMPORARY TABLE near (rank int PRIMARY KEY, cell text)")
        with connection.cursor().copy("COPY near FROM STDIN") as rows:
            for row in enumerate(sorted(among)):
                rows.write_row(row)
        # Ids in order, and indexes made afterwards: ten million rows in minutes.
        indexes = connection.execute(INDEXES).fetchall()
        for name, _ in indexes:
            connection.execute(sql.SQL("DROP INDEX {}").format(sql.Identifier(name)))
        connection.execute(FILL.format(cells=len(among), reports=reports, blocks=blocks))
        for _, definition in indexes:
            connection.execute(definition)
        connection.execute("VACUUM ANALYZE report")


def measure(act: Callable[[], object]) -> float:
    """Seconds that it takes."""
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
