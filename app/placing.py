"""The part of the form that says where: what is asked back, and the cell that would be kept, as a picture."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

import shapely
from shapely.geometry.base import BaseGeometry

from app import geocode, spots
from app.database import Connection
from app.deployment import Deployment
from app.places import suggesting
from app.places.suggesting import Suggestion
from app.spots import Spot
from maps import cells
from maps.render import plan
from maps.render.view import Label

KEPT = "SELECT kept_cell(%s)"
LABELS = """
SELECT coalesce(names -> %(language)s ->> 0, name), ST_X(centre), ST_Y(centre) FROM place
WHERE centre && ST_MakeEnvelope(%(west)s, %(south)s, %(east)s, %(north)s, 4326)
  AND kind IN ('landmark', 'stop', 'street', 'neighbourhood', 'town')
ORDER BY importance DESC, name, id LIMIT %(most)s
"""
OUTLINES = "SELECT ST_AsBinary(ST_Union(outline)) FROM area"


@dataclass(frozen=True, slots=True)
class Shown:
    """A spot as the reporter sees it: what would be kept of it, how wide that is, and a picture."""

    spot: Spot = field(repr=False)
    is_inside: bool
    across_m: int
    picture: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Option:
    """One place to choose on the page that asks back."""

    suggestion: Suggestion = field(repr=False)
    shown: Shown = field(repr=False)


def find_kept(connection: Connection, cell: str) -> str | None:
    """The cell that is kept for this one; None where no area holds it."""
    row = connection.execute(KEPT, [cell], prepare=True).fetchone()
    return None if row is None or row[0] is None else str(row[0])


def is_clear(here: Deployment, connection: Connection, typed: str) -> bool:
    """Whether the words mean one place: then nothing need be asked."""
    return not geocode.find(here, connection, typed).is_open


def find_options(
    here: Deployment, connection: Connection, typed: str, language: str, finest: int
) -> list[Option]:
    """What the typed words may mean, at most three: the likeliest, or the candidates that lie apart."""
    finding = geocode.find(here, connection, typed)
    meant = [finding.place] if finding.place else list(finding.candidates)
    found = suggesting.describe(connection, meant, language)
    if not found:
        found = suggesting.suggest(here, connection, typed, language)[:3]
    return [Option(each, show(here, connection, each.spot, language, finest)) for each in found]


def show(
    here: Deployment, connection: Connection, spot: Spot, language: str, finest: int = cells.FINEST
) -> Shown:
    """What would be kept of a spot."""
    wanted = spots.coarsen(spot, finest)
    kept = find_kept(connection, wanted.cell)
    cell = kept or wanted.cell
    drawn = draw(here, connection, plan.around(cell), language, chosen=cell)
    return Shown(Spot(cell, wanted.precision), kept is not None, across_m(cell), drawn)


def draw(
    here: Deployment,
    connection: Connection,
    extent: BaseGeometry,
    language: str,
    grid: Sequence[str] = (),
    chosen: str | None = None,
    shades: Mapping[str, int] = MappingProxyType({}),
) -> str:
    """A plan of an extent, as SVG, with the public places on it; `shades` as `plan.draw` takes them."""
    outline = find_outline(here, connection)
    labels = (
        find_area_labels(here, connection, language)
        if extent is outline
        else find_labels(connection, plan.square(extent).bounds, language)
    )
    return plan.draw(
        extent, title="", outline=outline, grid=grid, chosen=chosen, labels=labels, shades=shades
    )


def find_labels(
    connection: Connection, bounds: tuple[float, float, float, float], language: str, most: int = 40
) -> list[Label]:
    """Public places in a box (west, south, east, north), best known first, in the reader's language."""
    west, south, east, north = bounds
    values = {"west": west, "south": south, "east": east, "north": north}
    rows = connection.execute(LABELS, {**values, "language": language, "most": most}, prepare=True)
    return [Label(name, lon, lat, rank) for rank, (name, lon, lat) in enumerate(rows)]


def find_area_labels(here: Deployment, connection: Connection, language: str, most: int = 40) -> list[Label]:
    """Public places of the areas, as many of each: between two areas may lie half the world."""
    boxes = geocode.find_boxes(here, connection)
    few = max(1, most // len(boxes))
    return [label for box in boxes for label in find_labels(connection, box.edges, language, few)]


def find_outline(here: Deployment, connection: Connection) -> BaseGeometry | None:
    """The areas' common outline, as known for a moment; None before there is one."""
    return here.shortly.get("outline", lambda: _find_outline(connection))


def _find_outline(connection: Connection) -> BaseGeometry | None:
    row = connection.execute(OUTLINES, prepare=True).fetchone()
    return None if row is None or row[0] is None else shapely.from_wkb(bytes(row[0]))


def across_m(cell: str) -> int:
    """How far it is from corner to corner of the cell, in metres, to two figures."""
    metres = 2 * (cells.area_km2(cell) * 1e6 / 2.598) ** 0.5
    return int(float(f"{metres:.2g}"))
