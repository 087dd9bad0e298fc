"""All words of the names, packed: which of them are a slip or two away from a misspelt one.

Where a word's names lie is kept in 64 bits as well: the earth in squares of a degree, folded eight by eight.
A word of the area is more likely meant than any of the rest of the world.

A word's letters are a pattern of bits that a slip changes little: a letter missed or added flips one bit,
a wrong one two, two swapped none. So one pass over the patterns leaves some hundred words to compare, and
nothing but the words themselves has to be stored.
"""

from __future__ import annotations

import functools
import itertools
import math
import operator
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import OSA

from maps.gazetteer import typos
from maps.gazetteer.place import AreaPrior

MOST_GAP = 2
"""Letters by which a word may be longer or shorter than what was meant."""
CLASSES = 32
"""Classes of letters: a to z have one each, other scripts share them by code point."""
FOLD = 8
"""Squares of a degree after which the same bits come again, each way."""
MARGIN_DEG = 0.1
"""Around an area, in which names count as its own."""
EMPTY = 8
"""Bytes of a packed list without a word."""
COLUMNS = (8, 8, 4, 4)
"""Bytes a word of the packed columns: patterns, squares, ends, uses."""
PIECE = 1 << 16
"""Words whose letters are counted at a time: each byte of them takes eight meanwhile."""
_NEWLINE = 10


class Word(NamedTuple):
    """A word, the number of names it is in, and the squares they lie in."""

    word: str
    uses: int
    squares: int


@dataclass(frozen=True, slots=True)
class WordList:
    """Words by length, with the pattern of each and what is known of it; some 24 bytes a word."""

    text: NDArray[np.uint8] = field(default_factory=lambda: np.zeros(0, np.uint8), repr=False)
    """all words in UTF-8, one after the other"""
    ends: NDArray[np.uint32] = field(default_factory=lambda: np.zeros(0, np.uint32), repr=False)
    """where in `text` each word ends"""
    uses: NDArray[np.uint32] = field(default_factory=lambda: np.zeros(0, np.uint32), repr=False)
    squares: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, np.int64), repr=False)
    """what `within` chooses by; not needed any more when all is chosen"""
    patterns: NDArray[np.uint64] = field(default_factory=lambda: np.zeros(0, np.uint64), repr=False)
    lengths: Mapping[int, tuple[int, int]] = field(default_factory=dict)
    """letters -> the first pattern of a word of that length, and the first beyond"""
    at: NDArray[np.uint32] | None = field(default=None, repr=False)
    """which of the words each pattern is of, where it isn't every one in turn"""

    def near(self, word: str) -> list[tuple[str, int]]:
        """The words at most `typos.slips_allowed` slips away, itself among them, with their uses."""
        slips = typos.slips_allowed(word)
        size, pattern = len(word), _pattern(word)
        gap = min(slips, MOST_GAP)
        spans = {
            length: self.lengths[length]
            for length in range(size - gap, size + gap + 1)
            if length in self.lengths
        }
        if not spans:
            return []
        start, end = min(first for first, _ in spans.values()), max(last for _, last in spans.values())
        flips = np.bitwise_count(self.patterns[start:end] ^ pattern)
        for length, (first, last) in spans.items():
            # A letter more or less is a flip already spent.
            flips[first - start : last - start] += abs(length - size)
        alike_at = np.flatnonzero(flips <= 2 * slips) + start
        found = alike_at if self.at is None else self.at[alike_at]
        alike = self._words(found)
        close = process.extract(word, alike, scorer=OSA.distance, score_cutoff=slips, limit=None)
        return [(other, int(self.uses[found[at]])) for other, _, at in close]

    def within(self, squares: int) -> WordList:
        """The words whose names lie in these squares; text and columns are the same ones, not copied."""
        kept = np.flatnonzero(self.squares & np.int64(squares)).astype(np.uint32)
        if len(kept) == len(self.ends):
            return self
        edges = ((size, np.searchsorted(kept, span)) for size, span in self.lengths.items())
        lengths = {size: (int(first), int(last)) for size, (first, last) in edges if first < last}
        return replace(self, patterns=self.patterns[kept], lengths=lengths, at=kept)

    def settled(self) -> WordList:
        """The same words, which can't be chosen from by squares any more: 8 bytes less a word."""
        return replace(self, squares=np.zeros(0, np.int64))

    def _words(self, kept: NDArray[np.integer[Any]]) -> list[str]:
        """These words, cut out of the text at one go: one by one it takes ten times as long."""
        starts = np.where(kept > 0, self.ends[np.maximum(kept, 1) - 1], 0).astype(np.int64)
        sizes = self.ends[kept] - starts + 1
        ends = np.cumsum(sizes)
        # Where each letter comes from: its place in the new text, moved by as much as its word was moved.
        at = np.arange(int(sizes.sum())) + np.repeat(starts + sizes - ends, sizes)
        text = self.text.take(at, mode="clip")
        text[ends - 1] = _NEWLINE
        return str(text.tobytes(), "utf-8").split("\n")[:-1]

    def to_bytes(self) -> bytes:
        """The same as `read` takes it: the number of words, the four columns, the words."""
        count = np.array([len(self.ends)])
        columns = (count, self.patterns, self.squares, self.ends, self.uses, self.text)
        return b"".join(column.tobytes() for column in columns)


def square(lon: float, lat: float) -> int:
    """The bit of the square a point lies in, as a signed number of 64 bits."""
    bit = math.floor(lon) % FOLD + FOLD * (math.floor(lat) % FOLD)
    return 1 << bit if bit < 63 else -(1 << 63)


def squares(area: AreaPrior) -> int:
    """The bits of all squares that the area and its margin touch."""
    return functools.reduce(operator.or_, map(_squares, area.boxes))


def _squares(box: AreaPrior) -> int:
    west, east = math.floor(box.west - MARGIN_DEG), math.floor(box.east + MARGIN_DEG)
    south, north = math.floor(box.south - MARGIN_DEG), math.floor(box.north + MARGIN_DEG)
    lons, lats = range(west, min(east + 1, west + FOLD)), range(south, min(north + 1, south + FOLD))
    return functools.reduce(operator.or_, (square(lon, lat) for lon in lons for lat in lats))


def of(words: Iterable[Word]) -> WordList:
    """The list of these words, each once."""
    ordered = sorted(words, key=lambda each: (len(each.word), each.word))
    spelled = [each.word for each in ordered]
    raw = [word.encode() for word in spelled]
    patterns = [_patterns(list(group)) for _, group in itertools.groupby(spelled, key=len)]
    return WordList(
        np.frombuffer(b"".join(raw), np.uint8),
        np.cumsum([len(each) for each in raw], dtype=np.uint32),
        np.array([each.uses for each in ordered], np.uint32),
        np.array([each.squares for each in ordered], np.int64),
        np.concatenate([np.zeros(0, np.uint64), *patterns]),
        _lengths(np.array([len(word) for word in spelled], np.uint32)),
    )


def read(size: int, cut: Callable[[int, int], NDArray[np.uint8]]) -> WordList:
    """The list that `to_bytes` packed into so many bytes; `cut` hands over the bytes from one to another.

    Each column is asked for by itself, so that none is in memory longer than it is needed.
    """
    if size < EMPTY:
        return WordList()
    count = int(cut(0, EMPTY).view(np.int64)[0])
    edges = itertools.accumulate((EMPTY, *(width * count for width in COLUMNS)))
    patterns, squares, ends, uses = (cut(first, last) for first, last in itertools.pairwise(edges))
    text = cut(EMPTY + sum(COLUMNS) * count, size)
    lengths = _lengths(_letters(text, ends.view(np.uint32)))
    return WordList(
        text,
        ends.view(np.uint32),
        uses.view(np.uint32),
        squares.view(np.int64),
        patterns.view(np.uint64),
        lengths,
    )


def _letters(text: NDArray[np.uint8], ends: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """Letters of each word: the bytes of its UTF-8 that begin one."""
    letters = np.zeros(len(ends), np.uint32)
    start = 0
    for first in range(0, len(ends), PIECE):
        piece = ends[first : first + PIECE]
        begins = (text[start : piece[-1]] & 0xC0) != 0x80
        seen = np.concatenate(([0], np.cumsum(begins, dtype=np.uint32)))
        letters[first : first + PIECE] = np.diff(seen[piece - start], prepend=0)
        start = int(piece[-1])
    return letters


def _lengths(letters: NDArray[np.uint32]) -> dict[int, tuple[int, int]]:
    firsts = np.flatnonzero(np.diff(letters, prepend=0)).tolist()
    return {int(letters[first]): (first, last) for first, last in itertools.pairwise([*firsts, len(letters)])}


def _pattern(word: str) -> np.uint64:
    """The pattern of one word; as `_patterns`, which takes longer to begin."""
    once = twice = 0
    for letter in word:
        bit = 1 << ord(letter) % CLASSES
        twice |= once & bit
        once |= bit
    return np.uint64(once | (twice << CLASSES))


def _patterns(words: list[str]) -> NDArray[np.uint64]:
    """One bit for each class of letters a word has, and one more where it has it twice; all of one length."""
    codes = np.array(words).view(np.uint32).reshape(len(words), -1)
    bits = np.left_shift(np.uint64(1), (codes % CLASSES).astype(np.uint64))
    once, twice = np.zeros(len(words), np.uint64), np.zeros(len(words), np.uint64)
    for column in bits.T:
        twice |= once & column
        once |= column
    return once | (twice << np.uint64(CLASSES))
