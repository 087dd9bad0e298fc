"""What a request asks for, checked: a filter acts on published cells and periods, or is refused in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeVar, cast

from flask import Response, current_app, request

from app import publication
from app.archive import Stored
from app.errors import AppError
from app.publication import Edition
from app.site import front
from app.site.press import Press, dump
from app.site.shelf import Shelf
from app.views.api import box
from app.views.api.box import ParameterError
from maps import cells, export
from maps.render import layers
from maps.render.view import View

MOST = 20_000
"""Cells in one answer at most; the rest is had with `offset`."""
T = TypeVar("T")
BRIEFLY = "public, max-age=300"
STATES = ("clear", "probable", "cannot tell")


class UnknownError(AppError):
    """There is no such release, cell or file among what is published."""


@dataclass(frozen=True, slots=True)
class Item:
    """One published number: a row of the exports, and its cell's bounds."""

    row: export.Row
    bounds: tuple[float, float, float, float]


def shelf() -> Shelf:
    """The site of the running application."""
    return cast("Shelf", current_app.extensions["safelight.shelf"])


def press() -> Press:
    """What all its pages share."""
    return shelf().press


def edition() -> Edition:
    """What is public now."""
    return shelf().edition()


def read_list() -> bytes:
    """The JSON list of all releases, as the site has it."""
    found = shelf().find("data/releases.json")
    assert found
    return found.bodies[""]


def get_map(now: Edition, release_id: str) -> Stored:
    """A map that is shown, by its id or as "latest".

    Raises:
        UnknownError: there is none.
    """
    found = now.newest if release_id == "latest" else next((x for x in now.maps if x.id == release_id), None)
    if found is None:
        raise UnknownError("there is no such map among what is shown: see /api/releases")
    return found


@lru_cache(maxsize=8)
def items(view: View) -> tuple[Item, ...]:
    """Every published number of a map."""
    made: dict[str, tuple[float, float, float, float]] = {}
    found = []
    for row in export.rows(view):
        cell = row.count.cell
        if cell not in made:
            corners = cells.boundary(cell)
            lons, lats = [lon for lon, _ in corners], [lat for _, lat in corners]
            made[cell] = (min(lons), min(lats), max(lons), max(lats))
        found.append(Item(row, made[cell]))
    return tuple(found)


def select(view: View, arguments: Mapping[str, str]) -> list[export.Row]:
    """The rows that `layer`, `bbox`, `state` and `resolution` leave, in the order of the exports.

    Raises:
        ParameterError: one of them cannot be used.
    """
    layer = _choice(arguments, "layer", layers.keys(view), layers.ALL)
    states = _choices(arguments, "state", STATES)
    level = whole(arguments, "resolution", 5, 9)
    wanted = box.read(arguments["bbox"]) if arguments.get("bbox") else None
    return [
        item.row
        for item in items(view)
        if key_of(item.row) == layer
        and (not states or export.STATES[item.row.count.state] in states)
        and (level is None or item.row.count.resolution == level)
        and (wanted is None or wanted.meets(item.bounds))
    ]


def page(found: Sequence[T], arguments: Mapping[str, str]) -> Sequence[T]:
    """The part of a list that `limit` and `offset` ask for.

    Raises:
        ParameterError: they are no whole numbers in range.
    """
    offset = whole(arguments, "offset", 0, 10_000_000) or 0
    limit = whole(arguments, "limit", 1, MOST)
    return found[offset : offset + (MOST if limit is None else limit)]


def key_of(row: export.Row) -> str:
    """The layer that a row belongs to."""
    return row.column if row.column == layers.ALL else f"{row.column}:{row.key}"


def arguments(known: Iterable[str]) -> dict[str, str]:
    """The request's parameters, each once.

    Raises:
        ParameterError: one is unknown or comes twice: a filter that were ignored would mislead.
    """
    allowed = {*known, "lang"}
    for name, values in request.args.lists():
        if name not in allowed:
            raise ParameterError(f"unknown parameter; known are: {', '.join(sorted(allowed))}")
        if len(values) > 1:
            raise ParameterError(f"{name} may be given once")
    return request.args.to_dict()


def _choice(given: Mapping[str, str], name: str, known: Iterable[str], default: str) -> str:
    value = given.get(name) or default
    if value not in known:
        raise ParameterError(f"{name} must be one of {', '.join(known)}")
    return value


def _choices(given: Mapping[str, str], name: str, known: Sequence[str]) -> set[str]:
    values = {part.strip() for part in given.get(name, "").split(",") if part.strip()}
    if not values <= set(known):
        raise ParameterError(f"{name} must be some of {', '.join(known)}")
    return values


def whole(given: Mapping[str, str], name: str, low: int, high: int) -> int | None:
    """A parameter as a whole number; None where it is not given.

    Raises:
        ParameterError: it is none, or out of range.
    """
    text = given.get(name, "")
    if not text:
        return None
    if not text.isascii() or not text.isdigit() or len(text) > 9 or not low <= int(text) <= high:
        raise ParameterError(f"{name} must be a whole number from {low} to {high}")
    return int(text)


def answer(value: Mapping[str, Any] | Sequence[Any] | bytes, kind: str = "application/json") -> Response:
    """An answer that scripts of other sites may read, kept for a few minutes."""
    body = value if isinstance(value, bytes) else dump(value)
    response = Response(body, content_type=kind)
    response.headers.update({**front.OPEN, "Cache-Control": BRIEFLY})
    return response


def feature(row: export.Row) -> dict[str, Any]:
    """A row as a GeoJSON feature."""
    ring = [[round(lon, 6), round(lat, 6)] for lon, lat in cells.boundary(row.count.cell)]
    return {
        "type": "Feature",
        "id": f"{key_of(row)}:{row.count.cell}",
        "properties": dict(row.values),
        "geometry": {"type": "Polygon", "coordinates": [[*ring, ring[0]]]},
    }


def get_view(now: Edition, stored: Stored) -> View:
    """What a map shows."""
    return publication.to_view(now, stored)
