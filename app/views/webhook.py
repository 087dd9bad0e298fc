"""Webhooks: a proven request in, a report committed, then the gateway's answer."""

from __future__ import annotations

from http import HTTPMethod
from typing import Any
from urllib.parse import quote

from flask import Blueprint, Response, request
from werkzeug.exceptions import NotFound

from app import conversation, deployment, pulse
from app.deployment import Deployment
from app.gateways import Menu
from app.menu import turns
from sms.errors import SignatureError
from sms.gateways import base

blueprint = Blueprint("webhook", __name__)

# Whatever comes is asked for its proof: a gateway that is set to GET learns from a 405 what to change.
METHODS = [method.value for method in HTTPMethod if method not in (HTTPMethod.CONNECT, HTTPMethod.TRACE)]

# A slash after the address is the same address: Jasmin drops for good what a 404 answers.
RULE: Any = {"methods": METHODS, "provide_automatic_options": False, "strict_slashes": False}

BATCHED = frozenset({"whatsapp"})
"""Gateways whose requests hold many messages, and may be larger than any others (`base.MAX_BODY_BYTES`)."""


@blueprint.route("/gateways/<name>", **RULE)
@blueprint.route("/gateways/<name>/<secret>", **RULE)
def receive(name: str, secret: str | None = None) -> Response:
    """Take in what a gateway hands over; its sender ends here. Adapters find the secret in the path."""
    if name in BATCHED:
        request.max_content_length = base.MAX_BODY_BYTES
    here = deployment.current()
    try:
        if name in here.gateways:
            return _to_response(_take_messages(here, here.gateways[name]))
        if name in here.menus:
            return _to_response(_take_turn(here, here.menus[name]))
    except SignatureError:
        pulse.note_refused(here, name)
        raise
    raise NotFound


def _take_messages(here: Deployment, gateway: base.Gateway) -> base.Answer:
    asked = to_request(here)
    gateway.check(asked)
    answer = gateway.handshake(asked)
    if answer is None:
        inbounds = gateway.read(asked)
        if inbounds:
            pulse.note_heard(here, gateway.name)
        replies = conversation.take_in(here, inbounds)
        answer = gateway.answer(replies)
        here.sender.send(gateway.name, gateway.send(replies))
    return answer


def _take_turn(here: Deployment, spoken: Menu) -> base.Answer:
    asked = to_request(here)
    spoken.check(asked)
    turn = spoken.read(asked)
    pulse.note_heard(here, spoken.name)
    return spoken.answer(turns.take_turn(here, turn))


def to_request(here: Deployment) -> base.Request:
    """What an adapter sees: the configured address, never what Host or forwarded headers claim."""
    path = quote(request.path, safe="/:@!$&'()*+,;=-._~")
    if request.query_string:
        path += "?" + request.query_string.decode("latin-1")
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


def _to_response(answer: base.Answer) -> Response:
    return Response(answer.body, answer.status, dict(answer.headers), content_type=answer.content_type)
