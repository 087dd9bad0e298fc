"""`python -m tests.audit [--runs N] [--points FILE]`: measures, prints, and writes docs/proofs.md.

The points are incidents as CSV with columns longitude and latitude; without them the table of utility stays.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from config import ROOT
from maps.proof import page
from tests import marked

POINTS = ROOT / ".." / "shared" / "data" / "incidents" / "nyc_vehicle_thefts_2014.csv.gz"
PROOFS = ROOT / "docs" / "proofs.md"


def main() -> None:
    """Measure each table and put it in its place."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--runs", type=int, default=page.LONG_RUNS, help="of the audit, with and without")
    options.add_argument("--points", type=Path, default=POINTS, help="incidents for the table of utility")
    options.add_argument("--seeds", type=int, default=20, help="draws of the table of utility")
    chosen = options.parse_args()
    for name, measure in tables(chosen.runs, chosen.points, chosen.seeds):
        text = f"Measured on {datetime.now(UTC):%Y-%m-%d}.\n\n{measure()}"
        sys.stdout.write(f"{name}\n{text}\n")
        marked.put(PROOFS, name, text)


def tables(runs: int, points: Path, seeds: int) -> Iterator[tuple[str, Callable[[], str]]]:
    """Each table's name and what measures it."""
    yield "audit", lambda: page.audits(runs)
    yield "hot spots", page.hotspots
    if points.exists():
        yield "utility", lambda: page.utilities(points, seeds)


if __name__ == "__main__":
    main()
