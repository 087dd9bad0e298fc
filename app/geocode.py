"""From words to a place, by the deployment's own gazetteer and areas; nobody else is asked."""

from __future__ import annotations

from typing import Any

from app.database import Connection
from app.deployment import Deployment
from app.places.lookup import EVERYWHERE, Lookup
from maps.gazetteer import finder, place
from maps.gazetteer.place import AreaPrior, Finding, Place

BOXES = """
SELECT ST_XMin(outline), ST_YMin(outline), ST_XMax(outline), ST_YMax(outline) FROM area ORDER BY id
"""
_BOX = "centre && ST_MakeEnvelope(%s, %s, %s, %s, 4326)"
KNOWN = """
SELECT id, name, kind, ST_X(centre), ST_Y(centre), accuracy_m FROM place
WHERE ({inside}) AND kind IN ('neighbourhood', 'stop', 'landmark')
ORDER BY importance DESC, name LIMIT %s OFFSET %s
"""


def find(here: Deployment, connection: Connection, text: str) -> Finding:
    """The place that the text speaks of, places inside the deployment's areas first."""
    area = find_served(here, connection)
    look_up = Lookup(connection, here.gazetteer.find(connection, area), area or EVERYWHERE)
    return finder.find(text, look_up, area=area)


def find_known(here: Deployment, connection: Connection, most: int, after: int) -> list[Place]:
    """The best known places of the deployment's area, for those who can only choose by number."""
    boxes = find_boxes(here, connection)
    edges = [edge for box in boxes for edge in box.edges]
    query = KNOWN.format(inside=" OR ".join([_BOX] * len(boxes)))
    return [read_place(row, "known") for row in connection.execute(query, (*edges, most, after))]


def read_place(row: tuple[Any, ...], why: str) -> Place:
    """A row of id, name, kind, lon, lat, accuracy_m as a place that was found for certain."""
    place_id, name, kind, lon, lat, accuracy_m = row
    return Place(place_id, name, kind, lon, lat, accuracy_m, score=1.0, why=(why,))


def find_boxes(here: Deployment, connection: Connection) -> tuple[AreaPrior, ...]:
    """The box of each of the deployment's areas; the whole world before there is one."""
    return (find_served(here, connection) or EVERYWHERE).boxes


def find_served(here: Deployment, connection: Connection) -> AreaPrior | None:
    """The boxes of the deployment's areas, as known for a moment; None before there is one."""
    return here.shortly.get("area", lambda: find_area(connection))


def find_area(connection: Connection) -> AreaPrior | None:
    """The boxes of the deployment's areas; None before there is one."""
    boxes = [AreaPrior(*row) for row in connection.execute(BOXES, prepare=True)]
    return place.around(boxes) if boxes else None
