"""The privacy statement, for people and for machines, from one source (P14)."""

from __future__ import annotations

import json

from flask import Blueprint, Response, render_template

from app import deployment
from app.statement import facts, words

blueprint = Blueprint("privacy", __name__)


def load_facts() -> facts.Facts:
    """The statement of this deployment."""
    return facts.compose(deployment.current().config, facts.find_last_canary())


@blueprint.get("/privacy")
def show() -> str:
    """The statement in sentences."""
    return render_template("public/privacy.html", sections=words.say(load_facts()))


@blueprint.get("/.well-known/safelight.json")
def send() -> Response:
    """The statement for machines."""
    said = {"schema": facts.SCHEMA, **load_facts()}
    return Response(json.dumps(said, indent=1) + "\n", content_type="application/json")
