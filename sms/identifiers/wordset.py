"""A set of many words in little memory."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterable


class WordSet:
    """Which words are in, at eight bytes a word instead of some hundred and twenty.

    Holds 64-bit hashes: a word that is not in passes for one that is once in 10^14 questions.
    """

    __slots__ = ("_hashes",)

    def __init__(self, words: Iterable[str], more: Iterable[int] = (), without: Iterable[str] = ()) -> None:
        """Of words, of hashes of more words that nobody keeps, and without some."""
        self._hashes = array("q", sorted({*map(hash, words), *more} - {*map(hash, without)}))

    def __contains__(self, word: str) -> bool:
        wanted = hash(word)
        index = bisect_left(self._hashes, wanted)
        return index < len(self._hashes) and self._hashes[index] == wanted

    def __len__(self) -> int:
        return len(self._hashes)
