"""A release's published counts as files that other programs read; every row states its noise."""

from __future__ import annotations

import csv
import io
import json

from shapely.geometry import mapping

from maps import cells
from maps.render.view import View

FIELDS = ("cell", "resolution", "estimate", "low", "high", "state", "noise_sd", "period_from", "period_to")


def to_rows(view: View) -> list[dict[str, str | int | float]]:
    """One row a published cell."""
    return [
        {
            "cell": count.cell,
            "resolution": count.resolution,
            "estimate": round(count.estimate, 1),
            "low": count.low,
            "high": count.high,
            "state": count.state.name.lower(),
            "noise_sd": round(count.noise_sd, 2),
            "period_from": view.period_from.isoformat(),
            "period_to": view.period_to.isoformat(),
        }
        for count in view.counts
    ]


def to_csv(view: View) -> str:
    """The cells as comma-separated values with a header."""
    text = io.StringIO()
    writer = csv.DictWriter(text, FIELDS)
    writer.writeheader()
    writer.writerows(to_rows(view))
    return text.getvalue()


def to_geojson(view: View) -> str:
    """The cells as a GeoJSON FeatureCollection of polygons, lon lat."""
    features = [
        {
            "type": "Feature",
            "id": row["cell"],
            "properties": row,
            "geometry": mapping(cells.polygon(count.cell)),
        }
        for row, count in zip(to_rows(view), view.counts, strict=True)
    ]
    return json.dumps({"type": "FeatureCollection", "features": features})
