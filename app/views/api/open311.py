"""`/open311/v2`: published cells as requests of the GeoReport v2 interface, for a city's tools."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from http import HTTPStatus
from typing import Any
from xml.sax.saxutils import escape

from flask import Blueprint, Response, request
from flask_babel import gettext

from app.archive import Stored
from app.publication import Edition
from app.views.api import query
from app.views.api.box import ParameterError
from app.views.api.query import UnknownError
from maps import cells, export
from maps.disclosure import budget

blueprint = Blueprint("open311", __name__, url_prefix="/open311/v2")
KINDS = {"json": "application/json", "xml": "text/xml; charset=utf-8"}
Record = Mapping[str, Any]


@blueprint.errorhandler(ParameterError)
def show_parameter_error(error: ParameterError) -> tuple[Response, HTTPStatus]:
    """What is wrong, in the form of the interface."""
    return _send_error(HTTPStatus.BAD_REQUEST, error)


@blueprint.errorhandler(UnknownError)
def show_unknown(error: UnknownError) -> tuple[Response, HTTPStatus]:
    """That there is no such thing, in the form of the interface."""
    return _send_error(HTTPStatus.NOT_FOUND, error)


def names() -> dict[str, str]:
    """The kinds of incident by code."""
    return {
        "words": gettext("Words"),
        "looks": gettext("Looks"),
        "following": gettext("Following"),
        "touching": gettext("Touching"),
        "other": gettext("Threats and other"),
    }


@blueprint.get("/discovery.<any(json, xml):form>")
def discover(form: str) -> Response:
    """Where the interface is."""
    url = f"{query.press().public_url}/open311/v2"
    endpoint = {
        "specification": "http://wiki.open311.org/GeoReport_v2",
        "url": url,
        "type": "production",
        "formats": ["text/xml", "application/json"],
    }
    return _send(
        "discovery", {"changeset": "", "contact": query.press().public_url, "endpoints": [endpoint]}, form
    )


@blueprint.get("/services.<any(json, xml):form>")
def list_services(form: str) -> Response:
    """The kinds of incident."""
    found = [
        {
            "service_code": code,
            "service_name": name,
            "description": gettext(
                "Counted in hexagons, with noise; a report is sent elsewhere on this site."
            ),
            "metadata": False,
            "type": "batch",
            "keywords": "",
            "group": gettext("Safety"),
        }
        for code, name in names().items()
    ]
    return _send("services", found, form)


@blueprint.get("/requests.<any(json, xml):form>")
def list_requests(form: str) -> Response:
    """The cells that stand out in the newest map, or in the maps of some days, by kind of incident."""
    now = query.edition()
    codes = _listed("service_code", budget.GROUPS)
    wanted = {part for part in request.args.get("service_request_id", "").split(",") if part}
    status = request.args.get("status", "open")
    if status not in ("open", "closed"):
        raise ParameterError("status must be open or closed")
    found = [
        record
        for stored in _maps(now)
        for record in _records(now, stored)
        if record["service_code"] in codes and (not wanted or record["service_request_id"] in wanted)
    ]
    return _send("service_requests", found if status == "open" else [], form)


@blueprint.get("/requests/<request_id>.<any(json, xml):form>")
def show_request(request_id: str, form: str) -> Response:
    """One cell and kind of incident of one map."""
    now = query.edition()
    found = [
        record
        for stored in now.maps
        for record in _records(now, stored)
        if record["service_request_id"] == request_id
    ]
    if not found:
        raise UnknownError("there is no such request")
    return _send("service_requests", found, form)


def _maps(now: Edition) -> Sequence[Stored]:
    """The maps whose period meets the days asked for; the newest where none are."""
    start, end = (_day(name) for name in ("start_date", "end_date"))
    if start is None and end is None:
        return now.placed[-1:]
    return [
        one for one in now.maps if (start is None or one.last >= start) and (end is None or one.first <= end)
    ]


def _day(name: str) -> date | None:
    text = request.args.get(name, "")
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise ParameterError(f"{name} must be a time such as 2026-01-31T00:00:00Z") from error
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).date()


def _listed(name: str, known: Sequence[str]) -> set[str]:
    values = {part for part in request.args.get(name, "").split(",") if part}
    if not values <= set(known):
        raise ParameterError(f"{name} must be some of {', '.join(known)}")
    return values or set(known)


def _records(now: Edition, stored: Stored) -> list[Record]:
    view = query.get_view(now, stored)
    kinds = names()
    return [
        _record(stored, item.row, kinds)
        for item in query.items(view)
        if item.row.column == "category" and export.STATES[item.row.count.state] != "cannot tell"
    ]


def _record(stored: Stored, row: export.Row, kinds: Mapping[str, str]) -> Record:
    lon, lat = cells.centre(row.count.cell)
    return {
        "service_request_id": f"{stored.id}_{row.key}_{row.count.cell}",
        "status": "open",
        "status_notes": gettext("A published count with noise, not a single report."),
        "service_name": kinds[row.key],
        "service_code": row.key,
        "description": gettext("%(low)s to %(high)s reports", low=row.count.low, high=row.count.high),
        "agency_responsible": "",
        "requested_datetime": f"{stored.first}T00:00:00Z",
        "updated_datetime": f"{stored.published_on}T00:00:00Z",
        "address": "",
        "address_id": row.count.cell,
        "lat": round(lat, 6),
        "long": round(lon, 6),
        "low": row.count.low,
        "high": row.count.high,
        "noise_sd": round(row.count.noise_sd, 2),
    }


def _send_error(status: HTTPStatus, error: Exception) -> tuple[Response, HTTPStatus]:
    form = str((request.view_args or {}).get("form", "json"))
    return _send("errors", [{"code": int(status), "description": str(error)}], form), status


def _send(root: str, value: Record | Sequence[Record], form: str) -> Response:
    if form == "json":
        return query.answer(value)
    body = f'<?xml version="1.0" encoding="utf-8"?>\n{_xml(root, value)}\n'
    return query.answer(body.encode(), KINDS[form])


def _xml(name: str, value: object) -> str:
    """A value as XML: lists hold elements of the singular name."""
    if isinstance(value, Mapping):
        inner = "".join(_xml(key, part) for key, part in value.items())
    elif isinstance(value, (list, tuple)):
        singular = "request" if name == "service_requests" else name.removesuffix("s")
        inner = "".join(_xml(singular, part) for part in value)
    else:
        inner = escape(str(value).lower() if isinstance(value, bool) else str(value))
    return f"<{name}>{inner}</{name}>"
