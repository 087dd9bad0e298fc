"""What a worker keeps of the gazetteer in memory: which keys there are, and the words of the names.

About 20 bytes a word and 12 bits a key, so some 20 MB for a million names. One part a source, made when it
is imported and stored beside it; nothing in it comes from a report.
"""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

import numpy as np
import psycopg
from numpy.typing import NDArray

from maps.gazetteer import keyset, wordlist
from maps.gazetteer.keyset import Hashes, KeySet
from maps.gazetteer.place import AreaPrior
from maps.gazetteer.wordlist import Word, WordList

STANDING = (
    "SELECT word, uses, squares FROM place_word WHERE source_id = %(id)s",
    "SELECT key FROM place_key WHERE place_id IN (SELECT id FROM place WHERE source_id = %(id)s)",
    "SELECT skeleton FROM place_skeleton WHERE place_id IN (SELECT id FROM place WHERE source_id = %(id)s)",
)
"""Words, keys and skeletons of one source, out of the tables the finder reads."""
STAGED = (
    "SELECT word, sum(uses)::integer, bit_or(squares) FROM staging.place_word GROUP BY word",
    "SELECT key FROM staging.place_key",
    "SELECT skeleton FROM staging.place_skeleton",
)
"""The same of the source that is being imported: no join."""
SLICE = 1 << 20
"""Bytes of a part that are read at a time."""
STORE = """
INSERT INTO place_index (source_id, words, keys, skeletons) VALUES (%s, %s, %s, %s)
ON CONFLICT (source_id) DO UPDATE
SET edition = DEFAULT, words = excluded.words, keys = excluded.keys, skeletons = excluded.skeletons
"""


@dataclass(frozen=True, slots=True)
class Index:
    """What is kept of all sources; empty, it holds no key and no word."""

    local: tuple[WordList, ...] = ()
    """the words of the area's names, a list for each source"""
    words: tuple[WordList, ...] = ()
    keys: KeySet = field(default_factory=KeySet)
    skeletons: KeySet = field(default_factory=KeySet)

    def near(self, word: str) -> Mapping[str, int]:
        """Words a few slips away, with the number of names they are in: the area's own, else any."""
        return _near(self.local, word) or _near(self.words, word)


def _near(lists: Iterable[WordList], word: str) -> Mapping[str, int]:
    uses: Counter[str] = Counter()
    for each in lists:
        uses.update(dict(each.near(word)))
    return uses


@dataclass(slots=True)
class Held:
    """The index as one process holds it."""

    _known: tuple[AreaPrior | None, frozenset[tuple[int, UUID]]] = (None, frozenset())
    _index: Index = field(default_factory=Index, repr=False)

    def find(self, connection: psycopg.Connection, area: AreaPrior | None) -> Index:
        """The index of what is imported now; it is read anew where that or the area changed."""
        asked = connection.execute("SELECT source_id, edition FROM place_index", prepare=True)
        wanted = area, frozenset(asked.fetchall())
        if wanted != self._known:
            self._index = read(connection, area)
            self._known = wanted
        return self._index


def build(connection: psycopg.Connection, source: int, queries: Sequence[str] = STANDING) -> None:
    """Make and store the part of one source out of its rows, uncommitted."""
    words = wordlist.of(Word(*row) for row in connection.execute(queries[0], {"id": source}))
    keys, skeletons = (_hash(connection, query, source) for query in queries[1:])
    connection.execute(STORE, (source, words.to_bytes(), keys.tobytes(), skeletons.tobytes()))


def build_missing(connection: psycopg.Connection) -> int:
    """Make the part of every source that has none: imported before there was an index. Gives how many."""
    missing = connection.execute(
        "SELECT id FROM place_source WHERE id NOT IN (SELECT source_id FROM place_index) ORDER BY id"
    ).fetchall()
    for (source,) in missing:
        with connection.transaction():
            build(connection, source)
    return len(missing)


def _hash(connection: psycopg.Connection, query: str, source: int) -> Hashes:
    """The hashes of the keys a query gives, one a row: no key holds what COPY would escape."""
    with connection.cursor() as cursor, cursor.copy(f"COPY ({query}) TO STDOUT", {"id": source}) as rows:
        return np.unique(keyset.hashes(key for block in rows for key in bytes(block).splitlines()))


def read(connection: psycopg.Connection, area: AreaPrior | None = None) -> Index:
    """The index of all sources; without an area no name is nearer than another."""
    local: list[WordList] = []
    words: list[WordList] = []
    for source, size in _sizes(connection, "words"):
        every = wordlist.read(size, functools.partial(_fetch, connection, "words", source))
        if area is not None:
            local.append(every.within(wordlist.squares(area)).settled())
        words.append(every.settled())
    return Index(tuple(local), tuple(words), _join(connection, "keys"), _join(connection, "skeletons"))


def _join(connection: psycopg.Connection, column: str) -> KeySet:
    """The set of all sources' keys or skeletons."""
    sizes = _sizes(connection, column)
    pieces = (
        _fetch(connection, column, source, first, min(first + SLICE, size)).view(np.uint32)
        for source, size in sizes
        for first in range(0, size, SLICE)
    )
    return keyset.of(sum(size for _, size in sizes) // np.uint32().itemsize, pieces)


def _sizes(connection: psycopg.Connection, column: str) -> list[tuple[int, int]]:
    """Each source and how many bytes of this column it has."""
    query = f"SELECT source_id, length({column}) FROM place_index ORDER BY 1"  # noqa: S608  # a name of ours
    return connection.execute(query).fetchall()


def _fetch(
    connection: psycopg.Connection, column: str, source: int, first: int, last: int
) -> NDArray[np.uint8]:
    """Some bytes of one column of one part, read in slices: whole, they would be in memory three times."""
    found = np.zeros(last - first, np.uint8)
    query = f"SELECT substring({column} FROM %s FOR {SLICE}) FROM place_index WHERE source_id = %s"  # noqa: S608
    for at in range(first, last, SLICE):
        row = connection.execute(query, (at + 1, source), binary=True).fetchone()
        # Where an import was faster, the rest stays empty until the next message sees the new edition.
        piece = np.frombuffer(row[0] if row else b"", np.uint8)[: last - at]
        found[at - first : at - first + len(piece)] = piece
    return found
