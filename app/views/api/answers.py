"""What the interface answers, field by field, for who writes a client of it."""

from __future__ import annotations

from collections.abc import Mapping
from types import NoneType
from typing import Any

KINDS: Mapping[type, str] = {
    str: "string",
    int: "integer",
    float: "number",
    bool: "boolean",
    NoneType: "null",
    dict: "object",
}
COUNT = {"low": int, "high": int, "state": str, "noise_sd": float}
"""What every number carries: its range, whether it stands out from the noise, and how large that is."""
PERIOD = {"from": str, "to": str, "closed_by": str}
CELL = {
    **dict.fromkeys(("release", "place", "period_from", "period_to", "breakdown", "breakdown_key"), str),
    "cell": str,
    "resolution": int,
    "lon": float,
    "lat": float,
    "area_km2": float,
    "estimate": float,
    **COUNT,
}
RELEASE = {
    "id": str,
    "kind": str,
    "published": str,
    "sha256": str,
    "previous": (str, NoneType),
    "files": {str: str},
}
CELLS = {
    "type": str,
    "release": str,
    "total": int,
    "features": [{"type": str, "id": str, "properties": CELL, "geometry": dict}],
}
SPOT = {
    "cell": str,
    "kind": str,
    "resolution": int,
    "reach": int,
    "observed": int,
    "expected": float,
    "noise_sd": float,
    "q": float,
    "course": str,
    "place": str,
}
TREND = {
    "what": str,
    "before": str,
    "after": str,
    "verdict": str,
    "change_a_month": float,
    "low": float,
    "high": float,
    "noise_sd": float,
}
REQUEST = {
    **dict.fromkeys(("service_request_id", "status", "service_name", "service_code", "description"), str),
    "requested_datetime": str,
    "updated_datetime": str,
    "address_id": str,
    "lat": float,
    "long": float,
    "low": int,
    "high": int,
    "noise_sd": float,
}
POST = {"id": int, "title": str, "description": str, "cell": str, **COUNT}
ANSWERS: Mapping[str, Any] = {
    "/api/releases": {"place": str, "public_key": str, "epsilon_life": float, "releases": [RELEASE]},
    "/api/releases/{release_id}": RELEASE,
    "/api/releases/{release_id}/cells": {"release": str, "total": int, "cells": [CELL]},
    "/api/releases/{release_id}/cells.geojson": CELLS,
    "/api/releases/{release_id}/tiles/{z}/{x}/{y}": CELLS,
    "/api/releases/{release_id}/spots": {
        "release": str,
        "false_rate": float,
        "spots": [SPOT],
        "fading": [str],
    },
    "/api/releases/{release_id}/districts": {
        "release": str,
        "levels": {str: [{"district": str, "estimate": float, "share_measured": float, **COUNT}]},
    },
    "/api/trends": {"trends": [TREND]},
    "/api/cells/{cell}": {"cell": str, "maps": {str: [CELL]}},
    "/api/key": {"algorithm": str, "public_key": str},
    "/api/v5/posts/geojson": {
        "type": str,
        "total": int,
        "features": [{"type": str, "geometry": dict, "properties": POST}],
    },
    "/open311/v2/services.json": [{"service_code": str, "service_name": str, "description": str}],
    "/open311/v2/requests.json": [REQUEST],
    "/oembed": {"version": str, "type": str, "title": str, "width": int, "height": int, "html": str},
}
"""Path to its answer's fields; `{str: x}` holds any names, a tuple any one of its kinds."""


def to_schema(shape: Any) -> dict[str, Any]:  # noqa: ANN401  shapes nest
    """A shape as JSON Schema: every field it names is there, others may be."""
    if isinstance(shape, tuple):
        return {"type": [KINDS[kind] for kind in shape]}
    if isinstance(shape, list):
        return {"type": "array", "items": to_schema(shape[0])}
    if not isinstance(shape, dict):
        return {"type": KINDS[shape]}
    if str in shape:
        return {"type": "object", "additionalProperties": to_schema(shape[str])}
    fields = {name: to_schema(inner) for name, inner in shape.items()}
    return {"type": "object", "required": list(fields), "properties": fields}
