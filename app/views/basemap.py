"""The ground under maps by ranges of bytes, and whom pages credit for what they draw."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from flask import Blueprint, Response, abort, send_file, url_for

from app import deployment
from app.basemap import file
from app.deployment import Deployment
from app.pages import IMMUTABLE
from app.places import catalogue

blueprint = Blueprint("basemap", __name__)


@blueprint.get("/basemap/<version>.pmtiles")
def send(version: str) -> Response:
    """The file, or the range of it that is asked for (206)."""
    path = file.find(deployment.current())
    if path is None or file.find_version(deployment.current()) != version:
        abort(HTTPStatus.NOT_FOUND)
    response = send_file(path, mimetype="application/vnd.pmtiles", conditional=True, etag=version)
    response.headers["Cache-Control"] = IMMUTABLE
    return response


@blueprint.app_context_processor
def credit() -> dict[str, Any]:
    """For the application's own pages: `basemap_url()` or None, and `place_credits()`, a line a source."""
    return {"basemap_url": find_url, "place_credits": find_credits}


def find_url() -> str | None:
    """Where the ground is; None where there is none."""
    version = file.find_version(deployment.current())
    return url_for("basemap.send", version=version) if version else None


def find_credits() -> tuple[str, ...]:
    """Attribution and licence of every imported source, as known for a moment."""
    here = deployment.current()
    return here.shortly.get("credits", lambda: _read_credits(here))


def _read_credits(here: Deployment) -> tuple[str, ...]:
    with here.database.public.connect() as connection:
        return catalogue.find_credits(connection)
