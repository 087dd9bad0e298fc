"""From the chain of releases to what a page shows; post-processing of published files only."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import lru_cache

from app.database import Connection
from app.release import Stored
from maps.disclosure import budget, display, estimate
from maps.disclosure.draw import Table
from maps.ledger import canonical, release
from maps.render.view import Count, Label, Slice, State, View

STATES = {
    display.CANNOT_TELL: State.UNSURE,
    display.PROBABLE: State.PROBABLE,
    display.CLEAR: State.CLEAR,
}


def find_map(chain: Iterable[Stored]) -> Stored | None:
    """The newest map in the chain that shows anything."""
    maps = [stored for stored in chain if stored.kind == "map"]
    return maps[-1] if maps else None


def find_names(connection: Connection) -> tuple[str, tuple[Label, ...]]:
    """The areas' name, and public places to find one's way by: those with most names are the best known."""
    areas = connection.execute("SELECT name FROM area ORDER BY name").fetchall()
    rows = connection.execute(
        "SELECT place.name, ST_X(centre), ST_Y(centre) FROM place JOIN area ON ST_Within(centre, outline)"
        " WHERE kind IN ('town', 'neighbourhood', 'stop', 'landmark')"
        " ORDER BY length(place.names::text) DESC, importance DESC, 1 LIMIT 300"
    )
    labels = tuple(Label(name, lon, lat, rank) for rank, (name, lon, lat) in enumerate(rows))
    return ", ".join(name for (name,) in areas), labels


@lru_cache(maxsize=8)
def to_view(file: bytes, place: str, labels: tuple[Label, ...] = ()) -> View:
    """What a map page shows of a map's file."""
    entry = canonical.load(file)
    tables = {table.name: table for table in release.tables(entry)}
    area = tuple(cell for part in entry["areas"] for cell in part["cells"])
    return View(
        release=entry["id"],
        place=place,
        period_from=date.fromisoformat(entry["period"]["from"]),
        period_to=date.fromisoformat(entry["period"]["to"]),
        epsilon=entry["epsilon"]["release"],
        area=area,
        counts=_counts(display.shapes(estimate.fit(tables.values()))) if tables else (),
        slices=_slices(tables),
        labels=labels,
    )


def _counts(shapes: Iterable[display.Shape]) -> tuple[Count, ...]:
    return tuple(
        Count(shape.cell, shape.estimate, shape.low, shape.high, STATES[shape.state], shape.sd)
        for shape in shapes
    )


def _slices(tables: dict[str, Table]) -> tuple[Slice, ...]:
    """The coarse tables: one slice a category group, one a part of day."""
    by_group = [
        Slice("category", key, _counts(display.cell_states(tables["r6_group"], key)))
        for key in budget.GROUPS
        if "r6_group" in tables
    ]
    by_part = [
        Slice("part", key, _counts(display.cell_states(tables["r6_part"], key)))
        for key in budget.PARTS
        if "r6_part" in tables
    ]
    return (*by_group, *by_part)
