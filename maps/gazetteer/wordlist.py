"""All words of the names, packed: which of them are a slip or two away from a misspelt one.

A word's letters are a pattern of bits that a slip changes little: a letter missed or added flips one bit,
a wrong one two, two swapped none. So one pass over the patterns leaves some hundred words to compare, and
nothing but the words themselves has to be stored.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import OSA

from maps.gazetteer import typos

MOST_GAP = 2
"""Letters by which a word may be longer or shorter than what was meant."""
CLASSES = 32
"""Classes of letters: a to z have one each, other scripts share them by code point."""


@dataclass(frozen=True, slots=True)
class WordList:
    """Words by length, with the pattern of each and the number of names it is in; 20 to 25 bytes a word."""

    text: bytes = field(default=b"", repr=False)
    """all words in UTF-8, one after the other"""
    ends: NDArray[np.uint32] = field(default_factory=lambda: np.zeros(0, np.uint32), repr=False)
    """where in `text` each word ends"""
    uses: NDArray[np.uint32] = field(default_factory=lambda: np.zeros(0, np.uint32), repr=False)
    patterns: NDArray[np.uint64] = field(default_factory=lambda: np.zeros(0, np.uint64), repr=False)
    lengths: Mapping[int, tuple[int, int]] = field(default_factory=dict)
    """letters -> the first word of that length, and the first beyond"""

    def near(self, word: str) -> list[tuple[str, int]]:
        """The words at most as many slips away as `typos.slips_allowed`, itself among them, with their uses."""
        slips = typos.slips_allowed(word)
        size, pattern = len(word), _patterns([word])[0]
        found: list[int] = []
        for length in range(size - min(slips, MOST_GAP), size + min(slips, MOST_GAP) + 1):
            first, last = self.lengths.get(length, (0, 0))
            flips = np.bitwise_count(self.patterns[first:last] ^ pattern)
            found += (np.flatnonzero(flips <= 2 * slips - abs(length - size)) + first).tolist()
        alike = [self._word(at) for at in found]
        close = process.extract(word, alike, scorer=OSA.distance, score_cutoff=slips, limit=None)
        return [(other, int(self.uses[found[at]])) for other, _, at in close]

    def _word(self, at: int) -> str:
        return self.text[self.ends[at - 1] if at else 0 : self.ends[at]].decode()

    def to_bytes(self) -> bytes:
        """The same as `from_bytes` reads it: the number of words, the three columns, the words."""
        head = np.array([len(self.ends)], np.uint64)
        return b"".join(
            (head.tobytes(), self.patterns.tobytes(), self.ends.tobytes(), self.uses.tobytes(), self.text)
        )


def of(words: Iterable[tuple[str, int]]) -> WordList:
    """The list of these words, each once, with the number of names it is in."""
    ordered = sorted(words, key=lambda pair: (len(pair[0]), pair[0]))
    spelled = [word for word, _ in ordered]
    raw = [word.encode() for word in spelled]
    patterns = [_patterns(list(group)) for _, group in itertools.groupby(spelled, key=len)]
    return WordList(
        b"".join(raw),
        np.cumsum([len(each) for each in raw], dtype=np.uint32),
        np.array([uses for _, uses in ordered], np.uint32),
        np.concatenate(patterns) if patterns else np.zeros(0, np.uint64),
        _lengths(np.array([len(word) for word in spelled], np.uint32)),
    )


def from_bytes(packed: bytes) -> WordList:
    """The list that `to_bytes` packed; it reads where it lies, nothing is copied but the words."""
    count = int(np.frombuffer(packed, np.uint64, 1)[0])
    patterns = np.frombuffer(packed, np.uint64, count, 8)
    ends = np.frombuffer(packed, np.uint32, count, 8 + 8 * count)
    uses = np.frombuffer(packed, np.uint32, count, 8 + 12 * count)
    text = packed[8 + 16 * count :]
    return WordList(text, ends, uses, patterns, _lengths(_letters(text, ends)))


def _letters(text: bytes, ends: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """Letters of each word: the bytes of its UTF-8 that begin one."""
    begins = (np.frombuffer(text, np.uint8) & 0xC0) != 0x80
    seen = np.concatenate(([0], np.cumsum(begins, dtype=np.uint32)))
    return np.diff(seen[ends], prepend=np.uint32(0)).astype(np.uint32)


def _lengths(letters: NDArray[np.uint32]) -> dict[int, tuple[int, int]]:
    sizes, firsts = np.unique(letters, return_index=True)
    lasts = [*firsts[1:].tolist(), len(letters)]
    return dict(zip(sizes.tolist(), zip(firsts.tolist(), lasts, strict=True), strict=True))


def _patterns(words: list[str]) -> NDArray[np.uint64]:
    """One bit for each class of letters a word has, and one more where it has it twice; all of one length."""
    codes = np.array(words).view(np.uint32).reshape(len(words), -1)
    bits = np.left_shift(np.uint64(1), (codes % CLASSES).astype(np.uint64))
    once, twice = np.zeros(len(words), np.uint64), np.zeros(len(words), np.uint64)
    for column in bits.T:
        twice |= once & column
        once |= column
    return once | (twice << np.uint64(CLASSES))
