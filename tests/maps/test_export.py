from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from shapely.geometry import Polygon

from maps import cells, export
from maps.render.view import View

KML = "{http://www.opengis.net/kml/2.2}"


def _read(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_csv_holds_every_count_of_every_table_with_its_noise(view: View) -> None:
    written = _read(export.to_csv(view))

    assert len(written) == len(view.counts) + sum(len(part.counts) for part in view.slices)
    assert all(float(row["noise_sd"]) > 0 for row in written)
    assert {row["breakdown"] for row in written} == {"all", "part", "category"}


def test_csv_keeps_arabic_and_its_bom_is_asked_for(view: View) -> None:
    arabic = replace(view, place="القاهرة")

    assert export.to_csv(arabic, bom=True).encode().startswith(b"\xef\xbb\xbf")
    assert not export.to_csv(arabic).startswith("\ufeff")
    assert _read(export.to_csv(arabic))[0]["place"] == "القاهرة"


@pytest.mark.parametrize(
    "planted", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =1", "\u00a0=1", "＝1+1", "\n=1", "\ufeff=1"]
)
def test_no_text_becomes_a_formula(view: View, planted: str) -> None:
    written = _read(export.to_csv(replace(view, place=planted)))

    assert written[0]["place"] == "'" + planted


def test_negative_estimates_stay_numbers(view: View) -> None:
    written = _read(export.to_csv(view))

    assert min(float(row["estimate"]) for row in written) == -12.0


def test_hxl_has_its_tags_under_the_header(view: View) -> None:
    header, tags, first = list(csv.reader(io.StringIO(export.to_hxl(view))))[:3]

    assert tuple(header) == export.FIELDS
    assert all(tag.startswith("#") for tag in tags)
    assert first[header.index("cell")] == view.counts[0].cell


def test_geojson_has_closed_hexagons_in_lon_lat(view: View) -> None:
    collection = json.loads(export.to_geojson(view))

    first = collection["features"][0]
    hexagon = Polygon(first["geometry"]["coordinates"][0])
    assert hexagon.is_valid
    assert hexagon.exterior.is_ccw
    assert hexagon.symmetric_difference(cells.polygon(view.counts[0].cell)).area < hexagon.area / 1000
    assert first["properties"]["noise_sd"] == view.counts[0].noise_sd


def test_feature_ids_are_unique(view: View) -> None:
    ids = [feature["id"] for feature in json.loads(export.to_geojson(view))["features"]]

    assert len(set(ids)) == len(ids)


def test_kml_is_well_formed_whatever_a_name_holds(view: View) -> None:
    tree = ElementTree.fromstring(export.to_kml(replace(view, place="<b>&\x00\x0b</b>")))

    assert tree[0][0].text == f"<b>&</b> {view.release}"
    assert len(list(tree.iter(f"{KML}Placemark"))) == len(list(export.rows(view)))


def test_an_empty_release_exports_as_a_header_alone(view: View) -> None:
    empty = replace(view, counts=(), slices=())

    assert export.to_csv(empty).splitlines() == [",".join(export.FIELDS)]
    assert json.loads(export.to_geojson(empty))["features"] == []
