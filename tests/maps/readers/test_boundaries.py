from __future__ import annotations

from pathlib import Path

import osmium
import pytest
from osmium.osm.mutable import Node, Relation, Way

from maps.errors import SourceError
from maps.readers import boundaries

CORNERS = ((36.8, -1.3), (36.9, -1.3), (36.9, -1.2), (36.8, -1.2))
TOWN = {"type": "boundary", "boundary": "administrative", "name": "Mji Mkuu", "name:en": "Main Town"}


@pytest.fixture
def country(tmp_path: Path) -> Path:
    """A town in two ways, a small quarter of the same name inside, a park, and a town cut by the edge."""
    path = tmp_path / "country.osm.pbf"
    with osmium.SimpleWriter(str(path)) as writer:
        for number, corner in enumerate(CORNERS, start=1):
            writer.add_node(Node(id=number, location=corner))
        for number, corner in enumerate(CORNERS, start=11):
            writer.add_node(Node(id=number, location=(36.85 + (corner[0] - 36.8) / 10, corner[1])))
        writer.add_way(Way(id=1, nodes=[1, 2, 3]))
        writer.add_way(Way(id=2, nodes=[3, 4, 1]))
        quarter = {"place": "quarter", "name": "Main Town"}
        writer.add_way(Way(id=3, nodes=[11, 12, 13, 14, 11], tags=quarter))
        writer.add_way(Way(id=4, nodes=[11, 12, 13, 14, 11], tags={"leisure": "park", "name": "Uhuru"}))
        outer = [("w", 1, "outer"), ("w", 2, "outer")]
        writer.add_relation(Relation(id=1, members=outer, tags=TOWN))
        writer.add_relation(
            Relation(id=2, members=[("w", 1, "outer"), ("w", 99, "outer")], tags={**TOWN, "name": "Edge"})
        )
    return path


def test_a_boundary_is_found_by_any_of_its_names_the_widest_first(country: Path) -> None:
    town, quarter = boundaries.find(country, "main  town")

    assert town.bounds == pytest.approx((36.8, -1.3, 36.9, -1.2))
    assert quarter.area < town.area
    assert town.geom_type == "MultiPolygon"


@pytest.mark.parametrize("name", ["Uhuru", "Edge", "Nowhere", ""])
def test_what_is_no_whole_boundary_is_not_found(country: Path, name: str) -> None:
    assert boundaries.find(country, name) == []


def test_a_broken_extract_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "broken.osm.pbf"
    path.write_bytes(b"no extract")

    with pytest.raises(SourceError, match="as OpenStreetMap data"):
        boundaries.find(path, "Town")
