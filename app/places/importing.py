"""A file of places into the tables: staged in pieces that survive a stop, then swapped in at once."""

from __future__ import annotations

import hashlib
import itertools
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import psycopg

from app.errors import PlacesError
from app.places import staging, swapping
from maps.gazetteer.place import AreaPrior
from maps.readers.row import Item, Items, LeftOut, PlaceRow

BATCH = 10_000
"""Rows between two commits: what a stop costs, and what memory holds."""
SHOWN = 20
"""Rows left out that are shown one by one; the rest are counted by reason."""
LOCK = 0x7361666C
"""Advisory lock: one import at a time."""
PIECE = 1 << 20
"""Bytes read at a time."""
LINES = (".txt", ".csv", ".tsv", ".ndjson", ".geojsonl", ".geojsons")
"""Endings of files in which a line is a row."""
SWAPPED = 3
"""Places from which a file that would fit an area with its coordinates changed over is refused."""
BUSY = "another import is running; wait for it to end"


@dataclass(frozen=True, slots=True)
class Source:
    """What is imported: the source's name, its licence and the credit its licence asks for."""

    name: str
    licence: str
    attribution: str
    checksum: str


@dataclass(slots=True)
class Outcome:
    """How an import went: places kept, rows left out by reason, the first of them by row."""

    places: int = 0
    left_out: Counter[str] = field(default_factory=Counter)
    first: list[LeftOut] = field(default_factory=list)

    def add(self, left: LeftOut) -> None:
        """Count one row that was left out."""
        self.left_out[left.reason] += 1
        if len(self.first) < SHOWN:
            self.first.append(left)


def survey(path: Path) -> tuple[str, int | None]:
    """SHA-256 of the file, hexadecimal; and how many rows it has, where a line is a row. Read in pieces."""
    digest, lines = hashlib.sha256(), 0
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            digest.update(piece)
            lines += piece.count(b"\n")
    return digest.hexdigest(), lines if path.name.lower().endswith(LINES) else None


def load(
    connection: psycopg.Connection,
    source: Source,
    items: Items,
    today: date,
    progress: Callable[[int], object] = lambda _: None,
    area: AreaPrior | None = None,
) -> Outcome:
    """Put a source's places in for those it had before; an import that was stopped is taken up again.

    Until the last step, what stood before is untouched; a file that can't be read leaves it so.

    Raises:
        PlacesError: another import runs, or the source holds no usable place, or none in the area but for
            swapped coordinates.
        maps.errors.SourceError: the file is broken; the message names the row.
    """
    if not _try(connection, "pg_try_advisory_lock"):
        raise PlacesError(BUSY)
    try:
        outcome = _stage(connection, source, items, progress)
        fault = _swapped(connection, outcome, area) if outcome.places else _nothing(outcome)
        if fault:
            staging.clear(connection)
            raise PlacesError(fault)
        # The connection commits each statement by itself unless told: half a source must never stand.
        with connection.transaction():
            outcome.places = swapping.swap(connection, source.name, _facts(source, outcome, today))
    finally:
        connection.execute("SELECT pg_advisory_unlock(%s)", (LOCK,))
    swapping.settle(connection)
    return outcome


def wait_not(connection: psycopg.Connection) -> None:
    """Hold imports off until the end of this transaction.

    Raises:
        PlacesError: one is running.
    """
    if not _try(connection, "pg_try_advisory_xact_lock"):
        raise PlacesError(BUSY)


def _try(connection: psycopg.Connection, function: str) -> bool:
    return connection.execute(f"SELECT {function}(%s)", (LOCK,)).fetchone() == (True,)


def _stage(
    connection: psycopg.Connection, source: Source, items: Items, progress: Callable[[int], object]
) -> Outcome:
    seen, outcome = _resume(connection, source)
    progress(seen)
    rest = itertools.islice(items, seen, None)
    for batch in _batches(rest):
        rows = [item for item in batch if isinstance(item, PlaceRow)]
        for left in (item for item in batch if isinstance(item, LeftOut)):
            outcome.add(left)
        seen += len(batch)
        outcome.places += len(rows)
        with connection.transaction():
            staging.copy(connection, source.name, rows)
            staging.remember(connection, seen, outcome.places, _left_to_json(outcome))
        progress(len(batch))
    return outcome


def _batches(items: Iterable[Item]) -> Iterator[list[Item]]:
    items = iter(items)
    while batch := list(itertools.islice(items, BATCH)):
        yield batch


def _resume(connection: psycopg.Connection, source: Source) -> tuple[int, Outcome]:
    """Rows seen by an earlier import of the very same file that was stopped, and what it had found."""
    state = staging.state(connection)
    if state and state.source == source.name and state.checksum == source.checksum:
        left = json.loads(state.left_out)
        return state.seen, Outcome(
            state.places, Counter(left["reasons"]), [LeftOut(*pair) for pair in left["first"]]
        )
    with connection.transaction():
        staging.clear(connection)
        staging.begin(connection, source.name, source.checksum)
    return 0, Outcome()


def _left_to_json(outcome: Outcome) -> str:
    return json.dumps(
        {"reasons": outcome.left_out, "first": [(left.where, left.reason) for left in outcome.first]}
    )


def _facts(source: Source, outcome: Outcome, today: date) -> swapping.SourceFacts:
    return swapping.SourceFacts(
        source.licence, source.attribution, source.checksum, today, json.dumps(outcome.left_out)
    )


def _swapped(connection: psycopg.Connection, outcome: Outcome, area: AreaPrior | None) -> str:
    """Why the file can't be meant so: with longitude and latitude changed over it would lie in the area."""
    own, other, name = staging.count_inside(connection, area) if area else (0, 0, "")
    if own or other < max(SWAPPED, outcome.places / 2):
        return ""
    return (
        f"coordinates look swapped, nothing was changed: none of {outcome.places} places lies in the area,"
        f" but {other} would with longitude and latitude changed over, {name} among them"
    )


def _nothing(outcome: Outcome) -> str:
    reasons = "; ".join(f"{left.where}: {left.reason}" for left in outcome.first[:3])
    return f"no usable place in the file, nothing was changed. {reasons}"
