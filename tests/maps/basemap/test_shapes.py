from __future__ import annotations

from pathlib import Path

import pytest

from maps.basemap import shapes
from maps.errors import SourceError

SF = Path(__file__).parents[4] / "shared" / "data" / "osm" / "sf-downtown.osm.pbf"


def test_what_can_be_seen_is_drawn_once(town: Path) -> None:
    drawn = shapes.read(town, ["ar"])

    found = sorted(
        (look.layer, look.kind, shape.geom_type)
        for shape, look in zip(drawn.shapes, drawn.looks, strict=True)
    )
    assert found == [
        ("green", "park", "MultiPolygon"),
        ("names", "park", "Point"),
        ("names", "quarter", "Point"),
        ("roads", "major", "LineString"),
    ]


def test_names_are_the_local_one_and_the_reader_s(town: Path) -> None:
    drawn = shapes.read(town, ["en", "ar"])

    quarter = next(each for each in drawn.attributes if each["kind"] == "quarter")
    assert quarter == {"kind": "quarter", "name": "Old Town", "name:ar": "المدينة القديمة"}


def test_controls_in_a_name_are_gone() -> None:
    assert shapes.names({"name": "Gate\u202e 7\x07"}, []) == {"name": "Gate 7"}


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"not a map", id="text"),
        pytest.param(b"<osm version='0.6'></osm>", id="nothing to draw"),
    ],
)
def test_a_file_without_a_map_is_refused(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "bad.osm"
    file.write_bytes(content)

    with pytest.raises(SourceError, match=r"bad\.osm"):
        shapes.read(file, [])


@pytest.mark.skipif(not SF.exists(), reason="the extract is not there")
def test_a_broken_extract_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "cut.osm.pbf"
    file.write_bytes(SF.read_bytes()[:200_000])

    with pytest.raises(SourceError, match=r"cut\.osm\.pbf"):
        shapes.read(file, [])
