from __future__ import annotations

import csv
import io
import json
from typing import Any
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient

from app.views.api import openapi
from maps import cells

LATEST = "/api/releases/latest"


ERRORS: tuple[tuple[str, int, str], ...] = (
    (f"{LATEST}/cells?bbox=1,2,3", 400, "bbox must be"),
    (f"{LATEST}/cells?bbox=a,b,c,d", 400, "bbox must be"),
    (f"{LATEST}/cells?bbox=0,0,0,91", 400, "latitudes"),
    (f"{LATEST}/cells?bbox=0,10,0,-10", 400, "south first"),
    (f"{LATEST}/cells?bbox=-181,0,0,1", 400, "longitudes"),
    (f"{LATEST}/cells?bbox=nan,0,0,1", 400, "numbers"),
    (f"{LATEST}/cells?layer=part:noon", 400, "layer must be one of"),
    (f"{LATEST}/cells?state=exact", 400, "state must be some of"),
    (f"{LATEST}/cells?resolution=15", 400, "resolution must be"),
    (f"{LATEST}/cells?limit=-1", 400, "limit must be"),
    (f"{LATEST}/cells?limit=99999999999999999999", 400, "limit must be"),
    (f"{LATEST}/cells?since=yesterday", 400, "unknown parameter"),
    (f"{LATEST}/cells?limit=1&limit=2", 400, "once"),
    (f"{LATEST}/tiles/99/0/0", 400, "zoom must lie"),
    (f"{LATEST}/tiles/3/8/0", 400, "tiles are numbered"),
    ("/api/releases/map-1999-01-01-1999-12-31/cells", 404, "no such map"),
    ("/api/releases/..%2f..%2fconfig", 404, ""),
    ("/api/cells/nothing", 400, "H3 index"),
    ("/api/cells/872a1072bffffff", 404, "no published cell"),
    ("/api/v5/posts/geojson?bbox=0,0,0,91", 400, "latitudes"),
    ("/open311/v2/requests.json?start_date=yesterday", 400, "must be a time"),
    ("/open311/v2/requests.json?service_code=murder", 400, "must be some of"),
    ("/oembed?url=https://elsewhere.example/", 404, "must be an address"),
    ("/oembed?url=https://safelight.example/&format=xml", 400, "format"),
)


def test_what_cannot_be_answered_gets_a_clear_error(city: str, client: FlaskClient) -> None:
    answers = {address: client.get(address) for address, _, _ in ERRORS}

    assert [(address, answers[address].status_code) for address, _, _ in ERRORS] == [
        one[:2] for one in ERRORS
    ]
    for address, _, words in ERRORS:
        assert words in answers[address].text, address


@pytest.mark.parametrize(
    ("address", "code", "words"),
    [
        ("requests.xml?status=<lost>", "400", "status must be"),
        ("requests.xml?start_date=yesterday", "400", "must be a time"),
        ("requests/no-such-thing.xml", "404", "there is no such request"),
    ],
)
def test_who_asks_open311_for_xml_gets_errors_as_xml(
    address: str, code: str, words: str, city: str, client: FlaskClient
) -> None:
    answer = client.get(f"/open311/v2/{address}")
    errors = ElementTree.fromstring(answer.data)

    assert (answer.status_code, answer.mimetype) == (int(code), "text/xml")
    assert [errors.tag, *(one.tag for one in errors)] == ["errors", "error"]
    assert errors.findtext("error/code") == code
    assert words in str(errors.findtext("error/description"))


BOXES = {
    "-180,-90,180,90": True,
    "36,-2,37,-1": True,
    "170,-2,37,-1": True,
    "-180,80,180,90": False,
    "0,0,0,0": False,
}
"""The globe, the city, across the antimeridian to the city, the pole, a point at sea."""


def test_a_box_finds_the_cells_that_touch_it(city: str, client: FlaskClient) -> None:
    found = {
        box: client.get(f"{LATEST}/cells", query_string={"bbox": box}).get_json()["total"] > 0
        for box in BOXES
    }

    assert found == BOXES


def test_a_tile_gives_the_cells_that_touch_it(city: str, client: FlaskClient) -> None:
    whole = client.get(f"{LATEST}/cells").get_json()["total"]

    assert client.get(f"{LATEST}/tiles/0/0/0").get_json()["total"] == whole
    assert 0 < client.get(f"{LATEST}/tiles/14/9867/8250").get_json()["total"] < whole


def test_layers_states_and_pages_are_filters_over_published_rows(city: str, client: FlaskClient) -> None:
    every = client.get(f"{LATEST}/cells?layer=part:night").get_json()
    clear = client.get(f"{LATEST}/cells?layer=part:night&state=clear,probable").get_json()
    second = client.get(f"{LATEST}/cells?layer=part:night&limit=1&offset=1").get_json()

    assert {row["breakdown_key"] for row in every["cells"]} == {"night"}
    assert {row["state"] for row in clear["cells"]} <= {"clear", "probable"}
    assert second["cells"] == every["cells"][1:2]
    assert second["total"] == every["total"]


def test_csv_has_the_rows_of_json_and_a_byte_order_mark_on_request(city: str, client: FlaskClient) -> None:
    listed = client.get(f"{LATEST}/cells").get_json()["cells"]
    answer = client.get(f"{LATEST}/cells.csv?bom=1")
    rows = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))

    assert answer.data.startswith(b"\xef\xbb\xbf")
    assert [row["cell"] for row in rows] == [row["cell"] for row in listed]
    assert all(float(row["noise_sd"]) > 0 for row in rows)


def test_a_cell_is_told_by_the_published_cell_that_holds_it(city: str, client: FlaskClient) -> None:
    fine = cells.snap(36.8245, -1.2858, 12)

    found = client.get(f"/api/cells/{fine}").get_json()["maps"][city]

    assert found
    assert all(
        row["resolution"] <= 9 and cells.parent(fine, row["resolution"]) == row["cell"] for row in found
    )


def test_spots_districts_and_trends_are_told_with_their_uncertainty(city: str, client: FlaskClient) -> None:
    spots = client.get(f"{LATEST}/spots").get_json()
    trends = client.get("/api/trends").get_json()["trends"]

    assert any(one["kind"] == "hot" for one in spots["spots"])
    assert spots["false_rate"] == 0.05
    assert {one["verdict"] for one in trends} <= {"better", "worse", "cannot tell yet"}
    assert all(one["low"] <= one["change_a_month"] <= one["high"] for one in trends)


def test_ushahidi_clients_get_cells_that_stand_out(city: str, client: FlaskClient) -> None:
    answer = client.get("/api/v5/posts/geojson?order=desc&form[]=1&limit=500").get_json()

    first = answer["features"][0]
    assert answer["total"] == len(answer["features"])
    assert [part["type"] for part in first["geometry"]["geometries"]] == ["Point", "Polygon"]
    assert first["properties"]["marker-color"].startswith("#")
    post = client.get(f"/api/v5/posts/{first['properties']['id']}").get_json()["result"]
    assert post["title"] == first["properties"]["title"]


@pytest.mark.parametrize("form", ["json", "xml"])
def test_open311_lists_services_and_requests(city: str, client: FlaskClient, form: str) -> None:
    for path in ("discovery", "services", "requests"):
        answer = client.get(f"/open311/v2/{path}.{form}")
        assert answer.status_code == 200
        assert form in answer.content_type


def test_open311_requests_are_cells_of_a_map_by_kind(city: str, client: FlaskClient) -> None:
    every = client.get("/open311/v2/requests.json").get_json()
    words = client.get("/open311/v2/requests.json?service_code=words").get_json()
    earlier = client.get("/open311/v2/requests.json?end_date=2020-01-01T00:00:00Z").get_json()
    one = client.get(f"/open311/v2/requests/{every[0]['service_request_id']}.json").get_json()

    assert {row["service_code"] for row in words} == {"words"}
    assert earlier == []
    assert one == every[:1]
    assert client.get("/open311/v2/requests.json?status=closed").get_json() == []


def test_a_map_of_totals_alone_takes_no_places_from_other_programs(
    city: str, totals: str, client: FlaskClient
) -> None:
    found = client.get("/open311/v2/requests.json").get_json()

    assert {one["service_request_id"].partition("_")[0] for one in found} == {city}
    assert client.get("/api/v5/posts/geojson").get_json()["features"]
    assert client.get(f"/api/releases/{totals}/spots").get_json()["fading"] == []


def test_oembed_gives_a_frame_of_the_embed_page(city: str, client: FlaskClient) -> None:
    given = client.get("/oembed?url=https://safelight.example/&maxwidth=300").get_json()

    assert given["width"] == 300
    assert '<iframe src="https://safelight.example/embed"' in given["html"]


PYTHON = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "null": (type(None),),
    "object": (dict,),
    "array": (list,),
}


def check(value: Any, schema: dict[str, Any], where: str) -> None:
    """Fails where a value is not as its schema says; what our document uses of JSON Schema."""
    kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    assert any(isinstance(value, PYTHON[kind]) for kind in kinds), where
    if isinstance(value, list):
        for one in value:
            check(one, schema["items"], f"{where}[]")
    if isinstance(value, dict):
        assert set(schema.get("required", ())) <= value.keys(), where
        for name, inner in value.items():
            known = schema.get("properties", {}).get(name) or schema.get("additionalProperties")
            if known:
                check(inner, known, f"{where}.{name}")


def test_the_openapi_document_names_routes_that_answer(city: str, client: FlaskClient) -> None:
    values = {"release_id": "latest", "z": "0", "x": "0", "y": "0", "cell": cells.snap(36.8245, -1.2858)}
    query = {"/oembed": "?url=https://safelight.example/"}

    document = client.get("/api/openapi.json").get_json()

    assert document["paths"].keys() == openapi.OPERATIONS.keys()
    for path in document["paths"]:
        filled = path
        for name, value in values.items():
            filled = filled.replace(f"{{{name}}}", value)
        answer = client.get(filled + query.get(path, ""))
        assert answer.status_code == 200, path
        ((kind, described),) = document["paths"][path]["get"]["responses"]["200"]["content"].items()
        assert answer.mimetype == kind
        if kind.endswith("json"):
            check(json.loads(answer.data), described["schema"], path)
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert "Set-Cookie" not in answer.headers
