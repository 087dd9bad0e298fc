"""Operator mode: an organizer fills the form in for someone on the telephone; no note on the caller (P1)."""

from __future__ import annotations

from http import HTTPStatus

from flask import Blueprint
from werkzeug.wrappers import Response

from app import access, audit, sessions
from app.views import report
from app.views.console import frame
from app.views.console.review import today
from app.views.report import Desk

blueprint = Blueprint("calls", __name__, url_prefix=f"{sessions.PATH}/calls")
DESK = Desk("operator", frame.render, "calls.read_out", is_operator=True)


@blueprint.get("/")
@access.needs("operator")
def show() -> str:
    """The empty form. One line a day on record, however many call: no log of calls (P5, P11)."""
    session = sessions.database_session()
    audit.add_line(session, today(), sessions.username(), "calls", sessions.get_organizer().id)
    session.commit()
    return report.draw(DESK, {})


@blueprint.post("/")
@access.needs("operator")
def send() -> Response | str | tuple[str, HTTPStatus]:
    """Store what the caller said, stripped and redacted like any other report."""
    return report.take(DESK)


@blueprint.get("/done")
@access.needs("operator")
def read_out() -> str:
    """The receipt to read out, once, and the way to the next caller's empty form."""
    return frame.render("console/call_done.html", receipt=report.take_receipt())
