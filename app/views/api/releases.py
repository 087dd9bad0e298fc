"""`/api/`: releases, their cells, hot spots, districts and trends as JSON, GeoJSON and CSV."""

from __future__ import annotations

import json
from collections.abc import Sequence
from http import HTTPStatus

from flask import Blueprint, Response

from app.site import figures, sheets
from app.views.api import box, openapi, query
from app.views.api.box import ParameterError
from app.views.api.query import UnknownError
from maps import cells as hexagons
from maps import export

blueprint = Blueprint("api", __name__, url_prefix="/api")
FILTERS = ("layer", "bbox", "state", "resolution", "limit", "offset")
KINDS = {"json": "application/json", "geojson": "application/geo+json", "csv": "text/csv; charset=utf-8"}


@blueprint.errorhandler(ParameterError)
def show_parameter_error(error: ParameterError) -> tuple[Response, HTTPStatus]:
    """What is wrong with a parameter."""
    return query.answer({"error": str(error)}), HTTPStatus.BAD_REQUEST


@blueprint.errorhandler(UnknownError)
def show_unknown(error: UnknownError) -> tuple[Response, HTTPStatus]:
    """That there is no such thing."""
    return query.answer({"error": str(error)}), HTTPStatus.NOT_FOUND


@blueprint.get("/")
@blueprint.get("/openapi.json")
def show_openapi() -> Response:
    """The interface, described (OpenAPI 3.1)."""
    return query.answer(openapi.document(query.press().public_url))


@blueprint.get("/releases")
def list_releases() -> Response:
    """The whole chain."""
    query.arguments(())
    return query.answer(query.read_list())


@blueprint.get("/releases/<release_id>")
def show_release(release_id: str) -> Response:
    """One entry of the chain: what it is and where its files are."""
    query.arguments(())
    newest = query.edition().newest
    wanted = newest.id if newest and release_id == "latest" else release_id
    listed = json.loads(query.read_list())["releases"]
    found = next((one for one in listed if one["id"] == wanted), None)
    if found is None:
        raise UnknownError("there is no such release: see /api/releases")
    return query.answer(found)


@blueprint.get("/releases/<release_id>/cells")
@blueprint.get("/releases/<release_id>/cells.<any(json, geojson, csv):form>")
def list_cells(release_id: str, form: str = "json") -> Response:
    """A map's cells, filtered by layer, box, state and resolution."""
    given = query.arguments((*FILTERS, "bom") if form == "csv" else FILTERS)
    has_bom = query.whole(given, "bom", 0, 1) == 1
    now = query.edition()
    stored = query.get_map(now, release_id)
    found = query.select(query.get_view(now, stored), given)
    return _write(stored.id, found, query.page(found, given), form, bom=has_bom)


def _write(
    release_id: str, found: Sequence[export.Row], shown: Sequence[export.Row], form: str, bom: bool
) -> Response:
    """Rows in one of three forms."""
    if form == "csv":
        rows = [tuple(row.values[field] for field in export.FIELDS) for row in shown]
        body = (b"\xef\xbb\xbf" if bom else b"") + sheets.write_csv(export.FIELDS, rows)
        return query.answer(body, KINDS[form])
    head = {"release": release_id, "total": len(found)}
    if form == "geojson":
        features = [query.feature(row) for row in shown]
        return query.answer({"type": "FeatureCollection", **head, "features": features}, KINDS[form])
    return query.answer({**head, "cells": [dict(row.values) for row in shown]})


@blueprint.get("/releases/<release_id>/tiles/<int:z>/<int:x>/<int:y>")
def show_tile(release_id: str, z: int, x: int, y: int) -> Response:
    """The cells that touch a Web Mercator tile, as GeoJSON: the first 20,000 and how many there are."""
    given = query.arguments(("layer", "state"))
    tile = box.of_tile(z, x, y)
    now = query.edition()
    stored = query.get_map(now, release_id)
    edges = f"{tile.west},{tile.south},{tile.east},{tile.north}"
    found = query.select(query.get_view(now, stored), {**given, "bbox": edges})
    return _write(stored.id, found, found[: query.MOST], "geojson", bom=False)


@blueprint.get("/releases/<release_id>/spots")
def list_spots(release_id: str) -> Response:
    """A map's hot and cold cells with their numbers and their course over the maps."""
    query.arguments(())
    now = query.edition()
    stored = query.get_map(now, release_id)
    found = [
        {
            "cell": one.spot.cell,
            "kind": one.spot.kind,
            "resolution": one.spot.resolution,
            "reach": one.spot.reach,
            "observed": one.spot.observed,
            "expected": round(one.spot.expected, 1),
            "noise_sd": round(one.spot.noise_sd, 2),
            "q": float(f"{one.spot.q:.2g}"),
            "course": one.course,
            "place": one.row.place,
        }
        for one in figures.spot_rows(now, stored)
    ]
    fading = [row.cell for row in figures.fading(now, stored)]
    return query.answer({"release": stored.id, "false_rate": 0.05, "spots": found, "fading": fading})


@blueprint.get("/releases/<release_id>/districts")
def list_districts(release_id: str) -> Response:
    """A map's sums by district, each with the noise of the sum."""
    query.arguments(())
    now = query.edition()
    stored = query.get_map(now, release_id)
    levels = {
        level: [
            {
                "district": one.district,
                "estimate": round(one.estimate, 1),
                "low": one.low,
                "high": one.high,
                "state": one.state,
                "noise_sd": round(one.sd, 2),
                "share_measured": round(one.measured, 3),
            }
            for one in sums
        ]
        for level, sums in figures.district_sums(now, stored)
    }
    return query.answer({"release": stored.id, "levels": levels})


@blueprint.get("/trends")
def list_trends() -> Response:
    """How the newest bulletin compares with the one before and with the one of a year earlier."""
    query.arguments(())
    now = query.edition()
    last = max((stored.last for stored in now.releases), default=None)
    found = [] if last is None else figures.trend_rows(now, last)
    return query.answer(
        {
            "trends": [
                {
                    "what": one.key,
                    "before": one.before.id,
                    "after": one.after.id,
                    "verdict": one.trend.verdict,
                    "change_a_month": round(one.trend.change, 1),
                    "low": round(one.trend.low, 1),
                    "high": round(one.trend.high, 1),
                    "noise_sd": round(one.trend.noise_sd, 2),
                }
                for one in found
            ]
        }
    )


@blueprint.get("/cells/<cell>")
def show_cell(cell: str) -> Response:
    """What every map says of a place: the published cell that holds it, by layer."""
    query.arguments(())
    if not hexagons.is_cell(cell):
        raise ParameterError("a cell is an H3 index, such as 8928308280fffff")
    level = hexagons.resolution(cell)
    above = {hexagons.parent(cell, at) for at in range(5, level + 1)}
    now = query.edition()
    found = {
        stored.id: [
            dict(item.row.values)
            for item in query.items(query.get_view(now, stored))
            if item.row.count.cell in above
        ]
        for stored in now.maps
    }
    if not any(found.values()):
        raise UnknownError("no published cell holds this one")
    return query.answer({"cell": cell, "maps": found})


@blueprint.get("/key")
def show_key() -> Response:
    """The public key that releases are signed with."""
    return query.answer({"algorithm": "Ed25519", "public_key": query.press().public_key})
