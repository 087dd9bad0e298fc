from __future__ import annotations

import gzip
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from pmtiles.reader import MmapSource, Reader, all_tiles
from shapely.geometry.base import BaseGeometry

from maps.basemap import archive, mvt, pyramid, shapes
from maps.basemap.mvt import EXTENT, Layer


def decode(message: bytes) -> dict[int, list[Any]]:
    """The fields of a protobuf message, as far as tiles use them."""
    found: dict[int, list[Any]] = {}
    at = 0

    def varint() -> int:
        nonlocal at
        value = shift = 0
        while True:
            byte = message[at]
            at += 1
            value |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                return value

    while at < len(message):
        tag = varint()
        if tag & 7 == 0:
            found.setdefault(tag >> 3, []).append(varint())
        else:
            size = varint()
            found.setdefault(tag >> 3, []).append(message[at : at + size])
            at += size
    return found


def layer_names(tile: bytes) -> list[str]:
    return [decode(layer)[1][0].decode() for layer in decode(tile)[3]]


def test_the_file_holds_every_zoom_from_which_the_town_is_seen(town: Path, tmp_path: Path) -> None:
    path = tmp_path / "town.pmtiles"

    count = archive.write(path, shapes.read(town, ["ar"]), "© the town")

    with path.open("rb") as file:
        source = MmapSource(file)
        reader = Reader(source)
        tiles = dict(all_tiles(source))
        assert len(tiles) == count
        # A primary road is there from zoom 9.
        assert {zoom for zoom, _, _ in tiles} == set(range(pyramid.SHALLOWEST + 1, shapes.DEEPEST + 1))
        assert reader.metadata()["attribution"] == "© the town"
        assert reader.header()["min_lon_e7"] == pytest.approx(36.815e7, abs=10)
        deepest = [gzip.decompress(body) for (zoom, _, _), body in tiles.items() if zoom == shapes.DEEPEST]
    assert {name for tile in deepest for name in layer_names(tile)} == {"green", "names", "roads"}
    assert not list(tmp_path.glob("*.coming"))


def test_the_same_extract_gives_the_same_file(town: Path, tmp_path: Path) -> None:
    one, other = tmp_path / "one.pmtiles", tmp_path / "other.pmtiles"

    for path in (one, other):
        archive.write(path, shapes.read(town, []), "")

    assert one.read_bytes() == other.read_bytes()


def test_a_layer_writes_the_example_of_the_specification() -> None:
    layer = Layer("points")

    layer.add(shapely.Point(25, 17), {"kind": "stop"})

    feature = decode(decode(layer.encode())[2][0])
    assert list(feature[4][0]) == [9, 50, 34]
    assert decode(layer.encode())[5] == [EXTENT]


@pytest.mark.parametrize("turned", [False, True], ids=["one way round", "the other"])
def test_an_outer_ring_has_a_positive_area_and_a_hole_a_negative_one(turned: bool) -> None:
    outer, hole = shapely.box(0, 0, 100, 100), shapely.box(40, 40, 60, 60)
    polygon = shapely.difference(outer, hole)
    layer = Layer("water")

    layer.add(shapely.reverse(polygon) if turned else polygon, {})

    drawn = decode(layer.encode())[2][0]
    commands = list(decode(drawn)[4][0])
    assert commands.count(15) == 2
    rings = [
        mvt._rounded(ring, mvt.POLYGON, is_inner=inner) for ring, inner in mvt._lines(polygon, mvt.POLYGON)
    ]
    signs = [
        np.sign(sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, [*ring[1:], ring[0]], strict=True)))
        for ring in rings
    ]
    assert signs == [1, -1]


@pytest.mark.parametrize(
    "shape",
    [
        pytest.param(shapely.LineString([(1, 1), (1.2, 1.1)]), id="shorter than a unit"),
        pytest.param(shapely.box(0, 0, 0.3, 0.3), id="smaller than a unit"),
        pytest.param(shapely.LineString(), id="empty"),
        pytest.param(shapely.GeometryCollection([shapely.Point(1, 1)]), id="of no known type"),
    ],
)
def test_what_vanishes_is_not_written(shape: BaseGeometry) -> None:
    layer = Layer("roads")

    layer.add(shape, {})

    assert mvt.encode([layer]) == b""
