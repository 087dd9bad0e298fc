"""The interface described for programs: an OpenAPI 3.1 document made from one table."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from app.views.api import answers
from maps.disclosure import budget

LAYERS = ["all", *(f"category:{key}" for key in budget.GROUPS), *(f"part:{key}" for key in budget.PARTS)]
STATE = "(clear|probable|cannot tell)"
PARAMETERS: Mapping[str, Mapping[str, Any]] = {
    "layer": {"schema": {"type": "string", "enum": LAYERS, "default": "all"}},
    "bbox": {
        "description": "west,south,east,north in degrees; west beyond east crosses the antimeridian",
        "schema": {"type": "string", "pattern": r"^-?[0-9.]+(,-?[0-9.]+){3}$"},
    },
    "state": {
        "description": "some of clear, probable, cannot tell, by comma",
        "schema": {"type": "string", "pattern": rf"^({STATE}(,{STATE})*)?$"},
    },
    "resolution": {"schema": {"type": "integer", "minimum": 5, "maximum": 9}},
    "limit": {"schema": {"type": "integer", "minimum": 1, "maximum": 20000}},
    "offset": {"schema": {"type": "integer", "minimum": 0, "maximum": 10_000_000}},
    "bom": {
        "description": "1: begin with a byte order mark",
        "schema": {"type": "string", "enum": ["0", "1"]},
    },
    "format": {"schema": {"type": "string", "enum": ["json"]}},
    "url": {"schema": {"type": "string", "format": "uri"}},
    "maxwidth": {"schema": {"type": "integer", "minimum": 160, "maximum": 4000}},
    "maxheight": {"schema": {"type": "integer", "minimum": 160, "maximum": 4000}},
    "service_code": {"schema": {"type": "string"}},
    "service_request_id": {"schema": {"type": "string"}},
    "start_date": {"schema": {"type": "string", "format": "date-time"}},
    "end_date": {"schema": {"type": "string", "format": "date-time"}},
    "status": {"schema": {"type": "string", "enum": ["open", "closed"]}},
}
IN_PATH: Mapping[str, Mapping[str, Any]] = {
    "release_id": {"type": "string"},
    "cell": {"type": "string", "pattern": "^8[0-9a-f]{14}$"},
    "z": {"type": "integer", "minimum": 0, "maximum": 22},
    "x": {"type": "integer", "minimum": 0, "maximum": 2**22 - 1},
    "y": {"type": "integer", "minimum": 0, "maximum": 2**22 - 1},
}
CELLS = ("layer", "bbox", "state", "resolution", "limit", "offset")
OPERATIONS: Mapping[str, tuple[str, tuple[str, ...], str]] = {
    "/api/releases": ("The chain of releases with their files", (), "application/json"),
    "/api/releases/{release_id}": ("One release", (), "application/json"),
    "/api/releases/{release_id}/cells": ("A map's cells", CELLS, "application/json"),
    "/api/releases/{release_id}/cells.geojson": ("A map's cells", CELLS, "application/geo+json"),
    "/api/releases/{release_id}/cells.csv": ("A map's cells", (*CELLS, "bom"), "text/csv"),
    "/api/releases/{release_id}/tiles/{z}/{x}/{y}": (
        "The cells that touch a Web Mercator tile",
        ("layer", "state"),
        "application/geo+json",
    ),
    "/api/releases/{release_id}/spots": ("Hot and cold spots", (), "application/json"),
    "/api/releases/{release_id}/districts": ("Sums by district", (), "application/json"),
    "/api/trends": ("Changes between bulletins, with ranges", (), "application/json"),
    "/api/cells/{cell}": ("What every map says of a place", (), "application/json"),
    "/api/key": ("The publisher's public key", (), "application/json"),
    "/api/v5/posts/geojson": (
        "Cells as Ushahidi's map clients read posts",
        ("bbox", "limit", "offset"),
        "application/json",
    ),
    "/open311/v2/services.json": ("Kinds of incident as Open311 services", (), "application/json"),
    "/open311/v2/requests.json": (
        "Cells as Open311 requests",
        ("service_code", "service_request_id", "start_date", "end_date", "status"),
        "application/json",
    ),
    "/oembed": (
        "The map for other sites' pages",
        ("url", "format", "maxwidth", "maxheight"),
        "application/json",
    ),
    "/feed.atom": ("A feed of releases", (), "application/atom+xml"),
}
"""Path to what it gives, its parameters, its type."""

NOTE = (
    "Read-only, over published releases. Random noise was added to every number before it was published;"
    " every row states its noise_sd. Blank does not mean safe."
)


def document(public_url: str) -> dict[str, Any]:
    """The whole document."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Safelight",
            "version": "1",
            "description": NOTE,
            "license": {"name": "CC BY 4.0", "url": "https://creativecommons.org/licenses/by/4.0/"},
        },
        "servers": [{"url": public_url}],
        "paths": {path: {"get": _operation(path, *what)} for path, what in OPERATIONS.items()},
        "components": {
            "schemas": {
                "Error": {
                    "type": "object",
                    "required": ["error"],
                    "properties": {"error": {"type": "string"}},
                },
                "Open311Errors": {
                    "type": "array",
                    "items": {
                        "type": "object",
                        "required": ["code", "description"],
                        "properties": {"code": {"type": "integer"}, "description": {"type": "string"}},
                    },
                },
            }
        },
    }


def _operation(path: str, summary: str, names: tuple[str, ...], kind: str) -> dict[str, Any]:
    in_path = [part[1:-1] for part in path.split("/") if part.startswith("{")]
    shape = "Open311Errors" if path.startswith("/open311/") else "Error"
    error = {"content": {"application/json": {"schema": {"$ref": f"#/components/schemas/{shape}"}}}}
    answered = {"schema": answers.to_schema(answers.ANSWERS[path])} if path in answers.ANSWERS else {}
    return {
        "summary": summary,
        "operationId": "get" + re.sub(r"[^A-Za-z0-9]", "", path.title()),
        "parameters": [
            *({"name": name, "in": "path", "required": True, "schema": IN_PATH[name]} for name in in_path),
            *({"name": name, "in": "query", **PARAMETERS[name]} for name in names),
        ],
        "responses": {
            "200": {"description": summary, "content": {kind: answered}},
            "400": {"description": "A parameter cannot be used", **error},
            "404": {"description": "There is no such thing", **error},
        },
    }
