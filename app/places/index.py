"""What a worker keeps of the gazetteer in memory: which keys there are, and the words of the names.

About 20 bytes a word and 2 a key, so 24 MB for a million names. One part a source, made when it is
imported, stored beside it, read again when its edition changes; nothing in it comes from a report.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

import psycopg

from maps.gazetteer import keyset, wordlist
from maps.gazetteer.keyset import KeySet
from maps.gazetteer.wordlist import WordList

WORDS = "SELECT word, uses FROM place_word WHERE source_id = %(id)s"
KEYS = "SELECT DISTINCT key FROM place_key JOIN place ON id = place_id WHERE source_id = %(id)s"
SKELETONS = (
    "SELECT DISTINCT skeleton FROM place_skeleton JOIN place ON id = place_id WHERE source_id = %(id)s"
)
STORE = """
INSERT INTO place_index (source_id, words, keys, skeletons) VALUES (%s, %s, %s, %s)
ON CONFLICT (source_id) DO UPDATE
SET edition = DEFAULT, words = excluded.words, keys = excluded.keys, skeletons = excluded.skeletons
"""


@dataclass(frozen=True, slots=True)
class Part:
    """What is kept of one source."""

    words: WordList
    keys: KeySet
    skeletons: KeySet


@dataclass(frozen=True, slots=True)
class Index:
    """What is kept of all sources; empty, it holds no key and no word."""

    words: tuple[WordList, ...] = ()
    keys: KeySet = field(default_factory=keyset.empty)
    skeletons: KeySet = field(default_factory=keyset.empty)

    def near(self, word: str) -> Mapping[str, int]:
        """Words of names that are a few slips away, with the number of names they are in."""
        uses: Counter[str] = Counter()
        for part in self.words:
            uses.update(dict(part.near(word)))
        return uses


@dataclass(slots=True)
class Held:
    """The index as one process holds it."""

    _parts: dict[tuple[int, UUID], Part] = field(default_factory=dict, repr=False)
    _index: Index = field(default_factory=Index, repr=False)

    def find(self, connection: psycopg.Connection) -> Index:
        """The index of what is imported now; what changed since the last time is read."""
        wanted = {
            (source, edition)
            for source, edition in connection.execute(
                "SELECT source_id, edition FROM place_index", prepare=True
            )
        }
        if wanted != self._parts.keys():
            parts = {one: self._parts.get(one) or _read(connection, *one) for one in sorted(wanted)}
            self._parts = {one: part for one, part in parts.items() if part is not None}
            self._index = _join(self._parts.values())
        return self._index


def build(connection: psycopg.Connection, source: int) -> None:
    """Make and store the part of one source out of its rows, uncommitted."""
    words = wordlist.of(connection.execute(WORDS, {"id": source}))
    keys = _gather(connection, KEYS, source)
    skeletons = _gather(connection, SKELETONS, source)
    connection.execute(STORE, (source, words.to_bytes(), keys.bits.tobytes(), skeletons.bits.tobytes()))


def build_missing(connection: psycopg.Connection) -> int:
    """Make the part of every source that has none: imported before there was an index. Gives how many."""
    missing = connection.execute(
        "SELECT id FROM place_source WHERE id NOT IN (SELECT source_id FROM place_index) ORDER BY id"
    ).fetchall()
    for (source,) in missing:
        with connection.transaction():
            build(connection, source)
    return len(missing)


def _gather(connection: psycopg.Connection, query: str, source: int) -> KeySet:
    """The set of the keys a query gives, one a row: no key holds what COPY would escape."""
    with connection.cursor() as cursor, cursor.copy(f"COPY ({query}) TO STDOUT", {"id": source}) as rows:
        hashed = keyset.hashes(key for rows_read in rows for key in bytes(rows_read).splitlines())
    return keyset.empty(len(hashed)).add(hashed)


def _read(connection: psycopg.Connection, source: int, edition: UUID) -> Part | None:
    """The part of this edition; None where another import was faster: then the next message reads that one."""
    row = connection.execute(
        "SELECT words, keys, skeletons FROM place_index WHERE source_id = %s AND edition = %s",
        (source, edition),
        binary=True,
    ).fetchone()
    if row is None:
        return None
    words, keys, skeletons = row
    return Part(wordlist.from_bytes(words), keyset.from_bytes(keys), keyset.from_bytes(skeletons))


def _join(parts: Iterable[Part]) -> Index:
    parts = list(parts)
    return Index(
        tuple(part.words for part in parts if len(part.words.ends)),
        keyset.join(part.keys for part in parts),
        keyset.join(part.skeletons for part in parts),
    )
