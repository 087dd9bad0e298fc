"""Exact numbers, for analysts, on the screen: what leaves the console is a release, or goes by two hands."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

from flask import Blueprint, Response, flash, redirect, request, url_for
from flask_babel import get_locale, gettext
from werkzeug.wrappers import Response as WerkzeugResponse

from app import access, audit, deployment, handout, nearby, numbers, publication, sessions
from app.errors import HandoutError
from app.models.report import GROUPS, PARTS
from app.views.console import frame
from app.views.console.review import today
from app.views.places import to_data_url
from maps import cells
from maps.gazetteer.place import distance_m

blueprint = Blueprint("numbers", __name__, url_prefix=f"{sessions.PATH}/numbers")


@blueprint.get("/")
@access.needs("analyst")
def show() -> str:
    """The week's snapshot, filtered by month, group and part of day; being seen is on record."""
    here, session = deployment.current(), sessions.database_session()
    week, counts = numbers.get_snapshot(here.memory, session, today())
    months = sorted({count.period for count in counts}, reverse=True)
    known = {"month": months, "group": GROUPS, "part": PARTS}
    given = {name: request.args.get(name) for name in known}
    month, group, part = (given[name] if given[name] in values else None for name, values in known.items())
    table = numbers.tabulate(counts, month, group, part)
    audit.add_line(session, today(), sessions.username(), "numbers", sessions.get_organizer().id)
    session.commit()
    with here.database.public.connect() as connection:
        picture = nearby.draw_counts(here, connection, dict(table.by_cell), str(get_locale()))
    return frame.render(
        "console/numbers.html",
        picture=picture and to_data_url(picture),
        week=week,
        handout=handout.find(here.memory, week),
        shortest=handout.SHORTEST_WHY,
        longest=handout.LONGEST_WHY,
        months=months,
        month=month or "",
        group=group or "",
        part=part or "",
        table=table,
        groups=(*GROUPS, None),
        parts=(*PARTS, None),
        places=_name_cells([cell for cell, _ in table.by_cell]),
    )


@blueprint.post("/out")
@access.needs("analyst")
@sessions.limiter.limit("20 per hour")
def ask() -> WerkzeugResponse:
    """Ask for the week's numbers, with a reason."""
    here, session = deployment.current(), sessions.database_session()
    return _try(
        lambda week: handout.ask(
            here.memory, session, week, sessions.username(), request.form.get("why", ""), today()
        ),
        gettext("Asked. Another analyst must agree within two days."),
    )


@blueprint.post("/out/agree")
@access.needs("analyst")
def agree() -> WerkzeugResponse:
    """Agree that another organizer takes the numbers."""
    here, session = deployment.current(), sessions.database_session()
    reference = request.form.get("reference", "")
    return _try(
        lambda week: handout.agree(here.memory, session, week, reference, sessions.username(), today()),
        gettext("Agreed: whoever asked can take the file once."),
    )


@blueprint.post("/out/refuse")
@access.needs("analyst")
def refuse() -> WerkzeugResponse:
    """Refuse a request, or take one's own back."""
    here, session = deployment.current(), sessions.database_session()
    return _try(
        lambda week: handout.drop(here.memory, session, week, sessions.username(), today()),
        gettext("Refused: nothing was handed out."),
    )


@blueprint.post("/out/file")
@access.needs("analyst")
def take() -> WerkzeugResponse:
    """The file, once, for who asked."""
    here, session = deployment.current(), sessions.database_session()
    week, counts = numbers.get_snapshot(here.memory, session, today())
    try:
        text = handout.take(here.memory, session, week, sessions.username(), counts, today())
    except HandoutError:
        return _refuse()
    session.commit()
    name = f"exact-numbers-{week}-not-for-publication.csv"
    head = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(text, headers=head, content_type="text/csv; charset=utf-8")


def _try(act: Callable[[str], object], done: str) -> WerkzeugResponse:
    """Do something with this week's request, then back to the page."""
    here, session = deployment.current(), sessions.database_session()
    week, _ = numbers.get_snapshot(here.memory, session, today())
    try:
        act(week)
    except HandoutError:
        return _refuse()
    session.commit()
    flash(done, "good")
    return redirect(url_for("numbers.show"), HTTPStatus.SEE_OTHER)


def _refuse() -> WerkzeugResponse:
    sessions.database_session().rollback()
    flash(gettext("Not so: it needs a reason of ten letters, and another analyst who agrees."), "bad")
    return redirect(url_for("numbers.show"), HTTPStatus.SEE_OTHER)


def _name_cells(wanted: list[str]) -> dict[str, str]:
    """Cell to the name of the best-known place nearest to its centre."""
    with deployment.current().database.public.connect() as connection:
        labels = publication.load(connection, today()).names.labels
    named = {}
    for cell in wanted:
        lon, lat = cells.centre(cell)
        near = min(labels, key=lambda one: distance_m(lon, lat, one.lon, one.lat), default=None)
        named[cell] = cell if near is None else near.name
    return named
