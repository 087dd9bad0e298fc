"""Web Mercator fitted to a picture: the same shapes as on the web map, and back from a picture's point."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from maps.render import layers
from maps.render.view import Label

WORLD = (-180.0, -60.0, 180.0, 70.0)
"""West, south, east, north of what an empty map shows: where people live."""

_MARGIN = 8.0
_LETTER = 7.4
"""A letter's width at the size of names, in picture units: generous, so that names never cover each other."""


class Frame:
    """The box around a shape (lon, lat), `width` units wide with a margin; y goes down."""

    def __init__(self, outline: BaseGeometry, width: int) -> None:
        bounds = outline.bounds if not outline.is_empty else WORLD
        (west, north), (east, south) = mercator(bounds[0], bounds[3]), mercator(bounds[2], bounds[1])
        self._west, self._north = west, north
        self._scale = (width - 2 * _MARGIN) / (east - west)
        self.width, self.height = width, round((south - north) * self._scale + 2 * _MARGIN)

    def place(self, lon: float, lat: float) -> tuple[float, float]:
        """Where a point stands in the picture."""
        x, y = mercator(lon, lat)
        return (x - self._west) * self._scale + _MARGIN, (y - self._north) * self._scale + _MARGIN

    def find(self, x: float, y: float) -> tuple[float, float]:
        """The lon, lat under a point of the picture."""
        world_x = (x - _MARGIN) / self._scale + self._west
        world_y = (y - _MARGIN) / self._scale + self._north
        return to_degrees(world_x, world_y)

    def project(self, shape: BaseGeometry) -> BaseGeometry:
        """A shape in picture units."""
        corner = np.array([self._west, self._north])

        def flat(points: NDArray[np.float64]) -> NDArray[np.float64]:
            found: NDArray[np.float64] = (_mercator_all(points) - corner) * self._scale + _MARGIN
            return found

        return shapely.transform(shape, flat)


def spread(frame: Frame, labels: Sequence[Label]) -> Iterable[tuple[str, float, float]]:
    """The names that fit without covering one another, best known first, with their positions."""
    taken: list[tuple[float, float, float]] = []
    for label in layers.ranked(labels):
        x, y = frame.place(label.lon, label.lat)
        half = len(label.name) * _LETTER / 2 + 4
        inside = half < x < frame.width - half and 4 < y < frame.height - 24
        if inside and all(abs(x - u) > half + other or abs(y - v) > 20 for u, v, other in taken):
            taken.append((x, y, half))
            yield label.name, round(x, 1), round(y, 1)


def mercator(lon: float, lat: float) -> tuple[float, float]:
    """Web Mercator in world widths, y to the south."""
    sine = math.sin(math.radians(max(-85.0, min(85.0, lat))))
    return (lon + 180) / 360, 0.5 - math.log((1 + sine) / (1 - sine)) / (4 * math.pi)


def _mercator_all(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """`mercator` of many points at once, rows of lon, lat: a large map has a million corners."""
    sines = np.sin(np.radians(np.clip(points[:, 1], -85.0, 85.0)))
    down = 0.5 - np.log((1 + sines) / (1 - sines)) / (4 * math.pi)
    return np.column_stack([(points[:, 0] + 180) / 360, down])


def to_degrees(x: float, y: float) -> tuple[float, float]:
    """The lon, lat of a point in world widths."""
    return x * 360 - 180, math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * y))))
