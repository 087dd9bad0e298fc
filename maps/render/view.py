"""What a map shows: published counts of one release, ready to be drawn."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from enum import IntEnum
from typing import Literal, TypeAlias

from maps import cells


class State(IntEnum):
    """How much an estimate says against the noise that was added to it."""

    UNSURE = 0
    """Cannot tell: pooled into this cell, no colour."""
    PROBABLE = 1
    """Probably more than the noise (2 to 3 sd): hatched."""
    CLEAR = 2
    """Clearly more than the noise (at least 3 sd)."""


@dataclass(frozen=True, slots=True)
class Count:
    """One published count: a cell, its estimate and the range that is shown for it, in reports.

    Where finer counts of the same list lie in the cell, all numbers are of the part that they leave.
    `estimate` may be negative, as noise is; `noise_sd` is the public standard deviation of what was added.
    """

    cell: str
    estimate: float
    low: int
    high: int
    state: State
    noise_sd: float

    @property
    def resolution(self) -> int:
        """The cell's H3 resolution."""
        return cells.resolution(self.cell)


@dataclass(frozen=True, slots=True)
class Slice:
    """The same map for one category group or one part of day, in coarse cells."""

    column: Literal["category", "part"]
    key: str
    counts: tuple[Count, ...]


@dataclass(frozen=True, slots=True)
class Spot:
    """A cell whose surroundings have more (hot) or fewer (cold) reports than chance and noise explain."""

    cell: str
    kind: Literal["hot", "cold"]


@dataclass(frozen=True, slots=True)
class Likely:
    """An r8 cell's most likely number of reports, worked out from published counts: what a heat map shows.

    It ranks places; it is no count, and has no range. `noise_sd` is of the cell's own published number.
    """

    cell: str
    reports: float
    noise_sd: float


Names: TypeAlias = tuple[tuple[str, str], ...]
"""Language tags and a name in each."""


def name_in(lang: str, name: str, others: Names) -> str:
    """The name in a language; as it is, where it has none there."""
    return dict(others).get(lang, name)


@dataclass(frozen=True, slots=True)
class Label:
    """A place name to find one's way by; `rank` 0 is drawn first, lon, lat in degrees.

    `others` are its names in other languages, by language tag.
    """

    name: str
    lon: float
    lat: float
    rank: int = 0
    others: Names = ()


@dataclass(frozen=True, slots=True)
class Stop:
    """One position of the slider over releases: where that release's data file is, relative to the page."""

    release: str
    period_from: date
    period_to: date
    data_url: str


@dataclass(frozen=True, slots=True)
class View:
    """One release as a map shows it.

    `counts` are the leaves and pooled cells that partition the area; `slices` the coarse tables; `area` the
    area's own cells (their outline is drawn). `period_to` is the last day. An empty release has no counts and
    is drawn like any other.
    """

    release: str
    place: str
    period_from: date
    period_to: date
    epsilon: float
    area: tuple[str, ...]
    counts: tuple[Count, ...]
    slices: tuple[Slice, ...] = ()
    spots: tuple[Spot, ...] = ()
    surface: tuple[Likely, ...] = ()
    labels: tuple[Label, ...] = ()
    stops: tuple[Stop, ...] = ()
    epsilon_life: float = 1.0

    def spoken(self, lang: str, place: str) -> View:
        """The same for readers of a language: the place called `place`, labels by their names in it."""
        named = (replace(one, name=name_in(lang, one.name, one.others), others=()) for one in self.labels)
        return replace(self, place=place, labels=tuple(named))

    def find_slice(self, key: str) -> Slice | None:
        """The slice with this key, or None where the release has no such table."""
        return next((part for part in self.slices if part.key == key), None)
