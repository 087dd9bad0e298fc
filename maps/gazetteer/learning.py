"""Names that the gazetteer lacks: what of a phrase is a name, and where several people agree it is."""

from __future__ import annotations

import re
import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from maps.gazetteer import names, tokens, windows
from maps.gazetteer.place import distance_m
from maps.gazetteer.tokens import Token
from maps.gazetteer.vocabulary import WORDS

LEAST = 3
"""Reports that must agree: two may be one person, and the answer must not be one report's own place (P6)."""
REACH_M = 500.0
"""From the median, within which points mean the same place: the middles of two r9 cells side by side lie
350 m apart, those of two r8 cells 920 m."""


_PART = re.compile(r"[,;:،؛।()\n]")


class Point(NamedTuple):
    """Where one report says it is: the middle of its cell."""

    lon: float
    lat: float


@dataclass(frozen=True, slots=True)
class Name:
    """What of a phrase is a name: the key it would be found under, and how it was written."""

    key: str = field(repr=False)
    written: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Agreement:
    """The median of points that agree, how far the farthest of them lies from it, and how many they are."""

    lon: float = field(repr=False)
    lat: float = field(repr=False)
    spread_m: float
    agreeing: int


def read_name(phrase: str) -> Name | None:
    """The name in a place phrase, without the cue words around it; None where it is no name.

    Of "Old Tannery, opposite Kencom" it is the first. A name has one to five words, and more in it than
    numbers, everyday words and kinds of places: "near the market", "at home" and "14" are none.
    """
    part = next((part for part in _PART.split(phrase) if part.strip()), "")
    read = tokens.split(part)
    first, last = _strip(read)
    said = [token for token in read[first:last] if token.word not in WORDS.articles]
    words = [token.word for token in said]
    is_telling = any(len(word) > 1 and not word.isdigit() and word not in WORDS.stop for word in words)
    if not is_telling or len(words) > windows.MOST_WORDS or names.is_weak(words):
        return None
    written = part[said[0].start : said[-1].end]
    return Name(" ".join(words), " ".join(written.split()))


def _strip(read: Sequence[Token]) -> tuple[int, int]:
    """Where the name begins and ends, without cues, articles and everyday words on either side."""
    words = [token.word for token in read]
    first, last = 0, len(words)
    while first < last and (run := _lead(read[first:last], words[first:last])):
        first += run
    last = next((at for at in range(first + 1, last) if _find_cue(words[at:])), last)
    while last > first and (run := _tail(read[first:last], words[first:last])):
        last -= run
    return min(first, last), last


def _find_cue(words: Sequence[str]) -> int:
    """How many of the words are a cue that begins with the first one; 0 for none."""
    runs = range(min(WORDS.longest_cue, len(words)), 0, -1)
    return next((run for run in runs if tuple(words[:run]) in WORDS.cues), 0)


def _lead(read: Sequence[Token], words: Sequence[str]) -> int:
    """How many tokens at the beginning are no part of a name: a cue's, or one everyday word; 0 for none."""
    return _find_cue(words) or int(_is_around(read[0]))


def _tail(read: Sequence[Token], words: Sequence[str]) -> int:
    """As `_lead`, at the end: "blue gate ke paas"."""
    runs = range(min(WORDS.longest_cue, len(words)), 0, -1)
    cue = next((run for run in runs if tuple(words[-run:]) in WORDS.cues), 0)
    return cue or int(_is_around(read[-1]))


def _is_around(token: Token) -> bool:
    if token.word in WORDS.generic:
        return False
    is_everyday = token.word in WORDS.stop and not (token.is_capital and token.word not in WORDS.single_cues)
    return is_everyday or token.word in WORDS.articles or token.word in ("/", "+", "@")


def agree(points: Sequence[Point]) -> Agreement | None:
    """The place that the most points agree on, all of them within `REACH_M` of their median; None below 3.

    Points that lie elsewhere are left out: two places may bear one name. The order of points says nothing.
    """
    ordered = sorted(points)
    found = [agreed for seed in dict.fromkeys(ordered) if (agreed := _agree_around(seed, ordered))]
    return max(found, key=lambda agreed: (agreed.agreeing, -agreed.spread_m), default=None)


def _agree_around(seed: Point, points: Sequence[Point]) -> Agreement | None:
    """The points near one of them, if they are enough and none lies far from their own median."""
    near = [point for point in points if _gap_m(seed, point) <= REACH_M]
    middle = find_median(near)
    spread_m = max(_gap_m(middle, point) for point in near)
    if len(near) < LEAST or spread_m > REACH_M:
        return None
    return Agreement(middle.lon, middle.lat, spread_m, len(near))


def find_median(points: Sequence[Point]) -> Point:
    """The median of longitudes and of latitudes; points astride the antimeridian are one neighbourhood."""
    start = points[0].lon
    lon = start + statistics.median((point.lon - start + 180.0) % 360.0 - 180.0 for point in points)
    return Point((lon + 180.0) % 360.0 - 180.0, statistics.median(point.lat for point in points))


def _gap_m(one: Point, other: Point) -> float:
    return distance_m(one.lon, one.lat, other.lon, other.lat)
