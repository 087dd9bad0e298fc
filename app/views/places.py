"""The place field's own answers: suggestions, the cell that would be kept, the ground of the map to tap on.

What someone types or taps comes in a body, never in an address; it is neither logged nor kept, and every
answer has one size, so that its length on the wire tells nothing (P10).
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, Response, render_template, request
from flask_babel import get_locale, gettext

from app import deployment, placing, spots
from app.deployment import Deployment
from app.places import suggesting
from app.places.suggesting import Suggestion
from app.placing import Option, Shown
from app.spots import Spot
from maps import cells
from maps.errors import GeometryError
from maps.render import ground, plan

blueprint = Blueprint("places", __name__)

SUGGESTED_BYTES = 4096
SHOWN_BYTES = 16384
"""What every answer is padded to with spaces, in UTF-8; what is longer is cut short by whole entries."""
LABELS = 120
"""Names on the map to tap on."""
LEAST_TAP = 1
"""A press by keyboard reports the corner of the picture, which is no choice."""


@blueprint.post("/places/suggest")
def suggest() -> Response:
    """Places that the typed words may mean or begin."""
    here = deployment.current()
    here.suggestions.check()
    with here.database.public.connect() as connection:
        found = suggesting.suggest(here, connection, request.form.get("text", ""), language())
    return _padded({"items": [_to_item(each) for each in found]}, SUGGESTED_BYTES)


@blueprint.post("/places/cell")
def show_cell() -> Response:
    """What would be kept of a chosen place or of a tapped cell's centre; nothing where neither is given."""
    here = deployment.current()
    here.suggestions.check()
    spot = spots.read(request.form.get("where", "")) or _read_centre(request.form)
    if spot is None:
        return _padded({}, SHOWN_BYTES)
    with here.database.public.connect() as connection:
        shown = placing.show(here, connection, spot, language(), read_finest(request.form))
    return _padded({**_to_json(spot, shown)}, SHOWN_BYTES)


@blueprint.get("/places/ground.json")
def show_ground() -> Response:
    """The areas' outline, their best known places, and the lattices of their cells."""
    here = deployment.current()
    tag = language()
    body = here.shortly.get(f"ground {tag}", lambda: _compose(here, tag))
    return Response(body, content_type="application/json")


def _compose(here: Deployment, tag: str) -> str:
    with here.database.public.connect() as connection:
        outline = placing.find_outline(here, connection)
        rows = connection.execute("SELECT unnest(cells) FROM area").fetchall()
        if outline is None:
            return "{}"
        labels = placing.find_area_labels(here, connection, tag, LABELS)
    made = ground.compose([cell for (cell,) in rows], outline, labels)
    return json.dumps(made, ensure_ascii=False, separators=(",", ":"))


def ask(here: Deployment, form: Mapping[str, str], token: str) -> str:
    """The page that asks back where it was, with everything that was typed."""
    tag, finest = language(), read_finest(form)
    typed = form.get("place", "").strip()[: suggesting.LONGEST]
    with here.database.public.connect() as connection:
        tapped = _read_tap(here, form)
        options: Sequence[Option] = ()
        if isinstance(tapped, Spot):
            named = Suggestion(gettext("The hexagon you pointed at"), "", "pin", None, tapped)
            options = [Option(named, placing.show(here, connection, tapped, tag, finest))]
        elif typed and tapped is None:
            options = placing.find_options(here, connection, typed, tag, finest)
        zoomed = tapped if isinstance(tapped, str) else None
        outline = placing.find_outline(here, connection)
        extent = cells.polygon(zoomed) if zoomed else outline
        grid = cells.children(zoomed, cells.FINEST) if zoomed else ()
        drawn = extent and placing.draw(here, connection, extent, tag, grid=grid)
    return render_template(
        "report/where.html",
        form=form,
        token=token,
        typed=typed,
        options=options,
        plan=drawn and to_data_url(drawn),
        zoomed=zoomed,
        kind_name=kind_name,
        say_across=say_across,
        to_data_url=to_data_url,
    )


def is_open(here: Deployment, form: Mapping[str, str], typed: str | None) -> bool:
    """Whether to ask back before the form is sent: the place is not clear, and nobody said "anyway"."""
    if form.get("send") == "anyway" or not typed or spots.read(form.get("where", "")):
        return False
    with here.database.public.connect() as connection:
        return not placing.is_clear(here, connection, typed)


def wants_look(form: Mapping[str, str]) -> bool:
    """Whether the form asks to see the place, not to be sent."""
    return form.get("send") == "look" or "tap.x" in form


def read_finest(form: Mapping[str, str]) -> int:
    """The finest resolution that may be kept, as the reporter chose it."""
    return spots.WIDTHS.get(form.get("width", ""), cells.FINEST)


def language() -> str:
    """The page's language."""
    return str(get_locale() or "en").replace("_", "-")


def to_data_url(svg: str) -> str:
    """A picture inside the page: its address would say what was chosen."""
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()


def _read_tap(here: Deployment, form: Mapping[str, str]) -> Spot | str | None:
    """What was tapped without scripts: on the area's plan an r7 cell to look into, on such a cell a spot."""
    try:
        x, y = int(form["tap.x"]), int(form["tap.y"])
    except (KeyError, ValueError):
        return None
    if min(x, y) < LEAST_TAP or max(x, y) > plan.WIDTH:
        return None
    zoomed = form.get("zoomed", "")
    if cells.is_cell(zoomed) and cells.resolution(zoomed) == 7:
        return spots.snap(*plan.find(cells.polygon(zoomed), x, y))
    with here.database.public.connect() as connection:
        outline = placing.find_outline(here, connection)
        if outline is None:
            return None
        cell = cells.snap(*plan.find(outline, x, y), 7)
        kept = placing.find_kept(connection, cell)
    # In the rest of a country there is nothing finer to look into.
    return Spot(kept, "spot") if kept and cells.resolution(kept) < 7 else cell


def _read_centre(form: Mapping[str, str]) -> Spot | None:
    """The cell whose centre the browser sends: it has snapped the position before it sent anything."""
    try:
        return spots.snap(float(form["lon"]), float(form["lat"]))
    except (KeyError, ValueError, GeometryError):
        return None


def _to_item(found: Suggestion) -> dict[str, str]:
    own = found.own_name if found.own_name != found.name else ""
    return {
        "name": found.name,
        "own": own,
        "kind": kind_name(found.kind),
        "near": found.near or "",
        "where": str(found.spot),
    }


def _to_json(spot: Spot, shown: Shown) -> dict[str, Any]:
    return {
        "where": str(spot),
        "inside": shown.is_inside,
        "across": say_across(shown.across_m),
        "picture": to_data_url(shown.picture),
    }


def say_across(metres: int) -> str:
    """A breadth in words."""
    if metres < 1000:
        return str(gettext("about %(number)s m across", number=metres))
    return str(gettext("about %(number)s km across", number=f"{metres / 1000:g}"))


def kind_name(kind: str) -> str:
    """What kind of place it is, in the page's language."""
    names: Mapping[str, str] = {
        "crossing": gettext("crossing"),
        "landmark": gettext("landmark"),
        "stop": gettext("stop"),
        "street": gettext("street"),
        "neighbourhood": gettext("neighbourhood"),
        "town": gettext("town"),
        "city": gettext("city"),
    }
    return names.get(kind) or str(gettext("place on the map"))


def _padded(value: Mapping[str, Any], size: int) -> Response:
    items = list(value.get("items", ()))
    body = json.dumps(value, ensure_ascii=False).encode()
    while len(body) > size and items:
        items.pop()
        body = json.dumps({**value, "items": items}, ensure_ascii=False).encode()
    return Response(body.ljust(size), content_type="application/json")
