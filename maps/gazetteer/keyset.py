"""Which keys the tables hold, in a few bits each: what can't be there is not asked for.

A filter after B. H. Bloom (1970): it may say yes to a key that isn't there, never no to one that is.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

BITS = 12
"""Bits a key, at least, and at most twice as many."""
PROBES = 4
"""Bits that are set for a key: with twelve bits a key 0.6 % of the others pass."""
SMALLEST = 1 << 13
"""Bits of the smallest set, a kilobyte."""


@dataclass(frozen=True, slots=True)
class KeySet:
    """A set of keys that knows what is not in it; the number of its bits is a power of two."""

    bits: NDArray[np.uint8] = field(repr=False)

    def keep(self, keys: Sequence[str]) -> list[str]:
        """Those of the keys that may be in the set, in their order."""
        if not keys:
            return []
        at = _places(_hashes(keys), self.size)
        is_set = (self.bits[at >> 3] >> (at & 7).astype(np.uint8)) & 1
        return [keys[index] for index in np.flatnonzero(is_set.all(axis=0)).tolist()]

    def add(self, hashes: NDArray[np.uint64]) -> KeySet:
        """The set with the keys of these hashes in it too."""
        bits = self.bits.copy()
        at = _places(hashes, self.size)
        np.bitwise_or.at(bits, at >> 3, np.left_shift(1, at & 7).astype(np.uint8))
        return KeySet(bits)

    @property
    def size(self) -> int:
        """Its bits."""
        return 8 * len(self.bits)


def empty(keys: int = 0) -> KeySet:
    """A set with room for so many keys."""
    size = max(SMALLEST, 1 << (keys * BITS - 1).bit_length()) if keys else SMALLEST
    return KeySet(np.zeros(size // 8, np.uint8))


def from_bytes(packed: bytes) -> KeySet:
    """The set whose bits these are; it reads where they lie."""
    return KeySet(np.frombuffer(packed, np.uint8))


def join(sets: Iterable[KeySet]) -> KeySet:
    """The set of what is in any of them: a smaller set is the larger one's pattern, repeated."""
    every = [each.bits for each in sets]
    bits = np.zeros(max(map(len, every), default=SMALLEST // 8), np.uint8)
    for each in every:
        bits |= np.tile(each, len(bits) // len(each))
    return KeySet(bits)


def hashes(keys: Iterable[bytes]) -> NDArray[np.uint64]:
    """A number for each key, as `KeySet.add` takes them; keys are UTF-8."""
    return np.fromiter((zlib.crc32(key) for key in keys), np.uint64)


def _hashes(keys: Iterable[str]) -> NDArray[np.uint64]:
    return hashes(key.encode("utf-8", "replace") for key in keys)


def _places(hashed: NDArray[np.uint64], size: int) -> NDArray[np.intp]:
    """The bits of each key, (probes, keys): two numbers out of one (Kirsch, Mitzenmacher 2006)."""
    mixed = (hashed + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15)
    mixed ^= mixed >> np.uint64(31)
    mixed *= np.uint64(0xBF58476D1CE4E5B9)  # a step of splitmix64 (Steele, Lea, Flood 2014)
    mixed ^= mixed >> np.uint64(29)
    first, step = mixed & np.uint64(0xFFFFFFFF), (mixed >> np.uint64(32)) | np.uint64(1)
    probes = np.arange(PROBES, dtype=np.uint64)[:, None]
    return ((first + probes * step) & np.uint64(size - 1)).astype(np.intp)
