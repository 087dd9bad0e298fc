"""Judging: the queue, one report, corrections, merging, and the way back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from http import HTTPStatus
from uuid import UUID

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask_babel import get_locale, gettext
from werkzeug.wrappers import Response

from app import access, correction, deployment, geocode, learning, nearby, review, sessions, waiting
from app.correction import Correction
from app.errors import TransitionError
from app.learned import noting
from app.models.report import PARTS, Report
from app.places import catalogue
from app.views.console import frame
from app.views.places import to_data_url
from sms import categories

blueprint = Blueprint("review", __name__, url_prefix=f"{sessions.PATH}/reports")
A_PAGE = 10
LONGEST_PHRASE = 200


def today() -> date:
    """The day where the deployment is."""
    return deployment.current().local_now().date()


@blueprint.get("/")
@access.needs("reviewer")
def show_queue() -> str:
    """Some of the reports that wait, opened, each with why it waits."""
    session, opener = sessions.database_session(), sessions.get_opener()
    if waiting.batch_hours(deployment.current().config) == 0:
        waiting.let_in(session)
    reports = waiting.find_some(session, A_PAGE)
    weights = learning.load(deployment.current().config.instance, opener)
    alike = waiting.find_alike(session, reports)
    read = review.read(session, reports, opener, sessions.username(), today())
    opened = [
        (
            report,
            read[report.id] | {"suggested": learning.suggest(weights, read[report.id])},
            waiting.explain(report, read[report.id], alike.get(report.id, [])),
        )
        for report in reports
    ]
    count, asked = waiting.count(session), waiting.find_asked(session)
    session.commit()
    pictures = _draw(reports)
    done = request.args.get("done", ""), request.args.get("act", "")
    return frame.render(
        "console/queue.html", waiting=opened, count=count, done=done, asked=asked, pictures=pictures
    )


@blueprint.get("/<uuid:report_id>")
@access.needs("reviewer")
def show_one(report_id: UUID) -> str:
    """One report with all that can be corrected, and places to choose from where some were searched."""
    session, opener = sessions.database_session(), sessions.get_opener()
    report = session.get(Report, report_id)
    if report is None or report.state == "arrived":
        abort(HTTPStatus.NOT_FOUND)
    details = review.read(session, [report], opener, sessions.username(), today())[report.id]
    weights = learning.load(deployment.current().config.instance, opener)
    alike = waiting.find_alike(session, [report]).get(report.id, [])[:5]
    session.commit()
    sought = request.args.get("place", "").strip()[:200]
    return frame.render(
        "console/report.html",
        report=report,
        pictures=_draw([report]),
        details=details | {"suggested": learning.suggest(weights, details)},
        reasons=waiting.explain(report, details, alike),
        alike=alike,
        sought=sought,
        places=search_places(sought),
        categories=categories.catalogue(),
        parts=PARTS,
        grades=correction.GRADES,
        today=today(),
    )


def _draw(reports: Sequence[Report]) -> dict[UUID, str]:
    """For each report with a cell a picture of it among the published ones, as the address of an image."""
    here, language = deployment.current(), str(get_locale())
    with here.database.public.connect() as connection:
        drawn = {
            report.id: nearby.draw_published(here, connection, report.cell_id, language, today())
            for report in reports
            if report.cell_id
        }
    return {report_id: to_data_url(picture) for report_id, picture in drawn.items() if picture}


def search_places(sought: str) -> dict[int, tuple[str, str]]:
    """Gazetteer id to name and kind of places that the words may mean; empty for no words."""
    if not sought:
        return {}
    here = deployment.current()
    with here.database.public.connect() as connection:
        finding = geocode.find(here, connection, sought)
        lines = catalogue.search(connection, sought, 8)
    meant = (finding.place, *finding.candidates)
    understood = {place.id: (place.name, place.kind) for place in meant if place and place.id is not None}
    return understood | {line.id: (line.name, line.kind) for line in lines}


@blueprint.post("/<uuid:report_id>/<act>")
@access.needs("reviewer")
def decide(report_id: UUID, act: str) -> Response:
    """Judge one report, then back to the queue."""
    if act not in review.ORGANIZER_ACTS:
        abort(HTTPStatus.NOT_FOUND)
    config, session = deployment.current().config, sessions.database_session()
    rules = review.Rules(config.undo_days, config.two_reviewers)
    try:
        report = review.judge(
            session, report_id, act, sessions.get_opener(), sessions.username(), today(), rules
        )
    except TransitionError:
        session.rollback()
        return _refuse()
    noting.follow(session, report, sessions.get_opener(), config.secret_key)
    session.commit()
    if act == "accept" and report.state == "pending":
        flash(gettext("Noted. A second organizer must accept it, too."))
        return redirect(url_for("review.show_queue"), HTTPStatus.SEE_OTHER)
    done = (None, None) if act == "undo" else (report_id, act)
    return redirect(url_for("review.show_queue", done=done[0], act=done[1]), HTTPStatus.SEE_OTHER)


@blueprint.post("/<uuid:report_id>/ask")
@access.needs("reviewer")
def ask(report_id: UUID) -> Response:
    """Leave one question at the report's receipt."""
    session, act = sessions.database_session(), f"ask_{request.form.get('about', '')}"
    if act not in review.QUESTIONS:
        abort(HTTPStatus.NOT_FOUND)
    try:
        review.ask(session, report_id, act, sessions.get_opener(), sessions.username(), today())
    except TransitionError:
        session.rollback()
        return _refuse()
    session.commit()
    return redirect(url_for("review.show_queue", done=report_id, act="ask"), HTTPStatus.SEE_OTHER)


@blueprint.post("/<uuid:report_id>/merge")
@access.needs("reviewer")
def merge(report_id: UUID) -> Response:
    """Keep a report as case work, since another tells of the same."""
    session = sessions.database_session()
    try:
        into = UUID(request.form.get("into", ""))
        review.merge(session, report_id, into, sessions.get_opener(), sessions.username(), today())
    except (TransitionError, ValueError):
        session.rollback()
        return _refuse()
    session.commit()
    return redirect(url_for("review.show_queue", done=report_id, act="merge"), HTTPStatus.SEE_OTHER)


@blueprint.post("/<uuid:report_id>/correct")
@access.needs("reviewer")
def correct(report_id: UUID) -> Response:
    """Store what the organizer corrected."""
    session = sessions.database_session()
    asked = _read_correction()
    if asked is None:
        flash(gettext("Please choose from the lists, and no day in the future."), "bad")
        return redirect(url_for("review.show_one", report_id=report_id), HTTPStatus.SEE_OTHER)
    try:
        report = correction.correct(
            session, report_id, asked, sessions.get_opener(), sessions.username(), today()
        )
    except TransitionError:
        session.rollback()
        return _refuse()
    noting.follow(session, report, sessions.get_opener(), deployment.current().config.secret_key)
    session.commit()
    flash(gettext("Corrected."), "good")
    return redirect(url_for("review.show_one", report_id=report_id), HTTPStatus.SEE_OTHER)


def _refuse() -> Response:
    flash(gettext("Someone else was faster, or the report is final: nothing was changed."), "warn")
    return redirect(url_for("review.show_queue"), HTTPStatus.SEE_OTHER)


def _read_correction() -> Correction | None:
    """What the form says, or None where it says what cannot be."""
    form = request.form
    category, part = form.get("category") or None, form.get("part_of_day") or None
    grade, place = form.get("verification", ""), form.get("place_id", "")
    try:
        day = date.fromisoformat(form["occurred_on"]) if form.get("occurred_on") else None
        chosen = place if place in ("", correction.NOWHERE) else int(place)
    except ValueError:
        return None
    is_known = (category in (None, correction.AS_IT_WAS) or category in categories.catalogue()) and (
        part is None or part in PARTS
    )
    if not is_known or grade not in correction.GRADES or (day is not None and day > today()):
        return None
    phrase = " ".join(form.get("place_phrase", "").split())[:LONGEST_PHRASE]
    changed = phrase if phrase != " ".join(form.get("place_phrase_was", "").split()) else None
    return Correction(category, part, day, grade, chosen or None, changed)
