"""Help for everyone, by place and need; the place is posted, so that it stands in no address or history."""

from __future__ import annotations

from flask import Blueprint, Response, render_template, request

from app import deployment, geocode, sessions
from app.models.service import KINDS
from app.services import directory, exchange

blueprint = Blueprint("help_services", __name__, url_prefix="/help")
MOST = 60


@blueprint.get("", strict_slashes=False)
def show() -> str:
    """Every service, or those of one need."""
    return _render("", request.args.get("need", ""))


@blueprint.post("", strict_slashes=False)
@sessions.limiter.limit("120 per hour")
def search() -> str:
    """The services nearest to a place."""
    return _render(request.form.get("place", "").strip()[:200], request.form.get("need", ""))


@blueprint.get("/services.csv")
def send_csv() -> Response:
    """The directory as CSV."""
    return Response(exchange.to_csv(_find_all()), content_type="text/csv; charset=utf-8")


@blueprint.get("/services.geojson")
def send_geojson() -> Response:
    """The directory as GeoJSON."""
    return Response(exchange.to_geojson(_find_all()), content_type="application/geo+json; charset=utf-8")


def _find_all() -> list[directory.Listing]:
    with deployment.current().database.public.connect() as connection:
        return directory.find_all(connection)


def _render(place: str, need: str) -> str:
    chosen = need if need in KINDS else None
    here = deployment.current()
    with here.database.public.connect() as connection:
        found = geocode.find(here, connection, place).place if place else None
        if found is None:
            listings = directory.find_all(connection, chosen, MOST)
        else:
            listings = directory.nearest(connection, found, chosen, MOST)
    return render_template(
        "help/list.html", listings=listings, kinds=KINDS, need=chosen, place=place, is_found=found is not None
    )
