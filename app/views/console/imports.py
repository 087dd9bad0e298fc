"""Bringing reports in, for admins: look first, then store."""

from __future__ import annotations

from http import HTTPStatus

from flask import Blueprint, Response, jsonify, request
from flask_babel import gettext

from app import access, audit, deployment, sessions
from app.importing import reader, taking
from app.importing.columns import Plan
from app.importing.taking import Outcome
from app.views.console import frame
from app.views.console.review import today

blueprint = Blueprint("imports", __name__, url_prefix=f"{sessions.PATH}/imports")


@blueprint.get("/")
@access.needs("admin")
def show() -> str:
    """The form."""
    return frame.render("console/imports.html", opened=None, outcome=None, problem=None, form={})


@blueprint.post("/")
@access.needs("admin")
def bring_in() -> str | Response | tuple[str, HTTPStatus]:
    """What would become of each row, or, when that is wanted, the rows stored; as JSON for a part of a file.

    A request is at most 256 kB: larger ones would be spooled to a disk with all that is in them (P1). The
    page's script sends a larger file in parts; the command takes any.
    """
    form, upload = request.form, request.files.get("file")
    text = (
        upload.read().decode("utf-8-sig", "replace") if upload and upload.filename else form.get("rows", "")
    )
    try:
        opened = reader.open_text(text)
    except ValueError:
        problem = gettext("This is neither CSV nor GeoJSON, or no column says what happened or where.")
        return frame.render(
            "console/imports.html", opened=None, outcome=None, problem=problem, form=form
        ), HTTPStatus.BAD_REQUEST
    is_dry = form.get("act") != "store"
    rows = opened.rows(is_day_first="day_first" in form)
    source = form.get("source", "").strip()[:100] or "console"
    outcome = taking.take_all(deployment.current(), source, rows, lambda _done: None, is_dry=is_dry)
    if not is_dry:
        session = sessions.database_session()
        audit.add_line(session, today(), sessions.username(), "import", audit.new_reference())
        session.commit()
    if request.accept_mimetypes.best == "application/json":
        return _to_json(opened.plan, outcome)
    return frame.render(
        "console/imports.html",
        opened=opened,
        outcome=outcome,
        problem=None,
        form=form,
        rows=text if is_dry else "",
    )


def _to_json(plan: Plan, outcome: Outcome) -> Response:
    """What became of a part of a file, as the page's script adds it up."""
    read = {"read": list(plan.positions), "identity": plan.identity, "unused": plan.unused}
    reasons = [(one.number, one.reason) for one in outcome.left_out]
    return jsonify(plan=read, counts=outcome.counts, left_out=reasons)
