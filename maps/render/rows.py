"""A layer as table rows, worst first, each with a place name: the map for who does not see it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np

from maps import cells
from maps.render import layers
from maps.render.layers import Layer
from maps.render.view import Count, Label, State

_NEAR_RADII = 2.0
_NEAR_KM = 1.5
"""A cell is "near" a place this many of its own radii or kilometres away, whichever is more."""
_KM_A_DEGREE = 111.2


@dataclass(frozen=True, slots=True)
class Row:
    """One published cell: a place name to know it by, range in reports, state, position of its centre.

    `place` is the best-known place in the cell (of an r6 cell the best two), else the nearest, `far_km` away
    (0 where it counts as near); "" where the view has no names at all.
    """

    cell: str
    place: str
    is_inside: bool
    far_km: int
    low: int
    high: int
    state: State
    noise_sd: float
    area_km2: float
    shade: int
    lon: float
    lat: float


def of(layer: Layer, labels: Sequence[Label], most: int | None = None) -> list[Row]:
    """The layer's first rows: coloured cells by falling density, then what cannot be told by cell."""
    return list(islice(_each(layer, labels), most))


def worst(layer: Layer, labels: Sequence[Label], most: int) -> list[Row]:
    """Up to `most` coloured rows, worst first, one a place name; empty where nothing stands out."""
    found: dict[str, Row] = {}
    for row in _each(layer, labels):
        if row.state is State.UNSURE or len(found) == most:
            break
        found.setdefault(row.place or row.cell, row)
    return list(found.values())


def _each(layer: Layer, labels: Sequence[Label]) -> Iterator[Row]:
    order = sorted(layer.counts, key=lambda count: (-layer.density[count.cell], count.cell))
    names = _Names(labels)
    return (_row(layer, count, names) for count in order)


def _row(layer: Layer, count: Count, names: _Names) -> Row:
    lon, lat = cells.centre(count.cell)
    area_km2 = cells.area_km2(count.cell)
    place, is_inside, far_km = names.describe(count.cell)
    return Row(
        cell=count.cell,
        place=place,
        is_inside=is_inside,
        far_km=far_km,
        low=count.low,
        high=count.high,
        state=count.state,
        noise_sd=count.noise_sd,
        area_km2=area_km2,
        shade=layer.shade(count),
        lon=round(lon, 5),
        lat=round(lat, 5),
    )


class _Names:
    """Labels, looked up by cell."""

    def __init__(self, labels: Sequence[Label]) -> None:
        self._labels = layers.ranked(labels)
        self._positions = np.array([(label.lon, label.lat) for label in self._labels]).reshape(-1, 2)
        self._inside: dict[int, dict[str, list[str]]] = {}

    def describe(self, cell: str) -> tuple[str, bool, int]:
        """A name for the cell, whether it lies inside, and how far it is in km (0: near)."""
        resolution = cells.resolution(cell)
        within = self._at(resolution).get(cell)
        if within:
            return " · ".join(within[: 2 if resolution <= 6 else 1]), True, 0
        if not self._labels:
            return "", False, 0
        lon, lat = cells.centre(cell)
        # A flat map is good to a city's size.
        east = (self._positions[:, 0] - lon) * math.cos(math.radians(lat))
        far = np.hypot(east, self._positions[:, 1] - lat) * _KM_A_DEGREE
        nearest = int(np.argmin(far))
        reach = max(_NEAR_KM, _NEAR_RADII * math.sqrt(cells.area_km2(cell) / math.pi))
        far_km = 0 if far[nearest] <= reach else max(1, round(float(far[nearest])))
        return self._labels[nearest].name, False, far_km

    def _at(self, resolution: int) -> dict[str, list[str]]:
        """The names in each cell of a resolution, best known first."""
        if resolution not in self._inside:
            found: dict[str, list[str]] = {}
            for label in self._labels:
                found.setdefault(cells.snap(label.lon, label.lat, resolution), []).append(label.name)
            self._inside[resolution] = found
        return self._inside[resolution]
