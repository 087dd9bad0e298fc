"""A view as one still SVG: the map without scripts, in print and on posters."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from xml.sax.saxutils import escape

import shapely
from shapely.geometry.base import BaseGeometry

from maps import cells
from maps.render import layers, svg
from maps.render.frame import Frame, spread
from maps.render.layers import Layer
from maps.render.view import Count, State, View
from maps.render.words import Words

HEAT = ("#fbcf8e", "#f5a15a", "#e36a36", "#bc331f", "#7c0f14")
"""The five colours, palest first: the light ones of static/map/map.css."""
PAPER, INK, EDGE = "#fffaf5", "#26130f", "#8a7068"
UNSURE, UNSURE_LINE = "#ece5df", "#d3c6bd"
SPOTS: Mapping[str, tuple[str, str, float, float]] = {
    "cold": ("#15578a", "2 4", 1.2, 0),
    "hot": ("#4a0010", "none", 2.2, 5),
}
"""Line colour, dashes, its width and that of the paper below; cold ones are many and hide nothing."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawn map of `width` × `height` units; `names` are the texts that fit on it and their positions."""

    svg: str
    width: int
    height: int
    names: tuple[tuple[str, float, float], ...]


def draw(
    view: View, words: Words, key: str = layers.ALL, *, width: int = 800, with_names: bool = True
) -> Picture:
    """One layer of the view as a picture; an empty view gives an empty frame."""
    frame, body = _draw_cells(replace(view, place="", surface=(), labels=(), stops=()), key, width)
    names = tuple(spread(frame, view.labels))
    if with_names:
        body += "".join(svg.name(*name, size=13, ink=INK, halo=PAPER) for name in names)
    title = escape(words.picture % {"place": view.place})
    drawn = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {frame.width} {frame.height}" '
        f'width="{frame.width}" height="{frame.height}" role="img"><title>{title}</title>'
        f'<rect width="100%" height="100%" fill="{PAPER}"/>{_hatches()}{body}</svg>\n'
    )
    return Picture(drawn, frame.width, frame.height, names)


@lru_cache(maxsize=4)
def _draw_cells(wordless: View, key: str, width: int) -> tuple[Frame, str]:
    """What is the same in every language, as SVG: a hundred thousand cells are drawn once for all of them."""
    layer = layers.of(wordless)[key]
    outline = cells.union(wordless.area)
    shapely.prepare(outline)
    frame = Frame(outline, width)
    body = [_ground(frame, outline, layer), *_heat(frame, outline, layer)]
    if key == layers.ALL:
        body += [_spot(frame, wordless, kind) for kind in SPOTS]
    edge = f'fill="none" stroke="{EDGE}" stroke-width="2" stroke-dasharray="6 4"'
    return frame, "".join([*body, svg.path(frame.project(outline.boundary), edge)])


def _ground(frame: Frame, outline: BaseGeometry, layer: Layer) -> str:
    """The area in grey, with the edges of the cells that cannot be told."""
    area = svg.path(frame.project(outline), f'fill="{UNSURE}"')
    pooled = [count.cell for count in layer.counts if count.state is State.UNSURE]
    edges = shapely.union_all([cells.polygon(cell).boundary for cell in pooled]).intersection(outline)
    return area + svg.path(frame.project(edges), f'fill="none" stroke="{UNSURE_LINE}" stroke-width="0.8"')


def _heat(frame: Frame, outline: BaseGeometry, layer: Layer) -> Iterable[str]:
    """Coloured cells, coarse ones first, those that look alike in one path."""
    looks: dict[tuple[int, int, int], list[Count]] = {}
    for count in layer.counts:
        if count.state is not State.UNSURE:
            look = (count.resolution, int(count.state), layer.shade(count))
            looks.setdefault(look, []).append(count)
    for (_, state, shade), alike in sorted(looks.items()):
        within = shapely.GeometryCollection([_within(cells.polygon(count.cell), outline) for count in alike])
        fill = HEAT[shade] if state == State.CLEAR else f"url(#hatch-{shade})"
        line = PAPER if state == State.CLEAR else HEAT[shade]
        yield svg.path(frame.project(within), f'fill="{fill}" stroke="{line}" stroke-width="0.6"')


def _within(cell: BaseGeometry, outline: BaseGeometry) -> BaseGeometry:
    """The part of a cell that lies in the area: nothing is counted outside."""
    return cell if outline.contains(cell) else cell.intersection(outline)


def _hatches() -> str:
    """A hatched fill for each colour: "probably", without relying on colour."""
    return (
        "<defs>"
        + "".join(
            f'<pattern id="hatch-{shade}" width="5" height="5" patternUnits="userSpaceOnUse" '
            f'patternTransform="rotate(45)"><rect width="5" height="5" fill="{PAPER}"/>'
            f'<rect width="2.4" height="5" fill="{colour}"/></pattern>'
            for shade, colour in enumerate(HEAT)
        )
        + "</defs>"
    )


def _spot(frame: Frame, view: View, kind: str) -> str:
    colour, dashes, width, below = SPOTS[kind]
    edges = shapely.MultiLineString(
        [cells.polygon(spot.cell).exterior for spot in view.spots if spot.kind == kind]
    )
    paper = f'fill="none" stroke="{PAPER}" stroke-width="{below}"'
    line = f'fill="none" stroke="{colour}" stroke-width="{width}" stroke-dasharray="{dashes}"'
    drawn = frame.project(edges)
    return (svg.path(drawn, paper) if below else "") + svg.path(drawn, line)
