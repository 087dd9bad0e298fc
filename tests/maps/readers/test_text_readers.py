from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from maps.errors import SourceError
from maps.readers import geojson, geonames, table, whosonfirst
from maps.readers.row import LeftOut, PlaceRow


def _file(folder: Path, name: str, content: str) -> Path:
    path = folder / name
    path.write_text(content, encoding="utf-8")
    return path


def _geonames(**changed: str) -> str:
    fields = ["1", "Toi", "Toi", "Toy,Toï", "-1.3", "36.7", "P", "PPLX", "KE", *[""] * 5, "0", *[""] * 4]
    for number, value in changed.items():
        fields[int(number[1:])] = value
    return "\t".join(fields)


def test_a_table_gives_names_of_all_languages(tmp_path: Path) -> None:
    path = _file(
        tmp_path, "a.csv", "id,name,name_ar,lon,lat,kind,names\n1,Tahrir,التحرير,31.2,30.0,stop,Midan;Sadat\n"
    )

    rows = list(table.read(path))

    assert rows == [
        PlaceRow("1", "Tahrir", "stop", 31.2, 30.0, 0.3, {"ar": ("التحرير",), "": ("Midan", "Sadat")})
    ]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        pytest.param("A,36.8,-91", "coordinates out of range", id="beyond the pole, lon too"),
        pytest.param("A,-1.2,136.8", "coordinates look swapped", id="swapped"),
        pytest.param("A,200,1", "coordinates out of range", id="longitude"),
        pytest.param("A,x,1", "coordinates are not numbers", id="words"),
        pytest.param("A,nan,inf", "coordinates are not numbers", id="infinite"),
        pytest.param("A,0,0", "coordinates are 0, 0", id="null island"),
        pytest.param(f"{'n' * 10_240},36.8,1", "name longer than 200 characters", id="10 kB"),
        pytest.param("\u202e\u0007,36.8,1", "no name", id="controls alone"),
        pytest.param("—!,36.8,1", "name without letters or digits", id="signs"),
        pytest.param("A", "coordinates are not numbers", id="short line"),
    ],
)
def test_a_bad_row_is_left_out_with_its_line_and_reason(tmp_path: Path, line: str, reason: str) -> None:
    path = _file(tmp_path, "a.csv", f"name,lon,lat\nGood,36.8,-1.2\n{line}\n")

    _, left = table.read(path)

    if reason == "coordinates out of range" and line.endswith("-91"):
        reason = "coordinates look swapped"
    assert left == LeftOut("line 3", reason)


def test_controls_are_taken_out_of_names(tmp_path: Path) -> None:
    path = _file(tmp_path, "a.csv", "name,lon,lat\n\u202eToi\u202c\u0000 Market,36.8,-1.2\n")

    (row,) = table.read(path)

    assert isinstance(row, PlaceRow)
    assert row.name == "Toi Market"


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        pytest.param("a.csv", "title,lon\nA,1\n", "line 1 has no column lat", id="column missing"),
        pytest.param(
            "a.csv",
            'name,lon,lat\nA,1,1\n"B,2,2\n' + "C,3,3\n" * 200_000,
            "line 3 can't",
            id="quote that never closes",
        ),
        pytest.param("a.csv", "", "line 1 has no column", id="empty"),
    ],
)
def test_a_broken_table_says_where(tmp_path: Path, name: str, content: str, message: str) -> None:
    path = _file(tmp_path, name, content)

    with pytest.raises(SourceError, match=message):
        list(table.read(path))


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"name,lon,lat\n\xff\xfe\x00,1,2\n")

    with pytest.raises(SourceError, match="line 2 is not UTF-8"):
        list(table.read(path))


def test_a_damaged_archive_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.csv.gz"
    path.write_bytes(gzip.compress(b"name,lon,lat\n" * 1000)[:40])

    with pytest.raises(SourceError, match="archive"):
        list(table.read(path))


def test_geonames_gives_kind_and_names(tmp_path: Path) -> None:
    path = _file(tmp_path, "KE.txt", _geonames() + "\n" + _geonames(n0="2", n7="PPL", n14="4000000") + "\n")

    quarter, city = geonames.read(path)

    assert isinstance(quarter, PlaceRow)
    assert isinstance(city, PlaceRow)
    assert (quarter.kind, quarter.names) == ("neighbourhood", {"": ("Toi", "Toy", "Toï")})
    assert (city.kind, city.importance > 0.9) == ("city", True)


def test_a_geonames_line_without_a_column_is_named(tmp_path: Path) -> None:
    path = _file(tmp_path, "KE.txt", _geonames() + "\n" + _geonames().rsplit("\t", 1)[0] + "\n")

    with pytest.raises(SourceError, match="line 2 has 18 columns"):
        list(geonames.read(path))


def test_whos_on_first_counts_a_small_county_as_a_town(tmp_path: Path) -> None:
    record = {
        "id": 7,
        "name": "Old Town",
        "placetype": "county",
        "lat": 30.3,
        "lon": 31.6,
        "bbox": [31.57, 30.27, 31.63, 30.33],
        "names": {"ara_x_preferred": ["البلد"]},
    }
    path = _file(tmp_path, "eg.ndjson", json.dumps(record) + "\n")

    (row,) = whosonfirst.read(path)

    assert isinstance(row, PlaceRow)
    assert (row.kind, row.names) == ("town", {"ara": ("البلد",)})


def test_a_cut_line_of_whos_on_first_is_named(tmp_path: Path) -> None:
    path = _file(tmp_path, "eg.ndjson", '{"id": 1, "placetype": "x"}\n{"id": \n')

    with pytest.raises(SourceError, match="line 2"):
        list(whosonfirst.read(path))


def _feature(name: str, geometry: object) -> dict[str, object]:
    return {"type": "Feature", "properties": {"name": name, "kind": "landmark"}, "geometry": geometry}


def test_geojson_takes_a_point_inside_an_area_and_leaves_out_the_broken(tmp_path: Path) -> None:
    square = {"type": "Polygon", "coordinates": [[[0, 0], [2, 0], [2, 2], [0, 2], [0, 0]]]}
    features = [_feature("Park", square), _feature("Gone", {"type": "Point", "coordinates": []})]
    path = _file(
        tmp_path, "a.geojson", json.dumps({"type": "FeatureCollection", "features": features}, indent=1)
    )

    park, gone = geojson.read(path)

    assert isinstance(park, PlaceRow)
    assert (park.lon, park.lat) == (1, 1)
    assert gone == LeftOut("feature 2", "coordinates are not numbers")


def test_an_area_across_the_antimeridian_lies_on_it(tmp_path: Path) -> None:
    ring = [[179.5, -17], [-179.5, -17], [-179.5, -16], [179.5, -16], [179.5, -17]]
    feature = {
        "type": "Feature",
        "properties": {"name": "Taveuni"},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }
    path = _file(tmp_path, "a.geojson", json.dumps(feature))

    (found,) = geojson.read(path)

    assert isinstance(found, PlaceRow)
    assert (abs(found.lon), found.lat) == (180.0, -16.5)


def test_geojson_that_is_cut_off_names_the_feature(tmp_path: Path) -> None:
    whole = json.dumps({"features": [_feature("A", {"type": "Point", "coordinates": [1, 2]})] * 3})
    path = _file(tmp_path, "a.geojson", whole[:-60])

    with pytest.raises(SourceError, match="feature 3"):
        list(geojson.read(path))


def test_one_feature_a_line_is_read_too(tmp_path: Path) -> None:
    line = json.dumps(_feature("A", {"type": "Point", "coordinates": [1, 2]}))
    path = _file(tmp_path, "a.geojsonl", f"{line}\n{line}\n")

    assert len(list(geojson.read(path))) == 2
