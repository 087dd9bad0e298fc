"""From words to a place, by the deployment's own gazetteer and areas; nobody else is asked."""

from __future__ import annotations

from app.database import Connection
from app.places.lookup import Lookup
from maps.gazetteer import finder
from maps.gazetteer.place import AreaPrior, Finding

EXTENT = """
SELECT ST_XMin(box), ST_YMin(box), ST_XMax(box), ST_YMax(box)
FROM (SELECT ST_Extent(outline) AS box FROM area) AS around
"""


def find(connection: Connection, text: str) -> Finding:
    """The place that the text speaks of, places inside the deployment's areas first."""
    area = find_area(connection)
    look_up = Lookup(connection) if area is None else Lookup(connection, area)
    return finder.find(text, look_up, area=area)


def find_area(connection: Connection) -> AreaPrior | None:
    """The box around the deployment's areas; None before there is one."""
    row = connection.execute(EXTENT, prepare=True).fetchone()
    return None if row is None or row[0] is None else AreaPrior(*row)
