"""Streets put together from the ways of a map, and the corners where two of them meet."""

from __future__ import annotations

import itertools
import math
from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from maps.gazetteer.place import KINDS, distance_m
from maps.readers import row
from maps.readers.row import Items, PlaceRow

VICINITY_DEG = 0.01
"""Ways of one name with ends in the same or a neighbouring square of this side, 1 km, are one street."""
CORNER_DEG = 0.002
"""Meeting points of two streets this near are one crossing: carriageways, slip roads."""
LONGEST_ACCURACY_M = 5_000
MOST_SPELLINGS = 3
"""Names of one street that its crossings are found under."""

Node = tuple[int, float, float]
"""Id, lon, lat."""
_WAY = 7
"""Numbers kept of a way: both ends, its middle node, its length in metres."""

IMPORTANCE: Mapping[str, float] = {
    "motorway": 0.5,
    "trunk": 0.5,
    "primary": 0.45,
    "secondary": 0.4,
    "tertiary": 0.35,
    "pedestrian": 0.35,
    "unclassified": 0.25,
    "residential": 0.25,
    "living_street": 0.25,
}
OTHER_IMPORTANCE = 0.15


@dataclass(slots=True)
class Street:
    """All ways of one name, wherever they are, as flat numbers: a country has a million."""

    number: int
    names: dict[str, tuple[str, ...]]
    importance: float = OTHER_IMPORTANCE
    ways: array[float] = field(default_factory=lambda: array("f"))


class Streets:
    """The streets of one extract: first all ways are added, then places and crossings are drawn out."""

    def __init__(self) -> None:
        self._streets: dict[str, Street] = {}
        self._nodes, self._owners = array("q"), array("i")
        self._lons, self._lats = array("f"), array("f")

    def add(self, name: str, road: str, names: Mapping[str, tuple[str, ...]], line: Sequence[Node]) -> None:
        """Note one way: its name, class, other names and nodes."""
        if row.fault(name, line[0][1], line[0][2]):
            return
        street = self._streets.setdefault(name, Street(len(self._streets), dict(names)))
        street.importance = max(street.importance, IMPORTANCE.get(road, OTHER_IMPORTANCE))
        middle = line[len(line) // 2]
        street.ways.extend((*line[0][1:], *line[-1][1:], *middle[1:], _length_m(line)))
        for ref, lon, lat in line:
            self._nodes.append(ref)
            self._owners.append(street.number)
            self._lons.append(lon)
            self._lats.append(lat)

    def places(self) -> Items:
        """One place for each name and vicinity, at the way nearest to the street's middle."""
        for name, street in self._streets.items():
            ways = np.frombuffer(street.ways, dtype=np.float32).reshape(-1, _WAY).astype(np.float64)
            for count, members in enumerate(_vicinities(ways[:, :4].reshape(-1, 2, 2), VICINITY_DEG)):
                lon, lat, reach_m = _middle(ways[members])
                accuracy_m = int(min(max(KINDS["street"].accuracy_m, reach_m), LONGEST_ACCURACY_M))
                ref = f"street {name} {count}"
                yield PlaceRow(ref, name, "street", lon, lat, street.importance, street.names, accuracy_m)

    def crossings(self) -> Items:
        """One place for each corner of two differently named streets, at the mean of where they meet."""
        spellings = [(name, street) for name, street in self._streets.items()]
        for (one, other), points in self._meetings().items():
            corner = np.array(points)
            (name, first), (second_name, second) = spellings[one], spellings[other]
            streets = tuple(itertools.product(_spellings(name, first), _spellings(second_name, second)))
            for count, members in enumerate(_vicinities(corner[:, None, :], CORNER_DEG)):
                lon, lat = corner[members].mean(axis=0)
                ref, title = f"crossing {name} {second_name} {count}", f"{name} & {second_name}"
                importance = max(first.importance, second.importance)
                yield PlaceRow(ref, title, "crossing", float(lon), float(lat), importance, streets=streets)

    def _meetings(self) -> dict[tuple[int, int], list[tuple[float, float]]]:
        """The points where nodes are shared, by the numbers of the two streets, in ascending order."""
        nodes, owners = (
            np.frombuffer(self._nodes, dtype=np.int64),
            np.frombuffer(self._owners, dtype=np.int32),
        )
        order = np.lexsort((owners, nodes))
        starts = np.flatnonzero(np.diff(nodes[order], prepend=-(2**62)))
        sizes = np.diff(starts, append=len(order))
        found: dict[tuple[int, int], list[tuple[float, float]]] = {}
        for start, size in zip(starts[sizes > 1], sizes[sizes > 1], strict=True):
            members = order[start : start + size]
            point = (self._lons[members[0]], self._lats[members[0]])
            for pair in itertools.combinations(np.unique(owners[members]).tolist(), 2):
                found.setdefault(pair, []).append(point)
        return dict(sorted(found.items()))


def _spellings(name: str, street: Street) -> list[str]:
    others = itertools.chain.from_iterable(street.names.values())
    return list(dict.fromkeys((name, *others)))[:MOST_SPELLINGS]


def _length_m(line: Sequence[Node]) -> float:
    return sum(distance_m(*one[1:], *other[1:]) for one, other in itertools.pairwise(line))


def _middle(ways: NDArray[np.float64]) -> tuple[float, float, float]:
    """The middle node nearest to the centre of mass, lon, lat; and half the street's extent in metres."""
    weights = np.maximum(ways[:, 6], 1.0)
    lon, lat = np.average(ways[:, 4:6], axis=0, weights=weights)
    nearest = ways[np.argmin(np.hypot((ways[:, 4] - lon) * math.cos(math.radians(lat)), ways[:, 5] - lat))]
    lons, lats = ways[:, [0, 2]], ways[:, [1, 3]]
    extent_m = distance_m(lons.min(), lats.min(), lons.max(), lats.max())
    return float(nearest[4]), float(nearest[5]), extent_m / 2


def _vicinities(things: NDArray[np.float64], side: float) -> Iterator[list[int]]:
    """Groups of things (n, points, lon-lat) with points in the same or neighbouring squares."""
    root = list(range(len(things)))

    def find(member: int) -> int:
        while root[member] != member:
            root[member] = root[root[member]]
            member = root[member]
        return member

    squares: dict[tuple[int, int], int] = {}
    for member, points in enumerate(np.floor(things / side).astype(int).tolist()):
        for x, y in points:
            for near in itertools.product((x - 1, x, x + 1), (y - 1, y, y + 1)):
                if near in squares:
                    low, high = sorted((find(member), find(squares[near])))
                    root[high] = low
            squares.setdefault((x, y), member)
    groups: dict[int, list[int]] = {}
    for member in range(len(things)):
        groups.setdefault(find(member), []).append(member)
    yield from groups.values()
