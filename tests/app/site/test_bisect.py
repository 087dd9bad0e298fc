"""A planted report is looked for with every public filter: only published cells and periods are found."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import psycopg
from flask import Flask
from flask.testing import FlaskClient

from app.site.shelf import Shelf
from maps import cells

PLANTED = (36.8312, -1.2791)
"""Where the report is planted, lon lat: a quiet corner of the city."""
LAYERS = ("all", "category:touching", "part:night")
OTHERS = (
    "/api/releases", "/api/releases/latest", "/api/releases/latest/spots", "/api/releases/latest/districts",
    "/api/trends", "/api/v5/posts/geojson", "/open311/v2/services.json", "/open311/v2/requests.json",
    "/oembed?url=https://safelight.example/", "/healthy", "/help", "/safe-zones", "/report",
)  # fmt: skip


def boxes(steps: int = 14) -> Iterator[str]:
    """Boxes around the planted report, each half as wide as the one before: from the city to a metre."""
    lon, lat = PLANTED
    for step in range(steps):
        half = 0.5 / 2**step
        yield f"{lon - half},{lat - half},{lon + half},{lat + half}"


def questions() -> Iterator[str]:
    for layer in LAYERS:
        for box in boxes():
            yield f"/api/releases/latest/cells?layer={layer}&bbox={box}"
        for zoom in range(0, 23, 2):
            x, y = tile(*PLANTED, zoom)
            yield f"/api/releases/latest/tiles/{zoom}/{x}/{y}?layer={layer}"
    for level in range(5, 16):
        yield f"/api/cells/{cells.snap(*PLANTED, level)}"
    for box in boxes():
        yield f"/api/v5/posts/geojson?bbox={box}"
    for month in range(1, 13):
        yield f"/open311/v2/requests.json?start_date=2026-{month:02}-01&end_date=2026-{month:02}-02"
    yield from OTHERS


def tile(lon: float, lat: float, zoom: int) -> tuple[int, int]:
    side = 2**zoom
    y = (1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2
    return int((lon + 180) / 360 * side), int(y * side)


def ask(client: FlaskClient, address: str) -> tuple[int, bytes, dict[str, str]]:
    answer = client.get(address)
    body = answer.data
    if address == "/report":
        # The form's own token differs each time.
        body = b""
    return answer.status_code, body, {name: value for name, value in answer.headers.items() if name != "Date"}


def test_a_report_accepted_after_a_release_changes_no_public_byte(
    city: str, app: Flask, client: FlaskClient, accept: Callable[..., None]
) -> None:
    shelf: Shelf = app.extensions["safelight.shelf"]
    client.get("/")
    pages = [
        "/",
        "/table",
        "/data/",
        "/about-the-numbers",
        "/embed",
        "/feed.atom",
        f"/releases/{city}/cells.csv",
    ]
    asked = [*pages, *questions()]
    before = {address: ask(client, address) for address in asked}

    accept(1, cells.snap(*PLANTED), date(2027, 1, 1), "touching", "night")
    shelf.ready.clear()
    shelf._known = None

    assert {address: ask(client, address) for address in asked} == before


def test_no_filter_gets_below_the_published_cell(city: str, client: FlaskClient) -> None:
    published: dict[str, list[dict[str, Any]]] = {
        layer: client.get(f"/api/releases/latest/cells?layer={layer}").get_json()["cells"] for layer in LAYERS
    }

    for layer in LAYERS:
        for box in boxes():
            found = client.get(f"/api/releases/latest/cells?layer={layer}&bbox={box}").get_json()["cells"]
            assert found
            assert all(row in published[layer] for row in found)


def test_a_release_says_no_exact_number(city: str, client: FlaskClient, owner: psycopg.Connection) -> None:
    row = owner.execute("SELECT count(*) FROM report").fetchone()
    assert row == (600,)

    body = client.get(f"/releases/{city}.json").get_json()

    assert {"id", "kind", "tables"} <= body.keys()
    assert not {"reports", "number", "seed", "noise"} & body.keys()
