"""A set of many words in little memory."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterable
from hashlib import blake2b


class WordSet:
    """Which words are in, at eight bytes a word instead of some hundred and twenty.

    Holds 64-bit hashes: a word that is not in passes for one that is once in 10^14 questions.
    """

    __slots__ = ("_hashes",)

    def __init__(self, words: Iterable[str], more: Iterable[int] = (), without: Iterable[str] = ()) -> None:
        """Of words, of digests of more words that nobody keeps, and without some."""
        self._hashes = array("q", sorted({*map(digest, words), *more} - {*map(digest, without)}))

    @classmethod
    def from_bytes(cls, packed: bytes) -> WordSet:
        """The set that `to_bytes` gave on a machine of the same byte order."""
        made = cls(())
        made._hashes.frombytes(packed)
        return made

    def to_bytes(self) -> bytes:
        """The set as bytes, eight a word."""
        return self._hashes.tobytes()

    def __contains__(self, word: str) -> bool:
        wanted = digest(word)
        index = bisect_left(self._hashes, wanted)
        return index < len(self._hashes) and self._hashes[index] == wanted

    def __len__(self) -> int:
        return len(self._hashes)


def digest(word: str) -> int:
    """A word's 64-bit digest (BLAKE2b), the same in every process; signed."""
    return int.from_bytes(blake2b(word.encode(errors="surrogatepass"), digest_size=8).digest(), signed=True)
