"""Exact numbers, for analysts, on the screen only: what leaves the console comes from releases."""

from __future__ import annotations

from flask import Blueprint, request

from app import access, audit, deployment, numbers, publication, sessions
from app.models.report import GROUPS, PARTS
from app.views.console import frame
from app.views.console.review import today
from maps import cells
from maps.gazetteer.place import distance_m

blueprint = Blueprint("numbers", __name__, url_prefix=f"{sessions.PATH}/numbers")


@blueprint.get("/")
@access.needs("analyst")
def show() -> str:
    """The week's snapshot, filtered by month; being seen is on record."""
    here, session = deployment.current(), sessions.database_session()
    week, counts = numbers.get_snapshot(here.memory, session, today())
    months = sorted({count.period for count in counts}, reverse=True)
    month = request.args.get("month")
    table = numbers.tabulate(counts, month if month in months else None)
    audit.add_line(session, today(), sessions.username(), "numbers", sessions.get_organizer().id)
    session.commit()
    return frame.render(
        "console/numbers.html",
        week=week,
        months=months,
        month=month if month in months else "",
        table=table,
        groups=(*GROUPS, None),
        parts=(*PARTS, None),
        places=_name_cells([cell for cell, _ in table.by_cell]),
    )


def _name_cells(wanted: list[str]) -> dict[str, str]:
    """Cell to the name of the best-known place nearest to its centre."""
    with deployment.current().database.public.connect() as connection:
        labels = publication.load(connection, today()).names.labels
    named = {}
    for cell in wanted:
        lon, lat = cells.centre(cell)
        near = min(labels, key=lambda one: distance_m(lon, lat, one.lon, one.lat), default=None)
        named[cell] = cell if near is None else near.name
    return named
