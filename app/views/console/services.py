"""Services in the console: list, describe, remove, bring in and out."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any
from uuid import UUID, uuid4

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask_babel import gettext
from geoalchemy2.shape import to_shape
from werkzeug.wrappers import Response

from app import access, deployment, sessions
from app.models.service import KINDS, Service
from app.services import exchange, store
from app.services.directory import Listing
from app.views import paging
from app.views.console import frame
from app.views.console.review import today

blueprint = Blueprint("services", __name__, url_prefix=f"{sessions.PATH}/services")
A_PAGE = 50


@blueprint.get("/")
@access.needs("mapper")
def show_all() -> str:
    """A page of the services, or of what a name finds; those due for a re-check first."""
    here, session = deployment.current(), sessions.database_session()
    sought = paging.read_words()
    page = paging.read(store.count(session, sought), A_PAGE)
    return frame.render(
        "console/services.html",
        services=store.find_some(session, sought, page.size, page.offset),
        page=page,
        sought=sought,
        due=store.count_due(session, today(), here.config.recheck_days),
    )


@blueprint.get("/new")
@access.needs("mapper")
def show_new() -> str:
    """The form for a new service."""
    return frame.render("console/service.html", service=None, kinds=KINDS, secret="", point="", problem=None)


@blueprint.get("/<uuid:service_id>")
@access.needs("mapper")
def show_one(service_id: UUID) -> str:
    """One service as a form."""
    service = sessions.database_session().get(Service, service_id)
    if service is None:
        abort(HTTPStatus.NOT_FOUND)
    secret = store.find_secret_address(service, sessions.get_opener())
    shape: Any = None if service.point is None else to_shape(service.point)
    point = "" if shape is None else f"{shape.x:.5f}, {shape.y:.5f}"
    return frame.render(
        "console/service.html", service=service, kinds=KINDS, secret=secret, point=point, problem=None
    )


@blueprint.post("/", defaults={"service_id": None})
@blueprint.post("/<uuid:service_id>")
@access.needs("mapper")
def save(service_id: UUID | None) -> Response | tuple[str, HTTPStatus]:
    """Store a service; a form that cannot be stored comes back with all that was typed."""
    session, form = sessions.database_session(), request.form
    listing, problem = _read(service_id or uuid4())
    if listing is None:
        page = frame.render(
            "console/service.html",
            service=form,
            kinds=KINDS,
            secret=form.get("secret", ""),
            point=form.get("point", ""),
            problem=problem,
        )
        return page, HTTPStatus.BAD_REQUEST
    store.save(session, listing, sessions.username(), today(), form.get("secret", "").strip()[:500])
    session.commit()
    flash(gettext("Stored."), "good")
    return redirect(url_for("services.show_all"), HTTPStatus.SEE_OTHER)


@blueprint.post("/<uuid:service_id>/remove")
@access.needs("mapper")
def remove(service_id: UUID) -> Response:
    """Take a service out of the directory."""
    session = sessions.database_session()
    store.remove(session, service_id, sessions.username(), today())
    session.commit()
    return redirect(url_for("services.show_all"), HTTPStatus.SEE_OTHER)


@blueprint.post("/import")
@access.needs("mapper")
def bring_in() -> Response:
    """Store the services of a pasted or uploaded file."""
    session = sessions.database_session()
    upload = request.files.get("file")
    text = (
        upload.read().decode("utf-8", "replace")
        if upload and upload.filename
        else request.form.get("rows", "")
    )
    found = exchange.read(text, today())
    stored = store.save_all(session, found.listings, sessions.username(), today())
    session.commit()
    flash(
        gettext(
            "%(stored)s services stored, %(left)s rows left out.", stored=stored, left=len(found.left_out)
        ),
        "good",
    )
    for reason in found.left_out[:20]:
        flash(reason, "warn")
    return redirect(url_for("services.show_all"), HTTPStatus.SEE_OTHER)


def _read(service_id: UUID) -> tuple[Listing | None, str | None]:
    """The form as a row of a file, so that pages and files obey one set of rules."""
    form = request.form
    lon, _, lat = form.get("point", "").partition(",")
    row = {name: form.get(ours, "") for name, ours in exchange.FIELDS.items()}
    row |= {
        "id": str(service_id),
        "longitude": lon.strip(),
        "latitude": lat.strip(),
        "location_hidden": "true" if "is_hidden" in form else "false",
        "assured_date": today().isoformat(),
    }
    found = exchange.read_row(row, today())
    return (found, None) if isinstance(found, Listing) else (None, found)
