"""A view as a folium map, taken apart so that a strict policy serves it (P10).

folium writes one page with inline styles and scripts and links to four CDNs. Here it builds the map with no
links at all, and its output is sorted into a fragment, a style sheet, a script and the data. Nothing that
people wrote goes through folium's templates: a name in a template would run as code.
"""

from __future__ import annotations

from dataclasses import dataclass
from html.parser import HTMLParser

import folium
import shapely
from branca.element import Figure, MacroElement
from folium.map import CustomPane
from folium.template import Template
from shapely.geometry import mapping
from shapely.geometry.base import BaseGeometry

from maps import cells
from maps.render import payload
from maps.render.frame import WORLD
from maps.render.view import View

MAP_ID = "safelight"

_MIDDLE_GREY = "#8a7068"
"""The outline's colour: 3:1 against the light paper and the dark."""


@dataclass(frozen=True, slots=True)
class MapPage:
    """A map's parts: the fragment for the page's body and three files that the page links to.

    `css` and `js` depend on the area only, `data_js` on the release; the same view gives the same bytes.
    """

    html: str
    css: str
    js: str
    data_js: str


def render(view: View) -> MapPage:
    """The view's map. The page must load `leaflet.css`, `leaflet.js` and the scripts of `SCRIPTS` itself."""
    figure = _build(view).get_root()
    assert isinstance(figure, Figure)
    figure.render()
    head = _Parts()
    head.feed(figure.header.render())
    return MapPage(
        html=figure.html.render().strip(),
        css="\n".join(style.strip() for style in head.styles if f"#map_{MAP_ID}" in style) + "\n",
        js="\n".join(part.strip() for part in [*head.scripts, figure.script.render()]) + "\n",
        data_js=payload.script(view),
    )


SCRIPTS = (
    "vendor/leaflet/leaflet.js",
    "map/cells.js",
    "map/sheet.js",
    "map/hexagons.js",
    "map/surface.js",
    "map/names.js",
    "map/page.js",
)
"""What a map page loads before `data_js` and `js`, in this order, all deferred; under static/."""


def _build(view: View) -> folium.Map:
    """The folium map: outline of the area, panes, and the hook that draws the published cells."""
    outline = cells.union(view.area)
    west, south, east, north = outline.bounds if view.area else WORLD
    chart = folium.Map(
        location=[(south + north) / 2, (west + east) / 2],
        tiles=None,
        prefer_canvas=True,
        control_scale=True,
        zoom_snap=0.25,
        max_zoom=16,
        attribution_control=False,
        scroll_wheel_zoom=False,
    )
    chart.default_js, chart.default_css = [], []
    chart._id = MAP_ID
    _add(chart, "cells", CustomPane("cells", z_index=300, pointer_events=False))
    _add(chart, "names", CustomPane("names", z_index=650, pointer_events=False))
    edge = "null"
    if view.area:
        edge = _add(chart, "outline", _outline(outline))
    _add(chart, "published", _hook(edge))
    return chart


def _add(chart: folium.Map, name: str, element: MacroElement) -> str:
    """The element's name in the script, once it is on the map; a fixed id keeps renders the same bytes."""
    element._id = name
    element.add_to(chart)
    return str(element.get_name())


def _outline(outline: BaseGeometry) -> folium.GeoJson:
    """The area's edge: outside it nothing is counted."""
    rounded = shapely.set_precision(outline.boundary, 1e-5)
    return folium.GeoJson(
        {"type": "Feature", "properties": {}, "geometry": mapping(rounded)},
        style_function=lambda _feature: {
            "color": _MIDDLE_GREY,
            "weight": 2,
            "dashArray": "6 4",
            "interactive": False,
        },
        control=False,
    )


def _hook(outline: str) -> MacroElement:
    """The element that hands folium's map and outline to our own drawing scripts."""
    hook = MacroElement()  # type: ignore[no-untyped-call]  # branca's constructor has no types
    hook._name = "Published"
    hook._template = Template(
        "{% macro script(this, kwargs) %}\n"
        f"Safelight.start({{{{ this._parent.get_name() }}}}, {outline});\n"
        "{% endmacro %}"
    )
    return hook


class _Parts(HTMLParser):
    """The text of a page head's style and script elements."""

    def __init__(self) -> None:
        super().__init__()
        self.styles: list[str] = []
        self.scripts: list[str] = []
        self._into: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._into = {"style": self.styles, "script": self.scripts}.get(tag)

    def handle_data(self, data: str) -> None:
        if self._into is not None:
            self._into.append(data)

    def handle_endtag(self, tag: str) -> None:
        self._into = None
