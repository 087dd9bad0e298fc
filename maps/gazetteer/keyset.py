"""Which keys the tables hold, in twelve bits each: what can't be there is not asked for.

A filter after B. H. Bloom (1970): it may say yes to a key that isn't there, never no to one that is.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

BITS = 12
"""Bits a key."""
PROBES = 4
"""Bits that are set for a key: 0.6 % of the keys that aren't there pass."""
PIECE = 20_000
"""Keys that are put in at a time: each takes a hundred bytes meanwhile."""

Hashes = NDArray[np.uint32]


@dataclass(frozen=True, slots=True)
class KeySet:
    """A set of keys that knows what is not in it."""

    bits: NDArray[np.uint8] = field(default_factory=lambda: np.zeros(1, np.uint8), repr=False)

    def keep(self, keys: Sequence[str]) -> list[str]:
        """Those of the keys that may be in the set, in their order."""
        if not keys:
            return []
        at = _places(hashes(key.encode("utf-8", "replace") for key in keys), 8 * len(self.bits))
        is_set = (self.bits[at >> 3] >> (at & 7).astype(np.uint8)) & 1
        return [keys[index] for index in np.flatnonzero(is_set.all(axis=0)).tolist()]


def of(count: int, pieces: Iterable[Hashes]) -> KeySet:
    """The set of so many keys, whose hashes come in pieces."""
    bits = np.zeros(count * BITS // 8 + 1, np.uint8)
    for hashed in pieces:
        for first in range(0, len(hashed), PIECE):
            at = _places(hashed[first : first + PIECE], 8 * len(bits)).ravel()
            np.bitwise_or.at(bits, at >> 3, np.left_shift(np.uint8(1), (at & 7).astype(np.uint8)))
    return KeySet(bits)


def hashes(keys: Iterable[bytes]) -> Hashes:
    """A number for each key, given in UTF-8."""
    return np.fromiter(map(zlib.crc32, keys), np.uint32)


def _places(hashed: Hashes, size: int) -> NDArray[np.intp]:
    """The bits of each key, (probes, keys): two numbers out of one (Kirsch, Mitzenmacher 2006)."""
    mixed = (hashed + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15)
    mixed ^= mixed >> np.uint64(31)
    mixed *= np.uint64(0xBF58476D1CE4E5B9)  # a step of splitmix64 (Steele, Lea, Flood 2014)
    mixed ^= mixed >> np.uint64(29)
    first, step = mixed & np.uint64(0xFFFFFFFF), (mixed >> np.uint64(32)) | np.uint64(1)
    probes = np.arange(PROBES, dtype=np.uint64)[:, None]
    return ((first + probes * step) % np.uint64(size)).astype(np.intp)
