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
from app.zones import door, facts, shown
from app.zones.door import Nomination
from app.zones.facts import Facts

blueprint = Blueprint("safe_zones", __name__, url_prefix="/safe-zones")


def _find_all() -> list[shown.Shown]:
    with deployment.current().database.public.connect() as connection:
        return shown.find_all(connection)


@blueprint.get("", strict_slashes=False)
def show() -> str:
    """Every zone that is shown, by district."""
    return render_template("zones/list.html", zones=_find_all())


@blueprint.get("/zones.geojson")
def send() -> Response:
    """The same as GeoJSON; a hidden zone has no geometry."""
    body = json.dumps(shown.to_geojson(_find_all()), ensure_ascii=False)
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
    zone = next((zone for zone in _find_all() if zone.id == zone_id), None)
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


def _mark(text: str) -> int:
    return int(text) if text in {str(mark) for mark in door.MARKS} else -1


def _render_nomination(form: Mapping[str, str], problem: str | None = None) -> str:
    chosen = request.form.getlist("offers")
    return render_template(
        "zones/nominate.html", form=form, offers=facts.OFFERS, chosen=chosen, problem=problem
    )
