"""What a worker keeps of the gazetteer in memory: which keys there are, and the words of the names.

About 20 bytes a word and 12 bits a key, so some 20 MB for a million names. One part a source, made when it
is imported and stored beside it; nothing in it comes from a report.
"""

from __future__ import annotations

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
EMPTY = 8
"""Bytes of a list without a word."""
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
    sources = [source for (source,) in connection.execute("SELECT source_id FROM place_index ORDER BY 1")]
    packed = (_fetch(connection, "words", source) for source in sources)
    words = tuple(wordlist.from_bytes(each.data) for each in packed if len(each) > EMPTY)
    return Index(
        () if area is None else tuple(each.within(wordlist.squares(area)) for each in words),
        words,
        _join([_fetch(connection, "keys", source) for source in sources]),
        _join([_fetch(connection, "skeletons", source) for source in sources]),
    )


def _join(packed: Sequence[NDArray[np.uint8]]) -> KeySet:
    return keyset.of(np.concatenate([np.zeros(0, np.uint8), *packed]).view(np.uint32))


def _fetch(connection: psycopg.Connection, column: str, source: int) -> NDArray[np.uint8]:
    """One column of one part, read in slices: whole, it would be in memory three times and leave holes."""
    sizes = connection.execute(
        f"SELECT length({column}) FROM place_index WHERE source_id = %s",  # noqa: S608  # a name of ours
        (source,),
    )
    (size,) = sizes.fetchone() or (0,)
    found = np.zeros(size, np.uint8)
    query = f"SELECT substring({column} FROM %s FOR {SLICE}) FROM place_index WHERE source_id = %s"  # noqa: S608
    for first in range(0, size, SLICE):
        row = connection.execute(query, (first + 1, source), binary=True).fetchone()
        # Where an import was faster, the rest stays empty until the next message sees the new edition.
        piece = np.frombuffer(row[0] if row else b"", np.uint8)[: size - first]
        found[first : first + len(piece)] = piece
    return found
