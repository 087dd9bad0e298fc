"""Safe zones in the console: what was nominated, what is due, one zone's facts and life, partner groups."""

from __future__ import annotations

import re
from dataclasses import replace
from http import HTTPStatus
from uuid import UUID

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask_babel import gettext
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from app import access, audit, deployment, sessions
from app.errors import TransitionError
from app.models.place import Place
from app.models.zone import SHOWN, Zone
from app.views import paging
from app.views.console import frame
from app.views.console.review import search_places, today
from app.zones import audits, facts, groups, life, listed
from app.zones.facts import Facts
from app.zones.listed import Reader

blueprint = Blueprint("zones", __name__, url_prefix=f"{sessions.PATH}/zones")
PLACE_ID = re.compile(r"-?[0-9]{1,18}")
A_FEW, A_PAGE = 8, 24
"""Zones of each state on the first page, and on a page of one state."""


@blueprint.get("/")
@access.needs("mapper")
def show_all() -> str:
    """Some zones of each state, or a page of one, or what a name finds; the partner groups."""
    session, reader = sessions.database_session(), _get_reader()
    counts, sought = listed.count(session), paging.read_words()
    state = request.args.get("state", "")
    page = paging.read(counts.get(state, 0), A_PAGE)
    if sought:
        shown = {"": listed.search(reader, sought, A_PAGE)}
    elif state in counts:
        shown = {state: listed.find_some(reader, state, A_PAGE, page.offset)}
    else:
        shown = {each: listed.find_some(reader, each, A_FEW) for each in counts}
    session.commit()
    return frame.render(
        "console/zones.html",
        shown=shown,
        counts=counts,
        page=page,
        sought=sought,
        groups=groups.list_all(session),
    )


@blueprint.get("/<uuid:zone_id>")
@access.needs("mapper")
def show_one(zone_id: UUID) -> str:
    """One zone: its facts as a form, what may be done with it, what visitors say."""
    session = sessions.database_session()
    zone, known = _open(session, zone_id)
    audit.add_line(session, today(), sessions.username(), "zone read", zone.audit_reference)
    session.commit()
    sought = request.args.get("place", "").strip()[:200]
    return frame.render(
        "console/zone.html",
        zone=zone,
        known=known,
        acts=[act for act in life.find_acts(zone.state) if not (act == "activate" and known.missing())],
        missing=known.missing(),
        vouchers=life.find_vouchers(session, zone.id),
        marks=audits.sum_up(session, zone.id),
        sought=sought,
        places=search_places(sought),
        offers=facts.OFFERS,
        is_shown=zone.state in SHOWN,
    )


@blueprint.post("/<uuid:zone_id>")
@access.needs("mapper")
def describe(zone_id: UUID) -> Response:
    """Store a zone's facts."""
    session = sessions.database_session()
    zone, known = _open(session, zone_id)
    told = _read(session, known)
    try:
        if told is None:
            raise TransitionError("the outline cannot be used")
        life.describe(session, zone, told, sessions.username(), today())
    except TransitionError:
        session.rollback()
        flash(
            gettext("Not stored: a shown zone needs a name, a district and a usable place of at most 5 km²."),
            "bad",
        )
    else:
        session.commit()
        flash(gettext("Stored."), "good")
    return redirect(url_for("zones.show_one", zone_id=zone_id), HTTPStatus.SEE_OTHER)


@blueprint.post("/<uuid:zone_id>/<act>")
@access.needs("mapper")
def act(zone_id: UUID, act: str) -> Response:
    """Move a zone through its life."""
    session = sessions.database_session()
    try:
        life.act(session, zone_id, act, sessions.get_opener(), sessions.username(), today())
    except TransitionError:
        session.rollback()
        flash(gettext("Someone else was faster, or too little is known: nothing was changed."), "warn")
    else:
        session.commit()
        flash(gettext("Done."), "good")
    return redirect(url_for("zones.show_one", zone_id=zone_id), HTTPStatus.SEE_OTHER)


@blueprint.post("/groups")
@access.needs("mapper")
def add_group() -> Response:
    """Make a partner group; its code is shown once."""
    session, name = sessions.database_session(), request.form.get("group", "").strip()[:100]
    if name and all(group.name != name for group in groups.list_all(session)):
        group, code = groups.add(session, deployment.current().config.secret_key, name)
        audit.add_line(session, today(), sessions.username(), "group add", group.id)
        session.commit()
        flash(gettext("Code of %(name)s, shown once: %(code)s", name=name, code=code), "good")
    return redirect(url_for("zones.show_all"), HTTPStatus.SEE_OTHER)


@blueprint.post("/groups/<uuid:group_id>/remove")
@access.needs("mapper")
def remove_group(group_id: UUID) -> Response:
    """Take a partner group's code away."""
    session = sessions.database_session()
    if groups.remove(session, group_id):
        audit.add_line(session, today(), sessions.username(), "group remove", group_id)
        session.commit()
    return redirect(url_for("zones.show_all"), HTTPStatus.SEE_OTHER)


def _get_reader() -> Reader:
    here, session = deployment.current(), sessions.database_session()
    return Reader(session, sessions.get_opener(), sessions.username(), today(), here.config.recheck_days)


def _open(session: Session, zone_id: UUID) -> tuple[Zone, Facts]:
    zone = session.get(Zone, zone_id)
    if zone is None:
        abort(HTTPStatus.NOT_FOUND)
    return zone, facts.from_sealed(sessions.get_opener().open(zone.sealed))


def _read(session: Session, known: Facts) -> Facts | None:
    """The facts as the form has them; None where the outline cannot be used."""
    form = request.form
    outline = form.get("outline", "").strip()
    usable = facts.read_outline(outline) if outline else ""
    if usable is None:
        return None
    told = replace(
        known,
        name=_read_text("name"),
        district=_read_text("district"),
        hours=_read_text("hours"),
        audience=_read_text("audience"),
        address=_read_text("address"),
        offers=tuple(offer for offer in facts.OFFERS if offer in form.getlist("offers")),
        outline=usable,
        is_hidden="is_hidden" in form,
    )
    place = form.get("place_id", "")
    if not PLACE_ID.fullmatch(place):
        return told
    row = session.execute(
        select(func.ST_X(Place.centre), func.ST_Y(Place.centre)).where(Place.id == int(place))
    )
    point = row.one_or_none()
    return told if point is None else facts.with_point(told, *point)


def _read_text(name: str) -> str:
    """A field of the form, without the sign that PostgreSQL takes in no text."""
    return request.form.get(name, "").replace("\0", "").strip()[:500]
