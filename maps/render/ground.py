"""What a form's map is drawn from: outline, names, and the lattices on which a tap finds its cell."""

from __future__ import annotations

from collections.abc import Sequence

import shapely
from shapely.geometry.base import BaseGeometry

from maps.render import lattice
from maps.render.view import Label

Json = dict[str, object]

RESOLUTIONS = (9, 8)
"""The lattices a tap can choose from, finest first."""


def compose(area: Sequence[str], outline: BaseGeometry, labels: Sequence[Label]) -> Json:
    """The area as JSON: `rings` of lon, lat to a metre; `labels` name, lon, lat; `frames` by resolution.

    `area` are the cells that areas consist of.
    """
    rounded = shapely.set_precision(outline.boundary, 1e-5)
    lines = [line for line in shapely.get_parts(rounded) if not line.is_empty]
    return {
        "rings": [[[round(lon, 5), round(lat, 5)] for lon, lat in line.coords] for line in lines],
        "labels": [[label.name, round(label.lon, 5), round(label.lat, 5)] for label in labels],
        "frames": {str(at): lattice.frames(area, at) for at in RESOLUTIONS},
    }
