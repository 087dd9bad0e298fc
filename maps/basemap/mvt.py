"""Mapbox Vector Tiles, version 2.1: shapes and names as the bytes of one tile.

Of the specification (github.com/mapbox/vector-tile-spec) as much as a street map needs: points, lines and
polygons with text attributes. The library for it pins a protobuf runtime that others here exclude.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

EXTENT = 4096
"""Units of a tile's side."""
POINT, LINE, POLYGON = 1, 2, 3
_MOVE, _LINE, _CLOSE = 1, 2, 7
_TYPES: Mapping[str, int] = {
    "Point": POINT,
    "LineString": LINE,
    "MultiLineString": LINE,
    "Polygon": POLYGON,
    "MultiPolygon": POLYGON,
}


@dataclass(slots=True)
class Layer:
    """One layer being written: features with attributes, whose keys and values stand once."""

    name: str
    features: list[bytes] = field(default_factory=list)
    keys: dict[str, int] = field(default_factory=dict)
    values: dict[str, int] = field(default_factory=dict)

    def add(self, shape: BaseGeometry, attributes: Mapping[str, str]) -> None:
        """Add a shape in tile units, y down, unless it vanishes when rounded or is of no known type."""
        kind = _TYPES.get(shape.geom_type)
        drawn = [] if kind is None or shape.is_empty else _commands(shape, kind)
        if not drawn or kind is None:
            return
        tags: list[int] = []
        for key, value in attributes.items():
            tags += (
                self.keys.setdefault(key, len(self.keys)),
                self.values.setdefault(value, len(self.values)),
            )
        self.features.append(_packed(2, tags) + _number(3, kind) + _packed(4, drawn))

    def encode(self) -> bytes:
        """The layer's message."""
        parts = [_number(15, 2), _bytes(1, self.name.encode()), _number(5, EXTENT)]
        parts += [_bytes(2, feature) for feature in self.features]
        parts += [_bytes(3, key.encode()) for key in self.keys]
        parts += [_bytes(4, _bytes(1, value.encode())) for value in self.values]
        return b"".join(parts)


def encode(layers: Iterable[Layer]) -> bytes:
    """A tile of the layers that have features; empty where none has."""
    return b"".join(_bytes(3, layer.encode()) for layer in layers if layer.features)


def _commands(shape: BaseGeometry, kind: int) -> list[int]:
    """The shape as move, line and close commands with steps from the last point."""
    drawn: list[int] = []
    x = y = 0
    for line, is_inner in _lines(shape, kind):
        points = _rounded(line, kind, is_inner=is_inner)
        if len(points) < kind:
            continue
        steps: list[int] = []
        for u, v in points:
            steps += (_zigzag(u - x), _zigzag(v - y))
            x, y = u, v
        drawn += (_MOVE | 1 << 3, *steps[:2])
        if len(points) > 1:
            drawn += (_LINE | (len(points) - 1) << 3, *steps[2:])
        if kind == POLYGON:
            drawn.append(_CLOSE | 1 << 3)
    return drawn


def _lines(shape: BaseGeometry, kind: int) -> Iterable[tuple[BaseGeometry, bool]]:
    for part in shapely.get_parts(shape):
        if kind == POLYGON:
            yield part.exterior, False
            yield from ((ring, True) for ring in part.interiors)
        else:
            yield part, False


def _rounded(line: BaseGeometry, kind: int, *, is_inner: bool) -> Sequence[tuple[int, int]]:
    """Whole points, each once in a row; outer rings with a positive area, inner ones with a negative one."""
    points = np.rint(shapely.get_coordinates(line)).astype(np.int64)
    if kind == POLYGON:
        points = points[:-1]
    if len(points) > 1:
        moved = np.any(points[1:] != points[:-1], axis=1)
        points = points[np.concatenate([[True], moved])]
    if kind == POLYGON:
        x, y = points.T
        twice = int(np.dot(x, np.roll(y, -1)) - np.dot(np.roll(x, -1), y))
        if twice == 0:
            return []
        points = points[::-1] if (twice < 0) != is_inner else points
    found: list[tuple[int, int]] = [tuple(point) for point in points.tolist()]
    return found


def _zigzag(value: int) -> int:
    return (value << 1) ^ (value >> 63)


def _varint(value: int) -> bytes:
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def _number(tag: int, value: int) -> bytes:
    return _varint(tag << 3) + _varint(value)


def _bytes(tag: int, value: bytes) -> bytes:
    return _varint(tag << 3 | 2) + _varint(len(value)) + value


def _packed(tag: int, values: Sequence[int]) -> bytes:
    return _bytes(tag, b"".join(map(_varint, values)))
