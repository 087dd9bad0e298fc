"""What a place is, and what a search for one gives back; coordinates are lon, lat (WGS 84)."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import NamedTuple, Protocol

EARTH_RADIUS_M = 6_371_008.8
"""Mean radius of the earth (IUGG, Moritz 2000)."""


@dataclass(frozen=True, slots=True)
class KindFacts:
    """What follows from a place's kind.

    `specificity` weighs one mention of a message against another ("Tahrir metro, Cairo" is the stop);
    `salience` weighs two places of one name ("Nairobi" is the city before it is the café).
    """

    accuracy_m: int
    precision: str
    specificity: float
    salience: float


KINDS: Mapping[str, KindFacts] = MappingProxyType(
    {
        "pin": KindFacts(150, "spot", 1.20, 1.0),
        "crossing": KindFacts(150, "spot", 1.10, 0.60),
        "landmark": KindFacts(150, "spot", 1.00, 0.60),
        "stop": KindFacts(150, "spot", 0.98, 0.62),
        "street": KindFacts(400, "street", 0.90, 0.64),
        "neighbourhood": KindFacts(1_000, "neighbourhood", 0.80, 0.80),
        "town": KindFacts(3_000, "town", 0.62, 0.85),
        "city": KindFacts(10_000, "city", 0.50, 1.00),
        "region": KindFacts(50_000, "region", 0.25, 0.70),
    }
)
"""Every kind, finest first. A pin was pasted and has no name; a region (county, country) is context."""


class Row(NamedTuple):
    """One name of one place as the look-up hands it over."""

    key: str
    """the key or skeleton that was asked for"""
    is_core: bool
    """the name matched without its generic word: "kencom" for "Kencom Stage" """
    form: str
    """the matched name in Latin letters, to tell skeletons of one shape apart; empty for exact keys"""
    is_latin: bool
    """the matched name was written in Latin letters; means nothing for exact keys"""
    id: int
    name: str
    kind: str
    lon: float
    lat: float
    accuracy_m: int
    importance: float


class LookUp(Protocol):
    """What the finder asks of the tables; each answer is bounded a key, best first."""

    def exact(self, keys: Sequence[str]) -> Sequence[Row]:
        """Rows whose key is one of these."""

    def alike(self, skeletons: Sequence[str]) -> Sequence[Row]:
        """Rows whose skeleton is one of these, with their `form`."""

    def words(self, spelled: Sequence[str]) -> Sequence[tuple[str, str, int]]:
        """Each spelling, a known word as near to it as `typos.slips_allowed` says, and its uses."""

    def centres(self, lon: float, lat: float, radius_m: float) -> Sequence[Row]:
        """Neighbourhoods, towns, cities and regions whose centre lies within the radius."""


@dataclass(frozen=True, slots=True)
class AreaPrior:
    """The box a deployment serves: places outside count for less, or, as a filter, not at all.

    Several areas have a box each, in `parts`; the box around them all may hold half the world.
    """

    west: float
    south: float
    east: float
    north: float
    is_filter: bool = False
    parts: tuple[AreaPrior, ...] = ()

    @property
    def boxes(self) -> tuple[AreaPrior, ...]:
        """The box of each area."""
        return self.parts or (self,)

    @property
    def edges(self) -> tuple[float, float, float, float]:
        """West, south, east, north in degrees."""
        return self.west, self.south, self.east, self.north

    def gap_m(self, lon: float, lat: float) -> float:
        """Metres from the point to the nearest of the boxes; 0 inside."""
        if self.parts:
            return min(part.gap_m(lon, lat) for part in self.parts)
        if self.west <= lon <= self.east and self.south <= lat <= self.north:
            return 0.0
        return distance_m(
            lon, lat, min(max(lon, self.west), self.east), min(max(lat, self.south), self.north)
        )

    def centre(self) -> tuple[float, float] | None:
        """The middle of the box, lon, lat; None where there are several."""
        return None if self.parts else ((self.west + self.east) / 2, (self.south + self.north) / 2)


def around(boxes: Sequence[AreaPrior]) -> AreaPrior:
    """The prior of one or more areas, each in a box of its own."""
    if len(boxes) == 1:
        return boxes[0]
    return AreaPrior(
        min(box.west for box in boxes),
        min(box.south for box in boxes),
        max(box.east for box in boxes),
        max(box.north for box in boxes),
        parts=tuple(boxes),
    )


@dataclass(frozen=True, slots=True)
class Place:
    """Where the words point to; `repr` shows neither the name nor the point (P4)."""

    id: int | None
    name: str = field(repr=False)
    kind: str
    lon: float = field(repr=False)
    lat: float = field(repr=False)
    accuracy_m: int
    score: float
    why: tuple[str, ...]
    is_default: bool = False
    """a default pin or a centroid: it names the whole town, not a spot in it"""

    @property
    def precision(self) -> str:
        """The class stored with a report: spot, street, neighbourhood, town, city; or region."""
        return KINDS[self.kind].precision


@dataclass(frozen=True, slots=True)
class Finding:
    """One place, or up to three to ask about, or nothing; and where names stood in the text."""

    place: Place | None = None
    candidates: tuple[Place, ...] = ()
    spans: tuple[tuple[int, int], ...] = ()
    why: tuple[str, ...] = ()
    """why nothing was found, where that is known: "short link" """

    @property
    def is_open(self) -> bool:
        """Whether the one question is worth asking: nothing found, several candidates, or a region alone."""
        return self.place is None or self.place.kind == "region"


def distance_m(lon_a: float, lat_a: float, lon_b: float, lat_b: float) -> float:
    """Metres between two points, equirectangular: under 0.5 % off at the tens of km compared here."""
    across = (lon_b - lon_a + 180.0) % 360.0 - 180.0
    x = math.radians(across) * math.cos(math.radians((lat_a + lat_b) / 2))
    y = math.radians(lat_b - lat_a)
    return EARTH_RADIUS_M * math.hypot(x, y)
