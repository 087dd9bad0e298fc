"""The demonstration's districts: around each post office, whatever district its nearest offices lie in.

No official boundary: it shows what sums by district look like, and its level says so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
import shapely
from shapely.geometry import MultiPoint, Polygon

from app.demo.city import Locality
from app.districts import District
from maps import cells

LEVEL = "postal district"
NEIGHBOURS = 7
"""Offices that vote: one that is put down in the wrong place makes no island."""


def draw(localities: Sequence[Locality], area: Polygon) -> list[District]:
    """The districts within an area, each with its r9 cells, by name."""
    offices = list({(place.lon, place.lat): place for place in localities if place.district}.values())
    points = np.array([(place.lon, place.lat) for place in offices])
    around = shapely.voronoi_polygons(MultiPoint(points), extend_to=area, ordered=True)
    parts: dict[str, list[Polygon]] = {}
    for at, part in enumerate(around.geoms):
        nearest = np.argsort(((points - points[at]) ** 2).sum(axis=1))[:NEIGHBOURS]
        ((name, _),) = Counter(offices[one].district for one in nearest).most_common(1)
        parts.setdefault(name, []).append(part)
    return [
        District(LEVEL, name.lower().replace(" ", "-"), name, tuple(cells.fill(within, cells.FINEST)))
        for name, shapes in sorted(parts.items())
        if (within := shapely.union_all(shapes).intersection(area)).area > 0
    ]
