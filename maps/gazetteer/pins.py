"""From a pasted point to a place: how exact it is, and whether it only means the town."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass

from maps.gazetteer import coordinates, links, pluscodes
from maps.gazetteer.coordinates import Point
from maps.gazetteer.place import KINDS, AreaPrior, LookUp, Place, Row, distance_m
from maps.gazetteer.vocabulary import DATA

DEFAULT_M = 60.0
"""Metres from a listed default pin at which a point is one: applications round differently."""
CENTRE_M = 25.0
"""Metres from a town's centre at which a point is taken from a gazetteer, not from a device."""
DEFAULT_PINS: Sequence[tuple[float, float]] = [
    (lon, lat) for lon, lat in tomllib.loads((DATA / "pins.toml").read_text("utf-8"))["pins"]
]
COARSE = ("pin", "neighbourhood", "town", "city", "region")
"""What a point counts as, by the accuracy its digits have."""


@dataclass(frozen=True, slots=True)
class Pasted:
    """What was pasted into a text: a point, words a link searches for, or why it says nothing."""

    point: Point | None = None
    words: str = ""
    why: str = ""


def read(text: str, area: AreaPrior | None, near: Sequence[Row] = ()) -> Pasted:
    """The first of link, plus code, coordinates; a short plus code is read near the first row or the area."""
    found = links.find(text)
    for link in found:
        if link.point:
            return Pasted(link.point)
    code = pluscodes.find(text)
    if code:
        reference = (near[0].lon, near[0].lat) if near else area.centre() if area else None
        point = pluscodes.point(code, reference)
        return Pasted(point) if point else Pasted(why="short plus code")
    bare = coordinates.find(links.blank(text), area)
    if bare:
        return Pasted(bare)
    words = next((link.words for link in found if link.words), "")
    return Pasted(words=words, why="short link" if any(link.is_short for link in found) else "")


def place(point: Point, look_up: LookUp) -> Place:
    """The pasted point as a place; at a default pin or a town's very centre it is that town."""
    centres = look_up.centres(point.lon, point.lat, CENTRE_M)
    if centres:
        centre = centres[0]
        return _imprecise(point, centre.kind, centre.accuracy_m, centre.id, centre.name)
    if any(distance_m(point.lon, point.lat, *pin) <= DEFAULT_M for pin in DEFAULT_PINS):
        return _imprecise(point, "city", KINDS["city"].accuracy_m, None, "")
    kind = next((each for each in COARSE if point.accuracy_m <= KINDS[each].accuracy_m), "region")
    accuracy_m = max(KINDS[kind].accuracy_m, round(point.accuracy_m))
    return Place(None, "", kind, point.lon, point.lat, accuracy_m, 1.0, (point.how,))


def _imprecise(point: Point, kind: str, accuracy_m: int, id_: int | None, name: str) -> Place:
    why = (point.how, "default pin")
    return Place(id_, name, kind, point.lon, point.lat, accuracy_m, 0.9, why, is_default=True)
