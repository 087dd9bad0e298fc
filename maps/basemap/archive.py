"""Tiles as one PMTiles file (version 3), which any server of byte ranges can serve."""

from __future__ import annotations

import gzip
from collections.abc import Iterable
from pathlib import Path

import shapely
from pmtiles.tile import Compression, TileType, zxy_to_tileid
from pmtiles.writer import Writer

from maps.basemap import pyramid
from maps.basemap.pyramid import Tile
from maps.basemap.shapes import DEEPEST, Shapes
from maps.render import frame

LAYERS = ("green", "water", "roads", "rail", "names")


def write(path: Path, drawn: Shapes, attribution: str) -> int:
    """Write the file beside and move it into its place at the end; gives the number of tiles."""
    coming = path.with_suffix(".coming")
    with coming.open("wb") as file:
        writer = Writer(file)
        count = _write_tiles(writer, pyramid.cut(drawn))
        west, north, east, south = shapely.total_bounds(drawn.shapes)
        (left, top), (right, bottom) = frame.to_degrees(west, north), frame.to_degrees(east, south)
        header = {
            "tile_type": TileType.MVT,
            "tile_compression": Compression.GZIP,
            "min_lon_e7": round(left * 1e7),
            "min_lat_e7": round(bottom * 1e7),
            "max_lon_e7": round(right * 1e7),
            "max_lat_e7": round(top * 1e7),
            "center_zoom": DEEPEST - 2,
            "center_lon_e7": round((left + right) / 2 * 1e7),
            "center_lat_e7": round((top + bottom) / 2 * 1e7),
        }
        layers = [{"id": name, "fields": {"kind": "String", "name": "String"}} for name in LAYERS]
        writer.finalize(header, {"attribution": attribution, "vector_layers": layers})
    coming.replace(path)
    return count


def _write_tiles(writer: Writer, tiles: Iterable[tuple[Tile, bytes]]) -> int:
    """The tiles in the order of their ids, which a reader's ranges profit from."""
    packed = {zxy_to_tileid(*tile): gzip.compress(body, mtime=0) for tile, body in tiles}
    for number in sorted(packed):
        writer.write_tile(number, packed[number])
    return len(packed)
