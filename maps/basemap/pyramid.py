"""Shapes cut into tiles, zoom by zoom."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import partial

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from maps.basemap import mvt
from maps.basemap.mvt import EXTENT, Layer
from maps.basemap.shapes import DEEPEST, Shapes

SHALLOWEST = 8
"""The zoom from which there are tiles: a city is a few pixels wide before."""
BUFFER = 96
"""Units around a tile that are drawn with it, so that lines have no seam."""
SIMPLER = 6.0
"""Units by which a line may be off: under half a pixel."""
SMALLEST = 1024.0
"""Square units under which an area is not drawn: four pixels."""

Tile = tuple[int, int, int]
"""Zoom, column, row."""


def cut(drawn: Shapes) -> Iterator[tuple[Tile, bytes]]:
    """Every tile that has anything on it, shallow zooms first."""
    starts = np.array([look.from_zoom for look in drawn.looks])
    for zoom in range(SHALLOWEST, DEEPEST + 1):
        wanted = np.flatnonzero(starts <= zoom)
        scale = float(EXTENT * 2**zoom)
        scaled = shapely.transform(drawn.shapes[wanted], partial(np.multiply, scale))
        scaled = shapely.simplify(scaled, SIMPLER, preserve_topology=False)
        is_small = (shapely.get_dimensions(scaled) == 2) & (shapely.area(scaled) < SMALLEST)
        kept = ~is_small & ~shapely.is_empty(scaled)
        yield from _tiles(zoom, drawn, wanted[kept], scaled[kept])


def _tiles(
    zoom: int, drawn: Shapes, rows: NDArray[np.intp], scaled: NDArray[np.object_]
) -> Iterator[tuple[Tile, bytes]]:
    """The tiles of one zoom from shapes in its units."""
    on_tile: dict[tuple[int, int], list[int]] = defaultdict(list)
    last = 2**zoom - 1
    reach = shapely.bounds(scaled) + np.array([-BUFFER, -BUFFER, BUFFER, BUFFER])
    boxes = np.clip(np.floor(reach / EXTENT), 0, last).astype(np.int64)
    for index, (left, top, right, bottom) in enumerate(boxes.tolist()):
        for column in range(left, right + 1):
            for line in range(top, bottom + 1):
                on_tile[column, line].append(index)
    for (column, line), indexes in on_tile.items():
        layers: dict[str, Layer] = {}
        for index in indexes:
            shape = _clip(scaled[index], column * EXTENT, line * EXTENT)
            look = drawn.looks[rows[index]]
            layer = layers.setdefault(look.layer, Layer(look.layer))
            layer.add(shape, _shorten(drawn.attributes[rows[index]], look.layer, zoom, look.from_zoom))
        if encoded := mvt.encode(layers.values()):
            yield (zoom, column, line), encoded


def _clip(shape: BaseGeometry, x: int, y: int) -> BaseGeometry:
    """The part of a shape on the tile at (x, y), in the tile's own units."""
    west, north, east, south = shape.bounds
    box = (x - BUFFER, y - BUFFER, x + EXTENT + BUFFER, y + EXTENT + BUFFER)
    if west < box[0] or north < box[1] or east > box[2] or south > box[3]:
        shape = shapely.clip_by_rect(shape, *box)
    return shapely.transform(shape, lambda points: points - [x, y])


def _shorten(attributes: Mapping[str, str], layer: str, zoom: int, from_zoom: int) -> Mapping[str, str]:
    """Names of lines only where there is room for them: two zooms after they appear, or at the deepest."""
    is_room = layer == "names" or zoom >= min(DEEPEST, from_zoom + 2)
    return attributes if is_room else {"kind": attributes["kind"]}
