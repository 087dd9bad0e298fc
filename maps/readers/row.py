"""What every reader gives: a place, or why a row is left out."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

LONGEST_NAME = 200
"""Characters; longer ones in real sources are descriptions or vandalism."""
MOST_NAMES = 60
"""Names of one place that are kept, of all languages together."""

_UNSEEN = re.compile(
    r"[\u0000-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]+"
)
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """One place of a source.

    `ref` names it within its source for good; `names` maps a language ("" where unknown) to further names;
    `streets` are the two names of a crossing, in pairs of one language.
    """

    ref: str
    name: str
    kind: str
    lon: float
    lat: float
    importance: float
    names: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    accuracy_m: int | None = None
    streets: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A row that is no place we can use: where it stands in the file and why it was left out."""

    where: str
    reason: str


Item: TypeAlias = PlaceRow | LeftOut
Items: TypeAlias = Iterator[Item]


def clean(name: str) -> str:
    """The name in one line without controls, bidirectional overrides and lone surrogates."""
    kept = _UNSEEN.sub(" ", name).encode("utf-8", "ignore").decode("utf-8")
    return _SPACE.sub(" ", unicodedata.normalize("NFC", kept)).strip()


def fault(name: str, lon: float, lat: float) -> str | None:
    """Why a place of this name at this point can't be used, or None."""
    if not name:
        return "no name"
    if len(name) > LONGEST_NAME:
        return f"name longer than {LONGEST_NAME} characters"
    if not any(map(str.isalnum, name)):
        return "name without letters or digits"
    return point_fault(lon, lat)


def point_fault(lon: float, lat: float) -> str | None:
    """Why this is no point of a place, or None."""
    if not (math.isfinite(lon) and math.isfinite(lat)):
        return "coordinates are not numbers"
    if abs(lat) > 90 and abs(lon) <= 90 and abs(lat) <= 180:
        return "coordinates look swapped"
    if abs(lat) > 90 or abs(lon) > 180:
        return "coordinates out of range"
    if lon == 0 and lat == 0:
        return "coordinates are 0, 0"
    return None


def wrapped(lon: float) -> float:
    """The longitude between 180 west and east, where going on beyond the antimeridian led past it."""
    return lon - 360.0 if lon > 180 else lon


def number(text: str | None) -> float:
    """The number a field holds; not-a-number for anything else."""
    try:
        return float(text or "nan")
    except ValueError:
        return math.nan


def grouped(pairs: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    """Language and name pairs, cleaned, as language -> names, each once; the unusable are left out."""
    kept: dict[str, list[str]] = {}
    for count, (language, name) in enumerate((pair[0], clean(pair[1])) for pair in pairs):
        if count >= MOST_NAMES:
            break
        if name and len(name) <= LONGEST_NAME and name not in kept.setdefault(language, []):
            kept[language].append(name)
    return {language: tuple(names) for language, names in kept.items() if names}


def place_or_reason(where: str, row: PlaceRow) -> Item:
    """The row itself if it can be used, else why not."""
    reason = fault(row.name, row.lon, row.lat)
    return LeftOut(where, reason) if reason else row
