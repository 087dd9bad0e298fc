"""Gateways in the console: whether messages come, what to set at the provider, a test message."""

from __future__ import annotations

import re
import secrets
from http import HTTPStatus

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app import access, audit, deployment, gateways, pulse, sessions
from app.deployment import Deployment
from app.views.console import frame
from app.views.console.review import today
from sms import identity
from sms.gateways import base
from sms.message import Inbound, Reply

blueprint = Blueprint("gateways", __name__, url_prefix=f"{sessions.PATH}/gateways")
NUMBER = re.compile(r"\+[0-9]{7,15}")
SPACING = re.compile(r"[\s().-]+")


@blueprint.get("/")
@access.needs("admin")
def show_all() -> str:
    """Every gateway that is set up, and when it last brought a message."""
    return frame.render("console/gateways.html", pulses=find_pulses(deployment.current()))


@blueprint.get("/<name>")
@access.needs("admin")
def show_one(name: str) -> str:
    """What to set at the provider of one gateway, and how to test it."""
    here = _check_known(name)
    own = here.config.gateways.get(name)
    return frame.render(
        "console/gateway.html",
        name=name,
        about="" if own is None else own.about,
        is_own=own is not None,
        pulse=pulse.find(here, name),
        address=gateways.find_address(here.config, name),
        can_send=_can_send(here.gateways.get(name)),
        numbers=here.config.numbers,
    )


@blueprint.post("/<name>/test")
@access.needs("admin")
@sessions.limiter.limit("10 per hour")
def send_test(name: str) -> Response:
    """Send a neutral text to a number that is read here and nowhere kept (P1)."""
    here, session = _check_known(name), sessions.database_session()
    number = SPACING.sub("", request.form.get("number", ""))
    gateway = here.gateways.get(name)
    if gateway is None or not NUMBER.fullmatch(number):
        flash(gettext("Please give the number with + and the code of its country."), "bad")
        return redirect(url_for("gateways.show_one", name=name), HTTPStatus.SEE_OTHER)
    calls = gateway.send([_address(name, number, gettext("This is a test. No answer is needed."))])
    is_taken = bool(calls) and here.sender.try_now(name, calls)
    audit.add_line(session, today(), sessions.username(), "gateway-test", audit.new_reference())
    session.commit()
    if is_taken:
        flash(
            gettext("The provider took it: it should arrive within a minute. The number was not kept."),
            "good",
        )
    else:
        flash(
            gettext("The provider did not take it: check keys and address. The number was not kept."), "bad"
        )
    return redirect(url_for("gateways.show_one", name=name), HTTPStatus.SEE_OTHER)


def find_pulses(here: Deployment) -> dict[str, pulse.Pulse]:
    """Each gateway and menu that is set up, and its pulse."""
    return {name: pulse.find(here, name) for name in sorted({*here.gateways, *here.menus})}


def _check_known(name: str) -> Deployment:
    here = deployment.current()
    if name not in {*here.gateways, *here.menus}:
        abort(HTTPStatus.NOT_FOUND)
    return here


def _address(name: str, number: str, text: str) -> Reply:
    """The text addressed to a number, as replies are."""
    reply = identity.to_reply(Inbound(name, secrets.token_hex(8), number, ""), text)
    assert reply is not None
    return reply


def _can_send(gateway: base.Gateway | None) -> bool:
    """Whether it can begin a conversation; some carry replies inside their answers alone."""
    return gateway is not None and bool(gateway.send([_address("", "+15550100", "")]))
