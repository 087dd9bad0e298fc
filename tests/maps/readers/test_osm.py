from __future__ import annotations

from pathlib import Path

import osmium
import pytest
from osmium.osm.mutable import Node, Way

from maps.errors import SourceError
from maps.readers import osm
from maps.readers.row import PlaceRow

STEP = 0.001
"""Degrees between two nodes: about 110 m."""


@pytest.fixture
def town(tmp_path: Path) -> Path:
    """Main Street in two ways, Church Road from its third node, and far off another Main Street."""
    path = tmp_path / "town.osm.pbf"
    with osmium.SimpleWriter(str(path)) as writer:
        for number in range(5):
            writer.add_node(Node(id=number + 1, location=(36.8 + number * STEP, -1.28)))
        writer.add_node(Node(id=10, location=(36.802, -1.281)))
        writer.add_node(Node(id=11, location=(36.9, -1.28)))
        writer.add_node(Node(id=12, location=(36.901, -1.28)))
        tags = {
            "amenity": "place_of_worship",
            "name": "Blue Mosque",
            "name:ar": "الجامع الأزرق",
            "alt_name": "A;B",
        }
        writer.add_node(Node(id=20, location=(36.81, -1.29), tags=tags))
        writer.add_node(Node(id=21, location=(36.81, -1.3), tags={"place": "suburb", "name": "Old Town"}))
        writer.add_node(Node(id=22, location=(36.81, -1.3), tags={"name": "nothing we know", "note": "x"}))
        main = {"highway": "primary", "name": "Main Street", "name:sw": "Barabara Kuu"}
        writer.add_way(Way(id=1, nodes=[1, 2, 3], tags=main))
        writer.add_way(Way(id=2, nodes=[3, 4, 5], tags=main))
        writer.add_way(Way(id=3, nodes=[3, 10], tags={"highway": "residential", "name": "Church Road"}))
        writer.add_way(Way(id=4, nodes=[11, 12], tags={"highway": "residential", "name": "Main Street"}))
    return path


def _rows(path: Path) -> dict[str, list[PlaceRow]]:
    rows: dict[str, list[PlaceRow]] = {}
    for row in osm.read(path):
        assert isinstance(row, PlaceRow)
        rows.setdefault(row.kind, []).append(row)
    return rows


def test_a_named_node_keeps_its_names_of_all_languages(town: Path) -> None:
    (mosque,) = _rows(town)["landmark"]

    assert (mosque.ref, mosque.names) == ("node 20", {"ar": ("الجامع الأزرق",), "": ("A", "B")})


def test_the_ways_of_one_name_are_one_street_in_each_vicinity(town: Path) -> None:
    streets = _rows(town)["street"]

    assert sorted(street.name for street in streets) == ["Church Road", "Main Street", "Main Street"]
    middle = next(street for street in streets if street.ref == "street Main Street 0")
    assert middle.lon == pytest.approx(36.802, abs=2 * STEP)


def test_two_streets_that_share_a_node_make_a_crossing(town: Path) -> None:
    (crossing,) = _rows(town)["crossing"]

    assert (crossing.lon, crossing.lat) == pytest.approx((36.802, -1.28), abs=1e-5)
    assert ("Barabara Kuu", "Church Road") in crossing.streets


def test_a_broken_file_is_refused(tmp_path: Path, town: Path) -> None:
    broken = tmp_path / "broken.osm.pbf"
    broken.write_bytes(town.read_bytes()[:-40])

    with pytest.raises(SourceError, match=r"broken\.osm\.pbf"):
        list(osm.read(broken))


def test_a_file_that_is_no_map_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "letter.osm.pbf"
    path.write_bytes(b"not a map at all" * 50)

    with pytest.raises(SourceError):
        list(osm.read(path))
