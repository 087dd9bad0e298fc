"""Reports that other programs post: Open311 requests, Ushahidi posts. Identity is not read.

The id in an answer is random, stored nowhere and unlike anything published: there is nothing to ask it about.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from flask import Blueprint, Response, abort, jsonify, request

from app import deployment, sessions
from app.importing import reader, taking
from app.importing.reader import Row

blueprint = Blueprint("posts", __name__)


@blueprint.post("/requests.json")
@blueprint.post("/open311/v2/requests.json")
@sessions.limiter.limit("60 per hour")
def take_request() -> tuple[Response, HTTPStatus]:
    """An Open311 GeoReport v2 service request; e-mail, names, phone, device and account are not read."""
    form = request.form
    _take(
        "open311",
        form.get("description", ""),
        form.get("service_code", ""),
        form.get("address_string", ""),
        form,
    )
    return jsonify(
        [{"service_request_id": secrets.token_hex(8), "service_notice": "", "account_id": None}]
    ), HTTPStatus.CREATED


@blueprint.post("/api/v5/posts")
@sessions.limiter.limit("60 per hour")
def take_post() -> tuple[Response, HTTPStatus]:
    """An Ushahidi v5 post; author, contact and source are not read."""
    body = _read_json()
    if not isinstance(body, dict):
        abort(HTTPStatus.BAD_REQUEST)
    title, content = body.get("title"), body.get("content")
    text = ". ".join(one for one in (title, content) if isinstance(one, str) and one.strip())
    _take("ushahidi", text, "", "", _find_point(body))
    return jsonify({"result": {"id": secrets.randbelow(1 << 53), "status": "draft"}}), HTTPStatus.CREATED


def _read_json() -> object:
    """The body's value; None where it is no JSON, or deeper than can be read."""
    try:
        return request.get_json(silent=True)
    except RecursionError:
        return None


def _to_list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _take(channel: str, text: str, category: str, place: str, point: Mapping[str, Any]) -> None:
    if not text.strip() and not place.strip():
        abort(HTTPStatus.BAD_REQUEST)
    lon = reader.read_degrees(str(point.get("long") or point.get("lon") or ""), 180)
    lat = reader.read_degrees(str(point.get("lat") or ""), 90)
    has_point = lon is not None and lat is not None
    row = Row(
        number=0,
        text=text.strip(),
        category=category.strip(),
        place=place.strip(),
        lon=lon if has_point else None,
        lat=lat if has_point else None,
    )
    taking.take_one(deployment.current(), channel, row)


def _find_point(body: Mapping[str, Any]) -> Mapping[str, Any]:
    """The first location among a post's fields: {"lat", "lon"}, wherever the form put it."""
    for stage in _to_list(body.get("post_content")):
        for one in _to_list(stage.get("fields") if isinstance(stage, dict) else None):
            value = one.get("value") if isinstance(one, dict) else None
            inner = value.get("value") if isinstance(value, dict) else None
            if isinstance(inner, dict) and {"lat", "lon"} <= set(inner):
                return inner
    return {}
