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
    if path is None or file.version(path) != version:
        abort(HTTPStatus.NOT_FOUND)
    response = send_file(path, mimetype="application/vnd.pmtiles", conditional=True, etag=version)
    response.headers["Cache-Control"] = IMMUTABLE
    return response


@blueprint.app_context_processor
def credit() -> dict[str, Any]:
    """For any page: `basemap_url()` or None, and `place_credits()`, a line for each source."""
    return {"basemap_url": find_url, "place_credits": find_credits}


def find_url() -> str | None:
    """Where the ground is; None where there is none."""
    path = file.find(deployment.current())
    return None if path is None else url_for("basemap.send", version=file.version(path))


def find_credits() -> list[str]:
    """Attribution and licence of every imported source, as known for a moment."""
    here = deployment.current()
    return here.shortly.get("credits", lambda: _read_credits(here))


def _read_credits(here: Deployment) -> list[str]:
    with here.database.public.connect() as connection:
        lines = catalogue.sources(connection)
    return list(dict.fromkeys(_say(line.attribution, line.licence) for line in lines))


def _say(attribution: str, licence: str) -> str:
    return attribution if not licence or licence in attribution else f"{attribution} ({licence})"
