"""What the public sees: the files of the site, made of releases under a role that reads nothing else."""

from __future__ import annotations

from http import HTTPStatus
from typing import cast

from flask import Blueprint, Response, abort, current_app, request

from app import pages
from app.site import front
from app.site.shelf import Shelf

blueprint = Blueprint("public", __name__)

BOM = "\ufeff".encode()
"""What makes spreadsheets read UTF-8."""


def get_shelf() -> Shelf:
    """The site of the running application."""
    return cast("Shelf", current_app.extensions["safelight.shelf"])


def send(path: str) -> Response:
    """One file of the site, or 404: a path is looked up in a list, never on the disk."""
    file = get_shelf().find(path)
    if file is None:
        abort(HTTPStatus.NOT_FOUND)
    if request.args.get("bom") == "1" and path.endswith(".csv"):
        return Response(
            BOM + file.bodies[""], content_type=file.kind, headers=front.headers_for(file, pages.HEADERS)
        )
    status, headers, body = front.answer(file, front.to_asked(request.environ), pages.HEADERS)
    return Response(body, status, headers=headers)


def send_address() -> Response:
    """The file that the request's address names, in the reader's language where it has several."""
    query, accepted = request.query_string.decode("latin-1"), request.headers.get("Accept-Language", "")
    lang = front.choose(query, accepted, get_shelf().press.languages)
    return send(front.resolve(request.path, lang))


@blueprint.get("/")
def show_map() -> Response:
    """The front door, with the newest map on it."""
    return send_address()


@blueprint.get("/table")
@blueprint.get("/about-the-numbers")
@blueprint.get("/embed")
def show_page() -> Response:
    """The map in words; what the numbers mean; the map for another site's frame."""
    return send_address()


@blueprint.get("/data/")
def show_data() -> Response:
    """Every release with its files, and how to check them."""
    return send_address()


@blueprint.get("/releases/<path:name>")
@blueprint.get("/data/<path:name>")
@blueprint.get("/<any('feed.atom', 'newest-data.js'):name>")
@blueprint.get("/<name>.html")
@blueprint.get("/static-<path:name>")
def send_file(name: str) -> Response:
    """Any other file of the site."""
    return send_address()


@blueprint.get("/healthy")
def show_health() -> Response:
    """Whether this process answers; says nothing of what is behind it."""
    return Response("ok\n", content_type="text/plain")
