"""What is public at one moment, and what its maps show: post-processing of published files only (P6)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from app import archive, districts, naming
from app.archive import Stored
from app.database import Connection
from app.districts import District
from app.naming import Names
from maps import cells
from maps.disclosure import budget, coarse, display, estimate
from maps.disclosure.coarse import Rest
from maps.disclosure.estimate import Fit
from maps.disclosure.table import Table
from maps.hotspots import spot
from maps.hotspots.spot import Spot as Tested
from maps.ledger import release
from maps.render.view import Count, Slice, Spot, State, Stop, View

STATES = {
    display.CANNOT_TELL: State.UNSURE,
    display.PROBABLE: State.PROBABLE,
    display.CLEAR: State.CLEAR,
}
ERRATUM = "erratum"


@dataclass(frozen=True, slots=True)
class Edition:
    """Everything that is public at one moment; pages, files and interfaces are functions of it alone."""

    chain: tuple[Stored, ...]
    names: Names
    districts: tuple[District, ...] = ()
    ground: str = ""
    """the version of the streets under the front door's map, which the server hands out; none in folders"""

    @property
    def key(self) -> str:
        """A digest that changes with anything that is shown."""
        names = [self.names, [(one.level, one.id, one.name, one.digest) for one in self.districts]]
        parts = [*(stored.digest for stored in self.chain), repr(names), self.ground]
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]

    @property
    def releases(self) -> tuple[Stored, ...]:
        """Every bulletin and map, oldest first."""
        return tuple(stored for stored in self.chain if stored.kind != ERRATUM)

    @property
    def maps(self) -> tuple[Stored, ...]:
        """The maps that are shown, oldest first: withdrawn ones are files only."""
        return tuple(
            stored for stored in self.chain if stored.kind == "map" and not self.is_withdrawn(stored.id)
        )

    @property
    def placed(self) -> tuple[Stored, ...]:
        """The maps that are shown and hold more than totals, oldest first."""
        return tuple(stored for stored in self.maps if tables(stored))

    def is_placed(self, stored: Stored) -> bool:
        """Whether a release is a map that is shown and holds more than totals."""
        return stored in self.placed

    @property
    def newest(self) -> Stored | None:
        """The newest map that is shown and holds more than totals."""
        return self.placed[-1] if self.placed else None

    def find(self, release_id: str) -> Stored | None:
        """One entry of the chain."""
        return next((stored for stored in self.chain if stored.id == release_id), None)

    def errata(self, release_id: str) -> tuple[Mapping[str, Any], ...]:
        """What was said later about a release, oldest first."""
        entries = (stored.entry for stored in self.chain if stored.kind == ERRATUM)
        return tuple(entry for entry in entries if entry["release"] == release_id)

    def marked(self, release_id: str) -> frozenset[str]:
        """The cells of a release that errata mark."""
        return frozenset(cell for one in self.errata(release_id) for cell in one["cells"])

    def is_withdrawn(self, release_id: str) -> bool:
        """Whether a release's display was withdrawn."""
        return any(entry["withdraw"] for entry in self.errata(release_id))


def load(connection: Connection, today: date | None, languages: Sequence[str] = ()) -> Edition:
    """What is public on a day; with None, whatever was published; names also in `languages`."""
    chain = archive.find_all(connection, today)
    return Edition(tuple(chain), naming.load(connection, languages), districts.load(connection))


@lru_cache(maxsize=64)
def tables(stored: Stored) -> Mapping[str, Table]:
    """A release's tables by name."""
    return {table.name: table for table in release.tables(stored.entry)}


@lru_cache(maxsize=16)
def fit(stored: Stored) -> Fit | None:
    """A map's estimates; None where it has no tables (under 100 published)."""
    found = tables(stored)
    return estimate.fit(found.values()) if "leaf" in found else None


@lru_cache(maxsize=16)
def rest(stored: Stored) -> Rest:
    """A map's big hexagons of a country's rest."""
    return coarse.find(tables(stored).values())


@lru_cache(maxsize=16)
def spots(stored: Stored) -> tuple[Tested, ...]:
    """A map's hot and cold cells with their numbers."""
    found = tables(stored)
    return spot.find(found.values()) if "leaf" in found else ()


def shown_spots(edition: Edition, stored: Stored) -> tuple[Tested, ...]:
    """A map's hot and cold cells but for those that errata mark."""
    marked = edition.marked(stored.id)
    return tuple(one for one in spots(stored) if not is_marked(one.cell, marked))


@lru_cache(maxsize=16)
def shapes(stored: Stored) -> tuple[display.Shape, ...]:
    """What a map may show of its leaves, and of the rest of a country."""
    fitted = fit(stored)
    return () if fitted is None else display.shapes(fitted, rest(stored))


@lru_cache(maxsize=16)
def to_view(edition: Edition, stored: Stored, stops: tuple[Stop, ...] = ()) -> View:
    """What a map page shows of a map; cells that an erratum marks are shown as "cannot tell"."""
    entry, found = stored.entry, tables(stored)
    marked = edition.marked(stored.id)
    return View(
        release=stored.id,
        place=edition.names.place,
        period_from=stored.first,
        period_to=stored.last,
        epsilon=entry["epsilon"]["release"],
        area=tuple(cell for part in entry["areas"] for cell in part["cells"]),
        counts=_counts(shapes(stored), marked),
        slices=_slices(found, marked),
        spots=tuple(
            Spot(one.cell, "hot" if one.kind == spot.HOT else "cold")
            for one in _drawn(shown_spots(edition, stored))
        ),
        labels=edition.names.labels,
        stops=stops,
    )


@lru_cache(maxsize=64)
def to_view_in(edition: Edition, stored: Stored, lang: str) -> View:
    """What a map's pages, pictures and posters in a language show."""
    return to_view(edition, stored).spoken(lang, edition.names.place_in(lang))


def _drawn(found: Iterable[Tested]) -> list[Tested]:
    """The spots that a map outlines: cells that stand out by themselves, the finest of those in one another.

    What stands out only together with its neighbours is in the tables: outlined, it would cover the map.
    """
    alone = {one.cell: one for one in found if one.reach == 0}
    holds_finer = {
        (cells.parent(cell, spot.R7), one.kind) for cell, one in alone.items() if one.resolution > spot.R7
    }
    return [one for cell, one in sorted(alone.items()) if (cell, one.kind) not in holds_finer]


def is_marked(cell: str, marked: frozenset[str]) -> bool:
    """Whether an erratum marks the cell, a part of it or what it is a part of."""
    level = cells.resolution(cell)
    return any(
        cell == other
        or (cells.resolution(other) > level and cells.parent(other, level) == cell)
        or (cells.resolution(other) < level and cells.parent(cell, cells.resolution(other)) == other)
        for other in marked
    )


def _counts(found: Iterable[display.Shape], marked: frozenset[str]) -> tuple[Count, ...]:
    return tuple(
        Count(
            shape.cell,
            shape.estimate,
            shape.low,
            shape.high,
            State.UNSURE if is_marked(shape.cell, marked) else STATES[shape.state],
            shape.sd,
        )
        for shape in found
    )


def _slices(found: Mapping[str, Table], marked: frozenset[str]) -> tuple[Slice, ...]:
    """The coarse tables: one slice a category group, one a part of day."""
    by_group = [
        Slice("category", key, _counts(display.cell_states(found["r6_group"], key), marked))
        for key in budget.GROUPS
        if "r6_group" in found
    ]
    by_part = [
        Slice("part", key, _counts(display.cell_states(found["r6_part"], key), marked))
        for key in budget.PARTS
        if "r6_part" in found
    ]
    return (*by_group, *by_part)


def to_stops(edition: Edition, prefix: str) -> tuple[Stop, ...]:
    """The slider's stops: every map that shows something, oldest first."""
    return tuple(
        Stop(stored.id, stored.first, stored.last, f"{prefix}{stored.id}/data.js")
        for stored in edition.placed
    )


def bulletins(edition: Edition) -> Sequence[Stored]:
    """The bulletins that are shown, oldest first: withdrawn ones are files only."""
    return [
        stored
        for stored in edition.chain
        if stored.kind == "bulletin" and not edition.is_withdrawn(stored.id)
    ]
