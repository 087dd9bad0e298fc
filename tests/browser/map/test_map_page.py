from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from maps import cells
from maps.render import layers, picture
from maps.render.view import View

pytestmark = pytest.mark.browser

COLOUR_AT = """([lon, lat]) => {
  const canvas = document.querySelector(".leaflet-cells-pane canvas");
  const ratio = canvas.width / canvas.clientWidth, box = canvas.getBoundingClientRect();
  const frame = document.querySelector(".leaflet-container").getBoundingClientRect();
  const p = map_safelight.latLngToContainerPoint([lat, lon]);
  const x = (p.x + frame.left - box.left) * ratio, y = (p.y + frame.top - box.top) * ratio;
  const [r, g, b] = canvas.getContext("2d").getImageData(x, y, 1, 1).data;
  return "#" + [r, g, b].map((part) => part.toString(16).padStart(2, "0")).join("");
}"""


def _hottest(view: View) -> tuple[str, str]:
    layer = layers.of(view)["all"]
    count = max(view.counts, key=lambda one: layer.density[one.cell])
    return count.cell, picture.HEAT[layer.shade(count)]


def test_the_page_breaks_no_rule_of_the_policy_and_calls_no_one_else(
    site: Any, visit: Callable[..., Any]
) -> None:
    seen = visit(f"{site.url}/map.html")

    assert seen.troubles == []
    assert {urlsplit(url).netloc for url in seen.requests} == {urlsplit(site.url).netloc}


def test_the_hottest_cell_has_the_colour_of_the_legend(
    site: Any, view: View, visit: Callable[..., Any]
) -> None:
    cell, colour = _hottest(view)
    seen = visit(f"{site.url}/map.html", color_scheme="light")

    assert seen.page.evaluate(COLOUR_AT, cells.centre(cell)) == colour


def test_it_opens_from_a_memory_stick(site: Any, view: View, visit: Callable[..., Any]) -> None:
    cell, colour = _hottest(view)
    seen = visit((site.folder / "map.html").as_uri(), color_scheme="light")

    assert seen.troubles == []
    assert seen.page.evaluate(COLOUR_AT, cells.centre(cell)) == colour


@pytest.mark.parametrize("source", ["served", "file"])
def test_the_slider_shows_another_release(
    site: Any, view: View, visit: Callable[..., Any], source: str
) -> None:
    base = site.url if source == "served" else site.folder.as_uri()
    cell = next(one.cell for one in view.counts if one.resolution == 8 and one.estimate == 4.0)
    seen = visit(f"{base}/map.html", color_scheme="light")
    before = seen.page.evaluate(COLOUR_AT, cells.centre(cell))

    seen.page.locator("#map-releases").press("ArrowLeft")
    seen.page.wait_for_load_state("networkidle")

    assert seen.page.locator("#map-period").text_content() == "2024"
    assert "2024" in (seen.page.locator(".legend [data-period]").text_content() or "")
    expect(seen.page.locator(".worst").first).to_be_hidden()
    assert seen.page.evaluate(COLOUR_AT, cells.centre(cell)) != before
    assert seen.troubles == []


def test_what_was_told_of_a_place_is_told_anew_of_another_release(
    site: Any, visit: Callable[..., Any]
) -> None:
    seen = visit(f"{site.url}/map.html")
    panel, slider = seen.page.locator("#map-panel"), seen.page.locator("#map-releases")
    seen.page.locator("a[data-layer=all]").first.click()
    before = panel.text_content()

    slider.press("ArrowLeft")

    assert slider.get_attribute("aria-valuetext") == "2024"
    expect(panel).not_to_have_text(before)


def test_a_release_that_cannot_be_had_leaves_the_slider_where_the_map_is(
    site: Any, visit: Callable[..., Any]
) -> None:
    seen = visit(f"{site.url}/map.html")
    seen.page.route("**/data-old.js", lambda route: route.abort())
    slider = seen.page.locator("#map-releases")

    slider.press("ArrowLeft")

    expect(seen.page.locator("#map-period")).to_have_text("2025")
    expect(slider).to_have_value("1")


def test_night_is_one_press_away_and_says_its_range(site: Any, visit: Callable[..., Any]) -> None:
    seen = visit(f"{site.url}/map.html")

    seen.page.get_by_role("radio", name="Night").check()
    seen.page.locator(".leaflet-container").click()

    assert "172 to 228 reports" in seen.page.locator("#map-panel").text_content()


def test_the_first_screen_of_a_small_phone_says_where_it_is_worst_at_night(
    site: Any, visit: Callable[..., Any]
) -> None:
    seen = visit(f"{site.url}/map.html", width=320, height=480)

    worst = seen.page.get_by_role("listitem").filter(has_text="172–228")
    box = worst.bounding_box()
    assert box["y"] + box["height"] < 480


def test_planted_text_stays_text(site: Any, visit: Callable[..., Any]) -> None:
    seen = visit(f"{site.url}/map.html")

    seen.page.locator("a[data-layer='part:night']").click()

    assert "<img src=x onerror" in seen.page.locator("#map-panel").text_content()
    assert seen.page.evaluate("typeof planted") == "undefined"
    assert seen.page.locator("img[src='x']").count() == 0


def test_the_heat_map_is_smooth_where_hexagons_have_edges(
    site: Any, view: View, visit: Callable[..., Any]
) -> None:
    seen = visit(f"{site.url}/map.html", color_scheme="light")
    cell, _ = _hottest(view)

    seen.page.locator("summary").click()
    seen.page.get_by_role("radio", name="Heat map").check()

    assert seen.page.evaluate(COLOUR_AT, cells.centre(cell)) not in (*picture.HEAT, picture.UNSURE, "#000000")
    assert seen.troubles == []


def test_the_heat_map_is_drawn_of_the_likeliest_numbers(
    site: Any, view: View, visit: Callable[..., Any]
) -> None:
    seen = visit(f"{site.url}/map.html", color_scheme="light")
    likely, loud = max(view.surface, key=lambda one: one.reports), view.surface[0]
    ground = seen.page.evaluate(COLOUR_AT, cells.centre(loud.cell))

    seen.page.locator("summary").click()
    seen.page.get_by_role("radio", name="Heat map").check()

    there = seen.page.evaluate(COLOUR_AT, cells.centre(likely.cell))
    assert there not in (ground, seen.page.evaluate(COLOUR_AT, cells.centre(loud.cell)))


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("down", "Near Downtown"),
        ("وسط", "Near Downtown"),
        ("शहर का केंद्र", "Near Downtown"),
        ("nowhere at all", "no place of that name"),
    ],
    ids=["in the reader's language", "as it is called there", "in a third language", "unknown"],
)
def test_a_place_is_found_without_asking_anyone(
    site: Any, visit: Callable[..., Any], typed: str, says: str
) -> None:
    seen = visit(f"{site.url}/map.html")
    before = len(seen.requests)
    seen.page.locator("summary").click()

    seen.page.get_by_label("Find a place").fill(typed)
    seen.page.keyboard.press("Enter")

    assert says in seen.page.locator("#map-panel").text_content()
    assert [url for url in seen.requests[before:] if "favicon" not in url] == []


def test_keys_move_the_map_and_reach_every_control(site: Any, visit: Callable[..., Any]) -> None:
    seen = visit(f"{site.url}/map.html")
    before = seen.page.evaluate("map_safelight.getCenter().lng")

    seen.page.locator(".leaflet-container").focus()
    seen.page.keyboard.press("ArrowRight")
    seen.page.wait_for_function("before => map_safelight.getCenter().lng > before", arg=before)
    seen.page.get_by_role("radio", name="Whole day").focus()
    seen.page.keyboard.press("ArrowRight")

    assert seen.page.get_by_role("radio", name="Morning").is_checked()


@pytest.mark.parametrize("name", ["map.html", "table.html"])
@pytest.mark.parametrize(("lang", "direction", "scheme"), [("en", "ltr", "light"), ("ar", "rtl", "dark")])
def test_axe_finds_nothing(
    serve: Callable[..., Any],
    view: View,
    visit: Callable[..., Any],
    name: str,
    lang: str,
    direction: str,
    scheme: str,
) -> None:
    site = serve(view, lang, direction)
    seen = visit(f"{site.url}/{name}", color_scheme=scheme)
    seen.page.evaluate("document.querySelectorAll('details').forEach(part => { part.open = true; })")

    found = Axe().run(seen.page)

    assert [
        (one["id"], [node["html"] for node in one["nodes"]]) for one in found.response["violations"]
    ] == []


@pytest.mark.parametrize("name", ["map.html", "table.html"])
@pytest.mark.parametrize("width", [320, 768, 1280])
def test_nothing_scrolls_sideways(site: Any, visit: Callable[..., Any], name: str, width: int) -> None:
    seen = visit(f"{site.url}/{name}", width=width)

    assert seen.page.evaluate("document.documentElement.scrollWidth") <= width


def test_without_scripts_there_is_a_picture_and_every_number(
    site: Any, view: View, visit: Callable[..., Any]
) -> None:
    seen = visit(f"{site.url}/map.html", java_script_enabled=False)

    shown = seen.page.locator("noscript img")
    assert shown.is_visible()
    assert seen.page.locator(".map-tools:visible").count() == 0
    seen.page.get_by_role("link", name="The whole map as tables").click()
    assert seen.page.locator("#all tbody tr").count() == len(view.counts)


def test_print_leaves_the_map_and_its_legend(site: Any, visit: Callable[..., Any]) -> None:
    seen = visit(f"{site.url}/map.html")

    seen.page.emulate_media(media="print")

    assert seen.page.locator(".map").is_visible()
    assert seen.page.get_by_text("No colour does not mean safe.").is_visible()
    assert seen.page.locator(".map-tools:visible").count() == 0
    assert not seen.page.locator(".masthead").is_visible()


@pytest.mark.parametrize("way", ["link", "escape"])
def test_the_exit_leaves_no_way_back(site: Any, visit: Callable[..., Any], way: str) -> None:
    seen = visit(f"{site.url}/elsewhere.html")
    seen.page.goto(f"{site.url}/map.html")

    if way == "link":
        seen.page.get_by_role("link", name="Exit").click()
    else:
        for _ in range(3):
            seen.page.keyboard.press("Escape")
    seen.page.wait_for_url("**/elsewhere.html")
    seen.page.go_back()

    assert "map.html" not in seen.page.url


def test_ten_thousand_cells_travel_in_under_150_kb_and_are_drawn_at_once(
    serve: Callable[..., Any], big_view: View, visit: Callable[..., Any]
) -> None:
    assert len(big_view.counts) > 10_000
    site = serve(big_view)

    seen = visit(f"{site.url}/map.html")
    drawn_ms = seen.page.evaluate(
        """() => {
          const start = performance.now();
          document.querySelector("input[name=names]").click();
          document.querySelector(".leaflet-cells-pane canvas").getContext("2d").getImageData(0, 0, 1, 1);
          return performance.now() - start;
        }"""
    )

    files = {site.folder / urlsplit(url).path.lstrip("/") for url in seen.requests}
    sent = sum(len(gzip.compress(Path(file).read_bytes(), 9)) for file in files)
    assert sent < 150_000
    assert drawn_ms < 1_000
