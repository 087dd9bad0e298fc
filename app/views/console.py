"""The organizers' room: sign in, read what waits, judge it."""

from __future__ import annotations

from http import HTTPStatus
from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_security import roles_required
from werkzeug.wrappers import Response

from app import deployment, review, sessions
from app.errors import TransitionError

blueprint = Blueprint("console", __name__, url_prefix="/console")


@blueprint.get("/sign-in")
def show_sign_in() -> str:
    """The sign-in form."""
    return render_template("console/sign_in.html", problem=None)


@blueprint.post("/sign-in")
@sessions.limiter.limit("20 per minute")
def sign_in() -> Response | tuple[str, HTTPStatus]:
    """Sign in and unlock the sealing key for this session."""
    secret = sessions.sign_in(request.form.get("username", ""), request.form.get("passphrase", ""))
    if secret is None:
        problem = gettext("Name and passphrase do not fit.")
        return render_template("console/sign_in.html", problem=problem), HTTPStatus.FORBIDDEN
    response = redirect(url_for("console.show_queue"), HTTPStatus.SEE_OTHER)
    sessions.set_key(response, secret)
    return response


@blueprint.post("/sign-out")
def sign_out() -> Response:
    """End the session and forget its key."""
    return sessions.sign_out()


@blueprint.get("/")
@roles_required("reviewer")
def show_queue() -> str:
    """Some of the reports that wait, opened."""
    here, session, opener = deployment.current(), sessions.database_session(), sessions.get_opener()
    today = here.local_now().date()
    waiting = [
        (report, review.read(session, report, opener, sessions.username(), today))
        for report in review.find_waiting(session)
    ]
    count = review.count_waiting(session)
    session.commit()
    return render_template("console/queue.html", waiting=waiting, count=count)


@blueprint.post("/reports/<uuid:report_id>/<act>")
@roles_required("reviewer")
def decide(report_id: UUID, act: str) -> Response:
    """Judge one report, then back to the queue."""
    if act not in review.ORGANIZER_ACTS:
        abort(HTTPStatus.NOT_FOUND)
    here, session = deployment.current(), sessions.database_session()
    try:
        review.judge(
            session, report_id, act, sessions.get_opener(), sessions.username(), here.local_now().date()
        )
    except TransitionError:
        session.rollback()
        flash(gettext("Someone else was faster, or the report is final: nothing was changed."))
    else:
        session.commit()
    return redirect(url_for("console.show_queue"), HTTPStatus.SEE_OTHER)
