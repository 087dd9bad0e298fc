"""The report form: works without JavaScript, on a small phone, over Tor; sets no cookie."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from http import HTTPStatus

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app import deployment, intake, once, spots, understanding, work
from app.models.report import PARTS
from app.understanding import Choices
from app.views import places
from sms import categories, parse
from sms.message import Inbound
from sms.receipt import Receipt

blueprint = Blueprint("report", __name__)
LISTS: Mapping[str, Collection[str]] = {
    "category": categories.catalogue(),
    "part_of_day": PARTS,
    "role": parse.ROLES,
    "place_kind": parse.PLACE_KINDS,
}
"""Fields of the form to what may be chosen; nothing need be."""


@dataclass(frozen=True, slots=True)
class Desk:
    """Who fills the form in: its channel, what draws its page, the endpoint that thanks.

    A reporter's `address` counts towards limits; an organizer at the telephone has none, since many callers
    report from there.
    """

    channel: str
    render: Callable[..., str]
    thanks: str
    address: str | None = field(default=None, repr=False)
    is_operator: bool = False


@blueprint.get("/report")
def show() -> str:
    """The empty form."""
    return draw(_public_desk(), {})


@blueprint.post("/report")
def send() -> Response | str | tuple[str, HTTPStatus]:
    """Store what the form says; an empty or unusable form comes back with all that was typed."""
    return take(_public_desk())


def _public_desk() -> Desk:
    return Desk("web", render_template, "report.thank", request.remote_addr)


def take(desk: Desk) -> Response | str | tuple[str, HTTPStatus]:
    """Store what the request's form says, once, and lead to the thanks.

    Where the place is not clear, the next page asks back, and nothing is stored until it is answered.
    """
    here = deployment.current()
    # The form's own token takes the place of a provider's message id: sent twice, stored once (P12).
    token = request.form.get("token") or secrets.token_hex(16)
    if places.wants_look(request.form):
        return places.ask(here, request.form, token)
    problem, choices = _read(here.local_now().date())
    text = request.form.get("text", "").strip()
    if choices is None or problem:
        return draw(desk, request.form, problem), HTTPStatus.BAD_REQUEST
    if places.is_open(here, request.form, choices.place):
        return places.ask(here, request.form, token)
    inbound = Inbound(gateway=desk.channel, message_id=token[:64], sender=None, text=text)
    is_proven = (
        desk.is_operator or work.is_proven(token, request.form.get("work", "")) or not work.is_pressing(here)
    )
    made = intake.take_form(here, inbound, choices, desk.address, is_proven=is_proven)
    shown = once.put(here, None if made is None else str(made.value))
    return redirect(url_for(desk.thanks, once=shown), HTTPStatus.SEE_OTHER)


@blueprint.get("/report/thanks")
def thank() -> str:
    """What happens now, where there is help, and the receipt, the first time it is asked for."""
    return render_template("report/thanks.html", receipt=take_receipt())


def take_receipt() -> Receipt | None:
    """The receipt of the form that led here, the first time it is asked for."""
    value = once.take(deployment.current(), request.args.get("once", ""))
    return None if value is None else Receipt(int(value))


def _read(today: date) -> tuple[str | None, Choices | None]:
    """What is wrong with the form, or the choices made in it."""
    form = request.form
    if not form.get("text", "").strip() and not form.get("place", "").strip():
        return gettext("Please say what happened or where."), None
    if len(form.get("text", "")) > understanding.LONGEST_TEXT:
        return gettext("This text is too long: please shorten it."), None
    chosen = {name: form.get(name) or None for name in LISTS}
    if any(value not in (None, *LISTS[name]) for name, value in chosen.items()):
        return gettext("Please choose from the list."), None
    try:
        day = date.fromisoformat(form["day"]) if form.get("day") else None
    except ValueError:
        return gettext("Please give the day as year-month-day."), None
    if day is not None and day > today:
        return gettext("The day lies in the future."), None
    place = form.get("place", "").strip()[:200] or None
    spot, finest = spots.read(form.get("where", "")), places.read_finest(form)
    return None, Choices(place=place, occurred_on=day, spot=spot, finest=finest, **chosen)


def draw(desk: Desk, form: object, problem: str | None = None) -> str:
    """The form with what was typed."""
    return desk.render(
        "report/form.html",
        is_operator=desk.is_operator,
        form=form,
        problem=problem,
        token=secrets.token_hex(16),
        bits=work.BITS,
        lists=LISTS,
        today=deployment.current().local_now().date(),
    )
