"""Short digests that say which line of a table was changed.

The lines are laid out in a square; each of its rows and columns has a digest. A changed line fails one of
each, and where the two cross it stands. They only locate: integrity is the whole entry's sha256.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Sequence

Digests = dict[str, list[str]]

_SHOWN = 8
"""Hexadecimal digits kept: a slip is located with one chance in 2³² of being missed."""


def digests(names: Sequence[str], rows: Sequence[Sequence[int]]) -> Digests:
    """The digests across and down the square of a table's lines."""
    side = math.isqrt(max(len(names) - 1, 0)) + 1
    lines = [f"{name} {json.dumps(row)}\n".encode() for name, row in zip(names, rows, strict=True)]
    across = [_digest(lines[start : start + side]) for start in range(0, len(lines), side)]
    down = [_digest(lines[start::side]) for start in range(min(side, len(lines)))]
    return {"across": across, "down": down}


def changed(names: Sequence[str], rows: Sequence[Sequence[int]], published: Digests) -> list[int] | None:
    """The indices of lines that do not fit the published digests; None if these are not digests of them."""
    now = digests(names, rows)
    if any(len(published[way]) != len(now[way]) for way in now):
        return None
    across, down = (_differing(published[way], now[way]) for way in ("across", "down"))
    side = len(now["down"])
    lines = [i * side + j for i in across for j in down if i * side + j < len(names)]
    # A digest that differs one way only was itself changed.
    return lines if lines or not (across or down) else None


def is_sure(lines: Sequence[int], published: Digests) -> bool:
    """Whether each of the lines found was changed: of several changed ones others lie where they cross."""
    side = max(len(published["down"]), 1)
    return len({at // side for at in lines}) < 2 or len({at % side for at in lines}) < 2


def _digest(lines: Sequence[bytes]) -> str:
    return hashlib.sha256(b"".join(lines)).hexdigest()[:_SHOWN]


def _differing(one: Sequence[str], other: Sequence[str]) -> list[int]:
    return [at for at, (a, b) in enumerate(zip(one, other, strict=True)) if a != b]
