"""Safe zones for everyone: where they are, nominate, vouch, say how it was. Works without scripts."""

from __future__ import annotations

import json
from collections.abc import Mapping
from http import HTTPStatus
from uuid import UUID

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as WerkzeugResponse

from app import deployment, sessions
from app.views import paging
from app.zones import door, facts, shown
from app.zones.door import Nomination
from app.zones.facts import Facts

blueprint = Blueprint("safe_zones", __name__, url_prefix="/safe-zones")
A_PAGE = 48
A_DISTRICT = 200
"""Zones on a page, and the most that are shown of one district."""


@blueprint.get("", strict_slashes=False)
def show() -> str:
    """The zones that are shown, by district, a page at a time."""
    return _render_list()


@blueprint.post("", strict_slashes=False)
@sessions.limiter.limit("120 per hour")
def search() -> str:
    """Those of one district; posted, so that the district stands in no address or history."""
    return _render_list(request.form.get("district") or None)


@blueprint.get("/zones.geojson")
def send() -> Response:
    """All of them as GeoJSON; a hidden zone has no geometry."""
    with deployment.current().database.public.connect() as connection:
        body = json.dumps(shown.to_geojson(shown.find_some(connection)), ensure_ascii=False)
    return Response(body, content_type="application/geo+json; charset=utf-8")


@blueprint.get("/nominate")
def show_nomination() -> str:
    """The form to nominate a zone."""
    return _render_nomination({})


@blueprint.post("/nominate")
@sessions.limiter.limit("10 per hour")
def nominate() -> str | tuple[str, HTTPStatus]:
    """Take a nomination in; the page that follows gives the code to hand on."""
    form = request.form
    if not form.get("name", "").strip() and not form.get("note", "").strip():
        return _render_nomination(form, gettext("Please say which place it is.")), HTTPStatus.BAD_REQUEST
    told = Facts(
        name=form.get("name", "").strip()[:200],
        note=form.get("note", "").strip()[: door.LONGEST],
        district=form.get("district", "").strip()[:200],
        hours=form.get("hours", "").strip()[:200],
        audience=form.get("audience", "").strip()[:200],
        offers=tuple(offer for offer in facts.OFFERS if offer in form.getlist("offers")),
        is_hidden="is_hidden" in form,
    )
    code = door.nominate(deployment.current(), Nomination(told, form.get("group_code", "")))
    return render_template("zones/nominated.html", code=code)


@blueprint.get("/vouch")
def show_vouching() -> str:
    """The form with which a partner group vouches."""
    return render_template("zones/vouch.html", outcome=None)


@blueprint.post("/vouch")
@sessions.limiter.limit("10 per hour")
def vouch() -> str:
    """Take a group's word for a zone."""
    taken = door.vouch(deployment.current(), request.form.get("code", ""), request.form.get("group_code", ""))
    return render_template("zones/vouch.html", outcome=taken)


@blueprint.get("/<uuid:zone_id>/visit")
def show_visit(zone_id: UUID) -> str:
    """The form with which a visitor says how it was."""
    with deployment.current().database.public.connect() as connection:
        zone = shown.find(connection, zone_id)
    if zone is None:
        abort(HTTPStatus.NOT_FOUND)
    return render_template("zones/visit.html", zone=zone, parameters=door.PARAMETERS, problem=None)


@blueprint.post("/<uuid:zone_id>/visit")
@sessions.limiter.limit("10 per hour")
def leave_marks(zone_id: UUID) -> WerkzeugResponse:
    """Keep a visitor's marks."""
    marks = {name: _mark(request.form.get(name, "")) for name in door.PARAMETERS}
    if not door.leave_marks(deployment.current(), zone_id, marks):
        return redirect(url_for("safe_zones.show_visit", zone_id=zone_id, again=1), HTTPStatus.SEE_OTHER)
    return redirect(url_for("safe_zones.thank"), HTTPStatus.SEE_OTHER)


@blueprint.get("/thanks")
def thank() -> str:
    """What becomes of the marks."""
    return render_template("zones/thanks.html")


def _render_list(district: str | None = None) -> str:
    with deployment.current().database.public.connect() as connection:
        page = paging.read(shown.count(connection), A_PAGE)
        districts = shown.list_districts(connection) if page.count > 1 else []
        known = district if district in districts else None
        most, offset = (A_DISTRICT, 0) if known else (page.size, page.offset)
        zones = shown.find_some(connection, known, most, offset)
    return render_template("zones/list.html", zones=zones, page=page, districts=districts, district=known)


def _mark(text: str) -> int:
    return int(text) if text in {str(mark) for mark in door.MARKS} else -1


def _render_nomination(form: Mapping[str, str], problem: str | None = None) -> str:
    chosen = request.form.getlist("offers")
    return render_template(
        "zones/nominate.html", form=form, offers=facts.OFFERS, chosen=chosen, problem=problem
    )
