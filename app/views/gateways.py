"""Webhooks: a signed request in, a report committed, then the gateway's answer."""

from __future__ import annotations

from typing import cast

from flask import Blueprint, Response, abort, current_app, request

from app import deployment, intake
from sms.gateways import base

blueprint = Blueprint("gateways", __name__)


def find_gateway(name: str) -> base.Gateway | None:
    """The configured gateway of this name."""
    return cast("dict[str, base.Gateway]", current_app.extensions["safelight.gateways"]).get(name)


def to_request(here: deployment.Deployment) -> base.Request:
    """What an adapter sees: the configured address, never what Host or forwarded headers claim."""
    path = request.environ.get("RAW_URI") or request.full_path.rstrip("?")
    return base.Request(
        method=request.method,
        path=path,
        url=here.config.public_url + path,
        headers=dict(request.headers),
        body=request.get_data(),
        content_type=request.content_type or "",
        now=here.clock(),
        peer_address=request.remote_addr,
    )


@blueprint.route("/gateways/<name>", methods=["GET", "POST"])
def receive(name: str) -> Response:
    """Take in what a gateway hands over; its sender ends here."""
    gateway = find_gateway(name)
    if gateway is None:
        abort(404)
    here = deployment.current()
    asked = to_request(here)
    gateway.check(asked)
    answer = gateway.handshake(asked)
    if answer is None:
        answer = gateway.answer(intake.take_in(here, gateway.read(asked)))
    return Response(answer.body, answer.status, dict(answer.headers), content_type=answer.content_type)
