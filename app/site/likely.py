"""A map's likeliest numbers by small hexagon: what its heat map is drawn of, and a table of them.

Worked out where pages are drawn; a server's process, which hands out what is drawn, loads none of it.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from app import publication
from app.archive import Stored
from app.publication import Edition
from app.site import sheets
from maps import cells
from maps.disclosure import hexindex
from maps.hotspots import surface
from maps.render.view import Likely, Stop, View


@lru_cache(maxsize=16)
def to_view(edition: Edition, stored: Stored, stops: tuple[Stop, ...] = ()) -> View:
    """What a map page shows, its heat map included: that leaves out the cells that an erratum marks."""
    marked = edition.marked(stored.id)
    shown = tuple(one for one in find(stored, marked) if not publication.is_marked(one.cell, marked))
    return replace(publication.to_view(edition, stored, stops), surface=shown)


@lru_cache(maxsize=16)
def find(stored: Stored, marked: frozenset[str] = frozenset()) -> tuple[Likely, ...]:
    """A map's most likely number of reports in each r8 cell, most first; none where it has no cells.

    What was published of cells that an erratum marks counts for nothing.
    """
    found = publication.tables(stored)
    if "leaf" not in found:
        return ()
    made = surface.surface(found.values(), marked)
    rows = zip(hexindex.write(made.cells), made.likely.tolist(), made.noise_sd.tolist(), strict=True)
    return tuple(sorted((Likely(*row) for row in rows), key=lambda one: (-one.reports, one.cell)))


def write_csv(edition: Edition, stored: Stored) -> bytes:
    """Every small hexagon with its most likely number of reports, most first; marked ones are left out."""
    rows = [
        (
            stored.id,
            rank,
            one.cell,
            *(round(degree, 5) for degree in cells.centre(one.cell)),
            round(one.reports, 2),
            round(one.noise_sd, 2),
        )
        for rank, one in enumerate(to_view(edition, stored).surface, start=1)
    ]
    return sheets.write_csv(("release", "rank", "cell", "lon", "lat", "likely", "noise_sd"), rows)
