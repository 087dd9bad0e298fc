"""Saying where, with and without scripts, on a screen of 320 px."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest
from playwright.sync_api import Browser, Page, Request, expect

from config import ROOT
from maps import cells

pytestmark = pytest.mark.browser

PICTURES = ROOT / "build" / "pictures"
MOSQUE = (36.8200, -1.2830)
PHONE = {"width": 320, "height": 640}


@pytest.fixture
def stored(running: Any) -> Iterator[Any]:
    """Gives cell and precision of the reports stored since the test began."""
    with psycopg.connect(running.config.database_url, autocommit=True) as owner:
        before = {row[0] for row in owner.execute("SELECT id FROM report")}

        def read() -> list[tuple[str | None, str]]:
            rows = owner.execute("SELECT id, cell_id, precision FROM report").fetchall()
            return [(cell, precision) for key, cell, precision in rows if key not in before]

        yield read
        owner.execute("DELETE FROM report WHERE NOT id = ANY(%s)", (list(before),))


@pytest.fixture
def form(page: Page, site: str) -> Iterator[Page]:
    """The report form on a small phone; whatever breaks the policy or leaves the site fails the test."""
    asked: list[Request] = []
    told: list[str] = []
    page.on("request", lambda request: asked.append(request))
    page.on("console", lambda message: told.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: told.append(str(error)))
    page.set_default_timeout(8000)
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]  # a mapping with both keys
    page.goto(f"{site}/report")
    yield page
    assert told == []
    assert [each.url for each in asked if not each.url.startswith((site, "data:"))] == []


@pytest.fixture
def as_kept(running: Any) -> Callable[[str], str]:
    """Gives the cell that is kept for one: where few things have a name, the wider one."""
    with psycopg.connect(running.config.database_url) as owner:
        sparse = {cell for (cell,) in owner.execute("SELECT unnest(sparse) FROM area")}
    return lambda cell: cells.parent(cell, 8 if cells.parent(cell, 7) in sparse else 9)


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= 320"))


def keep(page: Page, name: str) -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=PICTURES / f"{name}.png", full_page=True)


def test_a_place_is_chosen_by_keyboard_and_its_hexagon_is_shown(form: Page, stored: Any) -> None:
    form.fill("#text", "He stared")
    form.type("#place", "blue mo")
    form.wait_for_selector("#place-list li")
    keep(form, "form-suggestions")
    form.keyboard.press("ArrowDown")
    active = form.get_attribute("#place", "aria-activedescendant")
    form.keyboard.press("Enter")
    form.wait_for_selector("#place-shown:not([hidden])")
    keep(form, "form-hexagon")
    form.select_option("#width", "wide")
    expect(form.locator("#place-shown figcaption")).to_contain_text("km")
    form.click("text=Send")
    form.wait_for_url("**/report/thanks*")

    assert active == "place-0"
    assert fits(form)
    assert stored() == [(cells.snap(*MOSQUE, 8), "spot")]


def test_the_map_is_tapped(form: Page, stored: Any, as_kept: Callable[[str], str]) -> None:
    form.fill("#text", "He stared")
    form.click("#place-map")
    form.wait_for_selector("#place-chart canvas", state="attached")
    for _ in range(2):
        form.click("#place-chart", position={"x": 140, "y": 150})
        form.wait_for_timeout(600)
    form.wait_for_selector("#place-shown:not([hidden])")
    keep(form, "form-map")
    where = form.input_value("#where").split()[1]
    form.click("text=Send")
    form.wait_for_url("**/report/thanks*")

    assert cells.resolution(where) == 9
    assert stored() == [(as_kept(where), "spot")]


def test_where_the_device_is_leaves_it_as_a_hexagon_only(
    browser: Browser, site: str, browser_context_args: dict[str, Any]
) -> None:
    lon, lat = 36.82131, -1.28417
    context = browser.new_context(
        **{**browser_context_args, "geolocation": {"longitude": lon, "latitude": lat}},
        permissions=["geolocation"],
    )
    page = context.new_page()
    bodies: list[str] = []
    page.on("request", lambda request: bodies.append(request.post_data or ""))
    page.goto(f"{site}/report")

    page.click("#place-here")
    page.wait_for_selector("#place-shown:not([hidden])")

    cell = cells.snap(lon, lat)
    middle = cells.centre(cell)
    assert page.input_value("#where") == f"spot {cell}"
    assert any(f"lon={middle[0]:.5f}" in body for body in bodies)
    assert not any(f"{lon:.4f}" in body or f"{lat:.4f}" in body for body in bodies)
    context.close()


def test_the_browser_s_hexagons_are_the_server_s(form: Page) -> None:
    form.add_script_tag(url="/static/place/snap.js")
    points = [
        (36.82 + 0.05 * math.sin(step), -1.285 + 0.05 * math.cos(1.7 * step + 0.3)) for step in range(300)
    ]

    found = form.evaluate(
        "points => fetch('/places/ground.json').then(r => r.json()).then(g => points.map(p =>"
        " [9, 8].map(r => { const c = Safelight.snap(g, p[0], p[1], r); return [c.lon, c.lat]; })))",
        points,
    )

    for (lon, lat), (fine, wide) in zip(points, found, strict=True):
        assert cells.snap(fine[0], fine[1], 9) == cells.snap(lon, lat, 9)
        assert cells.snap(wide[0], wide[1], 8) == cells.snap(lon, lat, 8)


def test_the_first_view_is_under_60_kb(page: Page, site: str) -> None:
    bodies: list[int] = []
    page.on("response", lambda response: bodies.append(len(response.body())))

    page.goto(f"{site}/report", wait_until="networkidle")

    assert sum(bodies) < 60_000


def test_without_scripts_the_next_page_asks_back(
    browser: Browser,
    site: str,
    browser_context_args: dict[str, Any],
    stored: Any,
    as_kept: Callable[[str], str],
) -> None:
    context = browser.new_context(**{**browser_context_args, "java_script_enabled": False, "viewport": PHONE})
    page = context.new_page()
    page.goto(f"{site}/report")
    page.fill("#place", "Zanzurbia")
    page.fill("#text", "He stared")
    # A picture of a page that is just being left is never taken.
    with page.expect_navigation():
        page.click("text=Send")
    keep(page, "form-asks-back")
    unknown = page.inner_text("main")

    page.fill("#place", "blue mosqe")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    keep(page, "form-found")
    found = page.inner_text("fieldset.options")
    for at in (150, 120):
        with page.expect_navigation():
            page.click("input.plan", position={"x": at, "y": at})
    keep(page, "form-tapped")
    where = page.input_value("input[name=where]:checked").split()[1]
    page.click("text=Send")

    assert "Nothing has been sent yet" in unknown
    assert "Blue Mosque" in found
    assert page.url.split("?")[0].endswith("/report/thanks")
    assert stored() == [(as_kept(where), "spot")]
    context.close()


def test_nothing_typed_stands_in_an_address(form: Page) -> None:
    seen: list[str] = []
    form.on("request", lambda request: seen.append(request.url))

    form.type("#place", "kencom")
    form.wait_for_selector("#place-list li")

    assert seen
    assert not any("kencom" in url or json.dumps("kencom") in url for url in seen)
