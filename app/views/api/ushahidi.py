"""`/api/v5/posts`: published cells in the form in which Ushahidi's map clients read posts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Response, request
from flask_babel import gettext

from app.site.press import say_period
from app.views.api import query, releases
from app.views.api.box import ParameterError
from app.views.api.query import UnknownError
from maps import cells, export
from maps.render import layers
from maps.render.picture import HEAT
from maps.render.view import State, View

blueprint = Blueprint("ushahidi", __name__, url_prefix="/api/v5/posts")
blueprint.register_error_handler(ParameterError, releases.show_parameter_error)
blueprint.register_error_handler(UnknownError, releases.show_unknown)

Post = dict[str, Any]


@blueprint.get("/geojson")
def list_posts() -> Response:
    """The newest map's cells that stand out from the noise; that interface's other filters do nothing."""
    now = query.edition()
    if now.newest is None:
        return query.answer({"type": "FeatureCollection", "total": 0, "features": []})
    given = {name: value for name, value in request.args.items() if name in ("bbox", "limit", "offset")}
    view = query.get_view(now, now.newest)
    found = _find(view, given.get("bbox", ""))
    shown = _posts(view, query.page(found, given))
    return query.answer({"type": "FeatureCollection", "total": len(found), "features": shown})


@blueprint.get("/<int:post_id>")
def show_post(post_id: int) -> Response:
    """One of these cells."""
    now = query.edition()
    view = query.get_view(now, query.get_map(now, "latest"))
    wanted = {count.cell for count in view.counts[max(post_id - 1, 0) : post_id]}
    rows = [row for row in _find(view) if row.count.cell in wanted]
    if not rows:
        raise UnknownError("there is no such cell")
    found = _posts(view, rows)[0]["properties"]
    return query.answer({"result": found | {"content": found["description"], "status": "published"}})


def _find(view: View, bbox: str = "") -> list[export.Row]:
    """The rows of cells that can be told from noise."""
    return [row for row in query.select(view, {"bbox": bbox}) if row.count.state is not State.UNSURE]


def _posts(view: View, rows: Sequence[export.Row]) -> list[Post]:
    """Cells as posts, numbered by their place in the whole list of the map."""
    numbers = {count.cell: at for at, count in enumerate(view.counts, start=1)}
    layer = layers.of(view)[layers.ALL]
    return [_post(view, layer, row, numbers[row.count.cell]) for row in rows]


def _post(view: View, layer: layers.Layer, row: export.Row, number: int) -> Post:
    lon, lat = cells.centre(row.count.cell)
    polygon = query.feature(row)["geometry"]
    title = gettext("%(low)s to %(high)s reports", low=row.count.low, high=row.count.high)
    noise = gettext("Noise: give or take %(sd)s.", sd=round(row.count.noise_sd, 1))
    return {
        "type": "Feature",
        "geometry": {
            "type": "GeometryCollection",
            "geometries": [{"type": "Point", "coordinates": [round(lon, 6), round(lat, 6)]}, polygon],
        },
        "properties": {
            "id": number,
            "title": title,
            "description": f"{say_period(view.period_from, view.period_to)}. {noise}",
            "marker-color": HEAT[layer.shade(row.count)],
            "url": f"{query.press().public_url}/",
            **{name: row.values[name] for name in ("cell", "low", "high", "state", "noise_sd")},
        },
    }
