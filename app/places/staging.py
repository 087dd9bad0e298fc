"""The staging tables of an import: filled in pieces, outside of what the finder reads."""

from __future__ import annotations

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import psycopg

from maps.gazetteer import entries, wordlist
from maps.gazetteer.place import KINDS, AreaPrior
from maps.gazetteer.skeletons import Ear
from maps.gazetteer.wordlist import Word
from maps.readers.row import PlaceRow

TABLES = ("place", "place_key", "place_skeleton", "place_word")

_COPY = {
    "place": "id, source_ref, name, kind, lon, lat, accuracy_m, importance, names",
    "place_key": "place_id, key, is_core, lon, lat, importance",
    "place_skeleton": "place_id, skeleton, form, is_latin, is_core, lon, lat, importance",
    "place_word": "word, uses, squares",
}
"""Columns of the staging tables, as copied."""


INSIDE = """
WITH box AS MATERIALIZED (
  SELECT * FROM unnest(%s::float8[], %s::float8[], %s::float8[], %s::float8[])
    AS edges (west, south, east, north))
SELECT count(*) FILTER (WHERE own), count(*) FILTER (WHERE other),
  coalesce(min(name) FILTER (WHERE other), '')
FROM (SELECT name,
        EXISTS (SELECT FROM box WHERE lon BETWEEN west AND east AND lat BETWEEN south AND north) AS own,
        EXISTS (SELECT FROM box WHERE lat BETWEEN west AND east AND lon BETWEEN south AND north) AS other
      FROM staging.place) AS staged
"""


class State(NamedTuple):
    """How far the import in the staging tables got."""

    source: str
    checksum: str
    seen: int
    places: int
    left_out: str


def place_id(source: str, ref: str) -> int:
    """63 bits of a digest: the same place of the same source has the same id in every import."""
    digest = hashlib.blake2b(f"{source}\0{ref}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") >> 1


def state(connection: psycopg.Connection) -> State | None:
    """The import under way or stopped, if any."""
    found = connection.execute(
        "SELECT source, checksum, seen, places, left_out::text FROM staging.import"
    ).fetchone()
    return State(*found) if found else None


def clear(connection: psycopg.Connection) -> None:
    """Forget whatever is staged."""
    connection.execute(f"TRUNCATE {', '.join(f'staging.{table}' for table in TABLES)}, staging.import")


def begin(connection: psycopg.Connection, source: str, checksum: str) -> None:
    """Note which file is being staged."""
    connection.execute(
        "INSERT INTO staging.import (source, checksum, seen, places, left_out) VALUES (%s, %s, 0, 0, '{}')",
        (source, checksum),
    )


def remember(connection: psycopg.Connection, seen: int, places: int, left_out: str) -> None:
    """Note how far it got."""
    connection.execute(
        "UPDATE staging.import SET seen = %s, places = %s, left_out = %s", (seen, places, left_out)
    )


def copy(connection: psycopg.Connection, source: str, rows: Sequence[PlaceRow]) -> None:
    """Stage some places with all their keys."""
    ear = Ear()
    found = [(place_id(source, row.ref), row, entries.of(_spellings(row), row.streets, ear)) for row in rows]
    _copy(connection, "place", (_place(id_, row) for id_, row, _ in found))
    _copy(connection, "place_key", (line for each in found for line in _keys(*each)))
    _copy(connection, "place_skeleton", (line for each in found for line in _skeletons(*each)))
    words = gather((row.lon, row.lat, entry.words) for _, row, entry in found)
    _copy(connection, "place_word", words)


def count_inside(connection: psycopg.Connection, area: AreaPrior) -> tuple[int, int, str]:
    """How many staged places lie in the area; how many would with lon and lat changed over; one of these."""
    edges = zip(*(box.edges for box in area.boxes), strict=True)
    found = connection.execute(INSIDE, [list(edge) for edge in edges]).fetchone()
    return found or (0, 0, "")


def gather(places: Iterable[tuple[float, float, Iterable[str]]]) -> list[Word]:
    """The words of some places, given as lon, lat and words: each once, with the places that use it."""
    uses: Counter[str] = Counter()
    squares: defaultdict[str, int] = defaultdict(int)
    for lon, lat, words in places:
        square = wordlist.square(lon, lat)
        for word in words:
            uses[word] += 1
            squares[word] |= square
    return [Word(word, uses[word], squares[word]) for word in sorted(uses)]


def _copy(connection: psycopg.Connection, table: str, lines: Iterable[Sequence[object]]) -> None:
    statement = f"COPY staging.{table} ({_COPY[table]}) FROM STDIN"
    with connection.cursor() as cursor, cursor.copy(statement) as target:  # fixed names
        for line in lines:
            target.write_row(line)


def _spellings(row: PlaceRow) -> list[str]:
    return [row.name, *(name for names in row.names.values() for name in names)] if not row.streets else []


def _place(id_: int, row: PlaceRow) -> Sequence[object]:
    accuracy_m = row.accuracy_m or KINDS[row.kind].accuracy_m
    names = json.dumps({language: list(names) for language, names in row.names.items()}, ensure_ascii=False)
    return id_, row.ref, row.name, row.kind, row.lon, row.lat, accuracy_m, row.importance, names


def _keys(id_: int, row: PlaceRow, entry: entries.Entries) -> Iterator[Sequence[object]]:
    for key, is_core in entry.keys.items():
        yield id_, key, is_core, row.lon, row.lat, row.importance


def _skeletons(id_: int, row: PlaceRow, entry: entries.Entries) -> Iterator[Sequence[object]]:
    for (skeleton, form, is_latin), is_core in entry.skeletons.items():
        yield id_, skeleton, form, is_latin, is_core, row.lon, row.lat, row.importance
