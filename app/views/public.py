"""What the public sees: releases and nothing else, read under the role that can read nothing else."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

from flask import Blueprint, Response, abort, render_template, url_for
from flask_babel import format_date

from app import deployment, publication, release
from app.pages import IMMUTABLE
from app.release import Stored
from maps import export, geopackage
from maps.render import atlas, page, picture
from maps.render.view import View
from maps.render.words import Words

blueprint = Blueprint("public", __name__)


def load_chain() -> list[Stored]:
    """The releases that are public today; a demonstration shows those of a moved clock too."""
    here = deployment.current()
    today = None if here.config.is_demonstration else here.local_now().date()
    with here.database.public.connect() as connection:
        return release.find_all(connection, today)


def get_stored(release_id: str) -> Stored:
    """One public release, or 404."""
    found = next((stored for stored in load_chain() if stored.id == release_id), None)
    if found is None:
        abort(HTTPStatus.NOT_FOUND)
    return found


def get_view(stored: Stored) -> View:
    """What a map shows of a map release; 404 for a bulletin, which has no cells."""
    if stored.kind != "map":
        abort(HTTPStatus.NOT_FOUND)
    with deployment.current().database.public.connect() as connection:
        place, labels = publication.find_names(connection)
    return publication.to_view(stored.file, place, labels)


@blueprint.get("/")
def show_map() -> str:
    """The newest map; before the first, what it takes to have one."""
    stored = publication.find_map(load_chain())
    if stored is None:
        return render_template("public/no_map.html")
    view = get_view(stored)
    return render_template(
        "public/map.html",
        atlas=atlas.compose(view),
        view=view,
        period=say_period(view),
        urls=find_urls(stored.id),
    )


@blueprint.get("/table")
def show_table() -> str:
    """The newest map in words: every cell, worst first."""
    stored = publication.find_map(load_chain())
    if stored is None:
        return render_template("public/no_map.html")
    view = get_view(stored)
    return render_template(
        "public/table.html",
        tables=atlas.tabulate(view),
        view=view,
        period=say_period(view),
        urls=find_urls(stored.id),
    )


def say_period(view: View) -> str:
    """The days a release covers, in the page's language."""
    return f"{format_date(view.period_from, 'long')} – {format_date(view.period_to, 'long')}"


def find_urls(release_id: str) -> dict[str, str]:
    """The addresses of a release's files, by the names that the map's templates know."""
    parts = {name: url_for("public.send_map_part", release_id=release_id, name=name) for name in MAP_PARTS}
    return {
        **parts,
        "map": url_for("public.show_map"),
        "table.html": url_for("public.show_table"),
        "release.json": url_for("public.send_release", release_id=release_id),
        "cells.csv": url_for("public.send_cells", release_id=release_id, suffix="csv"),
    }


@blueprint.get("/healthy")
def show_health() -> Response:
    """Whether this process answers; says nothing of what is behind it."""
    return Response("ok\n", content_type="text/plain")


@blueprint.get("/data/")
def show_data() -> str:
    """Every release with its files."""
    return render_template("public/data.html", chain=load_chain())


MAP_PARTS: dict[str, tuple[str, Callable[[View], str]]] = {
    "map.css": ("text/css", lambda view: page.render(view).css),
    "map.js": ("text/javascript", lambda view: page.render(view).js),
    "data.js": ("text/javascript", lambda view: page.render(view).data_js),
    "picture.svg": ("image/svg+xml", lambda view: picture.draw(view, Words()).svg),
}
FORMATS: dict[str, tuple[str, Callable[[View], str | bytes]]] = {
    "geojson": ("application/geo+json", export.to_geojson),
    "csv": ("text/csv", export.to_csv),
    "hxl.csv": ("text/csv", export.to_hxl),
    "kml": ("application/vnd.google-earth.kml+xml", export.to_kml),
    "gpkg": ("application/geopackage+sqlite3", geopackage.write),
}


@blueprint.get("/releases/<release_id>/<name>")
def send_map_part(release_id: str, name: str) -> Response:
    """One file of a map's page."""
    if name not in MAP_PARTS:
        abort(HTTPStatus.NOT_FOUND)
    kind, write = MAP_PARTS[name]
    return _send(write(get_view(get_stored(release_id))), kind)


@blueprint.get("/releases/<release_id>.json")
def send_release(release_id: str) -> Response:
    """The release itself, byte for byte as it was signed."""
    return _send(get_stored(release_id).file, "application/json")


@blueprint.get("/releases/<release_id>.<suffix>")
def send_cells(release_id: str, suffix: str) -> Response:
    """A map's cells in another format."""
    if suffix not in FORMATS:
        abort(HTTPStatus.NOT_FOUND)
    kind, write = FORMATS[suffix]
    return _send(write(get_view(get_stored(release_id))), kind)


def _send(body: str | bytes, kind: str) -> Response:
    response = Response(body, content_type=f"{kind}; charset=utf-8" if isinstance(body, str) else kind)
    response.headers["Cache-Control"] = IMMUTABLE
    return response
