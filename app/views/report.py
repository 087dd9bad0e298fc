"""The report form: works without JavaScript, on a small phone, over Tor; sets no cookie."""

from __future__ import annotations

import secrets
from datetime import date
from http import HTTPStatus

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app import deployment, intake, sessions
from app.models.report import PARTS
from sms import categories
from sms.message import Inbound

blueprint = Blueprint("report", __name__)


@blueprint.get("/report")
def show() -> str:
    """The empty form."""
    return _render({})


@blueprint.post("/report")
@sessions.limiter.limit("30 per hour")
def send() -> Response | tuple[str, HTTPStatus]:
    """Store what the form says; an empty or unusable form comes back with all that was typed."""
    here = deployment.current()
    problem, choices = _read(here.local_now().date())
    text = request.form.get("text", "").strip()
    if choices is None or problem:
        return _render(request.form, problem), HTTPStatus.BAD_REQUEST
    # The form's own token takes the place of a provider's message id: sent twice, stored once (P12).
    token = request.form.get("token") or secrets.token_hex(16)
    inbound = Inbound(gateway="web", message_id=token[:64], sender=None, text=text)
    intake.take_one(here, inbound, choices)
    return redirect(url_for("report.thank"), HTTPStatus.SEE_OTHER)


@blueprint.get("/report/thanks")
def thank() -> str:
    """What happens now, and where there is help."""
    return render_template("report/thanks.html")


def _read(today: date) -> tuple[str | None, intake.Choices | None]:
    """What is wrong with the form, or the choices made in it."""
    form = request.form
    if not form.get("text", "").strip() and not form.get("place", "").strip():
        return gettext("Please say what happened or where."), None
    if len(form.get("text", "")) > intake.LONGEST_TEXT:
        return gettext("This text is too long: please shorten it."), None
    category, part = form.get("category") or None, form.get("part_of_day") or None
    if (category is not None and category not in categories.catalogue()) or (
        part is not None and part not in PARTS
    ):
        return gettext("Please choose from the list."), None
    try:
        day = date.fromisoformat(form["day"]) if form.get("day") else None
    except ValueError:
        return gettext("Please give the day as year-month-day."), None
    if day is not None and day > today:
        return gettext("The day lies in the future."), None
    place = form.get("place", "").strip()[:200] or None
    return None, intake.Choices(place, category, day, part)


def _render(form: object, problem: str | None = None) -> str:
    return render_template(
        "report/form.html",
        form=form,
        problem=problem,
        token=secrets.token_hex(16),
        parts=PARTS,
        categories=categories.catalogue(),
        today=deployment.current().local_now().date(),
    )
