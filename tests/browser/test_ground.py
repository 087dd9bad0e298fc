"""The streets under the published map: from our own server by ranges, or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Response

from app import factory
from config import ROOT

pytestmark = pytest.mark.browser

TOWN = """<osm version="0.6">
  <node id="1" version="1" lat="-1.3060" lon="36.7980"/>
  <node id="2" version="1" lat="-1.2640" lon="36.8420"/>
  <node id="3" version="1" lat="-1.2830" lon="36.8200">
    <tag k="place" v="suburb"/><tag k="name" v="${alert(1)}&lt;img src=x&gt;"/>
    <tag k="name:ar" v="المدينة القديمة"/>
  </node>
  <way id="10" version="1"><nd ref="1"/><nd ref="2"/>
    <tag k="highway" v="primary"/><tag k="name" v="Market Road"/></way>
</osm>
"""


@pytest.fixture
def ground(running: Any, tmp_path: Path) -> Iterator[None]:
    """The site has an extract of one street under its map."""
    extract = tmp_path / "town.osm"
    extract.write_text(TOWN, encoding="utf-8")
    app = factory.create_app(running.config)
    runner = app.test_cli_runner()
    for arguments in (
        ["places", "import", str(extract), "--source", "town"],
        ["basemap", "build", str(extract)],
    ):
        result = runner.invoke(args=arguments)
        assert result.exit_code == 0, result.output
    yield
    for arguments in (["places", "remove", "town"], ["basemap", "remove"]):
        runner.invoke(args=arguments)
    app.extensions["safelight"].database.close()
    app.extensions["safelight"].memory.client.close()


@pytest.mark.parametrize("path", ["/", "/?lang=ar"])
def test_the_map_draws_streets_from_ranges_of_our_own_file(
    page: Page, site: str, ground: None, path: str
) -> None:
    seen: list[Response] = []
    told: list[str] = []
    page.on("response", lambda response: seen.append(response))
    page.on("console", lambda message: told.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: told.append(str(error)))
    page.set_viewport_size({"width": 360, "height": 740})

    page.goto(f"{site}{path}", wait_until="networkidle")
    page.set_default_timeout(3000)
    page.wait_for_selector(".leaflet-ground-pane canvas.leaflet-tile-loaded", state="attached")
    pictures = ROOT / "build" / "pictures"
    pictures.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=pictures / f"map-ground-{len(path)}.png")

    tiles = [response for response in seen if ".pmtiles" in response.url]
    assert {response.status for response in tiles} == {206}
    assert [response.url for response in seen if not response.url.startswith((site, "data:"))] == []
    assert told == []
    assert "OpenStreetMap" in page.inner_text("main")


def test_without_an_extract_the_map_loads_no_renderer(page: Page, site: str) -> None:
    page.goto(f"{site}/", wait_until="networkidle")

    assert "protomaps" not in page.content()
    assert page.locator(".leaflet-ground-pane").count() == 0
